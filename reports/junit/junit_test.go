package junit_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
	"github.com/itk-assurance/tkw/reports/junit"
)

func render(t *testing.T, run *model.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, junit.Write(&out, run))
	return out.Bytes()
}

func runs() map[string]*model.Run {
	out := map[string]*model.Run{
		"all-passed": sample.AllPassed(), "mixed": sample.Mixed(), "empty": sample.Empty(), "hostile": sample.Hostile(), "large": sample.Large(200), "canned": sample.Canned(),
	}
	for name, run := range sample.Outcomes() {
		out["outcome: "+name] = run
	}
	return out
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"all-passed", "mixed", "empty", "canned"} {
		golden.Check(t, name+".xml.golden", render(t, runs()[name]))
	}
}

func violations(t *testing.T, schema string, content []byte) []string {
	t.Helper()
	s, err := xmlengine.CompileSchema(os.DirFS("testdata"), schema)
	require.NoError(t, err)
	doc, err := xmlengine.Parse(content, xmlengine.Limits{})
	require.NoError(t, err)
	defer doc.Free()
	found, err := s.Validate(doc.Root())
	require.NoError(t, err)
	var out []string
	for _, v := range found {
		out = append(out, v.Message)
	}
	return out
}

func TestValidForAntAndJenkinsAtOnce(t *testing.T) {
	t.Parallel()
	for name, run := range runs() {
		content := render(t, run)
		for _, schema := range []string{"ant.xsd", "jenkins.xsd"} {
			require.Empty(t, violations(t, schema, content), "%s against %s", name, schema)
		}
	}
}

func TestTheSchemasConvict(t *testing.T) {
	t.Parallel()
	content := string(render(t, sample.Mixed()))
	for name, c := range map[string]struct{ schema, old, new string }{
		"ant: timestamp with a zone":    {"ant.xsd", `T10:15:30"`, `T10:15:30Z"`},
		"ant: attributes on the root":   {"ant.xsd", `<testsuites>`, `<testsuites tests="13">`},
		"ant: no hostname":              {"ant.xsd", ` hostname="localhost"`, ``},
		"jenkins: time in microseconds": {"jenkins.xsd", `time="0.0`, `time="0.0000`},
		"jenkins: empty properties":     {"jenkins.xsd", `<testcase name`, `<properties/><testcase name`},
	} {
		damaged := strings.Replace(content, c.old, c.new, 1)
		require.NotEqual(t, content, damaged, name)
		require.NotEmpty(t, violations(t, c.schema, []byte(damaged)), name)
	}
}

// reader is a second, independent reading of the file.
type reader struct {
	Suites []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Cases    []struct {
			Name      string     `xml:"name,attr"`
			Classname string     `xml:"classname,attr"`
			Failure   []struct{} `xml:"failure"`
			Error     []struct{} `xml:"error"`
			Skipped   []struct {
				Type    string `xml:"type,attr"`
				Message string `xml:"message,attr"`
			} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func TestCountsEqualChildrenAndTheRun(t *testing.T) {
	t.Parallel()
	for name, run := range runs() {
		var doc reader
		require.NoError(t, xml.Unmarshal(render(t, run), &doc), name)
		var got model.Summary
		for _, s := range doc.Suites {
			var tests, failures, errors, skipped int
			for _, c := range s.Cases {
				tests++
				failures += len(c.Failure)
				errors += len(c.Error)
				skipped += len(c.Skipped)
			}
			require.Equal(t, []int{tests, failures, errors, skipped}, []int{s.Tests, s.Failures, s.Errors, s.Skipped}, "%s: suite %s", name, s.Name)
			if s.Name == "tkw" {
				continue
			}
			got.Total += tests
			got.Failed += failures
			got.Errored += errors
			got.Skipped += skipped
		}
		s := model.Summarise(run.Scenarios)
		want := model.Summary{Total: s.Total, Failed: s.Failed, Errored: s.Errored, Skipped: s.Skipped + s.Pending + s.KnownFailures}
		require.Empty(t, cmp.Diff(want, got), name)
	}
}

func TestSuitesAndCasesAreNamedAsAgreed(t *testing.T) {
	t.Parallel()
	var doc reader
	require.NoError(t, xml.Unmarshal(render(t, sample.AllPassed()), &doc))
	require.Len(t, doc.Suites, 2)
	require.Equal(t, "pds.getPatientDetails", doc.Suites[0].Name)
	require.Equal(t, "pds.verifyNHSNumber", doc.Suites[1].Name)
	require.Equal(t, "pds.verifyNHSNumber", doc.Suites[1].Cases[0].Classname)
	require.Equal(t, "PDS-VER-01 the patient matches", doc.Suites[1].Cases[0].Name)
}

func TestARunWithoutScenariosIsAnError(t *testing.T) {
	t.Parallel()
	var doc reader
	require.NoError(t, xml.Unmarshal(render(t, sample.Empty()), &doc))
	require.Len(t, doc.Suites, 1)
	require.Equal(t, 1, doc.Suites[0].Errors)
}

// TestWhatFailsIsWhatTheVerdictSays: a pipeline that reads the report stops exactly
// when tkw does, but for what is only incomplete.
func TestWhatFailsIsWhatTheVerdictSays(t *testing.T) {
	t.Parallel()
	for name, run := range sample.Outcomes() {
		var doc reader
		require.NoError(t, xml.Unmarshal(render(t, run), &doc), name)
		broken := 0
		for _, s := range doc.Suites {
			broken += s.Failures + s.Errors
		}
		require.Equal(t, verdict.Conclude(run, verdict.FailOn{}).Outcome >= verdict.Fails, broken > 0, name)
	}
}

func TestSkippedCasesSayWhy(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]string{
		"does not apply":            {"does-not-apply", "does not apply"},
		"not exercised":             {"not-exercised", "not exercised"},
		"deselected":                {"deselected", "deselected"},
		"skipped, nobody knows why": {"skipped", "skipped"}, // of a folder of format 1
		"pending":                   {"pending", "pending"},
		"a known failure":           {"known failure", "known failure: address withheld only from release 2.5 (owner A Tester, until 2031-06-30)"},
	} {
		var doc reader
		require.NoError(t, xml.Unmarshal(render(t, sample.Outcomes()[name]), &doc), name)
		var got [][2]string
		for _, s := range doc.Suites {
			for _, c := range s.Cases {
				for _, skipped := range c.Skipped {
					got = append(got, [2]string{skipped.Type, skipped.Message})
				}
			}
		}
		require.Equal(t, [][2]string{want}, got, name)
	}
}

func TestUnsolicitedRequestsAreCasesOfTheirOwn(t *testing.T) {
	t.Parallel()
	got := string(render(t, sample.Mixed()))
	require.Contains(t, got, `<testcase name="unsolicited exchange 7" classname="tkw.run" time="0.000">`)
	require.Contains(t, got, `<failure type="ENV-MANIFEST-COUNT"`)
	_, text, _ := strings.Cut(got, `<testcase name="unsolicited exchange 8"`)
	require.Contains(t, text, "unsolicited exchange 8:\n1. warning ENV-TRACKING-CASE")
}

func TestWhatActsIsMadeVisible(t *testing.T) {
	t.Parallel()
	run := sample.AllPassed()
	run.Scenarios[0].Status = model.Failed
	run.Scenarios[0].Findings = []model.Finding{{Rule: "R", Severity: model.Error, Message: "a\x00b\x1bc ]]> <d>"}}
	got := string(render(t, run))
	require.Contains(t, got, `message="a\x00b\x1bc ]]&gt; &lt;d&gt;"`)
}
