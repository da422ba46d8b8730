package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// catalogueFiles are the YAML files at the top of a pack that are no scenario files.
var catalogueFiles = map[string]bool{
	"pack.yaml": true, "requirements.yaml": true, "references.yaml": true, "faults.yaml": true, "policy.yaml": true, "formerly.yaml": true,
	"assertions.yaml": true,
}

// Set is all packs that were loaded together.
type Set struct {
	// Packs are sorted by domain; shared ones (without services) are among them.
	Packs []*Pack
	// Formerly holds the ids of rules and expectations that changed, by old id. Ask
	// [Set.CurrentRule], which follows chains.
	Formerly map[string]Renaming

	schemas []model.Schema // of UseSchemas
}

// Options say what to load.
type Options struct {
	BuiltIn BuiltIn
	// Dirs are pack folders of the user. One whose domain is built in takes its
	// place; files it lacks come from the built-in pack.
	Dirs []string
	// Personas is a file that replaces values of personas by name; empty for none.
	Personas string
	// JudgingOnly reads only what names and explains the schemas and rules, for commands
	// that judge messages and run no scenarios.
	JudgingOnly bool
}

// Load reads all packs. Mistakes of all files come back together as
// yamlfile.Problems; those of scenario files once the rest of the packs is right.
func Load(o Options) (*Set, error) {
	sources, err := sources(o)
	if err != nil {
		return nil, err
	}
	set := &Set{}
	var problems yamlfile.Problems
	domains := make([]string, len(sources))
	for i, from := range sources {
		domains[i] = from.domain
	}
	for _, from := range sources {
		p, err := read(from, domains, o.JudgingOnly)
		if err == nil && !o.JudgingOnly {
			err = p.addDigests()
		}
		problems = appendProblems(problems, from.domain, err)
		set.Packs = append(set.Packs, p)
	}
	if len(problems) == 0 {
		problems = set.addFormerly()
	}
	// Without the lists of every pack, scenarios would be full of false mistakes.
	if len(problems) == 0 && !o.JudgingOnly {
		problems = set.addScenarios()
	}
	if len(problems) == 0 && o.Personas != "" {
		problems = appendProblems(problems, o.Personas, set.replacePersonas(o.Personas))
	}
	if len(problems) > 0 {
		problems.Sort()
		return nil, distinct(problems)
	}
	return set, nil
}

// distinct leaves out what was found before: a mistake in a shared file is found for each
// pack that uses it.
func distinct(problems yamlfile.Problems) (out yamlfile.Problems) {
	for _, p := range problems {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// builtInSource is what packs that are built in say of where they come from.
const builtInSource = "built in"

// BuiltIn reports whether the pack is tkw's own, and not of a folder of the user.
func (p *Pack) BuiltIn() bool { return p.Source == builtInSource }

// source is where the files of one pack come from.
type source struct {
	domain string
	from   string // builtInSource, or the folder of the user
	fsys   fs.FS
	own    fs.FS // fsys without the built-in pack beneath
	// shown makes of a file name one that a user can open.
	shown func(name string) string
	lower *source // the built-in pack beneath; nil for none
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
		byDomain[domain] = source{domain: domain, from: builtInSource, fsys: fsys, own: fsys, shown: func(name string) string { return builtInName(domain, name) }}
	}
	for _, dir := range o.Dirs {
		domain, err := domainOf(dir)
		if err != nil {
			return nil, err
		}
		lower := byDomain[domain]
		if lower.from != "" && lower.from != builtInSource {
			return nil, fmt.Errorf("both %s and %s hold the pack %q; give one of them", lower.from, dir, domain)
		}
		byDomain[domain] = overlay(dir, domain, lower)
	}
	out := make([]source, 0, len(byDomain))
	for _, domain := range slices.Sorted(maps.Keys(byDomain)) {
		out = append(out, byDomain[domain])
	}
	return out, nil
}

// overlay puts the folder of a user over a built-in pack, which may be none.
func overlay(dir, domain string, lower source) source {
	upper := filein.FS(dir)
	out := source{domain: domain, from: dir, fsys: overlayFS{upper: upper, lower: lower.fsys}, own: upper, shown: func(name string) string {
		if _, err := fs.Stat(upper, name); err != nil && lower.shown != nil {
			return lower.shown(name)
		}
		return path.Join(filepath.ToSlash(dir), name)
	}}
	if lower.fsys != nil {
		out.lower = &lower
	}
	return out
}

// builtInName is where a file of a built-in pack lies in the repository.
func builtInName(domain, name string) string {
	root, rest, deeper := strings.Cut(name, "/")
	if deeper && slices.Contains(roots, root) {
		return path.Join(root, domain, rest)
	}
	return path.Join("scenarios", domain, name)
}

// domainOf reads the domain of a pack folder.
func domainOf(dir string) (string, error) {
	name := filepath.Join(dir, "pack.yaml")
	src, err := filein.Read(name, filein.Small)
	if err != nil {
		return "", fmt.Errorf("opening the pack folder %s: %w; a pack folder holds a pack.yaml", dir, err)
	}
	v, err := yamlfile.Parse(filepath.ToSlash(name), src)
	if err != nil {
		return "", err
	}
	if domain := v.Get("domain"); domain != nil && domain.Text != "" {
		return domain.Text, nil
	}
	return "", yamlfile.Problems{{Place: v.Place, Message: "pack.yaml has no \"domain\""}}
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

// read loads everything of a pack but its scenarios, or only what judging needs.
// others are all domains.
func read(s source, others []string, packOnly bool) (*Pack, error) {
	p := &Pack{Source: s.from, FS: s.fsys, own: s.own, shown: s.shown}
	d := &yamlfile.Decoder{}
	files := []struct {
		name     string
		required bool
		decode   func(root *yamlfile.Value)
	}{
		{"pack.yaml", true, func(v *yamlfile.Value) { decodePack(d, v, p, s.domain, others) }},
		{"formerly.yaml", false, func(v *yamlfile.Value) { p.Formerly = decodeFormerly(d, v) }},
		{"schemas/patterns.yaml", false, func(v *yamlfile.Value) { p.Patterns = decodePatterns(d, v) }},
		{"requirements.yaml", false, func(v *yamlfile.Value) { p.Requirements = decodeRequirements(d, v) }},
		{"assertions.yaml", false, func(v *yamlfile.Value) { p.Assertions = scenario.DecodeAssertions(d, v) }},
		{"references.yaml", false, func(v *yamlfile.Value) { p.References = decodeReferences(d, v) }},
		{"faults.yaml", false, func(v *yamlfile.Value) { p.Faults, p.Answered = decodeFaults(d, v) }},
		{"policy.yaml", false, func(v *yamlfile.Value) { p.Policy = decodePolicy(d, v) }},
		{"fixtures/personas.yaml", false, func(v *yamlfile.Value) { p.Personas = decodePersonas(d, v, "personas", "name", "title") }},
		{"fixtures/patients.yaml", false, func(v *yamlfile.Value) { p.Patients = decodePersonas(d, v, "patients") }},
		{"fixtures/service.yaml", false, func(v *yamlfile.Value) { p.Defaults = decodeDefaults(d, v, p) }},
		{"fixtures/triggers.yaml", false, func(v *yamlfile.Value) { p.Triggers = decodeTriggers(d, v) }},
	}
	if packOnly {
		files = files[:3]
	}
	var problems yamlfile.Problems
	for _, f := range files {
		src, err := fs.ReadFile(s.fsys, f.name)
		if errors.Is(err, fs.ErrNotExist) && !f.required {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s of pack %q: %w", f.name, s.domain, err)
		}
		root, err := yamlfile.Parse(s.shown(f.name), src)
		if err != nil {
			problems = appendProblems(problems, s.shown(f.name), err)
			continue
		}
		f.decode(root)
	}
	problems = appendProblems(problems, s.domain, d.Err())
	if len(problems) == 0 && !packOnly {
		problems = checkPersona(p)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if s.lower != nil && !packOnly {
		lower, err := read(*s.lower, others, false)
		if err != nil {
			return nil, err
		}
		p.inherit(lower)
	}
	return p, nil
}

func (p *Pack) addDigests() error {
	p.Digests = model.Pack{Domain: p.Domain, Title: p.Title, Source: p.Source}
	top, err := yamlFiles(p.FS)
	if err != nil {
		return fmt.Errorf("pack %q: %w", p.Domain, err)
	}
	if p.Digests.Scenarios, err = digest(p.FS, top); err != nil {
		return fmt.Errorf("pack %q: %w", p.Domain, err)
	}
	for folder, into := range map[string]*string{"schemas": &p.Digests.Schemas, "rules": &p.Digests.Rules, "fixtures": &p.Digests.Fixtures} {
		names, err := filesBelow(p.FS, folder)
		if err == nil {
			*into, err = digest(p.FS, names)
		}
		if err != nil {
			return fmt.Errorf("pack %q: %w", p.Domain, err)
		}
	}
	return nil
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
