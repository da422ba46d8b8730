package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"bytes"
	"unsafe"
)

// Location is where a node stands in the message that it came from. Line and
// Column are those of the start of the element's start tag, counted from 1, the
// column in bytes. XPath leads from the root of the message, with the usual
// prefixes.
type Location struct {
	Part   string
	Line   int
	Column int
	XPath  string
}

// index knows the places of all start tags of one message.
type index struct {
	ordinals map[unsafe.Pointer]int
	starts   []int // offsets of start tags in document order
	lines    []int // offsets of line starts
}

// Location finds the place of a node. An attribute or text has the place of its
// element.
func (n Node) Location() Location {
	if n.IsZero() || n.Kind() == DocumentNode {
		return Location{}
	}
	element := n
	for element.Kind() != ElementNode {
		parent := element.with(element.c().parent)
		if parent.IsZero() || parent.Kind() == DocumentNode {
			return Location{}
		}
		element = parent
	}
	g := n.doc.messageOf(element)
	out := Location{Part: g.part, XPath: takeString(C.tkw_path(n.c(), C.xmlNodePtr(g.root)))}
	ix := n.doc.indexOf(g)
	if at, ok := ix.ordinals[element.ptr]; ok && at < len(ix.starts) {
		out.Line, out.Column = ix.place(ix.starts[at])
	}
	return out
}

// messageOf finds the message that an element belongs to: the graft it stands in,
// or the document itself.
func (d *Document) messageOf(element Node) graft {
	for at := element; !at.IsZero(); at = at.Parent() {
		for _, g := range d.grafts {
			if g.root == at.ptr {
				return g
			}
		}
	}
	return graft{root: d.Root().ptr, part: d.part, src: d.src}
}

func (d *Document) indexOf(g graft) *index {
	if ix := d.places[g.root]; ix != nil {
		return ix
	}
	ix := &index{ordinals: map[unsafe.Pointer]int{}, starts: startTags(g.src), lines: []int{0}}
	for i, b := range g.src {
		if b == '\n' {
			ix.lines = append(ix.lines, i+1)
		}
	}
	var list *C.xmlNodePtr
	n := C.tkw_elements(C.xmlNodePtr(g.root), &list)
	grafted := map[unsafe.Pointer]bool{}
	for _, other := range d.grafts {
		grafted[other.root] = other.root != g.root
	}
	ordinal := 0
	for _, e := range unsafe.Slice(list, max(int(n), 0)) {
		// Elements of a message that was hung into this one are not in its bytes.
		if len(d.grafts) > 0 && grafted[unsafe.Pointer(e)] {
			continue
		}
		ix.ordinals[unsafe.Pointer(e)] = ordinal
		ordinal++
	}
	C.free(unsafe.Pointer(list))
	if d.places == nil {
		d.places = map[unsafe.Pointer]*index{}
	}
	d.places[g.root] = ix
	return ix
}

func (ix *index) place(offset int) (line, column int) {
	lo, hi := 0, len(ix.lines)
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if ix.lines[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + 1, offset - ix.lines[lo] + 1
}

// startTags lists the offsets of all start tags of a well-formed document without
// a DOCTYPE, in document order.
func startTags(src []byte) []int {
	var out []int
	skip := func(i int, end string) int {
		j := bytes.Index(src[i:], []byte(end))
		if j < 0 {
			return len(src)
		}
		return i + j + len(end)
	}
	for i := 0; i < len(src); {
		open := bytes.IndexByte(src[i:], '<')
		if open < 0 {
			break
		}
		i += open
		rest := src[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			i = skip(i+4, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			i = skip(i+9, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			i = skip(i+2, "?>")
		case bytes.HasPrefix(rest, []byte("</")), bytes.HasPrefix(rest, []byte("<!")):
			i = skip(i+2, ">")
		default:
			out = append(out, i)
			i = tagEnd(src, i+1)
		}
	}
	return out
}

// tagEnd finds the end of a start tag; a > within a quoted value does not count.
func tagEnd(src []byte, i int) int {
	for i < len(src) {
		switch c := src[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			j := bytes.IndexByte(src[i+1:], c)
			if j < 0 {
				return len(src)
			}
			i += j + 2
		default:
			i++
		}
	}
	return i
}
