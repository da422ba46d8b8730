package xmlengine

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// flat is how much memory may grow over many thousand documents: allocator slack of
// eight threads, under the race detector. A leak of 1 kB a document would show.
const flat = 40.0

// Eight goroutines, one schema: each verdict must be right, and memory stay flat.
func TestValidationIsSafeAndLeaksNothing(t *testing.T) {
	schema := compile(t, valueSchema)
	p := NewProgram(map[string]string{"s": "urn:s"})
	_, err := p.Add("count(//s:v)")
	require.NoError(t, err)
	work := func(rounds int) {
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				for i := range rounds {
					if err := judgeOnce(schema, p, g, i); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	work(2000)
	before := residentMB(t)
	work(10_000)
	grown := residentMB(t) - before
	t.Logf("80,000 validations: %.1f MB more, %.1f MB in all", grown, before+grown)
	require.Less(t, grown, flat)
}

// judgeOnce parses, grafts, validates, evaluates and locates; some inputs are broken.
func judgeOnce(schema *Schema, p *Program, g, i int) error {
	a := NewArena()
	defer a.Free()
	if i%10 == 9 {
		if _, err := a.Parse("broken", []byte("<r><v>"+strings.Repeat("<x y='&z;'>", i%50)), Limits{}); err == nil {
			return fmt.Errorf("broken XML passes")
		}
		if _, err := a.Parse("doctype", []byte("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Limits{}); err == nil {
			return fmt.Errorf("a DOCTYPE passes")
		}
	}
	bad := i % 3
	src := fmt.Sprintf(`<r xmlns="urn:s" xml:id="own"><v>A</v>%s</r>`, strings.Repeat(fmt.Sprintf("\n<v>%d-%d</v>", g, i), bad))
	msg, err := a.Parse("msg", []byte(src), Limits{})
	if err != nil {
		return err
	}
	doc, err := a.Parse("doc", []byte(skeleton), Limits{})
	if err != nil {
		return err
	}
	root := msg.Root()
	if err := doc.Graft(doc.Root().FirstChildElement(), msg); err != nil {
		return err
	}
	found, err := schema.Validate(root)
	if err != nil {
		return err
	}
	// xml:id is not declared: one more.
	if len(found) != bad+1 {
		return fmt.Errorf("%d errors, want %d", len(found), bad+1)
	}
	for k, v := range found[1:] {
		if want := fmt.Sprintf("%d-%d", g, i); v.Value != want || v.Location.Line != k+2 {
			return fmt.Errorf("got %q at line %d, want %q at line %d", v.Value, v.Location.Line, want, k+2)
		}
	}
	ev, err := p.Evaluator(doc)
	if err != nil {
		return err
	}
	defer ev.Release()
	n, err := ev.Number(0, doc.Root())
	if err == nil && n != float64(bad+1) {
		err = fmt.Errorf("XPath counts %v, want %d", n, bad+1)
	}
	return err
}
