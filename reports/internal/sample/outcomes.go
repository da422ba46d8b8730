package sample

import "github.com/itk-assurance/tkw/harness/model"

// Outcomes are small runs, one for each way in which a run can end, by a name that a
// user would say. Each is AllPassed but for the one thing.
func Outcomes() map[string]*model.Run {
	out := map[string]*model.Run{"all passed": AllPassed(), "mixed": Mixed(), "nothing was run": Empty()}
	first := func(change func(*model.ScenarioResult)) func(*model.Run) {
		return func(run *model.Run) { change(&run.Scenarios[0]) }
	}
	skip := func(kind model.SkipKind) func(*model.Run) {
		return first(func(r *model.ScenarioResult) { r.Status, r.SkipKind = model.Skipped, kind })
	}
	fail := func(kind model.ErrorKind) func(*model.Run) {
		return first(func(r *model.ScenarioResult) { r.Status, r.ErrorKind = model.Errored, kind })
	}
	problem := func(kind model.ProblemKind) func(*model.Run) {
		return func(run *model.Run) { run.Problems = []model.Problem{{Kind: kind, Sentence: "something is wrong"}} }
	}
	broken := first(func(r *model.ScenarioResult) { r.Status, r.Findings = model.Failed, []model.Finding{wrongCount(1)} })
	knownFailure := first(func(r *model.ScenarioResult) {
		r.Status, r.KnownFailure, r.Findings = model.Failed, excuse, []model.Finding{excused(wrongAddress(1))}
	})
	partial := func(run *model.Run) { run.Partial = true }
	early := func(run *model.Run) { run.Complete = false }
	stopped := func(run *model.Run) { run.Complete, run.Interrupted = false, true }
	unsolicited := func(findings ...model.Finding) func(*model.Run) {
		return func(run *model.Run) {
			run.Exchanges = append(run.Exchanges, exchange(7, "", "getNHSNumber", "response SMSP-0000"))
			run.Unsolicited = []model.Unsolicited{{Exchange: 7, Findings: findings}}
			for _, f := range findings {
				if f.Objects() {
					run.Problems = []model.Problem{{Kind: model.ProblemUnsolicited, Sentence: "exchange 7, which no scenario awaited, breaks a rule", Exchange: 7}}
				}
			}
		}
	}
	for name, changes := range map[string][]func(*model.Run){
		"failed":                                 {broken},
		"failed without a finding":               {first(func(r *model.ScenarioResult) { r.Status = model.Failed })},
		"failed and partial":                     {broken, partial},
		"failed and interrupted":                 {broken, stopped},
		"a known failure":                        {knownFailure},
		"a known failure in a partial run":       {knownFailure, partial},
		"not judged":                             {fail(model.ErrorCouldNotJudge)},
		"not judged, nobody knows why":           {fail("")},
		"unreachable":                            {fail(model.ErrorUnreachable)},
		"too expensive":                          {fail(model.ErrorTooExpensive)},
		"live data":                              {fail(model.ErrorLiveData)},
		"tkw failed":                             {fail(model.ErrorOwnFailure)},
		"an unknown status":                      {first(func(r *model.ScenarioResult) { r.Status = "odd" })},
		"does not apply":                         {skip(model.SkipDoesNotApply)},
		"deselected":                             {skip(model.SkipDeselected), partial},
		"not exercised":                          {skip(model.SkipNotExercised)},
		"skipped, nobody knows why":              {skip("")},
		"pending":                                {first(func(r *model.ScenarioResult) { r.Status = model.Pending })},
		"partial":                                {partial},
		"partial and not exercised":              {partial, skip(model.SkipNotExercised)},
		"interrupted":                            {stopped},
		"ended early":                            {early},
		"the peer could not be reached any more": {problem(model.ProblemUnreachable)},
		"a problem of no kind":                   {problem("")},
		"a problem of tkw":                       {problem(model.ProblemOwnFailure)},
		"a wrong list of known failures":         {problem(model.ProblemKnownFailures)},
		"an unsolicited request that is right":   {unsolicited()},
		"an unsolicited request with a warning":  {unsolicited(lowerCaseID(7))},
		"an unsolicited request that is broken":  {unsolicited(wrongCount(7))},
		"of format 1":                            {func(run *model.Run) { run.Format = 1 }},
	} {
		run := AllPassed()
		for _, change := range changes {
			change(run)
		}
		out[name] = judged(run)
	}
	none := AllPassed()
	for i := range none.Scenarios {
		none.Scenarios[i].Status, none.Scenarios[i].SkipKind = model.Skipped, model.SkipDoesNotApply
	}
	out["nothing applies"] = judged(none)
	return out
}
