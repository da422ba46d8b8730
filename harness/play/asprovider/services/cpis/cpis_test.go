package cpis

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

var cpisNow = time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)

func cpisPack() *pack.Pack {
	record := []any{map[string]any{"authority": map[string]any{"id": "Z831"}}}
	nurse := map[string]any{"person": map[string]any{"userId": "310000000711"}}
	return &pack.Pack{
		Personas: []pack.Persona{
			{Name: "child", Values: map[string]any{"nhsNumber": "9993001015", "records": record, "accesses": []any{
				map[string]any{"time": "20310303093000+0000", "author": nurse},
				map[string]any{"time": "20300101093000+0000", "author": map[string]any{"device": map[string]any{"id": "990000000718"}}},
			}}},
			{Name: "sample", Values: map[string]any{"nhsNumber": "1234567895", "records": record}},
			{Name: "unknown", Values: map[string]any{"nhsNumber": "9993001082"}},
		},
		Triggers: []pack.Trigger{
			{Service: "CP-ISNHSQuery", Key: "nhsNumber", Value: "4444444444", Code: "SMSP-0004"},
			{Service: "CP-ISNHSQuery", Key: "nhsNumber", Value: "9993001155", Code: "SMSP-0003", Patient: "9993001015"},
		},
	}
}

// cpisQuery is what a person, or with an empty user a system, asks at a time.
func cpisQuery(number, user string, at time.Time) services.Query {
	q := services.Query{Service: "CP-ISNHSQuery", Now: at, Ask: map[string]string{"nhsNumber": number, "id": "ID of " + user, "effectiveTime": at.Format(timeForm)}}
	if user != "" {
		q.Ask["author.person.userId"], q.Ask["author.person.code"] = user, "R0600"
	} else {
		q.Ask["author.device.id"] = "990000000718"
	}
	return q
}

func TestCPISCodes(t *testing.T) {
	t.Parallel()
	with := func(q services.Query, change func(*services.Query)) services.Query { change(&q); return q }
	plain := cpisQuery("9993001015", "310000000711", cpisNow)
	rows := []struct {
		name   string
		query  services.Query
		want   string
		totals string
	}{
		{"a record", plain, "SMSP-0000", "3 1"},
		{"no record", cpisQuery("9993001082", "310000000711", cpisNow), "CPIS-0001", " "},
		{"a number that nobody has", cpisQuery("9993001228", "310000000711", cpisNow), "CPIS-0001", " "},
		{"a number of the national simulator", cpisQuery("4444444444", "310000000711", cpisNow), "SMSP-0004", " "},
		{"the sample number", cpisQuery("1234567895", "310000000711", cpisNow), "SMSP-0000", "1 1"},
		{"a stored record", cpisQuery("9993001155", "310000000711", cpisNow), "SMSP-0003", "3 1"},
		{"a broken rule", with(plain, func(q *services.Query) { q.Invalid = true }), "SMSP-0001", " "},
		{"a broken rule and a number of the simulator", with(cpisQuery("4444444444", "1", cpisNow), func(q *services.Query) { q.Invalid = true }), "SMSP-0004", " "},
		{"a person without user id", with(cpisQuery("9993001015", "310000000711", cpisNow), func(q *services.Query) { delete(q.Ask, "author.person.userId") }), "SMSP-0005", " "},
		{"a smartcard user without role profile", with(plain, func(q *services.Query) { q.Audit = []services.AuditID{{URI: "310000000711", Type: sdsUserID}} }), "SMSP-0005", " "},
		{"a smartcard user", with(plain, func(q *services.Query) {
			q.Audit = []services.AuditID{{URI: "310000000711", Type: sdsUserID}, {URI: "310000000812", Type: sdsProfileID}}
		}), "SMSP-0000", "3 1"},
		{"an author of 5 kB, whose access is not kept", with(cpisQuery("9993001015", "310000000711", cpisNow), func(q *services.Query) {
			q.Ask["author.person.name"] = strings.Repeat("x", 5000)
		}), "SMSP-0000", "2 1"},
		{"a system", cpisQuery("9993001015", "", cpisNow), "SMSP-0000", "3 1"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			a := New(cpisPack()).Answer(r.query)
			text := func(key string) string { s, _ := a.Values[key].(string); return s }
			got := []string{a.Code, text("accessCount") + " " + text("recordCount")}
			if diff := cmp.Diff([]string{r.want, r.totals}, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

// times lists the times of the accesses of an answer.
func times(a services.Answer) []string {
	list, _ := a.Values["accesses"].([]any)
	var out []string
	for _, item := range list {
		out = append(out, item.(map[string]any)["time"].(string))
	}
	return out
}

func TestCPISListsAnAuthorOnceADay(t *testing.T) {
	t.Parallel()
	s := New(cpisPack())
	ask := func(user string, after time.Duration) []string {
		return times(s.Answer(cpisQuery("9993001015", user, cpisNow.Add(after))))
	}
	const first, system = "20310303093000+0000", "20300101093000+0000"
	// The history has an access of 24 hours and 45 minutes ago.
	steps := []struct {
		name string
		got  []string
		want []string
	}{
		{"a day later", ask("310000000711", 0), []string{"20310304101530+0000", first, system}},
		{"at once again", ask("310000000711", time.Minute), []string{"20310304101530+0000", first, system}},
		{"somebody else", ask("310000000799", time.Hour), []string{"20310304111530+0000", "20310304101530+0000", first, system}},
		{"within the day", ask("310000000711", 24*time.Hour-time.Second), []string{"20310304111530+0000", "20310304101530+0000", first, system}},
		{"after the day", ask("310000000711", 24*time.Hour), []string{"20310305101530+0000", "20310304111530+0000", "20310304101530+0000", first, system}},
	}
	for _, step := range steps {
		if diff := cmp.Diff(step.want, step.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	if got := fixedUUID("9993001015", 1); !regexp.MustCompile(`^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}$`).MatchString(got) {
		t.Errorf("an access of the test data has the id %s", got)
	}
	if got := times(New(cpisPack()).Answer(cpisQuery("9993001015", "310000000711", cpisNow))); len(got) != 3 {
		t.Errorf("another run begins with %v", got)
	}
}

func TestCPISKeeps25Accesses(t *testing.T) {
	t.Parallel()
	s := New(cpisPack())
	var got []string
	for i := range 40 {
		got = times(s.Answer(cpisQuery("9993001015", fmt.Sprint(310000000900+i), cpisNow.Add(time.Duration(i)*time.Second))))
	}
	if len(got) != kept || got[0] != "20310304101609+0000" || got[24] != "20310304101545+0000" {
		t.Errorf("the accesses are %v", got)
	}
}

func TestCPISReturnsTheAuthorAsSent(t *testing.T) {
	t.Parallel()
	q := cpisQuery("1234567895", "310000000711", cpisNow)
	want := []any{map[string]any{
		"time": "20310304101530+0000", "id": "ID of 310000000711", "nhsNumber": "1234567895",
		"author": map[string]any{"person": map[string]any{"userId": "310000000711", "code": "R0600"}},
	}}
	if diff := cmp.Diff(want, New(cpisPack()).Answer(q).Values["accesses"]); diff != "" {
		t.Errorf("accesses (-want +got):\n%s", diff)
	}
}

func TestCPISScripted(t *testing.T) {
	t.Parallel()
	p := cpisPack()
	s, ok := New(p).(*service)
	if !ok {
		t.Fatal("newCPIS makes something else")
	}
	q := cpisQuery("9993001015", "310000000711", cpisNow)
	if got := s.Scripted(p.Personas[0], q); got.Code != "SMSP-0000" || got.Values["accessCount"] != "3" {
		t.Errorf("the record is answered as %+v", got)
	}
	if got := s.Scripted(p.Personas[2], q); got.Code != "CPIS-0001" {
		t.Errorf("no record is answered as %+v", got)
	}
}

func TestCPISForManyAtOnce(t *testing.T) {
	t.Parallel()
	s := New(cpisPack())
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() { s.Answer(cpisQuery("1234567895", fmt.Sprint(310000000900+i), cpisNow)) })
	}
	wg.Wait()
	if got := len(times(s.Answer(cpisQuery("1234567895", "310000000900", cpisNow)))); got != 20 {
		t.Errorf("%d accesses were kept, not 20", got)
	}
}
