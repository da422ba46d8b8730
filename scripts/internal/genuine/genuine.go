// Package genuine makes valid messages for the programs of scripts, by the packs.
package genuine

import (
	"fmt"
	"time"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

// Factory makes valid messages of the PDS services.
type Factory struct {
	pds      *pack.Pack
	composer *compose.Composer
}

// New makes a factory of the built-in packs.
func New() (*Factory, error) {
	set, err := pack.Load(pack.Options{BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
	if err != nil {
		return nil, fmt.Errorf("loading the packs: %w", err)
	}
	composer, err := compose.New(set, itk.RandomIDs(), time.Now, compose.DefaultSender())
	if err != nil {
		return nil, fmt.Errorf("preparing to make messages: %w", err)
	}
	return &Factory{pds: set.Pack("pds"), composer: composer}, nil
}

// patient is somebody whom every service finds, and of whom every element is known.
const patient = "full-record"

// Services are those that the factory makes messages of, in the order of their pack.
func (f *Factory) Services() []pack.Service { return f.pds.Services }

// Request is a request of a service, which is answered SMSP-0000.
func (f *Factory) Request(service, endpoint string) (compose.Request, error) {
	r, err := f.composer.Request(f.pds, scenario.Step{Service: service, Persona: patient}, endpoint)
	if err != nil {
		return r, fmt.Errorf("building a request of %s: %w", service, err)
	}
	return r, nil
}

// Requests are one for each service.
func (f *Factory) Requests(endpoint string) ([]compose.Request, error) {
	var out []compose.Request
	for _, s := range f.pds.Services {
		r, err := f.Request(s.Name, endpoint)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// Response is an answer of a service.
func (f *Factory) Response(s pack.Service) ([]byte, error) {
	persona, ok := f.pds.Persona(patient)
	if !ok {
		return nil, fmt.Errorf("there is no persona %q", patient)
	}
	values := map[string]any{"payload": true, "verified": "true", "patient": persona.Values}
	return f.composer.Response(f.pds, s, "SMSP-0000", values, "", nil)
}
