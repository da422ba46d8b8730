package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// Schema is a compiled XML Schema 1.0. It is never freed: each is compiled once a
// process, since libxml2 leaks a little with every compilation. Safe for
// concurrent use.
type Schema struct {
	ptr  C.xmlSchemaPtr
	name string
}

// scheme is the made-up URL under which schema documents see one another.
const scheme = "tkw-pack:///"

// compiling lets one goroutine compile at a time.
var compiling sync.Mutex

// ErrSilentInvalid is returned when libxml2 calls a document invalid without saying
// why: that must not look like a pass.
var ErrSilentInvalid = errors.New("libxml2 found the document invalid but gave no error")

// CompileSchema compiles the schema document at a path of fsys. Includes and imports
// are read from the top folder of the path only; one that is not there is an error,
// and nothing is ever read from disk or network.
func CompileSchema(fsys fs.FS, name string) (*Schema, error) {
	files, err := readSchemas(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	compiling.Lock()
	defer compiling.Unlock()
	// The handlers of libxml2 that matter here belong to the thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer C.tkw_files_free(files)
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	defer C.tkw_errors_free(list)
	url := C.CString(scheme + name)
	defer C.free(unsafe.Pointer(url))
	ptr := C.tkw_schema_parse(url, files, list)
	found, err := takeErrors(list)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	var missed string
	if files.missed != nil {
		missed = strings.TrimPrefix(C.GoString(files.missed), scheme)
	}
	if missed != "" || ptr == nil || len(found) > 0 {
		if ptr != nil {
			C.xmlSchemaFree(ptr)
		}
		return nil, &SchemaError{Name: name, Missing: missed, Problems: schemaProblems(found)}
	}
	return &Schema{ptr: ptr, name: name}, nil
}

// SchemaError says why a schema could not be compiled.
type SchemaError struct {
	Name string
	// Missing is an included or imported document that the pack does not hold.
	Missing  string
	Problems []string
}

func (e *SchemaError) Error() string {
	parts := e.Problems
	if e.Missing != "" {
		parts = append([]string{fmt.Sprintf("%q is not a file of the pack, and nothing else is read", e.Missing)}, parts...)
	}
	if len(parts) == 0 {
		parts = []string{"libxml2 gave no reason"}
	}
	return fmt.Sprintf("schema %s does not compile: %s", e.Name, strings.Join(parts, "; "))
}

func schemaProblems(found []problem) []string {
	var out []string
	for _, p := range found {
		out = append(out, fmt.Sprintf("%s:%d: %s", strings.TrimPrefix(p.file, scheme), p.line, strings.TrimSpace(p.message)))
	}
	return out
}

// readSchemas copies all schema documents below the top folder of name to C.
func readSchemas(fsys fs.FS, name string) (*C.tkw_files, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("%q is no path", name)
	}
	if _, err := fs.Stat(fsys, name); err != nil {
		return nil, err
	}
	top := "."
	if folder, _, deeper := strings.Cut(name, "/"); deeper {
		top = folder
	}
	var names []string
	err := fs.WalkDir(fsys, top, func(p string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(p) == ".xsd" {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	files := C.tkw_files_new(C.int(len(names)))
	if files == nil {
		return nil, errMemory
	}
	for i, p := range names {
		content, err := fs.ReadFile(fsys, p)
		if err != nil {
			C.tkw_files_free(files)
			return nil, err
		}
		C.tkw_files_set(files, C.int(i), C.CString(scheme+p), (*C.char)(C.CBytes(content)), C.int(len(content)))
	}
	return files, nil
}

// Violation is one error of validation.
type Violation struct {
	// Code is libxml2's number (xmlerror.h, 1800 and up).
	Code int
	// Message is libxml2's own sentence.
	Message string
	// Explanation is the same in plain English.
	Explanation string
	// Value is the value found, if the error is about one.
	Value    string
	Node     Node
	Location Location
}

// Validate validates the element and all below it. Every error is returned, in
// document order. The error is not nil when libxml2 could not do its work.
func (s *Schema) Validate(n Node) ([]Violation, error) {
	if n.Kind() != ElementNode {
		return nil, errors.New("validating: no element given")
	}
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	defer C.tkw_errors_free(list)
	rc := C.tkw_schema_validate(s.ptr, n.c(), list)
	runtime.KeepAlive(n.doc)
	found, err := takeErrors(list)
	switch {
	case err != nil:
		return nil, fmt.Errorf("validating against %s: %w", s.name, err)
	case rc < 0:
		return nil, fmt.Errorf("validating against %s: libxml2 failed inside (%d)", s.name, int(rc))
	case rc != 0 && len(found) == 0:
		return nil, fmt.Errorf("validating against %s: %w", s.name, ErrSilentInvalid)
	}
	out := make([]Violation, 0, len(found))
	for _, p := range found {
		at := Node{n.doc, p.node}
		if p.node == nil {
			at = n
		}
		v := Violation{Code: p.code, Message: strings.TrimSpace(p.message), Node: at, Location: at.Location()}
		v.Explanation, v.Value = explain(v)
		if name := attributeOf(v); name != "" {
			v.Location.XPath += "/@" + name
		}
		out = append(out, v)
	}
	return out, nil
}
