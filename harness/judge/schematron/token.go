package schematron

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind classifies the tokens of XPath 1.0, section 3.7.
type tokenKind int

const (
	tokName     tokenKind = iota // a name test: a, p:a, p:*, *
	tokFunction                  // the name of a function call
	tokNodeType                  // text, comment, node, processing-instruction before "("
	tokAxis                      // the name of an axis before "::"
	tokVariable                  // $name
	tokOperator                  // and or mod div * / // | + - = != < <= > >=
	tokLiteral
	tokNumber
	tokPunct // ( ) [ ] . .. @ , ::
)

// token is one token with its place in the expression. For QNames prefix and
// local are set.
type token struct {
	kind          tokenKind
	text          string
	prefix, local string
	pos, end      int
}

// tokenise splits an XPath 1.0 expression. It checks no more than what it needs;
// the grammar as a whole is the XPath engine's business.
func tokenise(expr string) ([]token, error) {
	var out []token
	for i := 0; i < len(expr); {
		c := expr[i]
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			i++
			continue
		}
		t, err := nextToken(expr, i, out)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		i = t.end
	}
	return out, nil
}

func nextToken(expr string, i int, before []token) (token, error) {
	tokenOf := func(kind tokenKind, end int) (token, error) {
		return token{kind: kind, text: expr[i:end], pos: i, end: end}, nil
	}
	rest := expr[i:]
	for _, op := range []string{"//", "!=", "<=", ">=", "/", "|", "+", "-", "=", "<", ">"} {
		if strings.HasPrefix(rest, op) {
			return tokenOf(tokOperator, i+len(op))
		}
	}
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		n := strings.IndexByte(rest[1:], c)
		if n < 0 {
			return token{}, fmt.Errorf("the string that begins at offset %d is not closed", i)
		}
		return tokenOf(tokLiteral, i+n+2)
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		return tokenOf(tokNumber, i+numberLength(rest))
	case strings.HasPrefix(rest, "::") || strings.HasPrefix(rest, ".."):
		return tokenOf(tokPunct, i+2)
	case strings.IndexByte("()[].@,", c) >= 0:
		return tokenOf(tokPunct, i+1)
	case c == '*':
		if operatorExpected(before) {
			return tokenOf(tokOperator, i+1)
		}
		t, err := tokenOf(tokName, i+1)
		t.local = "*"
		return t, err
	case c == '$':
		prefix, local, n := qname(rest[1:])
		if n == 0 || local == "*" {
			return token{}, fmt.Errorf("no variable name follows the $ at offset %d", i)
		}
		return token{kind: tokVariable, text: rest[:n+1], prefix: prefix, local: local, pos: i, end: i + n + 1}, nil
	}
	prefix, local, n := qname(rest)
	if n == 0 {
		r, _ := utf8.DecodeRuneInString(rest)
		return token{}, fmt.Errorf("unexpected character %q at offset %d", r, i)
	}
	t := token{kind: tokName, text: rest[:n], prefix: prefix, local: local, pos: i, end: i + n}
	if operatorExpected(before) && prefix == "" {
		switch local {
		case "and", "or", "mod", "div":
			t.kind = tokOperator
			return t, nil
		}
	}
	switch after := strings.TrimLeft(rest[n:], " \t\r\n"); {
	case local == "*":
	case strings.HasPrefix(after, "::"):
		t.kind = tokAxis
	case strings.HasPrefix(after, "("):
		t.kind = tokFunction
		switch t.text {
		case "text", "comment", "node", "processing-instruction":
			t.kind = tokNodeType
		}
	}
	return t, nil
}

// nesting is 1 for a bracket that opens, -1 for one that closes, else 0.
func (t token) nesting() int {
	if t.kind != tokPunct {
		return 0
	}
	switch t.text {
	case "[", "(":
		return 1
	case "]", ")":
		return -1
	}
	return 0
}

// operatorExpected is the disambiguation rule of XPath: after an operand, * and
// the names and, or, mod, div are operators.
func operatorExpected(before []token) bool {
	if len(before) == 0 {
		return false
	}
	switch last := before[len(before)-1]; last.kind {
	case tokOperator:
		return false
	case tokPunct:
		return last.text == ")" || last.text == "]" || last.text == "." || last.text == ".."
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func numberLength(s string) int {
	n, dot := 0, false
	for n < len(s) && (isDigit(s[n]) || s[n] == '.' && !dot) {
		dot = dot || s[n] == '.'
		n++
	}
	return n
}

// qname reads NCName, NCName:NCName or NCName:* at the start of s; n is its length.
func qname(s string) (prefix, local string, n int) {
	first := ncname(s)
	if first == 0 {
		return "", "", 0
	}
	rest := s[first:]
	if len(rest) > 1 && rest[0] == ':' && rest[1] != ':' {
		if rest[1] == '*' {
			return s[:first], "*", first + 2
		}
		if second := ncname(rest[1:]); second > 0 {
			return s[:first], rest[1 : 1+second], first + 1 + second
		}
	}
	return "", s[:first], first
}

// ncname is the length of the NCName at the start of s, 0 for none.
func ncname(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		start := r == '_' || unicode.IsLetter(r)
		if !start && (n == 0 || (r != '-' && r != '.' && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != '·')) {
			break
		}
		n += size
	}
	return n
}

func isNCName(s string) bool { return s != "" && ncname(s) == len(s) }
