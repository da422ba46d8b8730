package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// replacePersonas binds personas to the values of a user's file. An entry takes
// the place of the whole persona, so that no value of the record it replaces stays
// behind; only the title is kept where it gives none.
func (s *Set) replacePersonas(file string) error {
	src, err := filein.Read(file, filein.Small)
	if err != nil {
		return fmt.Errorf("reading the personas file: %w", err)
	}
	root, err := yamlfile.Parse(file, src)
	if err != nil {
		return err
	}
	d := &yamlfile.Decoder{}
	first := map[string]yamlfile.Place{}
	for i, r := range decodePersonas(d, root, "personas", "name") {
		if place, twice := first[r.Name]; twice {
			d.Errorf(r.Place, "persona %q is there twice; first at %s", r.Name, place)
		}
		first[r.Name] = r.Place
		if r.Name != "" && s.replacePersona(d, r, root.Get("personas").Items[i]) == 0 {
			d.Errorf(r.Place, "no pack has a persona %q to replace", r.Name)
		}
	}
	return d.Err()
}

// replacePersona puts r in place of every persona of its name and says how many
// there were.
func (s *Set) replacePersona(d *yamlfile.Decoder, r Persona, v *yamlfile.Value) int {
	found := 0
	for _, p := range s.Packs {
		for i, old := range p.Personas {
			if old.Name != r.Name {
				continue
			}
			found++
			if found == 1 {
				checkKeys(d, p, v)
			}
			if len(old.Ask) > 0 && r.Ask == nil {
				d.Errorf(r.Place, "requests for persona %q ask other values than its record has (%s); say under \"ask\" what requests for yours ask",
					r.Name, strings.Join(slices.Sorted(maps.Keys(old.Ask)), ", "))
			}
			replaced := r
			if replaced.Title == "" {
				replaced.Title = old.Title
			}
			p.Personas[i] = replaced
		}
	}
	return found
}

// checkKeys finds keys that no record of the pack has and no service asks for: a
// mistyped key would quietly leave its value out of every request.
func checkKeys(d *yamlfile.Decoder, p *Pack, v *yamlfile.Value) {
	m := d.Mapping(v, "the persona")
	for _, known := range slices.Concat(p.Personas, p.Patients) {
		for key := range known.Values {
			m.Value(key)
		}
	}
	for _, service := range p.Services {
		for _, key := range service.Asks {
			key, _, _ = strings.Cut(key, ".")
			m.Value(key)
		}
	}
	for _, key := range []string{"name", "title", "ask"} {
		m.Value(key)
	}
	m.Done()
}
