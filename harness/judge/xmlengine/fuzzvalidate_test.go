package xmlengine

import (
	"bytes"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/edits"
)

// FuzzValidate validates messages that were changed at random, against a schema of every
// kind of type and against one of the built-in packs. Whatever comes:
//   - what is invalid has an error with a sentence, and a place within the bytes;
//   - the same bytes have the same errors, also in a larger document, as they are judged;
//   - of one kind at most 50 errors are kept, 2,000 in all, and those that are left out
//     are counted.
func FuzzValidate(f *testing.F) {
	builtIn, err := CompileSchema(os.DirFS("../../../schemas"), "pds/QUPA_MT000001GB01.xsd")
	require.NoError(f, err)
	schemas := []*Schema{compile(f, explainSchema), builtIn}
	request, err := os.ReadFile("../../../schemas/testdata/pds/verifyNHSNumber-request.xml")
	require.NoError(f, err)
	const small = `<r xmlns="urn:s"><date>2031-03-04</date><int>1</int><dates>2031-03-04 2031-03-05</dates><union>7</union><sex>1</sex><nhs>9999999999</nhs><len>abc</len><min>abc</min></r>`
	for _, script := range []string{"", "\x00\x02\x00", "\x01\x02\x40", "\x02\x01\x03", "\x03\x02\x00", "\x04\x01\x06", "\x04\x01\x05\x01\x01\x60", "\x04\x03\x09\x01\x03\x50", "\x05\x02\x00", "\x05\x00\x02\x04\x00\x05"} {
		f.Add([]byte(small), []byte(script), false)
		f.Add(request, []byte(script), true)
	}
	f.Add([]byte("<r xmlns='urn:s'><int>x</int><gone/>\r\n<int\n/></r>"), []byte{}, false)
	f.Fuzz(func(t *testing.T, src, script []byte, large bool) {
		schema := schemas[0]
		if large {
			schema = schemas[1]
		}
		src = edits.Apply(src, script)
		a := NewArena()
		defer a.Free()
		doc, err := a.Parse("fuzz", src, Limits{})
		if err != nil {
			return
		}
		root := doc.Root()
		found, err := schema.Validate(root)
		if err != nil {
			t.Fatalf("not validated: %v", err)
		}
		requireBounded(t, schema, root, found)
		for _, v := range found {
			requireExplained(t, src, v)
		}
		skeleton, err := a.Parse("skeleton", []byte("<s><m/></s>"), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := skeleton.Graft(skeleton.Root().FirstChildElement(), doc); err != nil {
			t.Fatal(err)
		}
		again, err := schema.Validate(root)
		if err != nil {
			t.Fatalf("not validated a second time: %v", err)
		}
		if diff := cmp.Diff(found, again, cmpopts.IgnoreFields(Violation{}, "Node")); diff != "" {
			t.Fatalf("other errors in a larger document:\n%s", diff)
		}
	})
}

// requireExplained sees that an error can be read and found.
func requireExplained(t *testing.T, src []byte, v Violation) {
	t.Helper()
	for _, text := range []string{v.Message, v.Explanation, string(v.Constraint)} {
		if text == "" || !utf8.ValidString(text) {
			t.Fatalf("an error without words: %+v", v)
		}
	}
	if !utf8.ValidString(v.Value) || !utf8.ValidString(v.Help) || v.Code == 0 || v.Node.IsZero() {
		t.Fatalf("an odd error: %+v", v)
	}
	at := v.Location
	lines := bytes.Split(src, []byte("\n"))
	if at.Part != "fuzz" || at.XPath == "" || at.Line < 1 || at.Line > len(lines) || at.Column < 1 || at.Column > len(lines[at.Line-1]) || lines[at.Line-1][at.Column-1] != '<' {
		t.Fatalf("the error %+v stands at no start tag of %q", v, src)
	}
}

// requireBounded holds errors against all that libxml2 has.
func requireBounded(t *testing.T, schema *Schema, root Node, found []Violation) {
	t.Helper()
	all, err := schema.validate(root, false)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, v := range found {
		total += 1 + v.More
	}
	if total != len(all) || len(found) > 2000 {
		t.Fatalf("%d errors stand for %d, of %d", len(found), total, len(all))
	}
	if len(all) <= 50 && len(found) != len(all) {
		t.Fatalf("%d of only %d errors are kept", len(found), len(all))
	}
}
