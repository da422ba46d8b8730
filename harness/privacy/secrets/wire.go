package secrets

import (
	"bytes"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// message is a message that is being masked.
type message struct {
	part string // request or response
	wire []byte // a copy
	// texts are the stretches of each text in it that is searched for what may stand
	// anywhere. Together they are all of it.
	texts [][]capture.Range
}

// message masks one message as it was on the wire, with all heads before its body. How it
// is framed may be read in more than one way; what is a secret in any of them is one.
func (c *collector) message(part string, wire []byte) message {
	m := message{part: part, wire: bytes.Clone(wire)}
	at := capture.Read(wire)
	all := heads(wire, at)
	for _, h := range all {
		c.head(m, h)
	}
	asIs, inChunks := !at.Chunked, at.Chunked || at.Suspect(wire)
	if asIs && !inChunks {
		// What stands in place of a head may speak of chunks, too.
		inChunks = bytes.Contains(bytes.ToLower(wire[:all[len(all)-1].Range.To]), []byte("chunked"))
	}
	m.texts = [][]capture.Range{{at.HeadRange()}}
	if inChunks {
		chunks := capture.ReadChunks(wire, at.Body)
		c.trailer(m, chunks)
		m.texts = append(m.texts, chunks.Parts(), capture.Outside(at.Body, chunks.Parts()))
		asIs = asIs || chunks.Odd || chunks.Broken != ""
	}
	if asIs {
		m.texts = append(m.texts, []capture.Range{at.Body})
	}
	for _, stretches := range m.texts {
		m.search(stretches, func(text []byte) {
			for _, found := range password.FindAllSubmatchIndex(text, -1) {
				c.hide(part+": wsse:Password", text[found[2]:found[3]])
			}
		})
	}
	return m
}

// search lets find mask in a text, in place.
func (m message) search(stretches []capture.Range, find func(text []byte)) {
	text := capture.Join(m.wire, stretches)
	find(text.Bytes)
	text.Put(m.wire, text.Bytes)
}

// or is the message, or the given bytes where nothing was masked in them.
func (m message) or(given []byte) []byte {
	if bytes.Equal(m.wire, given) {
		return given
	}
	return m.wire
}

// heads are all heads of a message. Where its body should begin, another head may stand;
// where there is no head, what stands first is read as if it were fields.
func heads(wire []byte, m capture.Message) []capture.Head {
	last := m.Head
	if last.Range.Len() == 0 {
		last = capture.ReadFields(wire, last.Range.From)
	}
	out := slices.Concat(m.Interim, []capture.Head{last})
	for last.Range.To < len(wire) {
		switch at := last.Range.To; {
		case capture.BeginsHead(wire, at):
			last = capture.ReadHead(wire, at)
		case bytes.HasPrefix(last.Start().Of(wire), []byte("HTTP/1.1 1")):
			last = capture.ReadFields(wire, at)
		default:
			return out
		}
		out = append(out, last)
	}
	return out
}

// head masks the fields of a head.
func (c *collector) head(m message, h capture.Head) {
	for _, f := range h.Fields {
		if name := strings.TrimSpace(f.Name); secretName.MatchString(name) {
			lines := make([][]byte, len(f.Values))
			for i, v := range f.Values {
				lines[i] = v.Of(m.wire)
			}
			c.field(m.part, name, f.Value, lines)
		}
	}
	for _, l := range h.Lines {
		text := l.Text.Of(m.wire)
		ofField := l.Kind == capture.FieldLine || l.Kind == capture.FoldedLine
		name, value, found := bytes.Cut(text, []byte(":"))
		switch name := bytes.TrimSpace(name); {
		case ofField && secretName.MatchString(strings.TrimSpace(h.Fields[l.Field].Name)):
			// Its value is masked.
		case l.Kind == capture.FoldedLine && found && secretName.Match(name):
			// To some readers, a line that goes on with a field is one of its own.
			value = bytes.Trim(value, " \t\r")
			c.field(m.part, string(name), string(value), [][]byte{value})
		default:
			c.url(m.part, value) // by itself too, lest something before the colon hides it
		}
		c.url(m.part, text)
	}
}

// trailer masks the fields after the last chunk, and all lines that follow. In chunks that
// are broken they may begin after any line that could be that of the last chunk.
func (c *collector) trailer(m message, chunks capture.Chunks) {
	at := chunks.Last.To
	if !chunks.Ended() {
		at, _ = capture.FirstLast(m.wire, chunks.Range)
	}
	for at < chunks.Range.To {
		h := capture.ReadFields(m.wire, at)
		c.head(m, h)
		at = h.Range.To
	}
}

// echoes masks what comes again of secrets found before.
func (c *collector) echoes(m message) {
	find := func(text []byte) {
		for _, v := range c.values {
			if !bytes.Contains(text, v) {
				continue
			}
			for at := 0; ; at += len(v) {
				n := bytes.Index(text[at:], v)
				if n < 0 {
					break
				}
				at += n
				blot(text[at : at+len(v)])
			}
			c.fields = append(c.fields, m.part+": echo of a secret")
		}
	}
	find(m.wire)
	for _, stretches := range m.texts {
		if len(stretches) > 1 {
			m.search(stretches, find)
		}
	}
}
