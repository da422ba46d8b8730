// Package scrub makes text from a system under test harmless to look at: control
// characters become visible signs, and characters that reorder text or are not
// characters at all become U+FFFD. Escaping for a format is the format's own
// business and comes before.
package scrub

import (
	"bufio"
	"io"
	"unicode/utf8"
)

// Rune returns what is shown for r. Tab and line feed stay; other control
// characters become their sign in U+2400; those that change the direction of
// text (which can hide what a line really says) and non-characters become U+FFFD.
func Rune(r rune) rune {
	switch {
	case r == '\t' || r == '\n':
		return r
	case r < 0x20:
		return 0x2400 + r
	case r == 0x7F:
		return 0x2421
	case r < 0x80:
		return r
	case r < 0xA0, r == 0x061C, r == 0x200E, r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return utf8.RuneError
	case r == 0xFEFF, r >= 0xFFF9 && r <= 0xFFFB, r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE:
		return utf8.RuneError
	}
	return r
}

// Text is s with every rune replaced as Rune says; invalid UTF-8 becomes U+FFFD.
func Text(s string) string {
	clean := true
	for i := range len(s) {
		if c := s[i]; c >= 0x7F || c < 0x20 && c != '\t' && c != '\n' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, r := range s {
		out = append(out, Rune(r))
	}
	return string(out)
}

// Writer scrubs all that is written to it and passes it on. Flush ends it. Not
// for concurrent use.
type Writer struct {
	out  *bufio.Writer
	rest []byte // an unfinished rune at the end of the last write
}

// bufferSize spares the underlying writer many small writes.
const bufferSize = 64 << 10

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{out: bufio.NewWriterSize(w, bufferSize)} }

// Write scrubs p. A rune may be split between writes.
func (w *Writer) Write(p []byte) (int, error) {
	n := len(p)
	if len(w.rest) > 0 {
		p = append(w.rest, p...)
		w.rest = nil
	}
	start := 0
	for i := 0; i < len(p); {
		if c := p[i]; c >= 0x20 && c < 0x7F || c == '\t' || c == '\n' {
			i++
			continue
		}
		if !utf8.FullRune(p[i:]) {
			w.rest = append([]byte(nil), p[i:]...)
			if _, err := w.out.Write(p[start:i]); err != nil {
				return 0, err
			}
			return n, nil
		}
		r, size := utf8.DecodeRune(p[i:])
		if shown := Rune(r); shown != r || r == utf8.RuneError {
			if _, err := w.out.Write(p[start:i]); err != nil {
				return 0, err
			}
			if _, err := w.out.WriteRune(shown); err != nil {
				return 0, err
			}
			start = i + size
		}
		i += size
	}
	if _, err := w.out.Write(p[start:]); err != nil {
		return 0, err
	}
	return n, nil
}

// Flush writes what is left to the underlying writer.
func (w *Writer) Flush() error {
	if len(w.rest) > 0 {
		w.rest = nil
		if _, err := w.out.WriteRune(utf8.RuneError); err != nil {
			return err
		}
	}
	return w.out.Flush()
}
