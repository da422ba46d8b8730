// Package services is what simulated national services share: the query they are asked, the
// answer they give, and the kit that they are made of (a table of triggers, records by a
// key, a memory with a limit). What is particular to a domain stands in a package below
// this one; a domain whose answers are a table needs none: see [NewTable].
package services

import (
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// Query is what a request asks of the simulated national service.
type Query struct {
	Service string
	// Ask holds the request's values by the keys of the service catalogue
	// ("nhsNumber", "localId.extension"); absent ones are missing.
	Ask map[string]string
	// Invalid is true when the domain's rules object to the request.
	Invalid bool
	// Audit are the audit identities of the envelope.
	Audit []AuditID
	// Now is when the request is answered.
	Now time.Time
}

// AuditID is one audit identity; Type is "" where the envelope gives none.
type AuditID struct{ URI, Type string }

// Answer is what the simulated national service says.
type Answer struct {
	Code string
	// Values go to the response template ("verified", "patient", "localId").
	Values map[string]any
}

// Service is one simulated national service. It is safe for concurrent use.
type Service interface {
	// Answer gives equal answers to equal queries, but for what earlier queries changed.
	Answer(q Query) Answer
	// Scripted shows the record of a persona where a scenario, and not the state of the
	// service, decides on the answer; the code of the answer is the scenario's.
	Scripted(persona pack.Persona, q Query) Answer
}

// Success is the response code of all mini services for a query that was answered.
const Success = "SMSP-0000"

// Invalid is the response code of all mini services for a request that breaks a rule of the
// domain.
const Invalid = "SMSP-0001"

// Refused is the response code of all mini services for credentials that the national
// service does not accept.
const Refused = "SMSP-0005"
