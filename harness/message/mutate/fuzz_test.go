package mutate

import (
	"testing"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/internal/samples"
)

// FuzzParsePath: a path that parses can be evaluated, and finds the same again.
func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{
		"/soap:Envelope/soap:Body/@n", "//itk:x[@id='a'][2]/text()", `//*[@k="it's"]/*:z`, "/*:*/itk:*[last()]", "//hl7:q//hl7:q", "/a[", "///", "/a[@b='",
	} {
		f.Add(seed)
	}
	doc := samples.Read(f, pathDocument)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 {
			return
		}
		p, err := mutation.ParsePath(text)
		if err != nil {
			return
		}
		first := find(doc, p)
		again, err := mutation.ParsePath(p.Text)
		if err != nil {
			t.Fatal(err)
		}
		second := find(doc, again)
		if len(first) != len(second) {
			t.Fatalf("%q finds %d nodes, then %d", text, len(first), len(second))
		}
		for i := range first {
			if first[i] != second[i] {
				t.Fatalf("%q finds %s, then %s", text, first[i].place(), second[i].place())
			}
			if p.Tail != mutation.TailElement && first[i].kind != p.Tail {
				t.Fatalf("%q finds %s", text, first[i].place())
			}
		}
	})
}

// FuzzMutation: whatever can be decoded leaves a well-formed message or an error.
func FuzzMutation(f *testing.F) {
	f.Add("insert", "after //itk:x[1]", "xml", "<hl7:a soap:b='c'/>t<!--c-->")
	f.Add("rename", "/soap:Envelope/soap:Body/itk:m[1]", "to", "{urn:x}y")
	f.Add("renamespace", "urn:hl7-org:v3", "to", "")
	f.Add("move", "//hl7:r", "to", "before //y")
	f.Add("swap", "//hl7:r", "with", "//itk:m[1]")
	f.Add("add", "/soap:Envelope/@xsi:nil", "value", "true")
	f.Add("set", "//y", "value", "\r\n]]>")
	f.Fuzz(func(t *testing.T, op, operand, key, value string) {
		m, err := mutation.Decode(map[string]any{op: operand, key: value})
		if err != nil || m.Op == mutation.OpBytes || m.Op == mutation.OpRenamespace && m.To == "" {
			return
		}
		doc := samples.Read(t, pathDocument)
		if _, err := Apply(doc, []mutation.Mutation{m}); err != nil {
			return
		}
		if _, err := xmltree.Read(xmltree.Bytes(doc)); err != nil {
			t.Fatalf("%s leaves %s: %v", m, xmltree.Bytes(doc), err)
		}
	})
}
