package xmlengine

/*
#include "engine.h"
*/
import "C"

import (
	"slices"
	"strings"
)

// Location is where a node stands in the message that it came from, whatever
// document it was grafted into since.
type Location struct {
	// Part is the name that the message was parsed under.
	Part string
	// Line and Column are those of the start of the element's start tag in the bytes
	// of the message, from 1, the column in bytes.
	Line   int
	Column int
	// XPath leads from the root of the message to the node, with the usual prefixes.
	XPath string
}

// Location finds the place of a node. An attribute has the line and column of its
// element; text, a comment and so on are placed at the element they stand in.
func (n Node) Location() Location {
	if !n.alive() {
		return Location{}
	}
	attribute := ""
	if n.p._type == C.XML_ATTRIBUTE_NODE {
		attribute = "/@" + n.step()
	}
	m, e := n.origin()
	if m == nil {
		return Location{}
	}
	if e._type == C.XML_DOCUMENT_NODE {
		return Location{Part: m.part, Line: 1, Column: 1, XPath: "/"}
	}
	if m.tags == nil {
		m.tags = newTagIndex(m.src)
	}
	_, ordinal := stamp(e)
	line, column := m.tags.place(ordinal)
	return Location{Part: m.part, Line: line, Column: column, XPath: n.with(e).path() + attribute}
}

// Part is the name that the message of a node was parsed under, as in its Location.
func (n Node) Part() string {
	if !n.alive() {
		return ""
	}
	if m, _ := n.origin(); m != nil {
		return m.part
	}
	return ""
}

// origin is the message that a living node was parsed with, and the element or document that
// the node is or stands in; nil for what was not parsed.
func (n Node) origin() (*message, *C.xmlNode) {
	e := n.p
	for e._type != C.XML_ELEMENT_NODE && e._type != C.XML_DOCUMENT_NODE {
		if e = e.parent; e == nil {
			return nil, nil
		}
	}
	number, _ := stamp(e)
	if number < 1 || number > len(n.a.messages) {
		return nil, nil
	}
	return n.a.messages[number-1], e
}

// stamp is what tkw_parse wrote on an element or document.
func stamp(p *C.xmlNode) (number, ordinal int) {
	s := uint64(uintptr(p._private))
	return int(s >> 32), int(uint32(s))
}

// path leads to an element from the root of its message.
func (n Node) path() string {
	var steps []string
	for at := n; ; at = at.with(at.p.parent) {
		step := at.step()
		_, ordinal := stamp(at.p)
		root := ordinal == 1 || at.p.parent == nil || at.p.parent._type != C.XML_ELEMENT_NODE
		if !root {
			step += at.position()
		}
		steps = append(steps, step)
		if root {
			slices.Reverse(steps)
			return "/" + strings.Join(steps, "/")
		}
	}
}

// The usual prefixes; every path that tkw prints is written with them.
var prefixes = map[string]string{
	"http://schemas.xmlsoap.org/soap/envelope/":                                          "soap",
	"http://www.w3.org/2005/08/addressing":                                               "wsa",
	"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd":  "wsse",
	"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd": "wsu",
	"http://www.w3.org/2000/09/xmldsig#":                                                 "ds",
	"urn:nhs-itk:ns:201005":                                                              "itk",
	"urn:hl7-org:v3":                                                                     "hl7",
	"http://www.w3.org/2001/XMLSchema-instance":                                          "xsi",
	"urn:tkw:exchange:1":                                                                 "x",
	"http://www.w3.org/1999/xhtml":                                                       "xhtml",
	"http://www.w3.org/XML/1998/namespace":                                               "xml",
}

var isUsual = func() map[string]bool {
	out := map[string]bool{}
	for _, prefix := range prefixes {
		out[prefix] = true
	}
	return out
}()

// maxSpace bounds the namespaces that a path repeats.
const maxSpace = 200

// step is an element or attribute in a path of XPath 1.0: with the usual prefix of its
// namespace, else with the document's own, unless that usually means another
// namespace or there is none: then by its local name and its namespace.
func (n Node) step() string {
	space, local := n.Name()
	if space == "" {
		return local
	}
	if prefix := prefixes[space]; prefix != "" {
		return prefix + ":" + local
	}
	if own := n.Prefix(); own != "" && !isUsual[own] {
		return own + ":" + local
	}
	if len(space) > maxSpace || strings.Contains(space, "'") {
		return "*[local-name() = '" + local + "']"
	}
	return "*[local-name() = '" + local + "' and namespace-uri() = '" + space + "']"
}
