package xmlengine

import (
	"bytes"
	"errors"
	"fmt"
)

// What Parse refuses; ask with errors.Is.
var (
	ErrEmpty         = errors.New("empty input")
	ErrTooLarge      = errors.New("input too large")
	ErrTooDeep       = errors.New("elements nested too deep")
	ErrDoctype       = errors.New("document type declaration")
	ErrEncoding      = errors.New("not UTF-8")
	ErrNotWellFormed = errors.New("not well-formed")

	ErrTooManyAttributes = errors.New("too many attributes")
	ErrTooManyNamespaces = errors.New("too many namespace declarations")
	ErrTooManyNames      = errors.New("too many names")
	ErrTooManyNodes      = errors.New("too many nodes")
)

// IsExcess reports whether the error of Parse is that a count passed its limit.
func IsExcess(err error) bool {
	return errors.Is(err, ErrTooManyAttributes) || errors.Is(err, ErrTooManyNamespaces) || errors.Is(err, ErrTooManyNames) || errors.Is(err, ErrTooManyNodes)
}

// Problem is one thing wrong with the XML. Line and Column count from 1, Column in
// bytes; 0 is unknown. Code is libxml2's number (xmlerror.h), 0 for a check of ours.
type Problem struct {
	Line, Column, Code int
	Message            string
}

// ParseError says why input was refused. It matches one of the sentinels above, and
// has at least one Problem; those after the first are often its consequences.
type ParseError struct {
	Kind     error
	Problems []Problem
}

// Error names the first problem.
func (e *ParseError) Error() string {
	if len(e.Problems) == 0 {
		return e.Kind.Error()
	}
	p := e.Problems[0]
	if p.Line == 0 {
		return fmt.Sprintf("%v: %s", e.Kind, p.Message)
	}
	return fmt.Sprintf("%v: line %d, column %d: %s", e.Kind, p.Line, p.Column, p.Message)
}

// Unwrap is the sentinel.
func (e *ParseError) Unwrap() error { return e.Kind }

// Codes of libxml2 (xmlerror.h): something follows the root element, and the input ends
// inside of an element.
const (
	codeExtraContent   = 5
	codeTagNotFinished = 77
)

// EndsEarly tells whether an error that Parse gave for src is that the XML breaks off, in
// an element or in the midst of a tag.
func EndsEarly(src []byte, err error) bool {
	var e *ParseError
	if !errors.As(err, &e) || !errors.Is(e.Kind, ErrNotWellFormed) || len(e.Problems) == 0 {
		return false
	}
	first := e.Problems[0]
	src = bytes.TrimRight(src, " \t\r\n")
	line, _ := lineColumn(src, len(src))
	return first.Code == codeTagNotFinished || first.Code != codeExtraContent && first.Line == line && !bytes.HasSuffix(src, []byte(">"))
}

// refuse makes a ParseError with one problem, at an offset of src.
func refuse(kind error, src []byte, offset int, message string) *ParseError {
	line, column := lineColumn(src, offset)
	return &ParseError{kind, []Problem{{Line: line, Column: column, Message: message}}}
}

// byteOrderMark is what some writers put before UTF-8; it is no part of line 1.
const byteOrderMark = "\uFEFF"

// lineColumn is the place of an offset, both from 1, the column in bytes. A line
// ends with LF, and so with CR LF, as in any editor.
func lineColumn(src []byte, offset int) (line, column int) {
	before := src[:offset]
	line = 1 + bytes.Count(before, []byte{'\n'})
	column = offset - bytes.LastIndexByte(before, '\n')
	if line == 1 && bytes.HasPrefix(before, []byte(byteOrderMark)) {
		column -= len(byteOrderMark)
	}
	return line, column
}
