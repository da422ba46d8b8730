// Package nearest finds the known word that somebody most likely meant by an
// unknown one.
package nearest

import "strings"

// Word returns the member of known that is closest to word, whatever the case of
// its letters; the first of several. ok is false when none is close: a third of
// the letters may be wrong, or two of a short word, one where it has up to three.
func Word(word string, known []string) (closest string, ok bool) {
	best := max(2, len(word)/3) + 1
	if len(word) <= 3 {
		best = 2
	}
	for _, k := range known {
		if n := distance(strings.ToLower(word), strings.ToLower(k)); n < best {
			closest, best, ok = k, n, true
		}
	}
	return closest, ok
}

// distance is the Levenshtein distance of two short words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
