package pack

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// files are the contents of a pack or of the built-in trees, by path.
type files map[string]string

// builtInFiles are two small packs: "itk", which is shared, and "pds".
func builtInFiles() files {
	return files{
		"scenarios/itk/pack.yaml":         "format: 1\ndomain: itk\ntitle: Core\nrules: [rules/core.sch]\nlists: {shared: [{n: 1}]}\n",
		"scenarios/itk/requirements.yaml": "requirements:\n  - {id: COR-1, title: one, level: Must, host: Y, client: N}\n",
		"rules/itk/core.sch":              "<core/>",
		"scenarios/pds/pack.yaml": `format: 1
domain: pds
title: Demographics
uses: [itk]
rules: [rules/pds.sch]
responseCodes: [SMSP-0000]
payloadCodes: [SMSP-0000]
lists: {operations: [{op: VER, service: verify}]}
services:
  - name: verify
    title: Verify
    action: urn:verify
    asks: [nhsNumber, localId.root]
    match: [[nhsNumber], [family]]
    request: {root: r, namespace: urn:n, profile: urn:p, schema: schemas/a.xsd, template: fixtures/templates/r.xml, keys: {nhsNumber: '@id'}}
    response: {root: s, namespace: urn:n, profile: urn:q, schema: schemas/a.xsd, template: fixtures/templates/s.xml, action: urn:answer}
`,
		"scenarios/pds/requirements.yaml":    "format: 1\nrequirements:\n  - {id: PDS-1, title: one, level: Should, evidence: document, reason: on paper}\n",
		"scenarios/pds/references.yaml":      "references:\n  - {id: SO_OK, title: ok, role: provider}\n  - {id: SO_NO, title: no, role: both, excluded: asynchronous}\n",
		"scenarios/pds/faults.yaml":          "answered: ['Y-*']\nfaults:\n  - {condition: 1, title: t, rules: ['X-*'], faultcode: Client, errorCode: '1000', text: words}\n",
		"scenarios/pds/policy.yaml":          "users: {accept: ['*'], reject: [Unknown]}\n",
		"scenarios/pds/first.yaml":           "format: 1\nscenarios:\n  - {id: 'PDS-%op%-01', for: operations, title: first, service: '%service%', persona: matched, roles: [provider], expect: [{response: SMSP-0000}]}\n",
		"scenarios/pds/second.yaml":          "format: 1\nscenarios:\n  - {id: 'PDS-VER-0%n%', for: [{n: 3}, {n: 2}], title: second, service: verify, roles: [client]}\n",
		"schemas/pds/a.xsd":                  "<a/>",
		"rules/pds/pds.sch":                  "<pds/>",
		"fixtures/pds/templates/r.xml":       "<r/>",
		"fixtures/pds/templates/s.xml":       "<s/>",
		"fixtures/pds/personas.yaml":         "format: 1\npersonas:\n  - {name: matched, title: A match, nhsNumber: '1', family: ONE, practice: {id: P}}\n  - {name: other, title: Another, nhsNumber: '2', ask: {family: WRONG}}\n",
		"fixtures/pds/patients.yaml":         "patients:\n  - {nhsNumber: '3', dateOfDeath: '2020'}\n",
		"fixtures/pds/triggers.yaml":         "triggers:\n  - {service: verify, key: nhsNumber, value: '9', code: SMSP-0000, patient: '3'}\n",
		"scenarios/embed.go":                 "package scenarios",
		"scenarios/pds/notes.txt":            "not read",
		"scenarios/pds/sub/not-read.yaml":    "not read either: [",
		"fixtures/pds/templates/deep/er.xml": "<deep/>",
	}
}

// with is a copy in which some files are changed, or absent where empty.
func (f files) with(changes files) files {
	out := maps.Clone(f)
	for name, content := range changes {
		out[name] = content
		if content == "" {
			delete(out, name)
		}
	}
	return out
}

func (f files) builtIn(t testing.TB) BuiltIn {
	t.Helper()
	trees := map[string]fstest.MapFS{"scenarios": {}, "schemas": {}, "rules": {}, "fixtures": {}}
	for name, content := range f {
		root, rest, _ := strings.Cut(name, "/")
		require.Contains(t, trees, root)
		trees[root][rest] = &fstest.MapFile{Data: []byte(content)}
	}
	return BuiltIn{Scenarios: trees["scenarios"], Schemas: trees["schemas"], Rules: trees["rules"], Fixtures: trees["fixtures"]}
}

// folder writes a pack folder of a user.
func (f files) folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range f {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
	return dir
}

func load(t *testing.T, f files, dirs ...string) *Set {
	t.Helper()
	set, err := Load(Options{BuiltIn: f.builtIn(t), Dirs: dirs})
	require.NoError(t, err)
	return set
}

func ids(list []scenario.Scenario) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.ID)
	}
	return out
}

const (
	provider = model.RoleProvider
	client   = model.RoleClient
)
