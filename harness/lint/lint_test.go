package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/lint"
	"github.com/itk-assurance/tkw/harness/pack"
)

func TestBuiltInPacksAreClean(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	require.Empty(t, lint.Check(b.Set, b.Judge, b.Composer))
}

// scenarioFile is a scenario that is right until something is replaced in it.
const scenarioFile = `format: 1
scenarios:
  - id: PDS-LINT
    title: A scenario to spoil
    service: verifyNHSNumber
    roles: [provider, client]
    persona: matched
    reference: [SO_NOTIME]
    requirements: [WS-SEC-04]
    request:
      ask: {family: SMITH}
      mutations: [{set: //itk:manifest/@count, value: "2"}]
    expect: [{response: SMSP-0000}]
    assert: [{id: PDS-LINT-A, that: "true()", message: m, requirements: [WS-SEC-04]}]
    reply: {response: DEMOG-0001}
`

func TestMistakesAreFound(t *testing.T) {
	t.Parallel()
	fsys, err := builtin.Source().Open("pds")
	require.NoError(t, err)
	for _, c := range []struct {
		name         string
		file         string // of the pack; the scenario when empty
		old, changed string
		want         string
	}{
		{name: "nothing wrong"},
		{name: "a requirement that is not in the catalogue", old: "[WS-SEC-04]\n", changed: "[WS-SEC-99]\n", want: `names requirement "WS-SEC-99", which is not in the catalogue`},
		{name: "a persona that is not there", old: "persona: matched", changed: "persona: nobody", want: `there is no persona "nobody"`},
		{name: "a service that is not there", old: "service: verifyNHSNumber", changed: "service: verify", want: `there is no service "verify"`},
		{name: "a value that the service has no element for", old: "family: SMITH", changed: "gender: '1'", want: `the request asks "gender", which verifyNHSNumber has no element for`},
		{name: "a mutation that changes nothing", old: `value: "2"`, changed: `value: "1"`, want: "changes nothing"},
		{name: "a mutation that matches nothing", old: "//itk:manifest/@count", changed: "//itk:nosuch/@count", want: "matches nothing"},
		{name: "a code that no response carries", old: "response: SMSP-0000", changed: "response: SMSP-7777", want: `expects the code "SMSP-7777"`},
		{name: "a reply with such a code", old: "response: DEMOG-0001", changed: "response: DEMOG-7777", want: `replies with the code "DEMOG-7777"`},
		{name: "an assertion that does not compile", old: `that: "true()"`, changed: `that: "true("`, want: "assertion PDS-LINT-A"},
		{name: "an assertion with an undeclared prefix", old: `that: "true()"`, changed: `that: "//nosuch:a"`, want: "assertion PDS-LINT-A"},
		{name: "a reference test that is none", old: "[SO_NOTIME]", changed: "[SO_NOSUCH]", want: `names the reference test "SO_NOSUCH"`},
		{name: "a need that nothing offers", old: "    persona: matched\n", changed: "    persona: matched\n    needs: [luck]\n", want: `needs "luck"`},
		{name: "a reference test that nothing covers", file: "references.yaml", old: "references:\n", changed: "references:\n  - {id: SO_FORGOTTEN, title: t}\n", want: "no scenario covers the reference test SO_FORGOTTEN"},
		{name: "a persona with a wrong check digit", file: "fixtures/personas.yaml", old: `nhsNumber: "9449310394"`, changed: `nhsNumber: "9449310395"`, want: "whose check digit is wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "pack")
			require.NoError(t, pack.Export(fsys, dir))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "zz-lint.yaml"), []byte(scenarioFile), 0o600))
			if c.old != "" {
				file := c.file
				if file == "" {
					file = "zz-lint.yaml"
				}
				name := filepath.Join(dir, file)
				text, err := os.ReadFile(name)
				require.NoError(t, err)
				require.Contains(t, string(text), c.old)
				require.NoError(t, os.WriteFile(name, []byte(strings.Replace(string(text), c.old, c.changed, 1)), 0o600))
			}
			b := builtin.New(t, dir)
			problems := lint.Check(b.Set, b.Judge, b.Composer)
			if c.want == "" {
				require.Empty(t, problems)
				return
			}
			require.NotEmpty(t, problems)
			require.Contains(t, problems.Error(), c.want)
		})
	}
}
