package html

import (
	"fmt"
	"slices"
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
		ID: r.ID, Anchor: scenarioAnchor(r), Title: r.Title, Purpose: r.Purpose, Class: string(outline.StandingOf(r)), Word: outline.Word(r),
		Reason: r.Reason, KnownFailure: r.KnownFailure, Expected: r.Expected, Time: duration(r.DurationMS),
		Requirements: b.scenarioRequirements(r), Reference: r.Reference, Tags: r.Tags,
		Reproduce: outline.Reproduce(b.run, r.ID), Open: b.open && (outline.Blocked(r) || outline.StandingOf(r) == outline.Errored),
	}
	v.Findings, v.Exchanges = b.judged(r, r.Status != model.Passed)
	return v
}

// judged are the findings and the exchanges of a scenario, or of a request that none
// awaited, with the findings marked in the messages.
func (b *builder) judged(r model.ScenarioResult, needy bool) (findings []findingView, exchanges []exchangeView) {
	marks := map[spot][]note{}
	for i, fold := range outline.Folds(findingsOf(r)) {
		f := b.finding(r, fold, i+1)
		findings = append(findings, f)
		mark(marks, f)
		for _, c := range f.Consequences {
			mark(marks, c)
		}
	}
	anchors := map[spot]map[[2]int]string{}
	for _, n := range r.Exchanges {
		x := b.exchange(n, marks, needy, needy || len(marks) > 0)
		anchors[spot{n, "request"}], anchors[spot{n, "response"}] = x.Request.anchors, x.Response.anchors
		exchanges = append(exchanges, x)
	}
	link(findings, anchors)
	return findings, exchanges
}

// unsolicitedView is a request that no scenario awaited.
type unsolicitedView struct {
	Anchor   string
	Findings []findingView
	Exchange exchangeView
}

func (b *builder) unsolicited(u model.ScenarioResult) unsolicitedView {
	v := unsolicitedView{Anchor: scenarioAnchor(u)}
	findings, exchanges := b.judged(u, true)
	v.Findings, v.Exchange = findings, exchanges[0]
	v.Exchange.Alone = true
	return v
}

// scenarioAnchor is the id of the place of a scenario, or of an unsolicited request,
// whose name has spaces.
func scenarioAnchor(r model.ScenarioResult) string { return "s-" + anchorName(r.ID) }

func anchorName(id string) string { return strings.ReplaceAll(id, " ", "-") }

// scenarioRequirements says of each requirement whether the expected outcome carries
// it.
func (b *builder) scenarioRequirements(r model.ScenarioResult) []linkView {
	ids := slices.Clone(r.Requirements)
	for _, id := range r.Proves {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	out := b.requirementLinks(ids)
	for i := range out {
		out[i].Proved = slices.Contains(r.Proves, ids[i])
	}
	return out
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
	return "f-" + anchorName(scenario) + "-" + strconv.Itoa(number)
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
	// Excused is the further class of one that the list of known failures excuses.
	Excused  string
	Exchange int
	Position string
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
		Requirements: b.requirementLinks(outline.Requirements(f)),
	}
	if v.Exchange == 0 && len(r.Exchanges) == 1 {
		v.Exchange = r.Exchanges[0]
	}
	if f.KnownFailure != "" {
		v.Excused = " excused"
	}
	v.Difference = newDifference(f)
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
