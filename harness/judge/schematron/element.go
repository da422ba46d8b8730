package schematron

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
)

// Namespaces that a rule file may use.
const (
	schNamespace = "http://purl.oclc.org/dsdl/schematron"
	xslNamespace = "http://www.w3.org/1999/XSL/Transform"
	xmlNamespace = "http://www.w3.org/XML/1998/namespace"
)

// maxFileDepth bounds the nesting of a rule file; real ones stay under ten.
const maxFileDepth = 64

// element is one element of a rule file. Trees are not changed once built:
// includes and abstract patterns make copies, which share origin.
type element struct {
	space, local string
	attrs        []attribute
	children     []child
	file         string
	line, column int
	origin       *element // the element as written; itself if not a copy
	// within are the rules that extends took the element out of, the innermost first.
	within []*element
}

type attribute struct{ space, local, value string }

// child is an element or, when elem is nil, a text.
type child struct {
	elem *element
	text string
}

// attr returns an attribute without namespace.
func (e *element) attr(local string) (string, bool) {
	for _, a := range e.attrs {
		if a.space == "" && a.local == local {
			return a.value, true
		}
	}
	return "", false
}

// get returns an attribute without namespace, trimmed, or "".
func (e *element) get(local string) string {
	v, _ := e.attr(local)
	return strings.TrimSpace(v)
}

// is tells whether e is the named Schematron element.
func (e *element) is(local string) bool { return e.space == schNamespace && e.local == local }

// elements returns the child elements of the Schematron namespace with one of the names.
func (e *element) elements(names ...string) []*element {
	var out []*element
	for _, c := range e.children {
		if c.elem == nil || c.elem.space != schNamespace {
			continue
		}
		for _, n := range names {
			if c.elem.local == n {
				out = append(out, c.elem)
			}
		}
	}
	return out
}

// parseFile reads a rule file into a tree. Faults carry their place.
func parseFile(name string, src []byte) (*element, *Error) {
	p := fileParser{name: name, src: src, dec: xml.NewDecoder(bytes.NewReader(src)), line: 1, column: 1}
	p.dec.Strict = true
	root, err := p.run()
	if err == nil {
		return root, nil
	}
	if placed, ok := errors.AsType[*Error](err); ok {
		return nil, placed
	}
	message := err.Error()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		message = syntax.Msg
	}
	p.advance(p.dec.InputOffset())
	return nil, &Error{File: name, Line: p.line, Column: p.column, Message: "not well-formed: " + message, Err: err}
}

// fileParser builds the tree from raw tokens, since those keep prefixes: a prefix
// that was not declared must not pass for a foreign, and so ignored, namespace.
type fileParser struct {
	name         string
	src          []byte
	dec          *xml.Decoder
	at           int64
	line, column int
	open         []frame
	root         *element
}

type frame struct {
	elem  *element
	raw   xml.Name
	scope map[string]string // prefix to namespace
}

func (p *fileParser) run() (*element, error) {
	for {
		p.advance(p.dec.InputOffset())
		tok, err := p.dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			err = p.start(t)
		case xml.EndElement:
			err = p.end(t)
		case xml.CharData:
			err = p.chars(string(t))
		case xml.Directive:
			err = p.fault("a document type declaration is not allowed in a rule file")
		}
		if err != nil {
			return nil, err
		}
	}
	if len(p.open) > 0 {
		return nil, p.fault("element %s is not closed", p.open[len(p.open)-1].elem.local)
	}
	if p.root == nil {
		return nil, p.fault("the file holds no element")
	}
	return p.root, nil
}

// advance moves line and column on to a byte offset.
func (p *fileParser) advance(to int64) {
	for ; p.at < to && p.at < int64(len(p.src)); p.at++ {
		if p.src[p.at] == '\n' {
			p.line, p.column = p.line+1, 1
		} else {
			p.column++
		}
	}
}

func (p *fileParser) fault(format string, args ...any) *Error {
	return &Error{File: p.name, Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...)}
}

func (p *fileParser) start(t xml.StartElement) error {
	if len(p.open) == 0 && p.root != nil {
		return p.fault("not well-formed: a second root element")
	}
	if len(p.open) >= maxFileDepth {
		return p.fault("nested deeper than %d elements", maxFileDepth)
	}
	scope := p.scopeOf(t.Attr)
	e := &element{local: t.Name.Local, file: p.name, line: p.line, column: p.column}
	e.origin = e
	var ok bool
	if e.space, ok = scope[t.Name.Space]; !ok && t.Name.Space != "" {
		return p.fault("element %s:%s: the prefix is not declared", t.Name.Space, t.Name.Local)
	}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		one := attribute{local: a.Name.Local, value: attributeSpace.Replace(a.Value)}
		if a.Name.Space != "" {
			if one.space, ok = scope[a.Name.Space]; !ok {
				return p.fault("attribute %s:%s: the prefix is not declared", a.Name.Space, a.Name.Local)
			}
		}
		for _, other := range e.attrs {
			if other.space == one.space && other.local == one.local {
				return p.fault("not well-formed: attribute %s is given twice", one.local)
			}
		}
		e.attrs = append(e.attrs, one)
	}
	if len(p.open) > 0 {
		parent := p.open[len(p.open)-1].elem
		parent.children = append(parent.children, child{elem: e})
	} else {
		p.root = e
	}
	p.open = append(p.open, frame{elem: e, raw: t.Name, scope: scope})
	return nil
}

// attributeSpace is the white-space normalisation that XML asks for.
var attributeSpace = strings.NewReplacer("\n", " ", "\t", " ", "\r", " ")

func (p *fileParser) scopeOf(attrs []xml.Attr) map[string]string {
	scope := map[string]string{"xml": xmlNamespace}
	if len(p.open) > 0 {
		scope = p.open[len(p.open)-1].scope
	}
	copied := false
	for _, a := range attrs {
		prefix := a.Name.Local
		if a.Name.Space != "xmlns" {
			if a.Name.Space != "" || a.Name.Local != "xmlns" {
				continue
			}
			prefix = ""
		}
		if !copied {
			next := make(map[string]string, len(scope)+1)
			maps.Copy(next, scope)
			scope, copied = next, true
		}
		scope[prefix] = a.Value
	}
	return scope
}

func (p *fileParser) end(t xml.EndElement) error {
	if len(p.open) == 0 {
		return p.fault("not well-formed: end tag %s without a start tag", t.Name.Local)
	}
	if top := p.open[len(p.open)-1]; top.raw != t.Name {
		return p.fault("not well-formed: element %s is closed by the end tag %s", top.elem.local, t.Name.Local)
	}
	p.open = p.open[:len(p.open)-1]
	return nil
}

func (p *fileParser) chars(text string) error {
	if len(p.open) == 0 {
		if strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF")) != "" {
			return p.fault("not well-formed: text outside the root element")
		}
		return nil
	}
	e := p.open[len(p.open)-1].elem
	if n := len(e.children); n > 0 && e.children[n-1].elem == nil {
		e.children[n-1].text += text
		return nil
	}
	e.children = append(e.children, child{text: text})
	return nil
}
