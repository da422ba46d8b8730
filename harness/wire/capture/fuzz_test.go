package capture_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// FuzzCapture holds the reader to its promises on any bytes: all of them are accounted for,
// once and in order, and every byte of the text is found where it stands.
func FuzzCapture(f *testing.F) {
	for _, seed := range []string{
		"", "\r\n\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n<a/>", "POST / HTTP/1.1\nTransfer-Encoding: x, chunked\n\n3;a=b\nabc\n0\nT: t\n\nmore",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nde", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz", "<a/>", "HTTP/", "\r",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		before := bytes.Clone(wire)
		m := capture.Read(wire)
		next := covers(t, 0, m.Lead)
		for _, h := range append(slices.Clip(m.Interim), m.Head) {
			next = coversHead(t, wire, next, h)
		}
		if next = covers(t, next, m.Body); next != len(wire) {
			t.Fatalf("read to %d of %d", next, len(wire))
		}
		checkText(t, wire, m.Body, m.Parts())
		// Whatever the head says, the body can be read as chunks.
		c := capture.ReadChunks(wire, m.Body)
		coversChunks(t, wire, c)
		checkText(t, wire, m.Body, c.Parts())
		if m.Chunked && !cmp.Equal(c, m.Chunks) {
			t.Fatal(cmp.Diff(c, m.Chunks))
		}
		_, _ = capture.FirstLast(wire, m.Body)
		_ = m.Suspect(wire)
		if !bytes.Equal(before, wire) {
			t.Fatal("the given bytes were changed")
		}
	})
}

// covers makes sure that a range goes on where the last one ended, and gives its own end.
func covers(t *testing.T, at int, r capture.Range) int {
	t.Helper()
	if r.From != at || r.To < r.From {
		t.Fatalf("%v does not go on at %d", r, at)
	}
	return r.To
}

func coversHead(t *testing.T, wire []byte, at int, h capture.Head) int {
	t.Helper()
	end := covers(t, at, h.Range)
	field := -1
	for i, l := range h.Lines {
		at = covers(t, at, l.Range)
		if l.Text.From != l.Range.From || l.Text.To > l.Range.To || bytes.Trim(wire[l.Text.To:l.Range.To], "\r\n") == nil && l.Text.To < l.Range.To-2 {
			t.Fatalf("line %d: %v", i, l)
		}
		switch l.Kind {
		case capture.FieldLine:
			if field++; l.Field != field {
				t.Fatalf("line %d is of field %d", i, l.Field)
			}
		case capture.BlankLine:
			if i != len(h.Lines)-1 {
				t.Fatal("a blank line within a head")
			}
		case capture.StartLine, capture.FoldedLine, capture.OddLine:
		}
	}
	if at != end || field != len(h.Fields)-1 {
		t.Fatalf("lines to %d of %d, %d of %d fields", at, end, field+1, len(h.Fields))
	}
	for _, f := range h.Fields {
		if string(f.NameAt.Of(wire)) != f.Name {
			t.Fatalf("%q does not stand at %v", f.Name, f.NameAt)
		}
		last := f.NameAt.To
		for _, v := range f.Values {
			if v.From < last || v.To > f.Range.To {
				t.Fatalf("a value of %q at %v", f.Name, v)
			}
			last = v.To
		}
	}
	return end
}

func coversChunks(t *testing.T, wire []byte, c capture.Chunks) {
	t.Helper()
	// Lines of sizes and line ends stand between the data.
	framed := func(r capture.Range) string { return string(bytes.Trim(r.Of(wire), "\r\n")) }
	at := c.Range.From
	for i, data := range c.Data {
		if frame := framed(capture.Range{From: at, To: data.From}); frame == "" || strings.Contains(frame, "\n") {
			t.Fatalf("chunk %d begins with %q", i, frame)
		}
		at = data.To
	}
	next := c.Rest.From
	if c.Ended() {
		next = c.Last.From
		coversHead(t, wire, c.Last.To, c.Trailer)
	}
	if gap := framed(capture.Range{From: at, To: next}); gap != "" {
		t.Fatalf("%q is between the chunks and what follows", gap)
	}
	if at = c.Rest.From; c.Ended() {
		at = c.Trailer.Range.To
	}
	if at = covers(t, at, c.Rest); at != c.Range.To {
		t.Fatalf("chunks to %d of %d", at, c.Range.To)
	}
	if (c.Broken == capture.NoChunks) != (len(c.Data) == 0 && !c.Ended()) || c.Broken == capture.BadSize && c.Rest.Len() == 0 {
		t.Fatalf("broken: %q", c.Broken)
	}
}

func checkText(t *testing.T, wire []byte, whole capture.Range, parts []capture.Range) {
	t.Helper()
	text := capture.Join(wire, parts)
	outside := capture.Join(wire, capture.Outside(whole, parts))
	if len(text.Bytes)+len(outside.Bytes) != whole.Len() {
		t.Fatalf("%d and %d bytes of %d", len(text.Bytes), len(outside.Bytes), whole.Len())
	}
	for i := range text.Bytes {
		at, ok := text.Wire(i)
		back, found := text.Offset(at)
		if !ok || !found || back != i || wire[at] != text.Bytes[i] {
			t.Fatalf("offset %d stands at %d and comes back as %d", i, at, back)
		}
		if _, found = outside.Offset(at); found {
			t.Fatalf("offset %d is both in the text and outside", at)
		}
	}
	if n := len(text.Bytes); n > 1 {
		if got := capture.Join(wire, text.Ranges(n/3, n)); !bytes.Equal(got.Bytes, text.Bytes[n/3:]) {
			t.Fatalf("%q is at %q", text.Bytes[n/3:], got.Bytes)
		}
	}
	same := bytes.Clone(wire)
	text.Put(same, bytes.Clone(text.Bytes))
	if !bytes.Equal(wire, same) {
		t.Fatal("the same text changed the capture")
	}
}
