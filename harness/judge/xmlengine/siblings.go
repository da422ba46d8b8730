package xmlengine

/*
#include "engine.h"
*/
import "C"

import "strconv"

// siblingRun is the place of an element among its siblings of the same name.
type siblingRun struct{ position, of int }

// manySiblings is how many nodes are walked before all children of a parent are
// counted at once. Without that, a message of a million equal elements, each with
// an error, would be walked a million times.
const manySiblings = 64

// position is "[n]" for an element with siblings of its name, else "".
func (n Node) position() string {
	run, known := n.a.indexes[n.p]
	if !known {
		if run, known = n.nearRun(); !known {
			n.a.indexChildren(n.p.parent)
			run = n.a.indexes[n.p]
		}
	}
	if run.of < 2 {
		return ""
	}
	return "[" + strconv.Itoa(run.position) + "]"
}

// nearRun counts by walking; not known if that would take too long.
func (n Node) nearRun() (siblingRun, bool) {
	run := siblingRun{position: 1, of: 1}
	walked := 0
	for s := n.p.prev; s != nil; s = s.prev {
		if walked++; walked > manySiblings {
			return run, false
		}
		if n.a.sameName(s, n.p) {
			run.position++
			run.of++
		}
	}
	for s := n.p.next; s != nil && run.of < 2; s = s.next {
		if walked++; walked > manySiblings {
			return run, false
		}
		if n.a.sameName(s, n.p) {
			run.of++
		}
	}
	return run, true
}

func (a *Arena) sameName(s, t *C.xmlNode) bool {
	return s._type == C.XML_ELEMENT_NODE && s.name == t.name && (s.ns == t.ns || a.space(s.ns) == a.space(t.ns))
}

// indexChildren counts all children of a parent.
func (a *Arena) indexChildren(parent *C.xmlNode) {
	type name struct {
		local *C.xmlChar // of the dict, so equal names are equal pointers
		space string
	}
	totals := map[name]int{}
	if a.indexes == nil {
		a.indexes = map[*C.xmlNode]siblingRun{}
	}
	for c := parent.children; c != nil; c = c.next {
		if c._type == C.XML_ELEMENT_NODE {
			key := name{c.name, a.space(c.ns)}
			totals[key]++
			a.indexes[c] = siblingRun{position: totals[key]}
		}
	}
	for c := parent.children; c != nil; c = c.next {
		if run, ok := a.indexes[c]; ok {
			run.of = totals[name{c.name, a.space(c.ns)}]
			a.indexes[c] = run
		}
	}
}
