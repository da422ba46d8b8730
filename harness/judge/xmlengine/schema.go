package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// Schema is a compiled XML Schema 1.0. It is safe for concurrent use, and freed
// when nothing refers to it any more. Compile each once a process all the same: that
// takes milliseconds.
type Schema struct {
	ptr      *C.xmlSchema
	name     string
	warnings []string
	index    *schemaIndex
	examples Examples
}

// compiling lets one goroutine at a time compile or free: schema compilation in
// libxml2 shares state between threads.
var compiling sync.Mutex

// CompileSchema compiles the schema document at a path of fsys. What it includes or
// imports is read from fsys as well, and never from disk or network: a location that
// leads elsewhere (ErrOutside) or to nothing (fs.ErrNotExist) is an error that names
// the document and line that want it. What is wrong with the schema itself is a
// *SchemaError.
func CompileSchema(fsys fs.FS, name string) (*Schema, error) {
	return CompileSchemaWith(fsys, name, nil)
}

// CompileSchemaWith is [CompileSchema] with examples, which show in explanations what
// patterns of the schema mean.
func CompileSchemaWith(fsys fs.FS, name string, examples Examples) (*Schema, error) {
	index := newSchemaIndex()
	gathered, err := gatherSchema(fsys, name, index)
	if err != nil {
		return nil, fmt.Errorf("compiling schema %q: %w", name, err)
	}
	s, err := compileSchema(gathered, name)
	if err != nil {
		return nil, err
	}
	s.index, s.examples = index, examples
	return s, nil
}

// compileSchema compiles the document called name, which sees the files and no more.
func compileSchema(gathered []schemaFile, name string) (*Schema, error) {
	files := C.tkw_files_new(C.int(len(gathered)))
	if files == nil {
		return nil, errMemory
	}
	defer C.tkw_files_free(files)
	for i, f := range gathered {
		C.tkw_files_set(files, C.int(i), C.CString(f.path), (*C.char)(C.CBytes(f.src)), C.int(len(f.src)))
	}
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	defer C.tkw_errors_free(list)
	url := C.CString(address(name))
	defer C.free(unsafe.Pointer(url))

	compiling.Lock()
	ptr := C.tkw_schema_compile(url, files, list)
	compiling.Unlock()

	s := &Schema{ptr: ptr, name: name}
	if ptr != nil {
		runtime.AddCleanup(s, freeSchema, (*C.xmlSchema)(ptr))
	}
	found, err := takeErrors(list)
	if err != nil {
		return nil, fmt.Errorf("compiling schema %q: %w", name, err)
	}
	e := &SchemaError{Name: name}
	if files.missed != nil {
		e.Missing = plainAddresses(C.GoString(files.missed))
	}
	for _, p := range found {
		out := SchemaProblem{File: plainAddresses(p.file), Line: p.line, Code: p.code, Message: plainAddresses(p.message)}
		if p.warning {
			s.warnings = append(s.warnings, out.String())
		} else {
			e.Problems = append(e.Problems, out)
		}
	}
	if ptr == nil || e.Missing != "" || len(e.Problems) > 0 {
		return nil, e
	}
	return s, nil
}

func freeSchema(ptr *C.xmlSchema) {
	compiling.Lock()
	defer compiling.Unlock()
	C.xmlSchemaFree(ptr)
}

// Warnings are what libxml2 remarked about the schema, without refusing it, such as
// a second import of a namespace, which it does not read.
func (s *Schema) Warnings() []string { return s.warnings }

// SchemaProblem is one thing wrong with a schema document. Code is libxml2's number.
type SchemaProblem struct {
	File    string
	Line    int
	Code    int
	Message string
}

// String is "file:line: message".
func (p SchemaProblem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

// SchemaError says why a schema could not be compiled.
type SchemaError struct {
	Name string
	// Missing is a document that libxml2 asked for and that is not in the file
	// system; "" for none.
	Missing  string
	Problems []SchemaProblem
}

// Error names all problems.
func (e *SchemaError) Error() string {
	var parts []string
	if e.Missing != "" {
		parts = append(parts, fmt.Sprintf("%q is not in its file system, and nothing else is read", e.Missing))
	}
	for _, p := range e.Problems {
		parts = append(parts, p.String())
	}
	if len(parts) == 0 {
		parts = []string{"libxml2 gave no reason"}
	}
	return fmt.Sprintf("schema %q does not compile: %s", e.Name, strings.Join(parts, "; "))
}
