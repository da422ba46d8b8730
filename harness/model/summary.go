package model

// Summary counts scenario results by status. Total is the sum of the statuses.
type Summary struct {
	Total   int `json:"total"`
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Errored int `json:"errored"`
	Skipped int `json:"skipped"`
	// DoesNotApply and NotExercised are parts of Skipped.
	DoesNotApply  int `json:"doesNotApply"`
	NotExercised  int `json:"notExercised"`
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
			switch r.SkipKind {
			case SkipDoesNotApply:
				s.DoesNotApply++
			case SkipDeselected:
			default:
				s.NotExercised++
			}
		case r.Status == Pending:
			s.Pending++
		default:
			s.Errored++
		}
	}
	return s
}
