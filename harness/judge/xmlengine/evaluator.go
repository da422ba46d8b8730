package xmlengine

/*
#cgo noescape tkw_eval_run
#cgo nocallback tkw_eval_run
#include <stdlib.h>
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

// Evaluator evaluates the expressions of a program over the nodes of one document,
// and of documents of the same arena. It is for one goroutine. Release gives it back
// and must come before the arena is freed.
type Evaluator struct {
	program *Program
	arena   *Arena
	c       *C.tkw_eval // nil after Release
	current Node
}

// Evaluator takes an evaluator over a document, without variables.
func (p *Program) Evaluator(d *Document) (*Evaluator, error) {
	if d.ptr == nil {
		return nil, errors.New("evaluating XPath: the document was freed")
	}
	c, err := p.context()
	if err != nil {
		return nil, err
	}
	d.order()
	return &Evaluator{program: p, arena: d.arena, c: c}, nil
}

// Release forgets all variables and gives the evaluator back; it must not be used
// afterwards. It may be called again.
func (e *Evaluator) Release() {
	if e.c == nil {
		return
	}
	C.tkw_eval_unbind(e.c)
	e.program.pool.put(e.c)
	e.c = nil
}

// SetCurrent sets what current() gives, until it is set to the zero Node: without it
// that is the context node of the evaluation.
func (e *Evaluator) SetCurrent(n Node) { e.current = n }

// run evaluates expression i; the result is then in e.c.
func (e *Evaluator) run(i int, ctx Node, want C.int) error {
	switch {
	case e.c == nil || e.arena.freed:
		return errors.New("evaluating XPath: the evaluator was released or its arena freed")
	case i < 0 || i >= len(e.program.exprs):
		return fmt.Errorf("evaluating XPath: the program has no expression %d", i)
	case ctx.p == nil || ctx.a != e.arena:
		return fmt.Errorf("evaluating XPath expression %q: the context is not a node of the evaluator's arena", e.program.exprs[i])
	}
	current := e.current.p
	if current == nil {
		current = ctx.p
	}
	budget := e.arena.budget
	if err := budget.Err(); err != nil {
		return fmt.Errorf("evaluating XPath: %w", err)
	}
	e.c.steps_left, e.c.text_left = C.ulong(budget.left.Steps), C.ulong(budget.left.Text)
	rc := C.tkw_eval_run(e.c, C.int(i), ctx.p, current, want)
	if rc == C.TKW_NOT_COMPILED {
		if err := compileExpression(e.c, i, e.program.exprs[i]); err != nil {
			return err
		}
		rc = C.tkw_eval_run(e.c, C.int(i), ctx.p, current, want)
	}
	// The program's cleanup may free contexts only when it is no longer in use.
	runtime.KeepAlive(e.program)
	budget.left = Cost{Steps: uint64(e.c.steps_left), Text: uint64(e.c.text_left)}
	if rc == C.TKW_OK {
		return nil
	}
	return e.failure(i, rc)
}

func (e *Evaluator) failure(i int, rc C.int) error {
	switch e.c.spent {
	case C.TKW_SPENT_STEPS:
		return e.arena.budget.exceeded(Steps, e.program.exprs[i])
	case C.TKW_SPENT_TEXT:
		return e.arena.budget.exceeded(Text, e.program.exprs[i])
	}
	out := &XPathError{Expr: e.program.exprs[i], Offset: -1}
	switch {
	case rc == C.TKW_NO_NODES:
		out.Message = "does not give nodes"
	case e.c.complaint != nil:
		out.Message = C.GoString(e.c.complaint)
	default:
		out.Message = xpathMessage(int(e.c.error))
	}
	return out
}

// Nodes evaluates an expression that gives nodes, and returns them in document
// order, each once. Namespace nodes are left out.
func (e *Evaluator) Nodes(i int, ctx Node) ([]Node, error) {
	if err := e.run(i, ctx, C.TKW_NODES); err != nil {
		return nil, err
	}
	return e.nodes(), nil
}

func (e *Evaluator) nodes() []Node {
	if e.c.count == 0 {
		return nil
	}
	out := make([]Node, int(e.c.count))
	for i, p := range unsafe.Slice(e.c.nodes, len(out)) {
		out[i] = Node{e.arena, p}
	}
	return out
}

// Bool evaluates an expression as boolean() does.
func (e *Evaluator) Bool(i int, ctx Node) (bool, error) {
	err := e.run(i, ctx, C.TKW_BOOL)
	return err == nil && e.c.boolean != 0, err
}

// Number evaluates an expression as number() does.
func (e *Evaluator) Number(i int, ctx Node) (float64, error) {
	if err := e.run(i, ctx, C.TKW_NUMBER); err != nil {
		return 0, err
	}
	return float64(e.c.number), nil
}

// String evaluates an expression as string() does.
func (e *Evaluator) String(i int, ctx Node) (string, error) {
	if err := e.run(i, ctx, C.TKW_STRING); err != nil {
		return "", err
	}
	return C.GoString(e.c.text), nil
}

// Value evaluates an expression and keeps the type of its value.
func (e *Evaluator) Value(i int, ctx Node) (Value, error) {
	if err := e.run(i, ctx, C.TKW_ANY); err != nil {
		return Value{}, err
	}
	v := Value{Kind: ValueKind(e.c.kind)}
	switch v.Kind {
	case NodesValue:
		v.Nodes = e.nodes()
	case BoolValue:
		v.Bool = e.c.boolean != 0
	case NumberValue:
		v.Number = float64(e.c.number)
	default:
		v.String = C.GoString(e.c.text)
	}
	return v, nil
}

// AddKey notes, until Release, that key() gives a node for a name and a value. Nodes of one
// value are to be given in document order.
func (e *Evaluator) AddKey(name, value string, n Node) error {
	if e.c == nil || e.arena.freed || n.p == nil || n.a != e.arena {
		return fmt.Errorf("adding to key %q: the evaluator was released, or the node is not of its arena", name)
	}
	if err := e.arena.budget.charge(Cost{Steps: 1, Text: uint64(len(value))}, "key "+name); err != nil {
		return err
	}
	cn, cv := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(cn))
	defer C.free(unsafe.Pointer(cv))
	if C.tkw_key_add(e.c, cn, cv, n.p) != 0 {
		return fmt.Errorf("adding to key %q: %w", name, errMemory)
	}
	return nil
}

// SetVariable binds a variable for the evaluations to come, until Release. The name
// is without $ and has no prefix.
func (e *Evaluator) SetVariable(name string, v Value) error {
	if e.c == nil || e.arena.freed {
		return errors.New("setting an XPath variable: the evaluator was released or its arena freed")
	}
	if name == "" || strings.ContainsAny(name, ":\x00") {
		return fmt.Errorf("setting XPath variable %q: it is not a name without a prefix", name)
	}
	if err := e.arena.budget.charge(Cost{Steps: uint64(len(v.Nodes)), Text: uint64(len(v.String))}, "$"+name); err != nil {
		return err
	}
	cn, nn := (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.int(len(name))
	var rc C.int
	switch v.Kind {
	case NodesValue:
		list := make([]*C.xmlNode, 0, len(v.Nodes))
		seen := make(map[*C.xmlNode]bool, len(v.Nodes))
		for _, n := range v.Nodes {
			if n.p == nil || n.a != e.arena {
				return fmt.Errorf("setting XPath variable %q: a node is not of the evaluator's arena", name)
			}
			if !seen[n.p] {
				seen[n.p] = true
				list = append(list, n.p)
			}
		}
		rc = C.tkw_eval_set_nodes(e.c, cn, nn, (*C.xmlNodePtr)(unsafe.Pointer(unsafe.SliceData(list))), C.int(len(list)))
	case BoolValue:
		var b C.int
		if v.Bool {
			b = 1
		}
		rc = C.tkw_eval_set_bool(e.c, cn, nn, b)
	case NumberValue:
		rc = C.tkw_eval_set_number(e.c, cn, nn, C.double(v.Number))
	case StringValue:
		// libxml2 trusts its strings to be UTF-8 and to end at a NUL.
		s := strings.ReplaceAll(strings.ToValidUTF8(v.String, "\uFFFD"), "\x00", "\uFFFD")
		rc = C.tkw_eval_set_string(e.c, cn, nn, (*C.char)(unsafe.Pointer(unsafe.StringData(s))), C.int(len(s)))
	default:
		return fmt.Errorf("setting XPath variable %q: the value has no type", name)
	}
	if rc != 0 {
		return fmt.Errorf("setting XPath variable %q: %w", name, errMemory)
	}
	return nil
}
