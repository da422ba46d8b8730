package verdict_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestConclude(t *testing.T) {
	t.Parallel()
	passed := model.ScenarioResult{ID: "A", Status: model.Passed}
	failed := model.ScenarioResult{ID: "B", Status: model.Failed, Findings: []model.Finding{{Severity: model.Error}}}
	known := failed
	known.KnownFailure = "agreed"
	skip := func(kind model.SkipKind) model.ScenarioResult {
		return model.ScenarioResult{ID: "C", Status: model.Skipped, SkipKind: kind}
	}
	errored := func(kind model.ErrorKind) model.ScenarioResult {
		return model.ScenarioResult{ID: "D", Status: model.Errored, ErrorKind: kind}
	}
	warned := passed
	warned.Findings = []model.Finding{{Severity: model.Warning}}
	problem := func(kind model.ProblemKind) []model.Problem { return []model.Problem{{Kind: kind, Sentence: "p"}} }
	type list = []model.ScenarioResult
	for _, c := range []struct {
		name string
		run  model.Run
		on   verdict.FailOn
		want verdict.Conclusion
	}{
		{name: "all passed", run: model.Run{Complete: true, Scenarios: list{passed}}},
		{name: "what does not apply is no gap", run: model.Run{Complete: true, Scenarios: list{passed, skip(model.SkipDoesNotApply), skip(model.SkipDeselected)}}},
		{name: "a failure that is known", run: model.Run{Complete: true, Scenarios: list{passed, known}}},
		{name: "a warning", run: model.Run{Complete: true, Scenarios: list{warned}}},
		{
			name: "not exercised", run: model.Run{Complete: true, Scenarios: list{passed, skip(model.SkipNotExercised)}},
			want: verdict.Conclusion{Outcome: verdict.Incomplete, Reasons: []string{"1 scenario that applies was not exercised"}},
		},
		{
			name: "skipped without a kind counts as not exercised", run: model.Run{Complete: true, Scenarios: list{passed, skip(""), skip("")}},
			want: verdict.Conclusion{Outcome: verdict.Incomplete, Reasons: []string{"2 scenarios that apply were not exercised"}},
		},
		{
			name: "pending", run: model.Run{Complete: true, Scenarios: list{passed, {Status: model.Pending}}},
			want: verdict.Conclusion{Outcome: verdict.Incomplete, Reasons: []string{"1 scenario awaits an attestation"}},
		},
		{
			name: "a failure outweighs what is missing", run: model.Run{Complete: true, Scenarios: list{failed, skip(model.SkipNotExercised)}},
			want: verdict.Conclusion{Outcome: verdict.Fails, Reasons: []string{"1 scenario failed", "1 scenario that applies was not exercised"}},
		},
		{
			name: "not judged outweighs a failure", run: model.Run{Complete: true, Scenarios: list{failed, errored(model.ErrorUnreachable)}},
			want: verdict.Conclusion{Outcome: verdict.NotJudged, Reasons: []string{"1 scenario could not be judged", "1 scenario failed"}},
		},
		{
			name: "a status that nobody knows is not judged", run: model.Run{Complete: true, Scenarios: list{{Status: "odd"}, errored("")}},
			want: verdict.Conclusion{Outcome: verdict.NotJudged, Reasons: []string{"2 scenarios could not be judged"}},
		},
		{
			name: "tkw's own failure outweighs all", run: model.Run{Complete: true, Scenarios: list{failed, errored(model.ErrorCouldNotJudge), errored(model.ErrorOwnFailure)}},
			want: verdict.Conclusion{Outcome: verdict.OwnFailure, Reasons: []string{"tkw itself failed in 1 place", "1 scenario could not be judged", "1 scenario failed"}},
		},
		{
			name: "tkw could not judge a request that no scenario awaited", run: model.Run{Complete: true, Scenarios: list{passed}, Problems: problem(model.ProblemOwnFailure)},
			want: verdict.Conclusion{Outcome: verdict.OwnFailure, Reasons: []string{"tkw itself failed in 1 place"}},
		},
		{
			name: "a request that no scenario awaited breaks a rule", run: model.Run{Complete: true, Scenarios: list{passed}, Problems: problem(model.ProblemUnsolicited)},
			want: verdict.Conclusion{Outcome: verdict.Fails, Reasons: []string{"1 request that no scenario awaited broke rules"}},
		},
		{
			name: "the list of known failures is wrong", run: model.Run{Complete: true, Scenarios: list{passed}, Problems: problem(model.ProblemKnownFailures)},
			want: verdict.Conclusion{Outcome: verdict.Fails, Reasons: []string{"the list of known failures has 1 problem"}},
		},
		{
			name: "nobody can be reached", run: model.Run{Scenarios: list{skip(model.SkipNotExercised)}, Problems: problem(model.ProblemUnreachable)},
			want: verdict.Conclusion{Outcome: verdict.NotJudged, Reasons: []string{
				"the run ended early", "1 problem kept tkw from judging", "1 scenario that applies was not exercised",
			}},
		},
		{
			name: "ended early, with nothing but passes", run: model.Run{Scenarios: list{passed}},
			want: verdict.Conclusion{Outcome: verdict.NotJudged, Reasons: []string{"the run ended early"}},
		},
		{
			name: "interrupted outweighs all", run: model.Run{Interrupted: true, Scenarios: list{failed, errored(model.ErrorOwnFailure)}},
			want: verdict.Conclusion{Outcome: verdict.Interrupted, Reasons: []string{"the run was interrupted", "tkw itself failed in 1 place", "1 scenario failed"}},
		},
		{
			name: "nothing was run", run: model.Run{Complete: true},
			want: verdict.Conclusion{Outcome: verdict.NotJudged, Reasons: []string{"nothing was tested: no scenario applies"}},
		},
		{
			name: "nothing applies", run: model.Run{Complete: true, Scenarios: list{skip(model.SkipDoesNotApply)}},
			want: verdict.Conclusion{Outcome: verdict.NotJudged, Reasons: []string{"nothing was tested: no scenario applies"}},
		},
		{
			name: "a warning that counts", run: model.Run{Complete: true, Scenarios: list{warned}}, on: verdict.FailOn{Warning: true},
			want: verdict.Conclusion{Outcome: verdict.Fails, Reasons: []string{"there are warnings (--fail-on warning)"}},
		},
		{
			name: "a warning that counts, of a request that no scenario awaited", on: verdict.FailOn{Warning: true},
			run:  model.Run{Complete: true, Scenarios: list{passed}, Unsolicited: []model.Unsolicited{{Exchange: 1, Findings: warned.Findings}}},
			want: verdict.Conclusion{Outcome: verdict.Fails, Reasons: []string{"there are warnings (--fail-on warning)"}},
		},
		{
			name: "what was not exercised counts", run: model.Run{Complete: true, Scenarios: list{passed, skip(model.SkipNotExercised)}}, on: verdict.FailOn{Skipped: true},
			want: verdict.Conclusion{Outcome: verdict.Fails, Reasons: []string{
				"1 scenario that applies was not exercised (--fail-on skipped)", "1 scenario that applies was not exercised",
			}},
		},
		{
			name: "what does not apply never counts", run: model.Run{Complete: true, Scenarios: list{passed, skip(model.SkipDoesNotApply)}}, on: verdict.FailOn{Skipped: true, Warning: true},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, verdict.Conclude(&c.run, c.on)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
