package scr

import (
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

var scrNow = time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)

func record(values map[string]any) pack.Persona { return pack.Persona{Values: values} }

// testSCR holds made-up patients and users, and a document of each kind.
func testSCR() *service {
	section := []any{map[string]any{"code": "163221000000102", "display": "Allergies and Adverse Reactions", "statements": []any{
		map[string]any{"kind": "allergy", "code": "416098002", "display": "Drug allergy", "date": "20190202"},
	}}}
	return newService(&pack.Pack{
		Triggers: []pack.Trigger{
			{Service: "querySCR", Key: "nhsNumber", Value: "9990000042", Code: "SMSP-9999"},
			{Service: "getRBACStatus", Key: "identity", Value: "urn:nhs-uk:identity:ods:RKE:1", Code: "SMSP-0004"},
		},
		Personas: []pack.Persona{
			record(map[string]any{"nhsNumber": "9990000018", "given": "Ann", "family": "Vale", "summary": "full"}),
			record(map[string]any{"nhsNumber": "9990000026", "consent": "0"}),
			record(map[string]any{"nhsNumber": "9990000034", "exists": "false", "permission": "open"}),
			record(map[string]any{"nhsNumber": "9990000042", "permission": "open"}),
			record(map[string]any{"nhsNumber": "9990000050", "permission": "open", "summary": "full", "form": "malformed", "summaryOf": "9990000018"}),
			record(map[string]any{"nhsNumber": "9990000069", "permission": "open", "summary": "full", "form": "prefixed", "reportForm": "unbroken"}),
			record(map[string]any{"nhsNumber": "9990000077", "permission": "open", "summary": "full", "form": "large", "reportForm": "plain"}),
			record(map[string]any{"roleProfile": "200000000001", "withPTV": "true", "inEmergency": "false"}),
			record(map[string]any{"roleProfile": "200000000002", "withPTV": "false", "inEmergency": "true"}),
			record(map[string]any{"roleProfile": "200000000003", "credentials": "refused"}),
		},
		Defaults: map[string]any{
			"summary": map[string]any{"time": "20250110093000", "practice": map[string]any{"id": "Z99901"}, "author": map[string]any{"user": "320000000303"}},
			"report":  map[string]any{"organisation": "ZZC09", "nhsNumber": "9990004048", "reason": "Patient could not answer"},
		},
		Patients: []pack.Persona{
			record(map[string]any{"content": "full", "kind": "full", "sections": section}),
			record(map[string]any{"canned": "20140103", "rows": "96", "found": "152"}),
		},
	})
}

func card(user, profile string) []services.AuditID {
	return []services.AuditID{{URI: "urn:nhs-uk:identity:ods:TKW01:" + user}, {URI: user, Type: typeSDSUser}, {URI: profile, Type: typeSDSRoleProfile}}
}

var (
	doctor    = card("100000000009", "200000000009") // of whom nothing is known: may do everything
	ward      = card("100000000001", "200000000001") // with permission only
	emergency = card("100000000002", "200000000002") // in emergencies only
	barred    = card("100000000003", "200000000003")
)

// asks makes a query of pairs of keys and values.
func asks(service string, audit []services.AuditID, pairs ...string) services.Query {
	q := services.Query{Service: service, Audit: audit, Now: scrNow, Ask: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Ask[pairs[i]] = pairs[i+1]
	}
	return q
}

func views(audit []services.AuditID, number string, pairs ...string) services.Query {
	return asks("querySCR", audit, append([]string{"nhsNumber", number}, pairs...)...)
}

func TestSCRCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		query services.Query
		want  string
	}{
		{"a patient whom nobody names may be viewed", views(doctor, "9990009996"), "SMSP-0000"},
		{"no permission", views(doctor, "9990000018"), "SCR-0003"},
		{"no permission, but an emergency", views(doctor, "9990000018", "emergency", "true", "reason", "x"), "SMSP-0000"},
		{"permission by the flag of the query", views(doctor, "9990000018", "createPTV", "true"), "SMSP-0000"},
		{"a role without emergency access", views(ward, "9990000018", "emergency", "true"), "SCR-0001"},
		{"a role without access by permission", views(emergency, "9990000034"), "SCR-0001"},
		{"the role is looked at before the flag", views(emergency, "9990000018", "createPTV", "true"), "SCR-0001"},
		{"a patient who opted out", views(doctor, "9990000026"), "SCR-0002"},
		{"a patient who opted out, in an emergency", views(doctor, "9990000026", "emergency", "true"), "SCR-0002"},
		{"a patient without a summary", views(doctor, "9990000034"), "SCR-0004"},
		{"a trigger", views(doctor, "9990000042"), "SMSP-9999"},
		{"a trigger by the user", asks("getRBACStatus", nil, "identity", "urn:nhs-uk:identity:ods:RKE:1"), "SMSP-0004"},
		{"nobody asks", views(nil, "9990000034"), "SMSP-0005"},
		{"an organisation asks", views([]services.AuditID{{URI: "urn:nhs-uk:identity:ods:TKW01"}}, "9990000034"), "SMSP-0005"},
		{"a user without a role profile", views(ward[:2], "9990000034"), "SMSP-0005"},
		{"a local user", views(doctor[:1], "9990000034"), "SCR-0004"},
		{"a user whose credentials are refused", asks("createPTV", barred, "nhsNumber", "9990000018"), "SMSP-0005"},
		{"status needs no user", asks("getSCRStatus", nil, "nhsNumber", "9990000018"), "SMSP-0000"},
		{"a permission longer than the maximum", asks("createPTV", doctor, "nhsNumber", "9990000018", "duration.width", "2", "duration.unit", "a"), "SMSP-0001"},
		{"a query that records too long a permission", views(doctor, "9990000018", "createPTV", "true", "duration.width", "9999", "duration.unit", "d"), "SMSP-0001"},
		{"a permission of a year", asks("createPTV", doctor, "nhsNumber", "9990000018", "duration.width", "1", "duration.unit", "a"), "SMSP-0000"},
		{"values that break a rule", services.Query{Service: "createPTV", Audit: doctor, Invalid: true, Now: scrNow}, "SMSP-0001"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := testSCR().Answer(c.query); got.Code != c.want {
				t.Errorf("code %s, want %s", got.Code, c.want)
			}
		})
	}
}

func TestSCRStatusAndRole(t *testing.T) {
	t.Parallel()
	s := testSCR()
	for _, c := range []struct {
		query services.Query
		want  map[string]any
	}{
		{asks("getSCRStatus", doctor, "nhsNumber", "9990000018"), map[string]any{"status": map[string]any{"exists": "true", "consent": "2", "consentName": "Ask"}}},
		{asks("getSCRStatus", doctor, "nhsNumber", "9990000026"), map[string]any{"status": map[string]any{"exists": "true", "consent": "0", "consentName": "No"}}},
		{asks("getSCRStatus", doctor, "nhsNumber", "9990000034"), map[string]any{"status": map[string]any{"exists": "false", "consent": "2", "consentName": "Ask"}}},
		{asks("getRBACStatus", ward), map[string]any{"role": map[string]any{"withPTV": "true", "inEmergency": "false"}}},
		{asks("getRBACStatus", emergency), map[string]any{"role": map[string]any{"withPTV": "false", "inEmergency": "true"}}},
		{asks("getRBACStatus", doctor), map[string]any{"role": map[string]any{"withPTV": "true", "inEmergency": "true"}}},
	} {
		if diff := cmp.Diff(c.want, s.Answer(c.query).Values); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.query.Service, diff)
		}
	}
}

// holds asks queryPTV.
func holds(s *service, audit []services.AuditID, at time.Time) string {
	q := asks("queryPTV", audit, "nhsNumber", "9990000018")
	q.Now = at
	return fmt.Sprint(s.Answer(q).Values["permission"])
}

func TestSCRPermissions(t *testing.T) {
	t.Parallel()
	const yes, no = "map[current:true]", "map[current:false]"
	day := 24 * time.Hour
	for _, c := range []struct {
		name   string
		pairs  []string
		at     time.Duration
		audit  []services.AuditID
		before string
		after  string
	}{
		{"by default for a day", nil, day - time.Second, ward, no, yes},
		{"and no longer", nil, day, ward, no, no},
		{"a width of nought is the default", []string{"duration.width", "0", "duration.unit", "h"}, day - time.Second, ward, no, yes},
		{"for twelve hours", []string{"duration.width", "12", "duration.unit", "h"}, 12*time.Hour - time.Second, ward, no, yes},
		{"and no longer than twelve hours", []string{"duration.width", "12", "duration.unit", "h"}, 12 * time.Hour, ward, no, no},
		{"from tomorrow on", []string{"duration.low", "20310305", "duration.high", "20310306"}, 0, ward, no, no},
		{"tomorrow", []string{"duration.low", "20310305", "duration.high", "20310306"}, 14 * time.Hour, ward, no, yes},
		{"long over", []string{"duration.low", "20200101", "duration.high", "20200102"}, 0, ward, no, no},
		{"for the longest that this provider records", []string{"duration.width", "366", "duration.unit", "d"}, 366*day - time.Second, ward, no, yes},
		{"a day longer is refused", []string{"duration.width", "367", "duration.unit", "d"}, 0, ward, no, no},
		{"an absurd width is refused", []string{"duration.width", "1e300", "duration.unit", "wk"}, 0, ward, no, no},
		{"the second professional", nil, 0, emergency, no, yes},
		{"somebody who was not named", nil, 0, doctor, no, no},
		{"the same user in another role", nil, 0, card("100000000001", "200000000008"), no, no},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := testSCR()
			before := holds(s, c.audit, scrNow.Add(c.at))
			s.Answer(asks("createPTV", doctor, append([]string{"nhsNumber", "9990000018", "staff", "200000000001 200000000002"}, c.pairs...)...))
			if after := holds(s, c.audit, scrNow.Add(c.at)); before != c.before || after != c.after {
				t.Errorf("before %s, after %s; want %s and %s", before, after, c.before, c.after)
			}
		})
	}
}

func TestSCRRefusalsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	s := testSCR()
	s.Answer(views(emergency, "9990000018", "createPTV", "true"))
	s.Answer(views(doctor, "9990000018"))
	if len(s.permissions) != 0 || len(s.trail.Entries()) != 0 {
		t.Errorf("refused queries left %d permissions and %d accesses", len(s.permissions), len(s.trail.Entries()))
	}
	s.Answer(views(doctor, "9990000018", "emergency", "true", "reason", "x"))
	if len(s.permissions) != 0 || len(s.trail.Entries()) != 1 {
		t.Errorf("an emergency left %d permissions and %d accesses", len(s.permissions), len(s.trail.Entries()))
	}
}

// reported decodes the report of an answer.
func reported(t *testing.T, a services.Answer) string {
	t.Helper()
	values, ok := a.Values["report"].(map[string]any)
	if !ok {
		t.Fatalf("no report: %+v", a)
	}
	if plain, ok := values["plain"].(string); ok {
		return plain
	}
	text, err := base64.StdEncoding.DecodeString(values["base64"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSCRReports(t *testing.T) {
	t.Parallel()
	s := testSCR()
	s.Answer(views(doctor, "9990000018", "emergency", "true", "reason", `said "help"`))
	s.Answer(views(ward, "9990000077"))
	other := views(card("100000000005", "200000000005"), "9990000077")
	other.Audit[0].URI = "urn:nhs-uk:identity:ods:TKW02:x"
	s.Answer(other)
	const period = `"20310304","20310304"`
	first := "\r\n" + `"TKW01","Organisation TKW01","9990000018","Ann Vale","100000000009","200000000009","","T","said ""help""","20310304101530"`
	second := "\r\n" + `"TKW01","Organisation TKW01","9990000077","","100000000001","200000000001","","F","","20310304101530"`
	for _, c := range []struct {
		name  string
		audit []services.AuditID
		pairs []string
		want  string
	}{
		{"by date, of one's own organisation", doctor, nil, `"20310304101530","2","2",` + period + `,"",""` + first + second},
		{"by patient", doctor, []string{"nhsNumber", "9990000018"}, `"20310304101530","1","1",` + period + `,"9990000018",""` + first},
		{"by user", doctor, []string{"userId", "100000000001"}, `"20310304101530","1","1",` + period + `,"","100000000001"` + second},
		{"another day", doctor, []string{"period.low", "20310305", "period.high", "20310306"}, `"20310304101530","0","0","20310305","20310306","",""`},
		{"another organisation", card("1", "2")[1:], nil, `"20310304101530","0","0",` + period + `,"",""`},
		{"without line ends", doctor, []string{"nhsNumber", "9990000069"}, `"20310304101530","0","0",` + period + `,"9990000069",""`},
		{"as plain text", doctor, []string{"nhsNumber", "9990000077"}, `"20310304101530","1","1",` + period + `,"9990000077",""` + strings.TrimPrefix("\n"+strings.TrimPrefix(second, "\r\n"), "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := asks("querySCRActivity", c.audit, append([]string{"period.low", "20310304", "period.high", "20310304"}, c.pairs...)...)
			if diff := cmp.Diff(c.want, reported(t, s.Answer(q))); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSCRCannedReport(t *testing.T) {
	t.Parallel()
	text := reported(t, testSCR().Answer(asks("querySCRActivity", doctor, "period.low", "20140103", "period.high", "20140103", "userId", "7")))
	lines := strings.Split(text, "\r\n")
	if want := `"20310304101530","96","152","20140103","20140103","","7"`; len(lines) != 97 || lines[0] != want {
		t.Errorf("%d lines, the first %s; want 97 and %s", len(lines), lines[0], want)
	}
	for _, line := range lines[1:] {
		if fields := strings.Split(line, `","`); len(fields) != 10 || fields[4] != "7" {
			t.Fatalf("row %s", line)
		}
	}
}

// written serialises the presentation text of an answer.
func written(t *testing.T, a services.Answer) string {
	t.Helper()
	for _, slot := range []string{"initialText", "fullText"} {
		if e, ok := a.Values[slot].(*etree.Element); ok {
			doc := etree.NewDocument()
			doc.SetRoot(e.Copy())
			text, err := doc.WriteToString()
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
	}
	t.Fatalf("no presentation text: %+v", a)
	return ""
}

func TestSCRDocuments(t *testing.T) {
	t.Parallel()
	s := testSCR()
	const table = `<h2>Allergies and Adverse Reactions</h2><table><thead><tr><th>Date</th><th>Description</th></tr></thead><tbody><tr><td>02-Feb-2019</td><td>Drug allergy</td></tr></tbody></table>`
	head := func(title string) string {
		return `<h2>` + title + `</h2><h3>Time of summary creation 10-Jan-2025 09:30</h3>`
	}
	for _, c := range []struct{ number, patient, want string }{
		{"9990009996", "9990009996", `<html xmlns="` + presentationNamespace + `"><head/><body>` + head(initialTitle) + `</body></html>`},
		{"9990000050", "9990000018", `<html xmlns="` + presentationNamespace + `">` + head(fullTitle) + table + `</html>`},
		{"9990000069", "9990000069", `<verylongnamespace:html xmlns:verylongnamespace="` + presentationNamespace + `">` +
			strings.NewReplacer("</", "</verylongnamespace:", "<", "<verylongnamespace:").Replace(`<head/><body>`+head(fullTitle)+table+`</body>`) + `</verylongnamespace:html>`},
	} {
		a := s.Answer(views(doctor, c.number))
		if diff := cmp.Diff(c.want, written(t, a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.number, diff)
		}
		if got := a.Values["summary"].(map[string]any)["nhsNumber"]; got != c.patient {
			t.Errorf("%s: the document is that of %v, want %s", c.number, got, c.patient)
		}
	}
	if size := len(written(t, s.Answer(views(doctor, "9990000077")))); size < 60_000 || size > 400_000 {
		t.Errorf("the large document has %d bytes", size)
	}
	if diff := cmp.Diff(s.Answer(views(doctor, "9990000050")).Values["summary"], s.Answer(views(doctor, "9990000050")).Values["summary"]); diff != "" {
		t.Errorf("the same document twice differs:\n%s", diff)
	}
}

// A scripted answer shows the persona's record whatever the state is.
func TestSCRScripted(t *testing.T) {
	t.Parallel()
	s := testSCR()
	persona := s.patients["9990000018"]
	for _, service := range []string{"getSCRStatus", "getRBACStatus", "queryPTV", "createPTV", "querySCR", "querySCRActivity"} {
		if a := s.Scripted(persona, asks(service, nil, "nhsNumber", "9990000018", "period.low", "20310304", "period.high", "20310304")); a.Code != "SMSP-0000" || (len(a.Values) == 0) != (service == "createPTV") {
			t.Errorf("%s: %+v", service, a)
		}
	}
	if len(s.trail.Entries()) != 0 {
		t.Error("a scripted answer counts as an access")
	}
}

func TestSCRIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s := testSCR()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			profile := fmt.Sprintf("20000000010%d", i)
			s.Answer(asks("createPTV", doctor, "nhsNumber", "9990000018", "staff", profile))
			if a := s.Answer(views(card("100000000100", profile), "9990000018")); a.Code != "SMSP-0000" {
				t.Errorf("%s: %s", profile, a.Code)
			}
		})
	}
	wg.Wait()
	text := reported(t, s.Answer(asks("querySCRActivity", doctor, "period.low", "20310304", "period.high", "20310304")))
	if n := strings.Count(text, "\r\n"); n != 8 {
		t.Errorf("%d rows, want 8", n)
	}
}
