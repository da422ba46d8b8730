package scr

import (
	"encoding/base64"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/csvtext"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// viewing is one summary handed out.
type viewing struct {
	at        time.Time
	nhsNumber string
	patient   string
	user      user
	userName  string
	emergency bool
	reason    string
}

// maxReportRows bounds a report. The header then tells that more were found.
const maxReportRows = 1000

// hl7Second is a time to the second as HL7 writes it.
const hl7Second = "20060102150405"

// report is querySCRActivity: who of the requester's organisation viewed summaries
// in a period, perhaps of one patient or by one user.
func (s *service) report(q services.Query, u user) services.Answer {
	if canned, ok := s.reports[q.Ask["period.low"]]; ok {
		rows, found := s.cannedRows(canned, q)
		return reportAnswer(q, rows, found, "")
	}
	var rows [][]string
	for _, v := range s.trail.Entries() {
		if v.user.organisation == u.organisation && v.within(q) {
			rows = append(rows, v.row())
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i][9] < rows[j][9] })
	found := len(rows)
	return reportAnswer(q, rows[:min(found, maxReportRows)], found, s.patients[q.Ask["nhsNumber"]].Text("reportForm"))
}

// within reports whether a viewing belongs to the period, patient and user asked for.
func (v viewing) within(q services.Query) bool {
	day := v.at.Format("20060102")
	return q.Ask["period.low"] <= day && day <= q.Ask["period.high"] &&
		(q.Ask["nhsNumber"] == "" || q.Ask["nhsNumber"] == v.nhsNumber) &&
		(q.Ask["userId"] == "" || q.Ask["userId"] == v.user.id)
}

// row gives the ten fields that the requirements list.
func (v viewing) row() []string {
	emergency := "F"
	if v.emergency {
		emergency = "T"
	}
	id := v.user.id
	if id == "" {
		id = v.user.local()
	}
	return []string{
		v.user.organisation, "Organisation " + v.user.organisation, v.nhsNumber, v.patient, id, v.user.profile, v.userName,
		emergency, v.reason, v.at.Format(hl7Second),
	}
}

// reportAnswer writes a report. Form "plain" and "unbroken" are two mistakes that
// the national simulator makes on purpose: text instead of base64, and base64 of a
// report without line ends.
func reportAnswer(q services.Query, rows [][]string, found int, form string) services.Answer {
	lines := []string{csvtext.Line([]string{
		q.Now.UTC().Format(hl7Second), strconv.Itoa(len(rows)), strconv.Itoa(found),
		q.Ask["period.low"], q.Ask["period.high"], q.Ask["nhsNumber"], q.Ask["userId"],
	})}
	for _, r := range rows {
		lines = append(lines, csvtext.Line(r))
	}
	switch form {
	case "plain":
		return services.Answer{Code: services.Success, Values: map[string]any{"report": map[string]any{"plain": strings.Join(lines, "\n")}}}
	case "unbroken":
		lines = []string{strings.Join(lines, "")}
	}
	text := base64.StdEncoding.EncodeToString([]byte(strings.Join(lines, "\r\n")))
	return services.Answer{Code: services.Success, Values: map[string]any{"report": map[string]any{"base64": text}}}
}

// cannedRows makes up the rows of a report that the files promise, spread over its
// period's first day. Filters of the request show in the rows.
func (s *service) cannedRows(canned pack.Persona, q services.Query) ([][]string, int) {
	n, _ := strconv.Atoi(canned.Text("rows"))
	found, _ := strconv.Atoi(canned.Text("found"))
	values, _ := s.defaults["report"].(map[string]any)
	given := pack.Persona{Values: values}
	number, user := q.Ask["nhsNumber"], q.Ask["userId"]
	if number == "" {
		number = given.Text("nhsNumber")
	}
	if user == "" {
		user = given.Text("user")
	}
	start, _ := hl7Time(q.Ask["period.low"])
	var rows [][]string
	for i := range min(n, maxReportRows) {
		emergency, reason := "F", ""
		if i%7 == 2 {
			emergency, reason = "T", fmt.Sprintf("%s (%d)", given.Text("reason"), i+1)
		}
		rows = append(rows, []string{
			given.Text("organisation"), given.Text("organisationName"), number, given.Text("patient"), user, given.Text("roleProfile"), given.Text("userName"),
			emergency, reason, start.Add(time.Duration(i) * 10 * time.Minute).Format(hl7Second),
		})
	}
	return rows, max(found, n)
}
