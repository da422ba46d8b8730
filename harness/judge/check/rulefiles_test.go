package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// labPack is a pack of the user without services; its rule files are those given,
// by name, of which pack.yaml lists the first.
func labPack(t *testing.T, listed string, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "lab")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "rules", "parts"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte("format: 1\ndomain: lab\ntitle: Lab\nuses: [itk]\nrules: [rules/"+listed+"]\n"), 0o644))
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "rules", filepath.FromSlash(name)), []byte(text), 0o644))
	}
	return dir
}

const labHead = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:t="urn:tkw:rules:1"><ns prefix="x" uri="urn:tkw:exchange:1"/>`

// labRules has no phases: one rule about the whole exchange, one that matches nothing.
const labRules = labHead + `<pattern>
<rule id="LAB-ALL" context="/x:exchange">
<assert id="LAB-ERROR" test="0" role="error" flag="addressing never-excuse" see="4.3%20Response1 WS-ADR-01" diagnostics="d">wrong</assert>
<assert id="LAB-WARNING" test="0" role="warning" see="none" t:reason="good style only">doubtful</assert>
<assert id="LAB-INFO" test="0" role="info" flag="payload">by the way</assert>
<assert id="LAB-PLAIN" test="0">plain</assert>
</rule>
<rule id="LAB-NEVER" context="/x:nothing"><assert id="LAB-NEVER" test="0">never</assert></rule>
</pattern><diagnostics><diagnostic id="d">Do better.</diagnostic></diagnostics></schema>`

func TestRuleFileWithoutPhasesJudgesOnce(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, labPack(t, "lab.sch", map[string]string{"lab.sch": labRules}))
	body := []byte(requestFor(t, b, "verifyNHSNumber", "matched"))
	pds := b.Set.Pack("pds")
	service, _ := pds.Service("verifyNHSNumber")
	answer, err := b.Composer.Response(pds, service, "DEMOG-0001", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	request, response := &check.Message{Body: body, Received: builtin.Now()}, &check.Message{Body: answer}
	for _, c := range []struct {
		name              string
		request, response *check.Message
		judged            check.Part
	}{
		{"a request", request, nil, check.PartRequest},
		{"a request that was answered", request, response, check.PartRequest},
		{"a response alone", nil, response, check.PartResponse},
		{"a response beside its request", request, response, check.PartResponse},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, err := b.Judge.Judge(t.Context(), check.Input{
				Domain: "lab", Service: "any", Role: model.RoleProvider, Now: builtin.Now(), Request: c.request, Response: c.response, Judged: c.judged,
				Only: map[string]bool{check.OnlyRules: true},
			})
			require.NoError(t, err)
			var got []model.Finding
			for _, f := range v.Findings {
				if strings.HasPrefix(f.Rule, "LAB-") {
					got = append(got, f)
				}
			}
			part := string(c.judged)
			require.Empty(t, cmp.Diff([]model.Finding{
				{Check: "rules", Rule: "LAB-ERROR", Severity: model.Error, Layer: model.LayerAddressing, Message: "wrong", Part: part, Requirements: []string{"4.3 Response1", "WS-ADR-01"}, Help: "Do better.", NeverExcuse: true},
				{Check: "rules", Rule: "LAB-INFO", Severity: model.Info, Layer: model.LayerPayload, Message: "by the way", Part: part},
				{Check: "rules", Rule: "LAB-PLAIN", Severity: model.Error, Layer: model.LayerDomain, Message: "plain", Part: part},
				{Check: "rules", Rule: "LAB-WARNING", Severity: model.Warning, Layer: model.LayerDomain, Message: "doubtful", Part: part},
			}, got))
			require.Equal(t, 1, v.Fired["LAB-ALL"], "the rule looked at one node, once")
			n, counted := v.Fired["LAB-NEVER"]
			require.True(t, counted, "a rule that matched nothing is counted all the same")
			require.Zero(t, n)
		})
	}
	t.Run("in lists", func(t *testing.T) {
		t.Parallel()
		for _, phases := range [][]string{{"request"}, {"response", "exchange"}} {
			require.Subset(t, b.Judge.RuleIDs([]string{"lab"}, phases...), []string{"LAB-ALL", "LAB-NEVER"})
			require.NotContains(t, b.Judge.RuleIDs([]string{"pds"}, phases...), "LAB-ALL")
		}
		require.NotContains(t, b.Judge.RuleIDs([]string{"lab"}, "request"), "ITK-XCH-RELATES")
		var asserts []string
		for _, a := range b.Judge.Asserts() {
			if strings.HasPrefix(a.ID, "LAB-") {
				asserts = append(asserts, a.ID)
			}
		}
		require.Equal(t, []string{"LAB-ERROR", "LAB-INFO", "LAB-NEVER", "LAB-PLAIN", "LAB-WARNING"}, asserts)
		require.Contains(t, b.Judge.NeverExcuse(), "LAB-ERROR")
		require.NotContains(t, b.Judge.NeverExcuse(), "LAB-PLAIN")
	})
}

// A rule file that knows only messages says nothing against the one who is not judged;
// one that knows exchanges, or has phases, says what it says.
func TestRulesAboutOneMessageLeaveTheOtherAlone(t *testing.T) {
	t.Parallel()
	const (
		head     = `<schema xmlns="http://purl.oclc.org/dsdl/schematron"><ns prefix="soap" uri="http://schemas.xmlsoap.org/soap/envelope/"/>`
		exchange = `<ns prefix="x" uri="urn:tkw:exchange:1"/>`
		phases   = `<phase id="request"><active pattern="p"/></phase><phase id="response"><active pattern="p"/></phase>`
		rule     = `<pattern id="p"><rule context="soap:Body"><assert id="LAB-BODY" test="0">no</assert></rule></pattern></schema>`
	)
	for _, c := range []struct {
		name, file string
		// request and response are the parts that it objects to when that one is judged.
		request, response []string
	}{
		{"about messages", head + rule, []string{"request"}, []string{"response"}},
		{"about exchanges", head + exchange + rule, []string{"request", "response"}, []string{"request", "response"}},
		{"with phases", head + phases + rule, []string{"request", "response"}, []string{"request", "response"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := builtin.New(t, labPack(t, "lab.sch", map[string]string{"lab.sch": c.file}))
			pds := b.Set.Pack("pds")
			service, _ := pds.Service("verifyNHSNumber")
			answer, err := b.Composer.Response(pds, service, "DEMOG-0001", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
			require.NoError(t, err)
			for judged, want := range map[check.Part][]string{check.PartRequest: c.request, check.PartResponse: c.response} {
				v, err := b.Judge.Judge(t.Context(), check.Input{
					Domain: "lab", Service: "any", Role: model.RoleProvider, Now: builtin.Now(), Judged: judged, Only: map[string]bool{check.OnlyRules: true},
					Request:  &check.Message{Body: []byte(requestFor(t, b, "verifyNHSNumber", "matched")), Received: builtin.Now()},
					Response: &check.Message{Body: answer},
				})
				require.NoError(t, err)
				var got []string
				for _, f := range v.Findings {
					if f.Rule == "LAB-BODY" {
						got = append(got, f.Part)
					}
				}
				require.ElementsMatch(t, want, got, "the %s is judged", judged)
			}
		})
	}
}

func TestRuleFilesThatDoNotLoad(t *testing.T) {
	t.Parallel()
	const assert = `<assert id="LAB-1" test="1">t</assert>`
	part := `<rule xmlns="http://purl.oclc.org/dsdl/schematron" id="LAB-2" context="b">` + assert + `</rule>`
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // after the folder of the pack; empty if it loads
	}{
		{"right", map[string]string{"lab.sch": labRules}, ""},
		{"every layer", map[string]string{"lab.sch": labHead + `<pattern><rule context="a"><assert test="1" flag="transport">t</assert><assert test="1" flag="soap">t</assert><assert test="1" flag="addressing">t</assert><assert test="1" flag="security">t</assert>` +
			`<assert test="1" flag="envelope">t</assert><assert test="1" flag="payload">t</assert><assert test="1" flag="domain">t</assert><assert test="1" flag="scenario">t</assert></rule></pattern></schema>`}, ""},
		{"a role of other programs", map[string]string{"lab.sch": labHead + "\n<pattern><rule context='a'>\n" + `<assert test="1" role="fatal">t</assert></rule></pattern></schema>`},
			`lab/rules/lab.sch:3:1: assert: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`},
		{"a role that this tkw no longer takes", map[string]string{"lab.sch": labHead + "\n<pattern><rule context='a'>\n" + `<assert test="1" role="warn">t</assert></rule></pattern></schema>`},
			`lab/rules/lab.sch:3:1: assert: unknown role "warn"; did you mean "warning"? (known: error, warning, info)`},
		{"a role that is no word of ours but like one", map[string]string{"lab.sch": labHead + "\n<pattern><rule context='a'>\n" + `<assert test="1" role="information">t</assert></rule></pattern></schema>`},
			`lab/rules/lab.sch:3:1: assert: unknown role "information"; did you mean "info"? (known: error, warning, info)`},
		{"a mistyped layer", map[string]string{"lab.sch": labHead + "\n<pattern><rule context='a'>\n" + `<assert test="1" flag="addrssing">t</assert></rule></pattern></schema>`},
			`lab/rules/lab.sch:3:1: assert: unknown flag "addrssing"; did you mean "addressing"? (known: transport, soap, addressing, security, envelope, payload, domain, scenario, never-excuse)`},
		{"a phase that never runs", map[string]string{"lab.sch": labHead + "\n" + `<phase id="reqest"><active pattern="p"/></phase><pattern id="p"><rule context="a">` + assert + `</rule></pattern></schema>`},
			`lab/rules/lab.sch:2:1: phase: "reqest" never runs; did you mean "request"? (phases that run: request, response, exchange)`},
		{"in what a listed file includes", map[string]string{"lab.sch": labHead + `<pattern><include href="parts/part.sch"/></pattern></schema>`, "parts/part.sch": strings.Replace(part, `test="1"`, `test="1" role="warnung"`, 1)},
			`lab/rules/parts/part.sch:1:75: assert: unknown role "warnung"; did you mean "warning"? (known: error, warning, info)`},
		{"an included file is not forgotten", map[string]string{"lab.sch": labHead + `<pattern><include href="parts/part.sch"/></pattern></schema>`, "parts/part.sch": part}, ""},
		{"a file that nothing lists", map[string]string{"lab.sch": labRules, "parts/part.sch": part},
			`lab/rules/parts/part.sch would never run: pack.yaml does not list it and no listed file includes it; add it to "rules" of pack.yaml, or remove it`},
		{"a note beside the rules", map[string]string{"lab.sch": labRules, "README.md": "notes"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := labPack(t, "lab.sch", c.files)
			set, err := pack.Load(pack.Options{BuiltIn: builtin.Source(), Dirs: []string{dir}})
			require.NoError(t, err)
			_, err = check.New(set)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			said := strings.ReplaceAll(err.Error(), filepath.ToSlash(filepath.Dir(dir))+"/", "")
			require.Equal(t, c.want, strings.TrimPrefix(strings.TrimPrefix(said, `pack "lab": `), "compiling the rules: "))
		})
	}
}

// A pack over a built-in one may leave a rule file of that one out of its list.
func TestPackMayLeaveOutBuiltInRules(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../scenarios/pds/pack.yaml")
	require.NoError(t, err)
	dir := t.TempDir()
	without := strings.Replace(string(text), "  - rules/exchange.sch\n", "", 1)
	require.NotEqual(t, string(text), without)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(without), 0o644))
	b := builtin.New(t, dir)
	require.NotContains(t, b.Judge.RuleIDs([]string{"pds"}, "exchange"), "PDS-XCH-PATIENT")
	_, err = b.Composer.Request(b.Set.Pack("pds"), scenario.Step{Service: "verifyNHSNumber", Persona: "matched"}, "http://127.0.0.1/")
	require.NoError(t, err)
}

// The example that pack authors copy from must load, and mean what it says there.
func TestExampleForPackAuthorsLoads(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/pack-author.md")
	require.NoError(t, err)
	from := strings.Index(string(text), `<schema xmlns="http://purl.oclc.org/dsdl/schematron"`)
	require.Positive(t, from)
	example := string(text)[from:]
	example = example[:strings.Index(example, "</schema>")+len("</schema>")]
	b := builtin.New(t, labPack(t, "lab.sch", map[string]string{"lab.sch": example}))
	type words struct {
		ID, Role, Layer, None string
		NeverExcuse           bool
		Requirements          []string
	}
	var got []words
	for _, a := range b.Judge.Asserts() {
		if strings.HasPrefix(a.ID, "LAB-") {
			got = append(got, words{a.ID, a.Role, a.Layer, a.NoRequirement, a.NeverExcuse, a.Requirements})
		}
	}
	require.Equal(t, []words{
		{"LAB-RSP-NAME", "warning", "domain", "our laboratory prints the name on the label", false, nil},
		{"LAB-RSP-NUMBER", "error", "domain", "", true, []string{"MSCA-SCR-02", "4.3 Response1"}},
	}, got)
}
