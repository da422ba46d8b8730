package lint

import (
	"github.com/itk-assurance/tkw/harness/judge/check"
)

// formerly checks the tables of ids that changed: an old id must be gone, and the
// current one there. Circles and old ids that are there twice do not even load.
func (l *linter) formerly() {
	live := map[string]bool{}
	for _, a := range l.judge.Asserts() {
		live[a.ID] = true
	}
	for _, p := range l.set.Packs {
		for _, sc := range p.Scenarios {
			for _, st := range sc.Steps {
				for _, a := range st.Assert {
					live[a.ID] = true
				}
			}
		}
	}
	l.formerIDs(live)
	for _, p := range l.set.Packs {
		for _, r := range p.Formerly {
			if live[r.Old] {
				l.d.Errorf(r.Place, "%q is listed as an old id, but it is that of a rule or assertion of today; give that one an id of its own", r.Old)
			}
			if now, _ := l.set.CurrentRule(r.Old); !live[now] && !check.OwnRule(now) {
				l.d.Errorf(r.Place, "the old id %q leads to %q, which no rule or assertion has; name the one it became", r.Old, now)
			}
		}
	}
}
