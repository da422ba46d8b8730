package schematron

import "strings"

// collectIDs checks ids and indexes what is referred to by id. Copies of one
// element, as made by includes, count once.
func (b *fileBuilder) collectIDs() {
	for _, p := range b.root.elements("pattern") {
		b.uniqueID(p, "pattern")
		for _, r := range p.elements("rule") {
			b.uniqueID(r, "rule")
			if r.get("abstract") == "true" || r.get("abstract") == "1" {
				if id := r.get("id"); id == "" {
					b.f.add(r, "rule: an abstract rule needs an id")
				} else {
					b.abstract[id] = r
				}
			}
			for _, a := range r.elements("assert", "report") {
				b.uniqueID(a, "assertion")
			}
		}
	}
	for _, group := range b.root.elements("diagnostics") {
		for _, d := range group.elements("diagnostic") {
			b.uniqueID(d, "diagnostic")
			b.diagnostics[d.get("id")] = d
		}
	}
	for _, group := range b.root.elements("properties") {
		for _, p := range group.elements("property") {
			id := p.get("id")
			if before := b.properties[id]; before != nil && before.origin != p.origin {
				b.f.add(p, "property: id %q is taken, first at %s:%d", id, before.file, before.line)
			}
			b.properties[id] = p
			if b.vocabulary != nil {
				b.known(p, "role", p.get("role"), b.vocabulary.Properties)
			}
		}
	}
}

func (b *builder) uniqueID(e *element, kind string) {
	raw, has := e.attr("id")
	id := strings.TrimSpace(raw)
	switch {
	case !has:
		return
	case !isNCName(id) && !strings.Contains(id, "$"): // $ is a parameter of an abstract pattern
		b.f.add(e, "%s: id %q is not an XML name", e.local, id)
		return
	}
	key := kind + " " + id
	if before := b.ids[key]; before != nil && before != e.origin {
		b.f.add(e, "%s: id %q is taken, first at %s:%d", e.local, id, before.file, before.line)
		return
	}
	b.ids[key] = e.origin
}

// expandedID checks an id that an abstract pattern made out of its parameters.
func (b *builder) expandedID(e *element, kind string) {
	id := e.get("id")
	if written := e.origin.get("id"); !strings.Contains(written, "$") {
		return
	}
	if !isNCName(id) {
		b.f.add(e, "%s: id %q is not an XML name", e.local, id)
		return
	}
	key := kind + " " + id
	if before := b.ids[key]; before != nil && before != e {
		b.f.add(e, "%s: id %q is taken, first at %s:%d", e.local, id, before.file, before.line)
		return
	}
	b.ids[key] = e
}

// nameRules gives every rule a name that is unique in the schema.
func (b *builder) nameRules() {
	count := map[string]int{}
	for _, p := range b.s.patterns {
		for _, r := range p.rules {
			count[r.id]++
		}
	}
	taken := map[string]bool{}
	for _, p := range b.s.patterns {
		for i, r := range p.rules {
			switch {
			case r.id == "":
				r.key = p.key + "/" + itoa(i+1)
			case count[r.id] > 1:
				r.key = p.key + "/" + r.id
			default:
				r.key = r.id
			}
			r.key = uniqueName(r.key, taken)
		}
	}
}
