package model

import "strings"

// PartialGap is why a partial run is no evidence, whatever came of it.
const PartialGap = "not all that applies to the declared scope was selected"

// EvidenceGap says why a run cannot be used as assurance evidence, or "" when
// nothing stands in the way: it is a redacted copy, tkw played both sides, nobody
// said which system it was, or it is a partial run. It says nothing of the outcome.
func EvidenceGap(run *Run) string {
	origin := OriginGap(run)
	switch {
	case !run.Partial || run.Redacted != "" || run.Mirror:
		return origin
	case origin == "":
		return PartialGap
	}
	return origin + "; " + PartialGap
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
