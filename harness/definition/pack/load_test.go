package pack

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestBuiltInPacksAreLoadedWhole(t *testing.T) {
	t.Parallel()
	set := load(t, builtInFiles())
	require.Equal(t, []string{"pds"}, set.Domains())
	require.Nil(t, set.Pack("scr"))
	pds := set.Pack("pds")
	require.Equal(t, []*Pack{set.Pack("itk")}, set.Shared(pds))
	want := &Pack{
		Domain: "pds", Title: "Demographics", Source: "built in", Uses: []string{"itk"}, Rules: []string{"rules/pds.sch"},
		ResponseCodes: []string{"SMSP-0000"}, PayloadCodes: []string{"SMSP-0000"}, Lists: scenario.Lists{"operations": {{"op": "VER", "service": "verify"}}},
		Services: []Service{{
			Name: "verify", Title: "Verify", Domain: "pds", Action: "urn:verify", Asks: []string{"nhsNumber", "localId.root"}, Match: [][]string{{"nhsNumber"}, {"family"}},
			Request:  Message{Root: "r", Namespace: "urn:n", Profile: "urn:p", Action: "urn:verify", Schema: "schemas/a.xsd", Template: "fixtures/templates/r.xml", Keys: map[string]string{"nhsNumber": "@id"}},
			Response: Message{Root: "s", Namespace: "urn:n", Profile: "urn:q", Action: "urn:answer", Schema: "schemas/a.xsd", Template: "fixtures/templates/s.xml"},
		}},
		Requirements: []Requirement{{
			ID: "PDS-1", Title: "one", Level: "Should", Host: Bound, Client: Bound, HostEvidence: model.EvidenceDocument, ClientEvidence: model.EvidenceDocument, Reason: "on paper",
		}},
		References: []Reference{{ID: "SO_OK", Title: "ok", Role: provider}, {ID: "SO_NO", Title: "no", Excluded: "asynchronous"}},
		Personas: []Persona{
			{Name: "matched", Title: "A match", Values: map[string]any{"nhsNumber": "1", "family": "ONE", "practice": map[string]any{"id": "P"}}},
			{Name: "other", Title: "Another", Values: map[string]any{"nhsNumber": "2"}, Ask: map[string]string{"family": "WRONG"}},
		},
		Patients: []Persona{{Values: map[string]any{"nhsNumber": "3", "dateOfDeath": "2020"}}},
		Triggers: []Trigger{{Service: "verify", Key: "nhsNumber", Value: "9", Code: "SMSP-0000", Patient: "3"}},
		Faults:   []FaultRow{{Condition: 1, Title: "t", Rules: []string{"X-*"}, FaultCode: "Client", ErrorCode: "1000", Text: "words"}},
		Answered: []string{"Y-*"},
		Policy:   Policy{Users: AccessList{Accept: []string{"*"}, Reject: []string{"Unknown"}}},
	}
	require.Empty(t, cmp.Diff(want, pds, cmpopts.IgnoreFields(Pack{}, "FS", "Digests", "Scenarios"), cmpopts.IgnoreUnexported(Pack{}), cmpopts.IgnoreTypes(yamlfile.Place{}), cmpopts.EquateEmpty()))
	require.Equal(t, []string{"PDS-VER-01", "PDS-VER-02", "PDS-VER-03"}, ids(pds.Scenarios))
	require.Equal(t, yamlfile.Place{File: "scenarios/pds/first.yaml", Line: 3, Column: 6}, pds.Scenarios[0].Place)
	require.Equal(t, yamlfile.Place{File: "fixtures/pds/personas.yaml", Line: 3, Column: 6}, pds.Personas[0].Place, "a place that a user can open")
	s, ok := pds.Service("verify")
	require.True(t, ok)
	require.Equal(t, "Verify", s.Title)
	_, ok = pds.Service("Verify")
	require.False(t, ok)
	q, ok := pds.Persona("other")
	require.True(t, ok)
	require.Equal(t, "2", q.Text("nhsNumber"))
	_, ok = pds.Persona("nobody")
	require.False(t, ok)
	content, err := fs.ReadFile(pds.FS, "fixtures/templates/r.xml")
	require.NoError(t, err)
	require.Equal(t, "<r/>", string(content))
}

func TestMistakesInPacksAreNamedWithPlace(t *testing.T) {
	t.Parallel()
	const pds = "scenarios/pds/pack.yaml"
	pack := builtInFiles()[pds]
	edit := func(old, replacement string) files {
		if !strings.Contains(pack, old) {
			panic(old)
		}
		return files{pds: strings.Replace(pack, old, replacement, 1)}
	}
	const first = "format: 1\nscenarios:\n  - {id: PDS-VER-02, title: x, service: verify, roles: [client]}\n"
	for _, c := range []struct {
		name    string
		changes files
		want    string
	}{
		{"no pack.yaml", files{pds: ""}, `pds: error: reading pack.yaml of pack "pds": open pack.yaml: file does not exist`},
		{"no format", edit("format: 1\n", ""), pds + `:1:1: error: pack.yaml has no "format"; this tkw reads format 1`},
		{"a later format", edit("format: 1", "format: 9"), pds + `:1:9: error: format is "9"; this tkw reads format 1`},
		{"a mistyped key", edit("uses:", "use:"), pds + `:4:1: error: unknown key "use" in pack.yaml; did you mean "uses"?`},
		{"no title", edit("title: Demographics", "title: ''"), pds + `:3:8: error: "title" of pack.yaml is empty`},
		{"the domain of another folder", edit("domain: pds", "domain: scr"), pds + `:2:9: error: domain "scr" lies in the folder of "pds"`},
		{"a domain in capitals", edit("domain: pds", "domain: PDS"), pds + `:2:9: error: domain "PDS" must be small letters, digits and hyphens`},
		{"a pack that is not there is used", edit("[itk]", "[itk, core]"), pds + `:4:7: error: the pack uses "core", and there is no such other pack`},
		{"a pack uses itself", edit("[itk]", "[pds]"), pds + `:4:7: error: the pack uses "pds", and there is no such other pack`},
		{"a service twice", edit("services:\n", "services:\n  - {name: verify, title: t, action: a, request: {root: r, namespace: n, profile: p, schema: s, template: t}, response: {root: r, namespace: n, profile: p, schema: s, template: t}}\n"),
			pds + `:11:5: error: service "verify" is there twice; first at ` + pds + `:10:6`},
		{"a service without messages", edit("services:\n", "services:\n  - {name: x, title: t, action: a}\n"), pds + ":10:6: error: the service has no \"request\"\n" + pds + ":10:6: error: the service has no \"response\""},
		{"a message without a schema", edit("schema: schemas/a.xsd, template: fixtures/templates/r.xml", "template: fixtures/templates/r.xml"), pds + `:15:15: error: the message has no "schema"`},
		{"a match of words", edit("[[nhsNumber], [family]]", "[nhsNumber]"), pds + `:14:13: error: a member of "match" must be a list of keys`},
		{"a match of mappings", edit("[[nhsNumber], [family]]", "[[{a: b}]]"), pds + `:14:15: error: a key to match by must be a single value, not a mapping`},
		{"a list without members", edit("operations: [{op: VER, service: verify}]", "operations: []"), pds + `:8:9: error: list "operations" has no members`},
		{"an unknown level", files{"scenarios/itk/requirements.yaml": "requirements:\n  - {id: A, title: t, level: must}\n"}, `scenarios/itk/requirements.yaml:2:30: error: "level" is "must"; it must be one of Must, Should, May, not stated`},
		{"a requirement that messages do not show, without a reason", files{"scenarios/itk/requirements.yaml": "requirements:\n  - {id: A, title: t, level: Must, evidence: {host: document}}\n"}, `scenarios/itk/requirements.yaml:2:6: error: requirement "A" needs other evidence than messages but gives no reason`},
		{"an unknown evidence", files{"scenarios/itk/requirements.yaml": "requirements:\n  - {id: A, title: t, level: Must, evidence: paper, reason: r}\n"}, `scenarios/itk/requirements.yaml:2:46: error: "evidence" is "paper"; it must be one of messages, document, screen, audit-trail, person`},
		{"an optional requirement of no module", files{"scenarios/itk/requirements.yaml": "requirements:\n  - {id: A, title: t, level: Must, client: O}\n"}, `scenarios/itk/requirements.yaml:2:6: error: requirement "A" is optional but does not name the module that it belongs to: add module: NAME`},
		{"a module of a requirement that binds everybody", files{"scenarios/itk/requirements.yaml": "requirements:\n  - {id: A, title: t, level: Must, module: m}\n"}, `scenarios/itk/requirements.yaml:2:6: error: requirement "A" names the module "m" but is optional (O) for nobody`},
		{"the word of older packs", files{"scenarios/itk/requirements.yaml": "requirements:\n  - {id: A, title: t, level: Must, testable: true}\n"}, `scenarios/itk/requirements.yaml:2:46: error: "testable" is no longer read: write "evidence" (messages, document, screen, audit-trail, person), or "wording: unknown"`},
		{"a reference of an unknown role", files{"scenarios/pds/references.yaml": "references:\n  - {id: A, title: t, role: host}\n"}, `scenarios/pds/references.yaml:2:29: error: "role" is "host"; it must be one of provider, client, both`},
		{"a persona without a name", files{"fixtures/pds/personas.yaml": "personas:\n  - {title: t}\n"}, `fixtures/pds/personas.yaml:2:6: error: the persona has no "name"`},
		{"personas under another key", files{"fixtures/pds/personas.yaml": "persona: []\n"}, `fixtures/pds/personas.yaml:1:1: error: unknown key "persona" in the personas file; did you mean "personas"?`},
		{"codes of a service that are no codes of the pack", files{"fixtures/pds/service.yaml": "codes: {success: SMSP-0000, invalid: SMSP-1, nothing: SMSP-0000}\n"}, "fixtures/pds/service.yaml:1:9: error: codes has no \"none\"\nfixtures/pds/service.yaml:1:38: error: the code \"SMSP-1\" is not among the responseCodes of the pack\nfixtures/pds/service.yaml:1:46: error: unknown key \"nothing\" in codes; known keys: invalid, none, success"},
		{"a service of another format", files{"fixtures/pds/service.yaml": "format: 2\n"}, `fixtures/pds/service.yaml:1:9: error: format is "2"; this tkw reads format 1`},
		{"a trigger without a code", files{"fixtures/pds/triggers.yaml": "triggers:\n  - {service: verify, key: k, value: v}\n"}, `fixtures/pds/triggers.yaml:2:6: error: the trigger has no "code"`},
		{"a fault of an unknown code", files{"scenarios/pds/faults.yaml": "faults:\n  - {title: t, rules: [r], faultcode: Sender, text: x}\n"}, `scenarios/pds/faults.yaml:2:39: error: "faultcode" is "Sender"; it must be one of Client, Server, MustUnderstand, VersionMismatch`},
		{"a mistyped policy", files{"scenarios/pds/policy.yaml": "users: {acept: ['*']}\n"}, `scenarios/pds/policy.yaml:1:9: error: unknown key "acept" in users; did you mean "accept"?`},
		{"a policy of another format", files{"scenarios/pds/policy.yaml": "format: 2\n"}, `scenarios/pds/policy.yaml:1:9: error: format is "2"; this tkw reads format 1`},
		{"no YAML at all", files{"fixtures/pds/patients.yaml": "patients: [\n"}, `fixtures/pds/patients.yaml:1:11: error: not readable as YAML: sequence end token ']' not found`},
		{"a scenario id in two files", files{"scenarios/pds/third.yaml": first}, `scenarios/pds/third.yaml:3:6: error: scenario id "PDS-VER-02" is used twice; first at scenarios/pds/second.yaml:3:6`},
		{"a scenario file by another name", files{"scenarios/pds/third.yml": first}, `scenarios/pds/third.yml: error: the file is not read: its name must end in .yaml`},
		{"a scenario file with a mistake", files{"scenarios/pds/third.yaml": "format: 1\nscenarios: [{}]\n"}, "scenarios/pds/third.yaml:2:13: error: the scenario has no \"id\"\nscenarios/pds/third.yaml:2:13: error: the scenario has no \"title\"\nscenarios/pds/third.yaml:2:13: error: the scenario has no \"roles\"\nscenarios/pds/third.yaml:2:13: error: the scenario names no service"},
		{"mistakes in several files come together", files{"scenarios/pds/policy.yaml": "format: 2\n", "fixtures/pds/patients.yaml": "patient: []\n", "scenarios/itk/pack.yaml": "format: 1\ndomain: itk\n"},
			"fixtures/pds/patients.yaml:1:1: error: unknown key \"patient\" in the patients file; did you mean \"patients\"?\n" +
				"scenarios/itk/pack.yaml:1:1: error: pack.yaml has no \"title\"\n" +
				"scenarios/pds/policy.yaml:1:9: error: format is \"2\"; this tkw reads format 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set, err := Load(Options{BuiltIn: builtInFiles().with(c.changes).builtIn(t)})
			require.EqualError(t, err, c.want)
			require.Nil(t, set)
			var problems yamlfile.Problems
			require.ErrorAs(t, err, &problems)
		})
	}
}

func TestSharedListsServeScenariosAndOwnOnesGoBefore(t *testing.T) {
	t.Parallel()
	set := load(t, builtInFiles().with(files{"scenarios/pds/third.yaml": "format: 1\nscenarios:\n  - {id: 'PDS-SHARED-%n%', for: shared, title: t, service: verify, roles: [client]}\n"}))
	require.Equal(t, "PDS-SHARED-1", set.Pack("pds").Scenarios[0].ID)
	pack := strings.Replace(builtInFiles()["scenarios/pds/pack.yaml"], "lists: {", "lists: {shared: [{n: own}], ", 1)
	set = load(t, builtInFiles().with(files{"scenarios/pds/pack.yaml": pack, "scenarios/pds/third.yaml": "format: 1\nscenarios:\n  - {id: 'PDS-SHARED-%n%', for: shared, title: t, service: verify, roles: [client]}\n"}))
	require.Equal(t, "PDS-SHARED-own", set.Pack("pds").Scenarios[0].ID)
}

func TestFolderWithOneChangedScenarioTakesTheRestFromTheBuiltInPack(t *testing.T) {
	t.Parallel()
	plain := load(t, builtInFiles()).Pack("pds")
	changed := "format: 1\nscenarios:\n  - {id: PDS-VER-01, title: changed, service: verify, persona: matched, roles: [provider], expect: [{response: SMSP-0000}]}\n"
	dir := files{"pack.yaml": builtInFiles()["scenarios/pds/pack.yaml"], "first.yaml": changed}.folder(t)
	set := load(t, builtInFiles(), dir)
	got := set.Pack("pds")
	require.Equal(t, dir, got.Source)
	require.Equal(t, []string{"PDS-VER-01", "PDS-VER-02", "PDS-VER-03"}, ids(got.Scenarios))
	require.Equal(t, "changed", got.Scenarios[0].Title)
	require.Equal(t, filepath.ToSlash(dir)+"/first.yaml", got.Scenarios[0].Place.File)
	require.Equal(t, "scenarios/pds/second.yaml", got.Scenarios[1].Place.File, "a place that a user can open")
	require.Empty(t, cmp.Diff(plain.Personas, got.Personas))
	require.Empty(t, cmp.Diff(plain.Requirements, got.Requirements))
	want := plain.Digests
	want.Source, want.Scenarios = dir, got.Digests.Scenarios
	require.Equal(t, want, got.Digests, "only the scenarios differ")
	require.NotEqual(t, plain.Digests.Scenarios, got.Digests.Scenarios)
	require.Equal(t, "built in", set.Pack("itk").Source)
}

func TestDigestsTellEveryChange(t *testing.T) {
	t.Parallel()
	plain := load(t, builtInFiles()).Pack("pds").Digests
	require.Equal(t, plain, load(t, builtInFiles()).Pack("pds").Digests)
	differ := func(d model.Pack) (out []string) {
		for _, part := range []struct{ name, a, b string }{
			{"scenarios", plain.Scenarios, d.Scenarios}, {"schemas", plain.Schemas, d.Schemas}, {"rules", plain.Rules, d.Rules}, {"fixtures", plain.Fixtures, d.Fixtures},
		} {
			require.Len(t, part.b, 64)
			if part.a != part.b {
				out = append(out, part.name)
			}
		}
		return out
	}
	second := builtInFiles()["scenarios/pds/second.yaml"]
	for _, c := range []struct {
		name    string
		changes files
		want    []string
	}{
		{"a blank in a scenario file", files{"scenarios/pds/second.yaml": second + "\n"}, []string{"scenarios"}},
		{"a scenario file by another name", files{"scenarios/pds/second.yaml": "", "scenarios/pds/third.yaml": second}, []string{"scenarios"}},
		{"the policy", files{"scenarios/pds/policy.yaml": "users: {accept: [a]}\n"}, []string{"scenarios"}},
		{"a schema", files{"schemas/pds/a.xsd": "<b/>"}, []string{"schemas"}},
		{"a schema that nothing names", files{"schemas/pds/deep/b.xsd": "<b/>"}, []string{"schemas"}},
		{"a rule file", files{"rules/pds/pds.sch": "<changed/>"}, []string{"rules"}},
		{"the last rule file gone", files{"rules/pds/pds.sch": ""}, []string{"rules"}},
		{"a template deep inside", files{"fixtures/pds/templates/deep/er.xml": "<x/>"}, []string{"fixtures"}},
		{"a persona", files{"fixtures/pds/personas.yaml": "personas:\n  - {name: matched, title: t}\n"}, []string{"fixtures"}},
		{"a note beside the scenarios", files{"scenarios/pds/notes.txt": "other"}, nil},
		{"another pack", files{"rules/itk/core.sch": "<other/>"}, nil},
		{"content moved from one file to the next", files{"schemas/pds/a.xsd": "<a/>\"schemas/b.xsd\" 0\n"}, []string{"schemas"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, differ(load(t, builtInFiles().with(c.changes)).Pack("pds").Digests))
		})
	}
	t.Run("a template changed in an overlay", func(t *testing.T) {
		t.Parallel()
		dir := files{"pack.yaml": builtInFiles()["scenarios/pds/pack.yaml"], "fixtures/templates/r.xml": "<mine/>"}.folder(t)
		p := load(t, builtInFiles(), dir).Pack("pds")
		require.Equal(t, []string{"fixtures"}, differ(p.Digests))
		content, err := fs.ReadFile(p.FS, "fixtures/templates/s.xml")
		require.NoError(t, err)
		require.Equal(t, "<s/>", string(content))
	})
}

func TestPackOfOnesOwn(t *testing.T) {
	t.Parallel()
	dir := files{
		"pack.yaml": "format: 1\ndomain: lab-1\ntitle: Laboratory\nuses: [itk]\n",
		"all.yaml":  "format: 1\nscenarios:\n  - {id: LAB-1-A, title: t, service: order, roles: [client]}\n",
	}.folder(t)
	set := load(t, builtInFiles(), dir)
	require.Equal(t, []string{"LAB-1-A"}, ids(set.Pack("lab-1").Scenarios))
	require.Equal(t, []*Pack{set.Pack("itk")}, set.Shared(set.Pack("lab-1")))
	require.Len(t, set.Pack("pds").Scenarios, 3)
}

func TestPackFoldersThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	pack := builtInFiles()["scenarios/pds/pack.yaml"]
	one, two := files{"pack.yaml": pack}.folder(t), files{"pack.yaml": pack}.folder(t)
	empty, odd, nameless := t.TempDir(), files{"pack.yaml": "domain: [\n"}.folder(t), files{"pack.yaml": "format: 1\n"}.folder(t)
	broken := files{"pack.yaml": pack, "second.yaml": "format: 7\n"}.folder(t)
	for _, c := range []struct {
		name string
		dirs []string
		want string
	}{
		{"nothing there", []string{filepath.Join(empty, "no")}, "opening the pack folder " + filepath.Join(empty, "no") + ": "},
		{"no pack.yaml", []string{empty}, "a pack folder holds a pack.yaml"},
		{"a pack.yaml that is none", []string{odd}, odd + "/pack.yaml:1:9: error: not readable as YAML"},
		{"a pack.yaml without a domain", []string{nameless}, nameless + `/pack.yaml:1:1: error: pack.yaml has no "domain"`},
		{"two for one domain", []string{one, two}, "both " + one + " and " + two + ` hold the pack "pds"; give one of them`},
		{"a mistake in the folder's own file", []string{broken}, broken + `/second.yaml:1:9: error: format is "7"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(Options{BuiltIn: builtInFiles().builtIn(t), Dirs: c.dirs})
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestPersonasAreBoundToOtherValues(t *testing.T) {
	t.Parallel()
	bind := func(src string) (*Set, string, error) {
		file := filepath.Join(t.TempDir(), "mine.yaml")
		require.NoError(t, os.WriteFile(file, []byte(src), 0o644))
		set, err := Load(Options{BuiltIn: builtInFiles().builtIn(t), Personas: file})
		return set, file, err
	}
	set, file, err := bind("personas:\n  - {name: matched, nhsNumber: '7', localId: {root: r}}\n  - {name: other, title: Mine, nhsNumber: '8', ask: {}}\n")
	require.NoError(t, err)
	want := []Persona{
		{Name: "matched", Title: "A match", Values: map[string]any{"nhsNumber": "7", "localId": map[string]any{"root": "r"}}, Place: yamlfile.Place{File: file, Line: 2, Column: 6}},
		{Name: "other", Title: "Mine", Values: map[string]any{"nhsNumber": "8"}, Ask: map[string]string{}, Place: yamlfile.Place{File: file, Line: 3, Column: 6}},
	}
	require.Empty(t, cmp.Diff(want, set.Pack("pds").Personas))

	for _, c := range []struct{ name, src, want string }{
		{"an unknown persona", "personas:\n  - {name: machted, nhsNumber: '7'}\n", `FILE:2:6: error: no pack has a persona "machted" to replace`},
		{"no name", "personas:\n  - {nhsNumber: '7'}\n", `FILE:2:6: error: the persona has no "name"`},
		{"one persona twice", "personas:\n  - {name: matched}\n  - {name: matched}\n", `FILE:3:6: error: persona "matched" is there twice; first at FILE:2:6`},
		{"a mistyped value", "personas:\n  - {name: matched, nhsNumer: '7'}\n", `FILE:2:21: error: unknown key "nhsNumer" in the persona; did you mean "nhsNumber"?`},
		{"what requests ask is left open", "personas:\n  - {name: other, nhsNumber: '7'}\n", `FILE:2:6: error: requests for persona "other" ask other values than its record has (family); say under "ask" what requests for yours ask`},
		{"a persona of words", "personas: [matched]\n", `FILE:1:12: error: the persona must be a mapping, not a single value`},
		{"no YAML", "personas: {\n", "FILE:1:11: error: not readable as YAML: could not find flow mapping end token '}'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, file, err := bind(c.src)
			require.EqualError(t, err, strings.ReplaceAll(c.want, "FILE", file))
		})
	}
	t.Run("no such file", func(t *testing.T) {
		t.Parallel()
		_, err := Load(Options{BuiltIn: builtInFiles().builtIn(t), Personas: "no-such.yaml"})
		require.ErrorContains(t, err, "no-such.yaml: error: reading the personas file")
	})
}

func TestExportedPackIsTheSamePack(t *testing.T) {
	t.Parallel()
	f := builtInFiles()
	fsys, err := f.builtIn(t).Open("pds")
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "mine")
	require.NoError(t, Export(fsys, dir))
	want := load(t, f).Pack("pds")
	got := load(t, f.with(files{"fixtures/pds/templates/deep/er.xml": ""}), dir).Pack("pds")
	want.Digests.Source = dir
	require.Equal(t, want.Digests, got.Digests)
	require.Equal(t, ids(want.Scenarios), ids(got.Scenarios))

	require.ErrorIs(t, Export(fsys, dir), os.ErrExist, "nothing is overwritten")
	t.Run("a pack without schemas", func(t *testing.T) {
		t.Parallel()
		fsys, err := f.builtIn(t).Open("itk")
		require.NoError(t, err)
		dir := filepath.Join(t.TempDir(), "mine")
		require.NoError(t, Export(fsys, dir))
		require.FileExists(t, filepath.Join(dir, "rules", "core.sch"))
		require.NoDirExists(t, filepath.Join(dir, "schemas"))
	})
	t.Run("a pack that lies over another", func(t *testing.T) {
		t.Parallel()
		upper := files{"pack.yaml": f["scenarios/pds/pack.yaml"], "schemas/a.xsd": "<mine/>"}.folder(t)
		dir := filepath.Join(t.TempDir(), "mine")
		require.NoError(t, Export(load(t, f, upper).Pack("pds").FS, dir))
		content, err := os.ReadFile(filepath.Join(dir, "schemas", "a.xsd"))
		require.NoError(t, err)
		require.Equal(t, "<mine/>", string(content))
		require.FileExists(t, filepath.Join(dir, "second.yaml"))
	})
}

func TestListingsShowTheFilesOfBoth(t *testing.T) {
	t.Parallel()
	f := builtInFiles()
	upper := files{"pack.yaml": f["scenarios/pds/pack.yaml"], "extra.yaml": "x", "schemas/b.xsd": "<b/>", "fixtures/templates/r.xml": "<mine/>"}
	lower, err := f.builtIn(t).Open("pds")
	require.NoError(t, err)
	over := overlayFS{upper: os.DirFS(upper.folder(t)), lower: lower}
	list := func(fsys fs.FS, name string) (out []string) {
		entries, err := fs.ReadDir(fsys, name)
		require.NoError(t, err)
		for _, e := range entries {
			out = append(out, e.Name())
		}
		return out
	}
	require.Equal(t, []string{"a.xsd", "b.xsd"}, list(over, "schemas"))
	require.Equal(t, []string{"pds.sch"}, list(over, "rules"))
	require.Equal(t, []string{"deep", "r.xml", "s.xml"}, list(over, "fixtures/templates"))
	_, err = fs.ReadDir(over, "nowhere")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = over.Open("../pack.yaml")
	require.Error(t, err)
}
