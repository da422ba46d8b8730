package html

import (
	"bytes"
	"cmp"
	"slices"
)

// tagLimit bounds the marked part of a line.
const tagLimit = 300

// markStretches are the stretches of a line that its notes point to, in rising
// order and without overlap: from the column to the end of the tag that begins
// there, or the one attribute of it that is meant. A note without a column, or with
// one beyond the line, marks nothing.
func markStretches(src []byte, l shownLine, notes []note) [][2]int {
	var all [][2]int
	for _, n := range notes {
		start := l.from + n.Column - l.Column
		if n.Column < 1 || start < l.from || start >= l.to {
			continue
		}
		end := min(l.to, start+tagLimit)
		if length := bytes.IndexByte(src[start:end], '>'); length >= 0 {
			end = start + length + 1
		}
		if n.Attribute != "" {
			if from, to, ok := attribute(src[start:min(l.to, start+longTag)], n.Attribute); ok {
				start, end = start+from, start+to
			}
		}
		all = append(all, [2]int{start, end})
	}
	slices.SortFunc(all, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	var out [][2]int
	for _, m := range all {
		if n := len(out); n > 0 && m[0] < out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], m[1])
			continue
		}
		out = append(out, m)
	}
	return out
}

// longTag bounds the search for an attribute.
const longTag = 4 << 10

// attribute finds name="…" in text that begins with a start tag, by local name or
// with its prefix.
func attribute(text []byte, name string) (from, to int, ok bool) {
	if len(text) == 0 || text[0] != '<' {
		return 0, 0, false
	}
	l := lexed{src: text}
	l.startTagAt(0)
	start := func(i int) int { // of token i
		if i == 0 {
			return 0
		}
		return l.tokens[i-1].end
	}
	for i, t := range l.tokens {
		if t.kind != value || i == 0 {
			continue
		}
		before := bytes.TrimRight(text[start(i-1):start(i)], " \t\r\n=")
		word := before[bytes.LastIndexAny(before, " \t\r\n")+1:]
		_, local, prefixed := bytes.Cut(word, []byte(":"))
		if string(word) == name || prefixed && string(local) == name {
			return start(i-1) + len(before) - len(word), t.end, true
		}
	}
	return 0, 0, false
}
