package lint_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/twins"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/play/lint"
)

func TestBuiltInPacksAreClean(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	require.Empty(t, lint.Check(b.Set, b.Judge, b.Composer))
}

// onlyScenario is a bench whose one scenario is that of zz-lint.yaml in a pack folder. Its
// rules and schemas are those of base. Compiling them, and composing all scenarios, for
// each case would take most of the time of the tests.
func onlyScenario(t *testing.T, base *builtin.Bench, dir string) *builtin.Bench {
	t.Helper()
	set, err := pack.Load(pack.Options{BuiltIn: builtin.Source(), Dirs: []string{dir}})
	require.NoError(t, err)
	for _, p := range set.Packs {
		p.Scenarios = slices.DeleteFunc(p.Scenarios, func(sc scenario.Scenario) bool { return filepath.Base(sc.Place.File) != "zz-lint.yaml" })
	}
	composer, err := compose.New(set, itk.SeededIDs(1), builtin.Now, compose.DefaultSender())
	require.NoError(t, err)
	return &builtin.Bench{Set: set, Judge: base.Judge, Composer: composer}
}

// scenarioFile is a scenario that is right until something is replaced in it.
const scenarioFile = `format: 1
scenarios:
  - id: PDS-LINT
    title: A scenario to damage
    service: verifyNHSNumber
    roles: [provider, client]
    persona: matched
    reference: [SO_NOTIME]
    requirements: [WS-SEC-04, MSCA-AUD-04]
    proves: [WS-SEC-04]
    request:
      ask: {family: SMITH}
      mutations: [{set: //itk:manifest/@count, value: "2"}]
    expect: [{response: SMSP-0000}]
    assert: [{id: PDS-OURS, that: "true()", message: m, requirements: [WS-SEC-04]}]
    reply: {response: DEMOG-0001}
`

// ruleTitle is a place in a rule file where a further rule may be put.
const ruleTitle = "<title>Numbers and identifiers</title>"

func TestMistakesAreFound(t *testing.T) {
	t.Parallel()
	fsys, err := builtin.Source().Open("pds")
	require.NoError(t, err)
	base := builtin.New(t)
	for _, c := range []struct {
		name         string
		file         string // of the pack; the scenario when empty
		old, changed string
		and          []string // further texts and what takes their place
		want         string
	}{
		{name: "nothing wrong"},
		{name: "a requirement that is not in the catalogue", old: "[WS-SEC-04, MSCA-AUD-04]\n", changed: "[WS-SEC-04, WS-SEC-99]\n", want: `names requirement "WS-SEC-99", which is not in the catalogue`},
		{name: "an expectation that carries nothing", old: "    proves: [WS-SEC-04]\n", want: `zz-lint.yaml:3:5: error: scenario PDS-LINT: its expectation carries no requirement: add proves: [ID]`},
		{name: "an expectation that carries none, and why", old: "proves: [WS-SEC-04]\n", changed: "proves: {none: nobody asks for it}\n"},
		{name: "an expectation that carries what the scenario is not about", old: "proves: [WS-SEC-04]\n", changed: "proves: [WS-SEC-05]\n", want: `scenario PDS-LINT proves requirement "WS-SEC-05", which is not among its requirements`},
		{name: "an expectation that carries what is in no catalogue", old: "proves: [WS-SEC-04]\n", changed: "proves: [WS-SEC-99]\n", want: `scenario PDS-LINT proves requirement "WS-SEC-99", which is not in the catalogue`},
		{name: "an expectation of a provider that carries only what binds clients", old: "roles: [provider, client]", changed: "roles: [provider]", and: []string{"proves: [WS-SEC-04]", "proves: [MSCA-AUD-04]", "    reply: {response: DEMOG-0001}\n", ""}, want: `scenario PDS-LINT proves only requirements that do not bind the role under test`},
		{name: "an assertion that carries nothing", old: "message: m, requirements: [WS-SEC-04]}", changed: "message: m}", want: `error: assertion PDS-OURS carries no requirement: add requirements: [ID]`},
		{name: "an assertion that carries none, and why", old: "message: m, requirements: [WS-SEC-04]}", changed: "message: m, requirements: {none: nobody asks for it}}"},
		{name: "an assertion that carries what is in no catalogue", old: "message: m, requirements: [WS-SEC-04]}", changed: "message: m, requirements: [WS-SEC-99]}", want: `assertion PDS-OURS names requirement "WS-SEC-99", which is not in the catalogue`},
		{name: "a requirement that messages shall show and no scenario names", file: "requirements.yaml", old: "requirements:\n", changed: "requirements:\n  - {id: PDS-L-1, level: Must, client: N, title: t}\n", want: `no scenario for role provider names requirement "PDS-L-1": add one, or say under evidence what else shows it`},
		{name: "a requirement of a module that nobody lists", file: "requirements.yaml", old: "requirements:\n", changed: "requirements:\n  - {id: PDS-L-1, level: Must, host: O, client: N, module: luck, evidence: document, reason: r, title: t}\n", want: `requirement "PDS-L-1" belongs to the module "luck", which no pack lists under modules`},
		{name: "findings that carry what is in no catalogue", file: "pack.yaml", old: "format: 1\n", changed: "format: 1\ncarries: [{rule: XML-EMPTY, requirements: [WS-SEC-99]}]\n", want: `the findings of XML-EMPTY carry requirement "WS-SEC-99", which is not in the catalogue`},
		{name: "a persona that is not there", old: "persona: matched", changed: "persona: nobody", want: `there is no persona "nobody"`},
		{name: "a service that is not there", old: "service: verifyNHSNumber", changed: "service: verify", want: `there is no service "verify"`},
		{name: "a value that the service has no element for", old: "family: SMITH", changed: "gender: '1'", want: `the request asks "gender", which verifyNHSNumber has no element for`},
		{name: "a mutation that changes nothing", old: `value: "2"`, changed: `value: "1"`, want: "changes nothing"},
		{name: "a fragment as long as a message", old: `{set: //itk:manifest/@count, value: "2"}`, changed: `{insert: last-in //itk:manifest, xml: "<itk:manifestitem id='x' mimetype='` + strings.Repeat("y", 1500) + `'/>"}`, want: "warning: scenario PDS-LINT inserts a fragment of 1538 characters; write one copy with repeat: N"},
		{name: "a mutation that matches nothing", old: "//itk:manifest/@count", changed: "//itk:nosuch/@count", want: "matches nothing"},
		{name: "a code that no response carries", old: "response: SMSP-0000", changed: "response: SMSP-7777", want: `expects the code "SMSP-7777"`},
		{name: "a reply with such a code", old: "response: DEMOG-0001", changed: "response: DEMOG-7777", want: `replies with the code "DEMOG-7777"`},
		{name: "an example of another form", file: "schemas/patterns.yaml", changed: "format: 1\npatterns:\n  - {pattern: \"[0-9]'{2}\", example: \"1'\"}\n", want: `schemas/patterns.yaml:3:6: error: the example "1'" is not of the form "[0-9]'{2}"`},
		{name: "an example of its form", file: "schemas/patterns.yaml", changed: "format: 1\npatterns:\n  - {pattern: \"[0-9]'{2}\", example: \"1''\"}\n"},
		{name: "a pattern that is no regular expression", file: "schemas/patterns.yaml", changed: "format: 1\npatterns:\n  - {pattern: \"[0-9\", example: \"1\"}\n", want: `schemas/patterns.yaml:3:6: error: pattern "[0-9" cannot be read`},
		{name: "a shared assertion that nobody uses", file: "assertions.yaml", old: "assertions:\n", changed: "assertions:\n  - {id: PDS-FORGOTTEN, that: 1, message: m}\n", want: "no scenario uses the shared assertion PDS-FORGOTTEN"},
		{name: "an assertion that carries the id of its scenario", old: "id: PDS-OURS", changed: "id: PDS-LINT-NAME", want: "warning: assertion PDS-LINT-NAME carries the id of its scenario"},
		{name: "an assertion that compares and does not say what", old: `that: "true()"`, changed: `that: "/x:exchange/@role = 'provider'"`, want: "warning: assertion PDS-OURS compares values that its findings do not show"},
		{name: "an assertion that compares within a predicate only", old: `that: "true()"`, changed: `that: "/x:exchange[@role = 'provider']"`},
		{name: "an assertion that says what it compares", old: `that: "true()"`, changed: `found: "/x:exchange/@role", expected: "'provider'"`},
		{name: "an expected value that does not compile", old: `that: "true()"`, changed: `found: "/x:exchange/@role", expected: "'provider"`, want: "assertion PDS-OURS"},
		{name: "one id for two grades", old: "[WS-SEC-04]}]\n", changed: "[WS-SEC-04]}, {id: PDS-OURS, that: \"1\", message: m, requirements: [WS-SEC-04], neverExcuse: true}]\n", want: "assertion PDS-OURS is graded otherwise at"},
		{name: "a former id of an assertion that is that of a rule", old: "id: PDS-OURS", changed: "id: PDS-OURS, formerly: PDS-XCH-P13-FLAG", want: `lists the old id "PDS-XCH-P13-FLAG"`},
		{name: "an assertion that does not compile", old: `that: "true()"`, changed: `that: "true("`, want: "assertion PDS-OURS"},
		{name: "an assertion with an undeclared prefix", old: `that: "true()"`, changed: `that: "//nosuch:a"`, want: "assertion PDS-OURS"},
		{name: "a reference test that is none", old: "[SO_NOTIME]", changed: "[SO_NOSUCH]", want: `names the reference test "SO_NOSUCH"`},
		{name: "a need that nothing offers", old: "    persona: matched\n", changed: "    persona: matched\n    needs: [luck]\n", want: `needs "luck"`},
		{name: "a reference test that nothing covers", file: "references.yaml", old: "references:\n", changed: "references:\n  - {id: SO_FORGOTTEN, title: t}\n", want: "no scenario covers the reference test SO_FORGOTTEN"},
		{name: "a persona with a wrong check digit", file: "fixtures/personas.yaml", old: `nhsNumber: "9449310394"`, changed: `nhsNumber: "9449310395"`, want: "whose check digit is wrong"},
		{name: "a requirement of a rule that is not in the catalogue", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert id="PDS-L" role="error" see="WS-SEC-04 FLG%20INV" test="1" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`, want: `rules/exchange.sch:15:1: error: rule PDS-L names requirement "FLG INV", which is not in the catalogue`},
		{name: "a rule that says why it has no requirement", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert id="PDS-L" role="error" see="none" t:reason="good style" xmlns:t="urn:tkw:rules:1" test="1" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`},
		{name: "an assert without an id", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert role="error" see="WS-SEC-04" test="1" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`, want: `rules/exchange.sch:15:1: error: an assert has no id`},
		{name: "an error that names no requirement", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert id="PDS-L" role="error" test="1" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`, want: `rules/exchange.sch:15:1: error: rule PDS-L is an error that names no requirement`},
		{name: "a rule without a role that names no requirement", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert id="PDS-L" test="1" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`, want: `rules/exchange.sch:15:1: error: rule PDS-L is an error that names no requirement`},
		{name: "a test that nobody reads", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert id="PDS-L" role="warning" test="1 = 1` + strings.Repeat(" or 1 = 1", 45) + `" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`, want: `rules/exchange.sch:15:1: warning: the test of rule PDS-L has 410 characters; give names to its parts with let`},
		{name: "a trigger of an unknown service", file: "fixtures/triggers.yaml", old: "triggers:\n", changed: "triggers:\n  - {service: verify, key: nhsNumber, value: '1', code: SMSP-0000}\n", want: `fixtures/triggers.yaml:12:6: error: trigger 1 names the unknown service "verify"`},
		{name: "a warning that names no requirement", file: "rules/exchange.sch", old: ruleTitle, changed: ruleTitle + `<rule context="/a"><assert id="PDS-L" role="warning" test="1" diagnostics="PDS-XCH-P13-FLAG.fix">t</assert></rule>`},
		{name: "an old id of a rule of today", file: "formerly.yaml", changed: "formerly:\n  - {old: PDS-XCH-P13-FLAG, new: PDS-XCH-P4-NHS-NUMBER}\n", want: `formerly.yaml:2:6: error: "PDS-XCH-P13-FLAG" is listed as an old id, but it is that of a rule or assertion of today`},
		{name: "an old id of an assertion of today", file: "formerly.yaml", changed: "formerly:\n  - {old: PDS-OURS, new: PDS-XCH-P13-FLAG}\n", want: `"PDS-OURS" is listed as an old id`},
		{name: "an old id that leads nowhere", file: "formerly.yaml", changed: "formerly:\n  - {old: PDS-GONE, new: PDS-GONE-TOO}\n", want: `formerly.yaml:2:6: error: the old id "PDS-GONE" leads to "PDS-GONE-TOO", which no rule or assertion has`},
		{name: "a chain of old ids that leads nowhere", file: "formerly.yaml", changed: "formerly:\n  - {old: PDS-A, new: PDS-B}\n  - {old: PDS-B, new: PDS-C}\n", want: `formerly.yaml:2:6: error: the old id "PDS-A" leads to "PDS-C"`},
		{name: "old ids that lead to today's", file: "formerly.yaml", changed: "formerly:\n  - {old: PDS-A, new: PDS-B}\n  - {old: PDS-B, new: PDS-XCH-P13-FLAG}\n  - {old: PDS-D, new: PDS-OURS}\n  - {old: XSD-1, new: XSD-PAYLOAD-1}\n  - {old: EXPECT-X, new: EXPECT-ANSWER}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "pack")
			require.NoError(t, pack.Export(fsys, dir))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "zz-lint.yaml"), []byte(scenarioFile), 0o600))
			switch {
			case c.changed != "" && c.old == "": // a file that the pack lacks
				require.NoError(t, os.WriteFile(filepath.Join(dir, c.file), []byte(c.changed), 0o600))
			case c.old != "":
				file := c.file
				if file == "" {
					file = "zz-lint.yaml"
				}
				name := filepath.Join(dir, file)
				text, err := os.ReadFile(name)
				require.NoError(t, err)
				changed := string(text)
				for pair := range slices.Chunk(append([]string{c.old, c.changed}, c.and...), 2) {
					require.Contains(t, changed, pair[0])
					changed = strings.Replace(changed, pair[0], pair[1], 1)
				}
				require.NoError(t, os.WriteFile(name, []byte(changed), 0o600))
			}
			var b *builtin.Bench
			if c.file != "" {
				b = builtin.New(t, dir)
			} else {
				b = onlyScenario(t, base, dir)
			}
			problems := lint.Check(b.Set, b.Judge, b.Composer)
			if c.file == "" { // of the scenarios that are not there, nothing else is covered
				problems = slices.DeleteFunc(problems, func(p yamlfile.Problem) bool { return filepath.Base(p.Place.File) != "zz-lint.yaml" })
			}
			if c.want == "" {
				require.Empty(t, problems)
				return
			}
			require.NotEmpty(t, problems)
			require.Contains(t, problems.Error(), c.want)
		})
	}
}

func TestAPackWithoutTheNationalTestsIsNamed(t *testing.T) {
	t.Parallel()
	dir := twins.Write(t, "north")
	b := builtin.New(t, dir)
	require.Contains(t, lint.Check(b.Set, b.Judge, b.Composer).Error(),
		dir+`/pack.yaml:1:1: warning: the scenarios of pack "itk" do not run on these services; add national: {persona: …, success: …, endpoint: …} (docs/pack-author.md)`)
}

func TestMessagesWithOneRootElementAreNamed(t *testing.T) {
	t.Parallel()
	receipts := "warning: north/refer/response and south/refer/response have the same root element Receipt of urn:hl7-org:v3: a payload without its envelope cannot be judged"
	for _, c := range []struct {
		name  string
		south []string
		want  []string
	}{
		{"told apart in their envelopes", nil, []string{
			"warning: north/refer/request and south/refer/request have the same root element Referral of urn:hl7-org:v3: a payload without its envelope cannot be judged", receipts,
		}},
		{"told apart by nothing", []string{"southReferral-v1-0", "northReferral-v1-0"}, []string{
			"error: north/refer/request and south/refer/request cannot be told apart: both have the root element Referral of urn:hl7-org:v3, " +
				"and action, profile and interaction are no different; give one of them a profile or interaction of its own", receipts,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := builtin.New(t, twins.Write(t, "north"), twins.Write(t, "south", c.south...))
			var got []string
			for _, p := range lint.Check(b.Set, b.Judge, b.Composer) {
				_, text, _ := strings.Cut(p.String(), ": ")
				if strings.Contains(text, "root element") {
					got = append(got, text)
				}
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}
