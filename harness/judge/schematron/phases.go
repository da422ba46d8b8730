package schematron

import (
	"slices"
	"strings"
)

// phases compiles the phases of a file into those of the schema.
func (b *fileBuilder) phases(phases []*element, byID map[string]*pattern) {
	here := map[string]bool{}
	for _, e := range phases {
		id := e.get("id")
		if id == "" {
			continue
		}
		if !isNCName(id) {
			b.f.add(e, "phase: id %q is not an XML name", id)
		}
		if here[id] {
			b.f.add(e, "phase: id %q is taken in this file", id)
		}
		here[id] = true
		b.phaseOrder = append(b.phaseOrder, id)
		if b.s.phases[id] == nil {
			b.s.phases[id] = map[*pattern]bool{}
		}
		active := e.elements("active")
		if len(active) == 0 {
			b.f.add(e, "phase: %q activates no pattern", id)
		}
		for _, a := range active {
			p := byID[a.get("pattern")]
			switch {
			case a.get("pattern") == "":
			case p == nil:
				b.f.add(a, "active: there is no pattern %q that could run in this file", a.get("pattern"))
			case b.s.phases[id][p]:
				b.f.add(a, "active: pattern %q is active already", p.id)
			default:
				b.s.phases[id][p] = true
			}
		}
	}
	if d := b.root.get("defaultPhase"); d != "" && d != "#ALL" && !here[d] {
		b.f.add(b.root, "schema: there is no phase %q to be the default", d)
	}
}

// defaultPhase settles the one default phase of all files.
func (b *builder) defaultPhase() {
	for _, file := range b.files {
		d := file.root.get("defaultPhase")
		if d == "" || d == PhaseAll && len(file.phaseOrder) == 0 {
			continue // all patterns of a file without phases are active anyhow
		}
		if b.s.defaultPhase != "" && b.s.defaultPhase != d {
			b.f.add(file.root, "schema: the default phase %q conflicts with %q of another file", d, b.s.defaultPhase)
			continue
		}
		b.s.defaultPhase = d
	}
}

// everActive reports what no run of the program could make active: phases that it
// does not know, and patterns that no phase of their file names. A file without
// phases is always active as a whole.
func (b *fileBuilder) everActive(phases, patterns []*element) {
	if b.vocabulary == nil || len(phases) == 0 {
		return
	}
	named := map[string]bool{}
	for _, e := range phases {
		if id := e.get("id"); id != "" && !slices.Contains(b.vocabulary.Phases, id) {
			b.f.add(e, "phase: %q never runs%s (phases that run: %s)", id, b.vocabulary.hint(id, b.vocabulary.Phases), strings.Join(b.vocabulary.Phases, ", "))
		}
		for _, a := range e.elements("active") {
			named[a.get("pattern")] = true
		}
	}
	run := strings.Join(b.vocabulary.Phases, ", ")
	for _, e := range patterns {
		switch id := e.get("id"); {
		case id == "":
			b.f.add(e, "pattern: it can never be active: the file has phases, and without an id no phase can name it; give it an id and name that in a phase (%s), or leave all phases out", run)
		case !named[id]:
			b.f.add(e, "pattern: %q can never be active: no phase of the file names it; name it in a phase (%s), or leave all phases out", id, run)
		}
	}
}

// neverUsed reports abstract patterns without an instance and abstract rules that
// nothing extends: nothing in them could ever run. Those of included files are a
// library's, which may hold more than one rule file needs.
func (b *fileBuilder) neverUsed() {
	if b.vocabulary == nil {
		return
	}
	instances, extended := map[string]bool{}, map[*element]bool{}
	for _, p := range b.root.elements("pattern") {
		instances[p.get("is-a")] = true
	}
	for r := range b.extended {
		extended[r.origin] = true
	}
	for _, p := range b.root.elements("pattern") {
		abstract := p.get("abstract") == "true" || p.get("abstract") == "1"
		if abstract && p.file == b.root.file && !instances[p.get("id")] {
			b.f.add(p, "pattern: nothing in the abstract pattern %q can ever run: no pattern is an instance of it (is-a)", p.get("id"))
			continue
		}
		for _, r := range p.elements("rule") {
			if (r.get("abstract") == "true" || r.get("abstract") == "1") && r.file == b.root.file && !extended[r.origin] {
				b.f.add(r, "rule: nothing in the abstract rule %q can ever run: no rule extends it", r.get("id"))
			}
		}
	}
}

// alreadyRan tells whether one of the phases has run a pattern, so that running it
// again would say the same twice.
func (s *Schema) alreadyRan(p *pattern, phases []string) bool {
	if p.byPhase {
		return false
	}
	return slices.ContainsFunc(phases, func(phase string) bool { return p.activeIn(phase, s) })
}

func (p *pattern) activeIn(phase string, s *Schema) bool {
	return p.always || phase == PhaseAll || s.phases[phase][p]
}
