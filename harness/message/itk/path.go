package itk

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// path is a place in a message, written as a small part of XPath:
//
//	/soap:Envelope/soap:Header/wsa:To      from the root
//	//itk:id                               anywhere
//	//itk:manifestitem[2]/@profileid       the second of its parent; an attribute
//	//itk:spec[@key='urn:x']/@value        by the value of an attribute
//	//hl7:given/text()                     the text itself
//
// Steps are prefix:name, name (no namespace), *, prefix:* and *:name (any
// namespace). Prefixes are the usual ones and mean their namespaces, whatever
// prefixes the message declares. [last()] is allowed, other functions are not.
type path struct {
	text  string
	steps []step
	tail  tail
	name  nameTest // of the attribute when tail is tailAttribute
}

// tail is what a path ends in.
type tail int

const (
	tailElement tail = iota
	tailAttribute
	tailText
)

type step struct {
	deep       bool // reached through //
	name       nameTest
	predicates []predicate
}

// nameTest matches names; local "*" is any local name.
type nameTest struct {
	anySpace     bool
	space, local string
	prefix       string
}

func (n nameTest) matches(space, local string) bool {
	return (n.local == "*" || n.local == local) && (n.anySpace || n.space == space)
}

// predicate is one [...]: a position (0 for last()), or an attribute's value.
type predicate struct {
	position  int
	attribute *nameTest
	value     string
}

// maxPathLength bounds what is parsed; the longest path of a built-in scenario
// is a tenth of it.
const maxPathLength = 4096

func parsePath(text string) (*path, error) {
	if len(text) > maxPathLength {
		return nil, fmt.Errorf("path: longer than %d bytes", maxPathLength)
	}
	p := &pathParser{text: text}
	out, err := p.parse()
	if err != nil {
		return nil, fmt.Errorf("path %q, at character %d: %w", text, p.at+1, err)
	}
	return out, nil
}

type pathParser struct {
	text string
	at   int
}

// take consumes a literal if it comes next.
func (p *pathParser) take(literal string) bool {
	if strings.HasPrefix(p.text[p.at:], literal) {
		p.at += len(literal)
		return true
	}
	return false
}

func (p *pathParser) parse() (*path, error) {
	out := &path{text: p.text}
	if !strings.HasPrefix(p.text, "/") {
		return nil, errors.New(`a path begins with / or //`)
	}
	for p.at < len(p.text) {
		deep := p.take("//")
		if !deep && !p.take("/") {
			return nil, errors.New("a / is expected")
		}
		switch {
		case p.take("text()"):
			out.tail = tailText
		case p.take("@"):
			name, err := p.name(false)
			if err != nil {
				return nil, err
			}
			if name.prefix == "xmlns" || name.prefix == "" && name.local == "xmlns" {
				return nil, errors.New(`a namespace declaration is no attribute; use "renamespace"`)
			}
			out.tail, out.name = tailAttribute, name
		default:
			s, err := p.step(deep)
			if err != nil {
				return nil, err
			}
			out.steps = append(out.steps, s)
			continue
		}
		if deep || len(out.steps) == 0 {
			return nil, errors.New("an attribute or text() needs an element and a single / before it")
		}
		if p.at < len(p.text) {
			return nil, errors.New("nothing can follow an attribute or text()")
		}
	}
	if len(out.steps) == 0 {
		return nil, errors.New("the path names no element")
	}
	return out, nil
}

func (p *pathParser) step(deep bool) (step, error) {
	name, err := p.name(true)
	if err != nil {
		return step{}, err
	}
	s := step{deep: deep, name: name}
	for p.take("[") {
		pred, err := p.predicate()
		if err != nil {
			return step{}, err
		}
		s.predicates = append(s.predicates, pred)
	}
	return s, nil
}

// name reads prefix:name, name, and where wildcards are allowed also *,
// prefix:* and *:name.
func (p *pathParser) name(wildcards bool) (nameTest, error) {
	rest := p.text[p.at:]
	if end := strings.IndexAny(rest, "/[]@='\" \t\n()"); end >= 0 {
		rest = rest[:end]
	}
	prefix, local, qualified := strings.Cut(rest, ":")
	if !qualified {
		prefix, local = "", rest
	}
	n := nameTest{prefix: prefix, local: local}
	switch {
	case local == "*" && wildcards:
		n.anySpace = !qualified
	case !isNCName(local):
		return nameTest{}, errors.New("a name is expected")
	}
	switch {
	case prefix == "*" && wildcards:
		n.anySpace = true
	case prefix == "xmlns":
	case qualified:
		space, ok := Namespace(prefix)
		if !ok {
			return nameTest{}, fmt.Errorf("the prefix %q is none of %s (and * for any)", prefix, knownPrefixes())
		}
		n.space = space
	}
	p.at += len(rest)
	return n, nil
}

func (p *pathParser) predicate() (predicate, error) {
	if p.take("last()]") {
		return predicate{}, nil
	}
	if !p.take("@") {
		digits, _, closed := strings.Cut(p.text[p.at:], "]")
		n, err := strconv.Atoi(digits)
		if !closed || err != nil || n < 1 || digits[0] == '+' {
			return predicate{}, errors.New("[...] holds a number from 1, last(), or @name='value'")
		}
		p.at += len(digits) + 1
		return predicate{position: n}, nil
	}
	name, err := p.name(false)
	if err != nil {
		return predicate{}, err
	}
	if !p.take("=") {
		return predicate{}, errors.New("= is expected")
	}
	for _, quote := range []string{"'", `"`} {
		if !p.take(quote) {
			continue
		}
		value, _, closed := strings.Cut(p.text[p.at:], quote)
		if !closed {
			return predicate{}, errors.New("the quote has no end")
		}
		p.at += len(value) + 1
		if !p.take("]") {
			return predicate{}, errors.New("] is expected")
		}
		return predicate{attribute: &name, value: value}, nil
	}
	return predicate{}, errors.New("a value in quotes is expected")
}
