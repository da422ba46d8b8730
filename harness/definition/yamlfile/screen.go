package yamlfile

import (
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
)

// MaxBytes bounds one YAML file. The largest built-in file is a tenth of it.
const MaxBytes = 4 << 20

// maxDepth bounds nesting, so that no file can exhaust the stack.
const maxDepth = 64

// maxEntries bounds the keys and list members of one file. The YAML library takes
// time that grows with the square of them; the largest built-in file has a fifth.
const maxEntries = 20_000

// maxProblems bounds what is said of one file that is no YAML of this kind at all.
const maxProblems = 100

// unreadable finds what makes a file no text that YAML could be read from.
func unreadable(file string, src []byte) *Problem {
	if len(src) > MaxBytes {
		return &Problem{Place: Place{File: file}, Message: fmt.Sprintf("the file has %d bytes; at most %d are read", len(src), MaxBytes)}
	}
	place := Place{File: file, Line: 1, Column: 1}
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &Problem{Place: place, Message: fmt.Sprintf("the byte %#02x is no UTF-8", src[i])}
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
			return &Problem{Place: place, Message: fmt.Sprintf("the control character %U may not stand in YAML", r)}
		case r == '\n':
			place.Line, place.Column = place.Line+1, 1
		default:
			place.Column++
		}
		i += size
	}
	return nil
}

// screen looks at the tokens of a file before the parser does, which would spend
// its stack on deep nesting, and reads anchors, aliases and tags as plain values.
func screen(file string, tokens token.Tokens) Problems {
	s := screener{file: file}
	for _, tk := range tokens {
		s.look(tk)
		if s.done || len(s.problems) == maxProblems {
			break
		}
	}
	s.problems.Sort()
	return s.problems
}

type screener struct {
	file     string
	problems Problems
	done     bool // what follows need not be looked at
	content  bool // something but comments was seen
	ended    bool // a document ended
	entries  int
	flow     int   // open brackets and braces
	block    []int // columns of the open block lists and mappings
}

func (s *screener) refuse(tk *token.Token, what string) {
	s.problems = append(s.problems, Problem{Place: Place{File: s.file, Line: tk.Position.Line, Column: tk.Position.Column}, Message: what})
}

func (s *screener) look(tk *token.Token) {
	switch tk.Type {
	case token.CommentType:
		return
	case token.DocumentHeaderType:
		s.ended = s.ended || s.content
		s.content = true
		if !s.ended {
			return
		}
	case token.DocumentEndType:
		s.ended = true
		return
	case token.AnchorType:
		s.refuse(tk, "anchors (&name) are not allowed; put a value that begins with & in quotes")
	case token.AliasType:
		s.refuse(tk, "aliases (*name) are not allowed; put a value that begins with * in quotes")
	case token.TagType:
		s.refuse(tk, "tags (!name) are not allowed; put a value that begins with ! in quotes")
	case token.MergeKeyType:
		s.refuse(tk, "merge keys (<<) are not allowed")
	case token.MappingKeyType:
		s.refuse(tk, "keys marked with ? are not allowed")
	case token.DirectiveType:
		s.refuse(tk, "directives (%NAME) are not allowed")
		s.done = true
	}
	s.content = true
	if s.ended {
		s.refuse(tk, "the file holds several YAML documents; write one")
		s.done = true
		return
	}
	s.measure(tk)
}

// measure bounds nesting and number. Columns show block nesting.
func (s *screener) measure(tk *token.Token) {
	switch tk.Type {
	case token.SequenceStartType, token.MappingStartType:
		s.flow++
	case token.SequenceEndType, token.MappingEndType:
		s.flow--
	case token.CollectEntryType:
		s.entries++
	case token.SequenceEntryType:
		s.enter(tk.Position.Column)
	case token.MappingValueType:
		if tk.Prev != nil {
			s.enter(tk.Prev.Position.Column)
		}
	}
	switch {
	case s.flow+len(s.block) > maxDepth:
		s.refuse(tk, fmt.Sprintf("nested deeper than %d levels", maxDepth))
		s.done = true
	case s.entries > maxEntries:
		s.refuse(tk, fmt.Sprintf("more than %d keys and list members", maxEntries))
		s.done = true
	}
}

// enter notes a key or list member at a column, which ends whatever was open at
// that column or to the right of it.
func (s *screener) enter(column int) {
	s.entries++
	if s.flow > 0 {
		return
	}
	for len(s.block) > 0 && s.block[len(s.block)-1] >= column {
		s.block = s.block[:len(s.block)-1]
	}
	s.block = append(s.block, column)
}
