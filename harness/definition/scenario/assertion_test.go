package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// sharedOnes are the assertions of an assertions file.
func sharedOnes(t *testing.T, src string) Assertions {
	t.Helper()
	root, err := yamlfile.Parse("assertions.yaml", []byte("format: 1\nassertions:\n"+src))
	require.NoError(t, err)
	d := &yamlfile.Decoder{}
	out := DecodeAssertions(d, root)
	require.NoError(t, d.Err())
	return out
}

func TestAScenarioUsesSharedAssertions(t *testing.T) {
	t.Parallel()
	shared := sharedOnes(t, `
  - id: PDS-SURNAME
    found: /a
    expected: "'%who%'"
    message: the surname is wrong
    help: Return it as it is.
    requirements: [A-1]
    neverExcuse: true
  - {id: PDS-ONE, absent: /b, message: m, requirements: [A-1]}
  - {id: PDS-TWO, absent: /c, message: m, requirements: [A-1]}
`)
	own := Assertion{
		ID: "PDS-SURNAME", Found: "/a", Expected: "'SMITH'", Message: "the surname is wrong", Help: "Return it as it is.",
		Proves: Proof{Requirements: []string{"A-1"}}, NeverExcuse: true, Severity: model.Error, Role: model.RoleProvider,
	}
	other := own
	other.Expected, other.Help, other.Proves = "/d", "Other help.", Proof{Requirements: []string{"A-2"}}
	other.Formerly = []string{"PDS-ONE-NAME"}
	for _, c := range []struct {
		name, assert string
		want         Assertion
	}{
		{"whole", "{id: PDS-SURNAME}", own},
		{"with some of its own", "{id: PDS-SURNAME, formerly: PDS-%kind%-NAME, expected: /d, help: Other help., requirements: [A-2]}", other},
		{
			"by a placeholder", "{id: PDS-%kind%, formerly: X}",
			Assertion{ID: "PDS-ONE", Absent: "/b", Message: "m", Formerly: []string{"X"}, Proves: Proof{Requirements: []string{"A-1"}}, Severity: model.Error, Role: model.RoleProvider},
		},
		{
			"none, with an id of its own", "{id: PDS-NONE, that: x, message: m}",
			Assertion{ID: "PDS-NONE", That: "x", Message: "m", Severity: model.Error, Role: model.RoleProvider},
		},
	} {
		for _, steps := range []string{"assert: [" + c.assert + "]", "steps: [{assert: [" + c.assert + "]}]"} {
			t.Run(c.name+" "+steps[:5], func(t *testing.T) {
				t.Parallel()
				got, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - {id: PDS-1, for: [{who: SMITH, kind: ONE}], title: t, service: a, roles: [provider], "+steps+"}\n"), Shared{Assertions: shared})
				require.NoError(t, err)
				require.Empty(t, cmp.Diff([]Assertion{c.want}, got[0].Steps[0].Assert, cmpopts.IgnoreFields(Assertion{}, "Place")))
			})
		}
	}
}

func TestWhatAnAssertionComparesIsClear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, keys, want string }{
		{"a condition", "that: x", ""},
		{"two values", "found: x, expected: y", ""},
		{"what must not be there", "absent: x", ""},
		{"a condition, and what its findings show", "that: x, found: y, expected: z", ""},
		{"a patient", "found: x, expected: y, subject: patient", ""},
		{"nothing", "help: h", `assertion "A" says nothing to judge: write "found" and "expected", "absent", or "that"`},
		{"a value found and nothing expected", "found: x", `assertion "A" needs both "found" and "expected", or neither`},
		{"a value expected and none found", "that: x, expected: y", `assertion "A" needs both "found" and "expected", or neither`},
		{"two conditions", "that: x, absent: y", `assertion "A" has "that" and "absent"; it can be only one of them`},
		{"an absence with an expected value", "absent: y, found: x, expected: z", `assertion "A" has "absent" and "found"`},
		{"a subject without values", "that: x, subject: patient", `assertion "A" has the subject "patient", but no "found" and "expected"`},
		{"another subject", "found: x, expected: y, subject: weather", `"subject" is "weather"`},
		{"an unknown key", "that: x, test: y", `unknown key "test"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - {id: PDS-1, title: t, service: a, roles: [provider], assert: [{id: A, message: m, "+c.keys+"}]}\n"), Shared{})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestSharedAssertionsHaveIDs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"twice", "  - {id: A}\n  - {id: A}\n", `assertions.yaml:4:6: error: assertion "A" is defined twice; first at assertions.yaml:3:6`},
		{"none", "  - {that: x}\n", `assertions.yaml:3:6: error: an assertion has no id`},
		{"words", "  - x\n", `assertions.yaml:3:5: error: an assertion has no id`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			root, err := yamlfile.Parse("assertions.yaml", []byte("format: 1\nassertions:\n"+c.src))
			require.NoError(t, err)
			d := &yamlfile.Decoder{}
			DecodeAssertions(d, root)
			require.EqualError(t, d.Err(), c.want)
		})
	}
}
