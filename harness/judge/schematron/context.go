package schematron

import (
	"fmt"
	"strings"
)

// checkPattern reports what an XSLT pattern, and so the context of a rule, may
// not contain, and returns its branches as ranges of tokens.
func checkPattern(toks []token) ([][]token, error) {
	var branches [][]token
	depth, from := 0, 0
	for i, t := range toks {
		depth += t.nesting()
		if t.kind == tokFunction && t.text == "current" {
			return nil, fmt.Errorf("current() has no meaning in a context")
		}
		if depth > 0 || t.kind == tokPunct && (t.text == "]" || t.text == ")") {
			continue
		}
		if t.kind == tokOperator && t.text == "|" {
			branches, from = append(branches, toks[from:i]), i+1
			continue
		}
		if err := patternToken(toks, i, from); err != nil {
			return nil, err
		}
	}
	branches = append(branches, toks[from:])
	for _, b := range branches {
		if len(b) == 0 {
			return nil, fmt.Errorf("a branch of the union is empty")
		}
	}
	return branches, nil
}

// patternToken judges one token outside of predicates.
func patternToken(toks []token, i, from int) error {
	t := toks[i]
	switch t.kind {
	case tokName, tokNodeType:
		return nil
	case tokAxis:
		if t.text == "child" || t.text == "attribute" {
			return nil
		}
		return fmt.Errorf("axis %s:: is not allowed in a context outside of predicates", t.text)
	case tokFunction:
		if t.text == "id" && i == from {
			return nil
		}
		return fmt.Errorf("function %s() is not allowed in a context outside of predicates", t.text)
	case tokOperator:
		if t.text == "/" || t.text == "//" {
			return nil
		}
	case tokPunct:
		if t.text == "@" || t.text == "::" {
			return nil
		}
	}
	return fmt.Errorf("%q is not allowed in a context outside of predicates: it must be a path of child elements and attributes", t.text)
}

// contextExpr turns a context into an expression that selects, from anywhere in
// the document, the nodes it matches. rewrite gives the text of a branch.
func contextExpr(branches [][]token, rewrite func([]token) string) string {
	out := make([]string, len(branches))
	for i, b := range branches {
		switch first := b[0]; {
		case first.kind == tokFunction, first.kind == tokOperator && strings.HasPrefix(first.text, "/"):
			out[i] = rewrite(b)
		case first.kind == tokName && !countsInFirstStep(b):
			// The same nodes as with "//", found several times faster: libxml2
			// does not make this change itself when there is a predicate.
			out[i] = "/descendant::" + rewrite(b)
		default:
			out[i] = "//" + rewrite(b)
		}
	}
	return strings.Join(out, " | ")
}

// countsInFirstStep tells whether a predicate of a branch's first step may look
// at positions, which are those among siblings and so forbid the short cut above.
func countsInFirstStep(branch []token) bool {
	depth, from := 0, 0
	for i, t := range branch {
		if depth == 0 && i > 0 && t.text != "[" {
			return false // the next step
		}
		if t.kind != tokPunct {
			continue
		}
		switch t.text {
		case "[", "(":
			if depth++; depth == 1 {
				from = i + 1
			}
		case "]", ")":
			if depth--; depth == 0 && mayCount(branch[from:i]) {
				return true
			}
		}
	}
	return depth != 0
}

// booleanFunctions never give a number.
var booleanFunctions = map[string]bool{
	"not": true, "boolean": true, "contains": true, "starts-with": true, "lang": true, "true": true, "false": true,
}

// mayCount tells whether a predicate could be a number, or asks for positions.
// In doubt it could.
func mayCount(predicate []token) bool {
	depth, boolean, simple := 0, false, true
	for i, t := range predicate {
		if t.kind == tokFunction && (t.text == "position" || t.text == "last") {
			return true
		}
		depth += t.nesting()
		if depth > 0 {
			continue
		}
		switch t.kind {
		case tokOperator:
			switch t.text {
			case "and", "or", "=", "!=", "<", "<=", ">", ">=":
				boolean = true
			case "/", "//", "|":
			default:
				simple = false
			}
		case tokFunction:
			simple = simple && i == 0 && t.prefix == "" && booleanFunctions[t.local]
		case tokNumber, tokVariable, tokLiteral:
			simple = false
		case tokPunct:
			simple = simple && (t.text != ")" || predicate[0].text != "(")
		}
	}
	return !boolean && !simple
}

// elementNames lists the local names of elements without which a branch cannot
// match: the plain names of its steps.
func elementNames(branch []token) []string {
	var out []string
	depth := 0
	for i, t := range branch {
		depth += t.nesting()
		if depth > 0 || t.kind != tokName || t.local == "*" {
			continue
		}
		if i > 0 && branch[i-1].text == "@" || i > 1 && branch[i-1].text == "::" && branch[i-2].text == "attribute" {
			continue
		}
		out = append(out, t.local)
	}
	return out
}

// givesValue tells whether an expression surely gives a string, number or boolean
// where nodes are needed.
func givesValue(toks []token) bool {
	depth := 0
	for i, t := range toks {
		depth += t.nesting()
		if depth > 0 {
			continue
		}
		switch t.kind {
		case tokOperator:
			if t.text != "/" && t.text != "//" && t.text != "|" {
				return true
			}
		case tokLiteral, tokNumber:
			return true
		case tokFunction:
			if i == 0 && t.text != "id" && t.text != "current" {
				return true
			}
		}
	}
	return false
}
