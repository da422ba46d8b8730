package gitlab_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/gitlab"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func render(t *testing.T, run *model.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, gitlab.Write(&out, run, gitlab.Config{ReadExchange: sample.Read, Folder: "tkw-out/run"}))
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	golden.Check(t, "mixed.json.golden", render(t, sample.Mixed()))
}

func TestEveryEntryIsWhatGitLabNeeds(t *testing.T) {
	t.Parallel()
	twice := sample.Mixed()
	twice.Scenarios[1].Findings = append(twice.Scenarios[1].Findings, twice.Scenarios[1].Findings...)
	for name, run := range map[string]*model.Run{"mixed": sample.Mixed(), "hostile": sample.Hostile(), "twice": twice, "passed": sample.AllPassed()} {
		var entries []struct {
			Description, Fingerprint, Severity string
			CheckName                          string `json:"check_name"`
			Location                           struct {
				Path  string
				Lines struct{ Begin int }
			}
		}
		require.NoError(t, json.Unmarshal(render(t, run), &entries), name)
		require.NotNil(t, entries, "an empty report is a list, not null")
		seen := map[string]bool{}
		for _, e := range entries {
			require.NotEmpty(t, e.Description)
			require.NotEmpty(t, e.CheckName)
			require.Contains(t, []string{"info", "minor", "major", "critical", "blocker"}, e.Severity)
			require.NotEmpty(t, e.Location.Path)
			require.Positive(t, e.Location.Lines.Begin)
			require.False(t, seen[e.Fingerprint], "GitLab drops the second of two equal fingerprints")
			seen[e.Fingerprint] = true
		}
	}
}

func TestFingerprintsOutliveAnotherMessage(t *testing.T) {
	t.Parallel()
	a, b := sample.Mixed(), sample.Mixed()
	for i := range b.Scenarios {
		for k := range b.Scenarios[i].Findings {
			b.Scenarios[i].Findings[k].Message, b.Scenarios[i].Findings[k].Location.Line = "another value", 1
		}
	}
	prints := func(raw []byte) (out []string) {
		var entries []struct{ Fingerprint string }
		require.NoError(t, json.Unmarshal(raw, &entries))
		for _, e := range entries {
			out = append(out, e.Fingerprint)
		}
		return out
	}
	require.Equal(t, prints(render(t, a)), prints(render(t, b)))
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	type entry struct {
		Description, Severity string
		CheckName             string `json:"check_name"`
	}
	severities := func(run *model.Run) map[string]string {
		var entries []entry
		require.NoError(t, json.Unmarshal(render(t, run), &entries))
		out := map[string]string{}
		for _, e := range entries {
			id, _, _ := strings.Cut(e.Description, ":")
			out[id+" "+e.CheckName] = e.Severity
		}
		return out
	}
	got := severities(sample.Mixed())
	for key, want := range map[string]string{
		"PDS-VER-02 XSD-1871":                       "major",
		"PDS-VER-02 PDS-SENSITIVE-ADDRESS":          "minor", // excused in a scenario that fails all the same
		"PDS-DET-03 PDS-SENSITIVE-ADDRESS":          "minor",
		"PDS-VER-01 ENV-TRACKING-CASE":              "minor",
		"PDS-VER-09 TKW-NOT-JUDGED":                 "critical",
		"unsolicited exchange 7 ENV-MANIFEST-COUNT": "major",
		"unsolicited exchange 7 ENV-TRACKING-CASE":  "minor",
		"unsolicited exchange 8 ENV-TRACKING-CASE":  "minor",
		"tkw TKW-PROBLEM":                           "critical",
	} {
		require.Equal(t, want, got[key], key)
	}
	require.Equal(t, map[string]string{"PDS-VER-01 TKW-NOT-JUDGED": "critical"}, severities(sample.Outcomes()["an unknown status"]))
}
