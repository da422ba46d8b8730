package pack

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// addScenarios decodes the scenario files of all packs, once the lists of all are known.
func (s *Set) addScenarios() (problems yamlfile.Problems) {
	used := map[string]bool{}
	for _, p := range s.Packs {
		if len(p.Services) > 0 {
			for _, name := range p.Uses {
				used[name] = true
			}
		}
	}
	first := map[string]yamlfile.Place{}
	for _, p := range s.Packs {
		if len(p.Services) == 0 && used[p.Domain] {
			continue // they are read for the packs that use it
		}
		problems = append(problems, s.readScenarios(p, first)...)
	}
	return problems
}

// readScenarios decodes the scenarios of a pack: its own, and those of the packs that it
// uses, on its services. One of its own takes the place of a shared one with the same id.
func (s *Set) readScenarios(p *Pack, first map[string]yamlfile.Place) (problems yamlfile.Problems) {
	all := scenario.Shared{Lists: p.lists(), Assertions: scenario.Assertions{}}
	for _, q := range append(s.Shared(p), p) {
		maps.Copy(all.Lists, q.Lists)
		maps.Copy(all.Assertions, q.Assertions)
	}
	own, problems := scenariosOf(p, p.Domain, all)
	own = p.overBuiltIn(own)
	for _, sc := range own {
		if place, twice := first[sc.ID]; twice {
			problems = append(problems, yamlfile.Problem{Place: sc.Place, Message: fmt.Sprintf("scenario id %q is used twice; first at %s", sc.ID, place)})
		}
		first[sc.ID] = sc.Place
	}
	p.Scenarios = own
	if p.National != nil {
		for _, q := range s.Shared(p) {
			shared, more := scenariosOf(q, p.Domain, scenario.Shared{Lists: sharedLists(p, q), Assertions: all.Assertions})
			problems = append(problems, more...)
			for _, sc := range shared {
				if _, replaced := first[sc.ID]; !replaced {
					first[sc.ID] = sc.Place
					p.Scenarios = append(p.Scenarios, sc)
				}
			}
		}
	}
	slices.SortStableFunc(p.Scenarios, func(a, b scenario.Scenario) int { return strings.Compare(a.ID, b.ID) })
	return problems
}

// overBuiltIn leaves out the scenarios of the built-in pack beneath that the pack itself has
// by the same id in a file of another name, as a folder has that an older tkw exported.
func (p *Pack) overBuiltIn(list []scenario.Scenario) []scenario.Scenario {
	if p.own == nil {
		return list
	}
	names, err := yamlFiles(p.own)
	if err != nil {
		return list // of what cannot be listed nothing was read either
	}
	files, ids := map[string]bool{}, map[string]bool{}
	for _, name := range names {
		files[p.Shown(name)] = true
	}
	for _, sc := range list {
		if files[sc.Place.File] {
			ids[sc.ID] = true
		}
	}
	return slices.DeleteFunc(list, func(sc scenario.Scenario) bool { return ids[sc.ID] && !files[sc.Place.File] })
}

// sharedLists are the lists for the scenarios of q on the services of p. A list of p itself
// cannot change what the scenarios of q mean.
func sharedLists(p, q *Pack) scenario.Lists {
	lists := maps.Clone(q.Lists)
	if lists == nil {
		lists = scenario.Lists{}
	}
	maps.Copy(lists, p.lists())
	return lists
}

// ScenarioFiles lists the scenario files of the pack, sorted, and files that look like some.
func (p *Pack) ScenarioFiles() ([]string, error) {
	names, err := yamlFiles(p.FS)
	return slices.DeleteFunc(names, func(name string) bool { return catalogueFiles[name] }), err
}

// scenariosOf decodes the scenario files of a pack for the services of a domain.
func scenariosOf(p *Pack, domain string, shared scenario.Shared) (out []scenario.Scenario, problems yamlfile.Problems) {
	names, err := p.ScenarioFiles()
	if err != nil {
		return nil, appendProblems(nil, p.Domain, err)
	}
	for _, name := range names {
		shown := p.Shown(name)
		if path.Ext(name) != ".yaml" {
			problems = append(problems, yamlfile.Problem{Place: yamlfile.Place{File: shown}, Message: "the file is not read: its name must end in .yaml"})
			continue
		}
		src, err := fs.ReadFile(p.FS, name)
		if err != nil {
			problems = appendProblems(problems, shown, err)
			continue
		}
		list, err := scenario.Decode(domain, shown, src, shared)
		problems = appendProblems(problems, shown, err)
		out = append(out, list...)
	}
	return out, problems
}
