package difference

import "strings"

// Piece is a part of a value; Differs is true where the other value has something
// else.
type Piece struct {
	Text    string
	Differs bool
}

// Words sets two values against each other word by word. Values without a common
// word come back whole and unmarked, because everything of them differs; ok is then
// false.
func Words(expected, found string) (left, right []Piece, ok bool) {
	a, b := strings.SplitAfter(expected, " "), strings.SplitAfter(found, " ")
	left, right = []Piece{{Text: expected}}, []Piece{{Text: found}}
	if expected == found {
		return left, right, false
	}
	// The last word has no blank behind it, and must match one that has.
	a[len(a)-1] += " "
	b[len(b)-1] += " "
	var l, r []Piece
	for _, line := range Lines(a, b) {
		switch line.Op {
		case Same:
			l, r, ok = join(l, line.Text, false), join(r, line.Text, false), ok || strings.TrimSpace(line.Text) != ""
		case Expected:
			l = join(l, line.Text, true)
		case Found:
			r = join(r, line.Text, true)
		}
	}
	if !ok {
		return left, right, false
	}
	return trim(l), trim(r), true
}

func join(pieces []Piece, text string, differs bool) []Piece {
	if n := len(pieces); n > 0 && pieces[n-1].Differs == differs {
		pieces[n-1].Text += text
		return pieces
	}
	return append(pieces, Piece{text, differs})
}

// trim takes the blank away that Words added to the end.
func trim(pieces []Piece) []Piece {
	last := &pieces[len(pieces)-1]
	last.Text = strings.TrimSuffix(last.Text, " ")
	return pieces
}
