package schematron

import (
	"slices"
	"strings"
)

// pattern compiles one concrete pattern.
func (b *fileBuilder) pattern(e *element, p *pattern) {
	sc := newScope(b.phaseScope)
	for _, let := range e.elements("let") {
		if i := b.let(let, sc, nil); i >= 0 {
			b.checkReads(p, let, i)
		}
	}
	local := map[string]*element{}
	for _, r := range e.elements("rule") {
		if isTrue(r, "abstract", b.f) {
			local[r.get("id")] = r
		}
	}
	for _, r := range e.elements("rule") {
		if b.vocabulary != nil {
			b.wordsOf(r)
		}
		if isTrue(r, "abstract", b.f) {
			if _, has := r.attr("context"); has {
				b.f.add(r, "rule: an abstract rule has no context")
			}
			continue
		}
		if b.rules++; b.rules > maxRules {
			b.f.add(r, "rule: abstract patterns make more than %d rules", maxRules)
			return
		}
		b.rule(r, p, sc, local)
	}
	for _, r := range e.elements("rule") {
		if isTrue(r, "abstract", b.f) && !b.extended[r] {
			b.checkUnused(r)
		}
	}
	if len(p.rules) == 0 {
		b.f.add(e, "pattern: it holds no rule that could run")
	}
}

// checkReads applies checkPhaseVariables to the value of a variable.
func (b *fileBuilder) checkReads(p *pattern, at *element, i int) {
	if v := b.s.variables[i].value; v != nil {
		b.checkPhaseVariables(p, at, v.vars)
	}
}

func (b *fileBuilder) rule(e *element, p *pattern, outer *scope, local map[string]*element) {
	r := &rule{id: e.get("id"), pattern: p, file: e.file, line: e.line, role: e.get("role"), flag: e.get("flag")}
	p.rules = append(p.rules, r)
	b.expandedID(e, "rule")
	if _, has := e.attr("context"); !has {
		b.f.add(e, "rule: it needs a context (or abstract=\"true\")")
	} else if e.get("context") == "" {
		b.f.add(e, "rule: the context is empty")
	}
	b.compileContext(e, r, outer)
	b.checkPhaseVariables(p, e, r.context.vars)

	content := b.content(e, local, nil)
	sc := newScope(outer)
	for _, c := range content {
		if !c.is("let") {
			continue
		}
		if i := b.let(c.element, sc, r); i >= 0 {
			r.lets = append(r.lets, i)
			b.checkReads(p, c.element, i)
		}
	}
	for _, c := range content {
		if c.is("assert") || c.is("report") {
			a := b.assertion(c, sc)
			r.asserts = append(r.asserts, a)
			b.checkPhaseVariables(p, c.element, a.reads())
		}
	}
	if len(r.asserts) == 0 {
		b.f.add(e, "rule: it asserts nothing")
	}
	b.screen(r)
}

// screen joins the tests of a rule into one. A rule whose tests cannot be joined,
// because one has a fault or the whole is too long, is judged test by test.
func (b *fileBuilder) screen(r *rule) {
	if len(r.asserts) < 2 {
		return
	}
	tests := make([]string, len(r.asserts))
	var vars, keys []int
	for i, a := range r.asserts {
		if a.test.xpath == "" {
			return
		}
		tests[i] = "(" + a.test.xpath + ")"
		if a.report {
			tests[i] = "not(" + a.test.xpath + ")"
		}
		for _, v := range a.test.vars {
			if !slices.Contains(vars, v) {
				vars = append(vars, v)
			}
		}
		keys = append(keys, a.test.keys...)
	}
	joined := strings.Join(tests, " and ")
	if i, err := Add(b.s.program, joined); err == nil {
		r.screen = &expression{index: i, text: joined, xpath: joined, vars: vars, keys: keys}
	}
}

// owned is a let or an assertion with the rules that it belongs to, the innermost
// first: the one it is written in, and those that extend it.
type owned struct {
	*element
	rules []*element
}

func (o owned) of(rule *element) owned {
	return owned{o.element, append(slices.Clip(o.rules), rule)}
}

// content lists the lets and assertions of a rule with those of the abstract
// rules it extends in their place. trail holds the rules on the way here.
func (b *fileBuilder) content(e *element, local map[string]*element, trail []*element) []owned {
	var out []owned
	for _, c := range e.elements("let", "assert", "report", "extends") {
		if !c.is("extends") {
			out = append(out, owned{c, c.within}.of(e))
			continue
		}
		name := c.get("rule")
		target := local[name]
		if target == nil {
			target = b.abstract[name]
		}
		if target == nil {
			if name != "" {
				b.f.add(c, "extends: there is no abstract rule %q", name)
			}
			continue
		}
		if b.steps++; b.steps > maxElements {
			b.f.add(c, "extends: abstract rules extend one another more than %d times in all", maxElements)
			return nil
		}
		cycle := target == e
		for _, t := range trail {
			cycle = cycle || t == target
		}
		if cycle {
			b.f.add(c, "extends: abstract rule %q extends itself", name)
			continue
		}
		b.extended[target] = true
		for _, c := range b.content(target, local, append(slices.Clip(trail), e)) {
			out = append(out, c.of(e))
		}
		if len(out) > maxAsserts {
			b.f.add(c, "extends: the rule holds more than %d assertions", maxAsserts)
			return nil
		}
	}
	return out
}

func (b *fileBuilder) assertion(o owned, sc *scope) *assertion {
	e, sources := o.element, append([]*element{o.element}, o.rules...)
	inherited := func(name string) string {
		for _, from := range sources {
			if v := from.get(name); v != "" {
				return v
			}
		}
		return ""
	}
	a := &assertion{
		id: e.get("id"), report: e.is("report"), file: e.file, line: e.line, testText: e.get("test"),
		role: inherited("role"), flag: inherited("flag"), see: inherited("see"), severity: inherited("severity"),
	}
	b.expandedID(e, "assertion")
	b.apply(a, sources)
	a.test, _ = b.compile(e, "test", sc)
	a.message = b.compileMessage(e, sc)
	if a.message.blank() {
		b.f.add(e, "%s: it has no text", e.local)
	}
	for _, from := range sources {
		if from.get("subject") == "" {
			continue
		}
		if x, ok := b.compile(from, "subject", sc); ok {
			a.subject = &x
		}
		break
	}
	a.diagnostics = b.annotations(e, "diagnostics", "diagnostic", b.diagnostics, sc)
	a.properties = b.annotations(e, "properties", "property", b.properties, sc)
	names := map[string]bool{}
	for _, p := range a.properties {
		if names[p.key()] {
			b.f.add(e, "%s: two of its properties are %q", e.local, p.key())
		}
		names[p.key()] = true
	}
	return a
}

// annotations compiles what an assertion refers to, in the assertion's scope.
func (b *fileBuilder) annotations(e *element, attr, kind string, known map[string]*element, sc *scope) []annotation {
	var out []annotation
	for id := range strings.FieldsSeq(e.get(attr)) {
		target := known[id]
		if target == nil {
			b.f.add(e, "%s: there is no %s %q", e.local, kind, id)
			continue
		}
		b.used[target] = true
		out = append(out, annotation{id: id, role: target.get("role"), scheme: target.get("scheme"), message: b.compileMessage(target, sc)})
	}
	return out
}

// checkUnused checks the expressions of an abstract rule that nothing in its
// pattern extends, so that a fault does not wait for its first use.
func (b *fileBuilder) checkUnused(e *element) {
	sc := &scope{open: true}
	for _, c := range e.elements("let") {
		b.compile(c, "value", sc)
	}
	for _, c := range e.elements("assert", "report") {
		b.assertion(owned{c, c.within}.of(e), sc)
	}
}

// key is the name of a property in a result: its role, or else its id.
func (a annotation) key() string {
	if a.role != "" {
		return a.role
	}
	return a.id
}

// reads lists the variables an assertion refers to.
func (a *assertion) reads() []int {
	out := append([]int(nil), a.test.vars...)
	out = append(out, a.message.variables()...)
	if a.subject != nil {
		out = append(out, a.subject.vars...)
	}
	for _, list := range [][]annotation{a.diagnostics, a.properties} {
		for _, one := range list {
			out = append(out, one.message.variables()...)
		}
	}
	return out
}
