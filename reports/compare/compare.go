// Package compare sets two finished runs beside each other: what got better, worse,
// new, gone, and what stayed, by scenario and by requirement.
package compare

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// Change says how something fared from the first run to the second.
type Change string

// The changes. Better: it passes now. Worse: it passed and does not now, it fails
// and did not, a failure is no longer looked at, or it can no longer be judged.
// New and Gone are in one of the runs only.
const (
	Better Change = "better"
	Worse  Change = "worse"
	New    Change = "new"
	Gone   Change = "gone"
	Same   Change = "same"
)

// Changes lists the changes in the order of reports.
func Changes() []Change { return []Change{Worse, Better, New, Gone, Same} }

// Comparison is two runs side by side. Lists are sorted by id and never nil.
type Comparison struct {
	Format int  `json:"format"`
	A      Side `json:"a"`
	B      Side `json:"b"`
	// Notes are sentences that limit what the comparison shows, such as packs
	// that differ.
	Notes        []string `json:"notes"`
	Scenarios    []Item   `json:"scenarios"`
	Requirements []Item   `json:"requirements"`
	// Counts are by change, of scenarios and of requirements.
	Counts Counts `json:"counts"`
}

// Counts is the number of items by change.
type Counts struct {
	Scenarios    map[Change]int `json:"scenarios"`
	Requirements map[Change]int `json:"requirements"`
}

// Side is one of the two runs.
type Side struct {
	Folder    string        `json:"folder,omitempty"`
	ID        string        `json:"id"`
	Tool      model.Tool    `json:"tool"`
	Role      model.Role    `json:"role"`
	SUT       model.SUT     `json:"sut"`
	StartedAt time.Time     `json:"startedAt"`
	Complete  bool          `json:"complete"`
	Partial   bool          `json:"partial"`
	Selection string        `json:"selection,omitempty"`
	Summary   model.Summary `json:"summary"`
	Packs     []model.Pack  `json:"packs"`
}

// Item is one scenario or requirement.
type Item struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Change Change `json:"change"`
	// Was and Is are outcomes in words; empty where the run does not have it.
	Was string `json:"was,omitempty"`
	Is  string `json:"is,omitempty"`
	// Reason is the second run's, or for what is gone the first run's, word on an
	// outcome without findings.
	Reason string `json:"reason,omitempty"`
	// Appeared and Vanished are the findings in which the two differ. Positions
	// and wording do not count, since they carry ids and times.
	Appeared []Finding `json:"appeared,omitempty"`
	Vanished []Finding `json:"vanished,omitempty"`
}

// Differs reports whether anything changed at all.
func (i Item) Differs() bool {
	return i.Change != Same || i.Was != i.Is || len(i.Appeared)+len(i.Vanished) > 0
}

// Finding is what is said of a finding that only one run has.
type Finding struct {
	Rule     string         `json:"rule"`
	Severity model.Severity `json:"severity"`
	Part     string         `json:"part,omitempty"`
	XPath    string         `json:"xpath,omitempty"`
	Message  string         `json:"message"`
}

// Format is the version of the JSON form.
const Format = 1

// Of compares two runs of one role.
func Of(a, b *model.Run) Comparison {
	c := Comparison{
		Format: Format, A: side(a), B: side(b), Notes: notes(a, b),
		Scenarios: scenarios(a.Scenarios, b.Scenarios), Requirements: requirements(a, b),
	}
	c.Counts = Counts{Scenarios: count(c.Scenarios), Requirements: count(c.Requirements)}
	return c
}

// GotWorse reports whether any scenario or requirement got worse.
func (c Comparison) GotWorse() bool {
	return c.Counts.Scenarios[Worse]+c.Counts.Requirements[Worse] > 0
}

func count(items []Item) map[Change]int {
	out := map[Change]int{Better: 0, Worse: 0, New: 0, Gone: 0, Same: 0}
	for _, i := range items {
		out[i.Change]++
	}
	return out
}

func side(r *model.Run) Side {
	s := Side{
		ID: r.ID, Tool: r.Tool, Role: r.Role, SUT: r.SUT, StartedAt: r.StartedAt.UTC(), Complete: r.Complete, Partial: r.Partial,
		Selection: r.Selection, Summary: model.Summarise(r.Scenarios), Packs: slices.Clone(r.Packs),
	}
	if s.Packs == nil {
		s.Packs = []model.Pack{}
	}
	return s
}

func scenarios(a, b []model.ScenarioResult) []Item {
	return pairs(a, b, func(r model.ScenarioResult) string { return r.ID }, func(was, is *model.ScenarioResult) Item {
		last := cmp.Or(is, was)
		item := Item{ID: last.ID, Title: last.Title, Reason: last.Reason}
		if was != nil {
			item.Was = outline.Word(*was)
		}
		if is != nil {
			item.Is = outline.Word(*is)
		}
		switch {
		case was == nil:
			item.Change = New
			item.Appeared = only(is.Findings, nil)
		case is == nil:
			item.Change = Gone
			item.Vanished = only(was.Findings, nil)
		default:
			item.Change = changeOf(rankOf(*was), rankOf(*is))
			item.Appeared, item.Vanished = only(is.Findings, was.Findings), only(was.Findings, is.Findings)
		}
		return item
	})
}

// requirements compares how requirements fared. Run folders of format 1 know fewer
// outcomes; against another format, only requirements that passed or failed in both runs
// are compared.
func requirements(a, b *model.Run) []Item {
	before, after := a.Requirements, b.Requirements
	if a.Format != b.Format {
		before, after = decidedInBoth(before, after), decidedInBoth(after, before)
	}
	return pairs(before, after, func(r model.RequirementResult) string { return r.Domain + " " + r.ID }, func(was, is *model.RequirementResult) Item {
		last := cmp.Or(is, was)
		item := Item{ID: last.ID, Title: last.Title, Reason: last.Reason}
		if was != nil {
			item.Was = outline.RequirementWord(*was)
		}
		if is != nil {
			item.Is = outline.RequirementWord(*is)
		}
		switch {
		case was == nil:
			item.Change = New
		case is == nil:
			item.Change = Gone
		default:
			item.Change = changeOfRequirement(*was, *is)
		}
		return item
	})
}

// decidedInBoth gives the requirements that passed or failed, and do so in other.
func decidedInBoth(list, other []model.RequirementResult) []model.RequirementResult {
	decided := func(r model.RequirementResult) bool {
		return r.Status == model.RequirementPassed || r.Status == model.RequirementFailed
	}
	return slices.DeleteFunc(slices.Clone(list), func(r model.RequirementResult) bool {
		return !decided(r) || !slices.ContainsFunc(other, func(o model.RequirementResult) bool { return o.Domain == r.Domain && o.ID == r.ID && decided(o) })
	})
}

// pairs joins two lists by key; in each call at most one side is nil.
func pairs[T any](a, b []T, key func(T) string, join func(was, is *T) Item) []Item {
	was, is := map[string]*T{}, map[string]*T{}
	keys := make([]string, 0, len(b))
	for _, side := range []struct {
		list []T
		into map[string]*T
	}{{a, was}, {b, is}} {
		for i := range side.list {
			k := key(side.list[i])
			side.into[k] = &side.list[i]
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	out := []Item{}
	for _, k := range slices.Compact(keys) {
		out = append(out, join(was[k], is[k]))
	}
	return out
}

// rank orders outcomes for changeOf.
type rank int

const (
	unjudged rank = iota // of whatever kind skipped, pending; requirements that messages did not show
	errored
	failed
	accepted // a known failure
	passed
)

func rankOf(r model.ScenarioResult) rank {
	switch outline.StandingOf(r) {
	case outline.Passed:
		return passed
	case outline.Known:
		return accepted
	case outline.Failed:
		return failed
	case outline.NotExercised, outline.DoesNotApply, outline.Deselected, outline.Skipped, outline.Pending:
		return unjudged
	case outline.Errored:
	}
	return errored
}

func requirementRank(r model.RequirementResult) rank {
	switch r.Status {
	case model.RequirementPassed:
		return passed
	case model.RequirementFailed:
		if r.Known {
			return accepted
		}
		return failed
	case model.RequirementNotShown:
		return errored
	case model.RequirementNotExercised, model.RequirementOtherEvidence, model.RequirementDoesNotApply, model.RequirementWording:
	}
	return unjudged
}

// changeOf holds that only a pass is better. A failure that is accepted now is not
// fixed; one that is not looked at any more is a loss.
func changeOf(was, is rank) Change {
	switch {
	case was == is:
		return Same
	case is == passed:
		return Better
	case was == passed:
		return Worse
	case was == failed && is == accepted, was == errored && is == unjudged:
		return Same
	}
	return Worse
}

// changeOfRequirement is like that of a scenario, but that a requirement which failed
// by findings alone and now has none is better, though no scenario names it; and that
// one which is not shown now, for another failure, neither got better nor worse.
func changeOfRequirement(was, is model.RequirementResult) Change {
	switch {
	case was.Status != model.RequirementFailed:
	case is.Status == model.RequirementNotExercised && was.Shown.Of == 0 && is.Shown.Of == 0:
		return Better
	case is.Status == model.RequirementNotShown:
		return Same
	}
	return changeOf(requirementRank(was), requirementRank(is))
}

// only gives the findings of a list that the other has not as often. A finding is also
// the same where one run knows it by an id that it had before.
func only(list, other []model.Finding) []Finding {
	left := slices.Clone(other)
	var out []Finding
	for _, f := range list {
		i := slices.IndexFunc(left, func(o model.Finding) bool { return sameFinding(f, o) })
		if i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		out = append(out, Finding{Rule: f.Rule, Severity: f.Severity, Part: f.Part, XPath: f.Location.XPath, Message: f.Message})
	}
	return out
}

// sameFinding reports whether two findings say one thing of one place. In runs of earlier
// versions, findings of assertions have no place.
func sameFinding(a, b model.Finding) bool {
	former := slices.Contains(a.Formerly, b.Rule) || slices.Contains(b.Formerly, a.Rule)
	unplaced := a.Location.XPath == "" || b.Location.XPath == ""
	return (a.Rule == b.Rule || former) && a.Part == b.Part && a.Severity == b.Severity &&
		(a.Location.XPath == b.Location.XPath || former && unplaced)
}

// order puts items in the order of Changes, then of ids.
func order(items []Item) []Item {
	out := slices.Clone(items)
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Changes(), a.Change), slices.Index(Changes(), b.Change)),
			strings.Compare(a.ID, b.ID),
		)
	})
	return out
}
