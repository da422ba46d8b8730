// Package visible makes text of others safe to show. A file name, a message, a peer or
// a pack may hold characters that move the cursor, colour or reorder a line, hide in it,
// or that a build server takes for a command. They are shown as escapes (\x1b, \u202e,
// \U000e0041), so that a reader sees what is there; all other text stays as it is.
//
// Escapes look like those of Go. A backslash of the text itself is not doubled: names of
// Windows files stay readable, and text that was made visible stays as it is.
package visible

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Line is text on one line: line ends, too, are shown as escapes. Tabs stay.
//
// Text that a build server takes for a command has one of its marks escaped: ## anywhere
// (Azure Pipelines, TeamCity, older GitHub runners), and :: where a line begins with it
// and a number does not follow (GitHub Actions; ::1 is an address).
func Line(text string) string { return show(text, false) }

// Lines is like [Line], but keeps line feeds, and carriage returns right before them.
func Lines(text string) string { return show(text, true) }

func show(text string, lines bool) string {
	if plain(text) {
		return text
	}
	s := scanner{lines: lines}
	return string(s.append(make([]byte, 0, len(text)+16), []byte(text)))
}

// plain reports whether a text is made only of characters that never need an escape.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' || c >= 0x7f || c == '#' || c == ':' {
			return false
		}
	}
	return true
}

// Hidden reports whether a character is shown as an escape: one that is not graphic
// (controls, formats, separators of lines and paragraphs, private use, not assigned), or
// that is graphic by name only and shows as nothing (fillers, variation selectors). Tab
// and line feed are not hidden.
func Hidden(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r >= ' ' && r < 0x7f:
		return false
	case !unicode.IsGraphic(r):
		return true
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Escape is how a character is shown in place of itself.
func Escape(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// scanner goes through text and remembers what decides of the next byte.
type scanner struct {
	lines    bool // line ends stay
	runes    bool // only hidden characters are escaped: not what a build server reads
	midLine  bool // something other than blanks was on the line
	last     rune // the character before, as it was in the text
	oneColon bool // the line is blanks and one colon so far
}

// append adds what is shown of text. A byte whose successor is not in text yet is taken
// for what would need an escape.
func (s *scanner) append(out, text []byte) []byte {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		broken := r == utf8.RuneError && size == 1
		escaped := false
		switch next := text[i+size:]; {
		case broken:
			out, escaped = fmt.Appendf(out, `\x%02x`, text[i]), true
		case r == '\n' && s.lines, r == '\r' && s.lines && len(next) > 0 && next[0] == '\n':
			out = append(out, byte(r))
		case r == '\n' || Hidden(r), s.command(r, next):
			out, escaped = append(out, Escape(r)...), true
		default:
			out = append(out, text[i:i+size]...)
		}
		s.note(r, escaped)
		i += size
	}
	return out
}

// command reports whether r is the second mark of a build server's command.
func (s *scanner) command(r rune, next []byte) bool {
	switch {
	case s.runes:
		return false
	case r == '#':
		return s.last == '#'
	case r == ':':
		return s.oneColon && (len(next) == 0 || next[0] < '0' || next[0] > '9')
	}
	return false
}

// note remembers a character, and whether it was shown as an escape.
func (s *scanner) note(r rune, escaped bool) {
	s.oneColon = r == ':' && !s.midLine
	s.midLine = escaped || r != '\n' && (s.midLine || !unicode.IsSpace(r))
	s.last = r
}
