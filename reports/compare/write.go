package compare

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
)

// Formats lists the formats that Write knows.
func Formats() []string { return []string{"text", "json", "html"} }

// Write writes a comparison in a format. All text of the runs is made harmless for
// the place where it stands.
func Write(w io.Writer, format string, c Comparison) error {
	var err error
	switch format {
	case "text":
		err = writeText(w, c)
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(c)
	case "html":
		err = writeHTML(w, c)
	default:
		return fmt.Errorf("unknown format %q", format)
	}
	if err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

func writeText(w io.Writer, c Comparison) error {
	b := bufio.NewWriter(w)
	for _, s := range []struct {
		letter string
		side   Side
	}{{"A", c.A}, {"B", c.B}} {
		fmt.Fprintf(b, "%s  %s\n", s.letter, line(title(s.side)))
	}
	for _, n := range c.Notes {
		fmt.Fprintf(b, "note: %s\n", line(n))
	}
	for _, part := range []struct {
		word  string
		items []Item
	}{{"scenario", c.Scenarios}, {"requirement", c.Requirements}} {
		fmt.Fprintf(b, "\n%ss: %s\n", part.word, tally(count(part.items)))
		for _, i := range order(part.items) {
			if i.Differs() {
				writeItem(b, i)
			}
		}
	}
	fmt.Fprintf(b, "\n%s\n", c.Verdict())
	return b.Flush()
}

func writeItem(b *bufio.Writer, i Item) {
	word := string(i.Change)
	if i.Change == Same {
		word = "other" // the same grade, but not the same outcome
	}
	fmt.Fprintf(b, "  %-6s  %s  %s: %s\n", word, line(i.ID), line(i.Title), i.Course())
	if i.Reason != "" && len(i.Appeared) == 0 {
		fmt.Fprintf(b, "            %s\n", line(i.Reason))
	}
	for _, f := range i.Appeared {
		fmt.Fprintf(b, "            + %s\n", line(f.String()))
	}
	for _, f := range i.Vanished {
		fmt.Fprintf(b, "            - %s\n", line(f.String()))
	}
}

// Course is the way from one outcome to the other: "passed → failed".
func (i Item) Course() string {
	switch {
	case i.Was == "":
		return i.Is
	case i.Is == "":
		return "was " + i.Was
	case i.Was == i.Is:
		return i.Is + ", with other findings"
	}
	return i.Was + " → " + i.Is
}

// String is a finding in one line.
func (f Finding) String() string {
	text := fmt.Sprintf("%s %s: %s", f.Severity, f.Rule, f.Message)
	if at := strings.TrimSpace(f.Part + " " + f.XPath); at != "" {
		text += " (" + at + ")"
	}
	return text
}

// Verdict is the outcome of the comparison in a sentence.
func (c Comparison) Verdict() string {
	s, r := c.Counts.Scenarios, c.Counts.Requirements
	switch {
	case c.GotWorse():
		return fmt.Sprintf("Worse: %s and %s got worse.", plural(s[Worse], "scenario"), plural(r[Worse], "requirement"))
	case s[Better]+r[Better] > 0:
		return fmt.Sprintf("Better: %s and %s got better, none got worse.", plural(s[Better], "scenario"), plural(r[Better], "requirement"))
	}
	return "No change for better or worse."
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// title is one run in a line.
func title(s Side) string {
	text := s.Folder
	if text == "" {
		text = s.ID
	}
	if s.SUT.Product != "" {
		text += ", " + strings.TrimSpace(s.SUT.Product+" "+s.SUT.Version)
	}
	return fmt.Sprintf("%s, %s, role %s, %s: %d passed", text, s.StartedAt.Format("2006-01-02 15:04:05 UTC"), s.Role, plural(s.Summary.Total, "scenario"), s.Summary.Passed)
}

func tally(counts map[Change]int) string {
	var out []string
	for _, c := range Changes() {
		out = append(out, fmt.Sprintf("%d %s", counts[c], c))
	}
	return strings.Join(out, ", ")
}

// line keeps text on one line and its control characters off the terminal.
func line(text string) string {
	return visible.Line(strings.NewReplacer("\n", " ", "\t", " ").Replace(text))
}
