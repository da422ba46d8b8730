package redact

import (
	"bytes"
	"strconv"
	"strings"
)

// message is a message as on the wire, in parts. All parts are of one copy of it,
// which put and blank change in place.
type message struct {
	wire []byte
	head []byte
	// pieces are the body: one piece, or one a chunk.
	pieces [][]byte
	// encoded is true when the body is compressed.
	encoded bool
}

// split finds head and body. Informational heads are part of the head.
func split(wire []byte) message {
	m := message{wire: bytes.Clone(wire)}
	at := 0
	for {
		n := headLength(m.wire[at:])
		begin := at
		at += n
		if !bytes.HasPrefix(m.wire[begin:], []byte("HTTP/1.1 1")) || at == len(m.wire) {
			break
		}
	}
	m.head = m.wire[:at]
	chunked := false
	for line := range strings.SplitSeq(strings.ToLower(string(m.head)), "\n") {
		name, value, _ := strings.Cut(line, ":")
		switch value = strings.TrimSpace(value); strings.TrimSpace(name) {
		case "transfer-encoding":
			chunked = chunked || strings.Contains(value, "chunked")
			m.encoded = m.encoded || value != "chunked" && value != "identity"
		case "content-encoding":
			m.encoded = m.encoded || value != "identity" && value != ""
		}
	}
	m.pieces = [][]byte{m.wire[at:]}
	if chunked {
		m.pieces = chunks(m.wire[at:])
	}
	return m
}

// headLength is the length of a head with its blank line. What does not begin as
// HTTP has no head.
func headLength(wire []byte) int {
	first, _, _ := bytes.Cut(wire, []byte("\n"))
	if !bytes.Contains(first, []byte("HTTP/")) {
		return 0
	}
	for at := 0; at < len(wire); {
		n := bytes.IndexByte(wire[at:], '\n')
		if n < 0 {
			break
		}
		blank := len(bytes.TrimRight(wire[at:at+n], "\r")) == 0
		at += n + 1
		if blank {
			return at
		}
	}
	return len(wire)
}

// chunks are the contents of the chunks. From where the form breaks, everything is
// one more piece, so that nothing is passed over.
func chunks(body []byte) [][]byte {
	var out [][]byte
	for len(body) > 0 {
		line, rest, found := bytes.Cut(body, []byte("\n"))
		size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 31)
		if !found || err != nil || int(n) > len(rest) {
			return append(out, body)
		}
		if n == 0 {
			return append(out, rest)
		}
		out = append(out, rest[:n])
		body = bytes.TrimPrefix(rest[n:], []byte("\r"))
		body = bytes.TrimPrefix(body, []byte("\n"))
	}
	return out
}

func (m message) body() []byte { return bytes.Join(m.pieces, nil) }

// put writes a body of equal length back.
func (m message) put(body []byte) {
	for _, piece := range m.pieces {
		copy(piece, body)
		body = body[len(piece):]
	}
}

// blank makes the body unreadable.
func (m message) blank() {
	for _, piece := range m.pieces {
		for i := range piece {
			piece[i] = 'x'
		}
	}
}

// plain are fields of a head that hold no words of people.
var plain = map[string]bool{
	"host": true, "content-type": true, "content-length": true, "content-encoding": true, "user-agent": true, "accept": true, "connection": true,
	"date": true, "server": true, "transfer-encoding": true, "expect": true, "soapaction": true, "keep-alive": true, "accept-encoding": true,
}

// head replaces values in a head in place.
func (r *Redactor) head(head []byte) {
	for len(head) > 0 {
		line := head
		if n := bytes.IndexByte(head, '\n'); n >= 0 {
			line, head = head[:n], head[n+1:]
		} else {
			head = nil
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		switch {
		case !found || bytes.Contains(name, []byte("HTTP/")) || bytes.ContainsRune(name, ' '):
			copy(line, r.elsewhere(line))
		case plain[strings.ToLower(string(name))]:
			copy(value, r.anyNumbers(bytes.Clone(value)))
		default:
			copy(value, r.elsewhere(value))
		}
	}
}
