package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

func TestCarriedValuesTakeTheirPlaces(t *testing.T) {
	t.Parallel()
	list, err := Decode("pds", "f.yaml", []byte(`format: 1
scenarios:
  - id: PDS-1
    title: t
    roles: [client]
    service: s
    steps:
      - carry: {id: //a, name: //b}
      - request:
          ask: {localId: "<${carry.id}>", other: x}
          envelope: {relatesTo: "${carry.id}${carry.name}", list: [{uri: "${carry.name}"}]}
          mutations: [{set: //a, value: "${carry.id}"}]
`), Shared{})
	require.NoError(t, err)
	step := list[0].Steps[1]
	got := step.WithCarried(map[string]string{"id": "${carry.name}", "name": "N"}).Request
	want := Request{
		Ask:       map[string]string{"localId": "<${carry.name}>", "other": "x"}, // a value is not searched again
		Envelope:  map[string]any{"relatesTo": "${carry.name}N", "list": []any{map[string]any{"uri": "N"}}},
		Mutations: []mutation.Mutation{{Op: mutation.OpSet, Path: "//a", Value: "${carry.name}"}},
	}
	require.Empty(t, cmp.Diff(want, got))
	require.Equal(t, "<${carry.id}>", step.Request.Ask["localId"], "the step itself is not changed")
	require.Equal(t, "${carry.id}${carry.name}", step.WithCarried(map[string]string{"x": "y"}).Request.Envelope["relatesTo"])
	require.Empty(t, cmp.Diff(step, step.WithCarried(nil)))
}
