package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
)

// assertion checks one assertion of a scenario.
func (l *linter) assertion(sc scenario.Scenario, a scenario.Assertion) {
	if err := l.judge.CheckAssertion(a); err != nil {
		l.d.Errorf(a.Place, "scenario %s: assertion %s: %v", sc.ID, a.ID, err)
	}
	for _, id := range a.Proves.Requirements {
		if _, known := l.requirements[id]; !known {
			l.d.Errorf(a.Place, "assertion %s names requirement %q, which is not in the catalogue", a.ID, id)
		}
	}
	if first, twice := l.asserted[a.ID]; !twice {
		l.asserted[a.ID] = a
	} else if first.NeverExcuse != a.NeverExcuse || first.Severity != a.Severity {
		l.d.Errorf(a.Place, "assertion %s is graded otherwise at %s (severity, neverExcuse); one id is one kind of mistake: give it the same grade, or another id", a.ID, first.Place)
	}
	if l.silentAssertions[a.ID] {
		return
	}
	l.silentAssertions[a.ID] = true
	if strings.HasPrefix(a.ID, sc.ID+"-") {
		l.d.Warnf(a.Place, "assertion %s carries the id of its scenario, so that one mistake in several scenarios counts as several causes; name it by what is wrong, and keep the old id under formerly", a.ID)
	}
	if a.That != "" && a.Found == "" && compares(a.That) {
		l.d.Warnf(a.Place, "assertion %s compares values that its findings do not show; write found and expected in place of that, or beside it", a.ID)
	}
}

// compares reports whether an expression holds two values against each other outside of
// predicates and texts.
func compares(expr string) bool {
	depth, quote := 0, rune(0)
	for i, c := range expr {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '=' && depth == 0 && !strings.HasSuffix(expr[:i], ">") && !strings.HasSuffix(expr[:i], "<"):
			return true
		}
	}
	return false
}

// formerIDs checks that an id which an assertion had is nobody's now.
func (l *linter) formerIDs(live map[string]bool) {
	for _, id := range slices.Sorted(maps.Keys(l.asserted)) {
		for _, old := range l.asserted[id].Formerly {
			if live[old] || check.OwnRule(old) {
				l.d.Errorf(l.asserted[id].Place, "assertion %s lists the old id %q, but that is the id of a rule or assertion of today", id, old)
			}
		}
	}
}

// sharedAssertions names the shared assertions of a pack that no scenario uses.
func (l *linter) sharedAssertions(p *pack.Pack) {
	for _, id := range slices.Sorted(maps.Keys(p.Assertions)) {
		if _, used := l.asserted[id]; !used {
			l.d.Warnf(p.Assertions[id].Place, "no scenario uses the shared assertion %s; remove it", id)
		}
	}
}
