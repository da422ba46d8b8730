package github_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/github"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func annotate(t *testing.T, run *model.Run, limit int) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, github.Annotate(&out, run, github.Config{ReadExchange: sample.Read, Folder: "tkw-out/a, b:c", Limit: limit}))
	return out.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	golden.Check(t, "mixed.txt.golden", []byte(annotate(t, sample.Mixed(), 0)))
}

func TestNothingToSay(t *testing.T) {
	t.Parallel()
	require.Empty(t, annotate(t, sample.AllPassed(), 0))
	for _, name := range []string{"partial", "a known failure", "does not apply", "an unsolicited request with a warning"} {
		require.Empty(t, annotate(t, sample.Outcomes()[name], 0), name)
	}
}

// TestWhatStopsThePipelineIsSaid: each outcome that is not clean has a command, and of
// its grade.
func TestWhatStopsThePipelineIsSaid(t *testing.T) {
	t.Parallel()
	for name, run := range sample.Outcomes() {
		got := annotate(t, run, 0)
		outcome := verdict.Conclude(run, verdict.FailOn{}).Outcome
		require.Equal(t, outcome >= verdict.Fails, strings.Contains(got, "::error "), "%s: %s", name, got)
		require.Equal(t, outcome == verdict.Incomplete, strings.Contains(got, "::warning "), "%s: %s", name, got)
		require.NotContains(t, got, "--scenario unsolicited", name)
	}
}

func TestTheLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failed, limit, errors int
		last                  string
	}{
		{10, 0, 10, "::error "},
		{11, 0, 10, "::notice title=tkw::1 more failed"},
		{30, 3, 3, "::notice title=tkw::27 more failed"},
	} {
		lines := strings.Split(strings.TrimSuffix(annotate(t, sample.Large(10*c.failed), c.limit), "\n"), "\n")
		require.Equal(t, c.errors, strings.Count(strings.Join(lines, "\n"), "::error "))
		require.True(t, strings.HasPrefix(lines[len(lines)-1], c.last), lines[len(lines)-1])
	}
}

// TestHostileTextIsNoCommand gives every text of a failure the shape of a command.
func TestHostileTextIsNoCommand(t *testing.T) {
	t.Parallel()
	const evil = "x\r\n::stop-commands::y\n##[add-mask]z%0A::set-env name=A::b,c:d"
	run := &model.Run{Complete: true, Scenarios: []model.ScenarioResult{{
		ID: "A" + evil, Title: evil, Status: model.Failed, Exchanges: []int{1},
		Findings: []model.Finding{{
			Rule: evil, Severity: model.Error, Message: evil, Expected: evil, Actual: evil, Help: evil, Requirements: []string{evil},
			Location: model.Location{XPath: evil}, Exchange: 1,
		}},
	}}, Exchanges: []model.Exchange{{Number: 1, ResponseFile: "exchanges/" + evil}}}
	got := annotate(t, run, 0)
	require.Equal(t, 1, strings.Count(got, "\n"))
	require.NotContains(t, got, "\r")
	require.NotContains(t, got, "##[")
	head, _, _ := strings.Cut(strings.TrimPrefix(got, "::error "), "::")
	for p := range strings.SplitSeq(head, ",") {
		require.Regexp(t, `^(file|title)=[^,:]*$`, p)
	}
	require.Contains(t, got, `x%0D%0A:\x3astop-commands::y`, "the text is all there, in the data of the one command")
}

func TestSummary(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, github.Summarise(&out, sample.Mixed()))
	require.Contains(t, out.String(), "PDS-VER-02")
	out.Reset()
	run := sample.Mixed()
	run.Problems = []model.Problem{{Sentence: strings.Repeat("long ", 300_000)}}
	require.NoError(t, github.Summarise(&out, run))
	require.Less(t, out.Len(), 1<<20)
	require.Contains(t, out.String(), "cut here")
}
