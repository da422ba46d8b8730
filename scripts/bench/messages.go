package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/compose"
	"github.com/itk-assurance/tkw/harness/itk"
	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/harness/scenario"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

// factory builds valid messages of the PDS services.
type factory struct {
	pds      *pack.Pack
	composer *compose.Composer
}

func newFactory() (*factory, error) {
	set, err := pack.Load(pack.Options{BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
	if err != nil {
		return nil, err
	}
	composer, err := compose.New(set, itk.RandomIDs(), time.Now, compose.DefaultSender())
	if err != nil {
		return nil, err
	}
	return &factory{pds: set.Pack("pds"), composer: composer}, nil
}

// patient is somebody whom every service finds, and of whom every element is known.
const patient = "full-record"

// requests are one for each service, all of which are answered SMSP-0000.
func (f *factory) requests(endpoint string) ([]compose.Request, error) {
	var out []compose.Request
	for _, s := range f.pds.Services {
		r, err := f.composer.Request(f.pds, scenario.Step{Service: s.Name, Persona: patient}, endpoint)
		if err != nil {
			return nil, fmt.Errorf("building a request of %s: %w", s.Name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// response is an answer of a service.
func (f *factory) response(s pack.Service) ([]byte, error) {
	persona, ok := f.pds.Persona(patient)
	if !ok {
		return nil, fmt.Errorf("there is no persona %q", patient)
	}
	values := map[string]any{"payload": true, "verified": "true", "patient": persona.Values}
	return f.composer.Response(f.pds, s, "SMSP-0000", values, "", nil)
}

// writeMessages fills a new folder with n messages, requests and responses in turn.
func writeMessages(dir string, n int) error {
	f, err := newFactory()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	requests, err := f.requests("http://127.0.0.1:8080/")
	if err != nil {
		return err
	}
	for i := range n {
		s := i % len(f.pds.Services)
		body := requests[s].Wire.Body
		if i/len(f.pds.Services)%2 == 1 {
			if body, err = f.response(f.pds.Services[s]); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.xml", i)), body, 0o644); err != nil {
			return fmt.Errorf("writing a message: %w", err)
		}
	}
	return nil
}
