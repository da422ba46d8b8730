package check

import (
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/model"
)

// wholeMessage is the word, among the patterns of what a rule explains, for all that is
// said of what a body holds, and of what a scenario expects of it.
const wholeMessage = "message"

// note keeps what follows from the findings of a rule.
func (v *Verdict) note(rule string, explains []string) {
	if len(explains) == 0 {
		return
	}
	if v.explains == nil {
		v.explains = map[string][]string{}
	}
	v.explains[rule] = explains
}

// Explain marks, among findings about the judged message, those that follow from a finding
// of the verdict, and puts what keeps the body from being read first.
func (v *Verdict) Explain(findings []model.Finding) []model.Finding {
	causes := v.causes()
	for i := range findings {
		f := &findings[i]
		for _, cause := range causes {
			if v.follows(cause, *f) {
				f.Consequence, f.Because = true, cause.Rule
				break
			}
		}
	}
	slices.SortStableFunc(findings, func(a, b model.Finding) int { return v.causeRank(a) - v.causeRank(b) })
	return underCauses(findings)
}

// causes are the findings of the verdict that explain others, the first to be named first.
// What follows from another finding itself explains nothing, and of findings that explain
// the same, as thousands may, one is enough.
func (v *Verdict) causes() []model.Finding {
	var explaining []model.Finding
	seen := map[likeness]bool{}
	for _, f := range v.Findings {
		key := likenessOf(f)
		if v.explains[f.Rule] != nil && !seen[key] {
			seen[key] = true
			explaining = append(explaining, f)
		}
	}
	slices.SortStableFunc(explaining, func(a, b model.Finding) int { return v.causeRank(a) - v.causeRank(b) })
	return slices.DeleteFunc(slices.Clone(explaining), func(f model.Finding) bool {
		return slices.ContainsFunc(explaining, func(c model.Finding) bool { return v.follows(c, f) })
	})
}

// underCauses puts consequences right after the finding that they name, where it is there.
func underCauses(findings []model.Finding) []model.Finding {
	out := make([]model.Finding, 0, len(findings))
	of := func(cause model.Finding) func(model.Finding) bool {
		return func(f model.Finding) bool { return f.Because == cause.Rule && f.Part == cause.Part }
	}
	there := map[string]bool{}
	for _, f := range findings {
		if f.Because == "" {
			there[f.Part+" "+f.Rule] = true
		}
	}
	placed := map[string]bool{}
	for _, f := range findings {
		if f.Because != "" && there[f.Part+" "+f.Because] {
			continue
		}
		out = append(out, f)
		if key := f.Part + " " + f.Rule; f.Because == "" && !placed[key] {
			placed[key] = true
			for _, g := range findings {
				if of(f)(g) {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// causeRank puts the causes that rule files name before those that the parser is, and both
// before all that explains nothing.
func (v *Verdict) causeRank(f model.Finding) int {
	explains := v.explains[f.Rule]
	switch {
	case f.Check == "parse" && slices.Contains(explains, wholeMessage):
		return 1
	case slices.Contains(explains, wholeMessage), slices.ContainsFunc(explains, func(pattern string) bool { return strings.HasPrefix(pattern, "XML-") }):
		return 0
	}
	return 2
}

// follows reports whether a finding is explained by another one about the same message,
// which is at least as grave.
func (v *Verdict) follows(cause, f model.Finding) bool {
	if cause.Rule == f.Rule || v.causeRank(cause) > v.causeRank(f) || cause.Part != f.Part || severityRank(cause.Severity) > severityRank(f.Severity) {
		return false
	}
	// A response code that is there is not what it is for a reason of form.
	if f.Rule == ruleResponseCode && v.Response != nil && v.Response.Keys["code"] != "" {
		return false
	}
	return slices.ContainsFunc(v.explains[cause.Rule], func(pattern string) bool {
		if pattern == wholeMessage {
			return f.Check == "parse" || f.Layer != model.LayerTransport
		}
		return pack.Match(pattern, f.Rule)
	})
}

// WithoutMessage are the findings that still count where an answer rightly has no SOAP
// message: those about the transport, and the scenario's own. The rest object to the
// lack of a message, as does the parser.
func (v *Verdict) WithoutMessage() []model.Finding {
	var out []model.Finding
	for _, f := range v.Findings {
		aboutMessage := f.Check == "parse" || slices.Contains(v.explains[f.Rule], wholeMessage)
		if !aboutMessage && (f.Layer == model.LayerTransport || f.Layer == model.LayerScenario) {
			f.Consequence, f.Because = false, ""
			out = append(out, f)
		}
	}
	return out
}
