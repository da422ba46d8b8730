package html

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// listing is a run of numbered lines of a message. The numbers come from the style
// (CSS counters, or data-n where lines were broken or left out), so that copied
// text holds none.
type listing struct {
	Segments []segment
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
	n := 0
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

// lister turns one message into listings.
type lister struct {
	painter
	lines   []shownLine
	byLine  map[int][]note // by index in lines
	spot    spot
	counted bool // the browser counts the lines
	anchors map[[2]int]string
}

// list lists the first limit bytes of a body, and beyond them the surroundings of
// lines with notes.
func list(body []byte, notes []note, s spot, limit int, colour bool) listed {
	if len(body) == 0 {
		return listed{}
	}
	l := lister{painter: painter{lexed: lex(body), colour: colour}, spot: s, anchors: map[[2]int]string{}}
	var broken bool
	l.lines, broken = layOut(l.lexed)
	l.cutLongLines(limit)
	l.place(notes)
	first := l.first(limit)
	l.counted = !broken
	out := listed{Listings: []listing{l.listing(0, first)}, Broken: broken, Shown: len(body), Anchors: l.anchors}
	if first == len(l.lines) && l.lines[first-1].to >= len(strings.TrimRight(string(body[max(0, len(body)-2):]), "\r\n"))+max(0, len(body)-2) {
		return out
	}
	out.Shown = l.lines[first-1].to
	l.counted = false
	out.Listings = append(out.Listings, l.excerpts(first)...)
	return out
}
