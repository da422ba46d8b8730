package xmlengine

/*
#include "engine.h"
*/
import "C"

import (
	"context"
	"errors"
	"math"
	"unsafe"

	"github.com/lestrrat-go/libxml2/clib"
)

// Arena owns the documents of one exchange. They share their names, so that a
// message can be grafted into another document without copying it. An Arena is for
// one goroutine at a time.
type Arena struct {
	dict     *C.xmlDict
	docs     []*Document
	messages []*message
	names    map[*C.xmlChar]string     // names of the dict
	spaces   map[*C.xmlNs]string       // namespace URIs
	indexes  map[*C.xmlNode]siblingRun // positions of children with many siblings
	budget   *Budget
	freed    bool
}

// NewArena makes an empty arena, with a budget of [DefaultCost]; Free ends it.
func NewArena() *Arena { return NewArenaWithin(NewBudget(context.Background(), DefaultCost)) }

// NewArenaWithin makes an empty arena whose evaluations are paid from a budget.
func NewArenaWithin(b *Budget) *Arena {
	return &Arena{
		budget: b,
		dict:   C.tkw_dict_new(),
		names:  map[*C.xmlChar]string{}, spaces: map[*C.xmlNs]string{},
	}
}

// Free frees all documents of the arena. Their nodes then behave like the zero
// Node. It may be called again.
func (a *Arena) Free() {
	if a.freed {
		return
	}
	a.freed = true
	for _, d := range a.docs {
		// Fails only for a nil pointer.
		_ = clib.XMLFreeDoc(d.pointer())
		d.ptr = nil
	}
	if a.dict != nil {
		C.xmlDictFree(a.dict)
	}
	if a.size() > givesBack {
		C.tkw_give_back()
	}
	a.dict, a.docs, a.names, a.spaces, a.indexes = nil, nil, nil, nil, nil
}

// givesBack is how many bytes must have been parsed for their memory to go back to the
// system at once. Their tree is up to fifty times as large, and the next one may come to
// stand beside it. It takes milliseconds, of which such a message takes hundreds.
const givesBack = 1 << 20

// size is how many bytes were parsed.
func (a *Arena) size() int {
	n := 0
	for _, m := range a.messages {
		n += len(m.src)
	}
	return n
}

// message is what was parsed: the bytes, and how their part is called. Nodes know
// their message by the stamp of tkw_parse, also after a Graft.
type message struct {
	part string
	src  []byte
	tags *tagIndex // made when first asked for
}

// Document is a parsed document. It lives as long as its arena.
type Document struct {
	arena   *Arena
	ptr     *C.xmlDoc
	message *message
	own     bool            // the arena is the document's own
	names   map[string]bool // local names of elements, made when first asked for
	ordered bool            // elements carry their position for XPath
}

// pointer is a document as the binding takes it.
type pointer uintptr

func (p pointer) Pointer() uintptr { return uintptr(p) }

func (d *Document) pointer() pointer { return pointer(unsafe.Pointer(d.ptr)) }

// Free frees a document that the function Parse made, and does nothing for one of
// an Arena, which lives as long as that. It may be called again.
func (d *Document) Free() {
	if d.own {
		d.arena.Free()
	}
}

// Root is the root element; the zero Node once it was grafted elsewhere.
func (d *Document) Root() Node {
	if d.ptr == nil {
		return Node{}
	}
	for c := d.ptr.children; c != nil; c = c.next {
		if c._type == C.XML_ELEMENT_NODE {
			return Node{d.arena, c}
		}
	}
	return Node{}
}

// DocumentNode is the node above the root element, which XPath calls "/".
func (d *Document) DocumentNode() Node {
	if d.ptr == nil {
		return Node{}
	}
	return Node{d.arena, (*C.xmlNode)(unsafe.Pointer(d.ptr))}
}

// Source is the input that the document was parsed from. It must not be changed.
func (d *Document) Source() []byte { return d.message.src }

// Bytes serialises the document with all that was grafted into it, for debugging.
func (d *Document) Bytes() []byte {
	if d.Root().IsZero() {
		return nil
	}
	return []byte(clib.XMLDocumentString(d.pointer(), "UTF-8", false))
}

// HasElement reports whether any element has that local name, in any namespace.
func (d *Document) HasElement(local string) bool {
	if d.names == nil {
		d.names = map[string]bool{}
		root := d.Root()
		seen := map[*C.xmlChar]bool{}
		for n := root.p; n != nil; n = following(n, root.p) {
			// Equal names are one string of the dict.
			if n._type == C.XML_ELEMENT_NODE && !seen[n.name] {
				seen[n.name] = true
				d.names[d.arena.name(n.name)] = true
			}
		}
	}
	return d.names[local]
}

// Graft moves the root element of msg, a document of the same arena, to the end of
// an element of d. Its nodes stay the same and keep their part, line, column and
// path; msg itself is spent: it has no root any more.
func (d *Document) Graft(under Node, msg *Document) error {
	root := msg.Root()
	switch {
	case under.Kind() != ElementNode || under.p.doc != d.ptr:
		return errors.New("grafting: the place is not an element of this document")
	case msg.arena != d.arena:
		return errors.New("grafting: the documents are of different arenas")
	case msg == d:
		return errors.New("grafting: a document cannot be moved into itself")
	case root.IsZero():
		return errors.New("grafting: the message has no root element")
	}
	C.tkw_graft(under.p, msg.ptr)
	for _, changed := range []*Document{d, msg} {
		changed.names, changed.ordered = nil, false
	}
	d.arena.indexes = nil
	return nil
}

// order gives each element its position, so that XPath sorts nodes without walking
// the document for each pair.
func (d *Document) order() {
	if !d.ordered {
		C.xmlXPathOrderDocElems(d.ptr)
		d.ordered = true
	}
}

// newMessage registers what is about to be parsed, and returns its number, from 1.
func (a *Arena) newMessage(part string, src []byte) (*message, C.uint32_t, error) {
	if len(a.messages) >= math.MaxInt32 {
		return nil, 0, errors.New("too many messages in one arena")
	}
	m := &message{part: part, src: src}
	a.messages = append(a.messages, m)
	return m, C.uint32_t(len(a.messages)), nil
}

// name copies a name of the dict, once.
func (a *Arena) name(p *C.xmlChar) string {
	s, ok := a.names[p]
	if !ok && p != nil {
		s = C.GoString((*C.char)(unsafe.Pointer(p)))
		a.names[p] = s
	}
	return s
}

// space copies a namespace URI, once; "" for no namespace.
func (a *Arena) space(ns *C.xmlNs) string {
	if ns == nil || ns.href == nil {
		return ""
	}
	s, ok := a.spaces[ns]
	if !ok {
		s = C.GoString((*C.char)(unsafe.Pointer(ns.href)))
		a.spaces[ns] = s
	}
	return s
}
