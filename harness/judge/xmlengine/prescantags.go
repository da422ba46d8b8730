package xmlengine

import "bytes"

// startTag goes behind a start tag or an empty-element tag.
func (s *prescanner) startTag() {
	start := s.at
	i := start + 1
	length := nameLength(s.src[i:])
	if length == 0 {
		s.broken = true // also of a DOCTYPE
		return
	}
	e := openElement{name: s.src[i : i+length]}
	s.row = 0
	s.node(start)
	s.name(e.name, start)
	i += length
	attributes, prefixed := 0, 0
	for s.excess == nil {
		blank := spaceLength(s.src[i:])
		i += blank
		if end := tagEnds(s.src[i:]); end > 0 {
			s.at = i + end
			s.resolved(e, prefixed, start)
			if end == 1 {
				s.push(e)
			}
			return
		}
		name, value, length, where := attribute(s.src[i:])
		if blank == 0 || length == 0 {
			s.at, s.broken = i+where, true
			return
		}
		switch {
		case bytes.Equal(name, []byte("xmlns")) || bytes.HasPrefix(name, []byte("xmlns:")):
			e.namespaces++
			s.name(value, i)
		case bytes.Equal(name, []byte("xml:id")):
			attributes++
			s.id(i)
		default:
			attributes++
			if bytes.IndexByte(name, ':') >= 0 {
				prefixed++
			}
		}
		s.node(i)
		s.name(name, i)
		i += length
		s.limitTag(e, attributes, start)
	}
}

// limitTag refuses an element with too many attributes or namespace declarations.
func (s *prescanner) limitTag(e openElement, attributes, start int) {
	name := Clip(string(e.name), shown)
	switch {
	case attributes > s.lim.MaxAttributes:
		s.exceed(ErrTooManyAttributes, start, "the element %s has more than %d attributes", name, s.lim.MaxAttributes)
	case e.namespaces > s.lim.MaxNamespaces:
		s.exceed(ErrTooManyNamespaces, start, "the element %s has more than %d namespace declarations", name, s.lim.MaxNamespaces)
	case s.inScope+e.namespaces > 2*s.lim.MaxNamespaces:
		s.exceed(ErrTooManyNamespaces, start, "the element %s and those around it have more than %d namespace declarations", name, 2*s.lim.MaxNamespaces)
	}
}

// push opens an element. One that is nested too deep is left for libxml2 to refuse.
func (s *prescanner) push(e openElement) {
	if len(s.open) >= s.lim.MaxDepth {
		s.broken = true
		return
	}
	s.open = append(s.open, e)
	s.inScope += e.namespaces
}

// tagEnds is the length of the end of a tag that b begins with: 1 for a start tag, 2 for
// an empty-element tag, 0 for neither.
func tagEnds(b []byte) int {
	switch {
	case len(b) > 0 && b[0] == '>':
		return 1
	case len(b) > 1 && b[0] == '/' && b[1] == '>':
		return 2
	}
	return 0
}

// attribute is the name and the value of the attribute that b begins with, and the length
// of all of it; a length of 0 means that the grammar is broken, which shows at the offset
// where.
func attribute(b []byte) (name, value []byte, length, where int) {
	i := nameLength(b)
	name = b[:i]
	i += spaceLength(b[i:])
	if len(name) == 0 || i >= len(b) || b[i] != '=' {
		return nil, nil, 0, i
	}
	i++
	i += spaceLength(b[i:])
	if i >= len(b) || b[i] != '"' && b[i] != '\'' {
		return nil, nil, 0, i
	}
	n := bytes.IndexByte(b[i+1:], b[i])
	closed := n >= 0
	if !closed {
		n = len(b) - i - 1
	}
	value = b[i+1 : i+1+n]
	switch bad := badValue(value); {
	case bad >= 0:
		return nil, nil, 0, i + 1 + bad
	case !closed:
		return nil, nil, 0, len(b)
	}
	return name, value, i + n + 2, 0
}

// badValue is the offset of what may not stand in the value of an attribute, or -1.
func badValue(value []byte) int {
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '<', c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0xEF && noCharacter(value[i:]):
			return i
		case c == '&':
			length := referenceLength(value[i:])
			if length == 0 {
				return i
			}
			i += length - 1
		}
	}
	return -1
}

// nameLength is the length of the name that b begins with; 0 for none. It takes every
// character beyond ASCII, so that some names are longer here than for libxml2.
func nameLength(b []byte) int {
	for i, c := range b {
		switch {
		case c >= 0x80, c == '_', c == ':', 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && (c == '-' || c == '.' || '0' <= c && c <= '9'):
		default:
			return i
		}
	}
	return len(b)
}

// spaceLength is the length of the white space that b begins with.
func spaceLength(b []byte) int {
	for i, c := range b {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return i
		}
	}
	return len(b)
}
