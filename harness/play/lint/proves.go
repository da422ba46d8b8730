package lint

import (
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// proves finds expectations and assertions of which nobody said what they carry, and
// those that carry what the scenario is not about. A mistake is named once a family.
func (l *linter) proves(sc scenario.Scenario) {
	for i, st := range sc.Steps {
		for _, a := range st.Assert {
			if !a.Proves.Said() && !l.silent[a.Place] {
				l.silent[a.Place] = true
				l.d.Errorf(a.Place, "assertion %s carries no requirement: add requirements: [ID], or requirements: {none: why}", a.ID)
			}
		}
		if l.silent[sc.Place] || !expects(sc, i) {
			continue
		}
		if !st.Proves.Said() {
			l.silent[sc.Place] = true
			l.d.Errorf(sc.Place, "scenario %s: its expectation carries no requirement: add proves: [ID] with those of its requirements that fail when the outcome is another one, or proves: {none: why}", sc.ID)
			continue
		}
		l.carried(sc, st)
	}
}

// expects reports whether a step has an outcome that can be missed: one that a provider
// must answer, or a further request that a client must send.
func expects(sc scenario.Scenario, i int) bool {
	return len(sc.Steps[i].Expect) > 0 || i > 0 && sc.HasRole(model.RoleClient)
}

// carried checks the requirements that one expectation carries.
func (l *linter) carried(sc scenario.Scenario, st scenario.Step) {
	binds := st.Proves.None != ""
	for _, id := range st.Proves.Requirements {
		q, known := l.requirements[id]
		switch {
		case !known:
			l.d.Errorf(sc.Place, "scenario %s proves requirement %q, which is not in the catalogue", sc.ID, id)
			l.silent[sc.Place] = true
		case !slices.Contains(sc.Requirements, id):
			l.d.Errorf(sc.Place, "scenario %s proves requirement %q, which is not among its requirements", sc.ID, id)
			l.silent[sc.Place] = true
		}
		for _, role := range sc.Roles {
			flag, _ := q.For(role)
			binds = binds || flag != pack.NotBound
		}
	}
	if !binds && !l.silent[sc.Place] {
		l.d.Errorf(sc.Place, "scenario %s proves only requirements that do not bind the role under test", sc.ID)
		l.silent[sc.Place] = true
	}
}
