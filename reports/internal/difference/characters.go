package difference

// Characters sets two texts against each other character by character: what they have in
// common at both ends stays unmarked, what lies between differs.
func Characters(expected, found string) (left, right []Piece) {
	a, b := []rune(expected), []rune(found)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return cut(a, head, tail), cut(b, head, tail)
}

// cut marks what of a text is neither its head nor its tail.
func cut(text []rune, head, tail int) []Piece {
	var out []Piece
	for _, p := range []Piece{
		{string(text[:head]), false}, {string(text[head : len(text)-tail]), true}, {string(text[len(text)-tail:]), false},
	} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}
