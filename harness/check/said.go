package check

import "github.com/itk-assurance/tkw/harness/model"

// saying is what a finding says, and where.
type saying struct {
	at      model.Location
	message string
}

// sayings are those of findings. The schema of a payload looks up the types that a
// document within it names, and so does the schema of that document: one fault of the
// sender, to be read once.
func sayings(findings []model.Finding) map[saying]bool {
	out := make(map[saying]bool, len(findings))
	for _, f := range findings {
		out[saying{f.Location, f.Message}] = true
	}
	return out
}
