package outline

import (
	"fmt"
	"slices"
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

// Reproduce is the command that runs one scenario again, for a POSIX shell.
func Reproduce(run *model.Run, scenario string) string {
	args := []string{"tkw"}
	switch {
	case run.Mirror:
		args = append(args, "demo")
	case run.Role == model.RoleClient:
		args = append(args, "run", "--role", "client")
		if run.Listen != "" {
			args = append(args, "--listen", run.Listen)
		}
	default:
		args = append(args, "run", "--role", "provider")
		if run.Endpoint != "" {
			args = append(args, "--endpoint", run.Endpoint)
		}
	}
	sources := make([]string, 0, len(run.Packs))
	for _, p := range run.Packs {
		if p.Source != "" && p.Source != "built in" && !slices.Contains(sources, p.Source) {
			sources = append(sources, p.Source)
		}
	}
	slices.Sort(sources)
	for _, s := range sources {
		args = append(args, "--pack", s)
	}
	args = append(args, "--scenario", scenario)
	for i, a := range args {
		args[i] = quote(a)
	}
	return strings.Join(args, " ")
}

// plain are the characters that no shell gives a meaning to.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=+@%"

func quote(arg string) string {
	if arg != "" && onlyPlain(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

func onlyPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(plain, r) })
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
