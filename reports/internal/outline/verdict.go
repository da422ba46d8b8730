// Package outline is the reading of a finished run that every report shares: the
// verdict in words, what has to be mended, and how to try a scenario again. All
// functions are pure; equal runs give equal answers.
package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Tone says how a verdict should look.
type Tone string

// The tones. Open means that nothing failed but no clean result was reached.
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

// Judge words the verdict of a run. It never calls a run conforming in which
// nothing passed, something failed, was not judged or was cut short, or a
// problem was noted.
func Judge(run *model.Run) Verdict {
	v := judge(run, model.Summarise(run.Scenarios))
	v.Caveats = caveats(run)
	return v
}

func judge(run *model.Run, s model.Summary) Verdict {
	name := System(run)
	known := ""
	if s.KnownFailures > 0 {
		known = fmt.Sprintf(" Not counted in that: %s, accepted for now.", count(s.KnownFailures, "known failure", "known failures"))
	}
	switch {
	case s.Failed > 0:
		return Verdict{Tone: Bad, Word: "Does not conform", Sentence: fmt.Sprintf("%s does not conform: %d of %s failed%s.%s",
			name, s.Failed, count(s.Total, "scenario", "scenarios"), unjudged(s), known)}
	case s.Total == 0:
		return Verdict{Tone: Open, Word: "Nothing was tested", Sentence: "The run has no scenarios, so nothing can be said of " + lowerThe(name) + "."}
	case s.Passed == 0 && s.KnownFailures == 0:
		return Verdict{Tone: Open, Word: "No verdict", Sentence: fmt.Sprintf("Nothing can be said of %s: of %s, none came to a result.",
			lowerThe(name), count(s.Total, "scenario", "scenarios"))}
	case s.Errored > 0:
		return Verdict{Tone: Open, Word: "Not fully judged", Sentence: fmt.Sprintf("No verdict on %s yet: nothing failed, but %d of %s could not be judged.%s",
			lowerThe(name), s.Errored, count(s.Total, "scenario", "scenarios"), known)}
	case !run.Complete:
		return Verdict{Tone: Open, Word: "Unfinished", Sentence: fmt.Sprintf("No verdict on %s yet: the run ended early. %d of %s passed and none failed.%s",
			lowerThe(name), s.Passed, count(s.Total, "scenario", "scenarios"), known)}
	case len(run.Problems) > 0:
		return Verdict{Tone: Open, Word: "Needs attention", Sentence: fmt.Sprintf("No clean result for %s: no scenario failed, but %s noted.",
			lowerThe(name), count(len(run.Problems), "problem was", "problems were"))}
	case s.Pending > 0:
		return Verdict{Tone: Open, Word: "Awaits answers", Sentence: fmt.Sprintf("No verdict on %s yet: nothing failed, but %s for a person's answer.%s",
			lowerThe(name), count(s.Pending, "scenario waits", "scenarios wait"), known)}
	case s.Skipped > 0:
		return Verdict{Tone: Open, Word: "Conforms in what ran", Sentence: fmt.Sprintf("%s conforms in everything that ran: %d of %s passed, and %d did not run.%s",
			name, s.Passed, count(s.Total, "scenario", "scenarios"), s.Skipped, known)}
	case s.KnownFailures > 0:
		return Verdict{Tone: Open, Word: "Conforms but for known failures", Sentence: fmt.Sprintf("%s conforms apart from known failures: %d of %s passed, and %s known and accepted for now.",
			name, s.Passed, count(s.Total, "scenario", "scenarios"), count(s.KnownFailures, "failure is", "failures are"))}
	default:
		return Verdict{Tone: Good, Word: "Conforms", Sentence: fmt.Sprintf("%s conforms: %s passed.", name, all(s.Passed))}
	}
}

func unjudged(s model.Summary) string {
	if s.Errored == 0 {
		return ""
	}
	return fmt.Sprintf(" and %d could not be judged", s.Errored)
}

func all(n int) string {
	if n == 1 {
		return "the one scenario that was run"
	}
	return fmt.Sprintf("all %d scenarios", n)
}

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
	switch {
	case run.Interrupted:
		out = append(out, "The run was interrupted; scenarios that had not begun are listed as skipped.")
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
	return out
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
