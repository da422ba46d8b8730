package run_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// What a scenario asserts of a client is judged on each of its requests.
func TestAClientIsJudgedByWhatItsScenarioAsserts(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	// Exchanges of a quick client may be kept in another order than they came in, so that
	// their numbers say nothing here.
	type found struct{ Rule, Part string }
	for _, c := range []struct {
		name     string
		scenario string
		change   func(list []scenario.Step) // of what the client sends
		want     []found
	}{
		{"two users ask", "CPIS-REPEAT-OTHER", func([]scenario.Step) {}, nil},
		{"one user asks twice", "CPIS-REPEAT-OTHER", func(list []scenario.Step) {
			list[1].Request.Ask = nil
		}, []found{{"CPIS-REQUEST-OTHER-AUTHOR", "request"}}},
		{"asked as a system", "CPIS-AUTHOR-SYSTEM", func([]scenario.Step) {}, nil},
		{"not asked as a system", "CPIS-AUTHOR-SYSTEM", func(list []scenario.Step) {
			child, _ := b.Set.Pack("cpis").Persona("author-system")
			list[0].Persona, list[0].Request.Ask = "asked-twice", map[string]string{"nhsNumber": child.Text("nhsNumber")}
		}, []found{{"CPIS-REQUEST-AUTHOR", "request"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleClient, c.scenario)
			send := slices.Clone(o.Scenarios[0].Steps)
			c.change(send)
			o.Driver = sendsSteps(b, "cpis", nil, send)
			require.NoError(t, run.AgainstClient(t.Context(), o))
			finished := folder(t, o)
			var got []found
			for _, f := range finished.Scenarios[0].Findings {
				if f.Objects() {
					got = append(got, found{f.Rule, f.Part})
				}
			}
			require.Empty(t, cmp.Diff(c.want, got), "%s %s", finished.Scenarios[0].Status, finished.Scenarios[0].Reason)
			want := model.Passed
			if c.want != nil {
				want = model.Failed
			}
			require.Equal(t, want, finished.Scenarios[0].Status)
		})
	}
}
