package schematron_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
)

func vocabulary() schematron.Vocabulary {
	return schematron.Vocabulary{
		Phases: []string{"request", "response", "exchange"}, Roles: []string{"error", "warning", "info"}, Layers: []string{"soap", "addressing", "domain"},
		NeverExcuse: "never-excuse", Properties: []string{"expected", "actual"}, NoRequirement: "none", Namespace: "urn:t",
		Meant: map[string]string{"fatal": "error"},
	}
}

// lines is a rule file that begins with the schema element on line 1.
func lines(rest ...string) string {
	return `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:t="urn:t">` + "\n" + strings.Join(rest, "\n") + `</schema>`
}

// asserting is a rule file with one assert, on line 3, that has more attributes.
func asserting(attributes string) string {
	return lines(`<pattern id="p"><rule context="a" id="r">`, `<assert id="A" test="1" `+attributes+`>text</assert></rule></pattern>`)
}

const someRule = `<rule context="a"><assert test="1">t</assert></rule>`

func TestWordsThatNothingKnows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string // all that is said
	}{
		{"a role of other programs", asserting(`role="fatal"`), []string{`t.sch:3:1: assert: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`}},
		{"a mistyped role", asserting(`role="warnign"`), []string{`t.sch:3:1: assert: unknown role "warnign"; did you mean "warning"? (known: error, warning, info)`}},
		{"a role in capitals", asserting(`role="ERROR"`), []string{`t.sch:3:1: assert: unknown role "ERROR"; did you mean "error"? (known: error, warning, info)`}},
		{"a role that is like none", asserting(`role="x-y-z-x-y-z"`), []string{`t.sch:3:1: assert: unknown role "x-y-z-x-y-z" (known: error, warning, info)`}},
		{"two roles", asserting(`role="error warning"`), []string{`t.sch:3:1: assert: unknown role "error warning" (known: error, warning, info)`}},
		{"an empty role", asserting(`role=" "`), []string{`t.sch:3:1: assert: attribute role is empty`}},
		{"a severity alone", asserting(`severity="warning"`), []string{`t.sch:3:1: assert: severity "warning" is not read; say role="warning"`}},
		{"a severity beside another role", asserting(`severity="fatal" role="info"`), []string{`t.sch:3:1: assert: severity "fatal" is not read; say role="error"`}},
		{"a mistyped layer", asserting(`flag="addrssing"`), []string{`t.sch:3:1: assert: unknown flag "addrssing"; did you mean "addressing"? (known: soap, addressing, domain, never-excuse)`}},
		{"a mistyped word beside a layer", asserting(`flag="soap never-excuze"`), []string{`t.sch:3:1: assert: unknown flag "never-excuze"; did you mean "never-excuse"? (known: soap, addressing, domain, never-excuse)`}},
		{"two layers", asserting(`flag="soap domain"`), []string{`t.sch:3:1: assert: flag names two layers, "soap" and "domain"`}},
		{"one layer twice", asserting(`flag="soap soap"`), []string{`t.sch:3:1: assert: flag has the word "soap" twice`}},
		{"never-excuse twice", asserting(`flag="never-excuse soap never-excuse"`), []string{`t.sch:3:1: assert: flag has the word "never-excuse" twice`}},
		{"words of a rule", lines(`<pattern><rule context="a" role="fatal"`, `flag="addrssing"><assert test="1" role="error" flag="soap">t</assert></rule></pattern>`), []string{
			`t.sch:2:10: rule: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`,
			`t.sch:2:10: rule: unknown flag "addrssing"; did you mean "addressing"? (known: soap, addressing, domain, never-excuse)`,
		}},
		{"words of a report", lines(`<pattern><rule context="a">`, `<report test="1" role="fatal">t</report></rule></pattern>`), []string{`t.sch:3:1: report: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`}},
		{
			"words of an abstract rule and what is in it", lines(`<pattern><rule abstract="true" id="x" role="fatal"><assert test="1" flag="sope">t</assert></rule>`, `<rule context="a"><extends rule="x"/></rule></pattern>`),
			[]string{
				`t.sch:2:10: rule: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`,
				`t.sch:2:52: assert: unknown flag "sope"; did you mean "soap"? (known: soap, addressing, domain, never-excuse)`,
			},
		},
		{
			"a word that an abstract pattern gets as a parameter", lines(`<pattern abstract="true" id="x"><rule context="a">`, `<assert test="1" role="$how">t</assert></rule></pattern>`, `<pattern is-a="x" id="y"><param name="how" value="fatal"/></pattern>`),
			[]string{`t.sch:3:1: assert: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`},
		},
		{
			"the role of a property", lines(`<pattern>`+someRule+`</pattern><properties>`, `<property id="q" role="expcted">t</property></properties>`),
			[]string{`t.sch:3:1: property: unknown role "expcted"; did you mean "expected"? (known: expected, actual)`},
		},
		{"an id that is wrongly encoded", asserting(`see="4.3%2 Response1"`), []string{`t.sch:3:1: assert: see "4.3%2 Response1": "4.3%2" is not percent-encoded: invalid URL escape "%2"; a space is %20, a percent sign %25`}},
		{"an id of blanks", asserting(`see="A %20"`), []string{`t.sch:3:1: assert: see "A %20": "%20" is no id`}},
		{"an id twice", asserting(`see="A B A"`), []string{`t.sch:3:1: assert: see "A B A": "A" is there twice`}},
		{"an empty see", asserting(`see=""`), []string{`t.sch:3:1: assert: attribute see is empty`}},
		{"no requirement and no reason", asserting(`see="none"`), []string{`t.sch:3:1: assert: see is "none", but nothing says why; add the attribute reason of namespace urn:t`}},
		{"no requirement and a blank reason", asserting(`see="none" t:reason=" "`), []string{`t.sch:3:1: assert: see is "none", but nothing says why; add the attribute reason of namespace urn:t`}},
		{"none beside ids", asserting(`see="A none" t:reason="why"`), []string{
			`t.sch:3:1: assert: see "A none": "none" stands alone or not at all`,
			`t.sch:3:1: assert: reason says why no requirement is named, so see must be "none"`,
		}},
		{"a reason beside ids", asserting(`see="A" t:reason="why"`), []string{`t.sch:3:1: assert: reason says why no requirement is named, so see must be "none"`}},
		{"a reason alone", asserting(`t:reason="why"`), []string{`t.sch:3:1: assert: reason says why no requirement is named, so see must be "none"`}},
		{"a mistyped reason", asserting(`see="A" t:reson="why"`), []string{`t.sch:3:1: assert: unknown attribute reson of namespace urn:t; there are reason, explains and formerly`}},
		{"no former id", asserting(`see="A" t:formerly=" "`), []string{`t.sch:3:1: assert: formerly names nothing; write ids of rules, or leave it out`}},
		{"an explanation of nothing", asserting(`see="A" t:explains=" "`), []string{`t.sch:3:1: assert: explains names nothing; write ids of rules, or leave it out`}},
		{"a reason on a pattern", lines(`<pattern t:reason="why">` + someRule + `</pattern>`), []string{`t.sch:2:1: pattern: attribute reason of namespace urn:t has no meaning here; it belongs on an assert`}},
		{"an element where nothing reads it", lines(`<t:note/><pattern>` + someRule + `</pattern>`), []string{`t.sch:2:1: element note: the namespace urn:t has no elements`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := vocabulary().Compile(schematron.Source{FS: files(c.text), Path: "t.sch"})
			if err == nil {
				t.Fatal("it compiled")
			}
			if diff := cmp.Diff(c.want, strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRulesThatCouldNeverRun(t *testing.T) {
	t.Parallel()
	const leaveOut = `(request, response, exchange), or leave all phases out`
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{
			"a mistyped phase", lines(`<phase id="reqest"><active pattern="p"/></phase>`, `<pattern id="p">`+someRule+`</pattern>`),
			[]string{`t.sch:2:1: phase: "reqest" never runs; did you mean "request"? (phases that run: request, response, exchange)`},
		},
		{
			"a phase of other programs beside a known one", lines(`<phase id="request"><active pattern="p"/></phase><phase id="quick">`, `<active pattern="p"/></phase><pattern id="p">`+someRule+`</pattern>`),
			[]string{`t.sch:2:50: phase: "quick" never runs (phases that run: request, response, exchange)`},
		},
		{
			"a pattern that no phase names", lines(`<phase id="request"><active pattern="p"/></phase><pattern id="p">`+someRule+`</pattern>`, `<pattern id="q"><rule context="b"><assert test="1">t</assert></rule></pattern>`),
			[]string{`t.sch:3:1: pattern: "q" can never be active: no phase of the file names it; name it in a phase ` + leaveOut},
		},
		{
			"that #ALL is the default does not help, for it is never asked for", `<schema xmlns="http://purl.oclc.org/dsdl/schematron" defaultPhase="#ALL">` + "\n" + `<phase id="request"><active pattern="p"/></phase><pattern id="p">` + someRule + `</pattern>` + "\n" + `<pattern id="q"><rule context="b"><assert test="1">t</assert></rule></pattern></schema>`,
			[]string{`t.sch:3:1: pattern: "q" can never be active: no phase of the file names it; name it in a phase ` + leaveOut},
		},
		{
			"a pattern without an id in a file with phases", lines(`<phase id="request"><active pattern="p"/></phase><pattern id="p">`+someRule+`</pattern>`, `<pattern><rule context="b"><assert test="1">t</assert></rule></pattern>`),
			[]string{`t.sch:3:1: pattern: it can never be active: the file has phases, and without an id no phase can name it; give it an id and name that in a phase ` + leaveOut},
		},
		{
			"an instance that no phase names", lines(`<phase id="request"><active pattern="i"/></phase><pattern id="p" abstract="true">`+someRule+`</pattern><pattern id="i" is-a="p"/>`, `<pattern id="j" is-a="p"/>`),
			[]string{`t.sch:3:1: pattern: "j" can never be active: no phase of the file names it; name it in a phase ` + leaveOut},
		},
		{
			"an abstract pattern that a phase names", lines(`<phase id="request"><active pattern="i"/>`, `<active pattern="p"/></phase><pattern id="p" abstract="true">`+someRule+`</pattern><pattern id="i" is-a="p"/>`),
			[]string{`t.sch:3:1: active: there is no pattern "p" that could run in this file`},
		},
		{
			"a phase that activates nothing", lines(`<phase id="request"/>`, `<pattern id="p">`+someRule+`</pattern>`),
			[]string{`t.sch:2:1: phase: "request" activates no pattern`, `t.sch:3:1: pattern: "p" can never be active: no phase of the file names it; name it in a phase ` + leaveOut},
		},
		{"no pattern", lines(`<title>none</title>`), []string{`t.sch:1:1: schema: there is no pattern that could run`}},
		{
			"abstract patterns only", lines(`<pattern id="p" abstract="true">` + someRule + `</pattern>`),
			[]string{`t.sch:1:1: schema: there is no pattern that could run`, `t.sch:2:1: pattern: nothing in the abstract pattern "p" can ever run: no pattern is an instance of it (is-a)`},
		},
		{"a pattern without rules", lines(`<pattern id="p"/>`), []string{`t.sch:2:1: pattern: it holds no rule that could run`}},
		{
			"an abstract rule that nothing extends", lines(`<pattern id="p">`+someRule, `<rule abstract="true" id="x"><assert test="1">t</assert></rule></pattern>`),
			[]string{`t.sch:3:1: rule: nothing in the abstract rule "x" can ever run: no rule extends it`},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := vocabulary().Compile(schematron.Source{FS: files(c.text), Path: "t.sch"})
			if err == nil {
				t.Fatal("it compiled")
			}
			if diff := cmp.Diff(c.want, strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What is not the program's words is free, and a library may hold more than is used.
func TestRuleFilesThatAreRight(t *testing.T) {
	t.Parallel()
	library := lines(`<pattern id="l" abstract="true"><rule context="a"><assert test="$x">t</assert></rule></pattern><pattern id="unused" abstract="true">` + someRule + `</pattern>`)
	for name, text := range map[string]string{
		"no words at all":                 asserting(``),
		"all words":                       asserting(`role="info" flag="never-excuse soap" see="A 4.3%20B"`),
		"ids from before":                 asserting(`see="A" t:formerly="B C"`),
		"what follows from a failure":     asserting(`see="A" t:explains="B-* C"`),
		"a severity that is the role":     asserting(`role="warning" severity="warning"`),
		"attributes of other namespaces":  `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:o="urn:o" o:reason="r"><pattern o:x="1">` + someRule + `</pattern></schema>`,
		"a default phase that is there":   `<schema xmlns="http://purl.oclc.org/dsdl/schematron" defaultPhase="request"><phase id="request"><active pattern="p"/></phase><pattern id="p">` + someRule + `</pattern></schema>`,
		"#ALL as default, and no phases":  `<schema xmlns="http://purl.oclc.org/dsdl/schematron" defaultPhase="#ALL"><pattern>` + someRule + `</pattern></schema>`,
		"an unused pattern of a library":  lines(`<extends href="library.sch"/><pattern id="i" is-a="l"><param name="x" value="1"/></pattern>`),
		"an included pattern, in a phase": lines(`<phase id="exchange"><active pattern="i"/></phase><include href="library.sch#l"/><pattern id="i" is-a="l"><param name="x" value="1"/></pattern>`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fsys := fstest.MapFS{"t.sch": {Data: []byte(text)}, "library.sch": {Data: []byte(library)}}
			if _, err := vocabulary().Compile(schematron.Source{FS: fsys, Path: "t.sch"}); err != nil {
				t.Error(err)
			}
		})
	}
}

// What the words of an assertion and of the rules around it come to.
func TestWordsOfAssertions(t *testing.T) {
	t.Parallel()
	s, err := vocabulary().Compile(schematron.Source{FS: fstest.MapFS{
		"t.sch": {Data: []byte(lines(
			`<pattern id="p"><rule abstract="true" id="base" role="warning" see="none" t:reason=" only  good style "><assert id="BASE" test="0">t</assert><assert id="BASE-OWN" test="0" role="error" see="B">t</assert></rule>`,
			`<rule context="a" id="r" role="info" flag="soap never-excuse" see="R 4.3%20Response1">`,
			`<extends rule="base"/><extends href="other.sch#o"/>`,
			`<assert id="PLAIN" test="0">t</assert>`,
			`<assert id="OWN" test="0" role="error" flag="domain" see="S%2B" t:explains="A-*  B" t:formerly="C  D">t</assert>`,
			`</rule></pattern>`))},
		"other.sch": {Data: []byte(lines(`<pattern id="q"><rule id="o" context="b" flag="addressing" see="O"><assert id="TAKEN" test="0">t</assert></rule></pattern>`))},
	}, Path: "t.sch"})
	if err != nil {
		t.Fatal(err)
	}
	type said struct {
		ID, Role, Flag, Layer, See string
		NeverExcuse                bool
		Requirements               []string
		NoRequirement              string
		Explains, Formerly         []string
	}
	want := []said{
		{"BASE", "warning", "soap never-excuse", "soap", "none", true, nil, "only good style", nil, nil},
		{"BASE-OWN", "error", "soap never-excuse", "soap", "B", true, []string{"B"}, "", nil, nil},
		{"TAKEN", "info", "addressing never-excuse", "addressing", "O", true, []string{"O"}, "", nil, nil},
		{"PLAIN", "info", "soap never-excuse", "soap", "R 4.3%20Response1", true, []string{"R", "4.3 Response1"}, "", nil, nil},
		{"OWN", "error", "domain never-excuse", "domain", "S%2B", true, []string{"S+"}, "", []string{"A-*", "B"}, []string{"C", "D"}},
	}
	var listed []said
	for _, a := range s.Rules()[0].Asserts {
		listed = append(listed, said{a.ID, a.Role, a.Flag, a.Layer, a.See, a.NeverExcuse, a.Requirements, a.NoRequirement, a.Explains, a.Formerly})
	}
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	result, err := s.Run(parse(t, `<a/>`), schematron.Options{Phase: "request"})
	if err != nil {
		t.Fatal(err)
	}
	var failed []said
	for _, f := range result.Failures {
		failed = append(failed, said{f.AssertID, f.Role, f.Flag, f.Layer, f.See, f.NeverExcuse, f.Requirements, f.NoRequirement, f.Explains, f.Formerly})
	}
	if diff := cmp.Diff(want, failed); diff != "" {
		t.Errorf("failed (-want +got):\n%s", diff)
	}
}

// always has no phases; phased has a pattern in two of them, one whose message
// depends on the phase, and one that runs in one phase only.
const (
	always = `<pattern id="always"><rule context="a" id="ALWAYS"><assert id="ALWAYS" test="0">t</assert></rule></pattern>`
	phased = `<phase id="response"><let name="v" value="1"/><active pattern="both"/><active pattern="depends"/></phase>
<phase id="exchange"><let name="v" value="2"/><active pattern="both"/><active pattern="depends"/><active pattern="one"/></phase>
<pattern id="both"><rule context="a" id="BOTH"><assert id="BOTH" test="0">t</assert></rule></pattern>
<pattern id="depends"><rule context="a" id="DEPENDS"><assert id="DEPENDS" test="0"><value-of select="$v"/></assert></rule></pattern>
<pattern id="one"><rule context="a" id="ONE"><assert id="ONE" test="0">t</assert></rule></pattern>`
)

// A judgement runs several phases one after the other over one document.
func TestFilesWithoutPhasesRunOnceAJudgement(t *testing.T) {
	t.Parallel()
	all := fstest.MapFS{"always.sch": {Data: []byte(lines(always))}, "phased.sch": {Data: []byte(lines(phased))}}
	for _, c := range []struct {
		name   string
		files  []string
		phases []string
		want   []string // of all phases together
		err    string
	}{
		{"together with phases", []string{"always.sch", "phased.sch"}, []string{"response", "exchange"}, []string{"ALWAYS t", "BOTH t", "DEPENDS 1", "DEPENDS 2", "ONE t"}, ""},
		{"in the first phase", []string{"always.sch", "phased.sch"}, []string{"response"}, []string{"ALWAYS t", "BOTH t", "DEPENDS 1"}, ""},
		{"in a phase that no file defines", []string{"always.sch", "phased.sch"}, []string{"request"}, []string{"ALWAYS t"}, ""},
		{"alone", []string{"always.sch"}, []string{"response", "exchange"}, []string{"ALWAYS t"}, ""},
		{"all patterns", []string{"always.sch"}, []string{schematron.PhaseAll}, []string{"ALWAYS t"}, ""},
		{"a phase that nothing runs in", []string{"phased.sch"}, []string{"request"}, nil, `unknown phase "request"; the rule files define: exchange, response`},
		{"a phase that nobody knows", []string{"always.sch"}, []string{"reqest"}, nil, `unknown phase "reqest"; the rule files define: `},
		{"after a phase that nobody knows", []string{"always.sch"}, []string{"respons", "response"}, nil, `unknown phase "respons"; the rule files define: `},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var sources []schematron.Source
			for _, name := range c.files {
				sources = append(sources, schematron.Source{FS: all, Path: name})
			}
			s, err := vocabulary().Compile(sources...)
			if err != nil {
				t.Fatal(err)
			}
			doc := parse(t, `<a/>`)
			var got []string
			for i, phase := range slices.Backward(c.phases) {
				result, err := s.Run(doc, schematron.Options{Phase: phase, After: c.phases[:i]})
				if err != nil {
					if err.Error() != c.err {
						t.Errorf("error %v, want %q", err, c.err)
					}
					return
				}
				var lines []string
				for _, f := range result.Failures {
					lines = append(lines, f.AssertID+" "+f.Message)
				}
				got = append(lines, got...)
			}
			if c.err != "" {
				t.Fatalf("no error, want %q", c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestListingSaysWhatIsAlwaysActive(t *testing.T) {
	t.Parallel()
	s, err := vocabulary().Compile(
		schematron.Source{FS: fstest.MapFS{"r.sch": {Data: []byte(lines(always))}}, Path: "r.sch", Shown: func(name string) string { return "mypack/" + name }},
		schematron.Source{FS: fstest.MapFS{"r.sch": {Data: []byte(lines(`<phase id="request"><active pattern="p"/></phase><include href="part.sch"/>`))}, "part.sch": {Data: []byte(`<pattern xmlns="http://purl.oclc.org/dsdl/schematron" id="p"><rule context="b" id="PART"><assert test="1">t</assert></rule></pattern>`)}}, Path: "r.sch"},
	)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID, File                     string
		Always                       bool
		Phases                       []string
		Request, Response, Something bool
	}
	var got []row
	for _, r := range s.Rules() {
		got = append(got, row{r.ID, r.File, r.Always, r.Phases, r.ActiveIn("request"), r.ActiveIn("response"), r.ActiveIn("response", "request")})
	}
	want := []row{
		{"ALWAYS", "mypack/r.sch", true, nil, true, true, true},
		{"PART", "part.sch", false, []string{"request"}, true, false, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"r.sch"}, {"part.sch", "r.sch"}}, s.Files()); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// Faults of a file are shown where the user can open it, whenever they are found.
func TestFaultsNameTheFileAsUsersKnowIt(t *testing.T) {
	t.Parallel()
	shown := func(name string) string { return "mypack/" + name }
	for name, c := range map[string]struct{ text, want string }{
		"not there":       {"", "mypack/t.sch: cannot be read: open t.sch: file does not exist"},
		"not well-formed": {"<schema>", "mypack/t.sch:1:9: element schema is not closed"},
		"another root":    {"<a/>", `mypack/t.sch:1:1: the root element is a in namespace "", not schema in http://purl.oclc.org/dsdl/schematron`},
		"a wrong word":    {asserting(`role="fatal"`), `mypack/t.sch:3:1: assert: unknown role "fatal"; did you mean "error"? (known: error, warning, info)`},
		"a lost include":  {lines(`<include href="no.sch"/><pattern>` + someRule + `</pattern>`), "mypack/t.sch:2:1: include: no.sch cannot be read: open no.sch: file does not exist"},
		"included":        {lines(`<include href="part.sch"/>`), "mypack/part.sch:1:65: unknown element rul"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fsys := fstest.MapFS{"part.sch": {Data: []byte(`<pattern xmlns="http://purl.oclc.org/dsdl/schematron" id="part"><rul/>` + someRule + `</pattern>`)}}
			if c.text != "" {
				fsys["t.sch"] = &fstest.MapFile{Data: []byte(c.text)}
			}
			_, err := vocabulary().Compile(schematron.Source{FS: fsys, Path: "t.sch", Shown: shown})
			if err == nil || err.Error() != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}
