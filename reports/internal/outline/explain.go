package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Explain is all that is to be said of a scenario in plain text: what was expected,
// what was found and where, how to mend it, and how to try again. titles are the
// sentences of requirements by id. The text is that of the system under test in
// part; whoever writes it escapes it.
func Explain(run *model.Run, r model.ScenarioResult, titles map[string]string) string {
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
	for i, fold := range Folds(r.Findings) {
		f := fold.Finding
		fmt.Fprintf(&b, "\n%d. %s %s (%s): %s\n", i+1, f.Severity, f.Rule, f.Layer, f.Message)
		line("   place", Place(f))
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
	line("to reproduce", Reproduce(run, r.ID))
	return b.String()
}
