package pack

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// Renaming is one entry of formerly.yaml: the id of a rule or expectation that
// changed, so that lists and evidence that know the old one are still understood.
type Renaming struct {
	Old, New string
	Reason   string
	Place    yamlfile.Place
}

func decodeFormerly(d *yamlfile.Decoder, root *yamlfile.Value) []Renaming {
	m := d.Mapping(root, "formerly.yaml")
	m.Format(Format, true)
	var out []Renaming
	for _, item := range m.List("formerly") {
		r := d.Mapping(item, "the renaming")
		r.Required("old", "new")
		one := Renaming{Old: r.String("old"), New: r.String("new"), Reason: r.String("reason"), Place: item.Place}
		for _, key := range []string{"old", "new"} {
			if strings.ContainsAny(r.String(key), "* \t\n") {
				d.Errorf(r.Value(key).Place, "%q is %q; it must be one id, not a pattern or a list", key, r.String(key))
			}
		}
		r.Done()
		out = append(out, one)
	}
	m.Done()
	return out
}

// addFormerly joins the tables of all packs. An old id that is there twice, or that
// leads back to itself, has no current one and is a problem.
func (s *Set) addFormerly() (problems yamlfile.Problems) {
	s.Formerly = map[string]Renaming{}
	for _, p := range s.Packs {
		for _, r := range p.Formerly {
			if first, twice := s.Formerly[r.Old]; twice {
				problems = append(problems, yamlfile.Problem{Place: r.Place, Message: fmt.Sprintf("the old id %q is there twice; first at %s", r.Old, first.Place)})
				continue
			}
			s.Formerly[r.Old] = r
		}
	}
	for _, p := range s.Packs {
		for _, r := range p.Formerly {
			if s.leadsBack(r) {
				problems = append(problems, yamlfile.Problem{Place: r.Place, Message: fmt.Sprintf("%q and %q lead to one another, so that neither is the current id", r.Old, r.New)})
			}
		}
	}
	return problems
}

func (s *Set) leadsBack(r Renaming) bool {
	id := r.New
	for range s.Formerly {
		if id == r.Old {
			return true
		}
		id = s.Formerly[id].New
	}
	return false
}

// CurrentRule returns what a rule or expectation is called now, and whether that is
// another id than the one given. An id of no table is its own current one.
func (s *Set) CurrentRule(id string) (now string, renamed bool) {
	now = id
	for range s.Formerly { // a chain cannot be longer than the table
		next, old := s.Formerly[now]
		if !old {
			break
		}
		now = next.New
	}
	return now, now != id
}
