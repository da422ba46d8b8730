// Package livedata notices NHS numbers that belong to no test set, so that a tester
// is warned before a real patient's number is sent or stored.
package livedata

import (
	"regexp"
	"slices"

	"github.com/itk-assurance/tkw/harness/pack"
)

// candidate is a run of ten digits that is part of no longer one; blanks and hyphens
// in the 3-3-4 form that people type may stand between.
var candidate = regexp.MustCompile(`\b\d{3}[ -]?\d{3}[ -]?\d{4}\b`)

// Known are the numbers of test sets. The zero value knows the 999 range only.
type Known struct{ numbers map[string]bool }

// NewKnown collects the numbers of all personas, patients and triggers of packs.
func NewKnown(set *pack.Set) Known {
	k := Known{numbers: map[string]bool{}}
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

// Strangers lists the NHS numbers in text that are of no test set: ten digits with
// a right check digit, outside the 999 range, each once, in order of appearance.
func (k Known) Strangers(text []byte) []string {
	var out []string
	for _, match := range candidate.FindAll(text, -1) {
		number := digits(match)
		if Valid(number) && number[:3] != "999" && !k.numbers[number] && !slices.Contains(out, number) {
			out = append(out, number)
		}
	}
	return out
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

// Valid reports whether text is ten digits with a right check digit (modulus 11).
func Valid(text string) bool {
	if len(text) != 10 {
		return false
	}
	sum := 0
	for i, c := range text {
		if c < '0' || c > '9' {
			return false
		}
		if i < 9 {
			sum += int(c-'0') * (10 - i)
		}
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check == int(text[9]-'0')
}

// Mask hides the middle of a number, so that a warning does not spread it.
func Mask(number string) string {
	if len(number) < 5 {
		return "*****"
	}
	return number[:3] + "*****" + number[len(number)-2:]
}
