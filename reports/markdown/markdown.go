// Package markdown writes summary.md: the outcome of a run on one screen, for
// people and for the step summary of a CI job. Everything else is in report.html.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
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
	clean := visible.NewRuneWriter(w)
	d := &doc{w: bufio.NewWriter(clean), rows: cfg.Rows}
	d.verdict(run)
	d.counts(run.Scenarios)
	d.list("Problems of the run", outline.Problems(run))
	d.causes(outline.Causes(run))
	d.failures(run)
	d.excused(run)
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

func (d *doc) counts(results []model.ScenarioResult) {
	var heads, numbers []string
	for _, c := range outline.Counts(results) {
		heads = append(heads, c.Standing.Word())
		numbers = append(numbers, fmt.Sprint(c.N))
	}
	heads, numbers = append(heads, "total"), append(numbers, fmt.Sprint(len(results)))
	d.printf("\n| %s |\n|%s\n| %s |\n", strings.Join(heads, " | "), strings.Repeat(" ---: |", len(heads)), strings.Join(numbers, " | "))
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
		gain := c.Extent()
		if c.Unsolicited < len(c.Scenarios) {
			gain += fmt.Sprintf(" (%d by itself)", c.Alone)
		}
		rows = append(rows, []string{code(strings.Join(c.Rules, " ")), gain, escape(c.Message) + wordings(c.Wordings), escape(c.Help)})
	}
	d.table("What to fix first", []string{"rule", "what it blocks", "what was found", "how to fix it"}, rows)
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
				code(r.ID), code(f.Rule), escape(f.Message), code(outline.Place(f)), requirements(f), escape(f.Help),
			})
		}
	}
	d.table("Failures", []string{"scenario", "rule", "message", "place", "requirements", "how to fix it"}, rows)
}

// requirements are those of a finding, or the words that there are none.
func requirements(f model.Finding) string {
	if len(f.Requirements) == 0 {
		return escape(strings.Join(outline.Requirements(f), " "))
	}
	return codes(f.Requirements)
}

// excused lists what a list of known failures excuses in scenarios that fail for
// another reason.
func (d *doc) excused(run *model.Run) {
	var rows [][]string
	for _, r := range outline.Sorted(run.Scenarios) {
		for _, f := range outline.Excused(r) {
			rows = append(rows, []string{code(r.ID), code(f.Rule), escape(f.Message), escape(f.KnownFailure)})
		}
	}
	d.table("Known failures in scenarios that fail for another reason", []string{"scenario", "rule", "message", "why it is accepted"}, rows)
}

// others lists what neither passed nor failed, grouped by reason.
func (d *doc) others(run *model.Run) {
	reason := func(r model.ScenarioResult) string { return r.Reason }
	for _, g := range []struct {
		title    string
		standing outline.Standing
		why      func(model.ScenarioResult) string
	}{
		{"Not judged", outline.Errored, reason},
		{"Not exercised", outline.NotExercised, reason},
		{"Skipped", outline.Skipped, reason},
		{"Pending", outline.Pending, reason},
		{"Known failures", outline.Known, func(r model.ScenarioResult) string { return r.KnownFailure }},
		{"Does not apply", outline.DoesNotApply, reason},
		{"Deselected", outline.Deselected, reason},
	} {
		var reasons []string
		ids := map[string][]string{}
		for _, r := range outline.Sorted(run.Scenarios) {
			if outline.StandingOf(r) != g.standing {
				continue
			}
			reason := g.why(r)
			if ids[reason] == nil {
				reasons = append(reasons, reason)
			}
			ids[reason] = append(ids[reason], r.ID)
		}
		rows := make([][]string, 0, len(reasons))
		for _, reason := range reasons {
			rows = append(rows, []string{escape(reason), fmt.Sprint(len(ids[reason])), codes(ids[reason])})
		}
		d.table(title(g.title, ids), []string{"why", "how many", "scenarios"}, rows)
	}
}

// title is a heading with the number of scenarios under it.
func title(words string, ids map[string][]string) string {
	n := 0
	for _, list := range ids {
		n += len(list)
	}
	return fmt.Sprintf("%s (%d)", words, n)
}

// unsolicited lists requests that no scenario awaited, a row a finding.
func (d *doc) unsolicited(run *model.Run) {
	exchanges := outline.Exchanges(run)
	var rows [][]string
	for _, u := range run.Unsolicited {
		x := exchanges[u.Exchange]
		request := code(x.RequestFile)
		if why := outline.NotKept(x, "request"); why != "" {
			request = escape(why)
		}
		row := []string{fmt.Sprint(u.Exchange), escape(x.Service), escape(x.Outcome), request}
		if len(u.Findings) == 0 {
			rows = append(rows, append(row, "", "", ""))
		}
		for _, fold := range outline.Folds(u.Findings) {
			f := fold.Finding
			message := fmt.Sprintf("%s: %s", f.Severity, f.Message)
			if f.KnownFailure != "" {
				message += " (known failure: " + f.KnownFailure + ")"
			}
			rows = append(rows, append(slices.Clip(row), code(f.Rule), escape(message), requirements(f)))
		}
	}
	d.table("Requests that no scenario awaited", []string{"exchange", "service", "answered with", "request", "rule", "message", "requirements"}, rows)
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
