package schematron_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
)

// twoFiles use one prefix for two namespaces, one variable name for two values,
// and one phase.
func twoFiles() fstest.MapFS {
	file := func(n, uri string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(schema(`<ns prefix="p" uri="` + uri + `"/><let name="v" value="'` + n + `'"/>
<phase id="request"><let name="w" value="concat($v, '` + n + `')"/><active pattern="p` + n + `"/></phase>
<phase id="only` + n + `"><let name="w" value="0"/><active pattern="p` + n + `"/></phase>
<pattern id="p` + n + `"><rule context="p:a" id="r` + n + `"><report id="A` + n + `" test="self::p:*" diagnostics="d` + n + `" properties="actual"><value-of select="$v"/></report></rule></pattern>
<diagnostics><diagnostic id="d` + n + `"><value-of select="$w"/></diagnostic></diagnostics><properties><property id="actual">x</property></properties>`))}
	}
	return fstest.MapFS{"1.sch": file("1", "urn:1"), "2.sch": file("2", "urn:2")}
}

func TestMergedFilesKeepTheirOwnNames(t *testing.T) {
	t.Parallel()
	s, err := schematron.CompileAll(twoFiles(), "1.sch", "2.sch")
	if err != nil {
		t.Fatal(err)
	}
	doc := parse(t, `<x><y><a xmlns="urn:1"/></y><z><a xmlns="urn:2"/></z></x>`)
	for phase, want := range map[string][]string{
		"request": {"report A1 at /x/y/*[local-name() = 'a' and namespace-uri() = 'urn:1']: 1 (11)", "report A2 at /x/z/*[local-name() = 'a' and namespace-uri() = 'urn:2']: 2 (22)"},
		"only2":   {"report A2 at /x/z/*[local-name() = 'a' and namespace-uri() = 'urn:2']: 2 (0)"},
	} {
		got, err := s.Run(doc, schematron.Options{Phase: phase})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, summary(got)); diff != "" {
			t.Errorf("phase %s (-want +got):\n%s", phase, diff)
		}
	}
	if diff := cmp.Diff([]string{"only1", "only2", "request"}, s.Phases()); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
	got, err := s.Run(doc, schematron.Options{Phase: "request", Variables: map[string]string{"v": "new"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"report A1 at /x/y/*[local-name() = 'a' and namespace-uri() = 'urn:1']: new (new1)", "report A2 at /x/z/*[local-name() = 'a' and namespace-uri() = 'urn:2']: new (new2)"}
	if diff := cmp.Diff(want, summary(got)); diff != "" {
		t.Errorf("with a variable set (-want +got):\n%s", diff)
	}
}

func TestMergedFilesOfDifferentFileSystems(t *testing.T) {
	t.Parallel()
	all := twoFiles()
	one, two := fstest.MapFS{"r.sch": all["1.sch"]}, fstest.MapFS{"r.sch": all["2.sch"]}
	s, err := schematron.CompileSources(schematron.Source{FS: one, Path: "r.sch"}, schematron.Source{FS: two, Path: "r.sch"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Rules()); n != 2 {
		t.Errorf("%d rules", n)
	}
}

func TestMergeConflicts(t *testing.T) {
	t.Parallel()
	withDefault := func(phase string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`<schema xmlns="http://purl.oclc.org/dsdl/schematron" defaultPhase="` + phase + `">
<phase id="` + phase + `"><active pattern="p` + phase + `"/></phase><pattern id="p` + phase + `"><rule context="a" id="same"><assert id="` + phase + `" test="1">t</assert></rule></pattern></schema>`)}
	}
	got := faultsOf(t, fstest.MapFS{"a.sch": withDefault("a"), "b.sch": withDefault("b")}, "a.sch", "b.sch")
	want := []string{
		`b.sch:1:1: schema: the default phase "b" conflicts with "a" of another file`,
		`b.sch:2:62: rule: id "same" is taken, first at a.sch:2`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	twice := faultsOf(t, twoFiles(), "1.sch", "1.sch")
	if all := strings.Join(twice, "\n"); !strings.Contains(all, `pattern: id "p1" is taken`) || !strings.Contains(all, `id "A1" is taken`) {
		t.Errorf("the same file twice: %s", all)
	}
}

func TestPhaseChoice(t *testing.T) {
	t.Parallel()
	with := compileFile(t, "full.sch")
	without := compile(t, schema(ok))
	doc := parse(t, `<a/>`)
	for _, tc := range []struct {
		name   string
		schema *schematron.Schema
		ask    string
		want   string
		err    string
	}{
		{"nothing asked, a default given", with, "", "quick", ""},
		{"the default asked for", with, schematron.PhaseDefault, "quick", ""},
		{"all asked for", with, schematron.PhaseAll, "#ALL", ""},
		{"nothing asked, no default", without, "", "#ALL", ""},
		{"the default asked for, none given", without, schematron.PhaseDefault, "#ALL", ""},
		{"an unknown phase", with, "quik", "", `unknown phase "quik"; the rule files define: quick, slow`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.schema.Run(doc, schematron.Options{Phase: tc.ask})
			switch {
			case tc.err != "":
				if err == nil || err.Error() != tc.err {
					t.Errorf("error %v", err)
				}
			case err != nil:
				t.Error(err)
			case got.Phase != tc.want:
				t.Errorf("ran %s", got.Phase)
			}
		})
	}
	if got := with.DefaultPhase() + " " + without.DefaultPhase(); got != "quick #ALL" {
		t.Errorf("defaults are %s", got)
	}
}
