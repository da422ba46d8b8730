package html

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net/http/httputil"
	"strings"
	"unicode/utf8"
)

// capture is an exchange file taken apart for showing. Findings count lines in the
// body as the XML parser saw it, so that is what Body holds.
type capture struct {
	Head  string
	Body  []byte
	Notes []string
}

// hexShown is how much of a body that is no text is shown as hexadecimal numbers.
const hexShown = 512

// parseCapture takes any bytes; what is not an HTTP message is all body.
func parseCapture(raw []byte) capture {
	head, body := splitHead(raw)
	c := capture{Head: head, Body: body}
	if headerHas(head, "transfer-encoding", "chunked") {
		joined, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
		if err != nil {
			c.Notes = append(c.Notes, "The body says that it is chunked, but its chunks are damaged ("+err.Error()+"); it is shown as it came.")
		} else {
			c.Body = joined
			c.Notes = append(c.Notes, "The chunks of the body are shown joined.")
		}
	}
	if !isText(c.Body) {
		c.Notes = append(c.Notes, fmt.Sprintf("The body is not UTF-8 text; its first bytes (of %s) are shown in hexadecimal.", commas(len(c.Body))))
		c.Body = []byte(hex.Dump(c.Body[:min(len(c.Body), hexShown)]))
	}
	return c
}

// splitHead cuts at the first blank line. Bytes that do not begin like an HTTP
// message have no head.
func splitHead(raw []byte) (head string, body []byte) {
	first, _, _ := bytes.Cut(raw, []byte("\n"))
	if !bytes.Contains(first, []byte("HTTP/")) {
		return "", raw
	}
	crlf, lf := bytes.Index(raw, []byte("\r\n\r\n")), bytes.Index(raw, []byte("\n\n"))
	switch {
	case crlf >= 0 && (lf < 0 || crlf < lf):
		return string(raw[:crlf]), raw[crlf+4:]
	case lf >= 0:
		return string(raw[:lf]), raw[lf+2:]
	default:
		return string(raw), nil
	}
}

func headerHas(head, name, value string) bool {
	for line := range strings.Lines(head) {
		key, have, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(key), name) && strings.Contains(strings.ToLower(have), value) {
			return true
		}
	}
	return false
}

// isText reports whether a body is worth showing as text. A few wrong bytes are
// shown as signs; many of them, or many NUL bytes, mean another encoding.
func isText(body []byte) bool {
	probe := body[:min(len(body), 4096)]
	wrong := 0
	for rest := probe; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == 0 || r == utf8.RuneError && size == 1 {
			wrong++
		}
		rest = rest[size:]
	}
	return wrong <= len(probe)/10+3
}
