package lint

import (
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// catalogue collects the requirements of all packs, and finds those that contradict
// each other or name what is not there.
func (l *linter) catalogue() {
	for _, p := range l.set.Packs {
		for _, q := range p.Requirements {
			if _, twice := l.requirements[q.ID]; twice {
				l.d.Errorf(q.Place, "requirement %q is in the catalogues twice", q.ID)
			}
			l.requirements[q.ID] = q
			if c, known := l.set.Capability(q.Module); q.Module != "" && (!known || c.Material) {
				l.d.Errorf(q.Place, "requirement %q belongs to the module %q, which no pack lists under modules", q.ID, q.Module)
			}
		}
	}
	for _, p := range l.set.Packs {
		for _, c := range p.Carries {
			for _, id := range c.Requirements {
				if _, known := l.requirements[id]; !known {
					l.d.Errorf(c.Place, "the findings of %s carry requirement %q, which is not in the catalogue", c.Rule, id)
				}
			}
		}
	}
}

// named checks the requirements that a scenario names.
func (l *linter) named(sc scenario.Scenario) {
	for _, id := range sc.Requirements {
		if _, known := l.requirements[id]; !known {
			l.d.Errorf(sc.Place, "scenario %s names requirement %q, which is not in the catalogue", sc.ID, id)
		}
		if l.tested[id] == nil {
			l.tested[id] = map[model.Role]bool{}
		}
		for _, role := range sc.Roles {
			l.tested[id][role] = true
		}
	}
}

// untested names the requirements that messages are said to show although no
// scenario of that role names them.
func (l *linter) untested() {
	for _, p := range l.set.Packs {
		for _, q := range p.Requirements {
			for _, role := range []model.Role{model.RoleProvider, model.RoleClient} {
				flag, evidence := q.For(role)
				if flag == pack.NotBound || evidence != model.EvidenceMessages || q.WordingUnknown || l.tested[q.ID][role] {
					continue
				}
				l.d.Errorf(q.Place, "no scenario for role %s names requirement %q: add one, or say under evidence what else shows it", role, q.ID)
			}
		}
	}
}
