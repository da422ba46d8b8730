package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// Program is a set of XPath 1.0 expressions with one set of prefixes. After the
// last Add it is safe for concurrent use: each Evaluator works on compiled copies
// of its own, since libxml2 caches look-ups inside a compiled expression.
type Program struct {
	ns    map[string]string
	exprs []string

	mu   sync.Mutex
	idle []*C.tkw_eval
}

// maxIdle bounds how many compiled copies a Program keeps for reuse.
const maxIdle = 64

// maxExpression bounds one expression; a longer one is a mistake.
const maxExpression = 64 << 10

// FunctionsNamespace is the namespace of the added XPath functions: instant,
// is-date and matches. docs/pack-author.md describes them.
const FunctionsNamespace = "urn:tkw:functions:1"

// NewProgram makes an empty program; ns maps prefixes to namespace URIs.
func NewProgram(ns map[string]string) *Program { return &Program{ns: maps.Clone(ns)} }

// XPathError says what is wrong with an expression.
type XPathError struct {
	Expr string
	// Offset counts bytes from 0; -1 is unknown.
	Offset  int
	Message string
}

func (e *XPathError) Error() string {
	if e.Offset >= 0 {
		return fmt.Sprintf("XPath %q: at offset %d: %s", e.Expr, e.Offset, e.Message)
	}
	return fmt.Sprintf("XPath %q: %s", e.Expr, e.Message)
}

// Codes of libxml2 that Add reports although they show only when evaluating.
const (
	xpathUnknownFunction = 1209 // XML_XPATH_UNKNOWN_FUNC_ERROR
	xpathUndefinedPrefix = 1219 // XML_XPATH_UNDEF_PREFIX_ERROR
	xpathInvalidArity    = 1212 // XML_XPATH_INVALID_ARITY
)

// emptyDocument is what Add tries expressions on.
var emptyDocument = []byte("<empty/>")

// Add compiles an expression and returns its index. The error is an *XPathError:
// bad syntax, an undeclared prefix, an unknown function.
func (p *Program) Add(expr string) (int, error) {
	if len(expr) > maxExpression {
		return 0, &XPathError{expr[:40] + "…", -1, fmt.Sprintf("longer than %d bytes", maxExpression)}
	}
	if strings.TrimSpace(expr) == "" || strings.ContainsRune(expr, 0) {
		return 0, &XPathError{expr, -1, "is empty or holds a NUL"}
	}
	trial := &Program{ns: p.ns}
	e, err := trial.compile()
	if err != nil {
		return 0, err
	}
	defer C.tkw_eval_free(e)
	if err := compileOne(e, expr); err != nil {
		return 0, err
	}
	if err := try(e, expr); err != nil {
		return 0, err
	}
	p.exprs = append(p.exprs, expr)
	return len(p.exprs) - 1, nil
}

// try evaluates over a document without content, to find names that lead nowhere.
// Other errors, such as an unset variable, are left to the real evaluation.
func try(e *C.tkw_eval, expr string) error {
	doc, err := Parse(emptyDocument, Limits{})
	if err != nil {
		return err
	}
	defer doc.Free()
	C.tkw_eval_bind(e, doc.ptr)
	var out C.tkw_result
	C.tkw_eval_run(e, 0, doc.Root().c(), nil, C.TKW_ANY, &out)
	C.free(unsafe.Pointer(out.text))
	found, err := takeErrors(C.tkw_eval_errors(e))
	C.tkw_eval_unbind(e)
	if err != nil {
		return err
	}
	for _, f := range found {
		switch f.code {
		case xpathUnknownFunction, xpathUndefinedPrefix, xpathInvalidArity:
			return &XPathError{expr, -1, strings.TrimSpace(f.message)}
		}
	}
	return nil
}

// compile makes a context with all expressions compiled.
func (p *Program) compile() (*C.tkw_eval, error) {
	list := C.tkw_errors_new()
	if list == nil {
		return nil, errMemory
	}
	e := C.tkw_eval_new(list)
	if e == nil {
		C.tkw_errors_free(list)
		return nil, errMemory
	}
	for _, prefix := range slices.Sorted(maps.Keys(p.ns)) {
		cp, cu := C.CString(prefix), C.CString(p.ns[prefix])
		rc := C.tkw_eval_namespace(e, cp, cu)
		C.free(unsafe.Pointer(cp))
		C.free(unsafe.Pointer(cu))
		if rc != 0 {
			C.tkw_eval_free(e)
			return nil, fmt.Errorf("prefix %q cannot be bound to %q", prefix, p.ns[prefix])
		}
	}
	for _, expr := range p.exprs {
		if err := compileOne(e, expr); err != nil {
			C.tkw_eval_free(e)
			return nil, err
		}
	}
	return e, nil
}

func compileOne(e *C.tkw_eval, expr string) error {
	text := C.CString(expr)
	defer C.free(unsafe.Pointer(text))
	if C.tkw_eval_compile(e, text) >= 0 {
		return nil
	}
	list := C.tkw_eval_errors(e)
	found, err := takeErrors(list)
	C.tkw_errors_reset(list)
	if err != nil {
		return err
	}
	out := &XPathError{expr, -1, "does not compile"}
	if len(found) > 0 {
		out.Offset, out.Message = found[0].column, strings.TrimSpace(found[0].message)
	}
	return out
}

// Evaluator evaluates the expressions of a program over one document. It belongs
// to one goroutine; Release gives it back.
type Evaluator struct {
	program *Program
	doc     *Document
	e       *C.tkw_eval
	current Node
}

// Evaluator takes an evaluator for a document.
func (p *Program) Evaluator(d *Document) (*Evaluator, error) {
	p.mu.Lock()
	var e *C.tkw_eval
	if n := len(p.idle); n > 0 {
		e, p.idle = p.idle[n-1], p.idle[:n-1]
	}
	p.mu.Unlock()
	if e == nil {
		var err error
		if e, err = p.compile(); err != nil {
			return nil, err
		}
	}
	C.tkw_eval_bind(e, d.ptr)
	return &Evaluator{program: p, doc: d, e: e}, nil
}

// Release gives the evaluator back and forgets its variables. It must not be used
// afterwards.
func (e *Evaluator) Release() {
	if e.e == nil {
		return
	}
	C.tkw_eval_unbind(e.e)
	p := e.program
	p.mu.Lock()
	keep := len(p.idle) < maxIdle
	if keep {
		p.idle = append(p.idle, e.e)
	}
	p.mu.Unlock()
	if !keep {
		C.tkw_eval_free(e.e)
	}
	e.e = nil
}

// ValueKind tells the four XPath types apart.
type ValueKind int

// The XPath types.
const (
	NodesValue ValueKind = iota + 1
	BoolValue
	NumberValue
	StringValue
)

// Value is a value of one of the four XPath types.
type Value struct {
	Kind   ValueKind
	Nodes  []Node
	Bool   bool
	Number float64
	String string
}

// SetCurrent sets what current() returns; without it, the context node.
func (e *Evaluator) SetCurrent(n Node) { e.current = n }

func (e *Evaluator) run(i int, ctx Node, want C.int, out *C.tkw_result) error {
	current := e.current
	if current.IsZero() {
		current = ctx
	}
	rc := C.tkw_eval_run(e.e, C.int(i), ctx.c(), current.c(), want, out)
	runtime.KeepAlive(e.doc)
	if rc == 0 {
		return nil
	}
	return e.failure(i, int(rc))
}

func (e *Evaluator) failure(i, rc int) error {
	expr := fmt.Sprintf("#%d", i)
	if i >= 0 && i < len(e.program.exprs) {
		expr = e.program.exprs[i]
	}
	if rc == -2 {
		return &XPathError{expr, -1, "gives no node-set, but one is needed"}
	}
	list := C.tkw_eval_errors(e.e)
	found, err := takeErrors(list)
	C.tkw_errors_reset(list)
	if err != nil {
		return err
	}
	for _, f := range found {
		return &XPathError{expr, -1, strings.TrimSpace(f.message)}
	}
	return &XPathError{expr, -1, "could not be evaluated"}
}

// Nodes evaluates an expression that gives a node-set, in document order.
func (e *Evaluator) Nodes(i int, ctx Node) ([]Node, error) {
	var out C.tkw_result
	if err := e.run(i, ctx, C.TKW_NODES, &out); err != nil {
		return nil, err
	}
	return e.nodes(&out), nil
}

func (e *Evaluator) nodes(out *C.tkw_result) []Node {
	if out.count == 0 {
		return nil
	}
	list := make([]Node, int(out.count))
	for i, n := range unsafe.Slice(out.nodes, int(out.count)) {
		list[i] = Node{e.doc, unsafe.Pointer(n)}
	}
	return list
}

// Bool evaluates an expression as boolean() does.
func (e *Evaluator) Bool(i int, ctx Node) (bool, error) {
	var out C.tkw_result
	err := e.run(i, ctx, C.TKW_BOOL, &out)
	return out.boolean != 0, err
}

// Number evaluates an expression as number() does.
func (e *Evaluator) Number(i int, ctx Node) (float64, error) {
	var out C.tkw_result
	err := e.run(i, ctx, C.TKW_NUMBER, &out)
	return float64(out.number), err
}

// String evaluates an expression as string() does.
func (e *Evaluator) String(i int, ctx Node) (string, error) {
	var out C.tkw_result
	err := e.run(i, ctx, C.TKW_STRING, &out)
	return takeString(out.text), err
}

// Value evaluates an expression and keeps its type.
func (e *Evaluator) Value(i int, ctx Node) (Value, error) {
	var out C.tkw_result
	if err := e.run(i, ctx, C.TKW_ANY, &out); err != nil {
		return Value{}, err
	}
	v := Value{Kind: ValueKind(out._type)}
	switch v.Kind {
	case NodesValue:
		v.Nodes = e.nodes(&out)
	case BoolValue:
		v.Bool = out.boolean != 0
	case NumberValue:
		v.Number = float64(out.number)
	default:
		v.String = takeString(out.text)
	}
	return v, nil
}

// SetVariable binds a variable for the evaluations to come.
func (e *Evaluator) SetVariable(name string, v Value) error {
	cn := C.CString(name)
	defer C.free(unsafe.Pointer(cn))
	var rc C.int
	switch v.Kind {
	case NodesValue:
		list := make([]C.xmlNodePtr, len(v.Nodes))
		for i, n := range v.Nodes {
			list[i] = n.c()
		}
		rc = C.tkw_eval_set_nodes(e.e, cn, unsafe.SliceData(list), C.int(len(list)))
	case BoolValue:
		b := C.int(0)
		if v.Bool {
			b = 1
		}
		rc = C.tkw_eval_set_bool(e.e, cn, b)
	case NumberValue:
		rc = C.tkw_eval_set_number(e.e, cn, C.double(v.Number))
	case StringValue:
		cv := C.CString(v.String)
		defer C.free(unsafe.Pointer(cv))
		rc = C.tkw_eval_set_string(e.e, cn, cv)
	default:
		return errors.New("setting variable " + name + ": the value has no type")
	}
	if rc != 0 {
		return errors.New("setting variable " + name + ": libxml2 refused it")
	}
	return nil
}
