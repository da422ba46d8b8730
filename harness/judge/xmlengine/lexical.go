package xmlengine

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Lexical is what the bytes of a document hold that its elements do not show.
type Lexical struct {
	// Version is that of the XML declaration; "" without one.
	Version string
	// Instructions are the processing instructions, the first of each target that stands
	// inside the root element, and the first that stands outside of it; at most
	// MaxInstructions.
	Instructions []Instruction
	// Controls are the control, format and separator characters of Unicode (Cc, Cf, Zl,
	// Zp) in text and attribute values, written as such or as a reference, each where it
	// comes first. Tab, line feed and carriage return are not among them.
	Controls []Control
}

// MaxInstructions is how many instructions of different targets are told apart.
const MaxInstructions = 50

// Instruction is one processing instruction.
type Instruction struct {
	Target       string
	Inside       bool // of the root element
	Line, Column int
}

// Control is one character.
type Control struct {
	Character    rune
	Line, Column int
}

// Lexical reads the bytes of the document.
func (d *Document) Lexical() Lexical {
	src := d.message.src
	out := Lexical{}
	out.Version, _ = declared(src, "version")
	if plain(src) {
		return out
	}
	r := &lexicalReader{src: src, out: &out}
	text := 0
	if bytes.HasPrefix(src, []byte(byteOrderMark)) {
		text = len(byteOrderMark)
	}
	depth := 0
	eachMarkup(src, func(kind markup, at, end int) {
		r.characters(text, at, true)
		text = end
		switch kind {
		case markupStart:
			r.characters(at, end, true)
			if src[end-2] != '/' {
				depth++
			}
		case markupEnd:
			depth--
		case markupCDATA:
			r.characters(at, end, false)
		case markupInstruction:
			r.instruction(at, depth > 0)
		case markupComment:
		}
	})
	return out
}

// plain reports whether there can be nothing to find, as in nearly every message.
func plain(src []byte) bool {
	instructions := bytes.Count(src, []byte("<?"))
	if _, at := declared(src, "version"); at > 0 {
		instructions--
	}
	if instructions > 0 || bytes.Contains(src, []byte("&#")) {
		return false
	}
	for _, b := range src {
		if b >= 0x7F {
			return false
		}
	}
	return true
}

type lexicalReader struct {
	src []byte
	out *Lexical
}

// instruction notes the processing instruction at an offset.
func (r *lexicalReader) instruction(at int, inside bool) {
	name := r.src[at+len("<?"):]
	if n := bytes.IndexAny(name, " \t\r\n?"); n >= 0 {
		name = name[:n]
	}
	if string(name) == "xml" {
		return // the declaration: no instruction may have this name
	}
	for _, known := range r.out.Instructions {
		if known.Target == string(name) && known.Inside == inside {
			return
		}
	}
	if len(r.out.Instructions) >= MaxInstructions {
		return
	}
	line, column := lineColumn(r.src, at)
	r.out.Instructions = append(r.out.Instructions, Instruction{string(name), inside, line, column})
}

// characters notes what stands from one offset up to another.
func (r *lexicalReader) characters(from, until int, references bool) {
	for i := from; i < until; {
		c, n := utf8.DecodeRune(r.src[i:until])
		if c == '&' && references {
			c, n = reference(r.src[i:until])
		}
		if unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && c != '\t' && c != '\n' && c != '\r' {
			r.control(c, i)
		}
		i += n
	}
}

func (r *lexicalReader) control(c rune, at int) {
	for _, known := range r.out.Controls {
		if known.Character == c {
			return
		}
	}
	line, column := lineColumn(r.src, at)
	r.out.Controls = append(r.out.Controls, Control{c, line, column})
}

// reference is the character that a reference at the start of src stands for, and its
// length; '&' for a reference by name.
func reference(src []byte) (c rune, n int) {
	body, _, ok := bytes.Cut(src, []byte(";"))
	digits, numeric := bytes.CutPrefix(body, []byte("&#"))
	if !ok || !numeric {
		return '&', 1
	}
	base := 10
	if hex, ok := bytes.CutPrefix(digits, []byte("x")); ok {
		digits, base = hex, 16
	}
	number, err := strconv.ParseInt(string(digits), base, 32)
	if err != nil {
		return '&', 1
	}
	return rune(number), len(body) + 1
}
