package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// KnownFailure is the word for a failed scenario on the list of known failures.
const KnownFailure = "known failure"

// NoRequirement stands where the requirements of a finding are shown and there are none.
const NoRequirement = "no published requirement"

// Standing is how a scenario counts in reports: its status, with known failures and
// the kinds of skipped ones apart. It may be a CSS class.
type Standing string

// The standings. Skipped is for those of run folders of format 1, which say no kind.
const (
	Passed       Standing = "passed"
	Failed       Standing = "failed"
	Errored      Standing = "errored"
	NotExercised Standing = "not-exercised"
	Pending      Standing = "pending"
	Known        Standing = "known"
	DoesNotApply Standing = "does-not-apply"
	Deselected   Standing = "deselected"
	Skipped      Standing = "skipped"
)

// Standings lists every standing in the order of reports.
func Standings() []Standing {
	return []Standing{Passed, Failed, Errored, NotExercised, Pending, Known, DoesNotApply, Deselected, Skipped}
}

// StandingOf tells how a scenario counts. A status that nobody knows is one of a
// scenario that could not be judged.
func StandingOf(r model.ScenarioResult) Standing {
	switch r.Status {
	case model.Passed:
		return Passed
	case model.Failed:
		if r.KnownFailure != "" {
			return Known
		}
		return Failed
	case model.Pending:
		return Pending
	case model.Skipped:
		switch r.SkipKind {
		case model.SkipDoesNotApply:
			return DoesNotApply
		case model.SkipNotExercised:
			return NotExercised
		case model.SkipDeselected:
			return Deselected
		}
		return Skipped
	case model.Errored:
	}
	return Errored
}

// Word is the standing in words that do not call for knowledge of tkw.
func (s Standing) Word() string {
	switch s {
	case Errored:
		return "not judged"
	case NotExercised:
		return "not exercised"
	case Known:
		return KnownFailure
	case DoesNotApply:
		return "does not apply"
	case Passed, Failed, Pending, Deselected, Skipped:
	}
	return string(s)
}

// Word is the outcome of a scenario in words.
func Word(r model.ScenarioResult) string { return StandingOf(r).Word() }

// Counts counts scenarios by standing. Those that nearly no run has are left out when
// there are none: deselected and skipped.
func Counts(results []model.ScenarioResult) []Count {
	n := map[Standing]int{}
	for _, r := range results {
		n[StandingOf(r)]++
	}
	var out []Count
	for _, s := range Standings() {
		if n[s] > 0 || s != Deselected && s != Skipped {
			out = append(out, Count{s, n[s]})
		}
	}
	return out
}

// Count is how many scenarios have a standing.
type Count struct {
	Standing Standing
	N        int
}

// RequirementsWord is RequirementWord for n requirements, without what they need.
func RequirementsWord(r model.RequirementResult, n int) string {
	switch {
	case r.Known && n == 1:
		return KnownFailure
	case r.Known:
		return KnownFailure + "s"
	case n == 1:
	case r.Status == model.RequirementOtherEvidence:
		return "need other evidence"
	case r.Status == model.RequirementDoesNotApply:
		return "do not apply"
	}
	return requirementStatusWord(r.Status)
}

// requirementStatusWord is the status of a requirement in words.
func requirementStatusWord(s model.RequirementStatus) string {
	switch s {
	case model.RequirementNotShown:
		return "not shown"
	case model.RequirementNotExercised:
		return "not exercised"
	case model.RequirementOtherEvidence:
		return "needs other evidence"
	case model.RequirementDoesNotApply:
		return "does not apply"
	case model.RequirementWording:
		return "wording unknown"
	case model.RequirementFailed, model.RequirementPassed:
	}
	return string(s)
}

// RequirementWord is how a requirement fared, in words: the status, and what is known
// of a failure or wanted as evidence.
func RequirementWord(r model.RequirementResult) string {
	word := requirementStatusWord(r.Status)
	switch {
	case r.Status == model.RequirementFailed && r.Known:
		return word + ", known"
	case r.Status == model.RequirementOtherEvidence && EvidenceWord(r.Evidence) != "":
		return word + ": " + EvidenceWord(r.Evidence)
	}
	return word
}

// EvidenceWord names what else than messages shows a requirement.
func EvidenceWord(e model.Evidence) string {
	switch e {
	case model.EvidenceDocument:
		return "a document"
	case model.EvidenceScreen:
		return "the screen"
	case model.EvidenceAuditTrail:
		return "the audit trail"
	case model.EvidencePerson:
		return "a person"
	case model.EvidenceMessages:
	}
	return ""
}

// Shown says by how many scenarios a requirement is shown; empty when none that
// applies names it.
func Shown(r model.RequirementResult) string {
	if r.Shown.Of == 0 {
		return ""
	}
	return fmt.Sprintf("shown by %d of %s", r.Shown.Passed, count(r.Shown.Of, "scenario", "scenarios"))
}

// Requirements are the ids of the requirements of a finding, or the words that there
// are none. What tkw says of itself, and what is for information only, needs none.
func Requirements(f model.Finding) []string {
	if len(f.Requirements) == 0 && f.Severity != model.Info && f.Check != checkOwn {
		return []string{NoRequirement}
	}
	return f.Requirements
}

// Problems are the sentences of what keeps a run from a clean result.
func Problems(run *model.Run) []string {
	out := make([]string, len(run.Problems))
	for i, p := range run.Problems {
		out[i] = p.Sentence
	}
	return out
}

// Place is where a finding points: "response 12:5 /soap:Envelope". Unknown parts
// are left out.
func Place(f model.Finding) string {
	parts := make([]string, 0, 3)
	for _, p := range []string{f.Part, Position(f.Location), f.Location.XPath} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " ")
}

// Position is "line:column", "line", or empty when unknown.
func Position(l model.Location) string {
	switch {
	case l.Line <= 0:
		return ""
	case l.Column <= 0:
		return fmt.Sprint(l.Line)
	default:
		return fmt.Sprintf("%d:%d", l.Line, l.Column)
	}
}

// Titles maps requirement ids to their sentences.
func Titles(run *model.Run) map[string]string {
	out := make(map[string]string, len(run.Requirements))
	for _, r := range run.Requirements {
		out[r.ID] = r.Title
	}
	return out
}

// Exchanges maps exchange numbers to the exchanges.
func Exchanges(run *model.Run) map[int]model.Exchange {
	out := make(map[int]model.Exchange, len(run.Exchanges))
	for _, x := range run.Exchanges {
		out[x.Number] = x
	}
	return out
}
