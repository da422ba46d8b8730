package transport

import (
	"bytes"
	"fmt"
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

// declared is the Content-Length, -1 where none can be read.
func declared(fields []HeaderField) int64 {
	text, _ := fieldNamed(fields, "Content-Length")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// parseFields lists the header fields of a message head, in order and spelling
// of the wire; names and values without the blanks around them, folded lines joined by
// one space. Lines without a colon are skipped. What a strict reader would refuse is
// noted in the Head, which also has the version.
func parseFields(head []byte) ([]HeaderField, Head) {
	var fields []HeaderField
	about := Head{Version: versionOf(head), BareLF: hasBareLF(head)}
	_, rest, _ := bytes.Cut(head, []byte("\n")) // the start line
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			break
		}
		if (line[0] == ' ' || line[0] == '\t') && len(fields) > 0 {
			last := &fields[len(fields)-1]
			last.Value = strings.TrimSpace(last.Value + " " + string(bytes.Trim(line, " \t")))
			about.Folded = append(about.Folded, last.Name)
			continue
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok {
			field := HeaderField{Name: string(bytes.TrimRight(name, " \t")), Value: string(bytes.Trim(value, " \t"))}
			if len(field.Name) < len(name) {
				about.Blanks = append(about.Blanks, field.Name)
			}
			fields = append(fields, field)
		}
	}
	return fields, about
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
