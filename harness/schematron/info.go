package schematron

import "sort"

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
	// Phases are the phases in which the rule is active, sorted.
	Phases  []string
	Asserts []AssertInfo
}

// AssertInfo describes one assert or report of a rule.
type AssertInfo struct {
	ID, Role, See, Flag string
	Test                string
	// Message and Diagnostic show {expression} where values go; Diagnostic joins
	// all diagnostics with a blank.
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
				Phases: append([]string(nil), phases...),
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

// DefaultPhase is what runs when no phase is asked for; PhaseAll if the rule
// files name none.
func (s *Schema) DefaultPhase() string {
	if s.defaultPhase == "" {
		return PhaseAll
	}
	return s.defaultPhase
}
