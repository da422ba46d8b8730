// Package cpis simulates the query of Child Protection - Information Sharing.
package cpis

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// codeNoRecord is the one response code of its own that the look-up gives by itself; the
// others come from the trigger table.
const codeNoRecord = "CPIS-0001"

const (
	// kept is how many accesses to a record the national service keeps.
	kept = 25
	// once is how long further accesses by one author to one record are not
	// listed again.
	once = 24 * time.Hour
	// timeForm is the form of times in messages.
	timeForm = "20060102150405-0700"
)

// Types of the audit identities that a smartcard brings (cpis, section 1.1).
const (
	sdsUserID    = "1.2.826.0.1285.0.2.0.65"
	sdsProfileID = "1.2.826.0.1285.0.2.0.67"
)

// service is the simulated Child Protection - Information Sharing service: records by
// NHS number, each with a history to which every successful query adds an access.
// The history lasts as long as the value. Safe for concurrent use.
type service struct {
	triggers []pack.Trigger
	records  map[string]pack.Persona

	mu       sync.Mutex
	accesses map[string][]access // by NHS number, the oldest first
}

// access is one query that found the record.
type access struct {
	at       time.Time
	who      string
	id, text string // the id and the time of the query, as they were sent
	author   map[string]any
}

// New makes the service over the patients of a pack.
func New(p *pack.Pack) services.Service {
	s := &service{triggers: p.Triggers, records: map[string]pack.Persona{}, accesses: map[string][]access{}}
	for _, q := range services.Records(p) {
		number := q.Text("nhsNumber")
		if _, twice := s.records[number]; twice || number == "" || q.Values["records"] == nil {
			continue
		}
		s.records[number] = q
		s.accesses[number] = history(q)
	}
	return s
}

// history reads the accesses that a test patient brings along, in any order.
func history(q pack.Persona) []access {
	list, _ := q.Values["accesses"].([]any)
	var out []access
	for i, item := range list {
		values, _ := item.(map[string]any)
		author, _ := values["author"].(map[string]any)
		text, _ := values["time"].(string)
		at, err := time.Parse(timeForm, text)
		if err != nil || author == nil {
			continue
		}
		out = append(out, access{at: at, text: text, id: fixedUUID(q.Text("nhsNumber"), i), who: authorOf(author), author: author})
	}
	slices.SortStableFunc(out, func(a, b access) int { return a.at.Compare(b.at) })
	return out
}

// fixedUUID names an access of the test data, in every run alike.
func fixedUUID(number string, i int) string {
	sum := sha256.Sum256([]byte(number + "/" + strconv.Itoa(i)))
	text := fmt.Sprintf("%X", sum[:16])
	return text[:8] + "-" + text[8:12] + "-4" + text[13:16] + "-8" + text[17:20] + "-" + text[20:]
}

// Answer looks the record up. A row of the trigger table comes first, so that a
// client written against the national simulator meets the same codes here.
func (s *service) Answer(q services.Query) services.Answer {
	number, code := q.Ask["nhsNumber"], services.Success
	row, triggered := services.Trigger(s.triggers, q)
	switch {
	case triggered && row.Patient == "" && row.Code != services.Success:
		return services.Answer{Code: row.Code}
	case refusesAuthor(q):
		return services.Answer{Code: services.Refused}
	case q.Invalid:
		return services.Answer{Code: services.Invalid}
	case triggered:
		code = row.Code
		if row.Patient != "" {
			number = row.Patient
		}
	}
	record, ok := s.records[number]
	if !ok {
		return services.Answer{Code: codeNoRecord}
	}
	return s.answerWith(record, code, q)
}

// Scripted answers with the record of a test patient, whatever was asked for.
func (s *service) Scripted(persona pack.Persona, q services.Query) services.Answer {
	if persona.Values["records"] == nil {
		return services.Answer{Code: codeNoRecord}
	}
	return s.answerWith(persona, services.Success, q)
}

func (s *service) answerWith(record pack.Persona, code string, q services.Query) services.Answer {
	accesses := s.note(record.Text("nhsNumber"), q)
	records, _ := record.Values["records"].([]any)
	return services.Answer{Code: code, Values: map[string]any{
		"payload": true, "records": records, "recordCount": strconv.Itoa(len(records)),
		"accesses": accesses, "accessCount": strconv.Itoa(len(accesses)),
	}}
}

// note adds the query to the history of a record, unless its author is there
// already for the last 24 hours, and returns the history, the newest access first.
func (s *service) note(number string, q services.Query) []any {
	author, _ := compose.Nest(q.Ask)["author"].(map[string]any)
	asked := access{at: q.Now, who: authorOf(author), id: q.Ask["id"], text: q.Ask["effectiveTime"], author: author}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.accesses[number]
	known := slices.ContainsFunc(list, func(a access) bool {
		return a.who == asked.who && asked.at.Sub(a.at) < once && !asked.at.Before(a.at)
	})
	if !known && sizeOf(q.Ask) <= maxAccess {
		list = append(list, asked)
		list = list[max(0, len(list)-kept):]
		s.accesses[number] = list
	}
	out := make([]any, 0, len(list))
	for _, a := range slices.Backward(list) {
		out = append(out, map[string]any{"time": a.text, "id": a.id, "author": a.author, "nhsNumber": number})
	}
	return out
}

// maxAccess bounds the texts of an access that is kept, in bytes; genuine ones have some
// hundred.
const maxAccess = 4 << 10

func sizeOf(texts map[string]string) int {
	n := 0
	for _, text := range texts {
		n += len(text)
	}
	return n
}

// authorOf tells authors apart: persons by user id, systems by their own id.
func authorOf(author map[string]any) string {
	for _, kind := range []struct{ name, id string }{{"person", "userId"}, {"device", "id"}} {
		if values, ok := author[kind.name].(map[string]any); ok {
			id, _ := values[kind.id].(string)
			return kind.name + " " + id
		}
	}
	return ""
}

// refusesAuthor reports whether the national service would not accept the author:
// a person without a user id, or a smartcard user without a role profile in the
// audit identity.
func refusesAuthor(q services.Query) bool {
	person := false
	for key := range q.Ask {
		person = person || strings.HasPrefix(key, "author.person.")
	}
	if person && strings.TrimSpace(q.Ask["author.person.userId"]) == "" {
		return true
	}
	has := func(kind string) bool {
		return slices.ContainsFunc(q.Audit, func(id services.AuditID) bool { return id.Type == kind })
	}
	return has(sdsUserID) && !has(sdsProfileID)
}
