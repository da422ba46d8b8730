package outline

import (
	"cmp"

	"github.com/itk-assurance/tkw/harness/model"
)

// FileOf is the exchange file that a finding is about: that of its part, or the
// other one of the exchange when there is none; empty when there is neither.
func FileOf(x model.Exchange, f model.Finding) string {
	switch {
	case f.Part == "request" && x.RequestFile != "", x.ResponseFile == "":
		return x.RequestFile
	}
	return x.ResponseFile
}

// Attention is one thing that stops a pipeline: a scenario that failed and is not
// known to, or could not be judged, or an unsolicited request that breaks a rule.
type Attention struct {
	Scenario model.ScenarioResult
	// Finding is what to look at first. Its rule is NotJudged when there is none.
	Finding model.Finding
	// More counts the other roots of the failure.
	More int
	// File is the exchange file of the finding; empty when there is none.
	File string
	// Reproduce is the command to try again; empty for an unsolicited request.
	Reproduce string
}

// NotJudged is the rule that stands for a scenario which could not be judged.
const NotJudged = "TKW-NOT-JUDGED"

// Attentions lists what stops a pipeline, ordered by domain, service and id;
// unsolicited requests come last.
func Attentions(run *model.Run) []Attention {
	exchanges := Exchanges(run)
	blocked := func(r model.ScenarioResult, again string) Attention {
		roots := Roots(r)
		return Attention{r, roots[0], len(roots) - 1, FileOf(exchanges[roots[0].Exchange], roots[0]), again}
	}
	var out []Attention
	for _, r := range Sorted(run.Scenarios) {
		switch StandingOf(r) {
		case Failed:
			out = append(out, blocked(r, Reproduce(run, r.ID)))
		case Errored:
			a := Attention{Scenario: r, Finding: NotJudgedFinding(r), Reproduce: Reproduce(run, r.ID)}
			if n := len(r.Exchanges); n > 0 {
				a.File = FileOf(exchanges[r.Exchanges[n-1]], a.Finding)
			}
			out = append(out, a)
		case Passed, NotExercised, Pending, Known, DoesNotApply, Deselected, Skipped:
		}
	}
	for _, u := range Unsolicited(run) {
		if Blocked(u) {
			out = append(out, blocked(u, ""))
		}
	}
	return out
}

// NotJudgedFinding stands for a scenario that could not be judged where findings are
// told.
func NotJudgedFinding(r model.ScenarioResult) model.Finding {
	return model.Finding{
		Check: checkOwn, Rule: NotJudged, Severity: model.Error, Layer: model.LayerScenario, Message: cmp.Or(r.Reason, "tkw could not judge this scenario"),
	}
}
