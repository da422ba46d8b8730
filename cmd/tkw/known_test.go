package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/rejudge"
	"github.com/itk-assurance/tkw/harness/play/run"
)

func listedRule(rule string) pack.KnownFailure {
	return pack.KnownFailure{Rule: rule, Reason: "agreed", Owner: "me", Expires: time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)}
}

// A request that no scenario awaited counts as long as anything about it is not excused.
func TestKnownFailuresOfRequestsThatNoScenarioAwaited(t *testing.T) {
	t.Parallel()
	at := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
	broken := func(rule string) model.Finding {
		return model.Finding{Rule: rule, Severity: model.Error, Message: "is wrong", Exchange: 3}
	}
	first := model.Problem{Kind: model.ProblemUnsolicited, Exchange: 3, Sentence: "exchange 3, which no scenario awaited, breaks X: is wrong"}
	second := model.Problem{Kind: model.ProblemUnsolicited, Exchange: 3, Sentence: "exchange 3, which no scenario awaited, breaks Y: is wrong"}
	others := []model.Problem{
		{Kind: model.ProblemUnsolicited, Exchange: 4, Sentence: "another exchange"}, {Kind: model.ProblemOwnFailure, Exchange: 3, Sentence: "tkw failed"}, {Kind: model.ProblemUnreachable, Sentence: "gone"},
	}
	for _, c := range []struct {
		name string
		list []pack.KnownFailure
		want []model.Problem
	}{
		{"nothing is excused", nil, append([]model.Problem{first}, others...)},
		{"the first of two rules: the other one counts", []pack.KnownFailure{listedRule("X")}, append([]model.Problem{second}, others...)},
		{"the second of two rules: the first one counts", []pack.KnownFailure{listedRule("Y")}, append([]model.Problem{first}, others...)},
		{"both", []pack.KnownFailure{listedRule("X"), listedRule("Y")}, others},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := &model.Run{
				Format: 2, Role: model.RoleClient, Complete: true, StartedAt: at, Problems: append([]model.Problem{first}, others...),
				Exchanges:   []model.Exchange{{Number: 3}, {Number: 4}},
				Unsolicited: []model.Unsolicited{{Exchange: 3, Findings: []model.Finding{broken("X"), broken("Y")}}, {Exchange: 4, Findings: []model.Finding{broken("Z")}}},
			}
			(&app{}).applyKnownFailures(r, c.list)
			require.Empty(t, cmp.Diff(c.want, r.Problems))
		})
	}
}

// Lists are compared with the day on which the system under test was seen.
func TestListsAreHeldAgainstTheEndOfTheRun(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2031, 3, n, 12, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name string
		run  model.Run
		want bool
	}{
		{"ended on the last day", model.Run{StartedAt: day(1), FinishedAt: day(4)}, true},
		{"ended after it", model.Run{StartedAt: day(4), FinishedAt: day(5)}, false},
		{"killed: its beginning counts", model.Run{StartedAt: day(4)}, true},
		{"judged again later: the exchanges count", model.Run{StartedAt: day(9), FinishedAt: day(9), Rejudged: &model.Rejudged{StartedAt: day(1), FinishedAt: day(4)}}, true},
		{"judged again, and expired even then", model.Run{StartedAt: day(9), FinishedAt: day(9), Rejudged: &model.Rejudged{StartedAt: day(5)}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := c.run
			r.Scenarios = []model.ScenarioResult{{ID: "A", Status: model.Failed, Findings: []model.Finding{{Rule: "X", Severity: model.Error}}}}
			(&app{}).applyKnownFailures(&r, []pack.KnownFailure{listedRule("X")})
			require.Equal(t, c.want, r.Scenarios[0].KnownFailure != "")
		})
	}
}

// folder makes a run folder of a format in which scenario A failed, with a list; then is
// the format of the folder that it is a new judgement of, 0 where it is none.
func folder(t *testing.T, format, then int, list string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	file := filepath.Join(t.TempDir(), "known.yaml")
	if list != "" {
		require.NoError(t, os.WriteFile(file, []byte(list), 0o644))
	}
	at := time.Date(2031, 3, 1, 10, 15, 30, 0, time.UTC)
	var rejudged *model.Rejudged
	if then != 0 {
		rejudged = &model.Rejudged{ID: "earlier", StartedAt: at, FinishedAt: at, Format: then}
	}
	s, err := evidence.Create(dir, evidence.Header{
		Rejudged: rejudged, Format: format, ID: "11111111-2222-4333-8444-555555555555", Tool: model.Tool{Name: "tkw", Version: "1"}, Role: model.RoleProvider, Domains: []string{"pds"},
		StartedAt: at, Plan: []evidence.Planned{{ID: "A", Role: model.RoleProvider}}, NeverExcuse: []string{"N-1"}, Options: map[string]string{"known-failures": file},
	}, func() time.Time { return at })
	require.NoError(t, err)
	require.NoError(t, s.AddScenario(model.ScenarioResult{ID: "A", Status: model.Failed, StartedAt: at, Findings: []model.Finding{{Rule: "X", Severity: model.Error}, {Rule: "Y", Severity: model.Error}}}, nil))
	require.NoError(t, s.Finish(false, true, nil))
	return dir
}

func TestListOfARunFolder(t *testing.T) {
	t.Parallel()
	const (
		entry   = "reason: agreed, owner: me, expires: 2031-03-04}\n"
		byRule  = "knownFailures:\n  - {rule: '*', " + entry
		byRules = "knownFailures:\n  - {rule: X, " + entry + "  - {rule: Y, " + entry
		byOne   = "knownFailures:\n  - {rule: X, " + entry
		noRule  = "knownFailures:\n  - {scenario: A, " + entry
		words   = "agreed (owner me, until 2031-03-04)"
	)
	for _, c := range []struct {
		name   string
		format int
		then   int
		list   string
		want   string // why A is excused
		notes  int
		said   string
		err    string
	}{
		{"rules", 2, 0, byRules, words, 0, "", ""},
		{"one of two rules", 2, 0, byOne, "", 0, "", ""},
		{"a rule that is never excused", 2, 0, byRule, "", 0, "", `rule "*" covers what can never be a known failure (never-excuse): N-1; name the rules that are meant`},
		{"no rule", 2, 0, noRule, "", 0, "", `the known failure has no "rule"`},
		{"no rule, of a folder of format 1", 1, 0, noRule, words, 1, "", ""},
		{"no rule, of a new judgement of such a folder", 2, 1, noRule, words, 1, "", ""},
		{"no rule, of a new judgement of a later folder", 2, 2, noRule, "", 0, "", `the known failure has no "rule"`},
		{"rules, of a folder of format 1", 1, 0, byOne, "", 0, "", ""},
		{"a list that is gone", 2, 0, "", "", 0, "so all its failures count", ""},
		{"a list that is no list", 2, 0, "knownFailures: 1\n", "", 0, "so all its failures count", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var said bytes.Buffer
			r, err := (&app{err: visible.NewWriter(&said)}).finished(folder(t, c.format, c.then, c.list))
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				require.Equal(t, exitUsage, codeOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, r.Scenarios[0].KnownFailure)
			require.Len(t, r.Notes, c.notes)
			require.Empty(t, r.Problems)
			if c.said == "" {
				require.Empty(t, said.String())
			}
			require.Contains(t, said.String(), c.said)
		})
	}
}

// What no list may excuse is known before anything is run, and stays with the run.
func TestHeaderNamesWhatIsNeverExcused(t *testing.T) {
	t.Parallel()
	b, err := ownBench()
	require.NoError(t, err)
	ids := run.NeverExcuse(b.set, b.judge)
	require.Contains(t, ids, "PDS-DTN-OK-PATIENT", "of a scenario")
	require.Contains(t, ids, b.judge.NeverExcuse()[0], "of a rule file")
	require.IsIncreasing(t, ids, "sorted, and each once")
	dir := folder(t, 2, 0, "")
	r, err := evidence.Load(dir)
	require.NoError(t, err)
	require.Equal(t, []string{"N-1"}, r.NeverExcuse)
}

// A rule that has become one that is never excused is not excused in a new judgement.
func TestWhatIsNeverExcusedTodayIsNotExcusedInANewJudgement(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	list := "knownFailures:\n  - {rule: PDS-DTN-OK-PATIENT, reason: agreed, owner: me, expires: 2031-03-04}\n"
	dir := folder(t, 2, 0, list)
	a := newApp(strings.NewReader(""), &said, &said)
	require.Equal(t, exitUsage, execute(t.Context(), a, []string{"rejudge", dir}), said.String())
	require.Contains(t, said.String(), "PDS-DTN-OK-PATIENT can never be a known failure (never-excuse); remove the entry")
}

// A new judgement says in which format its exchanges were kept first, however often it
// is judged again.
func TestNewJudgementsSayTheFormatOfTheirEvidence(t *testing.T) {
	t.Parallel()
	b, err := ownBench()
	require.NoError(t, err)
	head := evidence.Header{Format: 1}
	for range 2 {
		head = rejudge.Header(head, rejudge.Options{Set: b.set, Judge: b.judge, Old: &model.Run{}}, run.About{}, rejudge.Result{})
		require.Equal(t, evidence.Format, head.Format)
		require.Equal(t, 1, head.Rejudged.Format)
	}
}
