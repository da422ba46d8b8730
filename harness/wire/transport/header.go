package transport

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
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

// readFields lists the header fields of a message head, in order and spelling
// of the wire; names and values without the blanks around them, folded lines joined by
// one space, a CR within a line taken for a space. Lines without a colon are skipped. What
// a strict reader would refuse is noted in the Head, which also has the version.
func readFields(head []byte) parsed {
	p := parsed{about: Head{Version: versionOf(head), BareLF: hasBareLF(head)}}
	about := &p.about
	var lines []int // of the fields
	rest := head
	for number := 1; len(rest) > 0; number++ {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if bytes.IndexByte(line, '\r') >= 0 {
			about.note(BreachBareCR, number, "")
		}
		switch {
		case number == 1:
			continue
		case len(line) == 0:
			rest = nil
			continue
		case (line[0] == ' ' || line[0] == '\t') && len(p.fields) > 0:
			last := &p.fields[len(p.fields)-1]
			more := valueOf(line)
			about.checkValue(last.Name, more, number)
			last.Value = strings.TrimSpace(last.Value + " " + more)
			about.Folded = append(about.Folded, last.Name)
			continue
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			about.note(BreachFieldLine, number, "")
			continue
		}
		field := HeaderField{Name: string(bytes.TrimRight(name, " \t")), Value: valueOf(value)}
		if len(field.Name) < len(name) {
			about.Blanks = append(about.Blanks, field.Name)
		}
		about.checkField(field, number)
		p.fields, lines = append(p.fields, field), append(lines, number)
	}
	p.length, p.chunked = about.framing(p.fields, lines)
	return p
}

// valueOf is a value without the blanks around it; a CR within stands for one (RFC 9112,
// section 2.2).
func valueOf(text []byte) string {
	return string(bytes.Trim(bytes.ReplaceAll(text, []byte("\r"), []byte(" ")), " \t"))
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
		if !isToken(f.Name) {
			return fmt.Errorf("header name %q is not an HTTP token", f.Name)
		}
		if strings.ContainsAny(f.Value, "\r\n\x00") {
			return fmt.Errorf("value of header %q holds a line end or NUL", f.Name)
		}
	}
	return nil
}

// isToken tells whether s is a token of RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		alnum := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !alnum && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
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
