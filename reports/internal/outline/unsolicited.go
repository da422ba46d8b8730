package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Unsolicited are the requests that no scenario awaited, each in the form of a
// scenario, so that its findings can be told like those of one: failed when any
// objects that is not excused, else passed. UnsolicitedID is its id.
func Unsolicited(run *model.Run) []model.ScenarioResult {
	exchanges := Exchanges(run)
	out := make([]model.ScenarioResult, 0, len(run.Unsolicited))
	for _, u := range run.Unsolicited {
		title := " request that no scenario awaited"
		if begun := exchanges[u.Exchange].Scenario; begun != "" {
			title = " request of an attempt at " + begun + " that did not come to its end"
		}
		r := model.ScenarioResult{
			ID: UnsolicitedID(u.Exchange), Title: strings.TrimSpace(exchanges[u.Exchange].Service + title),
			Service: exchanges[u.Exchange].Service, Role: run.Role, Status: model.Passed, Exchanges: []int{u.Exchange}, Findings: u.Findings,
		}
		for _, f := range u.Findings {
			if f.Objects() && f.KnownFailure == "" {
				r.Status = model.Failed
			}
		}
		out = append(out, r)
	}
	return out
}

// UnsolicitedID names the request of an exchange that no scenario awaited, where a
// scenario would have its id.
func UnsolicitedID(exchange int) string { return fmt.Sprintf("unsolicited exchange %d", exchange) }
