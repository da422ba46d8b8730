package verdict

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/model"
)

// Outcome is how a run ends. A greater one is worse.
type Outcome int

// The outcomes, from the best to the worst.
const (
	// Conforms: all that was selected and applies ran, and nothing objects.
	Conforms Outcome = iota
	// Incomplete: nothing objects, but something that applies did not run, or awaits
	// an attestation.
	Incomplete
	// Fails: a scenario failed, a list of known failures is wrong, a request that no
	// scenario awaited breaks a rule, or what was asked to count as a failure occurred.
	Fails
	// NotJudged: something could not be judged, or the run ended early.
	NotJudged
	// OwnFailure: a check of tkw crashed or did not report.
	OwnFailure
	// Interrupted: the run was stopped before its end.
	Interrupted
)

// FailOn says what counts as a failure beside findings of error grade.
type FailOn struct {
	// Warning: a finding of warning grade, in whatever exchange.
	Warning bool
	// Skipped: a scenario that applies and was selected, but was not exercised.
	Skipped bool
}

// Conclusion is the outcome of a run and what brought it about.
type Conclusion struct {
	Outcome Outcome
	// Reasons are sentences, the worst outcome first; empty when the run conforms.
	Reasons []string
}

// Conclude decides on a run from what its folder holds, and from nothing else: a run
// that was resumed concludes like one that was played in one go. Known failures must
// have been applied before.
func Conclude(run *model.Run, on FailOn) Conclusion {
	c := counts(run)
	var out Conclusion
	note := func(o Outcome, format string, args ...any) {
		out.Outcome = max(out.Outcome, o)
		out.Reasons = append(out.Reasons, fmt.Sprintf(format, args...))
	}
	if run.Interrupted {
		note(Interrupted, "the run was interrupted")
	}
	if c.ownFailures > 0 {
		note(OwnFailure, "tkw itself failed in %s", times(c.ownFailures))
	}
	if c.notJudged > 0 {
		note(NotJudged, "%s could not be judged", scenarios(c.notJudged))
	}
	if c.apply == 0 {
		note(NotJudged, "nothing was tested: no scenario applies")
	}
	if !run.Complete && !run.Interrupted {
		note(NotJudged, "the run ended early")
	}
	if c.otherProblems > 0 {
		note(NotJudged, "%s kept tkw from judging", problems(c.otherProblems))
	}
	if c.failed > 0 {
		note(Fails, "%s failed", scenarios(c.failed))
	}
	if c.unsolicited > 0 {
		note(Fails, "%s that no scenario awaited broke rules", requests(c.unsolicited))
	}
	if c.list > 0 {
		note(Fails, "the list of known failures has %s", problems(c.list))
	}
	if on.Warning && c.warnings > 0 {
		note(Fails, "there are warnings (--fail-on warning)")
	}
	if on.Skipped && c.notExercised > 0 {
		note(Fails, "%s not exercised (--fail-on skipped)", was(c.notExercised))
	}
	if c.notExercised > 0 {
		note(Incomplete, "%s not exercised", was(c.notExercised))
	}
	if c.pending > 0 {
		note(Incomplete, "%s an attestation", awaits(c.pending))
	}
	return out
}

type tallies struct {
	failed, notJudged, ownFailures, notExercised, pending int
	unsolicited, list, otherProblems, warnings            int
	apply                                                 int // all but what does not apply or was left out
}

func counts(run *model.Run) tallies {
	var c tallies
	for _, s := range run.Scenarios {
		c.scenario(s)
		c.warnings += warnings(s.Findings)
	}
	for _, p := range run.Problems {
		switch p.Kind {
		case model.ProblemUnsolicited:
			c.unsolicited++
		case model.ProblemKnownFailures:
			c.list++
		case model.ProblemOwnFailure:
			c.ownFailures++
		default:
			c.otherProblems++
		}
	}
	for _, u := range run.Unsolicited {
		c.warnings += warnings(u.Findings)
	}
	return c
}

// scenario counts one scenario. A status that nobody knows could not be judged, and one
// that was skipped without a kind was not exercised.
func (c *tallies) scenario(s model.ScenarioResult) {
	if s.Status == model.Skipped && (s.SkipKind == model.SkipDoesNotApply || s.SkipKind == model.SkipDeselected) {
		return
	}
	c.apply++
	switch {
	case s.Status == model.Passed, s.Status == model.Failed && s.KnownFailure != "":
	case s.Status == model.Failed:
		c.failed++
	case s.Status == model.Pending:
		c.pending++
	case s.Status == model.Skipped:
		c.notExercised++
	case s.ErrorKind == model.ErrorOwnFailure:
		c.ownFailures++
	default:
		c.notJudged++
	}
}

func warnings(findings []model.Finding) int {
	n := 0
	for _, f := range findings {
		if f.Severity == model.Warning {
			n++
		}
	}
	return n
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func scenarios(n int) string { return plural(n, "scenario", "scenarios") }
func requests(n int) string  { return plural(n, "request", "requests") }
func problems(n int) string  { return plural(n, "problem", "problems") }
func times(n int) string     { return plural(n, "place", "places") }
func was(n int) string       { return plural(n, "scenario that applies was", "scenarios that apply were") }
func awaits(n int) string    { return plural(n, "scenario awaits", "scenarios await") }
