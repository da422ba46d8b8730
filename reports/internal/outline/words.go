package outline

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// KnownFailure is the word for a failed scenario on the list of known failures.
const KnownFailure = "known failure"

// Word is the outcome of a scenario in words.
func Word(r model.ScenarioResult) string {
	if r.KnownFailure != "" && r.Status == model.Failed {
		return KnownFailure
	}
	return StatusWord(r.Status)
}

// StatusWord is a status in words that do not call for knowledge of tkw.
func StatusWord(s model.Status) string {
	switch s {
	case model.Errored:
		return "not judged"
	case model.NotRun:
		return "not run"
	case model.NotTestable:
		return "not testable"
	default:
		return string(s)
	}
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
