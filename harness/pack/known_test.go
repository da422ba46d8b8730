package pack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/yamlfile"
)

func TestKnownFailures(t *testing.T) {
	t.Parallel()
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		return at
	}
	during := day("2031-03-01T00:00:00Z")
	entry := func(pattern string) KnownFailure {
		return KnownFailure{Scenario: pattern, Reason: "agreed", Owner: "me", Expires: day("2031-03-04T00:00:00Z"), Place: yamlfile.Place{File: "k.yaml", Line: 2, Column: 5}}
	}
	const words = "agreed (owner me, until 2031-03-04)"
	const expired = `k.yaml:2:5: the known failure "A" expired on 2031-03-04`
	for _, c := range []struct {
		name       string
		list       []KnownFailure
		results    []model.Status // of scenarios A, B, …
		at         time.Time
		marked     []string
		complaints []string
	}{
		{"no list", nil, []model.Status{model.Failed}, during, []string{""}, nil},
		{"a failure that is listed", []KnownFailure{entry("A")}, []model.Status{model.Failed, model.Failed}, during, []string{words, ""}, nil},
		{"failures listed by pattern", []KnownFailure{entry("*")}, []model.Status{model.Failed, model.Failed}, during, []string{words, words}, nil},
		{"listed but passed", []KnownFailure{entry("A")}, []model.Status{model.Passed}, during, []string{""}, []string{"k.yaml:2:5: A is listed as a known failure but passed; remove the entry"}},
		{"of a pattern one passed", []KnownFailure{entry("*")}, []model.Status{model.Failed, model.Passed}, during, []string{words, ""}, []string{"k.yaml:2:5: B is listed as a known failure but passed; remove the entry"}},
		{"matches nothing", []KnownFailure{entry("Z*")}, []model.Status{model.Failed}, during, []string{""}, []string{`k.yaml:2:5: the known failure "Z*" matches no scenario of this run`}},
		{"could not be judged, which no list excuses", []KnownFailure{entry("*")}, []model.Status{model.Errored, model.Skipped, model.Pending}, during, []string{"", "", ""}, nil},
		{"on its last day, at the first instant", []KnownFailure{entry("A")}, []model.Status{model.Failed}, day("2031-03-04T00:00:00Z"), []string{words}, nil},
		{"on its last day, at the last instant", []KnownFailure{entry("A")}, []model.Status{model.Failed}, day("2031-03-04T23:59:59.999999999Z"), []string{words}, nil},
		{"the day after, at the first instant", []KnownFailure{entry("A")}, []model.Status{model.Failed}, day("2031-03-05T00:00:00Z"), []string{""}, []string{expired}},
		{"the day is one of UTC: still", []KnownFailure{entry("A")}, []model.Status{model.Failed}, day("2031-03-05T00:30:00+01:00"), []string{words}, nil},
		{"the day is one of UTC: over", []KnownFailure{entry("A")}, []model.Status{model.Failed}, day("2031-03-04T23:30:00-01:00"), []string{""}, []string{expired}},
		{"expired and passed", []KnownFailure{entry("A")}, []model.Status{model.Passed}, day("2032-01-01T00:00:00Z"), []string{""}, []string{"k.yaml:2:5: A is listed as a known failure but passed; remove the entry", expired}},
		{"expired and matching nothing", []KnownFailure{entry("A")}, nil, day("2032-01-01T00:00:00Z"), []string{}, []string{expired}},
		{"two entries, each complains for itself", []KnownFailure{entry("Y"), entry("Z")}, nil, during, []string{}, []string{`k.yaml:2:5: the known failure "Y" matches no scenario of this run`, `k.yaml:2:5: the known failure "Z" matches no scenario of this run`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var results []model.ScenarioResult
			for i, status := range c.results {
				results = append(results, model.ScenarioResult{ID: string(rune('A' + i)), Status: status})
			}
			complaints := ApplyKnownFailures(c.list, results, c.at)
			marked := []string{}
			for i, r := range results {
				marked = append(marked, r.KnownFailure)
				require.Equal(t, c.results[i], r.Status, "the status stays")
			}
			require.Empty(t, cmp.Diff(c.marked, marked))
			require.Empty(t, cmp.Diff(c.complaints, complaints))
		})
	}
}

func TestReadKnownFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, src string
		want      []KnownFailure
		err       string
	}{
		{"one entry", "format: 1\nknownFailures:\n  - {scenario: 'PDS-*', reason: r, owner: o, expires: 2031-03-04, link: 'http://x'}\n",
			[]KnownFailure{{Scenario: "PDS-*", Reason: "r", Owner: "o", Link: "http://x", Expires: time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC), Place: yamlfile.Place{File: "FILE", Line: 3, Column: 6}}}, ""},
		{"an empty list", "knownFailures: []\n", nil, ""},
		{"a day that does not exist", "knownFailures:\n  - {scenario: x, reason: r, owner: o, expires: 2031-02-29}\n", nil, `FILE:2:49: error: expires is "2031-02-29"; write a day such as 2027-03-31`},
		{"a day in another order", "knownFailures:\n  - {scenario: x, reason: r, owner: o, expires: 04/03/2031}\n", nil, `FILE:2:49: error: expires is "04/03/2031"; write a day such as 2027-03-31`},
		{"no reason, no owner, no day", "knownFailures:\n  - {scenario: x}\n", nil, "FILE:2:6: error: the known failure has no \"reason\"\nFILE:2:6: error: the known failure has no \"owner\"\nFILE:2:6: error: the known failure has no \"expires\""},
		{"a mistyped key", "known-failures: []\n", nil, `FILE:1:1: error: unknown key "known-failures" in the known-failures file; did you mean "knownFailures"?`},
		{"another format", "format: 3\n", nil, `FILE:1:9: error: format is "3"; this tkw reads format 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "known.yaml")
			require.NoError(t, os.WriteFile(file, []byte(c.src), 0o644))
			got, err := ReadKnownFailures(file)
			if c.err != "" {
				require.EqualError(t, err, strings.ReplaceAll(c.err, "FILE", file))
				require.Nil(t, got)
				return
			}
			require.NoError(t, err)
			for i := range c.want {
				c.want[i].Place.File = file
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
	_, err := ReadKnownFailures(filepath.Join(t.TempDir(), "missing.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
