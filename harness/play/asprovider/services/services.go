package asprovider

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

// Lookup is the look-up behaviour of one simulated national service. It must give
// equal answers to equal queries, and be safe for concurrent use.
type Lookup interface {
	Answer(q Query) Answer
}

// Scripter is a Lookup that knows how to show a persona's record when a scenario,
// and not the service's own state, decides on the answer.
type Scripter interface {
	Scripted(persona pack.Persona, q Query) Answer
}

// lookups are the behaviours that a pack's files alone cannot give.
var lookups = map[string]func(p *pack.Pack) Lookup{
	"pds":  newPDS,
	"cpis": newCPIS,
	"scr":  newSCR,
}

// triggered answers by the trigger table only; for packs without a look-up.
type triggered struct{ triggers []pack.Trigger }

func (t triggered) Answer(q Query) Answer {
	if row, ok := trigger(t.triggers, q); ok {
		return Answer{Code: row.Code}
	}
	return Answer{Code: "SMSP-9999"}
}

// trigger finds the first row of the table that the query meets.
func trigger(rows []pack.Trigger, q Query) (pack.Trigger, bool) {
	for _, row := range rows {
		if row.Service == q.Service && q.Ask[row.Key] == row.Value {
			return row, true
		}
	}
	return pack.Trigger{}, false
}
