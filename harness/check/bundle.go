package check

import (
	"fmt"
	"strconv"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/schematron"
)

// bundle keeps the first findings of each rule, and counts the rest at the last of them.
// All are about one message.
func bundle(findings []model.Finding) []model.Finding {
	type kept struct{ count, last int }
	by := map[string]kept{}
	out := findings[:0]
	for _, f := range findings {
		before := by[f.Rule]
		if before.count >= schematron.MaxFailures {
			out[before.last].More += 1 + f.More
			continue
		}
		by[f.Rule] = kept{before.count + 1, len(out)}
		out = append(out, f)
	}
	for i := range out {
		if out[i].More > 0 {
			out[i].Message += fmt.Sprintf(" (and %s more)", grouped(out[i].More))
		}
	}
	return out
}

// grouped writes a number with its thousands apart: 7,950.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
