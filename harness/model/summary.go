package model

// Summary counts scenario results by status. Total is the sum of the others.
type Summary struct {
	Total         int `json:"total"`
	Passed        int `json:"passed"`
	Failed        int `json:"failed"`
	Errored       int `json:"errored"`
	Skipped       int `json:"skipped"`
	Pending       int `json:"pending"`
	KnownFailures int `json:"knownFailures"`
}

// Summarise counts results. A failed scenario on the known-failures list counts
// as a known failure and not as failed.
func Summarise(results []ScenarioResult) Summary {
	var s Summary
	for _, r := range results {
		s.Total++
		switch {
		case r.KnownFailure != "" && r.Status == Failed:
			s.KnownFailures++
		case r.Status == Passed:
			s.Passed++
		case r.Status == Failed:
			s.Failed++
		case r.Status == Skipped:
			s.Skipped++
		case r.Status == Pending:
			s.Pending++
		default:
			s.Errored++
		}
	}
	return s
}
