package sarif_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
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
		for _, u := range run.Unsolicited {
			findings += len(u.Findings)
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
	successful := map[string]bool{
		"all passed": true, "does not apply": true, "deselected": true, "partial": true, "of format 1": true,
		"failed": true, "failed without a finding": true, "failed and partial": true, "a known failure": true, "a known failure in a partial run": true,
		"not exercised": true, "partial and not exercised": true, "skipped, nobody knows why": true, "pending": true,
		"an unsolicited request that is right": true, "an unsolicited request with a warning": true,

		"mixed": false, "nothing applies": false, "nothing was run": false, "failed and interrupted": false, "interrupted": false, "ended early": false,
		"not judged": false, "too expensive": false, "not judged, nobody knows why": false, "unreachable": false, "live data": false, "tkw failed": false, "an unknown status": false,
		"the peer could not be reached any more": false, "a problem of no kind": false, "a problem of tkw": false,
		"a wrong list of known failures": false, "an unsolicited request that is broken": false,
	}
	for name, run := range sample.Outcomes() {
		var doc struct {
			Runs []struct {
				Invocations []struct {
					ExecutionSuccessful        bool             `json:"executionSuccessful"`
					ToolExecutionNotifications []map[string]any `json:"toolExecutionNotifications"`
				} `json:"invocations"`
			} `json:"runs"`
		}
		require.NoError(t, json.Unmarshal(render(t, run), &doc))
		want, listed := successful[name]
		require.True(t, listed, name)
		got := doc.Runs[0].Invocations[0]
		require.Equal(t, want, got.ExecutionSuccessful, name)
		errors := slices.ContainsFunc(got.ToolExecutionNotifications, func(n map[string]any) bool { return n["level"] == "error" })
		require.Equal(t, !want, errors, "%s: what is not successful says why", name)
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

// TestSuppressionsAreOfFindings: what a list excuses is suppressed, and nothing beside it.
func TestSuppressionsAreOfFindings(t *testing.T) {
	t.Parallel()
	old := sample.Outcomes()["a known failure"]
	old.Format, old.Scenarios[0].Findings[0].KnownFailure = 1, "" // excused as a whole, as was meant then
	for name, c := range map[string]struct {
		run  *model.Run
		want map[string]int
	}{
		"mixed":       {sample.Mixed(), map[string]int{"PDS-SENSITIVE-ADDRESS": 2}},
		"of format 1": {old, map[string]int{"PDS-SENSITIVE-ADDRESS": 1}},
		"failed":      {sample.Outcomes()["failed"], map[string]int{}},
	} {
		var doc struct {
			Runs []struct {
				Results []struct {
					RuleID       string `json:"ruleId"`
					Suppressions []struct{ Status string }
				}
			}
		}
		require.NoError(t, json.Unmarshal(render(t, c.run), &doc))
		got := map[string]int{}
		for _, r := range doc.Runs[0].Results {
			if len(r.Suppressions) > 0 {
				got[r.RuleID]++
			}
		}
		require.Equal(t, c.want, got, name)
	}
}
