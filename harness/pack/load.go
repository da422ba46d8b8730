package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/scenario"
	"github.com/itk-assurance/tkw/harness/yamlfile"
)

// catalogueFiles are the YAML files at the top of a pack that are no scenario files.
var catalogueFiles = map[string]bool{
	"pack.yaml": true, "requirements.yaml": true, "references.yaml": true, "faults.yaml": true, "policy.yaml": true,
}

// Set is all packs that were loaded together.
type Set struct {
	// Packs are sorted by domain; shared ones (without services) are among them.
	Packs []*Pack
}

// Options say what to load.
type Options struct {
	BuiltIn BuiltIn
	// Dirs are pack folders of the user. One whose domain is built in takes its
	// place; files it lacks come from the built-in pack.
	Dirs []string
	// Personas is a file that replaces values of personas by name; empty for none.
	Personas string
}

// Load reads all packs. Mistakes of all files come back together as
// yamlfile.Problems.
func Load(o Options) (*Set, error) {
	sources, err := sources(o)
	if err != nil {
		return nil, err
	}
	set := &Set{}
	var problems yamlfile.Problems
	for _, s := range sources {
		p, err := read(s)
		problems = appendProblems(problems, s.name, err)
		if p != nil {
			set.Packs = append(set.Packs, p)
		}
	}
	sort.Slice(set.Packs, func(i, j int) bool { return set.Packs[i].Domain < set.Packs[j].Domain })
	if len(problems) == 0 {
		problems = set.readScenarios(problems)
	}
	if len(problems) == 0 && o.Personas != "" {
		problems = set.replacePersonas(o.Personas, problems)
	}
	if len(problems) > 0 {
		problems.Sort()
		return nil, problems
	}
	return set, nil
}

type source struct {
	name string
	from string
	fsys fs.FS
	// prefix makes file names in messages ones that a user can open.
	prefix string
}

func sources(o Options) ([]source, error) {
	domains, err := o.BuiltIn.Domains()
	if err != nil {
		return nil, err
	}
	byDomain := map[string]source{}
	for _, domain := range domains {
		fsys, err := o.BuiltIn.Open(domain)
		if err != nil {
			return nil, err
		}
		byDomain[domain] = source{name: domain, from: "built in", fsys: fsys, prefix: path.Join("scenarios", domain)}
	}
	for _, dir := range o.Dirs {
		domain, err := domainOf(dir)
		if err != nil {
			return nil, err
		}
		fsys := overlayFS{upper: os.DirFS(dir)}
		if lower, ok := byDomain[domain]; ok {
			fsys.lower = lower.fsys
		}
		byDomain[domain] = source{name: domain, from: dir, fsys: fsys, prefix: filepath.ToSlash(dir)}
	}
	out := make([]source, 0, len(byDomain))
	for _, domain := range slices.Sorted(maps.Keys(byDomain)) {
		out = append(out, byDomain[domain])
	}
	return out, nil
}

// domainOf reads the domain of a pack folder.
func domainOf(dir string) (string, error) {
	name := filepath.Join(dir, "pack.yaml")
	src, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("opening the pack folder %s: %w; a pack folder holds a pack.yaml", dir, err)
	}
	v, err := yamlfile.Parse(name, src)
	if err != nil {
		return "", err
	}
	if domain := v.Get("domain"); domain != nil && domain.Text != "" {
		return domain.Text, nil
	}
	return "", fmt.Errorf("%s names no domain", name)
}

// appendProblems adds the problems that err is made of, or one that holds err.
func appendProblems(ps yamlfile.Problems, file string, err error) yamlfile.Problems {
	var more yamlfile.Problems
	switch {
	case err == nil:
		return ps
	case errors.As(err, &more):
		return append(ps, more...)
	}
	return append(ps, yamlfile.Problem{Place: yamlfile.Place{File: file}, Message: err.Error()})
}

// read loads everything of a pack but its scenarios.
func read(s source) (*Pack, error) {
	p := &Pack{Source: s.from, FS: s.fsys}
	d := &yamlfile.Decoder{}
	files := []struct {
		name     string
		required bool
		decode   func(root *yamlfile.Value)
	}{
		{"pack.yaml", true, func(v *yamlfile.Value) { decodePack(d, v, p) }},
		{"requirements.yaml", false, func(v *yamlfile.Value) { p.Requirements = decodeRequirements(d, v) }},
		{"references.yaml", false, func(v *yamlfile.Value) { p.References = decodeReferences(d, v) }},
		{"faults.yaml", false, func(v *yamlfile.Value) { p.Faults = decodeFaults(d, v) }},
		{"policy.yaml", false, func(v *yamlfile.Value) { p.Policy = decodePolicy(d, v) }},
		{"fixtures/personas.yaml", false, func(v *yamlfile.Value) { p.Personas = decodePersonas(d, v, "personas", true) }},
		{"fixtures/patients.yaml", false, func(v *yamlfile.Value) { p.Patients = decodePersonas(d, v, "patients", false) }},
		{"fixtures/triggers.yaml", false, func(v *yamlfile.Value) { p.Triggers = decodeTriggers(d, v) }},
	}
	var problems yamlfile.Problems
	for _, f := range files {
		src, err := fs.ReadFile(s.fsys, f.name)
		if errors.Is(err, fs.ErrNotExist) && !f.required {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s of pack %q: %w", f.name, s.name, err)
		}
		root, err := yamlfile.Parse(path.Join(s.prefix, f.name), src)
		if err != nil {
			problems = appendProblems(problems, f.name, err)
			continue
		}
		f.decode(root)
	}
	problems = appendProblems(problems, s.name, d.Err())
	if len(problems) > 0 {
		return nil, problems
	}
	return p, p.addDigests()
}

func (p *Pack) addDigests() error {
	p.Digests = model.Pack{Domain: p.Domain, Title: p.Title, Source: p.Source}
	all := func(string) bool { return true }
	top := func(name string) bool { return path.Dir(name) == "." && path.Ext(name) == ".yaml" }
	for _, part := range []struct {
		folder string
		keep   func(string) bool
		into   *string
	}{
		{".", top, &p.Digests.Scenarios}, {"schemas", all, &p.Digests.Schemas},
		{"rules", all, &p.Digests.Rules}, {"fixtures", all, &p.Digests.Fixtures},
	} {
		sum, err := digest(p.FS, part.folder, part.keep)
		if err != nil {
			return fmt.Errorf("pack %q: %w", p.Domain, err)
		}
		*part.into = sum
	}
	return nil
}

// readScenarios decodes the scenario files once the lists of all packs are known.
func (s *Set) readScenarios(problems yamlfile.Problems) yamlfile.Problems {
	for _, p := range s.Packs {
		lists := scenario.Lists{}
		for _, q := range append(s.Shared(p), p) {
			maps.Copy(lists, q.Lists)
		}
		names, err := yamlFiles(p.FS)
		if err != nil {
			problems = appendProblems(problems, p.Domain, err)
			continue
		}
		for _, name := range names {
			if catalogueFiles[name] {
				continue
			}
			src, err := fs.ReadFile(p.FS, name)
			if err != nil {
				problems = appendProblems(problems, name, err)
				continue
			}
			shown := path.Join("scenarios", p.Domain, name)
			if p.Source != "built in" {
				shown = path.Join(filepath.ToSlash(p.Source), name)
			}
			list, err := scenario.Decode(p.Domain, shown, src, lists)
			problems = appendProblems(problems, name, err)
			p.Scenarios = append(p.Scenarios, list...)
		}
		sort.SliceStable(p.Scenarios, func(i, j int) bool { return p.Scenarios[i].ID < p.Scenarios[j].ID })
	}
	return problems
}

// replacePersonas binds personas to the values of a user's file.
func (s *Set) replacePersonas(file string, problems yamlfile.Problems) yamlfile.Problems {
	src, err := os.ReadFile(file)
	if err != nil {
		return appendProblems(problems, file, fmt.Errorf("reading the personas file: %w", err))
	}
	root, err := yamlfile.Parse(file, src)
	if err != nil {
		return appendProblems(problems, file, err)
	}
	d := &yamlfile.Decoder{}
	replaced := decodePersonas(d, root, "personas", false)
	for _, r := range replaced {
		found := false
		for _, p := range s.Packs {
			for i := range p.Personas {
				if p.Personas[i].Name == r.Name {
					found = true
					if r.Title == "" {
						r.Title = p.Personas[i].Title
					}
					p.Personas[i] = r
				}
			}
		}
		if !found {
			d.Errorf(r.Place, "no pack has a persona %q to replace", r.Name)
		}
	}
	return appendProblems(problems, file, d.Err())
}

// Pack returns the pack of a domain, or nil.
func (s *Set) Pack(domain string) *Pack {
	for _, p := range s.Packs {
		if p.Domain == domain {
			return p
		}
	}
	return nil
}

// Shared returns the packs that p uses, in the order it names them.
func (s *Set) Shared(p *Pack) []*Pack {
	var out []*Pack
	for _, name := range p.Uses {
		if q := s.Pack(name); q != nil {
			out = append(out, q)
		}
	}
	return out
}

// Domains lists the domains that have services, sorted.
func (s *Set) Domains() []string {
	var out []string
	for _, p := range s.Packs {
		if len(p.Services) > 0 {
			out = append(out, p.Domain)
		}
	}
	return out
}
