package model

import "strings"

// EvidenceGap says why a run cannot be used as assurance evidence, or "" when
// nothing stands in the way: it is a redacted copy, tkw played both sides, or nobody
// said which system it was. It says nothing of the outcome.
func EvidenceGap(run *Run) string {
	switch {
	case run.Redacted != "":
		return "this is a redacted copy; the original is the evidence"
	case run.Mirror:
		return "tkw played both sides of the run"
	}
	var missing []string
	for _, part := range []struct{ name, value string }{
		{"supplier", run.SUT.Supplier}, {"product", run.SUT.Product}, {"version", run.SUT.Version},
	} {
		if strings.TrimSpace(part.value) == "" {
			missing = append(missing, part.name)
		}
	}
	switch n := len(missing); n {
	case 0:
		return ""
	case 1:
		return "tkw.yaml does not name the " + missing[0] + " of the system under test"
	default:
		return "tkw.yaml does not name the " + strings.Join(missing[:n-1], ", ") + " and " + missing[n-1] + " of the system under test"
	}
}
