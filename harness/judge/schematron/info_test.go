package schematron_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

func TestRulesForListing(t *testing.T) {
	t.Parallel()
	s := compile(t, schema(`<phase id="b"><active pattern="p"/></phase><phase id="a"><active pattern="p"/></phase>
<pattern id="p"><rule abstract="true" id="base">
<assert id="A" test="@x &gt; 1" role="error" see="R-1" flag="soap" diagnostics="d e">x is <value-of select="@x"/> on <name/></assert></rule>
<rule context="a"><extends rule="base"/></rule></pattern>
<pattern><rule context="b" id="r"><report test="1">yes</report></rule></pattern>
<diagnostics><diagnostic id="d">set <value-of select="@y"/></diagnostic><diagnostic id="e">or not</diagnostic></diagnostics>`))
	want := []schematron.RuleInfo{
		{
			ID: "p/1", Pattern: "p", File: "t.sch", Line: 4, Context: "a", Phases: []string{"a", "b"},
			Asserts: []schematron.AssertInfo{{
				ID: "A", Role: "error", See: "R-1", Flag: "soap", Test: "@x > 1", File: "t.sch", Line: 3,
				Message: "x is {@x} on {name()}", Diagnostic: "set {@y} or not",
			}},
		},
		{
			ID: "r", Pattern: "t.sch#2", File: "t.sch", Line: 5, Context: "b",
			Asserts: []schematron.AssertInfo{{Test: "1", Message: "yes", Report: true, File: "t.sch", Line: 5}},
		},
	}
	if diff := cmp.Diff(want, s.Rules()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.Rules()[0].Phases[0] = "damaged"
	if diff := cmp.Diff(want, s.Rules()); diff != "" {
		t.Errorf("a caller could change the schema (-want +got):\n%s", diff)
	}
}

// One schema, many goroutines, each with documents and a phase of its own.
func TestConcurrentRuns(t *testing.T) {
	t.Parallel()
	s := compileFile(t, "full.sch")
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 25 {
				total := 100*g + i
				doc, err := xmlengine.Parse(fmt.Appendf(nil, `<order xmlns="urn:orders" total="-1" status="new"><line price="%d"/></order>`, total), xmlengine.Limits{})
				if err != nil {
					t.Error(err)
					return
				}
				phase := []string{"quick", "slow"}[i%2]
				got, err := s.Run(doc, schematron.Options{Phase: phase, Variables: map[string]string{"limit": "1000000"}})
				if err != nil {
					t.Error(err)
				} else if f := got.Failures[0]; f.AssertID != "T-1" || f.Properties["expected"] != fmt.Sprint(total) {
					t.Errorf("goroutine %d, document %d: %+v", g, i, f)
				}
				doc.Free()
			}
		})
	}
	wg.Wait()
}
