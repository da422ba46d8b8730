package pack

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/yamlfile"
)

func TestServiceOfAMessageIsFound(t *testing.T) {
	t.Parallel()
	service := func(name, action, answer, profile, root string, tolerates ...string) Service {
		return Service{
			Name: name, Action: action, Request: Message{Profile: profile, Root: root, Tolerates: tolerates},
			Response: Message{Action: answer, Profile: profile + "-answer", Root: root + "Answer"},
		}
	}
	services := []Service{
		service("alone", "urn:alone", "urn:aloneResponse", "urn:p", "a"),
		service("first", "urn:send", "urn:sendResponse", "urn:first", "one", "urn:old-first"),
		service("second", "urn:send", "urn:sendResponse", "urn:second", "two"),
	}
	for _, c := range []struct{ name, action, profile, root, want string }{
		{"by its action", "urn:alone", "", "", "alone"},
		{"by the action of its answer", "urn:aloneResponse", "", "", "alone"},
		{"an action of one service needs no profile", "urn:alone", "urn:other", "other", "alone"},
		{"a shared action and the profile", "urn:send", "urn:second", "", "second"},
		{"a shared action and the profile of the answer", "urn:sendResponse", "urn:first-answer", "", "first"},
		{"a shared action and a tolerated profile", "urn:send", "urn:old-first", "", "first"},
		{"a shared action and the root", "urn:send", "", "two", "second"},
		{"a shared action and the root of the answer", "urn:send", "urn:unknown", "oneAnswer", "first"},
		{"the profile goes before the root", "urn:send", "urn:first", "two", "first"},
		{"a shared action alone", "urn:send", "", "", ""},
		{"an unknown action", "urn:none", "urn:first", "one", ""},
		{"no action", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := Find(services, c.action, c.profile, c.root)
			require.Equal(t, c.want, got.Name)
			require.Equal(t, c.want != "", ok)
		})
	}
}

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
