package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/lestrrat-go/libxml2/clib"
)

// Default limits. A SOAP message of 5 MB (IFC-NFR-01) fits twice; no message of
// the mini services nests deeper than 40.
const (
	DefaultMaxBytes = 10 << 20
	DefaultMaxDepth = 200
)

// Limits bound what Parse accepts; zero fields take the defaults.
type Limits struct {
	MaxBytes int
	MaxDepth int
}

// What Parse refuses; ask with errors.Is.
var (
	ErrEmpty         = errors.New("empty input")
	ErrTooLarge      = errors.New("input too large")
	ErrTooDeep       = errors.New("elements nested too deep")
	ErrDoctype       = errors.New("document type declaration")
	ErrEncoding      = errors.New("not UTF-8")
	ErrNotWellFormed = errors.New("not well-formed")
)

// Problem is one thing wrong with the XML. Line and Column count from 1; 0 is unknown.
type Problem struct {
	Line, Column, Code int
	Message            string
}

// ParseError says why input was refused. It matches one of the sentinels above.
type ParseError struct {
	Kind     error
	Problems []Problem
}

func (e *ParseError) Error() string {
	if len(e.Problems) == 0 {
		return e.Kind.Error()
	}
	p := e.Problems[0]
	return fmt.Sprintf("%v: line %d, column %d: %s", e.Kind, p.Line, p.Column, p.Message)
}

func (e *ParseError) Unwrap() error { return e.Kind }

// Arena owns the documents of one exchange. They share their names, so that a
// message can be grafted into another document.
type Arena struct {
	dict C.xmlDictPtr
	docs []*Document
}

// NewArena makes an empty arena; Free ends it.
func NewArena() *Arena { return &Arena{dict: C.tkw_dict_new()} }

// Free frees all documents of the arena. Nodes of them must not be used any more.
// It may be called again.
func (a *Arena) Free() {
	for _, d := range a.docs {
		d.free()
	}
	a.docs = nil
	if a.dict != nil {
		C.xmlDictFree(a.dict)
		a.dict = nil
	}
}

// Document is a parsed document.
type Document struct {
	ptr    C.xmlDocPtr
	part   string
	src    []byte
	grafts []graft
	arena  *Arena // set when the document owns its arena
	names  map[string]bool
	places map[unsafe.Pointer]*index
}

// graft remembers where a message was hung, and the bytes it came from.
type graft struct {
	root unsafe.Pointer
	part string
	src  []byte
}

// Pointer is the address of the C document, as the libxml2 binding takes it.
func (d *Document) Pointer() uintptr { return uintptr(unsafe.Pointer(d.ptr)) }

// Parse parses src in an arena of its own; Free ends both.
func Parse(src []byte, lim Limits) (*Document, error) {
	a := NewArena()
	d, err := a.Parse("", src, lim)
	if err != nil {
		a.Free()
		return nil, err
	}
	d.arena = a
	return d, nil
}

// Free frees a document that Parse made. Documents of an arena end with it.
func (d *Document) Free() {
	if d.arena != nil {
		a := d.arena
		d.arena = nil
		a.Free()
	}
}

func (d *Document) free() {
	if d.ptr != nil {
		// Fails only for a nil pointer.
		_ = clib.XMLFreeDoc(d)
		d.ptr = nil
	}
}

// Source is the input that the document was parsed from; it must not be changed.
func (d *Document) Source() []byte { return d.src }

// Parse parses src as UTF-8 XML without touching network, disk or entities. part
// names the document in locations. src must not change while the arena lives. The
// error is a *ParseError.
func (a *Arena) Parse(part string, src []byte, lim Limits) (*Document, error) {
	if lim.MaxBytes == 0 {
		lim.MaxBytes = DefaultMaxBytes
	}
	if lim.MaxDepth == 0 {
		lim.MaxDepth = DefaultMaxDepth
	}
	if err := screen(src, lim); err != nil {
		return nil, err
	}
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	defer C.tkw_errors_free(list)
	var stop, encodingOK C.int
	ptr := C.tkw_parse((*C.char)(unsafe.Pointer(unsafe.SliceData(src))), C.int(len(src)), a.dict, C.int(lim.MaxDepth), list, &stop, &encodingOK)
	found, err := takeErrors(list)
	if err != nil {
		return nil, err
	}
	problems := make([]Problem, 0, len(found))
	for _, p := range found {
		problems = append(problems, Problem{p.line, p.column, p.code, strings.TrimSpace(p.message)})
	}
	switch {
	case stop == C.TKW_STOP_DOCTYPE:
		return nil, &ParseError{Kind: ErrDoctype}
	case stop == C.TKW_STOP_DEPTH:
		return nil, &ParseError{Kind: ErrTooDeep}
	case ptr == nil && hasCode(found, encodingCodes):
		return nil, &ParseError{ErrEncoding, problems}
	case ptr == nil && hasCode(found, depthCodes):
		return nil, &ParseError{ErrTooDeep, problems}
	case ptr == nil:
		return nil, &ParseError{ErrNotWellFormed, problems}
	}
	d := &Document{ptr: ptr, part: part, src: src}
	a.docs = append(a.docs, d)
	if encodingOK == 0 {
		return nil, &ParseError{Kind: ErrEncoding, Problems: []Problem{{1, 1, 0, "the XML declaration names another encoding"}}}
	}
	return d, nil
}

// encodingCodes and depthCodes are libxml2's numbers (xmlerror.h).
var (
	encodingCodes = []int{31, 32, 81} // unknown, unsupported, invalid encoding
	depthCodes    = []int{}
)

func hasCode(found []problem, codes []int) bool {
	for _, p := range found {
		for _, c := range codes {
			if p.code == c {
				return true
			}
		}
	}
	return false
}

// screen refuses what must not reach the parser.
func screen(src []byte, lim Limits) error {
	switch {
	case len(bytes.TrimSpace(src)) == 0:
		return &ParseError{Kind: ErrEmpty}
	case len(src) > lim.MaxBytes || len(src) > math.MaxInt32:
		return &ParseError{Kind: ErrTooLarge}
	}
	for _, bom := range [][]byte{{0xFE, 0xFF}, {0xFF, 0xFE}, {0, 0, 0xFE, 0xFF}, {0, 0, 0, '<'}, {'<', 0, 0, 0}, {0, '<', 0, '?'}, {'<', 0, '?', 0}} {
		if bytes.HasPrefix(src, bom) {
			return &ParseError{Kind: ErrEncoding, Problems: []Problem{{1, 1, 0, "the bytes look like UTF-16 or UTF-32"}}}
		}
	}
	if !utf8.Valid(src) {
		at := firstInvalid(src)
		line, column := lineColumn(src, at)
		return &ParseError{Kind: ErrEncoding, Problems: []Problem{{line, column, 0, fmt.Sprintf("byte 0x%02X is no UTF-8", src[at])}}}
	}
	return nil
}

func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return 0
}

// lineColumn counts lines and bytes up to an offset, both from 1.
func lineColumn(src []byte, offset int) (line, column int) {
	before := src[:offset]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, offset - bytes.LastIndexByte(before, '\n')
}

// Graft moves the root element of msg, a document of the same arena, under a node
// of d. Its nodes keep their part, line and column; msg itself is spent.
func (d *Document) Graft(under Node, msg *Document) error {
	root := msg.Root()
	switch {
	case under.doc != d || under.IsZero():
		return errors.New("grafting: the place is not in this document")
	case root.IsZero():
		return errors.New("grafting: the message has no root element")
	}
	if C.tkw_graft(C.xmlNodePtr(under.ptr), msg.ptr) != 0 {
		return errors.New("grafting: the documents are of different arenas")
	}
	d.grafts = append(d.grafts, graft{root: root.ptr, part: msg.part, src: msg.src})
	d.names, d.places = nil, nil
	return nil
}

// Bytes serialises the document, for debugging.
func (d *Document) Bytes() []byte { return []byte(clib.XMLDocumentString(d, "UTF-8", false)) }

// HasElement reports whether any element has that local name, in any namespace.
func (d *Document) HasElement(local string) bool {
	if d.names == nil {
		d.names = map[string]bool{}
		root := d.Root()
		if root.IsZero() {
			return false
		}
		var list **C.xmlChar
		n := C.tkw_names(C.xmlNodePtr(root.ptr), &list)
		for _, name := range unsafe.Slice(list, max(int(n), 0)) {
			d.names[C.GoString((*C.char)(unsafe.Pointer(name)))] = true
		}
		C.free(unsafe.Pointer(list))
	}
	return d.names[local]
}
