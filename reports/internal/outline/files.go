package outline

import "github.com/itk-assurance/tkw/harness/model"

// FileOf is the exchange file that a finding is about: that of its part, or the
// other one of the exchange when there is none; empty when there is neither.
func FileOf(x model.Exchange, f model.Finding) string {
	switch {
	case f.Part == "request" && x.RequestFile != "", x.ResponseFile == "":
		return x.RequestFile
	}
	return x.ResponseFile
}

// Attention is one scenario that stops a pipeline: a failure that is not known, or
// one that could not be judged.
type Attention struct {
	Scenario model.ScenarioResult
	// Finding is what to look at first. Its rule is NotJudged when there is none.
	Finding model.Finding
	// More counts the other roots of the failure.
	More int
	// File is the exchange file of the finding; empty when there is none.
	File string
}

// NotJudged is the rule that stands for a scenario which could not be judged.
const NotJudged = "TKW-NOT-JUDGED"

// Attentions lists what stops a pipeline, ordered by domain, service and id.
func Attentions(run *model.Run) []Attention {
	exchanges := Exchanges(run)
	var out []Attention
	for _, r := range Sorted(run.Scenarios) {
		switch {
		case Blocked(r):
			roots := Roots(r)
			out = append(out, Attention{r, roots[0], len(roots) - 1, FileOf(exchanges[roots[0].Exchange], roots[0])})
		case r.Status == model.Errored:
			f := model.Finding{Check: "tkw", Rule: NotJudged, Severity: model.Error, Layer: model.LayerScenario, Message: r.Reason}
			if f.Message == "" {
				f.Message = "tkw could not judge this scenario"
			}
			a := Attention{Scenario: r, Finding: f}
			if n := len(r.Exchanges); n > 0 {
				a.File = FileOf(exchanges[r.Exchanges[n-1]], f)
			}
			out = append(out, a)
		}
	}
	return out
}
