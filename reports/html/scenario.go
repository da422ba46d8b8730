package html

import (
	"fmt"
	"strconv"
	"strings"

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
		Reproduce: outline.Reproduce(b.run, r.ID), Open: b.open && (outline.Blocked(r) || r.Status == model.Errored),
	}
	if v.Word == outline.KnownFailure {
		v.Class = known
	}
	marks := map[spot][]note{}
	for i, fold := range outline.Folds(findingsOf(r)) {
		f := b.finding(r, fold, i+1)
		v.Findings = append(v.Findings, f)
		mark(marks, f)
		for _, c := range f.Consequences {
			mark(marks, c)
		}
	}
	needy := r.Status != model.Passed
	anchors := map[spot]map[[2]int]string{}
	for _, n := range r.Exchanges {
		x := b.exchange(n, marks, needy, needy || len(marks) > 0)
		anchors[spot{n, "request"}], anchors[spot{n, "response"}] = x.Request.anchors, x.Response.anchors
		v.Exchanges = append(v.Exchanges, x)
	}
	link(v.Findings, anchors)
	return v
}

// findingsOf are the findings of a scenario, with one made up for a failure that no check
// gave a reason for.
func findingsOf(r model.ScenarioResult) []model.Finding {
	if outline.Blocked(r) {
		if roots := outline.Roots(r); roots[0].Rule == outline.NoFinding {
			return append(roots, r.Findings...)
		}
	}
	return r.Findings
}

// findingAnchor is the id of a finding: its number in the list of its scenario and,
// for one that follows from another, its number under that.
func findingAnchor(scenario string, number int) string {
	return "f-" + scenario + "-" + strconv.Itoa(number)
}

func consequenceAnchor(scenario string, number, under int) string {
	return findingAnchor(scenario, number) + "." + strconv.Itoa(under)
}

// link leads findings to the marked lines that are shown: not every message is
// shown, and not every line of one that is.
func link(findings []findingView, anchors map[spot]map[[2]int]string) {
	for i, f := range findings {
		if anchor := anchors[f.spot()][[2]int{f.Location.Line, f.Location.Column}]; anchor != "" {
			findings[i].LineHref = "#" + anchor
		}
		link(f.Consequences, anchors)
	}
}

// findingView is one finding, with those that follow from it.
type findingView struct {
	model.Finding
	Anchor, Class string
	Exchange      int
	Position      string
	// LineHref leads to the marked line, when it is shown.
	LineHref string
	// Difference sets Expected against Actual.
	Difference   differenceView
	Requirements []linkView
	Consequences []findingView
}

func (b *builder) finding(r model.ScenarioResult, fold outline.Fold, number int) findingView {
	v := b.oneFinding(r, fold.Finding, findingAnchor(r.ID, number))
	for i, c := range fold.Consequences {
		v.Consequences = append(v.Consequences, b.oneFinding(r, c, consequenceAnchor(r.ID, number, i+1)))
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
	v.Difference = newDifference(f.Expected, f.Actual)
	return v
}

func (f findingView) spot() spot { return spot{f.Exchange, f.Part} }

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
func (s spot) anchor(line shownLine) string {
	return fmt.Sprintf("l-%d-%s-%s", s.exchange, s.name, line.name("."))
}

// note is what is said beside an offending line.
type note struct {
	Line, Column int
	// Attribute is the local name of the attribute that is meant; empty for the
	// whole tag.
	Attribute            string
	Class, Rule, Message string
	Href                 string
}

func mark(marks map[spot][]note, f findingView) {
	s := f.spot()
	if f.Exchange <= 0 || f.Location.Line <= 0 || !s.part() {
		return
	}
	_, attribute, _ := strings.Cut(f.Location.XPath[strings.LastIndexByte(f.Location.XPath, '/')+1:], "@")
	if at := strings.IndexByte(attribute, ':'); at >= 0 {
		attribute = attribute[at+1:]
	}
	marks[s] = append(marks[s], note{
		Line: f.Location.Line, Column: f.Location.Column, Attribute: attribute, Class: f.Class, Rule: f.Rule, Message: f.Message, Href: "#" + f.Anchor,
	})
}
