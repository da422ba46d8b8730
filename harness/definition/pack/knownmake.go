package pack

import (
	"cmp"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Listing is a list of known failures made from a run, and what it leaves out. Owner,
// day and link of the entries are for the caller to set.
type Listing struct {
	Entries []KnownFailure
	// Failures counts the failed scenarios, and the requests that no scenario awaited,
	// that the entries are about.
	Failures int
	// Known counts those that the list of the run excuses already.
	Known int
	// NeverExcuse are the rules, of those that are broken, that no list may excuse, and
	// Inexcusable counts the failures with any of them.
	NeverExcuse []string
	Inexcusable int
	// Unexplained counts failed scenarios without a finding that an entry could name.
	Unexplained int
	// NotJudged counts scenarios that could not be judged.
	NotJudged int
}

// expectations begins the ids of what every scenario expects in its own way: one id
// has another cause in each scenario.
const expectations = "EXPECT-"

// MakeKnownFailures lists what is broken in a run and not excused by its list: an entry
// a rule, across scenarios; for an expectation, which has another cause in each
// scenario, one entry for each scenario. Equal failures give equal lists, whatever values
// differ from run to run.
func MakeKnownFailures(run *model.Run, names RuleNames) Listing {
	never := map[string]bool{}
	for _, id := range run.NeverExcuse {
		now, _ := names.of(id)
		never[now] = true
	}
	m := maker{names: names, never: never, found: map[cause][]model.Finding{}, inexcusable: map[string]bool{}}
	for _, r := range run.Scenarios {
		switch {
		case r.Status == model.Errored:
			m.out.NotJudged++
		case r.Status != model.Failed:
		case r.KnownFailure != "":
			m.out.Known++
		case !m.add(r.Findings, r.ID):
			m.out.Unexplained++
		}
	}
	for _, u := range run.Unsolicited {
		if objects, open := objections(u.Findings); objects && !open {
			m.out.Known++
		} else if objects {
			m.add(u.Findings, "")
		}
	}
	for c, findings := range m.found {
		m.out.Entries = append(m.out.Entries, KnownFailure{Rule: c.rule, Scenario: c.scenario, Reason: reason(findings)})
	}
	slices.SortFunc(m.out.Entries, func(a, b KnownFailure) int {
		return cmp.Or(strings.Compare(a.Rule, b.Rule), strings.Compare(a.Scenario, b.Scenario))
	})
	for id := range m.inexcusable {
		m.out.NeverExcuse = append(m.out.NeverExcuse, id)
	}
	slices.Sort(m.out.NeverExcuse)
	return m.out
}

// cause is what an entry names.
type cause struct{ rule, scenario string }

type maker struct {
	names       RuleNames
	never       map[string]bool
	found       map[cause][]model.Finding
	inexcusable map[string]bool
	out         Listing
}

// add takes the findings in that nothing excuses yet, and reports whether there are any.
func (m *maker) add(findings []model.Finding, scenario string) bool {
	listed, barred := false, false
	for _, f := range findings {
		if !f.Objects() || f.KnownFailure != "" {
			continue
		}
		rule, _ := m.names.of(f.Rule)
		if m.never[rule] || f.NeverExcuse {
			m.inexcusable[rule], barred = true, true
			continue
		}
		c := cause{rule: rule}
		if strings.HasPrefix(rule, expectations) {
			c.scenario = scenario
		}
		m.found[c], listed = append(m.found[c], f), true
	}
	if listed {
		m.out.Failures++
	}
	if barred {
		m.out.Inexcusable++
	}
	return listed || barred
}

// objections reports whether any finding objects, and whether any of these is not
// excused.
func objections(findings []model.Finding) (objects, open bool) {
	for _, f := range findings {
		objects = objects || f.Objects()
		open = open || f.Objects() && f.KnownFailure == ""
	}
	return objects, open
}
