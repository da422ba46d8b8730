package transport

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// HeaderField is one header field with its name as spelt on the wire.
type HeaderField struct {
	Name  string
	Value string
}

// fieldNamed gives the value of the first field of that name, in any spelling.
func fieldNamed(fields []HeaderField, name string) (string, bool) {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// lengthOf reads a Content-Length; one that no number can hold is the largest number.
func lengthOf(text string) (int64, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return -1, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return math.MaxInt64, true
	}
	return n, true
}

// parsed is a message head taken apart.
type parsed struct {
	fields  []HeaderField
	about   Head
	length  int64 // Content-Length, -1 for none
	chunked bool
}

// readFields lists the header fields of a message head as [capture.ReadHead] reads them, in
// order and spelling of the wire. What a strict reader would refuse is noted in the Head,
// which also has the version.
func readFields(head []byte) parsed {
	h := capture.ReadHead(head, 0)
	p := parsed{about: Head{Version: h.Version, BareLF: h.BareLF()}, chunked: h.Chunked()}
	about := &p.about
	var lines []int // of the fields
	for i, line := range h.Lines {
		number := i + 1
		if bytes.IndexByte(line.Text.Of(head), '\r') >= 0 {
			about.note(BreachBareCR, number, "")
		}
		switch line.Kind {
		case capture.FoldedLine:
			name := h.Fields[line.Field].Name
			about.checkValue(name, capture.Value(line.Value.Of(head)), number)
			about.Folded = append(about.Folded, name)
		case capture.OddLine:
			about.note(BreachFieldLine, number, "")
		case capture.FieldLine:
			field := h.Fields[line.Field]
			if head[field.NameAt.To] != ':' {
				about.Blanks = append(about.Blanks, field.Name)
			}
			about.checkField(HeaderField{Name: field.Name, Value: capture.Value(line.Value.Of(head))}, number)
			lines = append(lines, number)
		case capture.StartLine, capture.BlankLine:
		}
	}
	for _, f := range h.Fields {
		p.fields = append(p.fields, HeaderField{Name: f.Name, Value: f.Value})
	}
	p.length = about.framing(p.fields, lines)
	return p
}

// canonical arranges fields for look-up by name. Unlike net/http it keeps Host,
// Connection and Transfer-Encoding.
func canonical(fields []HeaderField) http.Header {
	h := make(http.Header, len(fields))
	for _, f := range fields {
		h.Add(f.Name, f.Value)
	}
	return h
}

// checkFields refuses fields that would break the head apart: names that are no
// tokens, values with line ends or NUL.
func checkFields(fields []HeaderField) error {
	for _, f := range fields {
		if !capture.IsToken(f.Name) {
			return fmt.Errorf("header name %q is not an HTTP token", f.Name)
		}
		if strings.ContainsAny(f.Value, "\r\n\x00") {
			return fmt.Errorf("value of header %q holds a line end or NUL", f.Name)
		}
	}
	return nil
}

// appendFields writes fields in wire form.
func appendFields(dst []byte, fields ...HeaderField) []byte {
	for _, f := range fields {
		dst = append(dst, f.Name...)
		dst = append(dst, ": "...)
		dst = append(dst, f.Value...)
		dst = append(dst, "\r\n"...)
	}
	return dst
}

// appendChunks writes body in chunked encoding, size bytes a chunk, with the
// closing chunk.
func appendChunks(dst, body []byte, size int) []byte {
	for len(body) > 0 {
		n := min(size, len(body))
		dst = fmt.Appendf(dst, "%x\r\n", n)
		dst = append(dst, body[:n]...)
		dst = append(dst, "\r\n"...)
		body = body[n:]
	}
	return append(dst, "0\r\n\r\n"...)
}
