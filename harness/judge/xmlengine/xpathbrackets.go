package xmlengine

import "strings"

// checkBrackets finds brackets that are not closed, or closed without being opened:
// libxml2 lets an expression end inside a call.
func checkBrackets(expr string) error {
	var open []int
	for i := 0; i < len(expr); i++ {
		switch c := expr[i]; c {
		case '"', '\'':
			n := strings.IndexByte(expr[i+1:], c)
			if n < 0 {
				return &XPathError{Expr: expr, Offset: i, Message: "the quoted text does not end"}
			}
			i += n + 1
		case '(', '[':
			open = append(open, i)
		case ')', ']':
			last := len(open) - 1
			if last < 0 || (c == ')') != (expr[open[last]] == '(') {
				return &XPathError{Expr: expr, Offset: i, Message: "the bracket closes nothing"}
			}
			open = open[:last]
		}
	}
	if len(open) > 0 {
		return &XPathError{Expr: expr, Offset: open[len(open)-1], Message: "the bracket is not closed"}
	}
	return nil
}
