package check

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// maxName bounds a name within a rule id.
const maxName = 40

// undeclared stands in rule ids for names that the schema does not declare. They are the
// sender's, and could be anything.
const undeclared = "OTHER"

// schemaRule is the id of a schema error: XSD, the kind of document, what it is about,
// and what is not met, as in XSD-PAYLOAD-BIRTHTIME-VALUE-FORM.
func schemaRule(label string, v xmlengine.Violation) string {
	parts := []string{"XSD", label}
	for _, name := range v.Subject {
		parts = append(parts, idName(name))
	}
	return strings.Join(append(parts, string(v.Constraint)), "-")
}

// idName is a name of a schema as part of an id: capitals, digits and hyphens.
func idName(name string) string {
	if name == "" {
		return undeclared
	}
	out := []byte(strings.ToUpper(name))
	for i, c := range out {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			out[i] = '-'
		}
	}
	return string(out[:min(len(out), maxName)])
}

// examplesOf are the examples that the schemas of a pack are explained by.
func examplesOf(set *pack.Set, p *pack.Pack) xmlengine.Examples {
	out := xmlengine.Examples{}
	for _, one := range set.PatternsOf(p) {
		out[one.Pattern] = xmlengine.Example{Text: one.Example, Means: one.Means}
	}
	return out
}
