package model

import "strings"

// PartialGap is why a partial run is no evidence, whatever came of it.
const PartialGap = "not all that applies was selected"

// EarlyEndGap is why a run that did not come to its end is no evidence.
const EarlyEndGap = "the run did not come to its end"

// EvidenceGap says why a run cannot be used as assurance evidence, or "" when
// nothing stands in the way: it is a redacted copy, tkw played both sides, nobody
// said which system it was, it is a partial run, or it did not come to its end. It says
// nothing of the outcome.
func EvidenceGap(run *Run) string {
	origin := OriginGap(run)
	if run.Redacted != "" || run.Mirror {
		return origin
	}
	var gaps []string
	for _, gap := range []struct {
		is   bool
		what string
	}{{origin != "", origin}, {run.Partial, PartialGap}, {!run.Complete, EarlyEndGap}} {
		if gap.is {
			gaps = append(gaps, gap.what)
		}
	}
	return strings.Join(gaps, "; ")
}

// OriginGap is EvidenceGap but for what was selected: it only asks whose run it is.
// Statements about run folders of format 1 know no other gap.
func OriginGap(run *Run) string {
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
