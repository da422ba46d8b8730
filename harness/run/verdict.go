package run

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/model"
)

// StatusOf is the status that findings give a scenario which was played to its end.
func StatusOf(findings []model.Finding) model.Status { return judge(findings) }

// UnsolicitedProblem is the sentence about a request that no scenario awaited and
// that breaks a rule, and empty when it breaks none.
func UnsolicitedProblem(exchange int, findings []model.Finding) string {
	for _, f := range findings {
		if f.Severity == model.Error {
			return fmt.Sprintf("exchange %d, which no scenario awaited, breaks %s: %s", exchange, f.Rule, f.Message)
		}
	}
	return ""
}

// NextRequestNeverCame is the finding about a client under test that began a
// scenario of several exchanges and did not go on with it.
func NextRequestNeverCame(done int, stimulus string) model.Finding {
	return model.Finding{
		Check: "expectation", Rule: "EXPECT-NEXT-REQUEST", Severity: model.Error, Layer: model.LayerScenario,
		Message: fmt.Sprintf("after step %d the next request never came", done), Help: stimulus,
	}
}
