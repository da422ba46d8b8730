package schematron

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

func itoa(n int) string { return strconv.Itoa(n) }

// compile compiles the expression of an attribute. The fault is reported; ok
// tells whether there was none.
func (b *fileBuilder) compile(e *element, attr string, sc *scope) (expression, bool) {
	text := e.get(attr)
	if text == "" {
		return expression{}, false // the grammar check has reported it
	}
	return b.compileText(e, attr, text, text, sc)
}

// compileText compiles expr, which stands in attr as shown.
func (b *fileBuilder) compileText(e *element, attr, shown, expr string, sc *scope) (expression, bool) {
	toks, err := tokenise(expr)
	if err == nil {
		err = checkCalls(toks, b.ns)
	}
	if needed, _ := tokenise(shown); err == nil && (attr == "path" || attr == "subject") && givesValue(needed) {
		err = errors.New("it gives a value, but nodes are needed")
	}
	var vars []int
	if err == nil {
		vars, err = b.references(toks, sc)
	}
	var keys []int
	if err == nil {
		keys, err = b.keysOf(toks)
	}
	if err == nil {
		x, ok := b.add(e, attr, shown, b.rewrite(expr, toks, sc), vars)
		x.keys = keys
		return x, ok
	}
	b.f.add(e, "%s: %s %q: %v", e.local, attr, shown, err)
	return expression{}, false
}

// add puts an expression into the program; equal ones are shared.
func (b *fileBuilder) add(e *element, attr, shown, expr string, vars []int) (expression, bool) {
	i, known := b.indices[expr]
	if !known {
		var err error
		if i, err = Add(b.s.program, expr); err != nil {
			b.f.add(e, "%s: %s %q: %s", e.local, attr, shown, syntaxFault(err, expr == shown))
			return expression{}, false
		}
		b.indices[expr] = i
	}
	return expression{index: i, text: shown, xpath: expr, vars: vars}, true
}

// syntaxFault words an error of the XPath engine. The offset is given only if the
// engine saw the expression as the author wrote it.
func syntaxFault(err error, asWritten bool) string {
	var x *xmlengine.XPathError
	if !errors.As(err, &x) {
		return err.Error()
	}
	if asWritten && x.Offset >= 0 {
		return fmt.Sprintf("%s, at offset %d", x.Message, x.Offset)
	}
	return x.Message
}

// references checks prefixes and variables and lists the variables.
func (b *fileBuilder) references(toks []token, sc *scope) ([]int, error) {
	var vars []int
	seen := map[int]bool{}
	for _, t := range toks {
		if t.kind == tokVariable {
			if t.prefix != "" {
				return nil, fmt.Errorf("variable %s: names of variables have no prefix", t.text)
			}
			i, ok := sc.find(t.local)
			if !ok {
				return nil, fmt.Errorf("variable %s is not defined here", t.text)
			}
			if i >= 0 && !seen[i] {
				seen[i] = true
				vars = append(vars, i)
			}
			continue
		}
		if _, ok := b.prefixes[t.prefix]; t.prefix != "" && t.prefix != "xml" && !ok {
			return nil, fmt.Errorf("prefix %q is not declared by an ns element", t.prefix)
		}
	}
	return vars, nil
}

// rewrite puts the program's names of variables and prefixes for the file's.
func (b *fileBuilder) rewrite(expr string, toks []token, sc *scope) string {
	if len(toks) == 0 {
		return expr
	}
	from, to := toks[0].pos, toks[len(toks)-1].end
	var out strings.Builder
	keys := b.keyLiterals(toks)
	for i, t := range toks {
		name := t.text
		switch {
		case keys[i] != "":
			name = keys[i]
		case t.kind == tokVariable:
			if i, _ := sc.find(t.local); i >= 0 {
				name = "$" + b.s.variables[i].xpath
			}
		case t.prefix != "" && t.prefix != "xml":
			name = b.prefixes[t.prefix] + ":" + t.local
		}
		if name != t.text {
			out.WriteString(expr[from:t.pos])
			out.WriteString(name)
			from = t.end
		}
	}
	out.WriteString(expr[from:to])
	return out.String()
}

// compileContext compiles the context of a rule.
func (b *fileBuilder) compileContext(e *element, r *rule, sc *scope) {
	b.compilePattern(e, "context", r, sc)
}

// compileMatch compiles what a key finds, which is a pattern as the context of a rule is.
func (b *fileBuilder) compileMatch(e *element, r *rule, sc *scope) {
	b.compilePattern(e, "match", r, sc)
}

func (b *fileBuilder) compilePattern(e *element, attr string, r *rule, sc *scope) {
	text := e.get(attr)
	if text == "" {
		return
	}
	toks, err := tokenise(text)
	if err == nil {
		err = checkCalls(toks, b.ns)
	}
	var branches [][]token
	if err == nil {
		branches, err = checkPattern(toks)
	}
	var vars []int
	if err == nil {
		vars, err = b.references(toks, sc)
	}
	if err != nil {
		b.f.add(e, "%s: %s %q: %v", e.local, attr, text, err)
		return
	}
	r.contextText = text
	expr := contextExpr(branches, func(t []token) string { return b.rewrite(text, t, sc) })
	r.context, _ = b.add(e, attr, text, expr, vars)
	r.context.keys, _ = b.keysOf(toks)
	slot, known := b.slots[r.context.index]
	if !known {
		slot = len(b.slots)
		b.slots[r.context.index] = slot
		b.s.contexts = len(b.slots)
	}
	r.slot = slot
	for _, branch := range branches {
		r.needs = append(r.needs, elementNames(branch))
	}
}

// compileMessage compiles the text of an assertion, diagnostic or property.
func (b *fileBuilder) compileMessage(e *element, sc *scope) message {
	var m message
	b.collect(e, sc, &m)
	return m.tidy(preservesSpace(e))
}

func (b *fileBuilder) collect(e *element, sc *scope, m *message) {
	for _, c := range e.children {
		switch {
		case c.elem == nil:
			m.text(c.text)
		case c.elem.is("value-of"):
			if x, ok := b.compile(c.elem, "select", sc); ok {
				m.expr(x, "value-of")
			}
		case c.elem.is("name"):
			shown := c.elem.get("path")
			if x, ok := b.compileText(c.elem, "path", shown, "name("+shown+")", sc); ok {
				if x.text == "" {
					x.text = "name()"
				}
				m.expr(x, "name")
			}
		case c.elem.space == xslNamespace:
		default:
			b.collect(c.elem, sc, m)
		}
	}
}

func preservesSpace(e *element) bool {
	for _, a := range e.attrs {
		if a.space == xmlNamespace && a.local == "space" {
			return a.value == "preserve"
		}
	}
	return false
}
