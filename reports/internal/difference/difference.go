// Package difference sets what was expected against what was found, for people. It
// knows XML: prefixes, the order of attributes and spaces between elements make no
// difference. All functions are pure and take any text.
package difference

import "slices"

// Op says on which side a line stands.
type Op byte

// The sides of a line.
const (
	Same     Op = ' '
	Expected Op = '-' // only in what was expected
	Found    Op = '+' // only in what was found
)

// Line is one line of a difference.
type Line struct {
	Op   Op
	Text string
}

// cellLimit bounds the table of Lines; bigger texts are told apart in the middle
// between what they have in common at both ends.
const cellLimit = 1 << 20

// Lines aligns two lists of lines by their longest common subsequence. What was
// expected comes before what was found in its place.
func Lines(expected, found []string) []Line {
	var head, tail []Line
	for len(expected) > 0 && len(found) > 0 && expected[0] == found[0] {
		head = append(head, Line{Same, expected[0]})
		expected, found = expected[1:], found[1:]
	}
	for len(expected) > 0 && len(found) > 0 && expected[len(expected)-1] == found[len(found)-1] {
		tail = append(tail, Line{Same, found[len(found)-1]})
		expected, found = expected[:len(expected)-1], found[:len(found)-1]
	}
	slices.Reverse(tail)
	return slices.Concat(head, middle(expected, found), tail)
}

func middle(expected, found []string) []Line {
	var out []Line
	i, j := 0, 0
	if len(expected)*len(found) <= cellLimit {
		common := table(expected, found)
		for i < len(expected) && j < len(found) {
			switch {
			case expected[i] == found[j]:
				out = append(out, Line{Same, expected[i]})
				i, j = i+1, j+1
			case common[i+1][j] >= common[i][j+1]:
				out = append(out, Line{Expected, expected[i]})
				i++
			default:
				out = append(out, Line{Found, found[j]})
				j++
			}
		}
	}
	for ; i < len(expected); i++ {
		out = append(out, Line{Expected, expected[i]})
	}
	for ; j < len(found); j++ {
		out = append(out, Line{Found, found[j]})
	}
	return out
}

// table holds the length of the longest common subsequence of all pairs of ends.
func table(a, b []string) [][]int {
	out := make([][]int, len(a)+1)
	for i := range out {
		out[i] = make([]int, len(b)+1)
	}
	for i, x := range slices.Backward(a) {
		for j, y := range slices.Backward(b) {
			if x == y {
				out[i][j] = out[i+1][j+1] + 1
			} else {
				out[i][j] = max(out[i+1][j], out[i][j+1])
			}
		}
	}
	return out
}
