package outline

import (
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/model"
)

// Event is something in a run that no scenario stands for, for reports that know
// nothing but tests: a problem, an unsolicited request with findings, or an end before
// the end. A reader of such a report takes silence for success.
type Event struct {
	// Name is short, and no other event of the run has it.
	Name string
	// Standing is Errored where tkw could not judge, Failed where something is wrong,
	// and Passed for a request with nothing but warnings.
	Standing Standing
	// Rule and Message say what it is; empty when Standing is Passed.
	Rule, Message string
	// Findings are those of an unsolicited request.
	Findings []model.Finding
	Exchange int
}

// ProblemRule is the rule that stands for a problem of a run.
const ProblemRule = "TKW-PROBLEM"

// Events lists what a run holds beside its scenarios. One of them is not passed
// exactly when the run does not conform, or could not be judged, for a reason that is
// not of a scenario.
func Events(run *model.Run) []Event {
	var out []Event
	problem := func(standing Standing, sentence string, exchange int) {
		out = append(out, Event{Name: fmt.Sprintf("problem %d", len(out)+1), Standing: standing, Rule: ProblemRule, Message: sentence, Exchange: exchange})
	}
	switch {
	case len(run.Scenarios) == 0:
		problem(Errored, "the run has no scenarios, so nothing was tested", 0)
	case !slices.ContainsFunc(run.Scenarios, applies):
		problem(Errored, "no scenario of the run applies, so nothing was tested", 0)
	}
	switch {
	case run.Interrupted:
		problem(Errored, "the run was interrupted", 0)
	case !run.Complete:
		problem(Errored, "the run ended early", 0)
	}
	unsolicited := Unsolicited(run)
	told := map[int]bool{}
	for _, u := range unsolicited {
		told[u.Exchanges[0]] = Blocked(u)
	}
	for _, p := range run.Problems {
		switch {
		case p.Kind == model.ProblemUnsolicited && told[p.Exchange]:
		case p.Kind == model.ProblemUnsolicited, p.Kind == model.ProblemKnownFailures:
			problem(Failed, p.Sentence, p.Exchange)
		default:
			problem(Errored, p.Sentence, p.Exchange)
		}
	}
	for _, u := range unsolicited {
		if len(u.Findings) == 0 {
			continue
		}
		e := Event{Name: u.ID, Standing: StandingOf(u), Findings: u.Findings, Exchange: u.Exchanges[0]}
		if e.Standing == Failed {
			root := Roots(u)[0]
			e.Rule, e.Message = root.Rule, root.Message
		}
		out = append(out, e)
	}
	return out
}

// applies reports whether a scenario was selected and needs nothing that the system is
// declared not to have.
func applies(r model.ScenarioResult) bool {
	standing := StandingOf(r)
	return standing != DoesNotApply && standing != Deselected
}
