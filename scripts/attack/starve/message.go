package main

import (
	"fmt"
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

// message is a valid request, which is answered SMSP-0000.
type message struct {
	body   []byte
	action string
}

func newMessage() (message, error) {
	set, err := pack.Load(pack.Options{BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
	if err != nil {
		return message{}, fmt.Errorf("loading the packs: %w", err)
	}
	composer, err := compose.New(set, itk.RandomIDs(), time.Now, compose.DefaultSender())
	if err != nil {
		return message{}, fmt.Errorf("preparing to make messages: %w", err)
	}
	r, err := composer.Request(set.Pack("pds"), scenario.Step{Service: "getPatientDetails", Persona: "full-record"}, "http://127.0.0.1/")
	if err != nil {
		return message{}, fmt.Errorf("making a request: %w", err)
	}
	m := message{body: r.Wire.Body}
	for _, h := range r.Wire.Header {
		if h.Name == "SOAPAction" {
			m.action = h.Value
		}
	}
	return m, nil
}
