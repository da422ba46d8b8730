package schematron

// scope finds variables by name, from the inside out. Names are added in the
// order of their lets, so that a let sees the earlier ones only.
type scope struct {
	parent *scope
	names  map[string]int
	open   bool // every name is defined, as variable -1
}

func newScope(parent *scope) *scope { return &scope{parent: parent, names: map[string]int{}} }

func (s *scope) find(name string) (int, bool) {
	for ; s != nil; s = s.parent {
		if i, ok := s.names[name]; ok {
			return i, true
		}
		if s.open {
			return -1, true
		}
	}
	return 0, false
}

// addVariable makes a variable with a name of its own in the program, so that
// equal names of other scopes and files cannot be confused with it.
func (b *builder) addVariable(name string, let *element) int {
	b.s.variables = append(b.s.variables, &variable{
		name: name, xpath: uniqueName(name, b.takenVariables), fallback: -1, file: let.file, line: let.line,
	})
	return len(b.s.variables) - 1
}

// let compiles a let into a scope. It returns the variable's index, -1 on a fault.
func (b *fileBuilder) let(e *element, sc *scope, owner *rule) int {
	name := e.get("name")
	if !isNCName(name) {
		if name != "" {
			b.f.add(e, "let: %q is not a name", name)
		}
		return -1
	}
	if before, twice := sc.names[name]; twice {
		v := b.s.variables[before]
		b.f.add(e, "let: $%s is defined twice in this scope, first at %s:%d", name, v.file, v.line)
		return -1
	}
	value, ok := b.compile(e, "value", sc)
	i := b.addVariable(name, e)
	sc.names[name] = i
	b.s.variables[i].rule = owner
	if ok {
		b.s.variables[i].value = &value
	}
	return i
}

// phaseLets compiles the variables of all phases. Within the file one XPath
// variable stands for a name; the running phase decides on its value.
func (b *fileBuilder) phaseLets(phases []*element) {
	for _, p := range phases {
		id := p.get("id")
		visible := newScope(b.schemaScope)
		for _, e := range p.elements("let") {
			name := e.get("name")
			if !isNCName(name) {
				if name != "" {
					b.f.add(e, "let: %q is not a name", name)
				}
				continue
			}
			if before, twice := visible.names[name]; twice {
				v := b.s.variables[before]
				b.f.add(e, "let: $%s is defined twice in this scope, first at %s:%d", name, v.file, v.line)
				continue
			}
			value, ok := b.compile(e, "value", visible)
			i, known := b.phaseScope.names[name]
			if !known {
				i = b.addVariable(name, e)
				v := b.s.variables[i]
				v.byPhase = map[string]*expression{}
				if outer, found := b.schemaScope.find(name); found {
					v.fallback = outer
				}
				b.phaseScope.names[name] = i
				b.s.external[name] = append(b.s.external[name], i)
			}
			visible.names[name] = i
			if ok {
				b.s.variables[i].byPhase[id] = &value
			}
		}
	}
}

// checkPhaseVariables reports variables that a phase does not define although
// it activates a pattern that reads them.
func (b *fileBuilder) checkPhaseVariables(p *pattern, at *element, read []int) {
	for _, i := range read {
		v := b.s.variables[i]
		p.byPhase = p.byPhase || v.byPhase != nil
		if v.byPhase == nil || v.fallback >= 0 {
			continue
		}
		for _, phase := range b.phaseOrder {
			if b.s.phases[phase][p] && v.byPhase[phase] == nil {
				b.f.add(at, "%s: phase %q activates this pattern but does not define $%s", at.local, phase, v.name)
			}
		}
	}
}

// uniqueName returns name, or name with a number if it is taken, and takes it.
func uniqueName(name string, taken map[string]bool) string {
	out := name
	for n := 2; taken[out]; n++ {
		out = name + "." + itoa(n)
	}
	taken[out] = true
	return out
}
