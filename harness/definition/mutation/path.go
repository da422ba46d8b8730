package mutation

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// Path is a place in a message, written as a small part of XPath:
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
type Path struct {
	Text  string
	Steps []Step
	Tail  Tail
	Name  NameTest // of the attribute when Tail is TailAttribute
}

// Tail is what a path ends in.
type Tail int

// The tails.
const (
	TailElement Tail = iota
	TailAttribute
	TailText
)

// Step goes from an element to elements within it.
type Step struct {
	Deep       bool // reached through //
	Name       NameTest
	Predicates []Predicate
}

// NameTest matches names; Local "*" is any local name.
type NameTest struct {
	AnySpace     bool
	Space, Local string
	Prefix       string // as it was written
}

// Matches reports whether an expanded name is one of those that the test means.
func (n NameTest) Matches(space, local string) bool {
	return (n.Local == "*" || n.Local == local) && (n.AnySpace || n.Space == space)
}

// Predicate is one [...]: a position (0 for last()), or the value of an attribute.
type Predicate struct {
	Position  int
	Attribute *NameTest
	Value     string
}

// MaxPathLength bounds what is parsed; the longest path of a built-in scenario
// is a tenth of it.
const MaxPathLength = 4096

// ParsePath reads a path; an error names the character.
func ParsePath(text string) (*Path, error) {
	if len(text) > MaxPathLength {
		return nil, fmt.Errorf("path: longer than %d bytes", MaxPathLength)
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

func (p *pathParser) parse() (*Path, error) {
	out := &Path{Text: p.text}
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
			out.Tail = TailText
		case p.take("@"):
			name, err := p.name(false)
			if err != nil {
				return nil, err
			}
			if name.Prefix == "xmlns" || name.Prefix == "" && name.Local == "xmlns" {
				return nil, errors.New(`a namespace declaration is no attribute; use "renamespace"`)
			}
			out.Tail, out.Name = TailAttribute, name
		default:
			s, err := p.step(deep)
			if err != nil {
				return nil, err
			}
			out.Steps = append(out.Steps, s)
			continue
		}
		if deep || len(out.Steps) == 0 {
			return nil, errors.New("an attribute or text() needs an element and a single / before it")
		}
		if p.at < len(p.text) {
			return nil, errors.New("nothing can follow an attribute or text()")
		}
	}
	if len(out.Steps) == 0 {
		return nil, errors.New("the path names no element")
	}
	return out, nil
}

func (p *pathParser) step(deep bool) (Step, error) {
	name, err := p.name(true)
	if err != nil {
		return Step{}, err
	}
	s := Step{Deep: deep, Name: name}
	for p.take("[") {
		pred, err := p.predicate()
		if err != nil {
			return Step{}, err
		}
		s.Predicates = append(s.Predicates, pred)
	}
	return s, nil
}

// name reads prefix:name, name, and where wildcards are allowed also *,
// prefix:* and *:name.
func (p *pathParser) name(wildcards bool) (NameTest, error) {
	rest := p.text[p.at:]
	if end := strings.IndexAny(rest, "/[]@='\" \t\n()"); end >= 0 {
		rest = rest[:end]
	}
	prefix, local, qualified := strings.Cut(rest, ":")
	if !qualified {
		prefix, local = "", rest
	}
	n := NameTest{Prefix: prefix, Local: local}
	switch {
	case local == "*" && wildcards:
		n.AnySpace = !qualified
	case !xmltree.IsNCName(local):
		return NameTest{}, errors.New("a name is expected")
	}
	switch {
	case prefix == "*" && wildcards:
		n.AnySpace = true
	case prefix == "xmlns":
	case qualified:
		space, ok := xmltree.Namespace(prefix)
		if !ok {
			return NameTest{}, fmt.Errorf("the prefix %q is none of %s (and * for any)", prefix, xmltree.KnownPrefixes())
		}
		n.Space = space
	}
	p.at += len(rest)
	return n, nil
}

func (p *pathParser) predicate() (Predicate, error) {
	if p.take("last()]") {
		return Predicate{}, nil
	}
	if !p.take("@") {
		digits, _, closed := strings.Cut(p.text[p.at:], "]")
		n, err := strconv.Atoi(digits)
		if !closed || err != nil || n < 1 || digits[0] == '+' {
			return Predicate{}, errors.New("[...] holds a number from 1, last(), or @name='value'")
		}
		p.at += len(digits) + 1
		return Predicate{Position: n}, nil
	}
	name, err := p.name(false)
	if err != nil {
		return Predicate{}, err
	}
	if !p.take("=") {
		return Predicate{}, errors.New("= is expected")
	}
	for _, quote := range []string{"'", `"`} {
		if !p.take(quote) {
			continue
		}
		value, _, closed := strings.Cut(p.text[p.at:], quote)
		if !closed {
			return Predicate{}, errors.New("the quote has no end")
		}
		p.at += len(value) + 1
		if !p.take("]") {
			return Predicate{}, errors.New("] is expected")
		}
		return Predicate{Attribute: &name, Value: value}, nil
	}
	return Predicate{}, errors.New("a value in quotes is expected")
}
