// Package markdown writes summary.md: the outcome of a run on one screen, for
// people and for the step summary of a CI job. Everything else is in report.html.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/scrub"
)

// DefaultRows is how many rows a table has at most unless Config says otherwise.
// GitHub refuses step summaries of more than 1 MiB.
const DefaultRows = 50

// Config says how long the summary may be.
type Config struct {
	// Rows bounds each table; 0 means DefaultRows. What is left out is counted.
	Rows int
}

// Write writes the summary as GitHub-flavoured Markdown. Text of the run never
// acts as markup.
func Write(w io.Writer, run *model.Run, cfg Config) error {
	if cfg.Rows <= 0 {
		cfg.Rows = DefaultRows
	}
	clean := scrub.NewWriter(w)
	d := &doc{w: bufio.NewWriter(clean), rows: cfg.Rows}
	d.verdict(run)
	d.counts(model.Summarise(run.Scenarios))
	d.list("Problems of the run", run.Problems)
	d.causes(outline.Causes(run))
	d.failures(run)
	d.others(run)
	d.unsolicited(run)
	d.footer(run)
	if err := d.w.Flush(); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	if err := clean.Flush(); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

// doc writes pieces of Markdown. The buffered writer keeps the first error.
type doc struct {
	w    *bufio.Writer
	rows int
}

func (d *doc) printf(format string, args ...any) { fmt.Fprintf(d.w, format, args...) }

func (d *doc) verdict(run *model.Run) {
	v := outline.Judge(run)
	d.printf("# tkw: %s\n\n%s\n", escape(v.Word), escape(v.Sentence))
	if len(v.Caveats) > 0 {
		d.printf("\n")
	}
	for _, c := range v.Caveats {
		d.printf("- %s\n", escape(c))
	}
}

func (d *doc) counts(s model.Summary) {
	d.printf("\n| passed | failed | not judged | skipped | pending | known failures | total |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	d.printf("| %d | %d | %d | %d | %d | %d | %d |\n", s.Passed, s.Failed, s.Errored, s.Skipped, s.Pending, s.KnownFailures, s.Total)
}

func (d *doc) list(title string, sentences []string) {
	if len(sentences) == 0 {
		return
	}
	d.printf("\n## %s\n\n", title)
	for _, s := range sentences[:min(len(sentences), d.rows)] {
		d.printf("- %s\n", escape(s))
	}
	d.more(len(sentences))
}

// table writes a table of at most rows rows; each cell is Markdown already.
func (d *doc) table(title string, heads []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	d.printf("\n## %s\n\n| %s |\n|%s\n", title, strings.Join(heads, " | "), strings.Repeat(" --- |", len(heads)))
	for _, row := range rows[:min(len(rows), d.rows)] {
		d.printf("| %s |\n", strings.Join(row, " | "))
	}
	d.more(len(rows))
}

func (d *doc) more(total int) {
	if total > d.rows {
		d.printf("\n… and %d more; see report.html.\n", total-d.rows)
	}
}

func (d *doc) causes(causes []outline.Cause) {
	rows := make([][]string, 0, len(causes))
	for _, c := range causes {
		gain := fmt.Sprintf("%d (%d by itself)", len(c.Scenarios), c.Alone)
		rows = append(rows, []string{code(c.Example.Rule), gain, escape(c.Example.Message) + wordings(c.Wordings), escape(c.Example.Help)})
	}
	d.table("What to mend first", []string{"rule", "scenarios it blocks", "what was found", "how to mend it"}, rows)
}

func wordings(n int) string {
	switch n {
	case 0, 1:
		return ""
	case 2:
		return " (and 1 other wording)"
	}
	return fmt.Sprintf(" (and %d other wordings)", n-1)
}

func (d *doc) failures(run *model.Run) {
	var rows [][]string
	for _, r := range outline.Sorted(run.Scenarios) {
		if !outline.Blocked(r) {
			continue
		}
		for _, f := range outline.Roots(r) {
			rows = append(rows, []string{
				code(r.ID), code(f.Rule), escape(f.Message), code(outline.Place(f)), codes(f.Requirements), escape(f.Help),
			})
		}
	}
	d.table("Failures", []string{"scenario", "rule", "message", "place", "requirements", "how to mend it"}, rows)
}

// others lists what neither passed nor failed, grouped by reason.
func (d *doc) others(run *model.Run) {
	for _, g := range []struct {
		title string
		pick  func(model.ScenarioResult) (string, bool)
	}{
		{"Not judged", func(r model.ScenarioResult) (string, bool) { return r.Reason, r.Status == model.Errored }},
		{"Pending", func(r model.ScenarioResult) (string, bool) { return r.Reason, r.Status == model.Pending }},
		{"Known failures", func(r model.ScenarioResult) (string, bool) {
			return r.KnownFailure, r.Status == model.Failed && r.KnownFailure != ""
		}},
		{"Skipped", func(r model.ScenarioResult) (string, bool) { return r.Reason, r.Status == model.Skipped }},
	} {
		var reasons []string
		ids := map[string][]string{}
		for _, r := range outline.Sorted(run.Scenarios) {
			reason, ok := g.pick(r)
			if !ok {
				continue
			}
			if ids[reason] == nil {
				reasons = append(reasons, reason)
			}
			ids[reason] = append(ids[reason], r.ID)
		}
		rows := make([][]string, 0, len(reasons))
		for _, reason := range reasons {
			rows = append(rows, []string{escape(reason), fmt.Sprint(len(ids[reason])), codes(ids[reason])})
		}
		d.table(g.title, []string{"why", "how many", "scenarios"}, rows)
	}
}

func (d *doc) unsolicited(run *model.Run) {
	exchanges := outline.Exchanges(run)
	var rows [][]string
	for _, n := range run.Unsolicited {
		x := exchanges[n]
		rows = append(rows, []string{fmt.Sprint(n), escape(x.Service), escape(x.Outcome), code(x.RequestFile)})
	}
	d.table("Requests that no scenario awaited", []string{"exchange", "service", "answered with", "request"}, rows)
}

func (d *doc) footer(run *model.Run) {
	packs := make([]string, len(run.Packs))
	for i, p := range run.Packs {
		packs[i] = p.Domain
	}
	d.printf("\nRun %s, %s %s, role %s", code(run.ID), escape(run.Tool.Name), escape(run.Tool.Version), escape(string(run.Role)))
	if len(packs) > 0 {
		d.printf(", packs %s", escape(outline.Series(packs, "and")))
	}
	d.printf(", %s. All of it: report.html in the run folder.\n", run.StartedAt.UTC().Format("2 January 2006 15:04:05 UTC"))
}
