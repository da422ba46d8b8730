package schematron

import (
	"slices"
	"sort"
)

// RuleInfo describes one concrete rule, for listing and linting.
type RuleInfo struct {
	// ID is the rule's id. A rule without id is "pattern/n", n counting from 1
	// within its pattern; one whose id occurs several times, through an abstract
	// pattern, is "pattern/id". It is unique in the schema.
	ID string
	// Pattern is the id of the pattern, or "file#n" for one without.
	Pattern string
	File    string
	Line    int
	Context string
	// Phases are the phases that name the rule's pattern, sorted.
	Phases []string
	// Always is true for a rule of a file without phases: it is active in all.
	Always  bool
	Asserts []AssertInfo
}

// ActiveIn tells whether one of the phases runs the rule.
func (r RuleInfo) ActiveIn(phases ...string) bool {
	return r.Always || slices.ContainsFunc(phases, func(p string) bool { return slices.Contains(r.Phases, p) })
}

// AssertInfo describes one assert or report of a rule.
type AssertInfo struct {
	ID, Role, See, Flag string
	// Layer is the layer that Flag names, "" for none. It and what follows is read
	// by the [Vocabulary] that the rule file was compiled for.
	Layer string
	// NeverExcuse is true when no list may excuse a failure.
	NeverExcuse bool
	// Requirements are the ids in See. NoRequirement is set where See says that
	// there are none, and says why.
	Requirements  []string
	NoRequirement string
	// Explains are patterns of the ids whose findings follow where the assertion fails.
	Explains []string
	// Formerly are the ids by which a failure was reported before there was such an assertion.
	Formerly []string
	Test     string
	// Message and Diagnostic show {expression} where values go; Diagnostic joins
	// all diagnostics with a space.
	Message    string
	Diagnostic string
	Report     bool
	// File and Line are where the assertion is written, which differs from the
	// rule's for an inherited one.
	File string
	Line int
}

// Rules lists all rules in the order in which they run.
func (s *Schema) Rules() []RuleInfo {
	var out []RuleInfo
	for _, p := range s.patterns {
		var phases []string
		for name, active := range s.phases {
			if active[p] {
				phases = append(phases, name)
			}
		}
		sort.Strings(phases)
		for _, r := range p.rules {
			info := RuleInfo{
				ID: r.key, Pattern: p.key, File: r.file, Line: r.line, Context: r.contextText,
				Phases: append([]string(nil), phases...), Always: p.always,
			}
			for _, a := range r.asserts {
				info.Asserts = append(info.Asserts, a.info())
			}
			out = append(out, info)
		}
	}
	return out
}

func (a *assertion) info() AssertInfo {
	out := AssertInfo{
		ID: a.id, Role: a.role, See: a.see, Flag: a.flag, Test: a.testText,
		Message: a.message.template(), Report: a.report, File: a.file, Line: a.line,
		Layer: a.layer, NeverExcuse: a.neverExcuse, Requirements: slices.Clone(a.requirements), NoRequirement: a.noRequirement,
		Explains: slices.Clone(a.explains), Formerly: slices.Clone(a.formerly),
	}
	for i, d := range a.diagnostics {
		if i > 0 {
			out.Diagnostic += " "
		}
		out.Diagnostic += d.message.template()
	}
	return out
}

// Phases lists the phases of the rule files, sorted.
func (s *Schema) Phases() []string {
	out := make([]string, 0, len(s.phases))
	for p := range s.phases {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

// Files lists, for each source that the schema was compiled from, the file and all
// that it includes, as named in its file system, sorted.
func (s *Schema) Files() [][]string {
	out := make([][]string, len(s.files))
	for i, names := range s.files {
		out[i] = slices.Clone(names)
	}
	return out
}

// DefaultPhase is what runs when no phase is asked for; PhaseAll if the rule
// files name none.
func (s *Schema) DefaultPhase() string {
	if s.defaultPhase == "" {
		return PhaseAll
	}
	return s.defaultPhase
}
