package ctrf_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/ctrf"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func render(t *testing.T, run *model.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, ctrf.Write(&out, run, ctrf.Config{ReadExchange: sample.Read, Folder: "tkw-out/a run"}))
	return out.Bytes()
}

// schema is the one that the npm package ctrf 0.3.0 (MIT) carries.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile("testdata/ctrf-schema-0.0.json")
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("ctrf.json", doc))
	s, err := c.Compile("ctrf.json")
	require.NoError(t, err)
	return s
}

func TestGolden(t *testing.T) {
	t.Parallel()
	golden.Check(t, "mixed.json.golden", render(t, sample.Mixed()))
	golden.Check(t, "empty.json.golden", render(t, sample.Empty()))
}

func TestConformsToTheSchema(t *testing.T) {
	t.Parallel()
	s := schema(t)
	for name, run := range map[string]*model.Run{
		"all passed": sample.AllPassed(), "mixed": sample.Mixed(), "empty": sample.Empty(), "hostile": sample.Hostile(), "large": sample.Large(100),
		"bare": {Format: 1, ID: "x", Role: model.RoleClient, StartedAt: sample.Start()},
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(render(t, run)))
		require.NoError(t, err, name)
		require.NoError(t, s.Validate(doc), name)
	}
	damaged := strings.Replace(string(render(t, sample.Mixed())), `"status": "pending"`, `"status": "later"`, 1)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(damaged))
	require.NoError(t, err)
	require.Error(t, s.Validate(doc), "the schema rejects")
}

func TestCountsEqualTheTests(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]*model.Run{"mixed": sample.Mixed(), "empty": sample.Empty(), "large": sample.Large(30)} {
		var doc struct {
			Results struct {
				Summary struct{ Tests, Passed, Failed, Skipped, Pending, Other int }
				Tests   []struct{ Status string }
			}
		}
		require.NoError(t, json.Unmarshal(render(t, run), &doc), name)
		got := map[string]int{}
		for _, x := range doc.Results.Tests {
			got[x.Status]++
		}
		s := doc.Results.Summary
		require.Equal(t, len(doc.Results.Tests), s.Tests, name)
		require.Equal(t, []int{got["passed"], got["failed"], got["skipped"], got["pending"], got["other"]}, []int{s.Passed, s.Failed, s.Skipped, s.Pending, s.Other}, name)
	}
}

// TestFailuresAreThoseOfTheVerdict: a bot that reads the report fails a build exactly
// when tkw does, but for what is only incomplete.
func TestFailuresAreThoseOfTheVerdict(t *testing.T) {
	t.Parallel()
	for name, run := range sample.Outcomes() {
		var doc struct {
			Results struct{ Summary struct{ Failed int } }
		}
		require.NoError(t, json.Unmarshal(render(t, run), &doc), name)
		require.Equal(t, verdict.Conclude(run, verdict.FailOn{}).Outcome >= verdict.Fails, doc.Results.Summary.Failed > 0, name)
	}
}

func TestRawStatusSaysWhyAScenarioDidNotRun(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"does not apply": "does not apply", "not exercised": "not exercised", "deselected": "deselected", "skipped, nobody knows why": "skipped",
		"a known failure": "known failure", "not judged": "not judged",
	} {
		require.Contains(t, string(render(t, sample.Outcomes()[name])), `"rawStatus": "`+want+`"`, name)
	}
}
