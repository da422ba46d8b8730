package html

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// shownCapture is an exchange file taken apart for showing. Findings count lines in the
// body as the XML parser saw it, so that is what Body holds.
type shownCapture struct {
	Head  string
	Body  []byte
	Notes []string
}

// hexShown is how much of a body that is no text is shown as hexadecimal numbers.
const hexShown = 512

// parseCapture takes any bytes; what is not an HTTP message is all body.
func parseCapture(raw []byte) shownCapture {
	m := capture.Read(raw)
	c := shownCapture{Head: headText(raw[:m.Body.From]), Body: m.Text(raw).Bytes}
	if m.Chunked {
		c.Notes = append(c.Notes, chunksNote(m.Chunks))
	}
	if !isText(c.Body) {
		c.Notes = append(c.Notes, fmt.Sprintf("The body is not UTF-8 text; its first bytes (of %s) are shown in hexadecimal.", commas(len(c.Body))))
		c.Body = []byte(hex.Dump(c.Body[:min(len(c.Body), hexShown)]))
	}
	return c
}

// headText is what stands before the body, without the blank line between the two.
func headText(head []byte) string {
	for _, end := range []string{"\r\n\r\n", "\n\r\n", "\r\n\n", "\n\n"} {
		if rest, found := bytes.CutSuffix(head, []byte(end)); found {
			return string(rest)
		}
	}
	return string(head)
}

// chunksNote says what became of the chunks of a body.
func chunksNote(c capture.Chunks) string {
	damaged := "The body says that it is chunked, but its chunks are damaged "
	switch {
	case c.Broken == capture.NoChunks:
		return damaged + "(it does not begin with one); it is shown as it came."
	case c.Broken == capture.BadSize:
		return damaged + "(a size of one cannot be read); they are shown joined up to there, and the rest as it came."
	case c.Broken == capture.CutOff:
		return damaged + "(it ends before the last one does); what came of them is shown joined."
	case c.Odd:
		return damaged + "(not all their lines end with CR LF, or begin with the size); they are shown joined."
	}
	return "The chunks of the body are shown joined."
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
