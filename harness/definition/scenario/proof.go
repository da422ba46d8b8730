package scenario

import (
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// Proof says which requirements an expectation or an assertion carries: they have
// failed when it objects. The zero value says nothing, which lint does not accept.
type Proof struct {
	Requirements []string
	// None is why it carries no published requirement; Requirements are empty then.
	None string
}

// Said reports whether the file says what is carried, be it nothing.
func (p Proof) Said() bool { return len(p.Requirements) > 0 || p.None != "" }

// decodeProof reads a list of requirement ids, or {none: reason}.
func decodeProof(d *yamlfile.Decoder, m *yamlfile.Mapping, key string) Proof {
	v := m.Value(key)
	if v == nil || v.Kind != yamlfile.Map {
		ids := m.Strings(key)
		if slices.Contains(ids, "none") {
			d.Errorf(v.Place, `%q is "none" without a reason; write {none: why no published requirement is carried}`, key)
			return Proof{}
		}
		return Proof{Requirements: ids}
	}
	none := d.Mapping(v, key)
	none.Required("none")
	p := Proof{None: strings.TrimSpace(none.String("none"))}
	none.Done()
	return p
}
