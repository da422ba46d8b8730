// Package outline is the reading of a finished run that every report shares: the
// verdict in words, what has to be fixed, and how to try a scenario again. All
// functions are pure; equal runs give equal answers.
package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// Tone says how a verdict should look.
type Tone string

// The tones. Open means that nothing objects but no clean result was reached.
const (
	Good Tone = "good"
	Bad  Tone = "bad"
	Open Tone = "open"
)

// Verdict is the outcome of a run in words for people who know no protocol.
type Verdict struct {
	Tone Tone
	// Word is the verdict in two or three words, without a full stop.
	Word string
	// Sentence names the system and the figures.
	Sentence string
	// Caveats limit what the verdict may be used for; one sentence each.
	Caveats []string
}

// Judge words the verdict of a run, which is that of verdict.Conclude: the tone is Good
// exactly when the run conforms with nothing to add, which is to say that it is not
// partial, has no known failures, and something passed.
func Judge(run *model.Run) Verdict {
	v := judge(run)
	v.Caveats = caveats(run)
	return v
}

// figures are the numbers that sentences name.
type figures struct {
	model.Summary
	// applies counts the scenarios that apply and were selected.
	applies int
	// unsolicited, list, own and other count the problems of the run by kind.
	unsolicited, list, own, other int
}

func figuresOf(run *model.Run) figures {
	f := figures{Summary: model.Summarise(run.Scenarios)}
	f.applies = f.Total
	for _, r := range run.Scenarios {
		switch {
		case r.Status == model.Skipped && (r.SkipKind == model.SkipDoesNotApply || r.SkipKind == model.SkipDeselected):
			f.applies--
		case r.Status == model.Errored && r.ErrorKind == model.ErrorOwnFailure:
			f.own++
		}
	}
	for _, p := range run.Problems {
		switch p.Kind {
		case model.ProblemUnsolicited:
			f.unsolicited++
		case model.ProblemKnownFailures:
			f.list++
		case model.ProblemOwnFailure:
			f.own++
		default:
			f.other++
		}
	}
	return f
}

// scenarios names the number of scenarios that apply.
func (f figures) scenarios() string {
	switch f.applies {
	case f.Total:
		return count(f.applies, "scenario", "scenarios")
	case 1:
		return "1 scenario that applies"
	}
	return fmt.Sprintf("%d scenarios that apply", f.applies)
}

// all names all scenarios that apply, when each passed.
func (f figures) all() string {
	if f.applies == 1 {
		return "the one scenario that applies"
	}
	return "all " + f.scenarios()
}

// known is the sentence that known failures add.
func (f figures) known() string {
	if f.KnownFailures == 0 {
		return ""
	}
	return fmt.Sprintf(" Not counted in that: %s, accepted for now.", count(f.KnownFailures, "known failure", "known failures"))
}

func judge(run *model.Run) Verdict {
	f, name := figuresOf(run), System(run)
	outcome := verdict.Conclude(run, verdict.FailOn{}).Outcome
	if outcome >= verdict.Fails && f.Failed+f.unsolicited > 0 {
		return doesNotConform(f, name)
	}
	switch outcome {
	case verdict.Conforms:
		return conforms(run, f, name)
	case verdict.Incomplete:
		return incomplete(f, name)
	case verdict.Fails:
		return Verdict{Bad, "The list of known failures is wrong", fmt.Sprintf("No clean result for %s: no other scenario failed, but the list of known failures has %s; correct it and make the reports again.",
			lowerThe(name), count(f.list, "problem", "problems")), nil}
	case verdict.NotJudged:
		return notJudged(run, f, name)
	case verdict.OwnFailure:
		return Verdict{Open, "tkw failed", fmt.Sprintf("No verdict on %s: tkw itself failed in %s. %d of %s passed and none failed.%s",
			lowerThe(name), count(f.own, "place", "places"), f.Passed, f.scenarios(), f.known()), nil}
	case verdict.Interrupted:
		return Verdict{Open, "Interrupted", fmt.Sprintf("No verdict on %s yet: the run was interrupted. %d of %s passed and none failed.%s",
			lowerThe(name), f.Passed, f.scenarios(), f.known()), nil}
	}
	return Verdict{Open, "No verdict", "Nothing can be said of " + lowerThe(name) + ".", nil}
}

// doesNotConform is the verdict whatever else went wrong: what failed has failed.
func doesNotConform(f figures, name string) Verdict {
	var faults []string
	switch {
	case f.Failed > 0 && f.Errored > 0:
		faults = append(faults, fmt.Sprintf("%d of %s failed and %d could not be judged", f.Failed, f.scenarios(), f.Errored))
	case f.Failed > 0:
		faults = append(faults, fmt.Sprintf("%d of %s failed", f.Failed, f.scenarios()))
	default:
		faults = append(faults, "no scenario failed")
	}
	if f.unsolicited > 0 {
		faults = append(faults, fmt.Sprintf("%s that no scenario awaited broke rules", count(f.unsolicited, "request", "requests")))
	}
	link := ", and "
	if f.Failed == 0 {
		link = ", but "
	}
	return Verdict{Bad, "Does not conform", fmt.Sprintf("%s does not conform: %s.%s", name, strings.Join(faults, link), f.known()), nil}
}

func notJudged(run *model.Run, f figures, name string) Verdict {
	name = lowerThe(name)
	switch {
	case f.Total == 0:
		return Verdict{Open, "Nothing was tested", "The run has no scenarios, so nothing can be said of " + name + ".", nil}
	case f.applies == 0 && run.Complete:
		return Verdict{Open, "Nothing was tested", fmt.Sprintf("None of the scenarios that were selected applies to %s, so nothing can be said of it.", name), nil}
	case f.Errored > 0:
		return Verdict{Open, "Not fully judged", fmt.Sprintf("No verdict on %s yet: nothing failed, but %d of %s could not be judged.%s", name, f.Errored, f.scenarios(), f.known()), nil}
	case !run.Complete:
		return Verdict{Open, "Unfinished", fmt.Sprintf("No verdict on %s yet: the run ended early. %d of %s passed and none failed.%s", name, f.Passed, f.scenarios(), f.known()), nil}
	}
	return Verdict{Open, "Not fully judged", fmt.Sprintf("No verdict on %s yet: no scenario failed, but %s kept tkw from judging.%s",
		name, count(f.other, "problem", "problems"), f.known()), nil}
}

// incomplete is the verdict when nothing objects, but something is missing.
func incomplete(f figures, name string) Verdict {
	name = lowerThe(name)
	answers := count(f.Pending, "scenario waits", "scenarios wait") + " for a person's answer"
	if f.NotExercised == 0 {
		return Verdict{Open, "Awaits answers", fmt.Sprintf("No verdict on %s yet: nothing failed, but %s.%s", name, answers, f.known()), nil}
	}
	was := "were"
	if f.NotExercised == 1 {
		was = "was"
	}
	missing := fmt.Sprintf("%d of %s %s not exercised", f.NotExercised, f.scenarios(), was)
	if f.Pending > 0 {
		missing += ", and " + answers
	}
	return Verdict{Open, "Not all exercised", fmt.Sprintf("No verdict on %s yet: nothing failed, but %s.%s", name, missing, f.known()), nil}
}

// conforms is the verdict when nothing objects and nothing that applies is missing.
func conforms(run *model.Run, f figures, name string) Verdict {
	passed := f.all() + " passed"
	if f.KnownFailures > 0 {
		is := "failures are"
		if f.KnownFailures == 1 {
			is = "failure is"
		}
		passed = fmt.Sprintf("%d of %s passed, and %d %s known and accepted for now", f.Passed, f.scenarios(), f.KnownFailures, is)
	}
	switch {
	case f.Passed == 0:
		return Verdict{Open, "Nothing but known failures", fmt.Sprintf("Nothing shows that %s conforms: %s.", lowerThe(name), passed), nil}
	case run.Partial:
		return Verdict{Open, "Conforms in the part that was run", fmt.Sprintf("%s conforms in the part that was run: %s.", name, passed), nil}
	case f.KnownFailures > 0:
		return Verdict{Open, "Conforms but for known failures", fmt.Sprintf("%s conforms apart from known failures: %s.", name, passed), nil}
	}
	return Verdict{Good, "Conforms", fmt.Sprintf("%s conforms: %s.", name, passed), nil}
}

// Format1 limits every report of a run folder of format 1.
const Format1 = "This run folder is of format 1: a failed scenario counts against each of its requirements, as was understood then."

func caveats(run *model.Run) []string {
	var out []string
	if run.Mirror {
		out = append(out, "tkw played both sides of this run; it says nothing of any other system.")
	}
	if j := run.Rejudged; j != nil {
		out = append(out, fmt.Sprintf("This is a new judgement, of %s, on the exchanges of run %s of %s; nothing was played for it.",
			run.StartedAt.UTC().Format("2 January 2006"), j.ID, j.StartedAt.UTC().Format("2 January 2006")))
	}
	if run.Partial {
		text := "This was a partial run; it says nothing of what was left out."
		if run.Selection != "" {
			text = "This was a partial run (" + run.Selection + "); it says nothing of what was left out."
		}
		out = append(out, text)
	}
	if run.Format == 1 {
		out = append(out, Format1)
	}
	switch {
	case run.Interrupted:
		out = append(out, "The run was interrupted; scenarios that had not begun are listed as not exercised.")
	case !run.Complete:
		out = append(out, "The run did not reach its end.")
	}
	if run.Options["allow-live-data"] != "" {
		out = append(out, "The run was allowed to send NHS numbers that are of no test set (--allow-live-data).")
	}
	switch gap := model.EvidenceGap(run); {
	case run.Redacted != "":
		out = append(out, "This is a redacted copy: patient values were replaced. The evidence is the original, whose journal has the SHA-256 "+run.Redacted+".")
	case gap != "" && !run.Mirror: // of a mirror it was said
		out = append(out, "Not usable as assurance evidence: "+gap+".")
	}
	return append(out, run.Notes...)
}

// System names the system under test, as far as it is known. The name may begin
// a sentence.
func System(run *model.Run) string {
	name := strings.TrimSpace(run.SUT.Product + " " + run.SUT.Version)
	switch {
	case run.SUT.Product == "":
		return "The " + string(run.Role) + " under test"
	case run.SUT.Supplier == "" || run.Mirror:
		return name
	default:
		return name + " (" + run.SUT.Supplier + ")"
	}
}

// lowerThe makes a name from System fit the middle of a sentence.
func lowerThe(name string) string {
	if rest, ok := strings.CutPrefix(name, "The "); ok && strings.HasSuffix(name, " under test") {
		return "the " + rest
	}
	return name
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Series joins words as English does: "a", "a and b", "a, b and c".
func Series(words []string, conjunction string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + conjunction + " " + words[n-1]
	}
}
