package check

import (
	"fmt"
	"strconv"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/model"
)

// likeness is what findings share of which one may stand for the others: an error is never
// counted at a warning, nor a finding about one message at one about the other.
type likeness struct {
	rule, part, check string
	severity          model.Severity
	layer             model.Layer
}

func likenessOf(f model.Finding) likeness {
	return likeness{f.Rule, f.Part, f.Check, f.Severity, f.Layer}
}

// bundle keeps the first findings of each rule about a message, and counts the rest at the
// last of them. It writes over the findings that it is given.
func bundle(findings []model.Finding) []model.Finding {
	type kept struct{ count, last int }
	by := map[likeness]kept{}
	out := findings[:0]
	for _, f := range findings {
		key := likenessOf(f)
		before := by[key]
		if before.count >= schematron.MaxFailures {
			out[before.last].More += 1 + f.More
			continue
		}
		by[key] = kept{before.count + 1, len(out)}
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
