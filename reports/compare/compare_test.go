package compare_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/compare"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func TestChange(t *testing.T) {
	t.Parallel()
	const known model.Status = "known"
	for _, c := range []struct {
		was, is model.Status
		want    compare.Change
	}{
		{model.Passed, model.Passed, compare.Same},
		{model.Failed, model.Failed, compare.Same},
		{model.Skipped, model.Pending, compare.Same},
		{model.Failed, model.Passed, compare.Better},
		{model.Skipped, model.Passed, compare.Better},
		{model.Errored, model.Passed, compare.Better},
		{known, model.Passed, compare.Better},
		{model.Passed, model.Failed, compare.Worse},
		{model.Passed, known, compare.Worse},
		{model.Passed, model.Skipped, compare.Worse},
		{model.Passed, model.Errored, compare.Worse},
		{model.Skipped, model.Failed, compare.Worse},
		{model.Errored, model.Failed, compare.Worse},
		{model.Skipped, model.Errored, compare.Worse},
		{model.Failed, model.Skipped, compare.Worse}, // a failure that is not looked at is not fixed
		{model.Failed, model.Errored, compare.Worse},
		{known, model.Failed, compare.Worse},
		{known, model.Skipped, compare.Worse},
		{model.Failed, known, compare.Same}, // accepted is not fixed
		{model.Errored, model.Skipped, compare.Same},
		{"", model.Passed, compare.New},
		{"", model.Failed, compare.New},
		{model.Passed, "", compare.Gone},
		{"odd", model.Passed, compare.Better},
		{model.Passed, "odd", compare.Worse},
	} {
		runOf := func(s model.Status) *model.Run {
			r := model.ScenarioResult{ID: "A", Status: s}
			switch s {
			case "":
				return &model.Run{}
			case known:
				r.Status, r.KnownFailure = model.Failed, "agreed"
			}
			return &model.Run{Scenarios: []model.ScenarioResult{r}}
		}
		got := compare.Of(runOf(c.was), runOf(c.is))
		require.Equal(t, c.want, got.Scenarios[0].Change, "%s to %s", c.was, c.is)
		require.Equal(t, c.want == compare.Worse, got.GotWorse())
	}
}

func TestKindsOfSkippedScenarios(t *testing.T) {
	t.Parallel()
	run := func(status model.Status, kind model.SkipKind) *model.Run {
		return &model.Run{Scenarios: []model.ScenarioResult{{ID: "A", Status: status, SkipKind: kind}}}
	}
	for _, c := range []struct {
		name   string
		was    *model.Run
		is     *model.Run
		want   compare.Change
		course string
	}{
		{"declared absent", run(model.Skipped, model.SkipNotExercised), run(model.Skipped, model.SkipDoesNotApply), compare.Same, "not exercised → does not apply"},
		{"declared present", run(model.Skipped, model.SkipDoesNotApply), run(model.Skipped, model.SkipNotExercised), compare.Same, "does not apply → not exercised"},
		{"a kind was not known", run(model.Skipped, ""), run(model.Skipped, model.SkipDoesNotApply), compare.Same, "skipped → does not apply"},
		{"exercised", run(model.Skipped, model.SkipNotExercised), run(model.Passed, ""), compare.Better, "not exercised → passed"},
		{"a failure is declared away", run(model.Failed, ""), run(model.Skipped, model.SkipDoesNotApply), compare.Worse, "failed → does not apply"},
		{"a pass is not looked at", run(model.Passed, ""), run(model.Skipped, model.SkipNotExercised), compare.Worse, "passed → not exercised"},
	} {
		got := compare.Of(c.was, c.is).Scenarios[0]
		require.Equal(t, []string{string(c.want), c.course}, []string{string(got.Change), got.Course()}, c.name)
	}
}

func TestRequirementsAcrossFormats(t *testing.T) {
	t.Parallel()
	const none compare.Change = "is not compared"
	run := func(format int, status model.RequirementStatus) *model.Run {
		return &model.Run{Format: format, Requirements: []model.RequirementResult{{ID: "Q", Status: status}}}
	}
	for _, c := range []struct {
		name   string
		format int
		was    model.RequirementStatus
		is     model.RequirementStatus
		want   compare.Change
	}{
		{"one of the other role was passed by association", 1, model.RequirementPassed, model.RequirementDoesNotApply, none},
		{"it failed by association, and is not shown now", 1, model.RequirementFailed, model.RequirementNotShown, none},
		{"it failed, and is not shown now", 2, model.RequirementFailed, model.RequirementNotShown, compare.Same},
		{"no scenario names it, and nothing objects any more", 2, model.RequirementFailed, model.RequirementNotExercised, compare.Better},
		{"a module is not declared any more", 2, model.RequirementPassed, model.RequirementDoesNotApply, compare.Worse},
		{"it failed, and fails", 1, model.RequirementFailed, model.RequirementFailed, compare.Same},
		{"it passed, and fails", 1, model.RequirementPassed, model.RequirementFailed, compare.Worse},
		{"it failed by association", 1, model.RequirementFailed, model.RequirementPassed, compare.Better},
		{"not shown is no pass", 2, model.RequirementPassed, model.RequirementNotShown, compare.Worse},
	} {
		got := compare.Of(run(c.format, c.was), run(2, c.is))
		if c.want == none {
			require.Empty(t, got.Requirements, c.name)
		} else {
			require.Equal(t, c.want, got.Requirements[0].Change, c.name)
		}
		if c.format == 1 {
			require.Contains(t, got.Notes, "the first run is of format 1: a failed scenario counts against each of its requirements, as was understood then", c.name)
		}
	}
}

func TestFindingsDifferByWhatTheyAreNotByTheirWording(t *testing.T) {
	t.Parallel()
	find := func(rule, xpath, message string, line int) model.Finding {
		return model.Finding{Rule: rule, Severity: model.Error, Part: "response", Message: message, Location: model.Location{XPath: xpath, Line: line}}
	}
	run := func(f ...model.Finding) *model.Run {
		return &model.Run{Scenarios: []model.ScenarioResult{{ID: "A", Status: model.Failed, Findings: f}}}
	}
	got := compare.Of(
		run(find("R1", "/a", "id 1", 3), find("R2", "/a", "x", 1), find("R2", "/a", "x", 1)),
		run(find("R1", "/a", "id 2", 9), find("R2", "/a", "y", 1), find("R3", "/b", "z", 1)),
	)
	want := compare.Item{
		ID: "A", Change: compare.Same, Was: "failed", Is: "failed",
		Appeared: []compare.Finding{{Rule: "R3", Severity: model.Error, Part: "response", XPath: "/b", Message: "z"}},
		Vanished: []compare.Finding{{Rule: "R2", Severity: model.Error, Part: "response", XPath: "/a", Message: "x"}},
	}
	require.Empty(t, cmp.Diff([]compare.Item{want}, got.Scenarios))
}

func TestARunWithItself(t *testing.T) {
	t.Parallel()
	got := compare.Of(sample.AllPassed(), sample.AllPassed())
	require.Empty(t, got.Notes)
	require.False(t, got.GotWorse())
	require.Equal(t, "No change for better or worse.", got.Verdict())
	for _, i := range append(got.Scenarios, got.Requirements...) {
		require.False(t, i.Differs(), i.ID)
	}
}

// later is Mixed some time on: one fixed, one broken, one new, one gone.
func later() *model.Run {
	run := sample.Mixed()
	run.ID, run.SUT.Version, run.Complete, run.Interrupted = "7c9e6679-7425-40de-944b-e07fc1f90ae7", "2.5.0", true, false
	for i := range run.Scenarios {
		r := &run.Scenarios[i]
		switch r.ID {
		case "PDS-VER-02":
			r.Status, r.Findings = model.Passed, nil
		case "PDS-VER-01":
			r.Status = model.Failed
			r.Findings = append(r.Findings, model.Finding{Rule: "EXPECT-OUTCOME", Severity: model.Error, Part: "response", Message: "expected response SMSP-0000, but got no answer"})
		case "PDS-DET-02":
			r.ID = "PDS-DET-09"
		case "PDS-VER-04":
			r.SkipKind, r.Reason = model.SkipDoesNotApply, "does not apply: the system is declared without mutual TLS"
		}
	}
	run.Packs[1].Rules, run.Packs[1].Scenarios = "0", "1"
	run.Packs = append(run.Packs, model.Pack{Domain: "scr"})
	run.Requirements = verdict.Requirements(run)
	return run
}

func TestGolden(t *testing.T) {
	t.Parallel()
	c := compare.Of(sample.Mixed(), later())
	c.A.Folder, c.B.Folder = "runs/1", "runs/2"
	for _, format := range compare.Formats() {
		var out bytes.Buffer
		require.NoError(t, compare.Write(&out, format, c))
		// The style is that of the report, which may change for its own reasons.
		golden.Check(t, "mixed."+format+".golden", bytes.ReplaceAll(out.Bytes(), []byte(html.Style()), []byte("STYLE")))
	}
	require.Error(t, compare.Write(&bytes.Buffer{}, "pdf", c))
}

func TestHostileTextActsNowhere(t *testing.T) {
	t.Parallel()
	c := compare.Of(sample.Mixed(), sample.Hostile())
	var page, text, doc bytes.Buffer
	require.NoError(t, compare.Write(&page, "html", c))
	for _, evil := range []string{"<script", "<img", "onerror=alert(2)>", "{{.ID}}<"} {
		require.NotContains(t, strings.ToLower(page.String()), evil)
	}
	require.NoError(t, compare.Write(&text, "text", c))
	for _, r := range text.String() {
		require.False(t, r < ' ' && r != '\n' || r == 0x7f || r == 0x202e, "%U", r)
	}
	require.NoError(t, compare.Write(&doc, "json", c))
	require.True(t, json.Valid(doc.Bytes()))
}
