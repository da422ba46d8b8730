package html

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// countView is a number with its word. Class is the CSS class that goes with it.
type countView struct {
	Class, Word string
	N           int
}

// columns are the standings that the tables of a run have, so that all of its lines
// show the same.
func columns(run *model.Run) []outline.Standing {
	var out []outline.Standing
	for _, c := range outline.Counts(run.Scenarios) {
		out = append(out, c.Standing)
	}
	return out
}

func counts(columns []outline.Standing, results []model.ScenarioResult) []countView {
	n := map[outline.Standing]int{}
	for _, r := range results {
		n[outline.StandingOf(r)]++
	}
	out := make([]countView, len(columns))
	for i, s := range columns {
		out[i] = countView{string(s), s.Word(), n[s]}
	}
	return out
}

// barView is the picture of some counts: parts of a line of length 100.
type barView struct {
	Label, ID string
	Total     int
	Words     string
	Counts    []countView
	Parts     []barPart
	// Sum is true for the line of a whole domain.
	Sum bool
}

// barPart has its colour as an attribute too, so that the picture needs no style.
type barPart struct {
	Class, Fill string
	X, Width    string
}

// barLength is the length of a whole bar in units of its picture.
const barLength = 100.0

// fills are the colours of the style.
var fills = map[string]string{
	"passed": "#007f3b", "failed": "#d5281b", "errored": "#330072", "not-exercised": "#ed8b00", "pending": "#ffb81c", "known": "#7c2855",
	"does-not-apply": "#e8edee", "deselected": "#e8edee", "skipped": "#aeb7bd", "warned": "#ffb81c",
}

func newBar(label, id string, counts []countView) barView {
	bar := barView{Label: label, ID: id, Counts: counts}
	for _, c := range counts {
		bar.Total += c.N
	}
	var words []string
	x := 0.0
	for _, c := range bar.Counts {
		if c.N == 0 {
			continue
		}
		words = append(words, fmt.Sprintf("%d %s", c.N, c.Word))
		width := barLength * float64(c.N) / float64(bar.Total)
		bar.Parts = append(bar.Parts, barPart{Class: c.Class, Fill: fills[c.Class], X: fmt.Sprintf("%.2f", x), Width: fmt.Sprintf("%.2f", width)})
		x += width
	}
	bar.Words = cmp.Or(strings.Join(words, ", "), "none")
	return bar
}

// bars are the lines of all services, each domain of more than one service led by
// a line for the whole of it.
func bars(columns []outline.Standing, services []serviceView) []barView {
	var out []barView
	for i, s := range services {
		if i == 0 || services[i-1].Domain != s.Domain {
			var all []model.ScenarioResult
			n := 0
			for _, o := range services {
				if o.Domain == s.Domain {
					all = append(all, o.results...)
					n++
				}
			}
			if n > 1 {
				bar := newBar(s.Domain, s.ID, counts(columns, all))
				bar.Sum = true
				out = append(out, bar)
			}
		}
		out = append(out, newBar(s.Label, s.ID, counts(columns, s.results)))
	}
	return out
}

// duration is a time in milliseconds in words.
func duration(ms float64) string {
	switch {
	case ms < 0:
		return "unknown"
	case ms < 10:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	default:
		return fmt.Sprintf("%.2f s", ms/1000)
	}
}

// commas writes a number with a comma between thousands.
func commas(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
