package model

import "fmt"

// UnsolicitedProblem is about a request that belongs to no result of a scenario and
// that breaks a rule; broken is false when it breaks none.
func UnsolicitedProblem(x Exchange, findings []Finding) (p Problem, broken bool) {
	which := "which no scenario awaited"
	if x.Scenario != "" {
		which = "of an attempt at " + x.Scenario + " that did not come to its end"
	}
	for _, f := range findings {
		if f.Objects() {
			return Problem{
				Kind: ProblemUnsolicited, Exchange: x.Number,
				Sentence: fmt.Sprintf("exchange %d, %s, breaks %s: %s", x.Number, which, f.Rule, f.Message),
			}, true
		}
	}
	return Problem{}, false
}
