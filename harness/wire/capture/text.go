package capture

import "sort"

// Text is stretches of a capture joined to one text, such as the message in the chunks of a
// body, and knows where each byte of it stands in the capture.
type Text struct {
	// Bytes is the text. Where it is one stretch, they are those of the capture itself.
	Bytes []byte

	parts  []Range
	starts []int // of the parts, in Bytes
}

// Join makes a text of stretches that are in order and do not overlap.
func Join(wire []byte, parts []Range) Text {
	var t Text
	length := 0
	for _, p := range parts {
		if p.Len() > 0 {
			t.parts, t.starts = append(t.parts, p), append(t.starts, length)
			length += p.Len()
		}
	}
	if len(t.parts) == 1 {
		t.Bytes = t.parts[0].Of(wire)
		return t
	}
	t.Bytes = make([]byte, 0, length)
	for _, p := range t.parts {
		t.Bytes = append(t.Bytes, p.Of(wire)...)
	}
	return t
}

// Wire is where in the capture the byte at an offset of the text stands. The offset of the
// end of the text gives what is behind its last byte. The result is false where the text has
// no such offset, or is empty.
func (t Text) Wire(offset int) (at int, ok bool) {
	if offset < 0 || offset > len(t.Bytes) || len(t.parts) == 0 {
		return 0, false
	}
	i := t.partAt(offset)
	return t.parts[i].From + offset - t.starts[i], true
}

// Offset is where in the text a byte of the capture stands; false for a byte that is not of
// the text.
func (t Text) Offset(at int) (offset int, ok bool) {
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].To > at })
	if i == len(t.parts) || at < t.parts[i].From {
		return 0, false
	}
	return t.starts[i] + at - t.parts[i].From, true
}

// Ranges are the stretches of the capture that Bytes[from:to] stands in.
func (t Text) Ranges(from, to int) []Range {
	var out []Range
	for i := t.partAt(from); from < to; i++ {
		p := t.parts[i]
		begin := p.From + from - t.starts[i]
		end := min(p.To, begin+to-from)
		out = append(out, Range{begin, end})
		from += end - begin
	}
	return out
}

// Put writes a text of the same length in its place in a capture, or in a copy of it.
func (t Text) Put(wire, text []byte) {
	for i, p := range t.parts {
		copy(p.Of(wire), text[t.starts[i]:])
	}
}

// partAt is the number of the part that has an offset; the end belongs to the last.
func (t Text) partAt(offset int) int {
	return max(0, sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > offset })-1)
}
