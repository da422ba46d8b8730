package compare_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/compare"
)

// An earlier run knows a finding by the id that it had, and perhaps without a place.
func TestAFindingKeepsItsIdentityWhenItsIDChanges(t *testing.T) {
	t.Parallel()
	run := func(rule, xpath string, former ...string) *model.Run {
		return &model.Run{Scenarios: []model.ScenarioResult{{ID: "A", Status: model.Failed, Findings: []model.Finding{{
			Rule: rule, Severity: model.Error, Part: "response", Location: model.Location{XPath: xpath}, Formerly: former,
		}}}}}
	}
	for _, c := range []struct {
		name          string
		before, after *model.Run
		same          bool
	}{
		{"the old id", run("XSD-1839", "/a"), run("XSD-A-FORM", "/a", "XSD-1839"), true},
		{"the old id, the other way round", run("XSD-A-FORM", "/a", "XSD-1839"), run("XSD-1839", "/a"), true},
		{"the old id, without a place", run("A-NAME", ""), run("SURNAME", "/a", "A-NAME"), true},
		{"the old id at another place", run("XSD-1839", "/b"), run("XSD-A-FORM", "/a", "XSD-1839"), false},
		{"another id", run("XSD-1840", "/a"), run("XSD-A-FORM", "/a", "XSD-1839"), false},
		{"two that had one id", run("XSD-B-FORM", "/a", "XSD-1839"), run("XSD-A-FORM", "/a", "XSD-1839"), false},
		{"one id, where only one run has a place", run("SURNAME", ""), run("SURNAME", "/a"), false},
	} {
		item := compare.Of(c.before, c.after).Scenarios[0]
		require.Equal(t, c.same, !item.Differs(), c.name)
	}
}
