// Package scr simulates the Summary Care Record with what surrounds it.
package scr

import (
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// Response codes of querySCR, beside those that all mini services share.
const (
	codeNotAllowed   = "SCR-0001" // the role may not do it (RBAC)
	codeDissent      = "SCR-0002" // the patient has opted out (access control service)
	codeNoPermission = "SCR-0003" // nobody gave this user permission to view
	codeNotFound     = "SCR-0004" // there is no summary
)

// defaultPermission is how long a permission to view lasts when the request does not
// say: a day, which outlasts an episode of urgent care.
const defaultPermission = 24 * time.Hour

// service is the simulated Summary Care Record with what surrounds it: consent, roles,
// permissions to view, and the trail of who viewed what. Unlike the other simulated
// services it remembers: createPTV and querySCR change what later queries are
// answered. The memory lasts as long as the value, which is one run.
//
// A patient whom the pack's files do not name has a summary, has not opted out, and
// lets everybody view, as in the national simulator.
type service struct {
	triggers []pack.Trigger
	patients map[string]pack.Persona // by NHS number
	users    map[string]pack.Persona // by role profile, or by identity
	reports  map[string]pack.Persona // canned reports, by the first day of their period
	contents map[string]pack.Persona // contents of summaries, by name
	defaults map[string]any          // what no record says

	mu          sync.Mutex
	permissions map[grant]period
	granted     services.Remembered[grant] // what has a permission, the oldest first
	trail       services.Remembered[viewing]
}

// grant ties a permission to one patient and one professional in one role.
type grant struct{ nhsNumber, user string }

// period is when a permission holds; its end does not belong to it.
type period struct{ from, until time.Time }

// New makes the service over the patients and users of a pack.
func New(p *pack.Pack) services.Service { return newService(p) }

func newService(p *pack.Pack) *service {
	records := services.Records(p)
	s := &service{
		triggers: p.Triggers, patients: services.By(records, "nhsNumber"), users: map[string]pack.Persona{},
		reports: services.By(records, "canned"), contents: services.By(records, "content"), defaults: p.Defaults,
		permissions: map[grant]period{},
	}
	for _, q := range records {
		if q.Text("withPTV") == "" && q.Text("credentials") == "" {
			continue
		}
		for _, name := range []string{q.Text("roleProfile"), q.Text("identity")} {
			if _, there := s.users[name]; name != "" && !there {
				s.users[name] = q
			}
		}
	}
	return s
}

// Answer does what the operation asks. A row of the trigger table comes first, so
// that a client written against the national simulator meets the same codes here.
func (s *service) Answer(q services.Query) services.Answer {
	if row, ok := services.Trigger(s.triggers, q); ok {
		return services.Answer{Code: row.Code}
	}
	user := userOf(q.Audit)
	attended := q.Service == "getRBACStatus" || q.Service == "queryPTV" || q.Service == "querySCR"
	switch {
	case attended && !user.known():
		return services.Answer{Code: services.Refused}
	case q.Invalid || permissionWidth(q) > maxPermission:
		return services.Answer{Code: services.Invalid}
	case s.user(user).Text("credentials") == "refused":
		return services.Answer{Code: services.Refused}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q.Service {
	case "getSCRStatus":
		return status(s.patients[q.Ask["nhsNumber"]])
	case "getRBACStatus":
		return role(s.user(user))
	case "queryPTV":
		return permission(s.mayView(q.Ask["nhsNumber"], user, q.Now))
	case "createPTV":
		return s.createPermissions(q)
	case "querySCR":
		return s.view(q, user)
	}
	return s.report(q, user)
}

// Scripted shows a persona's record as if every check had been passed, and remembers
// nothing: a scenario decides on this answer.
func (s *service) Scripted(persona pack.Persona, q services.Query) services.Answer {
	switch q.Service {
	case "getSCRStatus":
		return status(persona)
	case "getRBACStatus":
		return role(persona)
	case "queryPTV":
		return permission(true)
	case "querySCR":
		return services.Answer{Code: services.Success, Values: s.summary(q.Ask["nhsNumber"], persona)}
	case "querySCRActivity":
		return reportAnswer(q, nil, 0, persona.Text("reportForm"))
	}
	return services.Answer{Code: services.Success}
}

func trueFalse(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// status tells whether a summary exists and whether the patient opted out. "Ask"
// also stands for a patient of whom nothing is recorded.
func status(record pack.Persona) services.Answer {
	consent, name := "2", "Ask"
	if record.Text("consent") == "0" {
		consent, name = "0", "No"
	}
	return services.Answer{Code: services.Success, Values: map[string]any{"status": map[string]any{
		"exists": trueFalse(record.Text("exists") != "false"), "consent": consent, "consentName": name,
	}}}
}

func role(record pack.Persona) services.Answer {
	return services.Answer{Code: services.Success, Values: map[string]any{"role": map[string]any{
		"withPTV": trueFalse(allows(record, "withPTV")), "inEmergency": trueFalse(allows(record, "inEmergency")),
	}}}
}

func permission(current bool) services.Answer {
	return services.Answer{Code: services.Success, Values: map[string]any{"permission": map[string]any{"current": trueFalse(current)}}}
}

// allows reads what a user's role allows; what no file says, it does.
func allows(record pack.Persona, activity string) bool { return record.Text(activity) != "false" }

// user is the record of a user; one that no file names may do everything.
func (s *service) user(u user) pack.Persona {
	if record, ok := s.users[u.profile]; ok {
		return record
	}
	return s.users[u.identity]
}

// mayView reports whether the user has a current permission of the patient.
func (s *service) mayView(nhsNumber string, u user, now time.Time) bool {
	record, named := s.patients[nhsNumber]
	if !named || record.Text("permission") == "open" {
		return true
	}
	p, ok := s.permissions[grant{nhsNumber, u.key()}]
	return ok && !now.Before(p.from) && now.Before(p.until)
}

// view is querySCR: role, consent, permission and record are looked at in the order
// of their codes. Only a summary that is handed out counts as viewed.
func (s *service) view(q services.Query, u user) services.Answer {
	number := q.Ask["nhsNumber"]
	record := s.patients[number]
	emergency := q.Ask["emergency"] == "true"
	activity := "withPTV"
	if emergency {
		activity = "inEmergency"
	}
	switch {
	case !allows(s.user(u), activity):
		return services.Answer{Code: codeNotAllowed}
	case record.Text("consent") == "0":
		return services.Answer{Code: codeDissent}
	case !emergency && q.Ask["createPTV"] != "true" && !s.mayView(number, u, q.Now):
		return services.Answer{Code: codeNoPermission}
	case record.Text("exists") == "false":
		return services.Answer{Code: codeNotFound}
	}
	if q.Ask["createPTV"] == "true" {
		s.permit(grant{number, u.key()}, permissionPeriod(q))
	}
	seen := viewing{
		at: q.Now.UTC(), nhsNumber: number, patient: fullName(record), user: u, userName: fullName(s.user(u)),
		emergency: emergency, reason: q.Ask["reason"],
	}
	s.trail.Add(seen, len(number)+len(seen.reason)+len(u.identity)+len(u.profile))
	return services.Answer{Code: services.Success, Values: s.summary(number, record)}
}
