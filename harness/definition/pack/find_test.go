package pack

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestCodesWithWordsEnvelopeAndEmbeddedDocuments(t *testing.T) {
	t.Parallel()
	set := load(t, files{"scenarios/lab/pack.yaml": `format: 1
domain: lab
title: Laboratory
responseCodes: [A-1, {code: A-2, title: Not found}]
envelope: {to: "urn:${persona.id}"}
services:
  - name: order
    title: Order
    action: urn:order
    request:
      {root: r, namespace: n, profile: p, interaction: urn:i, tolerates: [q], schema: s, template: t, embedded: [{select: //x, schema: schemas/x.xsd}, {select: //y, schema: schemas/y.xsd, severity: warning}],
       tables: [{name: results, select: text, base64: "@b", head: [madeAt], rows: [{columns: [orgCode, testName]}, {columns: [orgCode]}]}]}
    response: {root: r, namespace: n, profile: p, schema: s, template: t}
`}).Pack("lab")
	require.Equal(t, []string{"A-1", "A-2"}, set.ResponseCodes)
	require.Equal(t, map[string]string{"A-2": "Not found"}, set.CodeNames)
	require.Equal(t, map[string]any{"to": "urn:${persona.id}"}, set.Envelope)
	want := Message{
		Root: "r", Namespace: "n", Profile: "p", Action: "urn:order", Interaction: "urn:i", Tolerates: []string{"q"}, Schema: "s", Template: "t",
		Embedded: []Embedded{{Select: "//x", Schema: "schemas/x.xsd", Severity: model.Error}, {Select: "//y", Schema: "schemas/y.xsd", Severity: model.Warning}},
		Tables:   []Table{{Name: "results", Select: "text", Base64: "@b", Head: []string{"madeAt"}, Rows: [][]string{{"orgCode", "testName"}, {"orgCode"}}}},
	}
	require.Empty(t, cmp.Diff(want, set.Services[0].Request, cmpopts.IgnoreTypes(yamlfile.Place{}), cmpopts.EquateEmpty()))
	require.Equal(t, "urn:orderResponse", set.Services[0].Response.Action)
}

func TestTablesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	many := make([]string, 65)
	for i := range many {
		many[i] = "column" + string(rune('A'+i%26)) + strings.Repeat("x", i/26)
	}
	for table, want := range map[string]string{
		`{name: a, select: b, rows: []}`:                                                              `"head"`,
		`{name: a, select: b, head: [madeAt, madeAt], rows: []}`:                                      `the column "madeAt" is named twice`,
		`{name: a, select: b, head: [line], rows: []}`:                                                `the column "line": write two words in one`,
		`{name: a, select: b, head: [madeAt], rows: [{columns: [orgCode]}, {columns: [queryTime]}]}`:  "two kinds of rows have 1 columns",
		`{name: a, select: b, head: [madeAt], rows: [{columns: [orgCode], colums: []}]}`:              `"colums"`,
		`{name: a, select: b, head: [madeAt], rows: [{columns: [` + strings.Join(many, ", ") + `]}]}`: "a record has 65 columns; 64 are read",
	} {
		_, err := Load(Options{BuiltIn: files{"scenarios/lab/pack.yaml": `format: 1
domain: lab
title: Laboratory
services:
  - name: order
    title: Order
    action: urn:order
    request: {root: r, namespace: n, profile: p, schema: s, template: t}
    response: {root: r, namespace: n, profile: p, schema: s, template: t, tables: [` + table + `]}
`}.builtIn(t)})
		require.ErrorContains(t, err, want, table)
	}
}
