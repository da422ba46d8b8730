package schematron

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// Add adds an expression to a program as [Linear] says it. An error is about the expression as
// it was written.
func Add(p *xmlengine.Program, expr string) (int, error) {
	i, err := p.Add(Linear(expr))
	if err != nil {
		if _, written := p.Add(expr); written != nil {
			err = written
		}
	}
	return i, err
}

// Linear says an XPath expression in a way that takes no more time than the nodes it looks
// at: [xmlengine.BelowFunction] for "//" behind what may be several nodes. It gives the same
// nodes; what is no XPath is returned as it is.
func Linear(expr string) string {
	toks, err := tokenise(expr)
	if err != nil {
		return expr
	}
	opened, closed := belowCalls(toks)
	if len(closed) == 0 {
		return expr
	}
	var out strings.Builder
	from := 0
	for i, t := range toks {
		if opened[i] == 0 && !closed[i] {
			continue
		}
		out.WriteString(expr[from:t.pos])
		out.WriteString(strings.Repeat(xmlengine.BelowFunction+"(", opened[i]))
		from = t.pos
		if closed[i] {
			out.WriteString(")/")
			from = t.end
		}
	}
	out.WriteString(expr[from:])
	return out.String()
}

// belowCalls finds the "//" behind which libxml2 would hold every node found against every
// other, since they may be found from several nodes: A//B, which is to be said as
// below(A)/B. It tells before which tokens how many calls begin, and which tokens "//" end
// one.
//
// B must be elements or attributes by name: text and comments that come in another order
// libxml2 does not bring into that of the document.
func belowCalls(toks []token) (opened map[int]int, closed map[int]bool) {
	for i, t := range toks {
		if t.kind != tokOperator || t.text != "//" {
			continue
		}
		start := pathStart(toks, i)
		if isOneNode(toks[start:i]) || !findsNames(toks[i+1:]) {
			continue
		}
		if opened == nil {
			opened, closed = map[int]int{}, map[int]bool{}
		}
		opened[start]++
		closed[i] = true
	}
	return opened, closed
}

// findsNames tells whether a step, given with what follows, finds elements or attributes.
func findsNames(step []token) bool {
	if len(step) > 2 && step[0].kind == tokAxis && (step[0].text == "child" || step[0].text == "attribute") {
		step = step[2:]
	}
	return len(step) > 0 && (step[0].kind == tokName || step[0].text == "@")
}

// pathStart is where the path begins that goes on at a token.
func pathStart(toks []token, at int) int {
	depth := 0
	for i := at - 1; i >= 0; i-- {
		t := toks[i]
		depth -= t.nesting()
		if depth < 0 {
			return i + 1
		}
		if depth > 0 {
			continue
		}
		operator := t.kind == tokOperator && t.text != "/" && t.text != "//"
		if operator || t.kind == tokPunct && t.text == "," {
			return i + 1
		}
	}
	return 0
}

// isOneNode tells whether a path surely leads to one node, from which "//" needs no care: to
// none at all, which is the document, to the node itself, or through elements of one prefix
// from the root, as to the frame of a document.
func isOneNode(path []token) bool {
	if len(path) == 0 || len(path) == 1 && path[0].text == "." {
		return true
	}
	if path[0].text != "/" {
		return false
	}
	for i, t := range path {
		named := t.kind == tokName && t.local != "*" && t.prefix != "" && t.prefix == path[1].prefix
		if i%2 == 0 && t.text != "/" || i%2 == 1 && !named {
			return false
		}
	}
	return true
}
