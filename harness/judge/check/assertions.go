package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
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
	if _, err := schematron.Add(p, expr); err != nil {
		return nil, err
	}
	a.compiled[expr] = p
	return p, nil
}

// CheckAssertion says whether an assertion's expressions can be compiled.
func (j *Judge) CheckAssertion(a scenario.Assertion) error {
	for _, expr := range []string{a.If, a.That, a.Absent, a.Found, a.Expected, a.At} {
		if expr == "" {
			continue
		}
		if _, err := j.asserts.program(expr); err != nil {
			return err
		}
	}
	return nil
}

// Assert judges a request by the assertions of a scenario and by nothing else. It is for
// who knows only from the verdict of [Judge.Judge] which scenario the request belongs to.
func (j *Judge) Assert(ctx context.Context, in Input) ([]model.Finding, error) {
	if len(in.Assert) == 0 {
		return nil, nil
	}
	var found []model.Finding
	err := bounded(ctx, hangs, func(arena *xmlengine.Arena) error {
		request, err := j.prepare(arena, PartRequest, in.Request)
		if err != nil {
			return err
		}
		doc, err := j.exchange(arena, in, request, nil)
		if err != nil {
			return err
		}
		found, err = j.asserts.judge(doc, in.Assert, in.Judged)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func (a *assertions) judge(doc *xmlengine.Document, list []scenario.Assertion, judged Part) ([]model.Finding, error) {
	var out []model.Finding
	for _, one := range list {
		holds, err := a.value(doc, condition(one))
		if err == nil && holds.Bool {
			continue
		}
		var f model.Finding
		if err == nil {
			f, err = a.finding(doc, one, judged)
		}
		if err != nil {
			return nil, fmt.Errorf("assertion %s (%s): %w", one.ID, one.Place, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// condition is what must be true for an assertion to hold.
func condition(one scenario.Assertion) string {
	var holds string
	switch {
	case one.That != "":
		holds = "boolean(" + one.That + ")"
	case one.Absent != "":
		holds = "not(" + one.Absent + ")"
	default:
		holds = "(" + one.Found + ") = (" + one.Expected + ")"
	}
	if one.If == "" {
		return holds
	}
	return "not(" + one.If + ") or " + holds
}

// finding says what an assertion that does not hold expects, and what was found where.
func (a *assertions) finding(doc *xmlengine.Document, one scenario.Assertion, judged Part) (model.Finding, error) {
	f := model.Finding{
		Check: "expectation", Rule: one.ID, Severity: one.Severity, Layer: model.LayerScenario, Part: string(judged),
		Message: one.Message, Requirements: one.Proves.Requirements, Help: one.Help, NeverExcuse: one.NeverExcuse,
		Subject: one.Subject, Formerly: one.Formerly,
	}
	f.Location = a.place(doc, one, judged)
	if one.Found == "" && one.Absent == "" {
		return f, nil
	}
	found, err := a.value(doc, cmp.Or(one.Found, one.Absent))
	if err != nil {
		return f, err
	}
	f.Actual = text(found)
	if one.Absent != "" {
		f.Expected = "nothing"
		f.Message += ": found " + quoted(f.Actual)
		return f, nil
	}
	expected, err := a.value(doc, one.Expected)
	if err != nil {
		return f, err
	}
	f.Expected = text(expected)
	if single(found) && single(expected) && one.That == "" {
		f.Difference = differenceOf(f.Expected, f.Actual)
	}
	f.Message += ": found " + quoted(f.Actual) + ", expected " + quoted(f.Expected) + f.Difference.String()
	return f, nil
}

// value evaluates an expression on the exchange document.
func (a *assertions) value(doc *xmlengine.Document, expr string) (xmlengine.Value, error) {
	p, err := a.program(expr)
	if err != nil {
		return xmlengine.Value{}, err
	}
	ev, err := p.Evaluator(doc)
	if err != nil {
		return xmlengine.Value{}, err
	}
	defer ev.Release()
	return ev.Value(0, doc.Root())
}

// place finds where in the judged message an assertion looks: at the node that it names,
// or that it found; else at the nearest node above that is there; else at the payload.
func (a *assertions) place(doc *xmlengine.Document, one scenario.Assertion, judged Part) model.Location {
	var paths []string
	for _, expr := range []string{one.At, one.Found, one.Absent, one.If} {
		paths = append(paths, outwards(expr)...)
	}
	message := "/x:exchange/x:" + string(judged) + "/x:message"
	paths = append(paths, message+"/descendant::itk:payload[1]/*", message+"/*")
	for _, expr := range paths {
		// A path cut short may not be one any more, such as one within a function.
		v, err := a.value(doc, expr)
		if err != nil {
			continue
		}
		for _, n := range v.Nodes {
			if at := n.Location(); at.Part == string(judged) {
				return location(at)
			}
		}
	}
	return model.Location{}
}

// outwards lists a path and, longest first, the paths above it.
func outwards(path string) []string {
	if !strings.HasPrefix(path, "/") {
		return nil
	}
	var cuts []int
	depth, quote := 0, byte(0)
	for i := range len(path) {
		switch c := path[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case c == '/' && depth == 0 && i > 0 && path[i-1] != '/':
			cuts = append(cuts, i)
		}
	}
	out := []string{path}
	for _, cut := range slices.Backward(cuts) {
		out = append(out, path[:cut])
	}
	return out
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
