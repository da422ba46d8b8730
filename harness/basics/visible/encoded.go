package visible

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON passes a JSON document on, with every hidden character and every second # of ##
// as a \u escape: the values stay exact, and nothing of them acts on a terminal or a
// build server. Only strings hold such characters, and no line of JSON begins with ::.
func JSON(w io.Writer, document []byte) error {
	return encoded(w, document, func(r rune) string {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			return fmt.Sprintf(`\u%04x\u%04x`, high, low)
		}
		return fmt.Sprintf(`\u%04x`, r)
	})
}

// XML passes an XML document on, with what would be escaped as character references, so
// that the values stay exact. The document must have such characters in text and
// attributes only: not in names, comments or CDATA sections.
func XML(w io.Writer, document []byte) error {
	return encoded(w, document, func(r rune) string { return fmt.Sprintf("&#x%X;", r) })
}

// encoded escapes by the means of a format.
func encoded(w io.Writer, document []byte, escape func(rune) string) error {
	var out bytes.Buffer
	s := scanner{lines: true}
	for i := 0; i < len(document); {
		r, size := utf8.DecodeRune(document[i:])
		escaped := Hidden(r) || s.command(r, document[i+size:])
		if escaped {
			out.WriteString(escape(r))
		} else {
			out.Write(document[i : i+size])
		}
		s.note(r, escaped)
		i += size
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return err
	}
	return nil
}
