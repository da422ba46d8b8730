package verdict_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// named is a scenario that names requirement R.
func named(id string, status model.Status) model.ScenarioResult {
	r := model.ScenarioResult{ID: id, Status: status, Requirements: []string{"R"}}
	if status == model.Skipped {
		r.SkipKind = model.SkipNotExercised
	}
	return r
}

// objecting is a failed scenario with a finding that carries the requirements given.
func objecting(s model.ScenarioResult, carried ...string) model.ScenarioResult {
	s.Status = model.Failed
	s.Findings = append(s.Findings, model.Finding{Rule: "X-1", Severity: model.Error, Requirements: carried})
	return s
}

func excused(s model.ScenarioResult) model.ScenarioResult {
	for i := range s.Findings {
		s.Findings[i].KnownFailure = "agreed (owner O, until 2031-06-30)"
	}
	s.KnownFailure = "agreed (owner O, until 2031-06-30)"
	return s
}

func absent(id string) model.ScenarioResult {
	r := named(id, model.Skipped)
	r.SkipKind = model.SkipDoesNotApply
	return r
}

func TestHowRequirementsFare(t *testing.T) {
	t.Parallel()
	type list = []model.ScenarioResult
	warning := named("A", model.Passed)
	warning.Findings = []model.Finding{{Severity: model.Warning, Requirements: []string{"R"}}}
	twice := named("A", model.Passed)
	twice.Requirements = []string{"R", "R"}
	half := objecting(excused(objecting(named("A", model.Failed), "R")), "R")
	half.KnownFailure = ""
	for _, c := range []struct {
		name      string
		req       model.Requirement
		results   list
		client    bool
		declared  map[string]bool
		want      model.RequirementStatus
		known     bool
		shown     model.Shown
		reason    string
		scenarios []string
	}{
		{name: "passed by one", results: list{named("A", model.Passed)}, want: model.RequirementPassed, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A"}},
		{name: "a warning that carries it does not object", results: list{warning}, want: model.RequirementPassed, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A"}, reason: "but see 1 warning that carries it"},
		{name: "named twice by one scenario, counted once", results: list{twice}, want: model.RequirementPassed, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A"}},
		{
			name: "a finding that carries it objects", results: list{objecting(named("A", ""), "R"), named("B", model.Passed)},
			want: model.RequirementFailed, shown: model.Shown{Passed: 1, Of: 2}, scenarios: []string{"A", "B"},
		},
		{
			name: "also one in a scenario that does not name it", results: list{named("A", model.Passed), objecting(model.ScenarioResult{ID: "B"}, "R")},
			want: model.RequirementFailed, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A", "B"},
		},
		{
			name: "a finding that carries another one only keeps it from being shown", results: list{objecting(named("A", ""), "Q"), named("B", model.Passed)},
			want: model.RequirementNotShown, shown: model.Shown{Passed: 1, Of: 2}, scenarios: []string{"A", "B"},
			reason: "a scenario of it failed, or could not be judged, for another reason",
		},
		{
			name: "a finding that carries none does so, too", results: list{objecting(named("A", ""))},
			want: model.RequirementNotShown, shown: model.Shown{Of: 1}, scenarios: []string{"A"}, reason: "a scenario of it failed, or could not be judged, for another reason",
		},
		{
			name: "only listed failures object", results: list{excused(objecting(named("A", ""), "R")), named("B", model.Passed)},
			want: model.RequirementFailed, known: true, shown: model.Shown{Passed: 1, Of: 2}, scenarios: []string{"A", "B"},
		},
		{
			name: "a listed failure and one that is not", results: list{half},
			want: model.RequirementFailed, shown: model.Shown{Of: 1}, scenarios: []string{"A"},
		},
		{
			name: "a listed failure of another requirement does not show it", results: list{excused(objecting(named("A", ""), "Q"))},
			want: model.RequirementNotShown, shown: model.Shown{Of: 1}, scenarios: []string{"A"}, reason: "a scenario of it failed, or could not be judged, for another reason",
		},
		{
			name: "one could not be judged", results: list{named("A", model.Passed), named("B", model.Errored)},
			want: model.RequirementNotShown, shown: model.Shown{Passed: 1, Of: 2}, scenarios: []string{"A", "B"}, reason: "a scenario of it failed, or could not be judged, for another reason",
		},
		{
			name: "a status that nobody knows is no pass", results: list{named("A", "odd")},
			want: model.RequirementNotShown, shown: model.Shown{Of: 1}, scenarios: []string{"A"}, reason: "a scenario of it failed, or could not be judged, for another reason",
		},
		{
			name: "one did not run", results: list{named("A", model.Passed), named("B", model.Skipped)},
			want: model.RequirementNotExercised, shown: model.Shown{Passed: 1, Of: 2}, scenarios: []string{"A", "B"}, reason: "a scenario of it did not run",
		},
		{
			name: "one awaits an attestation", results: list{named("A", model.Passed), named("B", model.Pending)},
			want: model.RequirementNotExercised, shown: model.Shown{Passed: 1, Of: 2}, scenarios: []string{"A", "B"}, reason: "a scenario of it did not run",
		},
		{
			name: "what could not be judged outweighs what did not run", results: list{named("A", model.Skipped), named("B", model.Errored)},
			want: model.RequirementNotShown, shown: model.Shown{Of: 2}, scenarios: []string{"A", "B"}, reason: "a scenario of it failed, or could not be judged, for another reason",
		},
		{
			name: "what does not apply does not count", results: list{named("A", model.Passed), absent("B")},
			want: model.RequirementPassed, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A", "B"},
		},
		{
			name: "nothing of it applies", results: list{absent("A")},
			want: model.RequirementDoesNotApply, scenarios: []string{"A"}, reason: "every scenario of it needs what the system is declared not to have",
		},
		{name: "no scenario tests it", want: model.RequirementNotExercised, scenarios: []string{}, reason: "no scenario of this run tests it"},
		{
			name: "of the other role, whatever passed", req: model.Requirement{Applies: "N"}, results: list{named("A", model.Passed)},
			want: model.RequirementDoesNotApply, scenarios: []string{"A"}, reason: "it does not bind a provider",
		},
		{
			name: "of the other role, seen from a client", req: model.Requirement{Applies: "N"}, client: true,
			want: model.RequirementDoesNotApply, scenarios: []string{}, reason: "it does not bind a client",
		},
		{
			name: "of a module that is not declared", req: model.Requirement{Applies: "O", Module: "translation"}, results: list{named("A", model.Passed)},
			want: model.RequirementDoesNotApply, scenarios: []string{"A"}, reason: "it belongs to the optional module translation, which is not declared",
		},
		{
			name: "of a module that is declared absent", req: model.Requirement{Applies: "O", Module: "translation"}, declared: map[string]bool{"translation": false},
			want: model.RequirementDoesNotApply, scenarios: []string{}, reason: "it belongs to the optional module translation, which is not declared",
		},
		{
			name: "of a module that is declared", req: model.Requirement{Applies: "O", Module: "translation"}, declared: map[string]bool{"translation": true},
			results: list{named("A", model.Passed)}, want: model.RequirementPassed, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A"},
		},
		{
			name: "shown by documents", req: model.Requirement{Evidence: model.EvidenceDocument, Reason: "a written statement"}, results: list{named("A", model.Passed)},
			want: model.RequirementOtherEvidence, shown: model.Shown{Passed: 1, Of: 1}, scenarios: []string{"A"}, reason: "a written statement",
		},
		{
			name: "shown by documents, but broken all the same", req: model.Requirement{Evidence: model.EvidenceDocument, Reason: "a written statement"},
			results: list{objecting(named("A", ""), "R")}, want: model.RequirementFailed, shown: model.Shown{Of: 1}, scenarios: []string{"A"},
		},
		{
			name: "of unknown wording", req: model.Requirement{WordingUnknown: true, Reason: "not published"},
			want: model.RequirementWording, scenarios: []string{}, reason: "not published",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := c.req
			req.ID, req.Title, req.Level, req.Domain = "R", "title", "Must", "pds"
			if req.Applies == "" {
				req.Applies = "Y"
			}
			run := &model.Run{Format: 2, Role: model.RoleProvider, Capabilities: c.declared, Catalogue: []model.Requirement{req}, Scenarios: c.results}
			if c.client {
				run.Role = model.RoleClient
			}
			want := model.RequirementResult{
				ID: "R", Title: "title", Level: "Must", Domain: "pds", Status: c.want, Known: c.known, Shown: c.shown, Scenarios: c.scenarios,
				Module: req.Module, Reason: c.reason,
			}
			if c.want == model.RequirementOtherEvidence {
				want.Evidence = req.Evidence
			}
			if diff := cmp.Diff([]model.RequirementResult{want}, verdict.Requirements(run)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnUnsolicitedRequestFailsWhatItsFindingsCarry(t *testing.T) {
	t.Parallel()
	run := &model.Run{
		Format: 2, Role: model.RoleClient, Catalogue: []model.Requirement{{ID: "R", Applies: "Y"}}, Scenarios: []model.ScenarioResult{named("A", model.Passed)},
		Unsolicited: []model.Unsolicited{{Exchange: 1, Findings: []model.Finding{{Severity: model.Error, Requirements: []string{"R"}}}}},
	}
	want := []model.RequirementResult{{ID: "R", Status: model.RequirementFailed, Shown: model.Shown{Passed: 1, Of: 1}, Scenarios: []string{"A"}}}
	if diff := cmp.Diff(want, verdict.Requirements(run)); diff != "" {
		t.Error(diff)
	}
}

func TestRequirementsAreSortedByDomainAndID(t *testing.T) {
	t.Parallel()
	run := &model.Run{Format: 2, Catalogue: []model.Requirement{{ID: "B", Domain: "pds"}, {ID: "C", Domain: "itk"}, {ID: "A", Domain: "pds"}}}
	var got []string
	for _, r := range verdict.Requirements(run) {
		got = append(got, r.Domain+" "+r.ID)
	}
	if diff := cmp.Diff([]string{"itk C", "pds A", "pds B"}, got); diff != "" {
		t.Error(diff)
	}
}

// Findings of format 1 do not say all that they carry, so that a failed scenario counts
// against each of its requirements.
func TestFormat1IsJudgedByAssociation(t *testing.T) {
	t.Parallel()
	hidden := model.Requirement{ID: "R", Reason: "a written statement"}
	tested := model.Requirement{ID: "R", Testable: true}
	for _, c := range []struct {
		name    string
		req     model.Requirement
		results []model.ScenarioResult
		want    model.RequirementStatus
	}{
		{"a failed scenario fails it", tested, []model.ScenarioResult{objecting(named("A", ""), "Q")}, model.RequirementFailed},
		{"one passed, one was skipped", tested, []model.ScenarioResult{named("A", model.Passed), {ID: "B", Status: model.Skipped, Requirements: []string{"R"}}}, model.RequirementPassed},
		{"one passed, one could not be judged", tested, []model.ScenarioResult{named("A", model.Passed), named("B", model.Errored)}, model.RequirementNotShown},
		{"all were skipped", tested, []model.ScenarioResult{{ID: "B", Status: model.Skipped, Requirements: []string{"R"}}}, model.RequirementNotExercised},
		{"nothing tests it", tested, nil, model.RequirementNotExercised},
		{"messages do not show it", hidden, nil, model.RequirementOtherEvidence},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run := &model.Run{Format: 1, Catalogue: []model.Requirement{c.req}, Scenarios: c.results}
			if got := verdict.Requirements(run)[0].Status; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
