package pack

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// broken is a finding of error grade.
func broken(rule string) model.Finding {
	return model.Finding{Check: "rules", Rule: rule, Severity: model.Error, Part: "response", Exchange: 1}
}

func at(f model.Finding, check, xpath string) model.Finding {
	f.Check, f.Location.XPath = check, xpath
	return f
}

func consequence(f model.Finding) model.Finding {
	f.Consequence = true
	return f
}

func warning(f model.Finding) model.Finding {
	f.Severity = model.Warning
	return f
}

func failedBy(id string, findings ...model.Finding) model.ScenarioResult {
	return model.ScenarioResult{ID: id, Status: model.Failed, Findings: findings}
}

func ended(id string, status model.Status, findings ...model.Finding) model.ScenarioResult {
	return model.ScenarioResult{ID: id, Status: status, Findings: findings}
}

// wholeRun is a run that left nothing out.
func wholeRun(results ...model.ScenarioResult) *model.Run {
	return &model.Run{Format: 2, Complete: true, Scenarios: results}
}

func partialRun(results ...model.ScenarioResult) *model.Run {
	r := wholeRun(results...)
	r.Partial = true
	return r
}

// during is a time at which the entries of listed count, and over one at which they do not.
var (
	during = time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
	over   = time.Date(2031, 3, 5, 0, 0, 0, 0, time.UTC)
)

func listed(rule, scenario string) KnownFailure {
	return KnownFailure{
		Rule: rule, Scenario: scenario, Reason: "agreed", Owner: "me", Expires: time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC),
		Place: yamlfile.Place{File: "k.yaml", Line: 2, Column: 5},
	}
}

// marks writes what came of a run: each scenario and request with its findings, those
// that are excused in brackets, a scenario that is excused with an asterisk.
func marks(r *model.Run) []string {
	out := []string{}
	one := func(name string, findings []model.Finding) {
		for _, f := range findings {
			word := f.Rule
			if f.KnownFailure != "" {
				word = "(" + word + ")"
			}
			if f.Consequence {
				word += "<"
			}
			name += " " + word
		}
		out = append(out, name)
	}
	for _, s := range r.Scenarios {
		name := s.ID
		if s.KnownFailure != "" {
			name += "*"
		}
		one(name, s.Findings)
	}
	for _, u := range r.Unsolicited {
		one(fmt.Sprintf("exchange %d", u.Exchange), u.Findings)
	}
	return out
}

func TestWhatAListExcuses(t *testing.T) {
	t.Parallel()
	unsolicited := func(findings ...model.Finding) *model.Run {
		r := wholeRun(failedBy("A", broken("X")))
		r.Unsolicited = []model.Unsolicited{{Exchange: 7, Findings: findings}}
		return r
	}
	never := wholeRun(failedBy("A", broken("X"), broken("Y")), failedBy("B", broken("OLD-1")))
	never.NeverExcuse = []string{"Y", "R-1"}
	element := at(broken("XSD-1"), "schema", "/a/b")
	for _, c := range []struct {
		name string
		list []KnownFailure
		run  *model.Run
		at   time.Time
		want []string
	}{
		{"without a list nothing is", nil, wholeRun(failedBy("A", broken("X"))), during, []string{"A X"}},
		{"a rule, in every scenario", []KnownFailure{listed("X", "")}, wholeRun(failedBy("A", broken("X")), failedBy("B", broken("X"), broken("X"))), during, []string{"A* (X)", "B* (X) (X)"}},
		{"one of two rules does not excuse the other", []KnownFailure{listed("X", "")}, wholeRun(failedBy("A", broken("X"), broken("Y"))), during, []string{"A (X) Y"}},
		{"both of two rules", []KnownFailure{listed("X", ""), listed("Y", "")}, wholeRun(failedBy("A", broken("X"), broken("Y"))), during, []string{"A* (X) (Y)"}},
		{"rules by pattern", []KnownFailure{listed("X-*", "")}, wholeRun(failedBy("A", broken("X-1"), broken("X-2")), failedBy("B", broken("X-1"), broken("Y-1"))), during, []string{"A* (X-1) (X-2)", "B (X-1) Y-1"}},
		{"a rule in some scenarios", []KnownFailure{listed("X", "A-*")}, wholeRun(failedBy("A-1", broken("X")), failedBy("B", broken("X"))), during, []string{"A-1* (X)", "B X"}},
		{"an expectation", []KnownFailure{listed("EXPECT-RESPONSE-CODE", "A")}, wholeRun(failedBy("A", broken("EXPECT-RESPONSE-CODE"))), during, []string{"A* (EXPECT-RESPONSE-CODE)"}},
		{"a warning is nobody's failure", []KnownFailure{listed("X", ""), listed("Y", "")}, wholeRun(failedBy("A", broken("X"), warning(broken("Y")))), during, []string{"A* (X) Y"}},
		{"a scenario that failed without a finding is not", []KnownFailure{listed("*", "")}, wholeRun(failedBy("A"), failedBy("B", warning(broken("X")))), during, []string{"A", "B X"}},
		{"one that could not be judged is not, though its findings are listed", []KnownFailure{listed("X", "")}, wholeRun(ended("A", model.Errored, broken("X"))), during, []string{"A (X)"}},
		{"an expired entry excuses nothing", []KnownFailure{listed("X", "")}, wholeRun(failedBy("A", broken("X"))), over, []string{"A X"}},
		{"a rule that is never excused", []KnownFailure{listed("*", "")}, never, during, []string{"A (X) Y", "B OLD-1"}},
		{"a rule by its new id", []KnownFailure{listed("R-1", "")}, wholeRun(failedBy("A", broken("OLD-1"))), during, []string{"A* (OLD-1)"}},
		{"a pattern on its old id", []KnownFailure{listed("OLD-*", "")}, wholeRun(failedBy("A", broken("OLD-1"))), during, []string{"A* (OLD-1)"}},
		{"a request that no scenario awaited", []KnownFailure{listed("X", "")}, unsolicited(broken("X"), warning(broken("X"))), during, []string{"A* (X)", "exchange 7 (X) X"}},
		{"such a request is of no scenario", []KnownFailure{listed("X", "*")}, unsolicited(broken("X")), during, []string{"A* (X)", "exchange 7 X"}},
		{"what follows from a listed error needs its own entry, and is no longer folded under it", []KnownFailure{listed("XSD-1", "")},
			wholeRun(failedBy("A", element, consequence(at(broken("X"), "rules", "/a/b/c")))), during, []string{"A (XSD-1) X"}},
		{"with its own entry it stays folded", []KnownFailure{listed("XSD-1", ""), listed("X", "")},
			wholeRun(failedBy("A", element, consequence(at(broken("X"), "rules", "/a/b/c")))), during, []string{"A* (XSD-1) (X)<"}},
		{"it stays folded under an error that counts", []KnownFailure{listed("XSD-1", "")},
			wholeRun(failedBy("A", element, at(broken("XSD-2"), "schema", "/a"), consequence(at(broken("X"), "rules", "/a/b/c")))), during, []string{"A (XSD-1) XSD-2 X<"}},
		{"an excused error elsewhere unfolds nothing", []KnownFailure{listed("XSD-1", "")},
			wholeRun(failedBy("A", element, consequence(at(broken("X"), "rules", "/a/c")))), during, []string{"A (XSD-1) X<"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ApplyKnownFailures(c.list, c.run, renamed, c.at)
			require.Empty(t, cmp.Diff(c.want, marks(c.run)))
		})
	}
}

func TestWhyAScenarioIsExcused(t *testing.T) {
	t.Parallel()
	other := listed("Y", "")
	other.Reason = "later"
	original := []model.Finding{broken("X"), broken("Y"), broken("X")}
	run := wholeRun(failedBy("A", original...))
	ApplyKnownFailures([]KnownFailure{listed("X", ""), other, listed("*", "")}, run, nil, during)
	require.Equal(t, "agreed (owner me, until 2031-03-04); later (owner me, until 2031-03-04)", run.Scenarios[0].KnownFailure)
	require.Equal(t, "agreed (owner me, until 2031-03-04)", run.Scenarios[0].Findings[0].KnownFailure)
	require.Equal(t, "later (owner me, until 2031-03-04)", run.Scenarios[0].Findings[1].KnownFailure)
	require.Equal(t, model.Failed, run.Scenarios[0].Status, "the status stays")
	require.Empty(t, cmp.Diff([]model.Finding{broken("X"), broken("Y"), broken("X")}, original), "findings that others share are not changed")
}

func TestComplaintsOfAList(t *testing.T) {
	t.Parallel()
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		return at
	}
	const (
		expired  = `k.yaml:2:5: the known failure "X" expired on 2031-03-04; fix what it names, or agree on another day`
		gone     = `k.yaml:2:5: the known failure "X" did not occur; remove the entry`
		goneFrom = `k.yaml:2:5: the known failure "X" of "A*" did not occur; remove the entry`
		nowhere  = `k.yaml:2:5: the known failure "X" of "A*" matches no scenario of this run; correct or remove the entry`
		unsure   = "1 entry of the list of known failures did not occur in what was run; a whole run shows whether they are still needed."
		unsure2  = "2 entries of the list of known failures did not occur in what was run; a whole run shows whether they are still needed."
	)
	x, xOfA := listed("X", ""), listed("X", "A*")
	list := func(entries ...KnownFailure) []KnownFailure { return entries }
	words := func(w ...string) []string { return w }
	early := func(results ...model.ScenarioResult) *model.Run {
		r := wholeRun(results...)
		r.Complete = false
		return r
	}
	interrupted := func(results ...model.ScenarioResult) *model.Run {
		r := wholeRun(results...)
		r.Interrupted = true
		return r
	}
	unsolicited := wholeRun(ended("A", model.Passed))
	unsolicited.Unsolicited = []model.Unsolicited{{Exchange: 7, Findings: []model.Finding{broken("X")}}}
	for _, c := range []struct {
		name string
		list []KnownFailure
		run  *model.Run
		at   time.Time
		want Applied
	}{
		// The day
		{"in force, and it occurs", list(x), wholeRun(failedBy("A", broken("X"))), during, Applied{}},
		{"on its last day, at the last instant", list(x), wholeRun(failedBy("A", broken("X"))), day("2031-03-04T23:59:59.999999999Z"), Applied{}},
		{"the day after, at the first instant", list(x), wholeRun(failedBy("A", broken("X"))), day("2031-03-05T00:00:00Z"), Applied{Complaints: words(expired)}},
		{"the day is one of UTC: still", list(x), wholeRun(failedBy("A", broken("X"))), day("2031-03-05T00:30:00+01:00"), Applied{}},
		{"the day is one of UTC: over", list(x), wholeRun(failedBy("A", broken("X"))), day("2031-03-04T23:30:00-01:00"), Applied{Complaints: words(expired)}},
		{"expired and did not occur: one complaint is enough", list(x), wholeRun(ended("A", model.Passed)), over, Applied{Complaints: words(expired)}},
		{"expired, of a partial run", list(x), partialRun(ended("A", model.Passed)), over, Applied{Complaints: words(expired)}},

		// A whole run
		{"did not occur", list(x), wholeRun(ended("A", model.Passed)), during, Applied{Complaints: words(gone)}},
		{"did not occur, though another rule failed the scenario", list(x), wholeRun(failedBy("A", broken("Y"))), during, Applied{Complaints: words(gone)}},
		{"occurred as a warning only", list(x), wholeRun(failedBy("A", warning(broken("X")), broken("Y"))), during, Applied{Complaints: words(gone)}},
		{"occurred in one of several scenarios", list(x), wholeRun(ended("A", model.Passed), failedBy("B", broken("X"))), during, Applied{}},
		{"occurred in a scenario that could not be judged", list(x), wholeRun(ended("A", model.Errored, broken("X")), ended("B", model.Passed)), during, Applied{}},
		{"occurred in a request that no scenario awaited", list(x), unsolicited, during, Applied{}},
		{"occurred in other scenarios only", list(xOfA), wholeRun(ended("A", model.Passed), failedBy("B", broken("X"))), during, Applied{Complaints: words(goneFrom)}},
		{"matches no scenario", list(xOfA), wholeRun(failedBy("B", broken("X"))), during, Applied{Complaints: words(nowhere)}},
		{"none of its scenarios ran", list(xOfA), wholeRun(ended("A1", model.Errored), ended("A2", model.Skipped), ended("A3", model.Pending), ended("B", model.Passed)), during, Applied{Notes: words(unsure)}},
		{"each entry for itself", list(x, x), wholeRun(ended("A", model.Passed)), during, Applied{Complaints: words(gone, gone)}},

		// A partial run: its list is for what it runs
		{"partial: did not occur", list(x), partialRun(ended("A", model.Passed)), during, Applied{Complaints: words(gone)}},
		{"partial: matches no scenario that was selected", list(xOfA), partialRun(ended("B", model.Passed)), during, Applied{Complaints: words(nowhere)}},
		{"partial: a scenario that passed", list(xOfA), partialRun(ended("A", model.Passed)), during, Applied{Complaints: words(goneFrom)}},
		{"partial: passed in one, occurred in another", list(xOfA), partialRun(ended("A1", model.Passed), failedBy("A2", broken("X"))), during, Applied{}},
		{"partial: failed for another reason", list(xOfA), partialRun(failedBy("A", broken("Y"))), during, Applied{Complaints: words(goneFrom)}},
		{"ended early: two that are left alone", list(x, xOfA), early(ended("B", model.Passed)), during, Applied{Notes: words(unsure2)}},
		{"ended early: what had not occurred still may", list(x), early(ended("A", model.Passed)), during, Applied{Notes: words(unsure)}},
		{"interrupted: what had not occurred still may", list(x), interrupted(ended("A", model.Passed)), during, Applied{Notes: words(unsure)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, ApplyKnownFailures(c.list, c.run, nil, c.at)))
		})
	}
}

func TestListsWithoutRules(t *testing.T) {
	t.Parallel()
	then := func(r *model.Run) *model.Run {
		r.Format = 1
		return r
	}
	const note = "The list of known failures names scenarios without a rule: as such lists were meant when it was played, every failure of these scenarios is excused, whatever it is."
	rejudged := func(format int, r *model.Run) *model.Run {
		r.Rejudged = &model.Rejudged{Format: format}
		return r
	}
	noRule := Applied{Complaints: []string{`k.yaml:2:5: the known failure of "A" names no rule and excuses nothing; run without the list, then make a new one: tkw known-failures RUN`}}
	for _, c := range []struct {
		name string
		list []KnownFailure
		run  *model.Run
		at   time.Time
		want Applied
		mark []string
	}{
		{"format 1: every failure of the scenarios", []KnownFailure{listed("", "A*")}, then(wholeRun(failedBy("A1", broken("X"), broken("Y"), warning(broken("Z"))), failedBy("A2"), failedBy("B", broken("X")))), during,
			Applied{Notes: []string{note}}, []string{"A1* (X) (Y) Z", "A2*", "B X"}},
		{"format 1: one that could not be judged is not excused", []KnownFailure{listed("", "A")}, then(wholeRun(ended("A", model.Errored, broken("X")))), during,
			Applied{Notes: []string{note}}, []string{"A X"}},
		{"format 1: one of the pattern passed", []KnownFailure{listed("", "A*")}, then(partialRun(failedBy("A1", broken("X")), ended("A2", model.Passed))), during,
			Applied{Complaints: []string{"k.yaml:2:5: A2 is listed as a known failure but passed; remove the entry"}, Notes: []string{note}}, []string{"A1* (X)", "A2"}},
		{"format 1: matches nothing", []KnownFailure{listed("", "Z")}, then(partialRun(failedBy("A", broken("X")))), during,
			Applied{Complaints: []string{`k.yaml:2:5: the known failure of "Z" matches no scenario of this run; correct or remove the entry`}, Notes: []string{note}}, []string{"A X"}},
		{"format 1: expired", []KnownFailure{listed("", "A")}, then(wholeRun(failedBy("A", broken("X")))), over,
			Applied{Complaints: []string{`k.yaml:2:5: the known failure of "A" expired on 2031-03-04; fix what it names, or agree on another day`}, Notes: []string{note}}, []string{"A X"}},
		{"format 1: a list with rules goes by rules", []KnownFailure{listed("X", "")}, then(wholeRun(failedBy("A", broken("X")), failedBy("B", broken("X"), broken("Y")))), during,
			Applied{}, []string{"A* (X)", "B (X) Y"}},
		{"a new judgement of a folder of format 1", []KnownFailure{listed("", "A")}, rejudged(1, wholeRun(failedBy("A", broken("X")))), during,
			Applied{Notes: []string{note}}, []string{"A* (X)"}},
		{"a new judgement of a later folder", []KnownFailure{listed("", "A")}, rejudged(2, wholeRun(failedBy("A", broken("X")))), during, noRule, []string{"A X"}},
		{"later: it excuses nothing", []KnownFailure{listed("", "A")}, wholeRun(failedBy("A", broken("X"))), during, noRule, []string{"A X"}},
		{"later: not even a finding without an id", []KnownFailure{listed("", "A")}, wholeRun(failedBy("A", broken(""))), during, noRule, []string{"A "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, ApplyKnownFailures(c.list, c.run, nil, c.at)))
			require.Empty(t, cmp.Diff(c.mark, marks(c.run)))
		})
	}
}
