package lint

import (
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/judge/check"
)

// What is longer than this, in characters, nobody reads.
const (
	longTest     = 400
	longFragment = 1500
)

// length warns of a test that cannot be read at a glance.
func (l *linter) length(r check.AssertInfo) {
	if n := len(strings.Join(strings.Fields(r.Test), " ")); n > longTest {
		l.d.Warnf(yamlfile.Place{File: r.File, Line: r.Line, Column: 1}, "the test of rule %s has %d characters; give names to its parts with let", r.ID, n)
	}
}

// fragments warns of a fragment to insert that is as long as a message. The members of a
// family share it, so it is said once.
func (l *linter) fragments(sc scenario.Scenario, st scenario.Step) {
	mutations := st.Request.Mutations
	if st.Reply != nil {
		mutations = append(slices.Clip(mutations), st.Reply.Mutations...)
	}
	for _, m := range mutations {
		if len(m.XML) > longFragment && !l.long[sc.Place] {
			l.long[sc.Place] = true
			l.d.Warnf(sc.Place, "scenario %s inserts a fragment of %d characters; write one copy with repeat: N and ${n} for its number, or several mutations", sc.ID, len(m.XML))
		}
	}
}
