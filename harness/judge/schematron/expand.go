package schematron

import (
	"sort"
	"strings"
)

// concretePatterns lists the patterns of a file that can run, in document order:
// those written out, and the instances of abstract ones.
func concretePatterns(root *element, f *faults) []*element {
	abstract := map[string]*element{}
	for _, p := range root.elements("pattern") {
		if isTrue(p, "abstract", f) {
			if id := p.get("id"); id == "" {
				f.add(p, "pattern: an abstract pattern needs an id")
			} else {
				abstract[id] = p
			}
			if _, has := p.attr("is-a"); has {
				f.add(p, "pattern: an abstract pattern cannot itself be an instance (is-a)")
			}
			checkNoParams(p, f)
		}
	}
	var out []*element
	var spent budget
	for _, p := range root.elements("pattern") {
		name, isInstance := p.attr("is-a")
		switch {
		case isTrue(p, "abstract", f):
		case !isInstance:
			checkNoParams(p, f)
			out = append(out, p)
		case abstract[strings.TrimSpace(name)] == nil:
			f.add(p, "pattern: there is no abstract pattern %q", strings.TrimSpace(name))
		default:
			if len(p.elements("rule", "let")) > 0 {
				f.add(p, "pattern: an instance (is-a) takes param elements only, no rule or let")
			}
			out = append(out, instantiate(root, abstract[strings.TrimSpace(name)], p, f, &spent))
			if spent.spent() {
				f.add(p, "pattern: the instances of abstract patterns exceed %d elements or %d bytes", maxElements, maxExpandedBytes)
				return out
			}
		}
	}
	return out
}

func checkNoParams(p *element, f *faults) {
	for _, param := range p.elements("param") {
		f.add(param, "param: only an instance (pattern with is-a) takes parameters")
	}
}

// isTrue reads a boolean attribute.
func isTrue(e *element, name string, f *faults) bool {
	switch v := e.get(name); v {
	case "true", "1":
		return true
	case "", "false", "0":
		return false
	default:
		f.add(e, "%s: %s is %q, which is neither true nor false", e.local, name, v)
		return false
	}
}

// substitution replaces parameters in the text of an abstract pattern.
type substitution struct {
	names  []string // longest first
	values map[string]string
	used   map[string]bool
	budget *budget
}

// budget bounds what all instances of a file may grow to.
type budget struct{ elements, bytes int }

const maxExpandedBytes = 16 << 20

func (b *budget) spent() bool { return b.elements > maxElements || b.bytes > maxExpandedBytes }

// instantiate copies an abstract pattern with the parameters of an instance put in.
func instantiate(root, abstract, instance *element, f *faults, spent *budget) *element {
	s := &substitution{values: map[string]string{}, used: map[string]bool{}, budget: spent}
	for _, p := range instance.elements("param") {
		name := p.get("name")
		if _, twice := s.values[name]; twice {
			f.add(p, "param: %q is given twice", name)
		}
		if name != "" && !isNCName(name) {
			f.add(p, "param: %q is not a name", name)
			continue
		}
		s.values[name], _ = p.attr("value")
	}
	// Variables count as candidates for the longest name, so that the parameter
	// "code" leaves the variable $codeSystem alone.
	for _, let := range lets(root, abstract) {
		name := let.get("name")
		if _, both := s.values[name]; both && !s.used[name] {
			f.add(let, "let: $%s is also a parameter of the instance at %s:%d", name, instance.file, instance.line)
		} else {
			s.values[name], s.used[name] = "$"+name, true
		}
	}
	for name := range s.values {
		s.names = append(s.names, name)
	}
	sort.Slice(s.names, func(i, j int) bool {
		if len(s.names[i]) != len(s.names[j]) {
			return len(s.names[i]) > len(s.names[j])
		}
		return s.names[i] < s.names[j]
	})
	out := s.copy(abstract)
	out.file, out.line, out.column = instance.file, instance.line, instance.column
	out.attrs = nil
	for _, a := range instance.attrs {
		if a.space != "" || a.local != "is-a" {
			out.attrs = append(out.attrs, a)
		}
	}
	for _, p := range instance.elements("param") {
		if name := p.get("name"); name != "" && !s.used[name] {
			f.add(p, "param: the abstract pattern %q does not use $%s", abstract.get("id"), name)
		}
	}
	return out
}

// lets lists the variables that an abstract pattern can refer to.
func lets(root, abstract *element) []*element {
	out := root.elements("let")
	for _, phase := range root.elements("phase") {
		out = append(out, phase.elements("let")...)
	}
	out = append(out, abstract.elements("let")...)
	for _, r := range abstract.elements("rule") {
		out = append(out, r.elements("let")...)
	}
	return out
}

func (s *substitution) copy(e *element) *element {
	out := *e
	if s.budget.elements++; s.budget.spent() {
		return &out
	}
	out.attrs = make([]attribute, len(e.attrs))
	for i, a := range e.attrs {
		out.attrs[i] = attribute{space: a.space, local: a.local, value: s.replace(a.value)}
	}
	out.children = make([]child, len(e.children))
	for i, c := range e.children {
		if c.elem != nil {
			out.children[i] = child{elem: s.copy(c.elem)}
		} else {
			out.children[i] = child{text: s.replace(c.text)}
		}
	}
	return &out
}

// replace puts values for $names in one pass: what a value brings in is not
// looked at again.
func (s *substitution) replace(text string) string {
	if !strings.Contains(text, "$") || s.budget.spent() {
		return text
	}
	var b strings.Builder
	defer func() { s.budget.bytes += b.Len() }()
next:
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		text = text[i+1:]
		for _, name := range s.names {
			if name != "" && strings.HasPrefix(text, name) {
				b.WriteString(s.values[name])
				s.used[name] = true
				text = text[len(name):]
				continue next
			}
		}
		b.WriteByte('$')
	}
}
