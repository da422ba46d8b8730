package schematron

import "fmt"

// functionsNamespace is that of the extension functions of harness/judge/xmlengine.
const functionsNamespace = "urn:tkw:functions:1"

// arity is how many arguments a function takes; max -1 is no limit.
type arity struct{ min, max int }

// coreFunctions are those of XPath 1.0, and current(), key() and generate-id() of XSLT. XSLT's document()
// and so on are missing on purpose: they need a style sheet.
var coreFunctions = map[string]arity{
	"last": {0, 0}, "position": {0, 0}, "count": {1, 1}, "id": {1, 1},
	"local-name": {0, 1}, "namespace-uri": {0, 1}, "name": {0, 1},
	"string": {0, 1}, "concat": {2, -1}, "starts-with": {2, 2}, "contains": {2, 2},
	"substring-before": {2, 2}, "substring-after": {2, 2}, "substring": {2, 3},
	"string-length": {0, 1}, "normalize-space": {0, 1}, "translate": {3, 3},
	"boolean": {1, 1}, "not": {1, 1}, "true": {0, 0}, "false": {0, 0}, "lang": {1, 1},
	"number": {0, 1}, "sum": {1, 1}, "floor": {1, 1}, "ceiling": {1, 1}, "round": {1, 1},
	"current": {0, 0}, "key": {2, 2}, "generate-id": {0, 1},
}

// extensionFunctions are those of functionsNamespace.
var extensionFunctions = map[string]arity{
	"instant": {1, 1}, "matches": {2, 2}, "is-date": {1, 1}, "hl7-instant": {1, 1}, "nhs-number": {1, 1}, "base64-text": {1, 1},
}

// checkCalls reports functions that do not exist and wrong numbers of arguments,
// both of which libxml2 would only notice when the expression is evaluated.
func checkCalls(toks []token, ns map[string]string) error {
	for i, t := range toks {
		if t.kind != tokFunction {
			continue
		}
		want, known := coreFunctions[t.local]
		if t.prefix != "" {
			want, known = extensionFunctions[t.local]
			known = known && ns[t.prefix] == functionsNamespace
		}
		if !known {
			return fmt.Errorf("function %s() does not exist", t.text)
		}
		if got := countArguments(toks[i+1:]); got < want.min || want.max >= 0 && got > want.max {
			return fmt.Errorf("function %s() takes %s, not %d", t.text, want, got)
		}
	}
	return nil
}

// String says how many arguments are right.
func (a arity) String() string {
	switch {
	case a.max < 0:
		return fmt.Sprintf("at least %d arguments", a.min)
	case a == arity{1, 1}:
		return "one argument"
	case a.min == a.max:
		return fmt.Sprintf("%d arguments", a.min)
	}
	return fmt.Sprintf("%d to %d arguments", a.min, a.max)
}

// countArguments counts the arguments of a call; toks begins at its "(".
func countArguments(toks []token) int {
	depth, commas := 0, 0
	for i, t := range toks {
		if t.kind != tokPunct {
			continue
		}
		switch t.text {
		case "(", "[":
			depth++
		case ")", "]":
			if depth--; depth == 0 {
				if i == 1 {
					return 0
				}
				return commas + 1
			}
		case ",":
			if depth == 1 {
				commas++
			}
		}
	}
	return commas + 1
}
