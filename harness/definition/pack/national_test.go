package pack

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// sharedTests are scenarios of pack "itk" for all who use it.
const sharedTests = `format: 1
lists: {faults: [{id: ONE, persona: fault-one}]}
scenarios:
  - {id: "%DOMAIN%-%op%-NATIONAL", for: services, title: "%domain%", service: "%service%", persona: "%persona%", roles: [provider], expect: [{response: "%success%"}]}
  - {id: "%DOMAIN%-%op%-ENDPOINT", for: domains, title: t, service: "%service%", persona: "%persona%", roles: [provider], expect: [{response: "%success%"}]}
  - {id: "%DOMAIN%-%op%-FAULT-%id%", for: [clients, faults], title: t, service: "%service%", persona: "%persona%", roles: [client]}
`

// nationalPacks are pack "pds" with the national line and services given, over the shared tests.
func nationalPacks(national string, services ...string) files {
	const service = "  - {name: NAME, title: t, action: 'urn:NAME', request: {root: r, namespace: n, profile: p, schema: schemas/a.xsd, template: t}, response: {root: s, namespace: n, profile: p, schema: schemas/a.xsd, template: t}REST}\n"
	text := "format: 1\ndomain: pds\ntitle: t\nuses: [itk]\nresponseCodes: [OK-1]\n" + national + "services:\n"
	for _, s := range services {
		name, rest, _ := strings.Cut(s, " ")
		text += strings.NewReplacer("NAME", name, "REST", rest).Replace(service)
	}
	return builtInFiles().with(files{
		"scenarios/itk/national.yaml": sharedTests, "scenarios/pds/pack.yaml": text, "scenarios/pds/first.yaml": "", "scenarios/pds/second.yaml": "",
	})
}

func TestSharedScenariosRunOnTheServicesOfAPack(t *testing.T) {
	t.Parallel()
	const national = "national: {persona: matched, success: OK-1, endpoint: verify}\n"
	for _, c := range []struct {
		name string
		pack files
		want []string
	}{
		{"two services", nationalPacks(national, "verify , placeholders: {op: VER}", "trace , placeholders: {op: TRA}"), []string{"PDS-TRA-NATIONAL", "PDS-VER-ENDPOINT", "PDS-VER-NATIONAL"}},
		{"one service needs no op", nationalPacks(national, "verify"), []string{"PDS-ENDPOINT", "PDS-NATIONAL"}},
		{"with faults for the client", nationalPacks("national: {persona: matched, success: OK-1, endpoint: verify, faults: verify}\n", "verify"), []string{"PDS-ENDPOINT", "PDS-FAULT-ONE", "PDS-NATIONAL"}},
		{"a pack that does not ask for them", nationalPacks("", "verify"), []string{}},
		{"its own takes the place of a shared one", nationalPacks(national, "verify").with(files{
			"scenarios/pds/own.yaml": "format: 1\nscenarios:\n  - {id: PDS-NATIONAL, title: own, service: verify, roles: [client]}\n",
		}), []string{"PDS-ENDPOINT", "PDS-NATIONAL"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := load(t, c.pack)
			require.Empty(t, cmp.Diff(c.want, ids(got.Pack("pds").Scenarios)))
			require.Empty(t, got.Pack("itk").Scenarios)
			for _, sc := range got.Pack("pds").Scenarios {
				require.Equal(t, "pds", sc.Domain)
				require.Contains(t, []string{"scenarios/itk/national.yaml", "scenarios/pds/own.yaml"}, sc.Place.File)
			}
		})
	}
	own := load(t, nationalPacks(national, "verify").with(files{
		"scenarios/pds/own.yaml": "format: 1\nscenarios:\n  - {id: PDS-NATIONAL, title: own, service: verify, roles: [client]}\n",
	}))
	require.Equal(t, "own", own.Pack("pds").Scenarios[1].Title)
	step := load(t, nationalPacks(national, "verify")).Pack("pds").Scenarios[0].Steps[0]
	require.Equal(t, []any{"verify", "matched", "OK-1"}, []any{step.Service, step.Persona, step.Expect[0].Response[0]})
}

func TestMistakesInNational(t *testing.T) {
	t.Parallel()
	const pds = "scenarios/pds/pack.yaml"
	for _, c := range []struct {
		name string
		pack files
		want string
	}{
		{"no persona", nationalPacks("national: {success: OK-1, endpoint: verify}\n", "verify"), pds + `:6:12: error: national has no "persona"`},
		{"a mistyped key", nationalPacks("national: {persona: p, success: OK-1, endpoint: verify, fault: x}\n", "verify"), pds + `:6:57: error: unknown key "fault" in national; did you mean "faults"?`},
		{"a service that is not there", nationalPacks("national: {persona: p, success: OK-1, endpoint: trace, faults: track}\n", "verify"),
			pds + ":6:49: error: national names the service \"trace\", which the pack lacks\n" + pds + ":6:64: error: national names the service \"track\", which the pack lacks"},
		{"services without op", nationalPacks("national: {persona: p, success: OK-1, endpoint: a}\n", "a", "b"),
			pds + `:9:6: error: services "a" and "b" both have no op; add placeholders: {op: SHORT}, so that the ids of national tests differ`},
		{"services of one op", nationalPacks("national: {persona: p, success: OK-1, endpoint: a}\n", "a , placeholders: {op: X}", "b , placeholders: {op: X}"),
			pds + `:9:6: error: services "a" and "b" both have the op "X"`},
		{"a persona that is not there", nationalPacks("national: {persona: p, success: OK-1, endpoint: a}\n", "a"),
			pds + `:6:21: error: national names the persona "p", which the pack lacks; add it to fixtures/personas.yaml`},
		{"a code that is not there", nationalPacks("national: {persona: matched, success: OK-2, endpoint: a}\n", "a"),
			pds + `:6:39: error: national names the code "OK-2", which is not among the responseCodes of the pack`},
		{"no pack that has national tests", nationalPacks("national: {persona: matched, success: OK-1, endpoint: a}\n", "a").with(files{
			pds: strings.Replace(nationalPacks("national: {persona: matched, success: OK-1, endpoint: a}\n", "a")[pds], "uses: [itk]\n", "", 1)}),
			pds + `:5:12: error: national has no effect in a pack that uses no other; add uses: [itk], which has the national tests`},
		{"a mistake in a shared file is said once", nationalPacks("national: {persona: matched, success: OK-1, endpoint: a}\n", "a").with(files{"fixtures/scr/personas.yaml": "format: 1\npersonas: [{name: matched, title: t}]\n", "scenarios/itk/national.yaml": "format: 1\nscenarios: [{}]\n", "scenarios/itk/more.yml": "x",
			"scenarios/scr/pack.yaml": strings.Replace(nationalPacks("national: {persona: matched, success: OK-1, endpoint: a}\n", "a")["scenarios/pds/pack.yaml"], "domain: pds", "domain: scr", 1)}),
			"scenarios/itk/more.yml: error: the file is not read: its name must end in .yaml\n" +
				"scenarios/itk/national.yaml:2:13: error: the scenario has no \"id\"\nscenarios/itk/national.yaml:2:13: error: the scenario has no \"title\"\nscenarios/itk/national.yaml:2:13: error: the scenario has no \"roles\"\nscenarios/itk/national.yaml:2:13: error: the scenario names no service"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Options{BuiltIn: c.pack.builtIn(t)})
			require.EqualError(t, err, c.want)
		})
	}
}

// Files of the built-in pack get other names; a folder that was exported before still has
// the old ones.
func TestAScenarioOfAFolderTakesThePlaceOfABuiltInOneInAnotherFile(t *testing.T) {
	t.Parallel()
	const scenarios = "format: 1\nscenarios:\n"
	one := func(id, title string) string {
		return "  - {id: " + id + ", title: " + title + ", service: verify, roles: [provider], persona: matched, expect: [{response: OK-1}]}\n"
	}
	built := nationalPacks("", "verify").with(files{"scenarios/pds/first.yaml": scenarios + one("PDS-A", "new") + one("PDS-B", "new")})
	titles := func(p *Pack) map[string]string {
		out := map[string]string{}
		for _, sc := range p.Scenarios {
			out[sc.ID] = sc.Title
		}
		return out
	}
	dir := files{"pack.yaml": built["scenarios/pds/pack.yaml"], "older.yaml": scenarios + one("PDS-A", "old")}.folder(t)
	require.Equal(t, map[string]string{"PDS-A": "old", "PDS-B": "new"}, titles(load(t, built, dir).Pack("pds")))

	twice := files{"pack.yaml": built["scenarios/pds/pack.yaml"], "older.yaml": scenarios + one("PDS-A", "old") + one("PDS-A", "older")}.folder(t)
	_, err := Load(Options{BuiltIn: built.builtIn(t), Dirs: []string{twice}})
	require.ErrorContains(t, err, `older.yaml:4:6: error: scenario id "PDS-A" is used twice`)
}

// A pack.yaml of a user from before says nothing of national tests; they must not get lost.
func TestAnOlderPackFolderKeepsTheNationalTests(t *testing.T) {
	t.Parallel()
	built := nationalPacks("national: {persona: matched, success: OK-1, endpoint: verify, faults: trace}\n", "verify , placeholders: {op: VER}", "trace , placeholders: {op: TRA}")
	old := nationalPacks("", "verify", "trace")
	dir := files{"pack.yaml": old["scenarios/pds/pack.yaml"]}.folder(t)
	require.Equal(t, []string{"PDS-TRA-FAULT-ONE", "PDS-TRA-NATIONAL", "PDS-VER-ENDPOINT", "PDS-VER-NATIONAL"}, ids(load(t, built, dir).Pack("pds").Scenarios))
	fewer := files{"pack.yaml": nationalPacks("", "verify")["scenarios/pds/pack.yaml"]}.folder(t)
	require.Equal(t, []string{"PDS-VER-ENDPOINT", "PDS-VER-NATIONAL"}, ids(load(t, built, fewer).Pack("pds").Scenarios))
	personas := files{"pack.yaml": old["scenarios/pds/pack.yaml"], "fixtures/personas.yaml": "personas: [{name: mine, title: t}]\n"}.folder(t)
	_, has := load(t, built, personas).Pack("pds").Persona("matched")
	require.True(t, has, "national tests ask for personas that an older file does not have")
	other := files{"pack.yaml": nationalPacks("", "trace")["scenarios/pds/pack.yaml"]}.folder(t)
	require.Empty(t, ids(load(t, built, other).Pack("pds").Scenarios), "the endpoint's service is gone")
}
