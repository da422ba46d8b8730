package pack

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/yamlfile"
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
      {root: r, namespace: n, profile: p, interaction: urn:i, tolerates: [q], schema: s, template: t, embedded: [{select: //x, schema: schemas/x.xsd}, {select: //y, schema: schemas/y.xsd, severity: warning}]}
    response: {root: r, namespace: n, profile: p, schema: s, template: t}
`}).Pack("lab")
	require.Equal(t, []string{"A-1", "A-2"}, set.ResponseCodes)
	require.Equal(t, map[string]string{"A-2": "Not found"}, set.CodeNames)
	require.Equal(t, map[string]any{"to": "urn:${persona.id}"}, set.Envelope)
	want := Message{
		Root: "r", Namespace: "n", Profile: "p", Action: "urn:order", Interaction: "urn:i", Tolerates: []string{"q"}, Schema: "s", Template: "t",
		Embedded: []Embedded{{Select: "//x", Schema: "schemas/x.xsd", Severity: model.Error}, {Select: "//y", Schema: "schemas/y.xsd", Severity: model.Warning}},
	}
	require.Empty(t, cmp.Diff(want, set.Services[0].Request, cmpopts.IgnoreTypes(yamlfile.Place{}), cmpopts.EquateEmpty()))
	require.Equal(t, "urn:orderResponse", set.Services[0].Response.Action)
}
