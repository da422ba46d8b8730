package verdict_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// What was left out by choice says nothing of a requirement.
func TestDeselectedScenariosDoNotCount(t *testing.T) {
	t.Parallel()
	scenario := func(status model.Status, kind model.SkipKind) model.ScenarioResult {
		return model.ScenarioResult{Status: status, SkipKind: kind, Requirements: []string{"Q"}}
	}
	passed, left, absent := scenario(model.Passed, ""), scenario(model.Skipped, model.SkipDeselected), scenario(model.Skipped, model.SkipDoesNotApply)
	for _, c := range []struct {
		name      string
		scenarios []model.ScenarioResult
		want      model.RequirementStatus
		shown     model.Shown
	}{
		{"beside one that passed", []model.ScenarioResult{passed, left}, model.RequirementPassed, model.Shown{Passed: 1, Of: 1}},
		{"alone", []model.ScenarioResult{left}, model.RequirementNotExercised, model.Shown{}},
		{"beside one that does not apply", []model.ScenarioResult{left, absent}, model.RequirementNotExercised, model.Shown{}},
		{"only one that does not apply", []model.ScenarioResult{absent}, model.RequirementDoesNotApply, model.Shown{}},
	} {
		run := &model.Run{Format: 2, Scenarios: c.scenarios, Catalogue: []model.Requirement{{ID: "Q", Applies: "Y", Evidence: model.EvidenceMessages}}}
		got := verdict.Requirements(run)[0]
		if diff := cmp.Diff([]any{c.want, c.shown}, []any{got.Status, got.Shown}); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
