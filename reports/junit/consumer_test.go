package junit_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	gojunit "github.com/joshdk/go-junit"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// read is what a reader of junit.xml should know of one scenario.
type read struct {
	Name, Class, Status, Message, Type string
	Duration                           time.Duration
	Requirements, Files                string
	// Says counts the sentences of the scenario that are in the text.
	Says int
}

// wanted is the same, made from the run. Control characters and what is no UTF-8
// cannot be in XML, and are compared as the encoder leaves them.
func wanted(run *model.Run) []read {
	exchanges := outline.Exchanges(run)
	var out []read
	for _, r := range outline.Sorted(run.Scenarios) {
		w := read{
			Name: strings.TrimSpace(r.ID + " " + r.Title), Class: outline.Label(r.Domain, r.Service),
			Duration: time.Duration(r.DurationMS*1000+500) / 1000 * time.Millisecond, Status: "skipped", Requirements: strings.Join(r.Requirements, " "),
		}
		for _, n := range r.Exchanges {
			w.Files = strings.TrimSpace(w.Files + " " + strings.TrimSpace(exchanges[n].RequestFile+" "+exchanges[n].ResponseFile))
		}
		switch {
		case r.Status == model.Passed:
			w.Status = "passed"
		case outline.StandingOf(r) == outline.Errored:
			w.Status, w.Type, w.Message = "error", "TKW-NOT-JUDGED", cmp.Or(r.Reason, "tkw could not judge this scenario")
		case outline.Blocked(r):
			root := outline.Roots(r)[0]
			w.Status, w.Type, w.Message = "failed", root.Rule, root.Message
		case r.Status == model.Failed:
			w.Message = "known failure: " + r.KnownFailure
		default:
			w.Message = cmp.Or(r.Reason, outline.Word(r))
		}
		if w.Status == "failed" || w.Status == "error" {
			w.Says = len(sentences(r))
		}
		out = append(out, w)
	}
	return out
}

// sentences are what the text of a case must hold.
func sentences(r model.ScenarioResult) []string {
	out := []string{r.Purpose, r.Expected, r.Reason}
	for _, f := range r.Findings {
		out = append(out, f.Message)
		if !f.Consequence {
			out = append(out, f.Rule, f.Expected, f.Actual, f.Help, f.Location.XPath)
			out = append(out, f.Requirements...)
		}
	}
	return out
}

// TestGoJUnitReadsItWithoutLoss measures what arrives in github.com/joshdk/go-junit.
func TestGoJUnitReadsItWithoutLoss(t *testing.T) {
	t.Parallel()
	for name, run := range runs() {
		if name == "hostile" || name == "empty" || name == "outcome: nothing was run" {
			continue // below
		}
		suites, err := gojunit.Ingest(render(t, run))
		require.NoError(t, err, name)
		scenarios := map[string]model.ScenarioResult{}
		for _, r := range run.Scenarios {
			scenarios[r.ID] = r
		}
		var got []read
		for _, s := range suites {
			require.Equal(t, string(run.Role), s.Properties["role"])
			require.Equal(t, run.ID, s.Properties["run"])
			if s.Name == "tkw" {
				require.Len(t, s.Tests, len(outline.Events(run)))
				continue
			}
			files := map[string]string{}
			for line := range strings.Lines(s.SystemOut) {
				id, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
				files[id] = list
			}
			for _, x := range s.Tests {
				id, _, _ := strings.Cut(x.Name, " ")
				r := read{
					Name: x.Name, Class: x.Classname, Status: string(x.Status), Message: x.Message, Duration: x.Duration,
					Requirements: s.Properties["requirements "+id], Files: files[id],
				}
				if x.Error != nil {
					var e gojunit.Error
					require.ErrorAs(t, x.Error, &e)
					r.Type = e.Type
					for _, sentence := range sentences(scenarios[id]) {
						if strings.Contains(e.Body, sentence) {
							r.Says++
						}
					}
				}
				got = append(got, r)
			}
		}
		require.Empty(t, gocmp.Diff(wanted(run), got), name)
	}
}

// TestGoJUnitReadsWhatIsHostile checks that counts and statuses survive the worst.
func TestGoJUnitReadsWhatIsHostile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"hostile", "empty"} {
		run := runs()[name]
		suites, err := gojunit.Ingest(render(t, run))
		require.NoError(t, err, name)
		total := gojunit.Totals{}
		for _, s := range suites {
			total.Tests, total.Passed, total.Failed = total.Tests+s.Totals.Tests, total.Passed+s.Totals.Passed, total.Failed+s.Totals.Failed
			total.Error, total.Skipped = total.Error+s.Totals.Error, total.Skipped+s.Totals.Skipped
		}
		s := model.Summarise(run.Scenarios)
		want := gojunit.Totals{Tests: s.Total, Passed: s.Passed, Failed: s.Failed, Error: s.Errored, Skipped: s.Skipped + s.Pending + s.KnownFailures}
		for _, e := range outline.Events(run) {
			want.Tests++
			switch e.Standing {
			case outline.Passed:
				want.Passed++
			case outline.Failed:
				want.Failed++
			default:
				want.Error++
			}
		}
		require.Equal(t, want, total, name)
	}
}
