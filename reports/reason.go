package reports

import (
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/scrub"
)

// reasonLength bounds MainReason, in characters.
const reasonLength = 200

// MainReason is why a scenario failed, in one phrase: the rule and the message of
// the finding to look at first, made harmless and cut at 200 characters.
func MainReason(r model.ScenarioResult) string {
	f := outline.Roots(r)[0]
	text := []rune(scrub.Text(f.Rule + ": " + f.Message))
	if len(text) > reasonLength {
		text = append(text[:reasonLength-1:reasonLength-1], '…')
	}
	return string(text)
}
