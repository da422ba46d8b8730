package check

import "github.com/itk-assurance/tkw/harness/model"

// saying is what a schema objects to, and where.
type saying struct {
	at     model.Location
	code   int
	actual string
}

// sayings are those of findings of schemas. The schema of a payload looks up the types
// that a document within it names, and so does the schema of that document: one fault of
// the sender, to be read once.
func sayings(findings []model.Finding) map[saying]bool {
	out := make(map[saying]bool, len(findings))
	for _, f := range findings {
		if f.SchemaCode != 0 {
			out[sayingOf(f)] = true
		}
	}
	return out
}

func sayingOf(f model.Finding) saying {
	return saying{f.Location, f.SchemaCode, f.Actual}
}
