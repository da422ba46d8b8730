package reports_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/reports"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

var names = []string{"report.html", "junit.xml", "report.json", "summary.md", "requirements.csv"}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	out := map[string]string{}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		out[e.Name()] = string(content)
	}
	return out
}

func TestWriteAllWritesEveryReportAndNothingElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got, err := reports.WriteAll(dir, sample.Mixed(), sample.Read)
	require.NoError(t, err)
	want := make([]string, len(names))
	for i, n := range names {
		want[i] = filepath.Join(dir, n)
	}
	require.Equal(t, want, got)
	require.Len(t, files(t, dir), len(names))
	for _, path := range got {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o644), info.Mode().Perm(), path)
		require.Positive(t, info.Size(), path)
	}
}

func TestWriteAllAgainGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := reports.WriteAll(dir, sample.Mixed(), sample.Read)
	require.NoError(t, err)
	first := files(t, dir)
	_, err = reports.WriteAll(dir, sample.Mixed(), sample.Read)
	require.NoError(t, err)
	require.Equal(t, first, files(t, dir))
}

func TestWriteAllNamesWhatItCouldNotWrite(t *testing.T) {
	t.Parallel()
	got, err := reports.WriteAll(filepath.Join(t.TempDir(), "nowhere"), sample.AllPassed(), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "report.html")
	require.Empty(t, got)
}

func TestAReportThatCannotBeReplacedLeavesNoScraps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "junit.xml", "in the way"), 0o755))
	got, err := reports.WriteAll(dir, sample.AllPassed(), sample.Read)
	require.ErrorContains(t, err, "junit.xml")
	require.Equal(t, []string{filepath.Join(dir, "report.html")}, got)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2)
}

func TestTheSchemaIsJSON(t *testing.T) {
	t.Parallel()
	require.True(t, json.Valid(reports.Schema()))
}
