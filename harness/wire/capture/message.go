package capture

import "bytes"

// Message is a capture taken apart. Lead, the interim heads, Head and Body follow one another
// and cover it.
type Message struct {
	// Lead are the empty lines before the first head, which readers pass over (RFC 9112,
	// section 2.2).
	Lead Range
	// Interim are the heads of informational responses before the answer, such as
	// 100 Continue.
	Interim []Head
	// Head is that of the request or of the answer. Its Range is empty where the bytes do not
	// go on like HTTP: then all of them are the body.
	Head Head
	// Body is all that follows, as on the wire: also what comes after the end of the message.
	Body Range
	// Chunked tells whether the body is one in chunks, which Chunks then has; see
	// [Head.Chunked].
	Chunked bool
	Chunks  Chunks
}

// Read takes a capture apart, which holds one request, or the informational responses and the
// answer to one.
func Read(wire []byte) Message {
	at := blankLines(wire)
	if !BeginsHead(wire, at) {
		at = 0 // empty lines before something else are part of it
	}
	m := Message{Lead: Range{0, at}}
	m.Head.Range = Range{at, at}
	for BeginsHead(wire, at) {
		h := ReadHead(wire, at)
		at = h.Range.To
		if !h.interim() {
			m.Head = h
			break
		}
		m.Interim = append(m.Interim, h)
		m.Head.Range = Range{at, at}
	}
	m.Body = Range{at, len(wire)}
	if m.Chunked = m.Head.Chunked(); m.Chunked {
		m.Chunks = ReadChunks(wire, m.Body)
	}
	return m
}

// blankLines is where the empty lines end that some bytes begin with.
func blankLines(wire []byte) int {
	at := 0
	for at < len(wire) {
		line := lineAt(wire, at)
		if line.Text.Len() > 0 {
			break
		}
		at = line.Range.To
	}
	return at
}

// HeadRange is all that stands before the body.
func (m Message) HeadRange() Range { return Range{0, m.Body.From} }

// Parts are the stretches of the body that are the message: all of it, or see [Chunks.Parts].
func (m Message) Parts() []Range {
	if m.Chunked {
		return m.Chunks.Parts()
	}
	return []Range{m.Body}
}

// Text is the message in the body, with the way back to the capture.
func (m Message) Text(wire []byte) Text { return Join(wire, m.Parts()) }

// Suspect tells whether somebody could read the body in chunks although Chunked is false: a
// head speaks of them, but in another place or not as RFC 9112 has it, or the body is whole
// chunks that no head announces. Who hides something must look at both readings; see
// [ReadChunks].
func (m Message) Suspect(wire []byte) bool {
	if m.Chunked {
		return false
	}
	return bytes.Contains(bytes.ToLower(m.HeadRange().Of(wire)), []byte("chunked")) || ReadChunks(wire, m.Body).Ended()
}
