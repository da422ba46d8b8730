package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"bytes"
	"fmt"
	"math"
	"runtime"
	"unsafe"
)

// Limits of Parse. A SOAP message of 5 MB (IFC-NFR-01) fits twice, and no message
// of the mini services nests deeper than 40. libxml2 itself stops at 256 levels.
const (
	DefaultMaxBytes = 10 << 20
	DefaultMaxDepth = 200
	HighestMaxDepth = 250
)

// Limits of what libxml2 takes quadratic time for, and of the memory that a tree takes.
// The messages of the packs have at most 12 attributes and 9 namespaces an element, 300
// names, and a node (an element, attribute, or piece of text) for every 12 bytes, so that
// 5 MB of them have 420,000.
const (
	DefaultMaxAttributes = 256
	DefaultMaxNamespaces = 256
	DefaultMaxNames      = 10_000
	DefaultMaxNodes      = 600_000
)

// Limits bound what Parse accepts; zero fields take the defaults. MaxDepth counts
// elements within one another, the root being 1, and cannot exceed HighestMaxDepth.
// MaxAttributes and MaxNamespaces are those of one element; the declarations of an
// element and of those around it may be twice as many. MaxNames and MaxNodes are those of
// a document; MaxNames counts different names and namespaces, and attributes xml:id as
// well.
type Limits struct {
	MaxBytes      int
	MaxDepth      int
	MaxAttributes int
	MaxNamespaces int
	MaxNames      int
	MaxNodes      int
}

func (l Limits) withDefaults() Limits {
	if l.MaxBytes <= 0 {
		l.MaxBytes = DefaultMaxBytes
	}
	// libxml2 counts bytes with a C int.
	l.MaxBytes = min(l.MaxBytes, math.MaxInt32)
	if l.MaxDepth <= 0 {
		l.MaxDepth = DefaultMaxDepth
	}
	l.MaxDepth = min(l.MaxDepth, HighestMaxDepth)
	for _, limit := range []struct {
		of       *int
		standard int
	}{
		{&l.MaxAttributes, DefaultMaxAttributes}, {&l.MaxNamespaces, DefaultMaxNamespaces},
		{&l.MaxNames, DefaultMaxNames}, {&l.MaxNodes, DefaultMaxNodes},
	} {
		if *limit.of <= 0 {
			*limit.of = limit.standard
		}
	}
	return l
}

// Parse parses src in an arena of its own, which the document's Free ends.
func Parse(src []byte, lim Limits) (*Document, error) {
	a := NewArena()
	d, err := a.Parse("", src, lim)
	if err != nil {
		a.Free()
		return nil, err
	}
	d.own = true
	return d, nil
}

// Parse parses src as UTF-8 XML. It reads nothing from network or disk, expands no
// entities but the five of XML, and refuses any DOCTYPE, undeclared namespace
// prefixes, and whatever exceeds the limits. part names the document in locations.
// src must not be changed while the arena lives. The error is a *ParseError, unless
// memory ran out or the arena was freed.
func (a *Arena) Parse(part string, src []byte, lim Limits) (*Document, error) {
	lim = lim.withDefaults()
	if err := screen(src, lim); err != nil {
		return nil, err
	}
	enough, err := prescan(src, lim)
	if err != nil {
		return nil, err
	}
	return a.parse(part, src[:enough], lim, false)
}

// parse hands src to libxml2; anyEncoding accepts whatever that can decode.
func (a *Arena) parse(part string, src []byte, lim Limits, anyEncoding bool) (*Document, error) {
	if a.freed {
		return nil, fmt.Errorf("parsing %q: the arena was freed", part)
	}
	m, number, err := a.newMessage(part, src)
	if err != nil {
		return nil, err
	}
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	defer C.tkw_errors_free(list)
	var pin runtime.Pinner
	defer pin.Unpin()
	pin.Pin(unsafe.SliceData(src))
	in := C.tkw_source{
		bytes: (*C.char)(unsafe.Pointer(unsafe.SliceData(src))), len: C.int(len(src)),
		max_depth: C.int(lim.MaxDepth), message: number,
	}
	if anyEncoding {
		in.any_encoding = 1
	}
	var stop C.tkw_stop
	ptr := C.tkw_parse(&in, a.dict, list, &stop)
	if ptr == nil {
		found, err := takeErrors(list)
		if err != nil {
			return nil, err
		}
		return nil, refusal(src, lim, int(stop.stop), int(stop.offset), found)
	}
	d := &Document{arena: a, ptr: ptr, message: m}
	a.docs = append(a.docs, d)
	return d, nil
}

// refusal makes the error of a parse that gave no document.
func refusal(src []byte, lim Limits, stop, offset int, found []problem) error {
	offset = min(max(offset, 0), len(src))
	switch stop {
	case C.TKW_STOP_DOCTYPE:
		at := max(bytes.LastIndex(src[:offset], []byte("<!DOCTYPE")), 0)
		return refuse(ErrDoctype, src, at, "a document type declaration is not allowed")
	case C.TKW_STOP_DEPTH:
		at := max(bytes.LastIndexByte(src[:offset], '<'), 0)
		return refuse(ErrTooDeep, src, at, fmt.Sprintf("elements are nested deeper than %d levels", lim.MaxDepth))
	case C.TKW_STOP_ENCODING:
		return refuse(ErrEncoding, src, 0, "the XML declaration names an encoding other than UTF-8")
	}
	e := &ParseError{Kind: ErrNotWellFormed}
	lines := newLineIndex(src)
	for _, p := range found {
		if p.warning {
			continue
		}
		out := Problem{Line: p.line, Code: p.code, Message: p.message}
		// The offset is exact, and counts columns in bytes.
		if p.offset >= 0 && p.offset <= len(src) && (p.offset > 0 || p.line <= 1) {
			out.Line, out.Column = lines.place(p.offset)
		}
		e.Problems = append(e.Problems, out)
	}
	if len(e.Problems) == 0 {
		e.Problems = []Problem{{Message: "libxml2 gave no reason"}}
	}
	return e
}
