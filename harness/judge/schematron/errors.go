package schematron

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// Error is one fault of a rule file. Line and Column count from 1 and point at
// the start tag concerned; Column counts bytes. Both are 0 when the file could
// not be read at all.
type Error struct {
	File    string
	Line    int
	Column  int
	Message string
	// Err is the cause, if there is one.
	Err error
}

// Error gives "file:line:column: message".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errors are all faults found in a set of rule files, ordered by file and place.
type Errors []Error

// Error lists the faults, one a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i := range e {
		lines[i] = e[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find the single [*Error] values.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i := range e {
		out[i] = &e[i]
	}
	return out
}

// RunError says that an expression could not be evaluated, so that no verdict
// exists. Assert is empty when the fault lies in the context or a variable of
// the rule rather than in one assertion.
type RunError struct {
	File   string
	Line   int
	Rule   string
	Assert string
	// What names the expression: "test", "context", "variable $x", "value-of".
	What string
	Expr string
	Err  error
}

// Error names the place, rule, assertion and expression.
func (e *RunError) Error() string {
	where := fmt.Sprintf("%s:%d: rule %s", e.File, e.Line, e.Rule)
	if e.Assert != "" {
		where += ", assertion " + e.Assert
	}
	expr, cause := "", e.Err.Error()
	if e.Expr != "" {
		expr = fmt.Sprintf(" %q", e.Expr)
	}
	// The expression stands here as the author wrote it; the engine's own copy,
	// with other prefixes and variable names, would only confuse.
	if x := (*xmlengine.XPathError)(nil); errors.As(e.Err, &x) {
		cause = x.Message
	}
	return fmt.Sprintf("%s: evaluating %s%s: %s", where, e.What, expr, cause)
}

// Unwrap returns what the XPath engine said.
func (e *RunError) Unwrap() error { return e.Err }

// faults collects errors while compiling.
type faults struct {
	list Errors
	seen map[string]bool
	// shown makes the file names of faults readable; nil for names as they are.
	shown func(string) string
}

// add records a fault at an element. The same fault of the same place is kept
// once, however often an abstract pattern or include repeats the element.
func (f *faults) add(at *element, format string, args ...any) {
	f.put(Error{File: at.file, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)})
}

func (f *faults) put(e Error) {
	if f.shown != nil {
		e.File = f.shown(e.File)
	}
	key := e.Error()
	if f.seen[key] {
		return
	}
	if f.seen == nil {
		f.seen = map[string]bool{}
	}
	f.seen[key] = true
	f.list = append(f.list, e)
}

// err returns the collected faults in order, or nil.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	sort.SliceStable(f.list, func(i, j int) bool {
		a, b := f.list[i], f.list[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	return f.list
}
