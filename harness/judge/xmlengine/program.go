package xmlengine

/*
#include <stdlib.h>
#include "engine.h"
*/
import "C"

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// FunctionsNamespace is the namespace of the added XPath functions; its usual prefix
// is tkw.
//
//	tkw:instant(string)           seconds since 1970 of an xs:dateTime, else NaN;
//	                              without a zone it is taken as UTC
//	tkw:matches(string, pattern)  whether the whole string matches a regular
//	                              expression of XML Schema
//	tkw:is-date(string)           whether the string is a real date YYYY, YYYYMM or
//	                              YYYYMMDD, or a longer HL7 time stamp, whose zone
//	                              is +ZZzz or, cut from the right, +ZZ
//	tkw:hl7-instant(string)       seconds since 1970 of such a time stamp, at which
//	                              the time that it names begins, else NaN; without a
//	                              zone it is taken as UTC, and fractions do not count
//	tkw:nhs-number(string)        whether the string is ten digits, without spaces, the
//	                              last of which is the check digit of modulus 11;
//	                              0000000000 is not. Numbers of published samples whose
//	                              check digit is wrong are no exception
//	tkw:base64-text(string)       the text of a base64 string, "" unless it is
//	                              base64 of UTF-8; white space does not count
//
// Besides, current() is XSLT's: the node that the evaluation began at; and so is key(), which
// gives the nodes that [Evaluator.AddKey] noted for a value, and generate-id(). There is no document(): an expression sees its document and nothing else.
const FunctionsNamespace = "urn:tkw:functions:1"

// maxExpression bounds one expression; a longer one is a mistake.
const maxExpression = 64 << 10

// maxIdle bounds how many contexts a Program keeps for reuse.
const maxIdle = 64

// Program is a set of XPath 1.0 expressions that share their namespace prefixes.
// After the last Add it is safe for concurrent use: each Evaluator works on compiled
// copies of its own, since libxml2 keeps look-ups inside a compiled expression.
type Program struct {
	namespaces map[string]string
	exprs      []string
	pool       *pool
}

// pool keeps C contexts between evaluations. It is apart from Program so that it can
// be emptied when the Program is gone.
type pool struct {
	mu   sync.Mutex
	idle []*C.tkw_eval
	gone bool
}

// NewProgram makes an empty program; namespaces maps prefixes to URIs.
func NewProgram(namespaces map[string]string) *Program {
	p := &Program{namespaces: maps.Clone(namespaces), pool: &pool{}}
	runtime.AddCleanup(p, (*pool).close, p.pool)
	return p
}

func (p *pool) take() *C.tkw_eval {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return c
}

func (p *pool) put(c *C.tkw_eval) {
	p.mu.Lock()
	keep := !p.gone && len(p.idle) < maxIdle
	if keep {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if !keep {
		C.tkw_eval_free(c)
	}
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		C.tkw_eval_free(c)
	}
	p.idle, p.gone = nil, true
}

// Add checks an expression and returns its index, from 0. The error is an
// *XPathError for bad syntax, an undeclared prefix or an unknown function; the
// expression is then not added.
func (p *Program) Add(expr string) (int, error) {
	switch {
	case len(expr) > maxExpression:
		return 0, &XPathError{Expr: Clip(expr, shown), Offset: -1, Message: fmt.Sprintf("is longer than %d bytes", maxExpression)}
	case strings.TrimSpace(expr) == "":
		return 0, &XPathError{Expr: expr, Offset: -1, Message: "is empty"}
	case !utf8.ValidString(expr) || strings.ContainsRune(expr, 0):
		return 0, &XPathError{Expr: expr, Offset: -1, Message: "is not UTF-8 text"}
	}
	c, err := p.context()
	if err != nil {
		return 0, err
	}
	i := len(p.exprs)
	if err := compileExpression(c, i, expr); err != nil {
		C.tkw_eval_free(c)
		return 0, err
	}
	err = checkBrackets(expr)
	if err == nil {
		err = checkNames(expr, p.namespaces)
	}
	if err != nil {
		C.tkw_eval_free(c)
		return 0, err
	}
	p.exprs = append(p.exprs, expr)
	p.pool.put(c)
	return i, nil
}

// context takes an idle context, or makes one.
func (p *Program) context() (*C.tkw_eval, error) {
	if c := p.pool.take(); c != nil {
		return c, nil
	}
	c := C.tkw_eval_new()
	if c == nil {
		return nil, errMemory
	}
	for _, prefix := range slices.Sorted(maps.Keys(p.namespaces)) {
		cp, cu := C.CString(prefix), C.CString(p.namespaces[prefix])
		rc := C.tkw_eval_namespace(c, cp, cu)
		C.free(unsafe.Pointer(cp))
		C.free(unsafe.Pointer(cu))
		if rc != 0 {
			C.tkw_eval_free(c)
			return nil, fmt.Errorf("prefix %q cannot be bound to namespace %q", prefix, p.namespaces[prefix])
		}
	}
	return c, nil
}

// compileExpression compiles an expression into place i of a context.
func compileExpression(c *C.tkw_eval, i int, expr string) error {
	text := C.CString(expr)
	defer C.free(unsafe.Pointer(text))
	if C.tkw_eval_compile(c, C.int(i), text) == C.TKW_OK {
		return nil
	}
	return &XPathError{Expr: expr, Offset: int(c.offset), Message: xpathMessage(int(c.error))}
}
