package outline_test

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func results(statuses ...model.Status) []model.ScenarioResult {
	out := make([]model.ScenarioResult, len(statuses))
	for i, s := range statuses {
		out[i] = model.ScenarioResult{ID: string(rune('A' + i)), Status: s}
	}
	return out
}

func problems(kind model.ProblemKind) []model.Problem {
	return []model.Problem{{Kind: kind, Sentence: "p"}}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	known := results(model.Passed, model.Failed)
	known[1].KnownFailure = "soon"
	skipped := func(kind model.SkipKind, statuses ...model.Status) []model.ScenarioResult {
		out := append(results(statuses...), model.ScenarioResult{ID: "Z", Status: model.Skipped, SkipKind: kind})
		return out
	}
	own := results(model.Passed, model.Errored)
	own[1].ErrorKind = model.ErrorOwnFailure
	sut := model.SUT{Supplier: "S", Product: "P", Version: "1"}
	for _, c := range []struct {
		name     string
		run      model.Run
		tone     outline.Tone
		word     string
		sentence string
	}{
		{
			"all passed", model.Run{Complete: true, SUT: sut, Scenarios: results(model.Passed, model.Passed)},
			outline.Good, "Conforms", "P 1 (S) conforms: all 2 scenarios passed.",
		},
		{
			"one failed", model.Run{Complete: true, Role: model.RoleClient, Scenarios: results(model.Passed, model.Failed)},
			outline.Bad, "Does not conform", "The client under test does not conform: 1 of 2 scenarios failed.",
		},
		{
			"failed and not judged", model.Run{Complete: true, SUT: sut, Scenarios: results(model.Failed, model.Errored)},
			outline.Bad, "Does not conform", "P 1 (S) does not conform: 1 of 2 scenarios failed and 1 could not be judged.",
		},
		{
			"failed, then interrupted", model.Run{Interrupted: true, SUT: sut, Scenarios: skipped(model.SkipNotExercised, model.Failed)},
			outline.Bad, "Does not conform", "P 1 (S) does not conform: 1 of 2 scenarios failed.",
		},
		{
			"a broken request that no scenario awaited",
			model.Run{Complete: true, SUT: sut, Problems: problems(model.ProblemUnsolicited), Scenarios: results(model.Passed)},
			outline.Bad, "Does not conform", "P 1 (S) does not conform: no scenario failed, but 1 request that no scenario awaited broke rules.",
		},
		{
			"failed, and a broken request",
			model.Run{Complete: true, SUT: sut, Problems: problems(model.ProblemUnsolicited), Scenarios: results(model.Failed)},
			outline.Bad, "Does not conform", "P 1 (S) does not conform: 1 of 1 scenario failed, and 1 request that no scenario awaited broke rules.",
		},
		{
			"a wrong list of known failures",
			model.Run{Complete: true, SUT: sut, Problems: problems(model.ProblemKnownFailures), Scenarios: results(model.Passed)},
			outline.Bad, "The list of known failures is wrong",
			"No clean result for P 1 (S): no other scenario failed, but the list of known failures has 1 problem; correct it and make the reports again.",
		},
		{
			"not judged is no pass", model.Run{Complete: true, SUT: sut, Scenarios: results(model.Passed, model.Errored)},
			outline.Open, "Not fully judged", "No verdict on P 1 (S) yet: nothing failed, but 1 of 2 scenarios could not be judged.",
		},
		{
			"an unknown status is no pass", model.Run{Complete: true, SUT: sut, Scenarios: results(model.Passed, "odd")},
			outline.Open, "Not fully judged", "No verdict on P 1 (S) yet: nothing failed, but 1 of 2 scenarios could not be judged.",
		},
		{
			"tkw failed in a scenario", model.Run{Complete: true, SUT: sut, Scenarios: own},
			outline.Open, "tkw failed", "No verdict on P 1 (S): tkw itself failed in 1 place. 1 of 2 scenarios passed and none failed.",
		},
		{
			"tkw failed beside the scenarios",
			model.Run{Complete: true, SUT: sut, Problems: problems(model.ProblemOwnFailure), Scenarios: results(model.Passed)},
			outline.Open, "tkw failed", "No verdict on P 1 (S): tkw itself failed in 1 place. 1 of 1 scenario passed and none failed.",
		},
		{
			"no scenario", model.Run{Complete: true, Role: model.RoleProvider},
			outline.Open, "Nothing was tested", "The run has no scenarios, so nothing can be said of the provider under test.",
		},
		{
			"nothing applies", model.Run{Complete: true, SUT: sut, Scenarios: skipped(model.SkipDoesNotApply)},
			outline.Open, "Nothing was tested", "None of the scenarios that were selected applies to P 1 (S), so nothing can be said of it.",
		},
		{
			"everything skipped, in a folder of format 1", model.Run{Format: 1, Complete: true, SUT: sut, Scenarios: results(model.Skipped)},
			outline.Open, "Not all exercised", "No verdict on P 1 (S) yet: nothing failed, but 1 of 1 scenario was not exercised.",
		},
		{
			"interrupted", model.Run{Interrupted: true, SUT: sut, Scenarios: skipped(model.SkipNotExercised, model.Passed)},
			outline.Open, "Interrupted", "No verdict on P 1 (S) yet: the run was interrupted. 1 of 2 scenarios passed and none failed.",
		},
		{
			"cut short", model.Run{SUT: sut, Scenarios: skipped(model.SkipNotExercised, model.Passed)},
			outline.Open, "Unfinished", "No verdict on P 1 (S) yet: the run ended early. 1 of 2 scenarios passed and none failed.",
		},
		{
			"passed with a problem", model.Run{Complete: true, SUT: sut, Problems: problems(model.ProblemUnreachable), Scenarios: results(model.Passed)},
			outline.Open, "Not fully judged", "No verdict on P 1 (S) yet: no scenario failed, but 1 problem kept tkw from judging.",
		},
		{
			"pending", model.Run{Complete: true, SUT: sut, Scenarios: results(model.Passed, model.Pending)},
			outline.Open, "Awaits answers", "No verdict on P 1 (S) yet: nothing failed, but 1 scenario waits for a person's answer.",
		},
		{
			"not exercised", model.Run{Complete: true, SUT: sut, Scenarios: skipped(model.SkipNotExercised, model.Passed)},
			outline.Open, "Not all exercised", "No verdict on P 1 (S) yet: nothing failed, but 1 of 2 scenarios was not exercised.",
		},
		{
			"not exercised and pending", model.Run{Complete: true, SUT: sut, Scenarios: skipped(model.SkipNotExercised, model.Passed, model.Skipped, model.Pending)},
			outline.Open, "Not all exercised", "No verdict on P 1 (S) yet: nothing failed, but 2 of 4 scenarios were not exercised, and 1 scenario waits for a person's answer.",
		},
		{
			"what does not apply stands in the way of nothing", model.Run{Complete: true, SUT: sut, Scenarios: skipped(model.SkipDoesNotApply, model.Passed)},
			outline.Good, "Conforms", "P 1 (S) conforms: the one scenario that applies passed.",
		},
		{
			"a part", model.Run{Complete: true, Partial: true, SUT: sut, Scenarios: skipped(model.SkipDoesNotApply, model.Passed, model.Passed)},
			outline.Open, "Conforms in the part that was run", "P 1 (S) conforms in the part that was run: all 2 scenarios that apply passed.",
		},
		{
			"known failure", model.Run{Complete: true, SUT: sut, Scenarios: known},
			outline.Open, "Conforms but for known failures", "P 1 (S) conforms apart from known failures: 1 of 2 scenarios passed, and 1 failure is known and accepted for now.",
		},
		{
			"known failures and nothing else", model.Run{Complete: true, SUT: sut, Scenarios: known[1:]},
			outline.Open, "Nothing but known failures", "Nothing shows that P 1 (S) conforms: 0 of 1 scenario passed, and 1 failure is known and accepted for now.",
		},
		{
			"known failure in a part", model.Run{Complete: true, Partial: true, SUT: sut, Scenarios: known},
			outline.Open, "Conforms in the part that was run",
			"P 1 (S) conforms in the part that was run: 1 of 2 scenarios passed, and 1 failure is known and accepted for now.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := outline.Judge(&c.run)
			got.Caveats = nil
			require.Empty(t, cmp.Diff(outline.Verdict{Tone: c.tone, Word: c.word, Sentence: c.sentence}, got))
		})
	}
}

// TestTheVerdictIsThatOfTheExitCode goes through all small runs that differ in what
// decides, and those of the samples.
func TestTheVerdictIsThatOfTheExitCode(t *testing.T) {
	t.Parallel()
	check := func(name string, run *model.Run) {
		c, s := verdict.Conclude(run, verdict.FailOn{}), model.Summarise(run.Scenarios)
		got := outline.Judge(run)
		require.Equal(t, c.Outcome == verdict.Conforms && !run.Partial && s.KnownFailures == 0 && s.Passed > 0, got.Tone == outline.Good, "%s: good", name)
		if c.Outcome == verdict.Fails {
			require.Equal(t, outline.Bad, got.Tone, name)
		}
		if got.Tone == outline.Bad {
			require.GreaterOrEqual(t, c.Outcome, verdict.Fails, name)
		}
		require.NotEqual(t, "No verdict", got.Word, "%s: an outcome that has no words", name)
		event := slices.ContainsFunc(outline.Events(run), func(e outline.Event) bool { return e.Standing != outline.Passed })
		require.Equal(t, c.Outcome >= verdict.Fails, event || s.Failed+s.Errored > 0, "%s: what a reader of tests sees fail", name)
	}
	for name, run := range sample.Outcomes() {
		check(name, run)
	}
	kinds := []model.ScenarioResult{
		{Status: model.Passed}, {Status: model.Failed}, {Status: model.Failed, KnownFailure: "k"}, {Status: model.Pending}, {Status: "odd"},
		{Status: model.Errored}, {Status: model.Errored, ErrorKind: model.ErrorOwnFailure}, {Status: model.Skipped},
		{Status: model.Skipped, SkipKind: model.SkipDoesNotApply}, {Status: model.Skipped, SkipKind: model.SkipNotExercised}, {Status: model.Skipped, SkipKind: model.SkipDeselected},
	}
	for set := range uint(1) << len(kinds) {
		if bits.OnesCount(set) > 3 {
			continue // what decides never takes more than a few
		}
		var scenarios []model.ScenarioResult
		for i, k := range kinds {
			if set&(1<<i) != 0 {
				scenarios = append(scenarios, k)
			}
		}
		for flags := range 1 << 3 {
			for _, problem := range []model.ProblemKind{
				"none", "", model.ProblemUnreachable, model.ProblemUnsolicited, model.ProblemOwnFailure, model.ProblemKnownFailures,
			} {
				run := &model.Run{Partial: flags&1 != 0, Complete: flags&2 != 0, Interrupted: flags&4 != 0, Scenarios: scenarios}
				if problem != "none" {
					run.Problems = problems(problem)
				}
				check(fmt.Sprintf("set %b, flags %b, problem %q", set, flags, problem), run)
			}
		}
	}
}

func TestCaveats(t *testing.T) {
	t.Parallel()
	require.Empty(t, outline.Judge(sample.AllPassed()).Caveats)
	require.Equal(t, []string{
		"This was a partial run (--service verifyNHSNumber,getPatientDetails); it says nothing of what was left out.",
		"The run was interrupted; scenarios that had not begun are listed as not exercised.",
		"Not usable as assurance evidence: tkw.yaml does not name the version of the system under test; not all that applies was selected; the run did not come to its end.",
	}, outline.Judge(sample.Mixed()).Caveats)
	require.Equal(t, []string{
		"tkw played both sides of this run; it says nothing of any other system.",
		"The run did not reach its end.",
	}, outline.Judge(&model.Run{Mirror: true}).Caveats)
	require.Equal(t, []string{
		"The run was allowed to send NHS numbers that are of no test set (--allow-live-data).",
		"This is a redacted copy: patient values were replaced. The evidence is the original, whose journal has the SHA-256 abc.",
	}, outline.Judge(&model.Run{Complete: true, Redacted: "abc", Options: map[string]string{"allow-live-data": "true"}}).Caveats)
	require.Equal(t, []string{
		"This was a partial run; it says nothing of what was left out.",
		"This run folder is of format 1: a failed scenario counts against each of its requirements, as was understood then.",
		"Not usable as assurance evidence: not all that applies was selected.",
	}, outline.Judge(&model.Run{Format: 1, Partial: true, Complete: true, SUT: model.SUT{Supplier: "S", Product: "P", Version: "1"}}).Caveats)
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status model.Status
		skip   model.SkipKind
		known  string
		want   string
	}{
		{model.Passed, "", "", "passed"},
		{model.Passed, "", "not on the list any more", "passed"},
		{model.Failed, "", "", "failed"},
		{model.Failed, "", "soon", "known failure"},
		{model.Errored, "", "soon", "not judged"},
		{"odd", "", "", "not judged"},
		{model.Pending, "", "", "pending"},
		{model.Skipped, model.SkipDoesNotApply, "", "does not apply"},
		{model.Skipped, model.SkipNotExercised, "", "not exercised"},
		{model.Skipped, model.SkipDeselected, "", "deselected"},
		{model.Skipped, "", "", "skipped"}, // of a folder of format 1
	} {
		require.Equal(t, c.want, outline.Word(model.ScenarioResult{Status: c.status, SkipKind: c.skip, KnownFailure: c.known}))
	}
	for _, c := range []struct {
		result model.RequirementResult
		word   string
		shown  string
	}{
		{model.RequirementResult{Status: model.RequirementPassed, Shown: model.Shown{Passed: 1, Of: 1}}, "passed", "shown by 1 of 1 scenario"},
		{model.RequirementResult{Status: model.RequirementFailed, Shown: model.Shown{Passed: 39, Of: 40}}, "failed", "shown by 39 of 40 scenarios"},
		{model.RequirementResult{Status: model.RequirementFailed, Known: true}, "failed, known", ""},
		{model.RequirementResult{Status: model.RequirementNotShown}, "not shown", ""},
		{model.RequirementResult{Status: model.RequirementNotExercised}, "not exercised", ""},
		{model.RequirementResult{Status: model.RequirementDoesNotApply}, "does not apply", ""},
		{model.RequirementResult{Status: model.RequirementWording}, "wording unknown", ""},
		{model.RequirementResult{Status: model.RequirementOtherEvidence}, "needs other evidence", ""},
		{model.RequirementResult{Status: model.RequirementOtherEvidence, Evidence: model.EvidenceDocument}, "needs other evidence: a document", ""},
		{model.RequirementResult{Status: model.RequirementOtherEvidence, Evidence: model.EvidenceScreen}, "needs other evidence: the screen", ""},
		{model.RequirementResult{Status: model.RequirementOtherEvidence, Evidence: model.EvidenceAuditTrail}, "needs other evidence: the audit trail", ""},
		{model.RequirementResult{Status: model.RequirementOtherEvidence, Evidence: model.EvidencePerson}, "needs other evidence: a person", ""},
	} {
		require.Equal(t, [2]string{c.word, c.shown}, [2]string{outline.RequirementWord(c.result), outline.Shown(c.result)})
	}
}

// TestTheMixedSampleHasEverything keeps the goldens honest.
func TestTheMixedSampleHasEverything(t *testing.T) {
	t.Parallel()
	run := sample.Mixed()
	standings := map[outline.Standing]bool{}
	errors := map[model.ErrorKind]bool{}
	for _, r := range run.Scenarios {
		standings[outline.StandingOf(r)] = true
		errors[r.ErrorKind] = true
	}
	for _, s := range outline.Standings() {
		require.Equal(t, s != outline.Skipped, standings[s], s)
	}
	for _, k := range []model.ErrorKind{model.ErrorUnreachable, model.ErrorCouldNotJudge, model.ErrorOwnFailure, model.ErrorLiveData} {
		require.True(t, errors[k], k)
	}
	words := map[string]bool{}
	for _, r := range run.Requirements {
		words[outline.RequirementWord(r)] = true
	}
	for _, w := range []string{
		"failed", "failed, known", "not shown", "not exercised", "passed", "does not apply", "wording unknown",
		"needs other evidence: a document", "needs other evidence: the screen", "needs other evidence: the audit trail", "needs other evidence: a person",
	} {
		require.True(t, words[w], w)
	}
}

func TestCauses(t *testing.T) {
	t.Parallel()
	type row struct {
		Rule      string
		Scenarios []string
		Alone     int
		Wordings  int
	}
	var got []row
	for _, c := range outline.Causes(sample.Mixed()) {
		got = append(got, row{c.Example.Rule, c.Scenarios, c.Alone, c.Wordings})
	}
	want := []row{
		{"ENV-MANIFEST-COUNT", []string{"PDS-DET-01", "PDS-VER-02", "unsolicited exchange 7"}, 1, 2},
		{"XSD-1871", []string{"PDS-VER-02"}, 0, 1},
		{"EXPECT-OUTCOME", []string{"PDS-VER-02"}, 0, 1}, // and what is excused in PDS-VER-02 and PDS-DET-03 is none
	}
	require.Empty(t, cmp.Diff(want, got))
	warning := outline.Warnings(sample.Mixed())[0]
	require.Equal(t, "ENV-TRACKING-CASE", warning.Example.Rule)
	require.Equal(t, []string{"PDS-VER-01", "unsolicited exchange 7", "unsolicited exchange 8"}, warning.Scenarios)
	require.Equal(t, "1 scenario and 2 unsolicited requests", warning.Extent())
}

func TestRoots(t *testing.T) {
	t.Parallel()
	find := func(rule, known string, consequence bool) model.Finding {
		return model.Finding{Rule: rule, Severity: model.Error, KnownFailure: known, Consequence: consequence}
	}
	for _, c := range []struct {
		name            string
		known           string // of the scenario
		findings        []model.Finding
		roots, accepted string
	}{
		{"what another explains is none", "", []model.Finding{find("A", "", false), find("B", "", true)}, "A", ""},
		{"what is excused is none, where another thing fails", "", []model.Finding{find("A", "k", false), find("B", "", false)}, "B", "A"},
		{"a consequence, when what explains it is excused", "", []model.Finding{find("A", "k", false), find("B", "", true)}, "B", "A"},
		{"all are excused", "k", []model.Finding{find("A", "k", false), find("B", "k", false)}, "A B", ""},
		{"none", "", nil, outline.NoFinding, ""},
		{"a warning fails nothing", "", []model.Finding{{Rule: "W", Severity: model.Warning}}, outline.NoFinding, ""},
	} {
		r := model.ScenarioResult{Status: model.Failed, KnownFailure: c.known, Findings: c.findings}
		rules := func(findings []model.Finding) string {
			var out []string
			for _, f := range findings {
				out = append(out, f.Rule)
			}
			return strings.Join(out, " ")
		}
		require.Equal(t, [2]string{c.roots, c.accepted}, [2]string{rules(outline.Roots(r)), rules(outline.Excused(r))}, c.name)
	}
}

func TestFindingsWithoutARequirementSaySo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		finding model.Finding
		want    []string
	}{
		{"an error", model.Finding{Severity: model.Error}, []string{"no published requirement"}},
		{"a warning", model.Finding{Severity: model.Warning}, []string{"no published requirement"}},
		{"one with a requirement", model.Finding{Severity: model.Error, Requirements: []string{"A"}}, []string{"A"}},
		{"an info needs none", model.Finding{Severity: model.Info}, nil},
		{"what tkw says of itself", outline.NotJudgedFinding(model.ScenarioResult{}), nil},
	} {
		require.Equal(t, c.want, outline.Requirements(c.finding), c.name)
	}
	text := outline.Explain(&model.Run{}, model.ScenarioResult{
		ID: "A", Proves: []string{"Q"}, Findings: []model.Finding{{Rule: "R", Severity: model.Error, KnownFailure: "soon", Message: "m"}},
	}, nil)
	require.Contains(t, text, "\n   requirement: no published requirement\n")
	require.Contains(t, text, "\n   known failure: soon\n")
	require.Contains(t, text, "\ncarried by the expected outcome: Q\n")
}

func TestEvents(t *testing.T) {
	t.Parallel()
	type row struct {
		Name     string
		Standing outline.Standing
		Rule     string
		Findings int
	}
	var got []row
	for _, e := range outline.Events(sample.Mixed()) {
		got = append(got, row{e.Name, e.Standing, e.Rule, len(e.Findings)})
	}
	require.Empty(t, cmp.Diff([]row{
		{"problem 1", outline.Errored, outline.ProblemRule, 0}, // interrupted
		{"problem 2", outline.Errored, outline.ProblemRule, 0}, // unreachable
		{"problem 3", outline.Errored, outline.ProblemRule, 0}, // tkw's own
		{"problem 4", outline.Failed, outline.ProblemRule, 0},  // the list
		{"unsolicited exchange 7", outline.Failed, "ENV-MANIFEST-COUNT", 2},
		{"unsolicited exchange 8", outline.Passed, "", 1},
	}, got))
	require.Empty(t, outline.Events(sample.AllPassed()))
}

func TestAttentions(t *testing.T) {
	t.Parallel()
	var got []string
	for _, a := range outline.Attentions(sample.Mixed()) {
		got = append(got, a.Scenario.ID+" "+a.Finding.Rule)
	}
	require.Equal(t, []string{
		"PDS-DET-01 ENV-MANIFEST-COUNT", "PDS-VER-02 XSD-1871", "PDS-VER-03 TKW-NOT-JUDGED", "PDS-VER-07 TKW-NOT-JUDGED", "PDS-VER-08 TKW-NOT-JUDGED",
		"PDS-VER-09 TKW-NOT-JUDGED", "unsolicited exchange 7 ENV-MANIFEST-COUNT",
	}, got)
	require.Len(t, outline.Attentions(sample.Outcomes()["an unknown status"]), 1)
}

func TestAFailureWithoutFindingsIsNotLost(t *testing.T) {
	t.Parallel()
	causes := outline.Causes(&model.Run{Scenarios: results(model.Failed)})
	require.Len(t, causes, 1)
	require.Equal(t, outline.NoFinding, causes[0].Example.Rule)
}

func TestFolds(t *testing.T) {
	t.Parallel()
	find := func(rule, part, xpath string, consequence bool) model.Finding {
		return model.Finding{Rule: rule, Part: part, Location: model.Location{XPath: xpath}, Consequence: consequence}
	}
	var got [][]string
	for _, fold := range outline.Folds([]model.Finding{
		find("a", "response", "/e/h", false),
		find("b", "response", "/e/h/m", false),
		find("c", "request", "/e", false),
		find("under b", "response", "/e/h/m/@count", true),
		find("of a name that only begins alike", "response", "/e/hx", true),
		find("under c", "request", "/e/q", true),
		find("of no message", "", "", true),
		{Rule: "d", Part: "response"},
		{Rule: "of the rule that it names", Part: "response", Consequence: true, Because: "d"},
		{Rule: "of that rule in the other message", Part: "request", Consequence: true, Because: "d"},
	}) {
		rules := []string{fold.Finding.Rule}
		for _, c := range fold.Consequences {
			rules = append(rules, c.Rule)
		}
		got = append(got, rules)
	}
	require.Empty(t, cmp.Diff([][]string{
		{"a"}, {"b", "under b"}, {"c", "under c"}, {"of a name that only begins alike"}, {"of no message"},
		{"d", "of the rule that it names"}, {"of that rule in the other message"},
	}, got))
}

func TestReproduce(t *testing.T) {
	t.Parallel()
	for want, run := range map[string]model.Run{
		"tkw run --role provider --endpoint http://h:1/ --scenario A-1":                      {Role: model.RoleProvider, Endpoint: "http://h:1/"},
		"tkw run --role client --listen 127.0.0.1:8080 --scenario A-1":                       {Role: model.RoleClient, Listen: "127.0.0.1:8080"},
		"tkw demo --scenario A-1":                                                            {Role: model.RoleClient, Mirror: true, Listen: "127.0.0.1:8080"},
		"tkw run --role provider --endpoint 'http://h/?a=1&b='\\''$(x)'\\''' --scenario A-1": {Role: model.RoleProvider, Endpoint: "http://h/?a=1&b='$(x)'"},
		"tkw run --role provider --pack 'our packs' --scenario A-1":                          {Role: model.RoleProvider, Packs: []model.Pack{{Source: "our packs"}, {Source: "built in"}}},
		"tkw run --role provider --endpoint https://h/ --pack mine --pack 'more packs' --cert c.pem --key k.pem --ca ca.pem --personas p.yaml --deadline 5s --capability configurable-rule=false --capability large-messages --scenario A-1": {
			Role: model.RoleProvider, Endpoint: "https://h/", Packs: []model.Pack{{Source: "more packs"}, {Source: "mine"}},
			Options: map[string]string{
				"packs": "mine\nmore packs", "cert": "c.pem", "key": "k.pem", "ca": "ca.pem", "personas": "p.yaml",
				"deadline": "5s", "timeout": "0s", "parallel": "4",
			},
			Capabilities: map[string]bool{"mutual-tls": true, "large-messages": true, "configurable-rule": false},
		},
		"tkw run --role provider --capability mutual-tls --scenario A-1": {Role: model.RoleProvider, Capabilities: map[string]bool{"mutual-tls": true}},
		"tkw run --role provider --cert c.pem --capability mutual-tls=false --scenario A-1": {
			Role: model.RoleProvider, Options: map[string]string{"cert": "c.pem"}, Capabilities: map[string]bool{"mutual-tls": false},
		},
		"tkw run --role provider --scenario A-2": {Role: model.RoleProvider, Options: map[string]string{"deadline": "30s", "timeout": "0s"}},
	} {
		id := want[strings.LastIndexByte(want, ' ')+1:]
		require.Equal(t, want, outline.Reproduce(&run, id))
	}
}
