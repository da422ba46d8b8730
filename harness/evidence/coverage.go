package evidence

import (
	"sort"

	"github.com/itk-assurance/tkw/harness/model"
)

// coverage says of each requirement how it fared, sorted by domain and id: failed
// when a finding of error grade names it or a failed scenario is tagged with it;
// passed when at least one scenario tagged with it passed and none failed or could
// not be judged. A requirement that a finding names counts that scenario as its own.
func coverage(catalogue []Requirement, results []model.ScenarioResult) []model.RequirementResult {
	touched := map[string][]model.ScenarioResult{}
	blamed := map[string]bool{}
	for _, r := range results {
		ids := map[string]bool{}
		for _, id := range r.Requirements {
			ids[id] = true
		}
		for _, f := range r.Findings {
			if f.Severity != model.Error {
				continue
			}
			for _, id := range f.Requirements {
				ids[id], blamed[id] = true, true
			}
		}
		for id := range ids {
			touched[id] = append(touched[id], r)
		}
	}
	out := make([]model.RequirementResult, 0, len(catalogue))
	for _, req := range catalogue {
		rr := model.RequirementResult{ID: req.ID, Title: req.Title, Level: req.Level, Domain: req.Domain, Scenarios: []string{}}
		for _, r := range touched[req.ID] {
			rr.Scenarios = append(rr.Scenarios, r.ID)
		}
		rr.Status, rr.Reason = fared(req, model.Summarise(touched[req.ID]), blamed[req.ID])
		out = append(out, rr)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Domain != out[j].Domain {
			return out[i].Domain < out[j].Domain
		}
		return out[i].ID < out[j].ID
	})
	return out
}

// fared is the status of one requirement, and the reason where it needs one.
func fared(req Requirement, count model.Summary, blamed bool) (model.Status, string) {
	switch {
	case blamed || count.Failed > 0 || count.KnownFailures > 0:
		return model.Failed, ""
	case count.Errored > 0:
		return model.Errored, "tkw could not judge every scenario of it"
	case count.Passed > 0:
		return model.Passed, ""
	case count.Pending > 0:
		return model.Pending, "awaits an attestation"
	case !req.Testable:
		return model.NotTestable, req.Reason
	case count.Total > 0:
		return model.NotRun, "every scenario of it was skipped"
	default:
		return model.NotRun, "no scenario of this run tests it"
	}
}
