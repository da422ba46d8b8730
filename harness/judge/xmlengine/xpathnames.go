package xmlengine

import (
	"fmt"
	"strings"
)

// BelowFunction takes nodes and gives them with all that is below them, in document order:
// BelowFunction(A)/B is A//B, in time by the nodes that it looks at. libxml2 takes the square
// of that where A is several nodes.
const BelowFunction = "below"

// The functions of XPath 1.0 with current(), key() and generate-id() of XSLT, and what else may stand before
// a bracket.
var (
	knownFunctions = words(`last position count id local-name namespace-uri name string concat
		starts-with contains substring-before substring-after substring string-length
		normalize-space translate boolean not true false lang number sum floor ceiling round current key generate-id ` + BelowFunction)
	addedFunctions = words(`instant matches is-date hl7-instant nhs-number base64-text`)
	nodeTypes      = words(`comment text processing-instruction node`)
)

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// checkNames finds prefixes that are not declared and functions that do not exist,
// which libxml2 would notice only when an evaluation comes across them. expr is
// known to be well-formed.
func checkNames(expr string, namespaces map[string]string) error {
	operand := false // what comes before could be the left side of an operator
	for i := 0; i < len(expr); {
		c := expr[i]
		switch {
		case c == '"' || c == '\'':
			n := strings.IndexByte(expr[i+1:], c)
			if n < 0 {
				return nil
			}
			i, operand = i+n+2, true
		case isNameStart(c):
			start := i
			i = nameEnd(expr, i)
			// After an operand a name is an operator: and, or, div, mod.
			if operand {
				operand = false
				continue
			}
			prefix, local := "", expr[start:i]
			// libxml2 allows space around the colon.
			if rest := skipSpace(expr[i:]); strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::") {
				prefix = local
				start := len(expr) - len(skipSpace(rest[1:]))
				end := nameEnd(expr, start)
				// Without a name there is a *.
				local, i = expr[start:end], max(end, start+1)
			}
			if err := checkName(expr, start, prefix, local, namespaces, strings.HasPrefix(skipSpace(expr[i:]), "(")); err != nil {
				return err
			}
			// An axis is followed by a name, which is no operator.
			operand = !strings.HasPrefix(skipSpace(expr[i:]), "::")
		default:
			i++
			if !isSpace(c) {
				// A * after an operand multiplies; elsewhere it is a name itself.
				operand = c == ')' || c == ']' || c == '.' || c >= '0' && c <= '9' || c == '*' && !operand
			}
		}
	}
	return nil
}

func checkName(expr string, at int, prefix, local string, namespaces map[string]string, call bool) error {
	space := namespaces[prefix]
	// xml is bound by XPath itself.
	if prefix != "" && prefix != "xml" && space == "" {
		return &XPathError{Expr: expr, Offset: at, Message: fmt.Sprintf("the namespace prefix %s is not declared", prefix)}
	}
	known := knownFunctions[local] || nodeTypes[local]
	if prefix != "" {
		known = space == FunctionsNamespace && addedFunctions[local]
		local = prefix + ":" + local
	}
	if call && !known {
		return &XPathError{Expr: expr, Offset: at, Message: fmt.Sprintf("there is no function %s()", local)}
	}
	return nil
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// nameEnd is the offset behind a name without a colon.
func nameEnd(expr string, i int) int {
	for i < len(expr) && (isNameStart(expr[i]) || expr[i] >= '0' && expr[i] <= '9' || expr[i] == '-' || expr[i] == '.') {
		i++
	}
	return i
}

func skipSpace(s string) string { return strings.TrimLeft(s, " \t\r\n") }
