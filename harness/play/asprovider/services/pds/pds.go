package asprovider

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// Response codes of the PDS mini services (PDSMiniServiceResponseCode).
const (
	codeSuccess     = "SMSP-0000"
	codeInvalid     = "SMSP-0001"
	codeBadOutput   = "SMSP-0002"
	codeNoMatch     = "DEMOG-0001"
	codeMultiple    = "DEMOG-0007"
	codeSuperseded  = "DEMOG-0017"
	codeInvalidated = "DEMOG-0022"
	codeNotVerified = "DEMOG-0040"
)

// pds is the simulated Personal Demographics Service: a cross-check by NHS number
// (VERIFY mode), a unique-match search otherwise (TRACE mode), over the test
// patients of the pack.
type pds struct {
	triggers []pack.Trigger
	records  []pack.Persona
	byNumber map[string]pack.Persona
}

func newPDS(p *pack.Pack) Lookup {
	s := &pds{triggers: p.Triggers, byNumber: map[string]pack.Persona{}}
	for _, q := range append(append([]pack.Persona{}, p.Personas...), p.Patients...) {
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
func (s *pds) Answer(q Query) Answer {
	row, triggered := trigger(s.triggers, q)
	switch {
	case triggered && row.Code != codeSuccess:
		return s.fromTrigger(row, q)
	case q.Invalid:
		return Answer{Code: codeInvalid}
	case triggered:
		return s.fromTrigger(row, q)
	}
	if q.Ask["nhsNumber"] != "" {
		return s.verify(q)
	}
	return s.trace(q)
}

func (s *pds) fromTrigger(row pack.Trigger, q Query) Answer {
	if row.Code != codeSuccess {
		if row.Code == codeSuperseded {
			if record, ok := s.byNumber[q.Ask["nhsNumber"]]; ok {
				return s.superseded(record, q)
			}
		}
		return Answer{Code: row.Code}
	}
	number := row.Patient
	if number == "" {
		number = q.Ask["nhsNumber"]
	}
	record, ok := s.byNumber[number]
	if !ok {
		return Answer{Code: codeNoMatch}
	}
	return found(record, q)
}

// verify is the cross-check: the number must exist, be current, and agree with
// every other value that is asked.
func (s *pds) verify(q Query) Answer {
	record, ok := s.byNumber[q.Ask["nhsNumber"]]
	switch {
	case !ok:
		return Answer{Code: codeNoMatch}
	case record.Text("status") == "invalid":
		return Answer{Code: codeInvalidated}
	case record.Text("status") == "superseded":
		return s.superseded(record, q)
	case !agrees(record, q.Ask):
		return Answer{Code: codeNotVerified}
	}
	return found(record, q)
}

// superseded answers with the replacement number and nothing else of the record.
func (s *pds) superseded(record pack.Persona, q Query) Answer {
	a := Answer{Code: codeSuperseded, Values: map[string]any{
		"payload": true, "verified": "false",
		"patient": map[string]any{"nhsNumber": record.Text("replacement")},
	}}
	echoLocalID(a.Values, q)
	return a
}

// trace finds the one record that agrees with all criteria.
func (s *pds) trace(q Query) Answer {
	var hits []pack.Persona
	for _, r := range s.records {
		if r.Text("status") == "" && agrees(r, q.Ask) {
			hits = append(hits, r)
		}
	}
	switch len(hits) {
	case 0:
		return Answer{Code: codeNoMatch}
	case 1:
		return found(hits[0], q)
	}
	return Answer{Code: codeMultiple}
}

// agrees compares every criterion that is asked with the record. Names and
// postcodes ignore case, postcodes also blanks; * stands for any continuation.
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
func found(record pack.Persona, q Query) Answer {
	if record.Text("quality") == "invalid" {
		return Answer{Code: codeBadOutput}
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
	a := Answer{Code: codeSuccess, Values: map[string]any{"payload": true, "verified": "true", "patient": patient}}
	echoLocalID(a.Values, q)
	return a
}

func echoLocalID(values map[string]any, q Query) {
	if q.Ask["localId.extension"] == "" {
		return
	}
	values["localId"] = map[string]any{"root": q.Ask["localId.root"], "extension": q.Ask["localId.extension"]}
}
