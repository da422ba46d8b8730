package xmlengine

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// prescan goes over src once, in linear time, before libxml2 sees a byte: that is
// quadratic in attributes, namespace declarations and names. It returns an error for what
// exceeds the limits, and how many bytes libxml2 needs to see: all of them, or less where
// the XML breaks its grammar, for libxml2 would go on behind the first error and meet
// limits that were not checked there.
func prescan(src []byte, lim Limits) (enough int, err error) {
	s := &prescanner{src: src, lim: lim, names: map[string]struct{}{}}
	s.run()
	switch {
	case s.excess != nil:
		return 0, s.excess
	case s.broken:
		// Enough for libxml2 to find the error by itself, and to say what it expected.
		return min(s.at+behindError, len(src)), nil
	}
	return len(src), nil
}

// behindError is how many bytes libxml2 gets to see behind the first error of grammar.
const behindError = 1 << 10

// prescanner is one pass over one input.
type prescanner struct {
	src []byte
	lim Limits
	at  int

	nodes int
	names map[string]struct{} // and what else libxml2 keeps one copy of
	// lookups and orders are steps that libxml2 needs for names and for places.
	lookups, orders int
	row             int // of nodes without an element among them
	ids             int // attributes xml:id
	// open are the namespaces that each open element declares, of which inScope is the
	// sum.
	open    []openElement
	inScope int

	excess *ParseError
	broken bool // the grammar, at s.at
}

type openElement struct {
	name       []byte
	namespaces int
}

// run goes over the input until its end, an excess, or an error of grammar.
func (s *prescanner) run() {
	if bytes.HasPrefix(s.src, []byte(byteOrderMark)) {
		s.at = len(byteOrderMark)
	}
	for s.goesOn() {
		s.text()
		if s.goesOn() {
			s.markup()
		}
	}
}

func (s *prescanner) goesOn() bool { return s.at < len(s.src) && s.excess == nil && !s.broken }

// exceed refuses the input for a count that passes its limit, at an offset.
func (s *prescanner) exceed(kind error, at int, format string, args ...any) {
	s.excess = refuse(kind, s.src, at, fmt.Sprintf(format, args...))
}

// node counts one node of the tree that libxml2 would build, which begins at an offset.
func (s *prescanner) node(at int) {
	if s.nodes++; s.nodes > s.lim.MaxNodes && s.excess == nil {
		s.exceed(ErrTooManyNodes, at, "the document has more than %d elements, attributes and pieces of text", s.lim.MaxNodes)
	}
}

// name counts a name, which begins at an offset.
func (s *prescanner) name(name []byte, at int) {
	if _, known := s.names[string(name)]; known {
		return
	}
	s.names[string(name)] = struct{}{}
	if len(s.names) > s.lim.MaxNames && s.excess == nil {
		s.exceed(ErrTooManyNames, at, "the document has more than %d different names and namespaces", s.lim.MaxNames)
	}
}

// id counts an attribute xml:id. libxml2 keeps each, and complains of each that comes twice.
func (s *prescanner) id(at int) {
	if s.ids++; s.ids > s.lim.MaxNames && s.excess == nil {
		s.exceed(ErrTooManyNames, at, "the document has more than %d attributes xml:id", s.lim.MaxNames)
	}
}

// text goes to the next markup.
func (s *prescanner) text() {
	end := bytes.IndexByte(s.src[s.at:], '<')
	if end < 0 {
		end = len(s.src) - s.at
	}
	run := s.src[s.at : s.at+end]
	if len(run) == 0 {
		return
	}
	start := s.at
	if n, ok := characters(run, len(s.open) > 0); !ok {
		s.at, s.broken = s.at+n, true
		return
	}
	s.at += end
	if len(s.open) > 0 {
		s.node(start)
		s.placed(start)
	}
}

// characters goes over text, of an element or outside of all, up to what the grammar does
// not allow there.
func characters(run []byte, inElement bool) (n int, ok bool) {
	for i := 0; i < len(run); i++ {
		switch c := run[i]; {
		case c >= ' ' && c != '&' && c != ']' && c < 0xEF && inElement:
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		case !inElement:
			return i, false
		case c == '&':
			length := referenceLength(run[i:])
			if length == 0 {
				return i, false
			}
			i += length - 1
		case c == ']':
			if bytes.HasPrefix(run[i:], []byte("]]>")) {
				return i, false
			}
		case c < ' ', noCharacter(run[i:]):
			return i, false
		}
	}
	return len(run), true
}

// noCharacter reports whether UTF-8 begins with U+FFFE or U+FFFF, which XML excludes.
func noCharacter(b []byte) bool {
	return len(b) > 2 && b[0] == 0xEF && b[1] == 0xBF && b[2] >= 0xBE
}

// referenceLength is the length of the character or entity reference that b begins with; 0 for
// none, for an entity that is not declared and for a character that XML excludes.
func referenceLength(b []byte) int {
	for _, entity := range []string{"&lt;", "&gt;", "&amp;", "&apos;", "&quot;"} {
		if bytes.HasPrefix(b, []byte(entity)) {
			return len(entity)
		}
	}
	digits, base := 2, rune(10)
	switch {
	case bytes.HasPrefix(b, []byte("&#x")):
		digits, base = 3, 16
	case !bytes.HasPrefix(b, []byte("&#")):
		return 0
	}
	var r rune
	for i := digits; i < len(b); i++ {
		if b[i] == ';' {
			if i == digits || !isCharacter(r) {
				return 0
			}
			return i + 1
		}
		d := digit(b[i])
		if d >= base {
			return 0
		}
		r = min(r*base+d, utf8.MaxRune+1) // leading zeros may be many
	}
	return 0
}

// digit is the value of a digit of a character reference; one that is too large for any
// other character.
func digit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return utf8.MaxRune
}

// isCharacter reports whether XML allows a character (XML 1.0, production 2).
func isCharacter(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return true
	}
	return ' ' <= r && r < 0xD800 || 0xE000 <= r && r < 0xFFFE || 0x10000 <= r && r <= utf8.MaxRune
}

// markup goes behind what begins with a <.
func (s *prescanner) markup() {
	rest := s.src[s.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.enclosed(len("<!--"), "-->", true)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		s.enclosed(len("<![CDATA["), "]]>", len(s.open) > 0)
	case bytes.HasPrefix(rest, []byte("<?")):
		s.enclosed(len("<?"), "?>", nameLength(rest[len("<?"):]) > 0)
	case bytes.HasPrefix(rest, []byte("</")):
		s.endTag()
	default:
		s.startTag()
	}
}

// enclosed goes behind a comment, a CDATA section or an instruction.
func (s *prescanner) enclosed(opening int, end string, allowed bool) {
	if !allowed {
		s.broken = true
		return
	}
	n := bytes.Index(s.src[s.at+opening:], []byte(end))
	closed := n >= 0
	if !closed {
		n = len(s.src) - s.at - opening
	}
	inside := s.src[s.at+opening : s.at+opening+n]
	if i := firstControl(inside); i >= 0 {
		s.at, s.broken = s.at+opening+i, true
		return
	}
	if end == "-->" {
		if i := bytes.Index(inside, []byte("--")); i >= 0 {
			s.at, s.broken = s.at+opening+i, true
			return
		}
	}
	s.node(s.at)
	s.placed(s.at)
	if !closed {
		s.at, s.broken = len(s.src), true
		return
	}
	s.at += opening + n + len(end)
}

// firstControl is the offset of the first character that XML excludes, or -1.
func firstControl(b []byte) int {
	for i, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xEF && noCharacter(b[i:]) {
			return i
		}
	}
	return -1
}

// endTag goes behind an end tag, which must be that of the element that is open.
func (s *prescanner) endTag() {
	i := s.at + len("</")
	end := i + nameLength(s.src[i:])
	name := s.src[i:end]
	end += spaceLength(s.src[end:])
	last := len(s.open) - 1
	if last < 0 || !bytes.Equal(name, s.open[last].name) || end >= len(s.src) || s.src[end] != '>' {
		s.broken = true
		return
	}
	s.inScope -= s.open[last].namespaces
	s.open = s.open[:last]
	s.at = end + 1
}
