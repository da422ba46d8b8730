package html

import (
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

// known is the CSS class of known failures, which are a status for readers only.
const known = "known"

func counts(s model.Summary) []countView {
	return []countView{
		{"passed", outline.StatusWord(model.Passed), s.Passed},
		{"failed", outline.StatusWord(model.Failed), s.Failed},
		{"errored", outline.StatusWord(model.Errored), s.Errored},
		{"skipped", outline.StatusWord(model.Skipped), s.Skipped},
		{"pending", outline.StatusWord(model.Pending), s.Pending},
		{known, outline.KnownFailure, s.KnownFailures},
	}
}

// class is the CSS class of a status; unknown ones look like a failure of tkw.
func class(s model.Status) string {
	switch s {
	case model.Passed, model.Failed, model.Errored, model.Skipped, model.Pending, model.NotRun, model.NotTestable:
		return string(s)
	}
	return "errored"
}

// barView is the picture of one service: parts of a line of length 100.
type barView struct {
	Label, ID string
	Total     int
	Words     string
	Counts    []countView
	Parts     []barPart
}

type barPart struct {
	Class    string
	X, Width string
}

// barLength is the length of a whole bar in units of its picture.
const barLength = 100.0

func newBar(label, id string, s model.Summary) barView {
	bar := barView{Label: label, ID: id, Total: s.Total, Counts: counts(s)}
	var words []string
	x := 0.0
	for _, c := range bar.Counts {
		if c.N == 0 {
			continue
		}
		words = append(words, fmt.Sprintf("%d %s", c.N, c.Word))
		width := barLength * float64(c.N) / float64(s.Total)
		bar.Parts = append(bar.Parts, barPart{Class: c.Class, X: fmt.Sprintf("%.2f", x), Width: fmt.Sprintf("%.2f", width)})
		x += width
	}
	bar.Words = strings.Join(words, ", ")
	return bar
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
