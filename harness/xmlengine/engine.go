// Package xmlengine is tkw's only door to libxml2: hardened parsing, XML Schema
// validation with every error and its place, XPath 1.0 with variables and a few
// functions, and the place of any node in the bytes it came from.
//
// A Document, its nodes and an Arena belong to one goroutine at a time. Schemas and
// Programs are safe for concurrent use.
package xmlengine

/*
#cgo pkg-config: libxml-2.0
#cgo CFLAGS: -O2
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"
)

// init brings libxml2 up once, before any goroutine can: its own lazy start
// deadlocks when several threads parse their first schema at once.
func init() {
	C.tkw_init()
}

// LibraryVersion is libxml2's own version number, such as "20914".
func LibraryVersion() string { return C.GoString(C.tkw_version()) }

// errMemory is returned when libxml2 could not allocate.
var errMemory = errors.New("libxml2 ran out of memory")

// problem is one error of libxml2, copied to Go.
type problem struct {
	code, line, column int
	message, file      string
	node               unsafe.Pointer
}

// takeErrors copies a list of errors.
func takeErrors(list *C.tkw_errors) ([]problem, error) {
	if list.failed != 0 {
		return nil, errMemory
	}
	out := make([]problem, int(list.len))
	for i, e := range unsafe.Slice(list.items, int(list.len)) {
		out[i] = problem{
			code: int(e.code), line: int(e.line), column: int(e.column), message: C.GoString(e.message), node: unsafe.Pointer(e.node),
		}
		if e.file != nil {
			out[i].file = C.GoString(e.file)
		}
	}
	return out, nil
}

// SelfTest checks that the engine is sound in this process: concurrent use with
// per-thread state. A statically linked libxml2 whose locks do nothing fails it.
func SelfTest() error {
	const goroutines, rounds = 8, 20
	src := []byte(`<a xmlns="urn:t"><b c="1">x</b></a>`)
	failures := make(chan error, goroutines)
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range rounds {
				doc, err := Parse(src, Limits{})
				if err != nil {
					failures <- err
					return
				}
				if got := doc.Root().StringValue(); got != "x" {
					failures <- fmt.Errorf("self-test read %q", got)
				}
				doc.Free()
			}
		})
	}
	wg.Wait()
	close(failures)
	if err := <-failures; err != nil {
		return fmt.Errorf("the XML engine fails its self-test: %w", err)
	}
	return nil
}
