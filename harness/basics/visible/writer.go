package visible

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"unicode/utf8"
)

// Writer makes all visible that is written to it, as [Lines] does, and passes it on in
// one write each. Text may be cut anywhere between writes; the start of a character
// waits for its rest. Safe for concurrent use.
type Writer struct {
	mu   sync.Mutex
	w    io.Writer
	scan scanner
	rest []byte // an unfinished character at the end of the last write
	out  []byte // what is shown of one write, kept for the next
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, scan: scanner{lines: true}} }

// NewRuneWriter returns a Writer that escapes hidden characters only, for formats that no
// build server reads as they are, and in which ## and :: are markup.
func NewRuneWriter(w io.Writer) *Writer {
	return &Writer{w: w, scan: scanner{lines: true, runes: true}}
}

// Write writes what is shown of p.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := p
	if len(w.rest) > 0 {
		text = slices.Concat(w.rest, p)
		w.rest = nil
	}
	if cut := unfinished(text); cut < len(text) {
		text, w.rest = text[:cut], append([]byte(nil), text[cut:]...)
	}
	if len(text) == 0 {
		return len(p), nil
	}
	w.out = w.scan.append(w.out[:0], text)
	if _, err := w.w.Write(w.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Colour is one that a terminal shows text in.
type Colour int

// Colours by their numbers in ECMA-48. NoColour leaves text as the terminal has it.
const (
	NoColour Colour = 0
	Red      Colour = 31
	Green    Colour = 32
	Yellow   Colour = 33
	Magenta  Colour = 35
)

// Painted writes a word in a colour, and text behind it, in one write. It is the only
// way for escape sequences to come through. A failed write is dropped: colours are for
// terminals, and nobody reads one that is gone.
func (w *Writer) Painted(colour Colour, word, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out = w.scan.append(w.out[:0], []byte(word))
	if colour != NoColour {
		w.out = fmt.Appendf(nil, "\x1b[%dm%s\x1b[0m", colour, w.out)
	}
	w.out = w.scan.append(w.out, []byte(text))
	_, _ = w.w.Write(w.out)
}

// Flush writes an unfinished character that nothing followed.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := w.rest
	w.rest = nil
	if len(text) == 0 {
		return nil
	}
	_, err := w.w.Write(w.scan.append(nil, text))
	return err
}

// unfinished is where the start of a character that is not whole begins at the end of a
// text; its length when there is none.
func unfinished(text []byte) int {
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if utf8.FullRune(text[i:]) {
				break
			}
			return i
		}
	}
	return len(text)
}
