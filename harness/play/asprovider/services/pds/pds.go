// Package pds simulates the Personal Demographics Service.
package pds

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// Response codes of the PDS mini services (PDSMiniServiceResponseCode).
const (
	codeBadOutput   = "SMSP-0002"
	codeNoMatch     = "DEMOG-0001"
	codeMultiple    = "DEMOG-0007"
	codeSuperseded  = "DEMOG-0017"
	codeInvalidated = "DEMOG-0022"
	codeNotVerified = "DEMOG-0040"
)

// service is the simulated Personal Demographics Service: a cross-check by NHS number
// (VERIFY mode), a unique-match search otherwise (TRACE mode), over the test
// patients of the pack.
type service struct {
	triggers []pack.Trigger
	records  []pack.Persona
	byNumber map[string]pack.Persona
}

// New makes the service over the patients of a pack.
func New(p *pack.Pack) services.Service {
	s := &service{triggers: p.Triggers, byNumber: map[string]pack.Persona{}}
	for _, q := range services.Records(p) {
		number := q.Text("nhsNumber")
		if number == "" || q.Text("unregistered") == "true" {
			continue
		}
		if _, twice := s.byNumber[number]; twice {
			continue
		}
		s.byNumber[number] = q
		s.records = append(s.records, q)
	}
	return s
}

// Answer traces or verifies. A row of the trigger table comes first, so that a
// client written against the national simulator meets the same codes here.
func (s *service) Answer(q services.Query) services.Answer {
	row, triggered := services.Trigger(s.triggers, q)
	switch {
	case triggered && row.Code != services.Success:
		return s.fromTrigger(row, q)
	case q.Invalid:
		return services.Answer{Code: services.Invalid}
	case triggered:
		return s.fromTrigger(row, q)
	}
	if q.Ask["nhsNumber"] != "" {
		return s.verify(q)
	}
	return s.trace(q)
}

func (s *service) fromTrigger(row pack.Trigger, q services.Query) services.Answer {
	if row.Code != services.Success {
		if row.Code == codeSuperseded {
			if record, ok := s.byNumber[q.Ask["nhsNumber"]]; ok {
				return s.superseded(record, q)
			}
		}
		return services.Answer{Code: row.Code}
	}
	number := row.Patient
	if number == "" {
		number = q.Ask["nhsNumber"]
	}
	record, ok := s.byNumber[number]
	if !ok {
		return services.Answer{Code: codeNoMatch}
	}
	return found(record, q)
}

// verify is the cross-check: the number must exist, be current, and agree with
// every other value that is asked.
func (s *service) verify(q services.Query) services.Answer {
	record, ok := s.byNumber[q.Ask["nhsNumber"]]
	switch {
	case !ok:
		return services.Answer{Code: codeNoMatch}
	case record.Text("status") == "invalid":
		return services.Answer{Code: codeInvalidated}
	case record.Text("status") == "superseded":
		return s.superseded(record, q)
	case !agrees(record, q.Ask):
		return services.Answer{Code: codeNotVerified}
	}
	return found(record, q)
}

// superseded answers with the replacement number and nothing else of the record.
func (s *service) superseded(record pack.Persona, q services.Query) services.Answer {
	a := services.Answer{Code: codeSuperseded, Values: map[string]any{
		"payload": true, "verified": "false",
		"patient": map[string]any{"nhsNumber": record.Text("replacement")},
	}}
	echoLocalID(a.Values, q)
	return a
}

// trace finds the one record that agrees with all criteria.
func (s *service) trace(q services.Query) services.Answer {
	var hits []pack.Persona
	for _, r := range s.records {
		if r.Text("status") == "" && agrees(r, q.Ask) {
			hits = append(hits, r)
		}
	}
	switch len(hits) {
	case 0:
		return services.Answer{Code: codeNoMatch}
	case 1:
		return found(hits[0], q)
	}
	return services.Answer{Code: codeMultiple}
}

// Scripted shows the record of a test patient, whatever was asked.
func (s *service) Scripted(persona pack.Persona, q services.Query) services.Answer {
	return found(persona, q)
}

// agrees compares every criterion that is asked with the record. Names and
// postcodes ignore case, postcodes also spaces; * stands for any continuation.
func agrees(record pack.Persona, ask map[string]string) bool {
	birth := ask["dateOfBirth"]
	if birth != "" && !strings.HasPrefix(record.Text("dateOfBirth"), birth) {
		return false
	}
	if g := strings.TrimSpace(ask["gender"]); g != "" && g != record.Text("gender") {
		return false
	}
	for _, key := range []string{"family", "given"} {
		if ask[key] != "" && !pack.Match(fold(ask[key]), fold(record.Text(key))) {
			return false
		}
	}
	if code := ask["postcode"]; code != "" {
		squeeze := func(text string) string { return strings.ReplaceAll(fold(text), " ", "") }
		return pack.Match(squeeze(code), squeeze(record.Text("postcode")))
	}
	return true
}

func fold(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }

// found answers with the record. A sensitive record shows nothing that tells
// where the patient is; a record that cannot be expressed is no answer.
func found(record pack.Persona, q services.Query) services.Answer {
	if record.Text("quality") == "invalid" {
		return services.Answer{Code: codeBadOutput}
	}
	patient := map[string]any{}
	for key, value := range record.Values {
		switch key {
		case "addresses", "telecoms", "practice", "postcode":
			if record.Text("sensitive") == "true" {
				continue
			}
		}
		patient[key] = value
	}
	a := services.Answer{Code: services.Success, Values: map[string]any{"payload": true, "verified": "true", "patient": patient}}
	echoLocalID(a.Values, q)
	return a
}

func echoLocalID(values map[string]any, q services.Query) {
	if q.Ask["localId.extension"] == "" {
		return
	}
	values["localId"] = map[string]any{"root": q.Ask["localId.root"], "extension": q.Ask["localId.extension"]}
}
