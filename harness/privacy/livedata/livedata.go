// Package livedata notices NHS numbers that belong to no test set, so that a real
// patient's number is not sent, and is masked where people and programs read it.
package livedata

import (
	_ "embed"
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/privacy/nhsnumber"
)

// Candidates are the places of ten digits that are part of no longer word; one blank
// or hyphen may stand after the third and the sixth, as people type them. Written
// out, because every byte that is sent or kept passes here, and a regular expression
// is many times slower.
func Candidates(text []byte) [][2]int {
	var out [][2]int
	for at := 0; at < len(text); at++ {
		if !digit(text[at]) {
			continue
		}
		if at > 0 && word(text[at-1]) {
			for at+1 < len(text) && word(text[at+1]) {
				at++
			}
			continue
		}
		if end := candidate(text, at); end > 0 {
			out = append(out, [2]int{at, end})
			at = end - 1
		}
	}
	return out
}

// candidate is the end of the candidate that begins at a place, 0 when none does.
func candidate(text []byte, at int) int {
	for i, group := range []int{3, 3, 4} {
		if i > 0 && at < len(text) && (text[at] == ' ' || text[at] == '-') {
			at++
		}
		for range group {
			if at >= len(text) || !digit(text[at]) {
				return 0
			}
			at++
		}
	}
	if at < len(text) && word(text[at]) {
		return 0
	}
	return at
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func word(c byte) bool {
	return digit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

//go:embed published.txt
var published string

// Known are the numbers of test sets. The zero value knows the 999 range only.
type Known struct{ numbers map[string]bool }

// Published knows the published test sets.
func Published() Known {
	k := Known{numbers: map[string]bool{}}
	for line := range strings.Lines(published) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			k.numbers[line] = true
		}
	}
	return k
}

// With knows these numbers besides.
func (k Known) With(numbers []string) Known {
	out := Known{numbers: map[string]bool{}}
	maps.Copy(out.numbers, k.numbers)
	for _, n := range numbers {
		out.numbers[n] = true
	}
	return out
}

// Numbers lists all known numbers outside the 999 range, sorted.
func (k Known) Numbers() []string {
	out := []string{}
	for n := range k.numbers {
		if nhsnumber.Valid(n) && n[:3] != testRange {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// testRange is what all numbers begin with that are set aside for tests.
const testRange = "999"

// NewKnown collects the published numbers, those of all personas, patients and
// triggers of packs, and what scenarios of built-in packs ask. What scenarios of a
// user's own pack ask must be of a persona of it.
func NewKnown(set *pack.Set) Known {
	k := Published()
	for _, p := range set.Packs {
		for _, q := range slices.Concat(p.Personas, p.Patients) {
			k.collect(q.Values)
			for _, v := range q.Ask {
				k.numbers[v] = true
			}
		}
		for _, t := range p.Triggers {
			k.numbers[t.Value], k.numbers[t.Patient] = true, true
		}
		if !p.BuiltIn() {
			continue
		}
		for _, sc := range p.Scenarios {
			for _, st := range sc.Steps {
				for _, v := range st.Request.Ask {
					k.numbers[v] = true
				}
			}
		}
	}
	return k
}

// collect walks nested values, since a mother's number may stand inside a child's.
func (k Known) collect(v any) {
	switch v := v.(type) {
	case string:
		k.numbers[v] = true
	case []any:
		for _, item := range v {
			k.collect(item)
		}
	case map[string]any:
		for _, item := range v {
			k.collect(item)
		}
	}
}

// UnknownNumbers lists the NHS numbers in text that are of no test set: valid ones
// outside the 999 range, each once, in order of appearance.
func (k Known) UnknownNumbers(text []byte) []string {
	var out []string
	for _, at := range Candidates(text) {
		number := digits(text[at[0]:at[1]])
		if k.unknown(number) && !slices.Contains(out, number) {
			out = append(out, number)
		}
	}
	return out
}

// unknown reports whether digits are an NHS number of no test set.
func (k Known) unknown(number string) bool {
	return nhsnumber.Valid(number) && number[:len(testRange)] != testRange && !k.numbers[number]
}

func digits(text []byte) string {
	out := make([]byte, 0, 10)
	for _, c := range text {
		if c >= '0' && c <= '9' {
			out = append(out, c)
		}
	}
	return string(out)
}

// Mask hides the middle of a number, so that a warning does not spread it.
func Mask(number string) string {
	if len(number) < 5 {
		return "*****"
	}
	return number[:3] + "*****" + number[len(number)-2:]
}
