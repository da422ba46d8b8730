package nearest

import "testing"

func TestWord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, word string
		known      []string
		want       string // empty for none
	}{
		{"a letter left out", "addrssing", []string{"addressing", "payload"}, "addressing"},
		{"two letters swapped", "cuont", []string{"mount", "count"}, "count"},
		{"other capitals", "ERROR", []string{"warning", "error"}, "error"},
		{"a third of the letters wrong", "abcxyzghi", []string{"abcdefghi"}, "abcdefghi"},
		{"more than a third", "abwxyzghi", []string{"abcdefghi"}, ""},
		{"one letter of a short word", "y", []string{"x"}, "x"},
		{"two letters of a short word", "yz", []string{"ab"}, ""},
		{"the first of two that are as close", "spam", []string{"span", "spat"}, "span"},
		{"nothing known", "word", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := Word(c.word, c.known)
			if got != c.want || ok != (c.want != "") {
				t.Errorf("%q, %v; want %q", got, ok, c.want)
			}
		})
	}
}
