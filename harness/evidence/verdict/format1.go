package verdict

import "github.com/itk-assurance/tkw/harness/model"

// judgeByAssociation judges a run folder of format 1, whose findings do not say all
// that they carry: a failed scenario counts against each of its requirements, as it
// was understood then.
func judgeByAssociation(_ *model.Run, req model.Requirement, w *witnesses, r *model.RequirementResult) {
	tested := tally(w.scenarios)
	r.Shown = model.Shown{Passed: tested.passed, Of: tested.of}
	failed, errored := 0, 0
	for _, s := range w.scenarios {
		switch s.Status {
		case model.Failed:
			failed++
		case model.Passed, model.Skipped, model.Pending:
		default:
			errored++
		}
	}
	switch {
	case w.objections+w.excused+failed > 0:
		r.Status = model.RequirementFailed
	case errored > 0:
		r.Status, r.Reason = model.RequirementNotShown, "tkw could not judge every scenario of it"
	case tested.passed > 0:
		r.Status = model.RequirementPassed
	case !req.Testable:
		r.Status, r.Reason = model.RequirementOtherEvidence, req.Reason
	case tested.of > 0:
		r.Status, r.Reason = model.RequirementNotExercised, "no scenario of it ran"
	default:
		r.Status, r.Reason = model.RequirementNotExercised, "no scenario of this run tests it"
	}
}
