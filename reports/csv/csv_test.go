package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/csv"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func render(t *testing.T, run *model.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, csv.Write(&out, run))
	return out.Bytes()
}

func rows(t *testing.T, content []byte) [][]string {
	t.Helper()
	rest, ok := bytes.CutPrefix(content, []byte("\uFEFF"))
	require.True(t, ok, "no byte order mark")
	out, err := stdcsv.NewReader(bytes.NewReader(rest)).ReadAll()
	require.NoError(t, err)
	return out
}

func TestGolden(t *testing.T) {
	t.Parallel()
	golden.Check(t, "all-passed.csv.golden", render(t, sample.AllPassed()))
	golden.Check(t, "mixed.csv.golden", render(t, sample.Mixed()))
	golden.Check(t, "empty.csv.golden", render(t, sample.Empty()))
}

func TestEveryLineEndsWithCRLF(t *testing.T) {
	t.Parallel()
	content := string(render(t, sample.Hostile()))
	require.Equal(t, strings.Count(content, "\n"), strings.Count(content, "\r\n"))
}

func TestNoCellActsAsAFormula(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"=1+1":                  "'=1+1",
		"+1":                    "'+1",
		"-1":                    "'-1",
		"@SUM(A1)":              "'@SUM(A1)",
		"\t=1":                  "' =1",
		"\r=1":                  "' =1",
		"\n=1":                  "' =1",
		" =1":                   "' =1",
		"a=1":                   "a=1",
		"":                      "",
		"two\r\nlines":          "two lines",
		"a \"quoted\", comma":   "a \"quoted\", comma",
		"bell \x07 and \x00":    `bell \x07 and \x00`,
		"Größe, naïve, 9 > 8 €": "Größe, naïve, 9 > 8 €",
	} {
		run := &model.Run{Requirements: []model.RequirementResult{{ID: "R-1", Title: title}}}
		got := rows(t, render(t, run))
		require.Equal(t, want, got[1][1], "%q", title)
	}
}

func TestACellNeverOutgrowsASpreadsheet(t *testing.T) {
	t.Parallel()
	run := sample.Large(3000)
	got := rows(t, render(t, run))
	require.Len(t, got, 1+len(run.Requirements))
	for _, row := range got {
		require.Len(t, row, 9)
		for _, cell := range row {
			require.LessOrEqual(t, len(cell), 32767)
		}
	}
	require.Equal(t, "COR-DEH-02", got[3][0])
	require.Regexp(t, `… and \d+ more$`, got[3][6])
	run.Requirements[0].Reason = strings.Repeat("é", 40000)
	require.LessOrEqual(t, len(rows(t, render(t, run))[1][8]), 32767)
}

func TestRowsSayHowARequirementFared(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for _, row := range rows(t, render(t, sample.Mixed())) {
		got[row[0]] = []string{row[3], row[4], row[7], row[8]}
	}
	for id, want := range map[string][]string{
		"COR-DEH-05":  {"failed", "", "", ""},
		"PDS-DET-R04": {"failed, known", "", "", ""},
		"PDS-VER-R02": {"passed", "shown by 1 of 1 scenario", "", ""},
		"PDS-VER-R01": {"failed", "shown by 1 of 11 scenarios", "", ""},
		"COR-SUP-04":  {"needs other evidence: the screen", "", "", "messages do not show it"},
		"COR-CLI-01":  {"does not apply", "", "", "it does not bind a provider"},
		"COR-OPT-01":  {"does not apply", "", "reliable-messaging", "it belongs to the optional module reliable-messaging, which is not declared"},
	} {
		require.Equal(t, want, got[id], id)
	}
	old := sample.Mixed()
	old.Format = 1
	for _, row := range rows(t, render(t, old)) {
		require.Equal(t, row[3] == "failed" || row[3] == "failed, known", strings.Contains(row[8], "is of format 1"), row[0])
	}
}

func TestEvidenceFilesAreThoseOfTheScenarios(t *testing.T) {
	t.Parallel()
	for _, row := range rows(t, render(t, sample.AllPassed())) {
		if row[0] == "PDS-VER-R01" {
			want := make([]string, 0, 6)
			for n := 1; n <= 3; n++ {
				want = append(want, fmt.Sprintf("exchanges/%04d-request.http", n), fmt.Sprintf("exchanges/%04d-response.http", n))
			}
			require.Equal(t, strings.Join(want, "; "), row[6])
			return
		}
	}
	t.Fatal("the requirement is missing")
}
