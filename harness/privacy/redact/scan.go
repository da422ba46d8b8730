package redact

import (
	"bytes"
	"slices"
	"strings"
)

// event is one value of a document: the value of an attribute, or a stretch of text.
type event struct {
	// path are the local names of the open elements, the innermost last.
	path []string
	// local is the name of the attribute, or of the element around the text.
	local     string
	attribute bool
	namespace bool // the attribute is a declaration of a namespace
	other     bool // a comment, a processing instruction, a declaration
	// attributes are all of the element, for an attribute.
	attributes map[string]string
	// from and to bound the value.
	from, to int
}

// scan tells every value of a document in order. It takes anything: hostile and
// broken documents are evidence too. What is no markup is text.
func scan(src []byte, tell func(event)) {
	s := scanner{src: src, tell: tell}
	for at := 0; at < len(src); {
		at = s.next(at)
	}
}

// maxOpen bounds the path that is kept.
const maxOpen = 1000

type scanner struct {
	src  []byte
	tell func(event)
	path []string
}

// next tells what begins at a place and returns where it ends.
func (s *scanner) next(at int) int {
	rest := s.src[at:]
	for _, special := range []struct{ open, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}} {
		if !bytes.HasPrefix(rest, []byte(special.open)) {
			continue
		}
		from := at + len(special.open)
		to, after := len(s.src), len(s.src)
		if n := bytes.Index(s.src[from:], []byte(special.end)); n >= 0 {
			to, after = from+n, from+n+len(special.end)
		}
		s.text(from, to, special.open != "<![CDATA[")
		return after
	}
	switch {
	case rest[0] != '<':
		n := bytes.IndexByte(rest, '<')
		if n < 0 {
			n = len(rest)
		}
		s.text(at, at+n, false)
		return at + n
	case len(rest) > 1 && rest[1] == '/':
		return s.endTag(at)
	case len(rest) > 1 && nameByte(rest[1]):
		return s.startTag(at)
	}
	s.text(at, at+1, false)
	return at + 1
}

func (s *scanner) text(from, to int, other bool) {
	e := event{path: s.path, from: from, to: to, other: other}
	if len(s.path) > 0 {
		e.local = s.path[len(s.path)-1]
	}
	s.tell(e)
}

// endTag closes the innermost element of its name; one of no open element is
// passed over.
func (s *scanner) endTag(at int) int {
	end := at + s.name(at+2)
	name := local(string(s.src[at+2 : end+2]))
	for i, v := range slices.Backward(s.path) {
		if v == name {
			s.path = s.path[:i]
			break
		}
	}
	if n := bytes.IndexByte(s.src[end:], '>'); n >= 0 {
		return end + n + 1
	}
	return len(s.src)
}

// name is the length of the name at a place.
func (s *scanner) name(at int) int {
	n := 0
	for at+n < len(s.src) && nameByte(s.src[at+n]) {
		n++
	}
	return n
}

func (s *scanner) startTag(at int) int {
	n := s.name(at + 1)
	name := local(string(s.src[at+1 : at+1+n]))
	if len(s.path) < maxOpen {
		s.path = append(slices.Clip(s.path), name)
	}
	at += 1 + n
	var found []event
	attributes := map[string]string{}
	closed := false
	for at < len(s.src) && s.src[at] != '>' && s.src[at] != '<' {
		c := s.src[at]
		if !nameByte(c) {
			closed = c == '/'
			at++
			continue
		}
		closed = false
		length := s.name(at)
		full := string(s.src[at : at+length])
		at = s.skip(at + length)
		if at >= len(s.src) || s.src[at] != '=' {
			continue
		}
		at = s.skip(at + 1)
		from, to, after := s.value(at)
		at = after
		attributes[local(full)] = string(s.src[from:to])
		found = append(found, event{
			path: s.path, local: local(full), attribute: true, namespace: full == "xmlns" || strings.HasPrefix(full, "xmlns:"),
			attributes: attributes, from: from, to: to,
		})
	}
	for _, e := range found {
		s.tell(e)
	}
	if closed && len(s.path) > 0 {
		s.path = s.path[:len(s.path)-1]
	}
	if at < len(s.src) && s.src[at] == '>' {
		at++
	}
	return at
}

func (s *scanner) skip(at int) int {
	for at < len(s.src) && space(s.src[at]) {
		at++
	}
	return at
}

// value bounds an attribute's value, in quotation marks or, as in HTML, without.
func (s *scanner) value(at int) (from, to, after int) {
	if at >= len(s.src) {
		return at, at, at
	}
	if q := s.src[at]; q == '"' || q == '\'' {
		if n := bytes.IndexByte(s.src[at+1:], q); n >= 0 {
			return at + 1, at + 1 + n, at + 2 + n
		}
		return at + 1, len(s.src), len(s.src)
	}
	to = at
	for to < len(s.src) && !space(s.src[to]) && s.src[to] != '>' {
		to++
	}
	return at, to, to
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80
}

// local is a name without its prefix.
func local(name string) string {
	if at := strings.LastIndexByte(name, ':'); at >= 0 {
		return name[at+1:]
	}
	return name
}
