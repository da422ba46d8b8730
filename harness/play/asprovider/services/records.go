package services

import (
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// Records are the personas of a pack, then its further patients.
func Records(p *pack.Pack) []pack.Persona { return slices.Concat(p.Personas, p.Patients) }

// By files records under a value of theirs, such as "nhsNumber". Records without that value
// are left out, and of several with one value the first stays.
func By(records []pack.Persona, key string) map[string]pack.Persona {
	out := map[string]pack.Persona{}
	for _, r := range records {
		value := r.Text(key)
		if _, twice := out[value]; value != "" && !twice {
			out[value] = r
		}
	}
	return out
}
