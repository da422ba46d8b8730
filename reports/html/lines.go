package html

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// shownLine is one line of a listing: a stretch of the message as it was sent.
type shownLine struct {
	// Number and Column are where the stretch begins in the message, from 1.
	Number, Column int
	from, to       int // without the line end
	// indent is how many spaces are shown before it that were not sent.
	indent int
	// broken is true for a part of a long line that was sent as one.
	broken bool
}

// name is the position of a line as readers and anchors write it.
func (s shownLine) name(join string) string {
	if s.broken {
		return fmt.Sprint(s.Number, join, s.Column)
	}
	return fmt.Sprint(s.Number)
}

const (
	// longLine is the length from which on a line of many tags is shown broken at
	// its tags; messages without line ends are unreadable otherwise.
	longLine = 240
	// indentLimit bounds the spaces before a broken line, as depth is foreign.
	indentLimit = 40
	// pieceLimit is the longest line that is shown as one.
	pieceLimit = 4 << 10
)

// layOut cuts a message into the lines that are shown, and reports whether long
// lines were broken. Lines end at line feeds, and the carriage return before one is
// dropped. A line feed at the very end begins no further line.
func layOut(l lexed, limit int) (lines []shownLine, broken bool) {
	b := breaker{lexed: l}
	body := bytes.TrimSuffix(l.src, []byte("\n"))
	for number, from := 1, 0; from <= len(body); number++ {
		end := len(body)
		if i := bytes.IndexByte(body[from:], '\n'); i >= 0 {
			end = from + i
		}
		whole := shownLine{Number: number, Column: 1, from: from, to: end}
		if end > from && body[end-1] == '\r' {
			whole.to--
		}
		parts := chop(b.parts(whole), l.src, min(limit, pieceLimit))
		broken = broken || len(parts) > 1
		lines = append(lines, parts...)
		from = end + 1
	}
	return lines, broken
}

// breaker goes through the tags of a message once, line by line.
type breaker struct {
	lexed
	next  int // the first tag not yet seen
	depth int
	last  tagKind
}

// parts breaks a line before each tag that does not directly belong to what stands
// before it: an end tag stays with its start tag when there is nothing but text
// between them.
func (b *breaker) parts(whole shownLine) []shownLine {
	long := whole.to-whole.from > longLine
	out := []shownLine{whole}
	for ; b.next < len(b.tags) && b.tags[b.next].start < whole.to; b.next++ {
		t := b.tags[b.next]
		together := t.kind == endTag && b.last == startTag
		if t.kind == endTag {
			b.depth = max(0, b.depth-1)
		}
		switch {
		case !long || together:
		case t.start == whole.from:
		default:
			out[len(out)-1].to = t.start
			out = append(out, shownLine{
				Number: whole.Number, Column: t.start - whole.from + 1, from: t.start, to: whole.to, indent: min(2*b.depth, indentLimit),
			})
		}
		if t.kind == startTag {
			b.depth++
		}
		b.last = t.kind
	}
	return out
}

// chop cuts what is still too long, between characters, and says of the parts of a
// cut line that they are parts.
func chop(parts []shownLine, src []byte, limit int) []shownLine {
	var out []shownLine
	for _, p := range parts {
		for p.to-p.from > limit {
			cut := p.from + limit
			for cut > p.from+1 && !utf8.RuneStart(src[cut]) {
				cut--
			}
			head := p
			head.to = cut
			out = append(out, head)
			p.Column, p.from, p.indent = p.Column+cut-p.from, cut, 0
		}
		out = append(out, p)
	}
	if len(out) > 1 {
		for i := range out {
			out[i].broken = true
		}
	}
	return out
}
