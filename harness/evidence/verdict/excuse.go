package verdict

import (
	"slices"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/model"
)

// Excuse marks what a list of known failures excuses in a run, as of the end of the run, so
// that it is the same whenever it is asked; notes what is wrong with the list; and judges
// the requirements again. names gives the present ids of rules.
func Excuse(r *model.Run, known []pack.KnownFailure, names pack.RuleNames) {
	applied := pack.ApplyKnownFailures(known, r, names, played(r))
	for _, sentence := range applied.Complaints {
		r.Problems = append(r.Problems, model.Problem{Kind: model.ProblemKnownFailures, Sentence: sentence})
	}
	r.Notes = append(r.Notes, applied.Notes...)
	excuseUnsolicited(r)
	r.Requirements = Requirements(r)
}

// played is when the exchanges of a run had ended: of a new judgement, those of the
// run that it is of.
func played(r *model.Run) time.Time {
	started, finished := r.StartedAt, r.FinishedAt
	if r.Rejudged != nil {
		started, finished = r.Rejudged.StartedAt, r.Rejudged.FinishedAt
	}
	if finished.IsZero() {
		return started
	}
	return finished
}

// excuseUnsolicited takes back what was said of requests that no scenario awaited, as
// far as the list excuses what is wrong with them.
func excuseUnsolicited(r *model.Run) {
	open := map[int][]model.Finding{} // what is left of those of which something is excused
	for _, u := range r.Unsolicited {
		rest := slices.DeleteFunc(slices.Clone(u.Findings), func(f model.Finding) bool { return f.KnownFailure != "" })
		if len(rest) < len(u.Findings) {
			open[u.Exchange] = rest
		}
	}
	exchanges := map[int]model.Exchange{}
	for _, x := range r.Exchanges {
		exchanges[x.Number] = x
	}
	var problems []model.Problem
	for _, p := range r.Problems {
		rest, some := open[p.Exchange]
		if p.Kind != model.ProblemUnsolicited || !some {
			problems = append(problems, p)
		} else if p, broken := model.UnsolicitedProblem(exchanges[p.Exchange], rest); broken {
			problems = append(problems, p)
		}
	}
	r.Problems = problems
}
