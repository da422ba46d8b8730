package xmlengine

/*
#cgo pkg-config: libxml-2.0
#cgo CFLAGS: -std=gnu11 -O2
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"errors"
	"strings"
	"unsafe"
)

// init brings libxml2 up once, before any goroutine can: its own lazy start
// deadlocks when several threads parse their first schema at once. It also shuts
// the door to network and disk, for the whole process.
func init() { C.tkw_init() }

// LibraryVersion is the version of the libxml2 in use, such as "20914" for 2.9.14.
func LibraryVersion() string { return C.GoString(C.tkw_version()) }

// errMemory is returned when libxml2 or this package could not allocate.
var errMemory = errors.New("libxml2 ran out of memory")

// problem is one error of libxml2, copied to Go.
type problem struct {
	code, line int
	warning    bool
	offset     int // in the input; -1 is unknown
	message    string
	file       string
	first      string // the first three arguments of the message
	second     string
	third      string
	node       *C.xmlNode
	more       int // errors of its kind that are left out behind it
}

// takeErrors copies a list of errors.
func takeErrors(list *C.tkw_errors) ([]problem, error) {
	if list.failed != 0 {
		return nil, errMemory
	}
	out := make([]problem, int(list.len))
	for i, e := range unsafe.Slice(list.items, int(list.len)) {
		out[i] = problem{
			code: int(e.code), line: int(e.line), warning: e.level == C.XML_ERR_WARNING, offset: int(e.offset),
			message: text(e.message), file: text(e.file), first: text(e.first), second: text(e.second), third: text(e.third), node: e.node, more: int(e.more),
		}
	}
	return out, nil
}

// text copies a C string, "" for NULL. libxml2 may cut a long message within a
// character.
func text(s *C.char) string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(strings.ToValidUTF8(C.GoString(s), "\uFFFD"))
}
