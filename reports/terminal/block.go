// Package terminal writes one exchange as a block of lines for people at a terminal: a
// headline, what is wrong under it with the place and how to fix it, causes first, and
// what follows from each cause folded under it.
package terminal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// Block is what is to be said of one exchange.
type Block struct {
	At time.Time
	// What names the exchange, as "pds.verifyNHSNumber"; From the other side.
	What, From string
	// Result is what was answered, in a phrase.
	Result   string
	Elapsed  time.Duration
	Findings []model.Finding
	// Notes are sentences about the exchange as a whole, which come before the findings.
	Notes []string
	// Everything shows infos, and every finding that follows from another.
	Everything bool
}

// indent stands in front of every line but the headline; deeper in front of what belongs
// to a finding.
const (
	indent = "    "
	deeper = indent + "  "
)

// Text is the whole block, to be written in one call, so that blocks of exchanges that end
// at the same time do not mix. clean makes text of the other side safe for a terminal.
func (b Block) Text(clean func(string) string) string {
	var out strings.Builder
	line := func(front, format string, args ...any) {
		out.WriteString(front + clean(fmt.Sprintf(format, args...)) + "\n")
	}
	line("", "%s", b.headline())
	for _, note := range b.Notes {
		line(indent, "%s", note)
	}
	for _, fold := range outline.Folds(b.shown()) {
		f := fold.Finding
		line(indent, "%s: %s [%s]", f.Severity, f.Message, f.Rule)
		if place := outline.Place(f); place != "" {
			line(deeper, "at %s", place)
		}
		if f.Expected != "" {
			line(deeper, "expected: %s", f.Expected)
		}
		if f.Actual != "" {
			line(deeper, "found: %s", f.Actual)
		}
		if f.Help != "" {
			line(deeper, "how to fix it: %s", f.Help)
		}
		b.consequences(fold.Consequences, line)
	}
	return out.String()
}

// consequences folds what follows from a finding into one line.
func (b Block) consequences(list []model.Finding, line func(front, format string, args ...any)) {
	if !b.Everything && len(list) > 0 {
		var rules []string
		for _, f := range list {
			if !slices.Contains(rules, f.Rule) {
				rules = append(rules, f.Rule)
			}
		}
		line(deeper, "follows from it: %s", strings.Join(rules, ", "))
		return
	}
	for _, f := range list {
		line(deeper, "follows from it: %s: %s [%s]", f.Severity, f.Message, f.Rule)
	}
}

// shown are the findings without infos, unless everything is.
func (b Block) shown() []model.Finding {
	if b.Everything {
		return b.Findings
	}
	return slices.DeleteFunc(slices.Clone(b.Findings), func(f model.Finding) bool { return f.Severity == model.Info })
}

// headline is the time, the service, the other side, the result, and what it is worth.
func (b Block) headline() string {
	line := b.At.UTC().Format("15:04:05Z") + " " + b.What
	if b.From != "" {
		line += " from " + b.From
	}
	if b.Result != "" {
		line += ": " + b.Result
	}
	if b.Elapsed > 0 {
		line += " in " + b.Elapsed.Round(time.Millisecond/10).String()
	}
	return line + b.counts()
}

// counts says how many errors and warnings there are.
func (b Block) counts() string {
	var said []string
	for _, s := range []model.Severity{model.Error, model.Warning} {
		n := 0
		for _, f := range b.Findings {
			if f.Severity == s {
				n += 1 + f.More
			}
		}
		switch {
		case n == 1:
			said = append(said, fmt.Sprintf("1 %s", s))
		case n > 1:
			said = append(said, fmt.Sprintf("%d %ss", n, s))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return "; " + strings.Join(said, ", ")
}
