package html

import (
	"html/template"
	"slices"
	"strings"
)

// listing is a run of numbered lines of a message. The numbers come from the style
// (CSS counters, or data-n where lines were broken or left out), so that copied
// text holds none.
type listing struct {
	Segments []segment
	// Plain is a whole message in one piece instead, which browsers read several
	// times faster: its numbers are one text beside it, so its lines cannot be wrapped.
	Plain template.HTML
}

// segment is either many lines in one go or one line with notes.
type segment struct {
	Lines  template.HTML
	Marked *markedLine
}

type markedLine struct {
	Anchor string
	Number string // empty when the browser counts
	HTML   template.HTML
	Notes  []note
}

func (l listing) size() int {
	n := len(l.Plain)
	for _, s := range l.Segments {
		n += len(s.Lines)
		if s.Marked != nil {
			n += len(s.Marked.HTML)
		}
	}
	return n
}

// context is how many lines are shown on both sides of an offending line that lies
// beyond the limit.
const context = 2

// listed is a message as it is shown.
type listed struct {
	Listings []listing
	// Shown is how many bytes of the body the first listing covers.
	Shown int
	// Broken is true when long lines are shown broken at their tags.
	Broken bool
	// Anchors are the ids of the lines of notes that are shown, by line and column.
	Anchors map[[2]int]string
}

// list lists the first limit bytes of a body, and beyond them the surroundings of
// lines with notes.
func list(body []byte, notes []note, s spot, limit int, colour bool) listed {
	if len(body) == 0 {
		return listed{}
	}
	l := lister{painter: painter{lexed: lex(body), colour: colour}, spot: s, byLine: map[int][]note{}, anchors: map[[2]int]string{}}
	var broken bool
	l.lines, broken = layOut(l.lexed, limit)
	l.place(notes)
	first := l.within(limit)
	if len(l.byLine) == 0 && !broken && first == len(l.lines) && first <= gutterLines {
		return listed{Listings: []listing{{Plain: l.plain()}}, Shown: len(body)}
	}
	out := listed{Broken: broken, Shown: len(body), Anchors: l.anchors}
	out.Listings = []listing{l.listing(0, first, !broken)}
	if first < len(l.lines) {
		out.Shown = l.lines[first-1].to
		out.Listings = append(out.Listings, l.excerpts(first)...)
	}
	return out
}

// gutterLines is how many line numbers the style has ready.
const gutterLines = 500

// plain writes all lines in one piece.
func (l *lister) plain() template.HTML {
	var out strings.Builder
	for _, line := range l.lines {
		l.paint(&out, line.from, line.to)
		out.WriteByte('\n')
	}
	return template.HTML(out.String())
}

// lister turns one message into listings.
type lister struct {
	painter
	lines   []shownLine
	byLine  map[int][]note // by index in lines
	spot    spot
	anchors map[[2]int]string
}

// place finds the line of each note.
func (l *lister) place(notes []note) {
	for _, n := range notes {
		at := -1
		for i, line := range l.lines {
			if line.Number > n.Line {
				break
			}
			if line.Number == n.Line && (at < 0 || line.Column <= n.Column) {
				at = i
			}
		}
		if at >= 0 {
			l.byLine[at] = append(l.byLine[at], n)
		}
	}
}

// within is how many lines end within the first limit bytes, one at least.
func (l *lister) within(limit int) int {
	for i, line := range l.lines {
		if line.to > limit {
			return max(i, 1)
		}
	}
	return len(l.lines)
}

// excerpts shows the lines with notes from line done on.
func (l *lister) excerpts(done int) []listing {
	var out []listing
	at := make([]int, 0, len(l.byLine))
	for i := range l.byLine {
		at = append(at, i)
	}
	slices.Sort(at)
	for _, i := range at {
		if i < done {
			continue
		}
		from, to := max(done, i-context), min(len(l.lines), i+context+1)
		out = append(out, l.listing(from, to, false))
		done = to
	}
	return out
}

// listing shows some lines. The browser counts them only when they are all lines of
// the message from the first on.
func (l *lister) listing(from, to int, counted bool) listing {
	var out listing
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			out.Segments = append(out.Segments, segment{Lines: template.HTML(plain.String())})
			plain.Reset()
		}
	}
	for i := from; i < to; i++ {
		line, number := l.lines[i], ""
		if !counted {
			number = line.name(":")
		}
		notes := l.byLine[i]
		if len(notes) == 0 {
			l.line(&plain, line, number)
			continue
		}
		flush()
		anchor := l.spot.anchor(line)
		for _, n := range notes {
			l.anchors[[2]int{n.Line, n.Column}] = anchor
		}
		out.Segments = append(out.Segments, segment{Marked: &markedLine{
			Anchor: anchor, Number: number, HTML: l.marked(line, markStretches(l.src, line, notes)), Notes: notes,
		}})
	}
	flush()
	return out
}
