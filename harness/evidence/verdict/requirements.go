// Package verdict says what a finished run amounts to: how each requirement fared,
// and with which outcome the run ends. All functions are pure: equal runs give equal
// answers, whatever session, machine or day they are asked on.
package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Flags of model.Requirement.Applies.
const (
	optional = "O"
	notBound = "N"
)

// Requirements judges every requirement of the catalogue for the role under test,
// sorted by domain and id. Call it again after the list of known
// failures was applied.
func Requirements(run *model.Run) []model.RequirementResult {
	judge := judgeRequirement
	if run.Format == 1 {
		judge = judgeByAssociation
	}
	of := collect(run)
	out := make([]model.RequirementResult, 0, len(run.Catalogue))
	for _, req := range run.Catalogue {
		r := req.Result()
		seen := of[req.ID]
		if seen == nil {
			seen = &witnesses{}
		}
		for _, s := range seen.scenarios {
			r.Scenarios = append(r.Scenarios, s.ID)
		}
		judge(run, req, seen, &r)
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b model.RequirementResult) int {
		return cmp.Or(strings.Compare(a.Domain, b.Domain), strings.Compare(a.ID, b.ID))
	})
	return out
}

// witnesses are what a run has to say of one requirement.
type witnesses struct {
	// scenarios name it, or have a finding that carries it; named are the former.
	scenarios []model.ScenarioResult
	named     []model.ScenarioResult
	// objections are findings that carry it, excused those that a list excuses, warnings
	// those that do not object.
	objections, excused, warnings int
}

func collect(run *model.Run) map[string]*witnesses {
	out := map[string]*witnesses{}
	of := func(id string) *witnesses {
		if out[id] == nil {
			out[id] = &witnesses{}
		}
		return out[id]
	}
	object := func(findings []model.Finding) map[string]bool {
		carried := map[string]bool{}
		for _, f := range findings {
			for _, id := range f.Requirements {
				if !f.Objects() {
					if f.Severity == model.Warning {
						of(id).warnings++
					}
					continue
				}
				carried[id] = true
				if f.KnownFailure != "" {
					of(id).excused++
				} else {
					of(id).objections++
				}
			}
		}
		return carried
	}
	for _, s := range run.Scenarios {
		ids := object(s.Findings)
		for i, id := range s.Requirements {
			if slices.Contains(s.Requirements[:i], id) {
				continue
			}
			ids[id] = true
			of(id).named = append(of(id).named, s)
		}
		for id := range ids {
			of(id).scenarios = append(of(id).scenarios, s)
		}
	}
	for _, u := range run.Unsolicited {
		object(u.Findings)
	}
	return out
}

// judgeRequirement gives one requirement its status, and the reason where it needs one.
func judgeRequirement(run *model.Run, req model.Requirement, w *witnesses, r *model.RequirementResult) {
	tested := tally(w.named)
	r.Shown = model.Shown{Passed: tested.passed, Of: tested.of}
	switch {
	case req.Applies == notBound:
		r.Status, r.Reason, r.Shown = model.RequirementDoesNotApply, fmt.Sprintf("it does not bind a %s", run.Role), model.Shown{}
	case req.Applies == optional && !run.Capabilities[req.Module]:
		r.Status, r.Shown = model.RequirementDoesNotApply, model.Shown{}
		r.Reason = fmt.Sprintf("it belongs to the optional module %s, which is not declared", req.Module)
	case w.objections > 0:
		r.Status = model.RequirementFailed
	case w.excused > 0:
		r.Status, r.Known = model.RequirementFailed, true
	case req.WordingUnknown:
		r.Status, r.Reason = model.RequirementWording, req.Reason
	case req.Evidence != "" && req.Evidence != model.EvidenceMessages:
		r.Status, r.Evidence, r.Reason = model.RequirementOtherEvidence, req.Evidence, req.Reason
	case tested.notShown > 0:
		r.Status, r.Reason = model.RequirementNotShown, "a scenario of it failed, or could not be judged, for another reason"
	case tested.notRun > 0:
		r.Status, r.Reason = model.RequirementNotExercised, "a scenario of it did not run"
	case tested.of > 0:
		r.Status = model.RequirementPassed
		if w.warnings > 0 {
			r.Reason = "but see " + plural(w.warnings, "warning that carries it", "warnings that carry it")
		}
	case len(w.named) > 0 && tested.deselected == 0:
		r.Status, r.Reason = model.RequirementDoesNotApply, "every scenario of it needs what the system is declared not to have"
	default:
		r.Status, r.Reason = model.RequirementNotExercised, "no scenario of this run tests it"
	}
}

// count is how the scenarios fared that name a requirement, apply and were selected.
// Those that were left out by choice are counted apart.
type count struct{ passed, notShown, notRun, of, deselected int }

func tally(named []model.ScenarioResult) count {
	var c count
	for _, s := range named {
		switch {
		case s.Status == model.Skipped && s.SkipKind == model.SkipDoesNotApply:
			continue
		case s.Status == model.Skipped && s.SkipKind == model.SkipDeselected:
			c.deselected++
			continue
		}
		c.of++
		switch s.Status {
		case model.Passed:
			c.passed++
		case model.Skipped, model.Pending:
			c.notRun++
		default:
			c.notShown++
		}
	}
	return c
}
