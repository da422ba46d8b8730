package check

import (
	"fmt"
	"sync"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/scenario"
	"github.com/itk-assurance/tkw/harness/xmlengine"
)

// assertions compiles the XPath expressions of scenarios once. Safe for
// concurrent use.
type assertions struct {
	mu       sync.Mutex
	compiled map[string]*xmlengine.Program
}

func newAssertions() *assertions { return &assertions{compiled: map[string]*xmlengine.Program{}} }

// program returns the compiled expression, which is the first of its program.
func (a *assertions) program(expr string) (*xmlengine.Program, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.compiled[expr]; p != nil {
		return p, nil
	}
	p := xmlengine.NewProgram(namespaces)
	if _, err := p.Add(expr); err != nil {
		return nil, err
	}
	a.compiled[expr] = p
	return p, nil
}

// CheckAssertion says whether an assertion's expression can be compiled.
func (j *Judge) CheckAssertion(a scenario.Assertion) error {
	_, err := j.asserts.program(a.That)
	return err
}

// Assert judges a request by the assertions of a scenario and by nothing else. It is for
// who knows only from the verdict of [Judge.Judge] which scenario the request belongs to.
func (j *Judge) Assert(in Input) ([]model.Finding, error) {
	if len(in.Assert) == 0 {
		return nil, nil
	}
	arena := xmlengine.NewArena()
	defer arena.Free()
	request, err := j.prepare(arena, PartRequest, in.Request)
	if err != nil {
		return nil, err
	}
	doc, err := j.exchange(arena, in, request, nil)
	if err != nil {
		return nil, err
	}
	return j.asserts.judge(doc, in.Assert, in.Judged)
}

func (a *assertions) judge(doc *xmlengine.Document, list []scenario.Assertion, judged Part) ([]model.Finding, error) {
	var out []model.Finding
	for _, one := range list {
		holds, err := a.holds(doc, one)
		if err != nil {
			return nil, fmt.Errorf("assertion %s (%s): %w", one.ID, one.Place, err)
		}
		if holds {
			continue
		}
		out = append(out, model.Finding{
			Check: "expectation", Rule: one.ID, Severity: one.Severity, Layer: model.LayerScenario, Part: string(judged),
			Message: one.Message, Expected: one.That, Requirements: one.Proves.Requirements, Help: one.Help, NeverExcuse: one.NeverExcuse,
		})
	}
	return out, nil
}

func (a *assertions) holds(doc *xmlengine.Document, one scenario.Assertion) (bool, error) {
	p, err := a.program(one.That)
	if err != nil {
		return false, err
	}
	ev, err := p.Evaluator(doc)
	if err != nil {
		return false, err
	}
	defer ev.Release()
	return ev.Bool(0, doc.Root())
}

// carry evaluates named expressions as strings.
func (a *assertions) carry(doc *xmlengine.Document, exprs map[string]string) (map[string]string, error) {
	out := map[string]string{}
	for name, expr := range exprs {
		p, err := a.program(expr)
		if err != nil {
			return nil, fmt.Errorf("value %q to carry on: %w", name, err)
		}
		ev, err := p.Evaluator(doc)
		if err != nil {
			return nil, fmt.Errorf("value %q to carry on: %w", name, err)
		}
		out[name], err = ev.String(0, doc.Root())
		ev.Release()
		if err != nil {
			return nil, fmt.Errorf("value %q to carry on: %w", name, err)
		}
	}
	return out, nil
}
