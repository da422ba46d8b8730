package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Explain is all that is to be said of a scenario in plain text: what was expected,
// what was found and where, how to fix it, and how to try again. titles are the
// sentences of requirements by id. The text is that of the system under test in
// part; whoever writes it escapes it.
func Explain(run *model.Run, r model.ScenarioResult, titles map[string]string) string {
	var e explanation
	e.line("purpose", r.Purpose)
	e.line("expected", r.Expected)
	e.line("reason", r.Reason)
	e.line("known failure", r.KnownFailure)
	e.findings(r.Findings, titles)
	if e.Len() > 0 {
		e.WriteByte('\n')
	}
	e.line("requirements", strings.Join(r.Requirements, " "))
	e.line("carried by the expected outcome", strings.Join(r.Proves, " "))
	e.line("reference", strings.Join(r.Reference, " "))
	e.line("to reproduce", Reproduce(run, r.ID))
	return e.String()
}

// ExplainFindings is the part of Explain that is about findings.
func ExplainFindings(findings []model.Finding, titles map[string]string) string {
	var e explanation
	e.findings(findings, titles)
	return strings.TrimPrefix(e.String(), "\n")
}

type explanation struct{ strings.Builder }

func (e *explanation) line(label, value string) {
	if value != "" {
		fmt.Fprintf(e, "%s: %s\n", label, value)
	}
}

func (e *explanation) findings(findings []model.Finding, titles map[string]string) {
	for i, fold := range Folds(findings) {
		f := fold.Finding
		fmt.Fprintf(e, "\n%d. %s %s (%s): %s\n", i+1, f.Severity, f.Rule, f.Layer, f.Message)
		e.line("   known failure", f.KnownFailure)
		e.line("   place", Place(f))
		e.line("   expected", f.Expected)
		e.line("   actual", f.Actual)
		for _, id := range Requirements(f) {
			e.line("   requirement", strings.TrimSpace(id+" "+titles[id]))
		}
		e.line("   how to fix it", f.Help)
		for _, c := range fold.Consequences {
			fmt.Fprintf(e, "   follows from it: %s: %s\n", c.Rule, c.Message)
			e.line("      known failure", c.KnownFailure)
		}
	}
}
