package html

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// scenarioView is one scenario with all that is known of it.
type scenarioView struct {
	ID, Anchor, Title, Purpose string
	Class, Word                string
	Reason, KnownFailure       string
	Expected                   string
	Time                       string
	Requirements               []linkView
	Reference, Tags            []string
	Findings                   []findingView
	Exchanges                  []exchangeView
	Reproduce                  string
	// Open scenarios are unfolded from the start: those that need a reader.
	Open bool
}

func (b *builder) scenario(r model.ScenarioResult) scenarioView {
	v := scenarioView{
		ID: r.ID, Anchor: "s-" + r.ID, Title: r.Title, Purpose: r.Purpose, Class: class(r.Status), Word: outline.Word(r),
		Reason: r.Reason, KnownFailure: r.KnownFailure, Expected: r.Expected, Time: duration(r.DurationMS),
		Requirements: b.requirementLinks(r.Requirements), Reference: r.Reference, Tags: r.Tags,
		Reproduce: outline.Reproduce(b.run, r.ID), Open: outline.Blocked(r) || r.Status == model.Errored,
	}
	if v.Word == outline.KnownFailure {
		v.Class = known
	}
	marks := map[spot][]note{}
	findings := r.Findings
	if outline.Blocked(r) {
		if roots := outline.Roots(r); roots[0].Rule == outline.NoFinding {
			findings = append(roots, findings...)
		}
	}
	for i, fold := range outline.Folds(findings) {
		f := b.finding(r, fold, i+1)
		v.Findings = append(v.Findings, f)
		mark(marks, f)
		for _, c := range f.Consequences {
			mark(marks, c)
		}
	}
	for _, n := range r.Exchanges {
		v.Exchanges = append(v.Exchanges, b.exchange(n, marks, v.Open))
	}
	unlink(v.Findings, shownLines(v.Exchanges))
	return v
}

// shownLines are the links to marked lines that lead somewhere: not every message
// is shown, and not every line of one that is.
func shownLines(exchanges []exchangeView) map[string]bool {
	out := map[string]bool{}
	for _, x := range exchanges {
		for _, m := range []messageView{x.Request, x.Response} {
			for _, l := range m.Listings {
				for _, s := range l.Segments {
					if s.Marked != nil {
						out["#"+s.Marked.Anchor] = true
					}
				}
			}
		}
	}
	return out
}

// unlink takes away links to lines that are not shown.
func unlink(findings []findingView, shown map[string]bool) {
	for i := range findings {
		if !shown[findings[i].LineHref] {
			findings[i].LineHref = ""
		}
		unlink(findings[i].Consequences, shown)
	}
}

// findingView is one finding, with those that follow from it.
type findingView struct {
	model.Finding
	Anchor, Class string
	Exchange      int
	Position      string
	// LineHref leads to the marked line, when it is known which message is meant.
	LineHref     string
	Requirements []linkView
	Consequences []findingView
}

func (b *builder) finding(r model.ScenarioResult, fold outline.Fold, number int) findingView {
	v := b.oneFinding(r, fold.Finding, fmt.Sprintf("f-%s-%d", r.ID, number))
	for i, c := range fold.Consequences {
		v.Consequences = append(v.Consequences, b.oneFinding(r, c, fmt.Sprintf("f-%s-%d.%d", r.ID, number, i+1)))
	}
	return v
}

func (b *builder) oneFinding(r model.ScenarioResult, f model.Finding, anchor string) findingView {
	v := findingView{
		Finding: f, Anchor: anchor, Class: severityClass(f.Severity), Exchange: f.Exchange, Position: outline.Position(f.Location),
		Requirements: b.requirementLinks(f.Requirements),
	}
	if v.Exchange == 0 && len(r.Exchanges) == 1 {
		v.Exchange = r.Exchanges[0]
	}
	if s := (spot{v.Exchange, f.Part}); v.Exchange > 0 && f.Location.Line > 0 && s.part() {
		v.LineHref = "#" + s.anchor(f.Location.Line)
	}
	return v
}

func severityClass(s model.Severity) string {
	switch s {
	case model.Warning, model.Info:
		return string(s)
	}
	return string(model.Error)
}

// spot is one message of a run.
type spot struct {
	exchange int
	name     string // "request" or "response"
}

func (s spot) part() bool { return s.name == "request" || s.name == "response" }

// anchor is the id of a marked line.
func (s spot) anchor(line int) string { return fmt.Sprintf("l-%d-%s-%d", s.exchange, s.name, line) }

// note is what is said beside an offending line.
type note struct {
	Line, Column         int
	Class, Rule, Message string
	Href                 string
}

func mark(marks map[spot][]note, f findingView) {
	if f.LineHref == "" {
		return
	}
	s := spot{f.Exchange, f.Part}
	marks[s] = append(marks[s], note{
		Line: f.Location.Line, Column: f.Location.Column, Class: f.Class, Rule: f.Rule, Message: f.Message, Href: "#" + f.Anchor,
	})
}
