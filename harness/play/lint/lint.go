// Package lint finds mistakes in packs that decoding alone cannot see: names that
// lead nowhere, mutations without effect, references that nothing covers.
package lint

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/nhsnumber"
)

// endpoint is what requests are built for; nothing is sent.
const endpoint = "http://127.0.0.1:8080/"

// Check returns all mistakes of a set of packs, sorted by place.
func Check(set *pack.Set, judge *check.Judge, composer *compose.Composer) yamlfile.Problems {
	l := &linter{
		set: set, judge: judge, composer: composer, ids: map[string]yamlfile.Place{}, requirements: map[string]pack.Requirement{},
		covered: map[string]map[model.Role]bool{}, tested: map[string]map[model.Role]bool{}, silent: map[yamlfile.Place]bool{}, long: map[yamlfile.Place]bool{},
		asserted: map[string]scenario.Assertion{}, silentAssertions: map[string]bool{},
	}
	l.catalogue()
	for _, p := range set.Packs {
		l.pack(p)
		for _, sc := range p.Scenarios {
			l.scenario(p, sc)
		}
	}
	l.messages()
	l.rules()
	l.untested()
	for _, p := range set.Packs {
		l.sharedAssertions(p)
	}
	l.formerly()
	l.references()
	l.d.Problems.Sort()
	return l.d.Problems
}

type linter struct {
	d            yamlfile.Decoder
	set          *pack.Set
	judge        *check.Judge
	composer     *compose.Composer
	ids          map[string]yamlfile.Place
	requirements map[string]pack.Requirement
	// covered and tested are, by reference test and requirement, the roles of the
	// scenarios that name it.
	covered map[string]map[model.Role]bool
	tested  map[string]map[model.Role]bool
	// silent are the families of which something was said already: the members of a
	// family share its place, and its mistakes.
	silent map[yamlfile.Place]bool
	// long are the families of which it was said that they insert long fragments.
	long map[yamlfile.Place]bool
	// asserted is the first assertion of each id, silentAssertions the ids of which
	// something may have been said already.
	asserted         map[string]scenario.Assertion
	silentAssertions map[string]bool
}

func (l *linter) pack(p *pack.Pack) {
	names := map[string]bool{}
	for _, q := range p.Personas {
		if names[q.Name] {
			l.d.Errorf(q.Place, "persona %q is there twice", q.Name)
		}
		names[q.Name] = true
		if q.Text("nhsNumber") != "" && !nhsnumber.Valid(q.Text("nhsNumber")) && q.Text("badNumber") != "true" {
			l.d.Errorf(q.Place, "persona %q has the NHS number %s, whose check digit is wrong", q.Name, q.Text("nhsNumber"))
		}
	}
	for _, one := range p.Patterns {
		if err := l.judge.CheckPattern(one); err != nil {
			l.d.Errorf(one.Place, "%v", err)
		}
	}
	for _, s := range p.Services {
		for _, m := range []pack.Message{s.Request, s.Response} {
			for _, path := range []string{m.Schema, m.Template} {
				if _, err := fs.Stat(p.FS, path); err != nil {
					l.d.Errorf(s.Place, "service %q names %s, which is not there", s.Name, path)
				}
			}
		}
	}
	l.national(p)
	for _, t := range p.Triggers {
		if _, ok := p.Service(t.Service); !ok {
			l.d.Errorf(t.Place, "trigger %s names the unknown service %q", t.Value, t.Service)
		}
		if !slices.Contains(p.ResponseCodes, t.Code) {
			l.d.Errorf(t.Place, "trigger %s gives the unknown code %q", t.Value, t.Code)
		}
	}
}

func (l *linter) scenario(p *pack.Pack, sc scenario.Scenario) {
	if first, twice := l.ids[sc.ID]; twice {
		l.d.Errorf(sc.Place, "scenario id %q is used twice; first at %s", sc.ID, first)
	}
	l.ids[sc.ID] = sc.Place
	l.named(sc)
	l.proves(sc)
	for _, need := range sc.Needs {
		if _, known := l.set.Capability(need); !known {
			l.d.Errorf(sc.Place, "scenario %s needs %q, which no pack lists under capabilities; there are %s", sc.ID, need, strings.Join(l.set.CapabilityNames(), ", "))
		}
	}
	for _, id := range sc.Reference {
		if l.covered[id] == nil {
			l.covered[id] = map[model.Role]bool{}
		}
		for _, r := range sc.Roles {
			l.covered[id][r] = true
		}
	}
	for i, st := range sc.Steps {
		l.step(p, sc, i, st)
	}
}

func (l *linter) step(p *pack.Pack, sc scenario.Scenario, i int, st scenario.Step) {
	bad := func(format string, args ...any) {
		l.d.Errorf(sc.Place, "scenario %s: %s", sc.ID, fmt.Sprintf(format, args...))
	}
	service, ok := p.Service(st.Service)
	if !ok {
		bad("there is no service %q", st.Service)
		return
	}
	if _, ok := p.Persona(st.Persona); !ok && st.Persona != "" {
		bad("there is no persona %q", st.Persona)
		return
	}
	for key := range st.Request.Ask {
		head, _, _ := strings.Cut(key, ".")
		if !slices.ContainsFunc(keysOf(service), func(k string) bool { h, _, _ := strings.Cut(k, "."); return k == key || h == head }) {
			bad("the request asks %q, which %s has no element for", key, service.Name)
		}
	}
	l.codes(p, sc, st)
	for _, a := range st.Assert {
		l.assertion(sc, a)
	}
	l.fragments(sc, st)
	for name, expr := range st.Carry {
		if err := l.judge.CheckAssertion(scenario.Assertion{That: expr}); err != nil {
			bad("step %d: value %q to carry on: %v", i+1, name, err)
		}
	}
	if _, err := l.composer.Request(p, st, endpoint); err != nil {
		bad("step %d: %v", i+1, err)
	}
}

// codes checks the response codes that a step expects or replies with.
func (l *linter) codes(p *pack.Pack, sc scenario.Scenario, st scenario.Step) {
	for _, e := range st.Expect {
		for _, code := range e.Response {
			if !slices.Contains(p.ResponseCodes, code) {
				l.d.Errorf(sc.Place, "scenario %s: expects the code %q, which is not among the pack's response codes", sc.ID, code)
			}
		}
	}
	if st.Reply != nil && st.Reply.Response != "" && !slices.Contains(p.ResponseCodes, st.Reply.Response) {
		l.d.Errorf(sc.Place, "scenario %s: replies with the code %q, which is not among the pack's response codes", sc.ID, st.Reply.Response)
	}
}

func keysOf(s pack.Service) []string {
	out := append([]string{}, s.Asks...)
	for k := range s.Request.Keys {
		out = append(out, k)
	}
	return out
}

// rules checks the requirement ids that rule files name. What fails a system must
// say by which requirement, or that none is published and why.
func (l *linter) rules() {
	for _, r := range l.judge.Asserts() {
		if r.ID == "" {
			l.d.Errorf(yamlfile.Place{File: r.File, Line: r.Line, Column: 1}, "an assert has no id; nothing could refer to what it finds, such as a list of known failures")
			continue
		}
		for _, id := range r.Requirements {
			if _, known := l.requirements[id]; !known {
				l.d.Errorf(yamlfile.Place{File: r.File, Line: r.Line, Column: 1}, "rule %s names requirement %q, which is not in the catalogue", r.ID, id)
			}
		}
		if check.SeverityOf(r.Role) == model.Error && len(r.Requirements) == 0 && r.NoRequirement == "" {
			l.d.Errorf(yamlfile.Place{File: r.File, Line: r.Line, Column: 1}, "rule %s is an error that names no requirement; name those that carry it in see, or write see=\"none\" and say why in t:reason (docs/pack-author.md)", r.ID)
		}
		if r.Diagnostic == "" {
			l.d.Warnf(yamlfile.Place{File: r.File, Line: r.Line, Column: 1}, "rule %s does not say how to fix it: it has no diagnostic", r.ID)
		}
		l.length(r)
	}
}

// references names the tests of the national suite that nothing covers, and the
// ids in scenarios that are no such test.
func (l *linter) references() {
	known := map[string]bool{}
	for _, p := range l.set.Packs {
		for _, ref := range p.References {
			known[ref.ID] = true
			got := l.covered[ref.ID]
			switch {
			case ref.Excluded != "" && len(got) > 0:
				l.d.Errorf(ref.Place, "reference test %s is excluded (%s) but scenarios cover it", ref.ID, ref.Excluded)
			case ref.Excluded != "":
			case ref.Role != "" && !got[ref.Role], ref.Role == "" && len(got) == 0:
				l.d.Errorf(ref.Place, "no scenario covers the reference test %s (role %s)", ref.ID, ref.Role)
			}
		}
	}
	for _, p := range l.set.Packs {
		for _, sc := range p.Scenarios {
			for _, id := range sc.Reference {
				if !known[id] {
					l.d.Errorf(sc.Place, "scenario %s names the reference test %q, which is in no references.yaml", sc.ID, id)
				}
			}
		}
	}
}
