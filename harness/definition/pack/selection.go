package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// Selection picks scenarios. Empty fields pick everything. Values within a field
// are alternatives; fields must all agree.
type Selection struct {
	Role      model.Role
	Domains   []string
	Services  []string
	Scenarios []string // patterns with *, on the id
	Tags      []string
	Skip      []string // patterns with *, on the id
	// IDs restricts to these ids exactly (--rerun-failed); nil for no restriction.
	IDs []string
}

// Partial reports whether the selected scenarios leave out any that applies to the
// declared scope of the system under test: a scenario of the role that needs nothing
// which the system is declared not to have. Until a scope can be declared, it is the
// whole of each domain of which anything is selected.
func (s *Set) Partial(role model.Role, declared map[string]bool, selected []scenario.Scenario) bool {
	chosen, scope := map[string]bool{}, map[string]bool{}
	for _, sc := range selected {
		chosen[sc.ID], scope[sc.Domain] = true, true
	}
	absent := func(need string) bool { has, known := declared[need]; return known && !has }
	for _, p := range s.Packs {
		for _, sc := range p.Scenarios {
			if scope[sc.Domain] && sc.HasRole(role) && !chosen[sc.ID] && !slices.ContainsFunc(sc.Needs, absent) {
				return true
			}
		}
	}
	return false
}

// Words writes the selection as the flags that make it, for reports.
func (s Selection) Words() string {
	var out []string
	add := func(flag string, values []string) {
		if len(values) > 0 {
			out = append(out, "--"+flag+" "+strings.Join(values, ","))
		}
	}
	add("domain", s.Domains)
	add("service", s.Services)
	add("scenario", s.Scenarios)
	add("tag", s.Tags)
	add("skip", s.Skip)
	if s.IDs != nil {
		out = append(out, "--rerun-failed ("+count(len(s.IDs), "scenario")+")")
	}
	return strings.Join(out, " ")
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// UnmatchedError says which selecting values matched nothing: a mistyped pattern
// must not look like a clean run.
type UnmatchedError struct{ Values []string }

func (e *UnmatchedError) Error() string {
	return fmt.Sprintf("no scenario matches %s; `tkw scenarios list` shows what there is", strings.Join(e.Values, ", "))
}

// Select returns the scenarios that a selection picks, sorted by id. A value that
// matches nothing is an *UnmatchedError; it names all such values.
func (s *Set) Select(sel Selection) ([]scenario.Scenario, error) {
	if err := s.checkDomains(sel.Domains); err != nil {
		return nil, err
	}
	hits := map[string]bool{}
	var out []scenario.Scenario
	for _, p := range s.Packs {
		for _, sc := range p.Scenarios {
			if sel.Role != "" && !sc.HasRole(sel.Role) {
				continue
			}
			if picks(sel, sc, hits) {
				out = append(out, sc)
			}
		}
	}
	var missed []string
	for _, field := range []struct {
		name   string
		values []string
	}{
		{"--domain", sel.Domains}, {"--service", sel.Services}, {"--scenario", sel.Scenarios},
		{"--tag", sel.Tags}, {"--skip", sel.Skip}, {planned, sel.IDs},
	} {
		for _, v := range field.values {
			if !hits[field.name+" "+v] {
				missed = append(missed, fmt.Sprintf("%s %q", field.name, v))
			}
		}
	}
	switch {
	case len(missed) > 0:
		return nil, &UnmatchedError{Values: missed}
	case len(out) == 0:
		return nil, &UnmatchedError{Values: []string{sel.whole()}}
	}
	slices.SortStableFunc(out, func(a, b scenario.Scenario) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// planned is how messages name an id of Selection.IDs, which no flag gave.
const planned = "the earlier run's"

// whole names a selection that picks nothing although each of its values matches.
func (s Selection) whole() string {
	words := s.Words()
	if words == "" {
		words = "any domain"
	}
	if s.Role != "" {
		words += " for role " + string(s.Role)
	}
	return words
}

func (s *Set) checkDomains(domains []string) error {
	for _, d := range domains {
		if s.Pack(d) == nil {
			return fmt.Errorf("there is no domain %q; there are %s", d, strings.Join(s.Domains(), ", "))
		}
	}
	return nil
}

// picks decides on one scenario and notes every value that matched, also where
// another field rules the scenario out in the end.
func picks(sel Selection, sc scenario.Scenario, hits map[string]bool) bool {
	matches := func(name string, values []string, match func(value string) bool) bool {
		found := false
		for _, v := range values {
			if match(v) {
				hits[name+" "+v] = true
				found = true
			}
		}
		return found
	}
	onID := func(pattern string) bool { return Match(pattern, sc.ID) }
	domain := matches("--domain", sel.Domains, func(v string) bool { return v == sc.Domain })
	service := matches("--service", sel.Services, func(v string) bool {
		return slices.ContainsFunc(sc.Steps, func(st scenario.Step) bool { return st.Service == v })
	})
	id := matches("--scenario", sel.Scenarios, onID)
	tag := matches("--tag", sel.Tags, func(v string) bool { return slices.Contains(sc.Tags, v) })
	listed := matches(planned, sel.IDs, func(v string) bool { return v == sc.ID })
	skipped := matches("--skip", sel.Skip, onID)
	return (domain || len(sel.Domains) == 0) && (service || len(sel.Services) == 0) && (id || len(sel.Scenarios) == 0) &&
		(tag || len(sel.Tags) == 0) && (listed || sel.IDs == nil) && !skipped
}
