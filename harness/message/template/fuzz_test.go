package template

import (
	"bytes"
	"testing"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// FuzzTemplate: what a template renders is well-formed and always the same.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		`<r a="${a?}">${b.c?}</r>`, `<r xmlns:t="urn:tkw:template:1"><x t:each="l as i" t:if="i" v="${i}" t:drop-empty="v">$${</x><t:slot name="p" optional="true"/></r>`,
		"<r xmlns:t='urn:tkw:template:1'>\n <a t:unless='a or b.c'/>\n <!-- c --></r>", `<a xmlns="u" b:c="" xmlns:b="v">&lt;&#13;</a>`, `<?xml version="1.0"?><r/>`,
	} {
		f.Add([]byte(seed), "v<&>")
	}
	f.Fuzz(func(t *testing.T, src []byte, value string) {
		tm, err := Parse("fuzz", src)
		if err != nil {
			return
		}
		values := map[string]any{"a": value, "b": map[string]any{"c": value}, "l": []any{value, ""}}
		slots := map[string]*etree.Element{}
		for _, name := range tm.Slots() {
			slots[name] = etree.NewElement("slot")
		}
		doc, err := tm.Render(values, slots)
		if err != nil {
			return
		}
		out := xmltree.Bytes(doc)
		if _, err := xmltree.Read(out); err != nil {
			t.Fatalf("rendered %q: %v", out, err)
		}
		again, err := tm.Render(values, slots)
		if err != nil || !bytes.Equal(out, xmltree.Bytes(again)) {
			t.Fatalf("the second rendering differs: %v", err)
		}
	})
}
