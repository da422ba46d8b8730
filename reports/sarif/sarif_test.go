package sarif_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	gosarif "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
	"github.com/itk-assurance/tkw/reports/sarif"
)

func render(t *testing.T, run *model.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, sarif.Write(&out, run, sarif.Config{ReadExchange: sample.Read, Folder: "tkw-out/a run"}))
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	golden.Check(t, "mixed.sarif.golden", render(t, sample.Mixed()))
	golden.Check(t, "empty.sarif.golden", render(t, sample.Empty()))
}

// TestAnIndependentReaderTakesIt reads with go-sarif, which carries the schema of
// OASIS, and counts what arrives.
func TestAnIndependentReaderTakesIt(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]*model.Run{
		"all passed": sample.AllPassed(), "mixed": sample.Mixed(), "empty": sample.Empty(), "hostile": sample.Hostile(), "large": sample.Large(100),
		"bare": {Format: 1, ID: "x", Role: model.RoleClient, StartedAt: sample.Start()},
	} {
		raw := render(t, run)
		report, err := gosarif.FromBytes(raw)
		require.NoError(t, err, name)
		require.NoError(t, report.Validate(), name)
		findings := 0
		for _, r := range run.Scenarios {
			findings += len(r.Findings)
		}
		require.Len(t, report.Runs[0].Results, findings, name)
		for _, result := range report.Runs[0].Results {
			require.Equal(t, *result.RuleID, *report.Runs[0].Tool.Driver.Rules[result.RuleIndex].ID, name)
		}
		// What the reader writes again is what it read: nothing was lost.
		again, err := json.Marshal(report)
		require.NoError(t, err)
		requireContained(t, raw, again, name)
	}
}

// requireContained checks that every value of the first document is in the second.
func requireContained(t *testing.T, first, second []byte, name string) {
	t.Helper()
	var a, b any
	require.NoError(t, json.Unmarshal(first, &a))
	require.NoError(t, json.Unmarshal(second, &b))
	require.Empty(t, missing("", a, b), name)
}

func missing(path string, a, b any) []string {
	var out []string
	switch a := a.(type) {
	case map[string]any:
		other, _ := b.(map[string]any)
		for key, value := range a {
			out = append(out, missing(path+"/"+key, value, other[key])...)
		}
	case []any:
		other, _ := b.([]any)
		if len(other) != len(a) {
			return []string{path}
		}
		for i := range a {
			out = append(out, missing(path, a[i], other[i])...)
		}
	default:
		if a != b && !(b == nil && (a == "" || a == 0.0 || a == false)) {
			out = append(out, path)
		}
	}
	return out
}

func TestTheOutcomeIsNotMistakenForSuccess(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		run  *model.Run
		want bool
	}{
		"all passed":  {sample.AllPassed(), true},
		"empty":       {sample.Empty(), false},
		"not judged":  {&model.Run{Complete: true, Scenarios: []model.ScenarioResult{{ID: "A", Status: model.Errored}}}, false},
		"interrupted": {&model.Run{Scenarios: []model.ScenarioResult{{ID: "A", Status: model.Passed}}}, false},
		"problem":     {&model.Run{Complete: true, Problems: []string{"p"}, Scenarios: []model.ScenarioResult{{ID: "A", Status: model.Passed}}}, false},
	} {
		var doc struct {
			Runs []struct {
				Invocations []struct {
					ExecutionSuccessful bool `json:"executionSuccessful"`
				} `json:"invocations"`
			} `json:"runs"`
		}
		require.NoError(t, json.Unmarshal(render(t, c.run), &doc))
		require.Equal(t, c.want, doc.Runs[0].Invocations[0].ExecutionSuccessful, name)
	}
	var failedWithoutWord bytes.Buffer
	require.NoError(t, sarif.Write(&failedWithoutWord, &model.Run{Scenarios: []model.ScenarioResult{{ID: "A", Status: model.Failed}}}, sarif.Config{}))
	require.Contains(t, failedWithoutWord.String(), `"ruleId": "TKW-NO-FINDING"`)
}

func TestAFileThatCannotBeReadCostsOnlyTheLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	none := func(string) ([]byte, error) { return nil, errors.New("gone") }
	require.NoError(t, sarif.Write(&out, sample.Mixed(), sarif.Config{ReadExchange: none}))
	require.NotContains(t, out.String(), "startLine")
	require.Contains(t, out.String(), `"uri": "exchanges/0002-response.http"`)
}
