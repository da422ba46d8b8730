package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/model"
)

func TestHowRequirementsFare(t *testing.T) {
	t.Parallel()
	tagged := func(id string, status model.Status) model.ScenarioResult {
		return model.ScenarioResult{ID: id, Status: status, Requirements: []string{"R"}}
	}
	finding := func(id string, status model.Status, severity model.Severity, requirements ...string) model.ScenarioResult {
		return model.ScenarioResult{ID: id, Status: status, Findings: []model.Finding{
			{Severity: severity, Requirements: requirements}, {Severity: severity, Requirements: requirements},
		}}
	}
	known := tagged("A", model.Failed)
	known.KnownFailure = "agreed"
	both := finding("A", model.Failed, model.Error, "R")
	both.Requirements = []string{"R", "R"}
	skippedAndNot := []model.ScenarioResult{tagged("A", model.Skipped)}
	for _, c := range []struct {
		name    string
		results []model.ScenarioResult
		hidden  bool // not testable
		want    model.Status
		reason  string
		listed  []string
	}{
		{name: "no scenario tests it", want: model.NotRun, reason: "no scenario of this run tests it", listed: []string{}},
		{name: "other scenarios do not count", results: []model.ScenarioResult{{ID: "A", Status: model.Passed, Requirements: []string{"Q"}}}, want: model.NotRun, reason: "no scenario of this run tests it", listed: []string{}},
		{name: "one passed", results: []model.ScenarioResult{tagged("A", model.Passed)}, want: model.Passed, listed: []string{"A"}},
		{name: "one passed, one failed", results: []model.ScenarioResult{tagged("A", model.Passed), tagged("B", model.Failed)}, want: model.Failed, listed: []string{"A", "B"}},
		{name: "one passed, one skipped", results: []model.ScenarioResult{tagged("A", model.Passed), tagged("B", model.Skipped)}, want: model.Passed, listed: []string{"A", "B"}},
		{name: "one passed, one not judged", results: []model.ScenarioResult{tagged("A", model.Passed), tagged("B", model.Errored)}, want: model.Errored, reason: "tkw could not judge every scenario of it", listed: []string{"A", "B"}},
		{name: "a status nobody knows is not judged", results: []model.ScenarioResult{tagged("A", "odd")}, want: model.Errored, reason: "tkw could not judge every scenario of it", listed: []string{"A"}},
		{name: "failure beats not judged", results: []model.ScenarioResult{tagged("A", model.Failed), tagged("B", model.Errored)}, want: model.Failed, listed: []string{"A", "B"}},
		{name: "a known failure is still a failure", results: []model.ScenarioResult{known}, want: model.Failed, listed: []string{"A"}},
		{name: "all skipped", results: []model.ScenarioResult{tagged("A", model.Skipped)}, want: model.NotRun, reason: "every scenario of it was skipped", listed: []string{"A"}},
		{name: "pending", results: []model.ScenarioResult{tagged("A", model.Pending), tagged("B", model.Skipped)}, want: model.Pending, reason: "awaits an attestation", listed: []string{"A", "B"}},
		{name: "an error that names it fails it", results: []model.ScenarioResult{finding("A", model.Failed, model.Error, "R")}, want: model.Failed, listed: []string{"A"}},
		{name: "also in a scenario that passed it elsewhere", results: []model.ScenarioResult{tagged("A", model.Passed), finding("B", model.Failed, model.Error, "R", "R")}, want: model.Failed, listed: []string{"A", "B"}},
		{name: "a warning does not", results: []model.ScenarioResult{finding("A", model.Passed, model.Warning, "R")}, want: model.NotRun, reason: "no scenario of this run tests it", listed: []string{}},
		{name: "named by tag and finding, listed once", results: []model.ScenarioResult{both}, want: model.Failed, listed: []string{"A"}},
		{name: "not testable", hidden: true, want: model.NotTestable, reason: "a written statement", listed: []string{}},
		{name: "not testable and skipped", hidden: true, results: skippedAndNot, want: model.NotTestable, reason: "a written statement", listed: []string{"A"}},
		{name: "not testable but broken all the same", hidden: true, results: []model.ScenarioResult{finding("A", model.Failed, model.Error, "R")}, want: model.Failed, listed: []string{"A"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := Requirement{ID: "R", Title: "title", Level: "Must", Domain: "pds", Testable: !c.hidden}
			if c.hidden {
				req.Reason = "a written statement"
			}
			want := []model.RequirementResult{{ID: "R", Title: "title", Level: "Must", Domain: "pds", Status: c.want, Reason: c.reason, Scenarios: c.listed}}
			if diff := cmp.Diff(want, coverage([]Requirement{req}, c.results)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRequirementsAreSortedByDomainAndID(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range coverage([]Requirement{{ID: "B", Domain: "pds"}, {ID: "C", Domain: "itk"}, {ID: "A", Domain: "pds"}}, nil) {
		got = append(got, r.Domain+" "+r.ID)
	}
	if diff := cmp.Diff([]string{"itk C", "pds A", "pds B"}, got); diff != "" {
		t.Error(diff)
	}
}
