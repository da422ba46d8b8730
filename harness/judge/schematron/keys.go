package schematron

import (
	"errors"
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// key is an xsl:key: it finds the nodes of the document that its match selects by the values
// that its use gives at each, as XSLT 1.0 has it (section 12.2).
type key struct {
	name  string // as in the rule file
	xpath string // unique in the program
	match expression
	use   expression
	file  string
	line  int
}

// checkKeyShape reports what an xsl:key must have and may not.
func checkKeyShape(e *element, f *faults) {
	for _, a := range e.attrs {
		if a.space != "" || !hasWord("name match use", a.local) {
			f.add(e, "xsl:key: unknown attribute %s", a.local)
		}
	}
	for _, name := range []string{"name", "match", "use"} {
		if e.get(name) == "" {
			f.add(e, "xsl:key: attribute %s is missing or empty", name)
		}
	}
	for _, c := range e.children {
		if c.elem != nil || strings.TrimSpace(c.text) != "" {
			f.add(e, "xsl:key: it must be empty")
		}
	}
}

// declareKeys compiles the keys of the file. They see the variables of the schema, and no
// other key.
func (b *fileBuilder) declareKeys() {
	declared := map[string]int{}
	for _, c := range b.root.children {
		if c.elem == nil || c.elem.space != xslNamespace || c.elem.local != "key" {
			continue
		}
		e, name := c.elem, c.elem.get("name")
		if before, twice := declared[name]; twice {
			k := b.s.keys[before]
			b.f.add(e, "xsl:key: %q is declared twice, first at %s:%d", name, k.file, k.line)
			continue
		}
		if !isNCName(name) {
			if name != "" {
				b.f.add(e, "xsl:key: %q is not a name", name)
			}
			continue
		}
		k := &key{name: name, xpath: uniqueName(name, b.takenKeys), file: e.file, line: e.line}
		match := &rule{}
		b.compileMatch(e, match, b.schemaScope)
		k.match = match.context
		use, ok := b.compile(e, "use", b.schemaScope)
		k.use = use
		if ok && match.contextText != "" {
			declared[name] = len(b.s.keys)
			b.s.keys = append(b.s.keys, k)
		}
	}
	b.keys = declared
}

// errKeyName says how key() is to be called: which keys an expression needs must be known
// before it is evaluated.
var errKeyName = errors.New("the first argument of key() must be the name of a key in quotes")

// keysOf lists the keys that an expression calls for.
func (b *fileBuilder) keysOf(toks []token) ([]int, error) {
	var out []int
	for i, t := range toks {
		if t.kind != tokFunction || t.text != "key" {
			continue
		}
		if i+3 >= len(toks) || toks[i+2].kind != tokLiteral || toks[i+3].text != "," {
			return nil, errKeyName
		}
		name := unquoted(toks[i+2].text)
		k, known := b.keys[name]
		if !known {
			return nil, fmt.Errorf("there is no xsl:key %q in this file", name)
		}
		out = append(out, k)
	}
	return out, nil
}

// keyLiterals are the positions of the tokens that name keys, with the program's names.
func (b *fileBuilder) keyLiterals(toks []token) map[int]string {
	var out map[int]string
	for i, t := range toks {
		if t.kind != tokFunction || t.text != "key" || i+2 >= len(toks) {
			continue
		}
		if k, known := b.keys[unquoted(toks[i+2].text)]; known {
			if out == nil {
				out = map[int]string{}
			}
			out[i+2] = "'" + b.s.keys[k].xpath + "'"
		}
	}
	return out
}

func unquoted(literal string) string { return strings.Trim(literal, `'"`) }

// needKeys makes sure that keys know their nodes.
func (r *runner) needKeys(keys []int) error {
	for _, i := range keys {
		if r.state.keyed[i] {
			continue
		}
		if err := r.fillKey(r.s.keys[i]); err != nil {
			return err
		}
		r.state.keyed[i] = true
	}
	return nil
}

func (r *runner) fillKey(k *key) error {
	failed := func(x expression, err error) error {
		return &failedExpr{what: "xsl:key " + k.name, expr: &x, err: err}
	}
	if err := r.need(k.match.vars, r.root); err != nil {
		return err
	}
	nodes, err := r.ev.Nodes(k.match.index, r.root)
	if err != nil {
		return failed(k.match, err)
	}
	for _, n := range nodes {
		if err := r.need(k.use.vars, n); err != nil {
			return err
		}
		v, err := r.ev.Value(k.use.index, n)
		if err != nil {
			return failed(k.use, err)
		}
		for _, text := range textsOf(v) {
			if err := r.ev.AddKey(k.xpath, text, n); err != nil {
				return failed(k.use, err)
			}
		}
	}
	return nil
}

// textsOf are the values by which a key finds a node: the text of each node, or the value
// as a string.
func textsOf(v xmlengine.Value) []string {
	if v.Kind != xmlengine.NodesValue {
		return []string{v.Text()}
	}
	out := make([]string, len(v.Nodes))
	for i, n := range v.Nodes {
		out[i] = n.StringValue()
	}
	return out
}
