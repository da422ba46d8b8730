package check

import (
	"fmt"
	"sort"

	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/harness/xmlengine"
)

// keyReader evaluates the key expressions of one message of the catalogue.
type keyReader struct {
	program *xmlengine.Program
	names   []string
	exprs   []int
}

func newKeyReader(m pack.Message) (*keyReader, error) {
	k := &keyReader{program: xmlengine.NewProgram(namespaces)}
	for name := range m.Keys {
		k.names = append(k.names, name)
	}
	sort.Strings(k.names)
	for _, name := range k.names {
		i, err := k.program.Add("string(" + m.Keys[name] + ")")
		if err != nil {
			return nil, fmt.Errorf("key %q of message %s: %w", name, m.Root, err)
		}
		k.exprs = append(k.exprs, i)
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
		text, err := ev.String(k.exprs[i], payload)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", name, err)
		}
		if text != "" {
			out[name] = text
		}
	}
	return out, nil
}

// readKeys finds the values that identify a message, by its payload root.
func (j *Judge) readKeys(p *prepared) error {
	if p == nil || p.doc == nil || p.facts.payload.IsZero() {
		return nil
	}
	k := j.keys[p.facts.PayloadRoot]
	if k == nil {
		return nil
	}
	keys, err := k.read(p.doc, p.facts.payload)
	p.facts.Keys = keys
	return err
}
