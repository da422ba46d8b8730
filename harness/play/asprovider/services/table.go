package services

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// Table is the simulated service of a domain that has no Go: it answers from the trigger
// table, then with the record that agrees with the keys of the service. The codes are those
// of fixtures/service.yaml.
type Table struct {
	pack    *pack.Pack
	records []pack.Persona
}

// NewTable makes the service of a pack.
func NewTable(p *pack.Pack) Service { return &Table{pack: p, records: Records(p)} }

// noCode answers where the pack does not say by which code.
const noCode = "SMSP-9999"

// code is the response code that the pack gives for success, invalid or none.
func (t *Table) code(kind string) string {
	codes, _ := t.pack.Defaults["codes"].(map[string]any)
	if code, ok := codes[kind].(string); ok {
		return code
	}
	return noCode
}

// Answer looks the query up.
func (t *Table) Answer(q Query) Answer {
	if row, ok := Trigger(t.pack.Triggers, q); ok {
		return Answer{Code: row.Code}
	}
	if q.Invalid {
		return Answer{Code: t.code("invalid")}
	}
	for _, record := range t.records {
		if t.agrees(record, q) {
			return t.show(record)
		}
	}
	return Answer{Code: t.code("none")}
}

// agrees reports whether a record has the values of the query, by the first alternative of
// keys of which the query has all.
func (t *Table) agrees(record pack.Persona, q Query) bool {
	service, _ := t.pack.Service(q.Service)
	for _, keys := range service.Match {
		asked, same := true, true
		for _, key := range keys {
			asked = asked && q.Ask[key] != ""
			same = same && strings.EqualFold(strings.TrimSpace(q.Ask[key]), record.Text(key))
		}
		if asked {
			return same
		}
	}
	return false
}

// Scripted shows a persona, whatever was asked.
func (t *Table) Scripted(persona pack.Persona, _ Query) Answer { return t.show(persona) }

func (t *Table) show(record pack.Persona) Answer {
	return Answer{Code: t.code("success"), Values: map[string]any{"payload": true, "record": record.Values}}
}
