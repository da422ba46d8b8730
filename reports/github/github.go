// Package github writes what the runners of GitHub Actions understand: workflow
// commands that become annotations, and a part of the step summary.
package github

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/place"
	"github.com/itk-assurance/tkw/reports/markdown"
)

// DefaultLimit is how many annotations are written. GitHub shows no more than ten
// errors of one step.
const DefaultLimit = 10

// Config says where the exchange files are, and how much is written.
type Config struct {
	// ReadExchange returns the content of an exchange file by the path that the
	// run names it with. Without it, or when it fails, annotations name no line.
	ReadExchange func(path string) ([]byte, error)
	// Folder is the run folder, relative to the workspace, with slashes.
	Folder string
	// Limit bounds the annotations; 0 means DefaultLimit.
	Limit int
}

// Annotate writes an error command for each scenario and each request that stops the
// pipeline, and for each problem of the run, up to the limit, then a notice that says
// how many more there are. A run that is only incomplete gets one warning; one that
// conforms, nothing. All text is escaped so that none of it can be taken for a command.
func Annotate(w io.Writer, run *model.Run, cfg Config) error {
	if cfg.Limit <= 0 {
		cfg.Limit = DefaultLimit
	}
	b := bufio.NewWriter(w)
	all := cfg.commands(run)
	for _, c := range all[:min(len(all), cfg.Limit)] {
		fmt.Fprintln(b, c)
	}
	if more := len(all) - cfg.Limit; more > 0 {
		fmt.Fprintf(b, "::notice title=tkw::%s\n", data(fmt.Sprintf("%d more failed or could not be judged; see report.html in %s", more, cfg.Folder)))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing annotations: %w", err)
	}
	return nil
}

// commands are what stops the pipeline: findings at their places, then what no
// scenario stands for.
func (cfg Config) commands(run *model.Run) []string {
	var out []string
	for _, a := range outline.Attentions(run) {
		out = append(out, "::error "+cfg.at(a)+"title="+property(strings.TrimSpace(a.Scenario.ID+" "+a.Scenario.Title))+"::"+data(message(a)))
	}
	for _, e := range outline.Events(run) {
		if e.Standing != outline.Passed && len(e.Findings) == 0 {
			out = append(out, "::error title=tkw::"+data(e.Message))
		}
	}
	if len(out) == 0 && verdict.Conclude(run, verdict.FailOn{}).Outcome == verdict.Incomplete {
		v := outline.Judge(run)
		out = append(out, "::warning title="+property("tkw: "+v.Word)+"::"+data(v.Sentence))
	}
	return out
}

// at is the place of an annotation; empty when there is none.
func (cfg Config) at(a outline.Attention) string {
	if a.File == "" {
		return ""
	}
	out := "file=" + property(path.Join(cfg.Folder, a.File)) + ","
	if spot, ok := cfg.spot(a); ok {
		out += fmt.Sprintf("line=%d,", spot.Line)
		if spot.Column > 0 {
			out += fmt.Sprintf("col=%d,", spot.Column)
		}
	}
	return out
}

func (cfg Config) spot(a outline.Attention) (place.Spot, bool) {
	if cfg.ReadExchange == nil {
		return place.Spot{}, false
	}
	raw, err := cfg.ReadExchange(a.File)
	if err != nil {
		return place.Spot{}, false
	}
	return place.InFile(raw, a.Finding.Location)
}

// message is what an annotation says: the finding, and what helps at once.
func message(a outline.Attention) string {
	f := a.Finding
	lines := []string{fmt.Sprintf("%s [%s]", f.Message, f.Rule)}
	for _, l := range []struct{ label, value string }{
		{"place", f.Location.XPath}, {"expected", f.Expected}, {"actual", f.Actual}, {"how to fix it", f.Help},
		{"requirements", strings.Join(outline.Requirements(f), " ")}, {"to reproduce", a.Reproduce},
	} {
		if l.value != "" {
			lines = append(lines, l.label+": "+l.value)
		}
	}
	if a.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more findings", a.More))
	}
	return strings.Join(lines, "\n")
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(visible.Lines(s)) }
func property(s string) string { return propertyEscapes.Replace(visible.Lines(s)) }

// SummaryLimit is how much is written of a step summary, in bytes. GitHub refuses
// one of more than 1 MiB.
const SummaryLimit = 1_000_000

// Summarise writes summary.md as a part of a step summary. What is too long ends
// at a line end, with a sentence that says so.
func Summarise(w io.Writer, run *model.Run) error {
	var out bytes.Buffer
	if err := markdown.Write(&out, run, markdown.Config{}); err != nil {
		return err
	}
	text := out.Bytes()
	if len(text) > SummaryLimit {
		text = text[:bytes.LastIndexByte(text[:SummaryLimit], '\n')+1]
		text = append(slices.Clip(text), "\nThe summary was too long for GitHub and is cut here; summary.md in the run folder is whole.\n"...)
	}
	if _, err := w.Write(append(slices.Clip(text), '\n')); err != nil {
		return fmt.Errorf("writing the step summary: %w", err)
	}
	return nil
}
