package main

import (
	"fmt"
	"sync"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
)

// watcher writes the course of a run for people: a line a scenario.
type watcher struct {
	mu      sync.Mutex
	w       *visible.Writer
	quiet   bool
	verbose bool
	colour  bool
	known   livedata.Known // all other NHS numbers are masked
	total   int
	done    int
}

func (a *app) watcher(total int, known livedata.Known) *watcher {
	return &watcher{known: known, w: a.err, quiet: a.quiet, verbose: a.verbose, colour: a.colour, total: total}
}

// marks are the words of the statuses, of one width, and their terminal colours.
var marks = map[model.Status]struct {
	word   string
	colour visible.Colour
}{
	model.Passed: {"pass", visible.Green}, model.Failed: {"FAIL", visible.Red}, model.Errored: {"ERR ", visible.Magenta},
	model.Skipped: {"skip", visible.Yellow}, model.Pending: {"pend", visible.Yellow},
}

// Listening says where a client under test may call, and for what.
func (w *watcher) Listening(url string, await []scenario.Scenario) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.quiet {
		return
	}
	fmt.Fprintf(w.w, "listening at %s for %d scenarios; Ctrl-C ends the run\n", url, len(await))
}

// Finished writes the line of a scenario, and what is wrong with it.
func (w *watcher) Finished(r model.ScenarioResult) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done++
	r = w.known.Result(r)
	if w.quiet && r.Status != model.Failed && r.Status != model.Errored {
		return
	}
	m := marks[r.Status]
	line := fmt.Sprintf(" %*d/%d %s %s (%.0f ms)\n", len(fmt.Sprint(w.total)), w.done, w.total, r.ID, visible.Line(r.Title), r.DurationMS)
	if !w.colour {
		m.colour = visible.NoColour
	}
	w.w.Painted(m.colour, m.word, line)
	if r.Reason != "" && r.Status != model.Passed {
		fmt.Fprintf(w.w, "       %s\n", visible.Line(r.Reason))
	}
	for _, f := range r.Findings {
		if f.Consequence || f.Severity == model.Info || f.Severity == model.Warning && !w.verbose {
			continue
		}
		fmt.Fprintf(w.w, "       %s: %s [%s]%s\n", f.Severity, visible.Line(f.Message), f.Rule, place(f))
	}
}

func place(f model.Finding) string {
	if f.Location.Line == 0 {
		return ""
	}
	return fmt.Sprintf(" %s %d:%d", f.Part, f.Location.Line, f.Location.Column)
}

// Unsolicited tells of a request that no scenario awaited.
func (w *watcher) Unsolicited(x model.Exchange, findings []model.Finding) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.quiet {
		return
	}
	x, findings = w.known.Exchange(x), w.known.Findings(findings)
	service := ""
	if x.Service != "" {
		service = " (" + x.Service + ")"
	}
	fmt.Fprintf(w.w, "note: exchange %d%s was awaited by no scenario; it was answered with %s\n", x.Number, service, x.Outcome)
	if x.NotKept != nil {
		fmt.Fprintf(w.w, "       its messages are not kept, but their digests: %s\n", visible.Line(x.NotKept.Reason))
	}
	for _, f := range findings {
		if f.Severity == model.Error && !f.Consequence {
			fmt.Fprintf(w.w, "       %s: %s [%s]%s\n", f.Severity, visible.Line(f.Message), f.Rule, place(f))
		}
	}
}

// Note tells what is worth knowing.
func (w *watcher) Note(sentence string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.quiet {
		fmt.Fprintf(w.w, "note: %s\n", visible.Line(w.known.Text(sentence)))
	}
}

// Problem tells what keeps tkw from judging.
func (w *watcher) Problem(sentence string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Fprintf(w.w, "tkw: %s\n", visible.Line(w.known.Text(sentence)))
}
