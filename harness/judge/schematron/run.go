package schematron

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// ErrPhase and ErrVariable say that the options name what no rule file defines.
var (
	ErrPhase    = errors.New("unknown phase")
	ErrVariable = errors.New("unknown variable")
)

// errNoValue is the cause when a phase does not define a variable that is read.
var errNoValue = errors.New("the phase that runs does not define it")

// failedExpr carries an evaluation error up to where the rule is known.
type failedExpr struct {
	what string
	expr *expression
	err  error
}

func (e *failedExpr) Error() string { return fmt.Sprintf("%s %q: %v", e.what, e.expr.text, e.err) }
func (e *failedExpr) Unwrap() error { return e.err }

// state is the reusable memory of a run.
type state struct {
	known   []bool // by variable: it has been set in the evaluator
	keyed   []bool // by key: the evaluator knows its nodes
	claimed map[xmlengine.Node]bool
	// contexts holds what the contexts select, by slot. A context reads no
	// variable of a rule, so it selects the same for all rules of a run.
	contexts []selection
	// failed are, by assertion and message, the number of failures that are described and
	// the index of the last.
	failed map[failing]described
}

// failing is an assertion that objects to a message: a document may hold several, and what
// is left out of one must not hide what is wrong with another.
type failing struct {
	assertion *assertion
	part      string
}

type described struct{ count, last int }

type selection struct {
	done  bool
	nodes []xmlengine.Node
}

// reset forgets what earlier runs left.
func (st *state) reset() {
	clear(st.known)
	clear(st.keyed)
	clear(st.claimed)
	clear(st.contexts)
	clear(st.failed)
}

// runner is one run over one document.
type runner struct {
	s      *Schema
	doc    *xmlengine.Document
	root   xmlengine.Node
	ev     *xmlengine.Evaluator
	phase  string
	set    map[string]string
	state  *state
	result *Result
}

// Run judges a document. An error means that there is no verdict: the options are
// wrong, or an expression could not be evaluated ([RunError]).
func (s *Schema) Run(doc *xmlengine.Document, opt Options) (*Result, error) {
	phase, err := s.phaseOf(opt.Phase)
	if err != nil {
		return nil, err
	}
	for _, before := range opt.After {
		if _, err := s.phaseOf(before); err != nil {
			return nil, err
		}
	}
	for name := range opt.Variables {
		if s.external[name] == nil {
			return nil, fmt.Errorf("%w $%s: no rule file defines it at schema or phase level", ErrVariable, name)
		}
	}
	ev, err := s.program.Evaluator(doc)
	if err != nil {
		return nil, fmt.Errorf("preparing the rules: %w", err)
	}
	defer ev.Release()
	st, _ := s.states.Get().(*state)
	if st == nil {
		st = &state{
			known: make([]bool, len(s.variables)), keyed: make([]bool, len(s.keys)), claimed: map[xmlengine.Node]bool{}, contexts: make([]selection, s.contexts),
			failed: map[failing]described{},
		}
	}
	defer func() {
		st.reset() // also lets go of the document
		s.states.Put(st)
	}()
	r := &runner{
		s: s, doc: doc, root: doc.DocumentNode(), ev: ev, phase: phase, set: opt.Variables, state: st,
		result: &Result{Phase: phase, Fired: make(map[string]int, 64), schema: s},
	}
	for _, p := range s.patterns {
		if !p.activeIn(phase, s) || s.alreadyRan(p, opt.After) {
			continue
		}
		if err := r.pattern(p); err != nil {
			return nil, err
		}
	}
	return r.result, nil
}

// phaseOf settles the phase to run. One that no rule file defines is an error,
// unless the vocabulary has it and patterns are always active: those then run.
func (s *Schema) phaseOf(phase string) (string, error) {
	if phase == "" || phase == PhaseDefault {
		phase = s.DefaultPhase()
	}
	_, defined := s.phases[phase]
	switch {
	case defined, phase == PhaseAll:
		return phase, nil
	case s.vocabulary != nil && slices.Contains(s.vocabulary.Phases, phase) && slices.ContainsFunc(s.patterns, func(p *pattern) bool { return p.always }):
		return phase, nil
	}
	return "", fmt.Errorf("%w %q; the rule files define: %s", ErrPhase, phase, strings.Join(s.Phases(), ", "))
}

func (r *runner) pattern(p *pattern) error {
	several := len(p.rules) > 1
	if several {
		clear(r.state.claimed)
	}
	for _, rule := range p.rules {
		fired := 0
		nodes, err := r.context(rule)
		if err != nil {
			return r.locate(rule, nil, err)
		}
		for _, n := range nodes {
			if several {
				if r.state.claimed[n] {
					continue
				}
				r.state.claimed[n] = true
			}
			fired++
			if err := r.judge(rule, n); err != nil {
				return err
			}
		}
		r.result.Fired[rule.key] = fired
	}
	return nil
}

// possible tells whether the document holds the elements without which the
// context of a rule cannot match; most rules of a pack are settled here.
func (r *runner) possible(rule *rule) bool {
next:
	for _, names := range rule.needs {
		for _, n := range names {
			if !r.doc.HasElement(n) {
				continue next
			}
		}
		return true
	}
	return false
}

// context gives the nodes that a rule's context selects in the whole document.
func (r *runner) context(rule *rule) ([]xmlengine.Node, error) {
	found := &r.state.contexts[rule.slot]
	if found.done {
		return found.nodes, nil
	}
	if !r.possible(rule) {
		found.done = true
		return nil, nil
	}
	x := &rule.context
	if err := r.ready(*x, r.root); err != nil {
		return nil, err
	}
	nodes, err := r.ev.Nodes(x.index, r.root)
	if err != nil {
		return nil, &failedExpr{what: "context", expr: x, err: err}
	}
	found.done, found.nodes = true, nodes
	return nodes, nil
}

// judge holds one node against the assertions of a rule.
func (r *runner) judge(rule *rule, n xmlengine.Node) error {
	for _, v := range rule.lets {
		r.state.known[v] = false
	}
	if r.content(rule, n) {
		return nil
	}
	for _, a := range rule.asserts {
		if err := r.ready(a.test, n); err != nil {
			return r.locate(rule, a, err)
		}
		holds, err := r.ev.Bool(a.test.index, n)
		if err != nil {
			return r.locate(rule, a, &failedExpr{what: "test", expr: &a.test, err: err})
		}
		if holds != a.report {
			continue
		}
		if err := r.fail(rule, a, n); err != nil {
			return r.locate(rule, a, err)
		}
	}
	return nil
}

// content tells whether one evaluation shows that no assertion objects to a node.
// An error here is not reported: judging test by test meets it again and knows its place.
func (r *runner) content(rule *rule, n xmlengine.Node) bool {
	if rule.screen == nil || r.ready(*rule.screen, n) != nil {
		return false
	}
	holds, err := r.ev.Bool(rule.screen.index, n)
	return err == nil && holds
}

// fail records a failed assert or a successful report.
func (r *runner) fail(rule *rule, a *assertion, n xmlengine.Node) error {
	subject, err := r.subject(a, n)
	if err != nil {
		return err
	}
	key := failing{a, subject.Part()}
	before := r.state.failed[key]
	if before.count >= MaxFailures {
		r.result.Failures[before.last].More++
		return nil
	}
	r.state.failed[key] = described{before.count + 1, len(r.result.Failures)}
	f := Failure{
		AssertID: a.id, RuleID: rule.key, PatternID: rule.pattern.key, Alone: rule.pattern.alone, Report: a.report,
		Role: a.role, Flag: a.flag, See: a.see, Severity: a.severity, Node: subject, Test: a.testText, assert: a,
		Layer: a.layer, NeverExcuse: a.neverExcuse, Requirements: slices.Clone(a.requirements), NoRequirement: a.noRequirement,
		Explains: slices.Clone(a.explains), Formerly: slices.Clone(a.formerly),
	}
	if f.Message, err = r.render(a.message, n); err != nil {
		return err
	}
	for _, d := range a.diagnostics {
		text, err := r.render(d.message, n)
		if err != nil {
			return err
		}
		f.Diagnostics = append(f.Diagnostics, text)
	}
	for _, p := range a.properties {
		text, err := r.render(p.message, n)
		if err != nil {
			return err
		}
		if f.Properties == nil {
			f.Properties = make(map[string]string, len(a.properties))
		}
		f.Properties[p.key()] = text
	}
	r.result.Failures = append(r.result.Failures, f)
	return nil
}

// subject is the node that a failure is about: the first that the subject expression of the
// assertion gives, or the context node.
func (r *runner) subject(a *assertion, n xmlengine.Node) (xmlengine.Node, error) {
	if a.subject == nil {
		return n, nil
	}
	if err := r.ready(*a.subject, n); err != nil {
		return n, err
	}
	nodes, err := r.ev.Nodes(a.subject.index, n)
	if err != nil {
		return n, &failedExpr{what: "subject", expr: a.subject, err: err}
	}
	if len(nodes) == 0 {
		return n, nil
	}
	return nodes[0], nil
}

// locate names the rule and assertion of an error.
func (r *runner) locate(rule *rule, a *assertion, err error) error {
	out := &RunError{File: rule.file, Line: rule.line, Rule: rule.key, Err: err}
	if a != nil {
		out.File, out.Line, out.Assert = a.file, a.line, a.id
		if a.id == "" {
			out.Assert = "without id"
		}
	}
	if x, ok := errors.AsType[*failedExpr](err); ok {
		out.What, out.Expr, out.Err = x.what, x.expr.text, x.err
	}
	return out
}

// ready makes sure that all that an expression reads is there.
func (r *runner) ready(x expression, n xmlengine.Node) error {
	if err := r.needKeys(x.keys); err != nil {
		return err
	}
	return r.need(x.vars, n)
}

// need makes sure that the variables have values in the evaluator.
func (r *runner) need(vars []int, n xmlengine.Node) error {
	for _, i := range vars {
		if r.state.known[i] {
			continue
		}
		if err := r.evaluate(r.s.variables[i], n); err != nil {
			return err
		}
		r.state.known[i] = true
	}
	return nil
}

// evaluate sets one variable: from outside, or from its expression, which is
// evaluated at n for a variable of a rule and at the document node for others.
func (r *runner) evaluate(v *variable, n xmlengine.Node) error {
	if v.rule == nil {
		n = r.root
	}
	x := v.value
	if text, given := r.set[v.name]; given && r.s.isExternal(v) {
		return r.ev.SetVariable(v.xpath, xmlengine.Value{Kind: xmlengine.StringValue, String: text})
	}
	if v.byPhase != nil {
		if x = v.byPhase[r.phase]; x == nil && v.fallback >= 0 {
			x = r.s.variables[v.fallback].value
		}
	}
	what := "variable $" + v.name
	if x == nil {
		return &failedExpr{what: what, expr: &expression{}, err: errNoValue}
	}
	if err := r.ready(*x, n); err != nil {
		return err
	}
	value, err := r.ev.Value(x.index, n)
	if err == nil {
		err = r.ev.SetVariable(v.xpath, value)
	}
	if err != nil {
		return &failedExpr{what: what, expr: x, err: err}
	}
	return nil
}

// isExternal tells whether a variable is of schema or phase scope.
func (s *Schema) isExternal(v *variable) bool {
	for _, i := range s.external[v.name] {
		if s.variables[i] == v {
			return true
		}
	}
	return false
}
