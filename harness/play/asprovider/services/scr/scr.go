package asprovider

import (
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// Response codes of querySCR, beside those that all mini services share.
const (
	scrNotAllowed   = "SCR-0001" // the role may not do it (RBAC)
	scrDissent      = "SCR-0002" // the patient has opted out (access control service)
	scrNoPermission = "SCR-0003" // nobody gave this user permission to view
	scrNotFound     = "SCR-0004" // there is no summary
	scrCredentials  = "SMSP-0005"
)

// defaultPermission is how long a permission to view lasts when the request does not
// say: a day, which outlasts an episode of urgent care.
const defaultPermission = 24 * time.Hour

// scr is the simulated Summary Care Record with what surrounds it: consent, roles,
// permissions to view, and the trail of who viewed what. Unlike the other simulated
// services it remembers: createPTV and querySCR change what later queries are
// answered. The memory lasts as long as the value, which is one run.
//
// A patient whom the pack's files do not name has a summary, has not opted out, and
// lets everybody view, as in the national simulator.
type scr struct {
	triggers []pack.Trigger
	patients map[string]pack.Persona // by NHS number
	users    map[string]pack.Persona // by role profile, or by identity
	reports  map[string]pack.Persona // canned reports, by the first day of their period
	contents map[string]pack.Persona // contents of summaries, by name

	mu          sync.Mutex
	permissions map[grant]period
	granted     remembered[grant] // what has a permission, the oldest first
	trail       remembered[viewing]
}

// grant ties a permission to one patient and one professional in one role.
type grant struct{ nhsNumber, user string }

// period is when a permission holds; its end does not belong to it.
type period struct{ from, until time.Time }

func newSCR(p *pack.Pack) Lookup {
	s := &scr{
		triggers: p.Triggers, patients: map[string]pack.Persona{}, users: map[string]pack.Persona{},
		reports: map[string]pack.Persona{}, contents: map[string]pack.Persona{}, permissions: map[grant]period{},
	}
	for _, q := range p.Personas {
		s.learn(q)
	}
	for _, q := range p.Patients {
		s.learn(q)
	}
	return s
}

// learn files a record under all that it describes: a patient, a user, a canned
// report or the content of summaries. The first record of a number or name stays.
func (s *scr) learn(q pack.Persona) {
	put := func(in map[string]pack.Persona, key string) {
		if _, there := in[key]; key != "" && !there {
			in[key] = q
		}
	}
	put(s.patients, q.Text("nhsNumber"))
	put(s.reports, q.Text("canned"))
	put(s.contents, q.Text("content"))
	if q.Text("withPTV") != "" || q.Text("credentials") != "" {
		put(s.users, q.Text("roleProfile"))
		put(s.users, q.Text("identity"))
	}
}

// Answer does what the operation asks. A row of the trigger table comes first, so
// that a client written against the national simulator meets the same codes here.
func (s *scr) Answer(q Query) Answer {
	if row, ok := trigger(s.triggers, q); ok {
		return Answer{Code: row.Code}
	}
	user := scrUserOf(q.Audit)
	attended := q.Service == "getRBACStatus" || q.Service == "queryPTV" || q.Service == "querySCR"
	switch {
	case attended && !user.known():
		return Answer{Code: scrCredentials}
	case q.Invalid || permissionWidth(q) > maxPermission:
		return Answer{Code: codeInvalid}
	case s.user(user).Text("credentials") == "refused":
		return Answer{Code: scrCredentials}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q.Service {
	case "getSCRStatus":
		return scrStatus(s.patients[q.Ask["nhsNumber"]])
	case "getRBACStatus":
		return scrRole(s.user(user))
	case "queryPTV":
		return scrPermission(s.mayView(q.Ask["nhsNumber"], user, q.Now))
	case "createPTV":
		return s.createPermissions(q)
	case "querySCR":
		return s.view(q, user)
	}
	return s.report(q, user)
}

// Scripted shows a persona's record as if every check had been passed, and remembers
// nothing: a scenario decides on this answer.
func (s *scr) Scripted(persona pack.Persona, q Query) Answer {
	switch q.Service {
	case "getSCRStatus":
		return scrStatus(persona)
	case "getRBACStatus":
		return scrRole(persona)
	case "queryPTV":
		return scrPermission(true)
	case "querySCR":
		return Answer{Code: codeSuccess, Values: s.summary(q.Ask["nhsNumber"], persona)}
	case "querySCRActivity":
		return reportAnswer(q, nil, 0, persona.Text("reportForm"))
	}
	return Answer{Code: codeSuccess}
}

func trueFalse(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// scrStatus tells whether a summary exists and whether the patient opted out. "Ask"
// also stands for a patient of whom nothing is recorded.
func scrStatus(record pack.Persona) Answer {
	consent, name := "2", "Ask"
	if record.Text("consent") == "0" {
		consent, name = "0", "No"
	}
	return Answer{Code: codeSuccess, Values: map[string]any{"status": map[string]any{
		"exists": trueFalse(record.Text("exists") != "false"), "consent": consent, "consentName": name,
	}}}
}

func scrRole(record pack.Persona) Answer {
	return Answer{Code: codeSuccess, Values: map[string]any{"role": map[string]any{
		"withPTV": trueFalse(scrAllows(record, "withPTV")), "inEmergency": trueFalse(scrAllows(record, "inEmergency")),
	}}}
}

func scrPermission(current bool) Answer {
	return Answer{Code: codeSuccess, Values: map[string]any{"permission": map[string]any{"current": trueFalse(current)}}}
}

// scrAllows reads what a user's role allows; what no file says, it does.
func scrAllows(record pack.Persona, activity string) bool { return record.Text(activity) != "false" }

// user is the record of a user; one that no file names may do everything.
func (s *scr) user(u scrUser) pack.Persona {
	if record, ok := s.users[u.profile]; ok {
		return record
	}
	return s.users[u.identity]
}

// mayView reports whether the user has a current permission of the patient.
func (s *scr) mayView(nhsNumber string, u scrUser, now time.Time) bool {
	record, named := s.patients[nhsNumber]
	if !named || record.Text("permission") == "open" {
		return true
	}
	p, ok := s.permissions[grant{nhsNumber, u.key()}]
	return ok && !now.Before(p.from) && now.Before(p.until)
}

// view is querySCR: role, consent, permission and record are looked at in the order
// of their codes. Only a summary that is handed out counts as viewed.
func (s *scr) view(q Query, u scrUser) Answer {
	number := q.Ask["nhsNumber"]
	record := s.patients[number]
	emergency := q.Ask["emergency"] == "true"
	activity := "withPTV"
	if emergency {
		activity = "inEmergency"
	}
	switch {
	case !scrAllows(s.user(u), activity):
		return Answer{Code: scrNotAllowed}
	case record.Text("consent") == "0":
		return Answer{Code: scrDissent}
	case !emergency && q.Ask["createPTV"] != "true" && !s.mayView(number, u, q.Now):
		return Answer{Code: scrNoPermission}
	case record.Text("exists") == "false":
		return Answer{Code: scrNotFound}
	}
	if q.Ask["createPTV"] == "true" {
		s.permit(grant{number, u.key()}, permissionPeriod(q))
	}
	seen := viewing{
		at: q.Now.UTC(), nhsNumber: number, patient: fullName(record), user: u, userName: fullName(s.user(u)),
		emergency: emergency, reason: q.Ask["reason"],
	}
	s.trail.add(seen, len(number)+len(seen.reason)+len(u.identity)+len(u.profile))
	return Answer{Code: codeSuccess, Values: s.summary(number, record)}
}
