package pack

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
)

// Applied is what there is to say of a list of known failures once it was applied.
type Applied struct {
	// Complaints are sentences about entries that are no longer right; any of them
	// fails the run.
	Complaints []string
	// Notes are sentences for the readers of the run.
	Notes []string
}

// ApplyKnownFailures marks the findings of error grade that unexpired entries of the
// list name, and the failed scenarios that have no others. Nothing else is excused:
// not a scenario that could not be judged, not a rule that the run names as never to
// be excused, and not what follows from an excused finding, which may hide a fault of
// its own. at is when the list is compared with the calendar.
//
// An entry is complained of when it is expired, or when what it names did not occur in
// the scenarios that were run, be they all or a selection: a list is for the runs that it
// is given to. Of a run that did not come to its end, only an entry whose scenario pattern
// matches a scenario that passed is complained of: what the others name may come yet.
func ApplyKnownFailures(list []KnownFailure, run *model.Run, names RuleNames, at time.Time) Applied {
	a := application{list: list, run: run, names: names, at: at, occurred: make([]bool, len(list)), nowCalled: make([][]string, len(list)), never: map[string]bool{}}
	for _, id := range run.NeverExcuse {
		now, _ := names.of(id)
		a.never[now] = true
	}
	for i := range run.Scenarios {
		r := &run.Scenarios[i]
		r.Findings = a.mark(r.Findings, r.ID)
		if r.Status == model.Failed {
			r.KnownFailure = excuse(r.Findings)
		}
	}
	for i := range run.Unsolicited {
		u := &run.Unsolicited[i]
		u.Findings = a.mark(u.Findings, "")
	}
	var out Applied
	unsure := 0
	for i, k := range list {
		if k.ofAllFailures() {
			out.Complaints = append(out.Complaints, a.applyToScenarios(k)...)
			continue
		}
		complaint, sure := a.complaint(i)
		if complaint != "" {
			out.Complaints = append(out.Complaints, fmt.Sprintf("%s: %s", k.Place, complaint))
		}
		if !sure {
			unsure++
		}
	}
	for i, k := range list {
		if now := a.nowCalled[i]; len(now) > 0 {
			slices.Sort(now)
			out.Notes = append(out.Notes, fmt.Sprintf("%s of the list of known failures names an old id; what it excuses is now called %s: write that.", k, strings.Join(slices.Compact(now), ", ")))
		}
	}
	if run.Rejudged.FormatOr(run.Format) == 1 && slices.ContainsFunc(list, KnownFailure.ofAllFailures) {
		out.Notes = append(out.Notes, "The list of known failures names scenarios without a rule: as such lists were meant when it was played, every failure of these scenarios is excused, whatever it is.")
	}
	if unsure > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%s of the list of known failures did not occur in what was run; a whole run shows whether they are still needed.", entries(unsure)))
	}
	return out
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// application is a list that is being applied to a run.
type application struct {
	list     []KnownFailure
	run      *model.Run
	names    RuleNames
	at       time.Time
	never    map[string]bool
	occurred []bool // by entry
	// nowCalled are, by entry, the present ids of findings that it names by an old one.
	nowCalled [][]string
}

// isFor reports whether an entry with a rule is for a scenario; "" is a request that
// none awaited.
func (k KnownFailure) isFor(scenario string) bool {
	switch {
	case k.ofAllFailures():
		return false
	case k.Scenario == "":
		return true
	default:
		return scenario != "" && Match(k.Scenario, scenario)
	}
}

// mark returns the findings, those excused that an entry names; scenario is empty for
// a request that no scenario awaited. The given list is not changed.
func (a *application) mark(findings []model.Finding, scenario string) []model.Finding {
	out := slices.Clone(findings)
	for i := range out {
		f := &out[i]
		if !f.Objects() {
			continue
		}
		rule, _ := a.names.of(f.Rule)
		for n, k := range a.list {
			if !k.isFor(scenario) {
				continue
			}
			switch {
			case Match(k.Rule, rule), Match(k.Rule, f.Rule):
			case slices.ContainsFunc(f.Formerly, func(old string) bool { return Match(k.Rule, old) }):
				a.nowCalled[n] = append(a.nowCalled[n], rule)
			default:
				continue
			}
			a.occurred[n] = true
			if !k.expired(a.at) && !a.never[rule] && !f.NeverExcuse && f.KnownFailure == "" {
				f.KnownFailure = k.words()
			}
		}
	}
	for i := range out {
		f := &out[i]
		if f.Consequence && f.Objects() && f.KnownFailure == "" && explainedAway(out, *f) {
			f.Consequence = false
		}
	}
	return out
}

// explainedAway reports whether excused findings explain the consequence f, and no
// others do: reports then must not fold it under one that nobody need fix.
func explainedAway(findings []model.Finding, f model.Finding) bool {
	excused := false
	for _, outer := range findings {
		if outer.Consequence || !outer.Objects() || !outer.Explains(f) {
			continue
		}
		if outer.KnownFailure == "" {
			return false
		}
		excused = true
	}
	return excused
}

// excuse is why a scenario with these findings may fail; empty when it may not.
func excuse(findings []model.Finding) string {
	var why []string
	for _, f := range findings {
		if !f.Objects() {
			continue
		}
		if f.KnownFailure == "" {
			return ""
		}
		if !slices.Contains(why, f.KnownFailure) {
			why = append(why, f.KnownFailure)
		}
	}
	return strings.Join(why, "; ")
}

// complaint says what is wrong with the entry, and whether the run was enough to tell.
func (a *application) complaint(entry int) (complaint string, sure bool) {
	k := a.list[entry]
	if k.expired(a.at) {
		return fmt.Sprintf("%s expired on %s; fix what it names, or agree on another day", k, k.Expires.Format(time.DateOnly)), true
	}
	if a.occurred[entry] {
		return "", true
	}
	gone := fmt.Sprintf("%s did not occur; remove the entry", k)
	ended := a.run.Complete && !a.run.Interrupted
	matched, ran, passed := a.scenariosOf(k)
	switch {
	case ended && matched == 0:
		return fmt.Sprintf("%s matches no scenario of this run; correct or remove the entry", k), true
	case ended && ran > 0, k.Scenario != "" && passed > 0:
		return gone, true
	}
	return "", false
}

// scenariosOf counts the scenarios that an entry is for: all, those that came to a
// verdict, and those that passed.
func (a *application) scenariosOf(k KnownFailure) (matched, ran, passed int) {
	for _, r := range a.run.Scenarios {
		if k.Scenario != "" && !Match(k.Scenario, r.ID) {
			continue
		}
		matched++
		switch r.Status {
		case model.Passed:
			passed++
			ran++
		case model.Failed:
			ran++
		case model.Errored, model.Skipped, model.Pending:
		}
	}
	return matched, ran, passed
}

// applyToScenarios applies an entry without a rule as it was meant when run folders
// had format 1: every failure of its scenarios is excused. No other run takes it.
func (a *application) applyToScenarios(k KnownFailure) []string {
	if a.run.Rejudged.FormatOr(a.run.Format) != 1 {
		return []string{fmt.Sprintf("%s: %s names no rule and excuses nothing; run without the list, then make a new one: tkw known-failures RUN", k.Place, k)}
	}
	var complaints []string
	matched := false
	for i := range a.run.Scenarios {
		r := &a.run.Scenarios[i]
		if !Match(k.Scenario, r.ID) {
			continue
		}
		matched = true
		switch {
		case r.Status == model.Passed:
			complaints = append(complaints, fmt.Sprintf("%s: %s is listed as a known failure but passed; remove the entry", k.Place, r.ID))
		case r.Status == model.Failed && !k.expired(a.at):
			r.KnownFailure = k.words()
			for n := range r.Findings {
				if r.Findings[n].Objects() {
					r.Findings[n].KnownFailure = k.words()
				}
			}
		}
	}
	switch {
	case k.expired(a.at):
		complaints = append(complaints, fmt.Sprintf("%s: %s expired on %s; fix what it names, or agree on another day", k.Place, k, k.Expires.Format(time.DateOnly)))
	case !matched:
		complaints = append(complaints, fmt.Sprintf("%s: %s matches no scenario of this run; correct or remove the entry", k.Place, k))
	}
	return complaints
}
