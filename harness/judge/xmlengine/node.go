package xmlengine

/*
#include "engine.h"
*/
import "C"

import (
	"strings"
	"unsafe"
)

// Kind is what a node is.
type Kind int

// The kinds that tkw tells apart; comments and processing instructions are others.
const (
	OtherNode Kind = iota
	ElementNode
	AttributeNode
	TextNode
	DocumentNode
)

// Node is a node of a document. It is a small comparable value: two Nodes are equal
// exactly if they are the same node, before and after a Graft. It is of use while
// its arena lives. The zero Node is no node; all its methods give zero values.
//
// Nodes are read straight from libxml2's memory, since a call into C would cost
// more than most methods do.
type Node struct {
	a *Arena
	p *C.xmlNode
}

// IsZero reports whether there is no node.
func (n Node) IsZero() bool { return n.p == nil }

// alive is false for the zero Node and when the arena was freed.
func (n Node) alive() bool { return n.p != nil && !n.a.freed }

// with is the node at p, of the same arena.
func (n Node) with(p *C.xmlNode) Node {
	if p == nil {
		return Node{}
	}
	return Node{n.a, p}
}

// Kind is what the node is.
func (n Node) Kind() Kind {
	if !n.alive() {
		return OtherNode
	}
	switch n.p._type {
	case C.XML_ELEMENT_NODE:
		return ElementNode
	case C.XML_ATTRIBUTE_NODE:
		return AttributeNode
	case C.XML_TEXT_NODE, C.XML_CDATA_SECTION_NODE:
		return TextNode
	case C.XML_DOCUMENT_NODE:
		return DocumentNode
	}
	return OtherNode
}

func (n Node) isNamed() bool {
	k := n.Kind()
	return k == ElementNode || k == AttributeNode
}

// Name is the namespace URI, "" for none, and the local name of an element or
// attribute; "", "" for any other node.
func (n Node) Name() (space, local string) {
	if !n.isNamed() {
		return "", ""
	}
	return n.a.space(n.p.ns), n.a.name(n.p.name)
}

// Prefix is the prefix of an element or attribute in its document, "" for none.
func (n Node) Prefix() string {
	if !n.isNamed() || n.p.ns == nil || n.p.ns.prefix == nil {
		return ""
	}
	return C.GoString((*C.char)(unsafe.Pointer(n.p.ns.prefix)))
}

// StringValue is the XPath string-value: all text in the node, or the value of an
// attribute.
func (n Node) StringValue() string {
	if !n.alive() {
		return ""
	}
	top := n.p
	if top._type != C.XML_ELEMENT_NODE && top._type != C.XML_DOCUMENT_NODE && top._type != C.XML_ATTRIBUTE_NODE {
		return content(top)
	}
	// Nearly all elements with text hold one node.
	if c := top.children; c != nil && c == top.last && isText(c) {
		return content(c)
	}
	var b strings.Builder
	for c := following(top, top); c != nil; c = following(c, top) {
		if isText(c) {
			b.WriteString(content(c))
		}
	}
	return b.String()
}

func isText(p *C.xmlNode) bool {
	return p._type == C.XML_TEXT_NODE || p._type == C.XML_CDATA_SECTION_NODE
}

// content is the text of a node that is no element. Elements keep a number there.
func content(p *C.xmlNode) string {
	if p.content == nil || p._type == C.XML_ELEMENT_NODE || p._type == C.XML_ATTRIBUTE_NODE || p._type == C.XML_DOCUMENT_NODE {
		return ""
	}
	return C.GoString((*C.char)(unsafe.Pointer(p.content)))
}

// following is the next node below top in document order, attributes left out.
func following(p, top *C.xmlNode) *C.xmlNode {
	if p.children != nil && (p._type == C.XML_ELEMENT_NODE || p._type == C.XML_DOCUMENT_NODE || p._type == C.XML_ATTRIBUTE_NODE) {
		return p.children
	}
	for p != top && p.next == nil {
		p = p.parent
	}
	if p == top {
		return nil
	}
	return p.next
}

// Attr is the value of an attribute of an element, and whether it is there; space
// is "" for no namespace.
func (n Node) Attr(space, local string) (string, bool) {
	a := n.attribute(space, local)
	return a.StringValue(), !a.IsZero()
}

// attribute is the node of an attribute, or the zero Node.
func (n Node) attribute(space, local string) Node {
	if n.Kind() != ElementNode {
		return Node{}
	}
	for c := n.p.properties; c != nil; c = c.next {
		if n.a.name(c.name) == local && n.a.space(c.ns) == space {
			return n.with((*C.xmlNode)(unsafe.Pointer(c)))
		}
	}
	return Node{}
}

// Parent is the element that the node stands in, also for an attribute; the zero
// Node for the root element and the document.
func (n Node) Parent() Node {
	if !n.alive() || n.p.parent == nil || n.p.parent._type != C.XML_ELEMENT_NODE {
		return Node{}
	}
	return n.with(n.p.parent)
}

// FirstChildElement is the first element directly below an element or document, or
// the zero Node.
func (n Node) FirstChildElement() Node {
	if k := n.Kind(); k != ElementNode && k != DocumentNode {
		return Node{}
	}
	for c := n.p.children; c != nil; c = c.next {
		if c._type == C.XML_ELEMENT_NODE {
			return n.with(c)
		}
	}
	return Node{}
}

// ChildElements are the elements directly below an element or document, in
// document order.
func (n Node) ChildElements() []Node {
	var out []Node
	first := n.FirstChildElement()
	for c := first.p; c != nil; c = c.next {
		if c._type == C.XML_ELEMENT_NODE {
			out = append(out, n.with(c))
		}
	}
	return out
}
