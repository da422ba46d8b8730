package outline

import (
	"fmt"
	"strconv"
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

// Difference shows where what was expected and what was found begin to differ, and what
// that looks like; empty where the finding does not say it.
func Difference(f model.Finding) string {
	if f.Difference == nil {
		return ""
	}
	show := func(text string) string { return rest(text, f.Difference) }
	words := fmt.Sprintf("from character %d on: expected %s, found %s", f.Difference.At, show(f.Expected), show(f.Actual))
	if likely := f.Difference.Likely.Word(); likely != "" {
		words += " (" + likely + ")"
	}
	return words
}

// restShown bounds, in characters, how much of a value a difference repeats.
const restShown = 40

// rest is a text from where it differs on. Characters that look alike, or like nothing,
// are given by their numbers.
func rest(text string, d *model.Difference) string {
	runes := []rune(text)
	if d.At > len(runes) {
		return "its end"
	}
	runes = runes[d.At-1:]
	more := ""
	if len(runes) > restShown {
		runes, more = runes[:restShown], "…"
	}
	switch d.Likely {
	case model.LikelyUnicodeForm, model.LikelyEncoding, model.LikelyWhiteSpace:
		return strconv.QuoteToASCII(string(runes)) + more
	}
	return "'" + string(runes) + "'" + more
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
		e.line("   difference", Difference(f))
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
