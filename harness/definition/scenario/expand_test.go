package scenario

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// family is a file with one scenario, made of the lines given, and perhaps a line
// of lists.
func family(scenario, lists string) []byte {
	if lists == "" {
		lists = "\n"
	}
	return []byte("format: 1\n" + lists + "scenarios:\n  - roles: client\n    service: s\n" + scenario)
}

func TestScenariosAreMadeForEachMemberOfAList(t *testing.T) {
	t.Parallel()
	shared := Lists{
		"operations": {{"op": "VER", "service": "verify"}, {"op": "NUM", "service": "number"}},
		"shadowed":   {{"n": "of the pack"}},
	}
	for _, c := range []struct {
		name, scenario, lists string
		want                  []string // ids and titles
	}{
		{"a list of the pack", "    for: operations\n    id: PDS-%op%-1\n    title: for %service%, %op% and 100%\n", "", []string{"PDS-VER-1 for verify, VER and 100%", "PDS-NUM-1 for number, NUM and 100%"}},
		{"a list of the file", "    for: own\n    id: PDS-%n%\n    title: t%n%\n", "lists: {own: [{n: 1}, {n: 2}]}\n", []string{"PDS-1 t1", "PDS-2 t2"}},
		{"a list of the file goes before that of the pack", "    for: shadowed\n    id: PDS-1\n    title: '%n%'\n", "lists: {shadowed: [{n: of the file}]}\n", []string{"PDS-1 of the file"}},
		{"a list in its place", "    for: [{n: A}, {n: B}]\n    id: PDS-%n%\n    title: t\n", "", []string{"PDS-A t", "PDS-B t"}},
		{"a value with nothing", "    for: [{n: A, what: }]\n    id: PDS-%n%\n    title: t%what%.\n", "", []string{"PDS-A t."}},
		{"every pair of two lists", "    for: [operations, own]\n    id: PDS-%op%-%n%\n    title: t\n", "lists: {own: [{n: 1}, {n: 2}]}\n", []string{"PDS-VER-1 t", "PDS-VER-2 t", "PDS-NUM-1 t", "PDS-NUM-2 t"}},
		{"the product with a list of one", "    for: [operations]\n    id: PDS-%op%\n    title: t\n", "", []string{"PDS-VER t", "PDS-NUM t"}},
		{"two lists that agree on a value", "    for: [own, other]\n    id: PDS-%n%-%m%\n    title: t\n", "lists: {own: [{n: 1, k: v}], other: [{m: 2, k: v}]}\n", []string{"PDS-1-2 t"}},
		{"no list at all", "    id: PDS-1\n    title: 50 % of 100 %\n", "", []string{"PDS-1 50 % of 100 %"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			list, err := Decode("pds", "f.yaml", family(c.scenario, c.lists), Shared{Lists: shared})
			require.NoError(t, err)
			var got []string
			for _, s := range list {
				got = append(got, s.ID+" "+s.Title)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestPlaceholdersAreReplacedInEveryString(t *testing.T) {
	t.Parallel()
	list, err := Decode("pds", "f.yaml", []byte(`format: 1
scenarios:
  - id: PDS-%op%
    for: [{op: VER, role: provider, code: X-1, path: //a, uri: urn:u, value: "50%"}]
    title: t
    service: s%op%
    roles: ["%role%"]
    tags: ["%op%"]
    request:
      ask: {family: "%op%"}
      envelope: {auditIdentity: [{uri: "%uri%"}]}
      mutations: [{set: "%path%", value: "%value%"}]
    expect: [{response: ["%code%"], warn: "%op%"}]
    assert: [{id: "%op%", that: "%path%", message: "no %op%"}]
`), Shared{})
	require.NoError(t, err)
	s := list[0]
	require.Equal(t, []model.Role{model.RoleProvider}, s.Roles)
	got := []any{s.ID, s.Service(), s.Tags[0], s.Steps[0].Request.Ask, s.Steps[0].Request.Envelope, s.Steps[0].Request.Mutations[0].Path, s.Steps[0].Request.Mutations[0].Value, s.Steps[0].Expect, s.Steps[0].Assert[0].That, s.Steps[0].Assert[0].Message}
	want := []any{"PDS-VER", "sVER", "VER", map[string]string{"family": "VER"}, map[string]any{"auditIdentity": []any{map[string]any{"uri": "urn:u"}}}, "//a", "50%", []Expectation{{Response: []string{"X-1"}, Warn: "VER"}}, "//a", "no VER"}
	require.Empty(t, cmp.Diff(want, got))
}

func TestMistakesOfExpansion(t *testing.T) {
	t.Parallel()
	many := func(n int, key string) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf("{%s: %d}", key, i))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	for _, c := range []struct{ name, scenario, lists, want string }{
		{"a member lacks a value", "    for: [{a: 1, b: 2}, {a: 3}]\n    id: PDS-%a%\n    title: t%b%\n", "", `f.yaml:8:12: error: placeholder %b% has no value in the "for" list`},
		{"a value is not searched for placeholders", "    for: [{a: '%b%', b: '%a%'}]\n    id: PDS-1\n    title: '%a%'\n", "", `f.yaml:8:12: error: placeholder %b% has no value in the "for" list`},
		{"an id without placeholder", "    for: [{a: 1}, {a: 2}]\n    id: PDS-1\n    title: t%a%\n", "", `f.yaml:4:5: error: scenario id "PDS-1" is the same for several members of the "for" list; put a placeholder into it`},
		{"a mistake in all members is told once", "    for: [{a: 1}, {a: 2}]\n    id: PDS-%a%\n    title: t\n    titel: u\n", "", `f.yaml:9:5: error: unknown key "titel" in the scenario; did you mean "title"?`},
		{"two lists disagree on a value", "    for: [x, y]\n    id: PDS-%a%\n    title: t\n", "lists: {x: [{a: 1}], y: [{a: 1}, {a: 2}]}\n", `f.yaml:6:14: error: list "y" and a list before it both give %a% a value`},
		{"an unknown list in a product", "    for: [x, z]\n    id: PDS-%a%\n    title: t\n", "lists: {x: [{a: 1}]}\n", `f.yaml:6:14: error: there is no list "z"`},
		{"a mapping in a product", "    for: [x, {b: 1}]\n    id: PDS-%a%\n    title: t\n", "lists: {x: [{a: 1}]}\n", `f.yaml:6:15: error: a member of "for" must be the name of a list, not a mapping`},
		{"a product beyond the bound", "    for: [x, y]\n    id: PDS-%a%-%b%\n    title: t\n", "lists: {x: " + many(71, "a") + ", y: " + many(71, "b") + "}\n", `f.yaml:6:14: error: "for" makes more than 5000 scenarios`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode("pds", "f.yaml", family(c.scenario, c.lists), Shared{})
			require.EqualError(t, err, c.want)
		})
	}
}
