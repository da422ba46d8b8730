package outline_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// answers is a run in which a request about each patient was answered with found.
func answers(found func(asked string) string, asked ...string) *model.Run {
	run := &model.Run{}
	for i, number := range asked {
		r := model.ScenarioResult{ID: fmt.Sprintf("A-%d", i+1), Domain: "a", Status: model.Failed}
		add := func(rule string, subject model.Subject, expected, actual string) {
			r.Findings = append(r.Findings, model.Finding{
				Rule: rule, Severity: model.Error, Layer: model.LayerDomain, Message: rule + ": " + actual, Subject: subject, Expected: expected, Actual: actual, Exchange: i + 1,
			})
		}
		if other := found(number); other != number {
			add("NUMBER", model.SubjectPatient, number, other)
			add("NUMBER-TOO", model.SubjectPatient, number, other)
			add("SURNAME", model.SubjectDetail, "SMITH", "JONES")
		}
		add("ADDRESS", "", "", "1 High Street")
		run.Scenarios = append(run.Scenarios, r)
	}
	return run
}

func TestAPatientWhoCameBackForEverybodyIsOneCause(t *testing.T) {
	t.Parallel()
	canned := func(string) string { return "9990000018" }
	type row struct {
		Message   string
		Rules     []string
		Scenarios []string
		Alone     int
	}
	same := func(n, patients int, scenarios ...string) row {
		return row{
			fmt.Sprintf("the same patient (NHS number 9990000018) came back for %d requests about %d other patients", n, patients),
			[]string{"NUMBER", "NUMBER-TOO", "SURNAME"}, scenarios, 0,
		}
	}
	address := func(alone int, scenarios ...string) row {
		return row{"ADDRESS: 1 High Street", []string{"ADDRESS"}, scenarios, alone}
	}
	for _, c := range []struct {
		name string
		run  *model.Run
		want []row
	}{
		{"for everybody", answers(canned, "1", "2", "3", "3"), []row{
			address(0, "A-1", "A-2", "A-3", "A-4"), same(4, 3, "A-1", "A-2", "A-3", "A-4"),
		}},
		{"one patient for everybody, who was once asked for", answers(canned, "1", "9990000018", "2", "3"), []row{
			address(1, "A-1", "A-2", "A-3", "A-4"), same(3, 3, "A-1", "A-3", "A-4"),
		}},
		{"for two others only, which may be a fault of its own", answers(canned, "1", "2"), []row{
			address(0, "A-1", "A-2"),
			{"NUMBER: 9990000018", []string{"NUMBER"}, []string{"A-1", "A-2"}, 0},
			{"NUMBER-TOO: 9990000018", []string{"NUMBER-TOO"}, []string{"A-1", "A-2"}, 0},
			{"SURNAME: JONES", []string{"SURNAME"}, []string{"A-1", "A-2"}, 0},
		}},
		{"another patient each time", answers(func(n string) string { return n + "0" }, "1", "2", "3"), []row{
			address(0, "A-1", "A-2", "A-3"),
			{"NUMBER: 10", []string{"NUMBER"}, []string{"A-1", "A-2", "A-3"}, 0},
			{"NUMBER-TOO: 10", []string{"NUMBER-TOO"}, []string{"A-1", "A-2", "A-3"}, 0},
			{"SURNAME: JONES", []string{"SURNAME"}, []string{"A-1", "A-2", "A-3"}, 0},
		}},
		{"the right patient", answers(func(n string) string { return n }, "1", "2", "3"), []row{address(3, "A-1", "A-2", "A-3")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []row
			for _, cause := range outline.Causes(c.run) {
				got = append(got, row{cause.Message, cause.Rules, cause.Scenarios, cause.Alone})
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}

func TestADifferenceInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, expected, actual string
		difference             *model.Difference
		want                   string
	}{
		{"none", "a", "b", nil, ""},
		{"escaped twice", "O'NEILL", "O&apos;NEILL", &model.Difference{At: 2, Likely: model.LikelyEscapedTwice}, "from character 2 on: expected ''NEILL', found '&apos;NEILL' (escaped twice?)"},
		{"letters that look alike", "É", "E\u0301", &model.Difference{At: 1, Likely: model.LikelyUnicodeForm}, `from character 1 on: expected "\u00c9", found "E\u0301" (another Unicode form of the same letters?)`},
		{"cut off", "SMITH", "SMI", &model.Difference{At: 4, Likely: model.LikelyCutOff}, "from character 4 on: expected 'TH', found its end (cut off?)"},
		{"a long rest", "x" + fmt.Sprintf("%050d", 1), "y", &model.Difference{At: 1}, "from character 1 on: expected 'x000000000000000000000000000000000000000'…, found 'y'"},
	} {
		got := outline.Difference(model.Finding{Expected: c.expected, Actual: c.actual, Difference: c.difference})
		require.Equal(t, c.want, got, c.name)
	}
}
