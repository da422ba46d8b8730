package check

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// compiled returns what a file was compiled to; the first call compiles it.
type compiled[T any] func() (T, error)

// New compiles everything the packs name. A schema or rule file that does not
// load is an error that names it.
func New(set *pack.Set) (*Judge, error) {
	j, err := NewLazy(set)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(j.schemas)) {
		if _, err := j.schemas[key](); err != nil {
			return nil, err
		}
	}
	for _, domain := range slices.Sorted(maps.Keys(j.rules)) {
		if _, err := j.rules[domain](); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// NewLazy returns a judge that compiles schemas and rules when a message first
// needs them. Mistakes in them then come out of [Judge.Judge], so it suits packs
// that are known to be right and commands that judge little.
func NewLazy(set *pack.Set) (*Judge, error) {
	r, err := newReader()
	if err != nil {
		return nil, fmt.Errorf("compiling the expressions that read messages: %w", err)
	}
	j := &Judge{
		set: set, reader: r, schemas: map[string]compiled[*xmlengine.Schema]{}, rules: map[string]compiled[*schematron.Schema]{},
		catalogues: map[string][]byte{}, asserts: newAssertions(),
	}
	for _, p := range set.Packs {
		if err := j.addPack(p); err != nil {
			return nil, fmt.Errorf("pack %q: %w", p.Domain, err)
		}
	}
	for _, p := range set.Packs {
		services := p.Services
		if len(services) == 0 {
			services = j.services
		}
		j.catalogues[p.Domain] = writeCatalogue(services)
	}
	return j, nil
}

func (j *Judge) addPack(p *pack.Pack) error {
	for _, s := range p.Services {
		j.services = append(j.services, s)
		for _, use := range []*rootUse{{service: s, part: PartRequest, message: s.Request}, {service: s, part: PartResponse, message: s.Response}} {
			j.uses = append(j.uses, use)
			j.addSchema(p, use.message.Schema)
			for _, e := range use.message.Embedded {
				j.addSchema(p, e.Schema)
			}
			var err error
			if use.keys, err = newKeyReader(use.message); err != nil {
				return err
			}
		}
	}
	if p.Domain == shared {
		for _, name := range []string{pack.EnvelopeSchema, pack.FaultSchema} {
			j.addSchema(p, name)
		}
	}
	if sources, _ := j.ruleSources(p); len(sources) == 0 {
		return errors.New("the pack has no rules")
	}
	j.rules[p.Domain] = sync.OnceValues(func() (*schematron.Schema, error) { return j.compileRules(p) })
	return nil
}

// shared is the domain whose rules judge what belongs to no service, and whose
// schemas are those of the envelope.
const shared = pack.SharedDomain

func (j *Judge) addSchema(p *pack.Pack, name string) {
	key := p.Domain + ":" + name
	if name == "" || j.schemas[key] != nil {
		return
	}
	j.schemas[key] = sync.OnceValues(func() (*xmlengine.Schema, error) {
		fsys, file, shown := p.SchemaFile(name)
		s, err := xmlengine.CompileSchemaWith(fsys, file, examplesOf(j.set, p))
		if err != nil {
			if shown != name {
				return nil, fmt.Errorf("%s, which judges messages of %s: %w", shown, p.Domain, err)
			}
			return nil, fmt.Errorf("pack %q: %w", p.Domain, err)
		}
		return s, nil
	})
}
