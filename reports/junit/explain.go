package junit

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// explain is the text of a case that did not pass: what was expected, what was
// found and where, how to mend it, and how to try again.
func explain(run *model.Run, r model.ScenarioResult, titles map[string]string) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, value)
		}
	}
	line("purpose", r.Purpose)
	line("expected", r.Expected)
	line("reason", r.Reason)
	line("known failure", r.KnownFailure)
	for i, fold := range outline.Folds(r.Findings) {
		f := fold.Finding
		fmt.Fprintf(&b, "\n%d. %s %s (%s): %s\n", i+1, f.Severity, f.Rule, f.Layer, f.Message)
		line("   place", outline.Place(f))
		line("   expected", f.Expected)
		line("   actual", f.Actual)
		for _, id := range f.Requirements {
			line("   requirement", strings.TrimSpace(id+" "+titles[id]))
		}
		line("   how to mend", f.Help)
		for _, c := range fold.Consequences {
			fmt.Fprintf(&b, "   follows from it: %s: %s\n", c.Rule, c.Message)
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	line("requirements", strings.Join(r.Requirements, " "))
	line("reference", strings.Join(r.Reference, " "))
	line("to reproduce", outline.Reproduce(run, r.ID))
	return "\n" + b.String()
}
