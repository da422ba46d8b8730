package redact

import (
	"bytes"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// message is a message as on the wire, in parts. All parts are of one copy of it,
// which put and blank change in place.
type message struct {
	wire []byte
	// heads are all heads, informational ones included.
	heads []capture.Head
	// body is all that is not head, as one text: the chunks of a body are joined.
	body capture.Text
	// framing is what the lines of chunks have beside sizes.
	framing capture.Text
	// encoded is true when the body is compressed.
	encoded bool
}

// split finds head and body.
func split(wire []byte) message {
	m := message{wire: bytes.Clone(wire)}
	at := capture.Read(m.wire)
	m.heads = slices.Concat(at.Interim, []capture.Head{at.Head})
	for _, h := range m.heads {
		m.encoded = m.encoded || encodes(m.wire, h)
	}
	parts := notFields(m.wire, &m.heads)
	if !at.Chunked && !at.Suspect(m.wire) {
		m.body = capture.Join(m.wire, append(parts, at.Body))
		return m
	}
	c := capture.ReadChunks(m.wire, at.Body)
	parts = append(parts, c.Parts()...)
	if c.Ended() {
		parts = append(parts, capture.Range{From: c.Last.To, To: c.Range.To})
	}
	m.body = capture.Join(m.wire, parts)
	m.framing = capture.Join(m.wire, loose(c))
	return m
}

// loose are the stretches of chunk lines that senders fill as they like: extensions, and
// the size of a chunk that is not all there, which may be no size.
func loose(c capture.Chunks) []capture.Range {
	out := c.Extensions
	if c.Short.Len() == 0 {
		return out
	}
	if n := len(out); n > 0 && out[n-1].From >= c.Short.From {
		out = out[:n-1]
	}
	return append(slices.Clip(out), c.Short)
}

// notFields cuts heads short where they have a line that is no field, and gives what
// follows it in them: a body may begin there that no blank line is before.
func notFields(wire []byte, heads *[]capture.Head) []capture.Range {
	var out []capture.Range
	for i := range *heads {
		h := &(*heads)[i]
		for n, l := range h.Lines {
			odd := l.Kind == capture.OddLine || l.Kind == capture.FieldLine && !capture.IsToken(strings.TrimSpace(h.Fields[l.Field].Name))
			if !odd {
				continue
			}
			out = append(out, capture.Range{From: l.Range.From, To: h.Range.To})
			h.Lines = h.Lines[:n]
			break
		}
	}
	return out
}

// encodes reports whether a head says that the body is compressed. A line that goes on
// with a field counts as that field and as one of its own: readers differ.
func encodes(wire []byte, h capture.Head) bool {
	for _, f := range h.Fields {
		if compresses(f.Name, f.Value) {
			return true
		}
	}
	for _, l := range h.Lines {
		name, value, _ := bytes.Cut(l.Text.Of(wire), []byte(":"))
		if l.Kind == capture.FoldedLine && compresses(string(name), string(value)) {
			return true
		}
	}
	return false
}

func compresses(name, value string) bool {
	value = strings.ToLower(strings.TrimSpace(value))
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "transfer-encoding":
		return value != "chunked" && value != "identity"
	case "content-encoding":
		return value != "identity" && value != ""
	}
	return false
}

// blank makes the body unreadable.
func (m message) blank() {
	m.body.Put(m.wire, bytes.Repeat([]byte("x"), len(m.body.Bytes)))
}

// plain are fields of a head that hold no words of people.
var plain = map[string]bool{
	"Host": true, "Content-Type": true, "Content-Length": true, "Content-Encoding": true, "User-Agent": true, "Accept": true, "Connection": true,
	"Date": true, "Server": true, "Transfer-Encoding": true, "Expect": true, "Soapaction": true, "Keep-Alive": true, "Accept-Encoding": true,
}

// head replaces values in a head in place.
func (r *Redactor) head(wire []byte, h capture.Head) {
	for _, l := range h.Lines {
		text := l.Text.Of(wire)
		switch l.Kind {
		case capture.FieldLine:
			f, value := h.Fields[l.Field], l.Value.Of(wire)
			switch {
			case wire[f.NameAt.To] != ':' || !capture.IsToken(f.Name):
				copy(text, r.elsewhere(text))
			case plain[f.Key]:
				copy(value, r.anyNumbers(bytes.Clone(value)))
			default:
				copy(value, r.elsewhere(value))
			}
		default:
			copy(text, r.elsewhere(text))
		}
	}
}
