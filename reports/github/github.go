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

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/place"
	"github.com/itk-assurance/tkw/reports/internal/scrub"
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

// Annotate writes an error command for each scenario that stops the pipeline, up to
// the limit, then a notice that says how many more there are. It writes nothing for
// a run without such a scenario. All text is escaped so that none of it can be taken
// for a command.
func Annotate(w io.Writer, run *model.Run, cfg Config) error {
	if cfg.Limit <= 0 {
		cfg.Limit = DefaultLimit
	}
	b := bufio.NewWriter(w)
	all := outline.Attentions(run)
	for _, a := range all[:min(len(all), cfg.Limit)] {
		fmt.Fprint(b, "::error ")
		if a.File != "" {
			fmt.Fprintf(b, "file=%s,", property(path.Join(cfg.Folder, a.File)))
			if spot, ok := cfg.spot(a); ok {
				fmt.Fprintf(b, "line=%d,", spot.Line)
				if spot.Column > 0 {
					fmt.Fprintf(b, "col=%d,", spot.Column)
				}
			}
		}
		fmt.Fprintf(b, "title=%s::%s\n", property(strings.TrimSpace(a.Scenario.ID+" "+a.Scenario.Title)), data(message(run, a)))
	}
	if more := len(all) - cfg.Limit; more > 0 {
		fmt.Fprintf(b, "::notice title=tkw::%s\n", data(fmt.Sprintf("%d more failed or could not be judged; see report.html in %s", more, cfg.Folder)))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing annotations: %w", err)
	}
	return nil
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
func message(run *model.Run, a outline.Attention) string {
	f := a.Finding
	lines := []string{fmt.Sprintf("%s [%s]", f.Message, f.Rule)}
	for _, l := range []struct{ label, value string }{
		{"place", f.Location.XPath}, {"expected", f.Expected}, {"actual", f.Actual}, {"how to mend", f.Help},
		{"requirements", strings.Join(f.Requirements, " ")}, {"to reproduce", outline.Reproduce(run, a.Scenario.ID)},
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

// clean makes text harmless; the older form of commands, which the runner finds
// anywhere in a line, is broken up.
func clean(s string) string { return strings.ReplaceAll(scrub.Text(s), "##[", "# #[") }

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(clean(s)) }
func property(s string) string { return propertyEscapes.Replace(clean(s)) }

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
