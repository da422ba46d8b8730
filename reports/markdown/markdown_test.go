package markdown_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
	"github.com/itk-assurance/tkw/reports/markdown"
)

func render(t *testing.T, run *model.Run, cfg markdown.Config) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, markdown.Write(&out, run, cfg))
	return out.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]*model.Run{
		"all-passed": sample.AllPassed(), "mixed": sample.Mixed(), "empty": sample.Empty(), "canned": sample.Canned(),
	} {
		golden.Check(t, name+".md.golden", []byte(render(t, run, markdown.Config{})))
	}
}

func TestTextOfTheRunIsNeverMarkup(t *testing.T) {
	t.Parallel()
	got := render(t, sample.Hostile(), markdown.Config{})
	for _, bad := range []string{"<script", "<img", "<!--", "</", "\x00", "\x1b", "\u202e", "| calc"} {
		require.NotContains(t, got, bad)
	}
	for line := range strings.SplitSeq(got, "\n") {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		require.Contains(t, []int{4, 5, 7, 8, 10}, cells, "a table row was broken: %s", line)
	}
}

func TestRequestsThatAreNotKeptAreSaid(t *testing.T) {
	t.Parallel()
	run := sample.Mixed()
	run.Exchanges[6].RequestFile = ""
	run.Exchanges[6].NotKept = &model.NotKept{Reason: "too many", RequestSHA256: "ab12"}
	require.Contains(t, render(t, run, markdown.Config{}), "| 7 | getNHSNumber | response SMSP-0000 | not kept: too many; SHA-256 ab12 |")
}

func TestTablesAreBounded(t *testing.T) {
	t.Parallel()
	got := render(t, sample.Large(1000), markdown.Config{Rows: 10})
	require.Equal(t, 10, strings.Count(got, "\n| `PDS-"), "rows of the table of failures")
	require.Contains(t, got, "… and 190 more; see report.html.")
	require.Less(t, len(render(t, sample.Large(5000), markdown.Config{})), 100_000)
}

func TestWhatDidNotRunIsGroupedByWhy(t *testing.T) {
	t.Parallel()
	got := render(t, sample.Mixed(), markdown.Config{})
	for _, heading := range []string{"Not judged (4)", "Not exercised (2)", "Pending (1)", "Known failures (1)", "Does not apply (1)", "Deselected (1)"} {
		require.Contains(t, got, "\n## "+heading+"\n")
	}
	require.NotContains(t, got, "kipped")
	old := sample.Outcomes()["skipped, nobody knows why"]
	old.Format = 1
	got = render(t, old, markdown.Config{})
	require.Contains(t, got, "\n## Skipped (1)\n")
	require.Contains(t, got, "\n- This run folder is of format 1: ")
}
