package xmlengine

/*
#include "engine.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

// ErrSilentInvalid is returned when libxml2 calls a document invalid without saying
// why: that must not look like a pass.
var ErrSilentInvalid = errors.New("libxml2 found the document invalid but gave no error")

// Violation is one error of validation.
type Violation struct {
	// Code is libxml2's number (xmlerror.h, 1800 and up).
	Code int
	// Message is libxml2's own sentence, which it cuts at 64,000 bytes.
	Message string
	// Explanation says the same in plain English, with long values shortened.
	Explanation string
	// Value is the value found, in full, if the error is about one.
	Value string
	// Help says what to write instead.
	Help string
	// Constraint and Subject tell errors apart, the same with every libxml2: what is not
	// met, and the local names of what it is about. That is an element; or an element and
	// its attribute; or an element and a child that it must not have. A name that the
	// schema does not declare is "".
	Constraint Constraint
	Subject    []string
	// Node is the element or attribute at fault; for a missing one, the element that
	// should have it.
	Node     Node
	Location Location
	// More counts further errors of the kind, which are left out; it stands at the last
	// that is not.
	More int
}

// Validate validates an element and all below it, against the global declaration of
// its name. Errors are returned in document order: of those of one code at elements of one
// name the first 50, and of all the first 2,000; the others are counted. The document stays
// as it was. The error is not nil when libxml2 could not do its work;
// nothing is known of the element then.
func (s *Schema) Validate(n Node) ([]Violation, error) { return s.validate(n, true) }

// validate is [Schema.Validate], which may return all errors instead of the first.
func (s *Schema) validate(n Node, bounded bool) ([]Violation, error) {
	if n.Kind() != ElementNode {
		return nil, fmt.Errorf("validating against %q: what is given is not an element", s.name)
	}
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	defer C.tkw_errors_free(list)
	if bounded && C.tkw_errors_bound(list) != 0 {
		return nil, errMemory
	}
	rc := C.tkw_schema_validate(s.ptr, n.p, list)
	runtime.KeepAlive(s)
	if rc == 0 && list.len == 0 && list.failed == 0 {
		return nil, nil
	}
	found, err := takeErrors(list)
	switch {
	case err != nil:
		return nil, fmt.Errorf("validating against %q: %w", s.name, err)
	case rc < 0:
		return nil, fmt.Errorf("validating against %q: libxml2 failed inside (%d)", s.name, int(rc))
	}
	out := make([]Violation, 0, len(found))
	for i, p := range found {
		// A warning alone does not make a document invalid.
		if !p.warning && (i == 0 || !repeats(found[i-1], p)) {
			out = append(out, s.violation(n, p))
		}
	}
	if rc != 0 && len(out) == 0 {
		return nil, fmt.Errorf("validating against %q: %w", s.name, ErrSilentInvalid)
	}
	return out, nil
}

// repeats reports whether an error only says again, in general, what the one before it
// says of a facet: some versions of libxml2 report both.
func repeats(before, p problem) bool {
	general := p.code == cvcTypeSimple || p.code == cvcTypeList || p.code == cvcTypeUnion
	return general && before.code >= cvcFacet && before.code <= cvcEnumeration && before.node == p.node && quotedName(before.message) == quotedName(p.message)
}

// quotedName is what a message of libxml2 says that it is about: Element 'a', attribute 'b'.
func quotedName(message string) string {
	about, _, _ := strings.Cut(message, "': ")
	return about
}

// violation makes a Violation of an error that was found in or below n.
func (s *Schema) violation(n Node, p problem) Violation {
	at := n
	if p.node != nil {
		at = n.with(p.node)
	}
	if a := attributeAtFault(at, p.message); !a.IsZero() {
		at = a
	}
	said := explainer{s.index, s.examples}.explain(at, p)
	v := Violation{
		Code: p.code, Message: p.message, Explanation: said.sentence, Value: said.value, Help: said.help,
		Constraint: constraintOf(at, p), Subject: s.index.subject(at, p), Node: at, More: p.more,
	}
	v.Location = at.Location()
	return v
}

// attributeAtFault is the attribute that an error is about: libxml2 reports it at
// the element, with the name in the message.
func attributeAtFault(element Node, message string) Node {
	if element.Kind() != ElementNode {
		return Node{}
	}
	space, local := element.Name()
	rest, ok := strings.CutPrefix(message, "Element '"+clarkName(space, local)+"', attribute '")
	if !ok {
		return Node{}
	}
	for c := element.p.properties; c != nil; c = c.next {
		if strings.HasPrefix(rest, clarkName(element.a.space(c.ns), element.a.name(c.name))+"': ") {
			return element.with((*C.xmlNode)(unsafe.Pointer(c)))
		}
	}
	return Node{}
}

// clarkName is {namespace}name, as libxml2 writes names.
func clarkName(space, local string) string {
	if space == "" {
		return local
	}
	return "{" + space + "}" + local
}
