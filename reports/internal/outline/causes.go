package outline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Cause is one rule that was broken, or one patient who came back for everybody, over all
// scenarios of a run and all requests that no scenario awaited.
type Cause struct {
	// Example is the first finding of the cause, in order of scenarios.
	Example model.Finding
	// Message and Help are those of Example, unless the cause is more than a rule.
	Message, Help string
	// Rules are the ids of its findings, sorted.
	Rules []string
	// Scenarios are the ids of those it was found in, sorted; those of unsolicited
	// requests come last.
	Scenarios []string
	// Unsolicited counts the latter.
	Unsolicited int
	// Alone counts the scenarios in which no other rule stands in the way, which
	// is to say: what fixing this one cause would gain.
	Alone int
	// Wordings counts the different messages; more than one means that the
	// message of Example is not the only one.
	Wordings int
	// Requirements are those that any of the findings names, sorted.
	Requirements []string
}

// Extent says in how many scenarios and unsolicited requests a cause was found.
func (c Cause) Extent() string {
	var words []string
	if n := len(c.Scenarios) - c.Unsolicited; n > 0 {
		words = append(words, count(n, "scenario", "scenarios"))
	}
	if c.Unsolicited > 0 {
		words = append(words, count(c.Unsolicited, "unsolicited request", "unsolicited requests"))
	}
	return Series(words, "and")
}

// NoFinding is the rule of the cause that stands for failed scenarios without a
// finding of error grade. It does not occur unless a check forgot to say why.
const NoFinding = "TKW-NO-FINDING"

// checkOwn is the judge of findings that tkw makes about itself.
const checkOwn = "tkw"

// Causes groups what makes scenarios fail and what unsolicited requests break, the
// one with most of them first. Consequences of another finding and known failures are
// left out.
func Causes(run *model.Run) []Cause {
	return group(run, Blocked, Roots)
}

// Warnings groups findings of warning grade in all scenarios and unsolicited requests.
func Warnings(run *model.Run) []Cause {
	return group(run, func(model.ScenarioResult) bool { return true }, func(r model.ScenarioResult) []model.Finding {
		return slices.DeleteFunc(slices.Clone(r.Findings), func(f model.Finding) bool { return f.Severity != model.Warning || f.Consequence })
	})
}

// Blocked reports whether a scenario failed and is not a known failure.
func Blocked(r model.ScenarioResult) bool { return StandingOf(r) == Failed }

// Roots are the errors of a failed scenario that no other finding explains; where it
// fails for another reason, those that a list of known failures excuses are none of
// them. There is always at least one.
func Roots(r model.ScenarioResult) []model.Finding {
	objecting := func(f model.Finding) bool { return f.Objects() && f.KnownFailure == "" }
	if !slices.ContainsFunc(r.Findings, objecting) {
		objecting = model.Finding.Objects
	}
	var roots, errors []model.Finding
	for _, f := range r.Findings {
		if !objecting(f) {
			continue
		}
		errors = append(errors, f)
		if !f.Consequence {
			roots = append(roots, f)
		}
	}
	switch {
	case len(roots) > 0:
		return roots
	case len(errors) > 0:
		return errors[:1]
	default:
		return []model.Finding{{
			Check: checkOwn, Rule: NoFinding, Severity: model.Error, Layer: model.LayerScenario,
			Message: "the scenario failed, but no check said why", Help: "Report this as a fault of tkw.",
		}}
	}
}

// Excused are the errors of a scenario that a list of known failures excuses, while
// it fails for another reason; consequences of others are left out.
func Excused(r model.ScenarioResult) []model.Finding {
	if !Blocked(r) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f model.Finding) bool {
		return !f.Objects() || f.KnownFailure == "" || f.Consequence
	})
}

func group(run *model.Run, wanted func(model.ScenarioResult) bool, pick func(model.ScenarioResult) []model.Finding) []Cause {
	byKey := map[string]*Cause{}
	wordings := map[string]map[string]bool{}
	scenarios := Sorted(run.Scenarios)
	of := causes{samePatients(append(slices.Clone(scenarios), Unsolicited(run)...))}
	for i, r := range append(scenarios, Unsolicited(run)...) {
		if !wanted(r) {
			continue
		}
		found := pick(r)
		keys := of.keys(r, found)
		for n, f := range found {
			key := keys[n]
			c := byKey[key]
			if c == nil {
				c = &Cause{Example: f, Message: f.Message, Help: f.Help}
				byKey[key], wordings[key] = c, map[string]bool{}
			}
			wordings[key][f.Message] = true
			c.Rules = append(c.Rules, f.Rule)
			c.Requirements = append(c.Requirements, f.Requirements...)
		}
		slices.Sort(keys)
		keys = slices.Compact(keys)
		for _, key := range keys {
			c := byKey[key]
			c.Scenarios = append(c.Scenarios, r.ID)
			switch {
			case i >= len(scenarios):
				c.Unsolicited++
			case len(keys) == 1:
				c.Alone++
			}
		}
	}
	out := make([]Cause, 0, len(byKey))
	for key, c := range byKey {
		c.Wordings = len(wordings[key])
		if p, same := of.same[strings.TrimPrefix(key, samePatientKey)]; same && strings.HasPrefix(key, samePatientKey) {
			c.Message, c.Help, c.Wordings = p.String(), samePatientHelp, 1
		}
		for _, list := range []*[]string{&c.Requirements, &c.Rules} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Cause) int {
		return cmp.Or(
			cmp.Compare(len(b.Scenarios), len(a.Scenarios)),
			cmp.Compare(layerRank(a.Example.Layer), layerRank(b.Example.Layer)),
			strings.Compare(a.Example.Rule, b.Example.Rule),
		)
	})
	return out
}

func layerRank(l model.Layer) int { return slices.Index(model.Layers(), l) }

// Sorted returns the results ordered by domain, service and id, without
// changing the given slice.
func Sorted(results []model.ScenarioResult) []model.ScenarioResult {
	out := slices.Clone(results)
	slices.SortStableFunc(out, func(a, b model.ScenarioResult) int {
		return cmp.Or(strings.Compare(a.Domain, b.Domain), strings.Compare(a.Service, b.Service), strings.Compare(a.ID, b.ID))
	})
	return out
}

// Service is all scenarios of one operation.
type Service struct {
	Domain, Name string
	Scenarios    []model.ScenarioResult
	Summary      model.Summary
}

// Label is the operation with its domain, as in "pds.verifyNHSNumber".
func (s Service) Label() string { return Label(s.Domain, s.Name) }

// Label joins a domain and an operation; an absent operation leaves the domain.
func Label(domain, service string) string {
	return cmp.Or(strings.Trim(domain+"."+service, "."), "unknown")
}

// Services groups the scenarios of a run by operation, sorted by domain, name and id.
func Services(run *model.Run) []Service {
	var out []Service
	for _, r := range Sorted(run.Scenarios) {
		if n := len(out); n == 0 || out[n-1].Domain != r.Domain || out[n-1].Name != r.Service {
			out = append(out, Service{Domain: r.Domain, Name: r.Service})
		}
		last := &out[len(out)-1]
		last.Scenarios = append(last.Scenarios, r)
	}
	for i := range out {
		out[i].Summary = model.Summarise(out[i].Scenarios)
	}
	return out
}
