package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// builder holds what the views of one page share.
type builder struct {
	run       *model.Run
	cfg       Config
	left      int  // bytes of HTML that messages may still take
	dry       bool // leave all messages out, to see how big the rest is
	colourAll bool // there is room for colours in every message
	open      bool // so few scenarios need a reader that they are unfolded
	exchanges map[int]model.Exchange
	titles    map[string]string
	scenarios map[string]model.ScenarioResult
}

func newBuilder(run *model.Run, cfg Config) *builder {
	b := &builder{
		run: run, cfg: cfg, left: cfg.Budget, dry: cfg.Budget <= 0, exchanges: outline.Exchanges(run), titles: outline.Titles(run),
		scenarios: make(map[string]model.ScenarioResult, len(run.Scenarios)),
	}
	for _, r := range append(outline.Unsolicited(run), run.Scenarios...) {
		b.scenarios[r.ID] = r
	}
	total := 0
	for _, x := range run.Exchanges {
		total += min(x.Request.Bytes, cfg.MessageLimit) + min(x.Response.Bytes, cfg.MessageLimit)
	}
	b.colourAll = total < cfg.Budget/colourCost*10
	return b
}

// colourCost is how many bytes of HTML ten bytes of messages take with colours, as
// measured, with some room.
const colourCost = 16

// causeView is one rule with what fixing it would gain.
type causeView struct {
	outline.Cause
	Finding      linkView
	Others       int // wordings beyond the one shown
	Place        string
	Requirements []linkView
	Scenarios    []linkView
	More         int
}

// linksShown is how many scenarios a table cell links. A requirement that every
// scenario touches would else make the page grow with their product.
const linksShown = 20

func (b *builder) cause(c outline.Cause) causeView {
	v := causeView{
		Cause: c, Finding: linkView{Text: c.Example.Rule, Href: b.firstFinding(c)}, Others: c.Wordings - 1, Place: outline.Place(c.Example), Requirements: b.causeRequirements(c),
	}
	v.Scenarios, v.More = b.scenarioLinks(c.Scenarios)
	return v
}

func (b *builder) causeRequirements(c outline.Cause) []linkView {
	if len(c.Requirements) > 0 {
		return b.requirementLinks(c.Requirements)
	}
	return b.requirementLinks(outline.Requirements(c.Example))
}

// firstFinding leads to the first finding of a cause, numbered as in the scenario's
// own list.
func (b *builder) firstFinding(c outline.Cause) string {
	if len(c.Scenarios) == 0 {
		return ""
	}
	r := b.scenarios[c.Scenarios[0]]
	for i, fold := range outline.Folds(findingsOf(r)) {
		if fold.Finding.Rule == c.Example.Rule {
			return "#" + findingAnchor(r.ID, i+1)
		}
		for k, f := range fold.Consequences {
			if f.Rule == c.Example.Rule {
				return "#" + consequenceAnchor(r.ID, i+1, k+1)
			}
		}
	}
	return ""
}

func (b *builder) requirementLinks(ids []string) []linkView {
	out := make([]linkView, 0, len(ids))
	for _, id := range ids {
		title, ok := b.titles[id]
		link := linkView{Text: id, Note: title}
		if ok {
			link.Href = "#r-" + id
		}
		out = append(out, link)
	}
	return out
}

// scenarioLinks links the first few scenarios, those that did not pass first, and
// says how many more there are.
func (b *builder) scenarioLinks(ids []string) (links []linkView, more int) {
	ids = slices.Clone(ids)
	slices.SortStableFunc(ids, func(x, y string) int {
		return cmp.Or(cmp.Compare(b.urgency(x), b.urgency(y)), strings.Compare(x, y))
	})
	for i, id := range ids {
		if i == linksShown {
			return links, len(ids) - i
		}
		link := linkView{Text: id}
		if r, ok := b.scenarios[id]; ok {
			link.Href, link.Note = "#"+scenarioAnchor(r), outline.Word(r)
		}
		links = append(links, link)
	}
	return links, 0
}

func (b *builder) urgency(id string) int {
	return slices.Index([]outline.Standing{
		outline.Failed, outline.Errored, outline.Pending, outline.NotExercised, outline.Skipped, outline.Known, outline.Passed, outline.Deselected, outline.DoesNotApply,
	}, outline.StandingOf(b.scenarios[id]))
}

// requirementView is one line of the coverage table.
type requirementView struct {
	model.RequirementResult
	Class, Word string
	// Shown says by how many scenarios it is shown.
	Shown string
	Links []linkView
	More  int
}

// coverage splits off the requirements that do not apply. Totals count those whose
// failure is known apart.
func (b *builder) coverage() (rows, notApplying []requirementView, totals []countView) {
	count := map[string]int{}
	results := slices.Clone(b.run.Requirements)
	slices.SortStableFunc(results, func(x, y model.RequirementResult) int {
		return cmp.Or(strings.Compare(x.Domain, y.Domain), strings.Compare(x.ID, y.ID))
	})
	for _, r := range results {
		count[outline.RequirementWord(model.RequirementResult{Status: r.Status, Known: r.Known})]++
		v := requirementView{RequirementResult: r, Class: string(r.Status), Word: outline.RequirementWord(r), Shown: outline.Shown(r)}
		if r.Known {
			v.Class = string(outline.Known)
		}
		v.Links, v.More = b.scenarioLinks(r.Scenarios)
		if r.Status == model.RequirementDoesNotApply {
			notApplying = append(notApplying, v)
		} else {
			rows = append(rows, v)
		}
	}
	for _, s := range model.RequirementStatuses() {
		for _, known := range []bool{false, true} {
			one := model.RequirementResult{Status: s, Known: known}
			if n := count[outline.RequirementWord(one)]; n > 0 && (!known || s == model.RequirementFailed) {
				totals = append(totals, countView{Word: outline.RequirementsWord(one, n), N: n})
			}
		}
	}
	return rows, notApplying, totals
}

// openLimit is up to how many scenarios in need of a reader are unfolded from the
// start; with more, the page would be endless.
const openLimit = 5

// serviceView is all scenarios of one operation.
type serviceView struct {
	ID, Label, Domain string
	// Tally says how many of those that apply passed.
	Tally     string
	Scenarios []scenarioView

	results []model.ScenarioResult
}

// services builds the scenarios that did not pass before the others, so that the
// budget for messages goes to them first.
func (b *builder) services(groups []outline.Service) []serviceView {
	out := make([]serviceView, len(groups))
	needy := 0
	for i, g := range groups {
		out[i] = serviceView{
			ID: fmt.Sprintf("v-%d", i+1), Label: g.Label(), Domain: g.Domain, Tally: tally(g.Summary),
			Scenarios: make([]scenarioView, len(g.Scenarios)), results: g.Scenarios,
		}
		needy += g.Summary.Failed + g.Summary.Errored
	}
	b.open = needy <= openLimit
	for _, passed := range []bool{false, true} {
		for i, g := range groups {
			for k, r := range g.Scenarios {
				if (r.Status == model.Passed) == passed {
					out[i].Scenarios[k] = b.scenario(r)
				}
			}
		}
	}
	return out
}

func tally(s model.Summary) string {
	text := fmt.Sprintf("%d of %d passed", s.Passed, s.Total-s.DoesNotApply)
	switch s.DoesNotApply {
	case 0:
		return text
	case 1:
		return text + "; 1 does not apply"
	}
	return fmt.Sprintf("%s; %d do not apply", text, s.DoesNotApply)
}
