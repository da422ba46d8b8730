package xmlengine

/*
#include "engine.h"
*/
import "C"

import "fmt"

// XPathError says what is wrong with an expression, or with its evaluation.
type XPathError struct {
	Expr string
	// Offset is where in Expr, in bytes from 0; -1 is unknown.
	Offset  int
	Message string
}

// Error names the expression, the place and the reason.
func (e *XPathError) Error() string {
	if e.Offset >= 0 {
		return fmt.Sprintf("XPath expression %q, offset %d: %s", e.Expr, e.Offset, e.Message)
	}
	return fmt.Sprintf("XPath expression %q: %s", e.Expr, e.Message)
}

// xpathMessage puts a code of libxml2 into words.
func xpathMessage(code int) string {
	switch code {
	case C.XPATH_NUMBER_ERROR:
		return "a number is malformed"
	case C.XPATH_UNFINISHED_LITERAL_ERROR:
		return "a quoted string does not end"
	case C.XPATH_START_LITERAL_ERROR:
		return "a quoted string is expected"
	case C.XPATH_VARIABLE_REF_ERROR:
		return "$ is not followed by a name"
	case C.XPATH_UNDEF_VARIABLE_ERROR:
		return "a variable has no value"
	case C.XPATH_INVALID_PREDICATE_ERROR:
		return "a predicate is malformed"
	case C.XPATH_EXPR_ERROR:
		return "the expression is malformed"
	case C.XPATH_UNCLOSED_ERROR:
		return "a bracket is not closed"
	case C.XPATH_UNKNOWN_FUNC_ERROR:
		return "a function does not exist"
	case C.XPATH_INVALID_OPERAND:
		return "an operand is missing or of the wrong type"
	case C.XPATH_INVALID_TYPE:
		return "a value is of the wrong type, such as a string where nodes are needed"
	case C.XPATH_INVALID_ARITY:
		return "a function has the wrong number of arguments"
	case C.XPATH_UNDEF_PREFIX_ERROR:
		return "a namespace prefix is not declared"
	case C.XPATH_INVALID_CHAR_ERROR, C.XPATH_ENCODING_ERROR:
		return "a character is not allowed"
	case C.XPATH_OP_LIMIT_EXCEEDED:
		return "the evaluation takes too many steps and was given up"
	case C.XPATH_RECURSION_LIMIT_EXCEEDED:
		return "the expression is nested too deeply"
	case C.XPATH_MEMORY_ERROR:
		return "there is not enough memory, or too many nodes are selected"
	}
	return fmt.Sprintf("libxml2 gives error %d", code)
}
