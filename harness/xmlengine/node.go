package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import "unsafe"

// Kind is what a node is.
type Kind int

// The kinds that tkw meets.
const (
	OtherNode Kind = iota
	ElementNode
	AttributeNode
	TextNode
	DocumentNode
)

// Node is a node of a Document. It is a small comparable value, valid while its
// document lives; the zero Node is no node.
type Node struct {
	doc *Document
	ptr unsafe.Pointer
}

// IsZero reports whether there is no node.
func (n Node) IsZero() bool { return n.ptr == nil }

func (n Node) c() C.xmlNodePtr { return C.xmlNodePtr(n.ptr) }

func (n Node) with(ptr C.xmlNodePtr) Node {
	if ptr == nil {
		return Node{}
	}
	return Node{n.doc, unsafe.Pointer(ptr)}
}

// Root is the root element.
func (d *Document) Root() Node {
	if d.ptr == nil {
		return Node{}
	}
	return Node{doc: d}.with(C.xmlDocGetRootElement(d.ptr))
}

// DocumentNode is the node above the root element.
func (d *Document) DocumentNode() Node { return Node{d, unsafe.Pointer(d.ptr)} }

// Kind is what the node is.
func (n Node) Kind() Kind {
	if n.IsZero() {
		return OtherNode
	}
	switch n.c()._type {
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

// Name is the namespace URI and local name of an element or attribute.
func (n Node) Name() (space, local string) {
	if k := n.Kind(); k != ElementNode && k != AttributeNode {
		return "", ""
	}
	if uri := C.tkw_namespace(n.c()); uri != nil {
		space = C.GoString(uri)
	}
	return space, C.GoString((*C.char)(unsafe.Pointer(n.c().name)))
}

// Prefix is the prefix that the document uses for the node's namespace.
func (n Node) Prefix() string {
	if n.IsZero() {
		return ""
	}
	if p := C.tkw_prefix(n.c()); p != nil {
		return C.GoString(p)
	}
	return ""
}

// StringValue is the XPath string-value: all text below the node.
func (n Node) StringValue() string {
	if n.IsZero() {
		return ""
	}
	return takeString(C.tkw_string_value(n.c()))
}

// Attr is the value of an attribute of an element; space is "" for none.
func (n Node) Attr(space, local string) (string, bool) {
	if n.Kind() != ElementNode {
		return "", false
	}
	cs, cl := C.CString(space), C.CString(local)
	defer C.free(unsafe.Pointer(cs))
	defer C.free(unsafe.Pointer(cl))
	var found C.int
	text := C.tkw_attribute(n.c(), cs, cl, &found)
	return takeString(text), found != 0
}

// Parent is the parent element, or the zero Node.
func (n Node) Parent() Node {
	if n.IsZero() {
		return n
	}
	return n.with(C.tkw_parent(n.c()))
}

// FirstChildElement is the first element below the node, or the zero Node.
func (n Node) FirstChildElement() Node {
	if n.IsZero() {
		return n
	}
	return n.with(C.tkw_first_element(n.c()))
}

// ChildElements are the elements directly below the node, in document order.
func (n Node) ChildElements() []Node {
	var out []Node
	for c := n.FirstChildElement(); !c.IsZero(); c = c.with(C.tkw_next_element(c.c())) {
		out = append(out, c)
	}
	return out
}

// takeString copies a string that libxml2 allocated, and frees it.
func takeString(text *C.char) string {
	if text == nil {
		return ""
	}
	out := C.GoString(text)
	C.free(unsafe.Pointer(text))
	return out
}
