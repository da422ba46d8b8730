package html

import (
	"bytes"
	"cmp"
	"html/template"
	"slices"
	"strings"
)

// listing is a run of numbered lines of a message. The browser counts them (CSS
// counters), so that copied text holds no numbers.
type listing struct {
	// Before is the number of the line before the first.
	Before   int
	Segments []segment
}

// segment is either many lines in one go or one line with notes.
type segment struct {
	Lines  template.HTML
	Marked *markedLine
}

type markedLine struct {
	Anchor string
	Pieces []piece
	Notes  []note
}

// piece is a part of a marked line; Marked ones are what a finding points to.
type piece struct {
	Text   string
	Marked bool
}

func (l listing) size() int {
	n := 0
	for _, s := range l.Segments {
		n += len(s.Lines)
		if s.Marked != nil {
			for _, p := range s.Marked.Pieces {
				n += len(p.Text)
			}
		}
	}
	return n
}

const (
	// context is how many lines are shown on both sides of an offending line
	// that lies beyond the limit.
	context = 2
	// lineLimit bounds an offending line beyond the limit.
	lineLimit = 4 << 10
	// tagLimit bounds the marked part of a line.
	tagLimit = 300
)

// newListings lists the first limit bytes of a body, and beyond them the
// surroundings of lines with notes. shown is how many bytes the first listing
// holds.
func newListings(body []byte, notes []note, s spot, limit int) (out []listing, shown int) {
	if len(body) == 0 {
		return nil, 0
	}
	byLine := map[int][]note{}
	for _, n := range notes {
		byLine[n.Line] = append(byLine[n.Line], n)
	}
	first := body
	if len(first) > limit {
		first = first[:limit]
		// Cut at a line end when there is one near; a message in one line has none.
		if at := bytes.LastIndexByte(first, '\n'); at > limit/2 {
			first = first[:at+1]
		}
	}
	lines := splitLines(first)
	out = append(out, newListing(lines, 0, byLine, s))
	if len(first) == len(body) {
		return out, len(body)
	}
	return append(out, excerpts(splitLines(body), len(lines), byLine, s)...), len(first)
}

// excerpts shows lines with notes after line done.
func excerpts(all [][]byte, done int, byLine map[int][]note, s spot) []listing {
	var out []listing
	numbers := make([]int, 0, len(byLine))
	for n := range byLine {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		if n <= done || n > len(all) {
			continue
		}
		from, to := max(done, n-1-context), min(len(all), n+context)
		lines := make([][]byte, 0, to-from)
		for _, line := range all[from:to] {
			if len(line) > lineLimit {
				line = append(slices.Clone(line[:lineLimit]), "…"...)
			}
			lines = append(lines, line)
		}
		out = append(out, newListing(lines, from, byLine, s))
		done = to
	}
	return out
}

func newListing(lines [][]byte, before int, byLine map[int][]note, s spot) listing {
	l := listing{Before: before}
	from := 0
	plain := func(to int) {
		if from < to {
			l.Segments = append(l.Segments, segment{Lines: plainLines(lines[from:to])})
		}
		from = to + 1
	}
	for i := range lines {
		number := before + i + 1
		if notes := byLine[number]; len(notes) > 0 {
			plain(i)
			l.Segments = append(l.Segments, segment{Marked: &markedLine{Anchor: s.anchor(number), Pieces: pieces(string(lines[i]), notes), Notes: notes}})
		}
	}
	plain(len(lines))
	return l
}

// splitLines splits at line feeds and drops the carriage return before one. A line
// feed at the very end begins no further line.
func splitLines(body []byte) [][]byte {
	lines := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	for i := range lines {
		lines[i] = bytes.TrimSuffix(lines[i], []byte("\r"))
	}
	return lines
}

// plainLines is the HTML of lines without notes. Escaping only what matters in
// element content keeps big reports a third smaller than html/template would;
// this is the one place that does so, and FuzzPlainLines reads it back.
func plainLines(lines [][]byte) template.HTML {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("<i>")
		for {
			at := bytes.IndexAny(line, "<&")
			if at < 0 {
				break
			}
			b.Write(line[:at])
			if line[at] == '<' {
				b.WriteString("&lt;")
			} else {
				b.WriteString("&amp;")
			}
			line = line[at+1:]
		}
		b.Write(line)
		b.WriteString("\n</i>")
	}
	return template.HTML(b.String())
}

// pieces splits a line at what its notes point to: from the column to the end of
// the tag that begins there. Without a column the whole line is one piece.
func pieces(line string, notes []note) []piece {
	sorted := slices.Clone(notes)
	slices.SortStableFunc(sorted, func(a, b note) int { return cmp.Compare(a.Column, b.Column) })
	var out []piece
	at := 0
	for _, n := range sorted {
		start := n.Column - 1
		if start < at || start >= len(line) {
			continue
		}
		end := min(len(line), start+tagLimit)
		if length := strings.IndexByte(line[start:end], '>'); length >= 0 {
			end = start + length + 1
		}
		if start > at {
			out = append(out, piece{Text: line[at:start]})
		}
		out = append(out, piece{Text: line[start:end], Marked: true})
		at = end
	}
	if at < len(line) || len(out) == 0 {
		out = append(out, piece{Text: line[at:]})
	}
	return out
}
