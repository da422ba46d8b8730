package check

import (
	"cmp"
	"fmt"
	"sort"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// keyReader evaluates the key expressions of one message of the catalogue.
type keyReader struct {
	program *xmlengine.Program
	names   []string
	exprs   []int
	// embedded are the expressions of embedded documents, in the message's order.
	embedded []int
	// tables are those of the message's tables, in its order.
	tables []tableExprs
}

// tableExprs find the element of a table and tell whether it holds base64.
type tableExprs struct{ element, base64 int }

// all is the ending of the name of a key that takes the values of several nodes.
const all = "[]"

func newKeyReader(m pack.Message) (*keyReader, error) {
	k := &keyReader{program: xmlengine.NewProgram(namespaces)}
	for name := range m.Keys {
		k.names = append(k.names, name)
	}
	sort.Strings(k.names)
	for _, name := range k.names {
		expr := "string(" + m.Keys[name] + ")"
		if strings.HasSuffix(name, all) {
			expr = m.Keys[name]
		}
		i, err := schematron.Add(k.program, expr)
		if err != nil {
			return nil, fmt.Errorf("key %q of message %s: %w", name, m.Root, err)
		}
		k.exprs = append(k.exprs, i)
	}
	for _, e := range m.Embedded {
		i, err := schematron.Add(k.program, e.Select)
		if err != nil {
			return nil, fmt.Errorf("embedded document of message %s: %w", m.Root, err)
		}
		k.embedded = append(k.embedded, i)
	}
	for _, table := range m.Tables {
		var exprs tableExprs
		for into, expr := range map[*int]string{&exprs.element: table.Select, &exprs.base64: "boolean(" + cmp.Or(table.Base64, "false()") + ")"} {
			i, err := schematron.Add(k.program, expr)
			if err != nil {
				return nil, fmt.Errorf("table %q of message %s: %w", table.Name, m.Root, err)
			}
			*into = i
		}
		k.tables = append(k.tables, exprs)
	}
	return k, nil
}

// read evaluates all keys from the payload root; keys without a value are left out.
func (k *keyReader) read(doc *xmlengine.Document, payload xmlengine.Node) (map[string]string, error) {
	ev, err := k.program.Evaluator(doc)
	if err != nil {
		return nil, err
	}
	defer ev.Release()
	out := map[string]string{}
	for i, name := range k.names {
		text, err := k.text(ev, i, payload)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", name, err)
		}
		if text != "" {
			out[strings.TrimSuffix(name, all)] = text
		}
	}
	return out, nil
}

// text is the value of a key; that of several nodes is joined with spaces.
func (k *keyReader) text(ev *xmlengine.Evaluator, i int, payload xmlengine.Node) (string, error) {
	if !strings.HasSuffix(k.names[i], all) {
		return ev.String(k.exprs[i], payload)
	}
	nodes, err := ev.Nodes(k.exprs[i], payload)
	if err != nil {
		return "", err
	}
	values := make([]string, len(nodes))
	for n, node := range nodes {
		values[n] = node.StringValue()
	}
	return strings.Join(values, " "), nil
}

// readKeys finds the values that identify a message, as the message of the packs
// that it is names them.
func readKeys(p *prepared) error {
	if p == nil || p.doc == nil || p.facts.payload.IsZero() || p.facts.Form == FormOther {
		return nil
	}
	use := p.choice.use()
	if use == nil {
		return nil
	}
	keys, err := use.keys.read(p.doc, p.facts.payload)
	p.facts.Keys = keys
	return err
}
