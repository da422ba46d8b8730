package schemas

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Places in the requests of the SCR.
const (
	scrGrouper    = "getSCRStatusRequestGrouper"
	scrNumber     = scrGrouper + "/person.NHSNumber"
	scrSubject    = "subject1/sDSSubject"
	scrQuery      = "querySCRGrouper"
	scrCreate     = scrQuery + "/createPTV.Value"
	scrEmergency  = scrQuery + "/emergencyAccess.Value"
	scrReason     = scrQuery + "/emergencyAccessReason.Value"
	scrDuration   = scrQuery + "/pTVDuration.Value"
	scrReport     = "querySCRActivityRequestGrouper"
	scrPeriod     = scrReport + "/parameter.Period"
	scrReportOn   = scrReport + "/person.NHSNumber"
	aReason       = `<emergencyAccessReason.Value><value>No answer at the door</value></emergencyAccessReason.Value>`
	aProfessional = `<subject1><sDSSubject><id root="1.2.826.0.1285.0.2.0.67" extension="604000770%03d"/><id root="1.2.826.0.1285.0.2.0.65" extension="604000880%03d"/></sDSSubject></subject1>`
)

// professionals makes a createPTV request name so many care professionals.
func professionals(count int) mutation {
	return func(s *specimen) {
		removeAll("subject1")(s)
		for i := range count {
			last(".", fmt.Sprintf(aProfessional, i, i))(s)
		}
	}
}

var scrRequestRows = []scrRows{
	{file: "scr/getSCRStatus-request.xml", rows: []row{
		{id: "Q01", what: "no person.NHSNumber", want: "R", mutate: remove(scrNumber)},
		{id: "Q02", what: "person.NHSnumber as CP-IS spells it", want: "R", mutate: rename(scrNumber, "person.NHSnumber")},
		{id: "Q03", what: "grouper of queryPTV", want: "R", mutate: rename(scrGrouper, "queryPTVGrouper")},
		{id: "Q04", what: "no id", want: "R", mutate: remove("id")},
		{id: "Q05", what: "id in lower case", want: "R", mutate: changed("id", "root", strings.ToLower)},
		{id: "Q06", what: "id is an OID", want: "R", mutate: set("id", "root", "2.16.840.1.113883.2.1.4.1")},
		{id: "Q07", what: "id with extension", want: "R", mutate: set("id", "extension", "1")},
		{id: "Q08", what: "id with nullFlavor", want: "R", mutate: set("id", "nullFlavor", "NI")},
		{id: "Q09", what: "NHS number with root", want: "R", mutate: set(scrNumber+"/value", "root", "2.16.840.1.113883.2.1.4.1")},
		{id: "Q10", what: "NHS number empty", want: "R", mutate: set(scrNumber+"/value", "extension", "")},
		{id: "Q11", what: "NHS number without extension", want: "R", mutate: drop(scrNumber+"/value", "extension")},
		{id: "Q12", what: "NHS number as text", want: "R", mutate: all(bare(scrNumber+"/value"), text(scrNumber+"/value", "9994381636"))},
		{id: "Q13", what: "NHS number of 9 digits", want: "A", mutate: set(scrNumber+"/value", "extension", "999438163")},
		{id: "Q14", what: "NHS number with a wrong check digit", want: "A", mutate: set(scrNumber+"/value", "extension", "9994381637")},
		{id: "Q15", what: "NHS number with spaces", want: "A", mutate: set(scrNumber+"/value", "extension", "999 438 1636")},
		{id: "Q16", what: "two person.NHSNumber", want: "R", mutate: duplicate(scrNumber)},
		{id: "Q17", what: "semanticsText sent", want: "R", mutate: first(scrNumber, `<semanticsText>Person.NHSNumber</semanticsText>`)},
		{id: "Q18", what: "message type sent as code", want: "R", mutate: first(".", `<code code="01" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.503"/>`)},
		{id: "Q19", what: "root with classCode", want: "R", mutate: set(".", "classCode", "CACT")},
		{id: "Q20", what: "root with nullFlavor", want: "A", mutate: set(".", "nullFlavor", "NI")},
		{id: "Q21", what: "payload in no namespace", want: "R", mutate: drop(".", "xmlns")},
		{id: "Q22", what: "xsi:schemaLocation", want: "A", mutate: set(".", "xsi:schemaLocation", "urn:hl7-org:v3 QUPC_MT150001GB01.xsd")},
	}},
	{file: "scr/getRBACStatus-request.xml", rows: []row{
		{id: "Q23", what: "no id", want: "R", mutate: remove("id")},
		{id: "Q24", what: "a patient grouper", want: "R", mutate: last(".", `<getRBACStatusRequestGrouper><person.NHSNumber><value extension="9994381636"/></person.NHSNumber></getRBACStatusRequestGrouper>`)},
	}},
	{file: "scr/queryPTV-request.xml", rows: []row{
		{id: "Q25", what: "grouper with Request in its name", want: "R", mutate: rename("queryPTVGrouper", "queryPTVRequestGrouper")},
	}},
	{file: "scr/createPTV-request.xml", rows: []row{
		{id: "Q26", what: "patient id with root", want: "R", mutate: set("subject/patient/id", "root", "2.16.840.1.113883.2.1.4.1")},
		{id: "Q27", what: "no subject1", want: "R", mutate: removeAll("subject1")},
		{id: "Q28", what: "51 subject1", want: "R", mutate: professionals(51)},
		{id: "Q28a", what: "50 subject1", want: "A", mutate: professionals(50)},
		{id: "Q29", what: "one id of a professional", want: "R", mutate: remove(scrSubject + "/id[2]")},
		{id: "Q30", what: "three ids of a professional", want: "R", mutate: duplicate(scrSubject + "/id[2]")},
		{id: "Q31", what: "two user ids, no role profile", want: "A", mutate: set(scrSubject+"/id[1]", "root", "1.2.826.0.1285.0.2.0.65")},
		{id: "Q32", what: "role profile of 8 digits", want: "A", mutate: set(scrSubject+"/id[1]", "extension", "60400022")},
		{id: "Q33", what: "effectiveTime after id", want: "R", mutate: before("id", "effectiveTime")},
		{id: "Q34", what: "no effectiveTime", want: "A", mutate: remove("effectiveTime")},
		{id: "Q35", what: "low with hyphens", want: "R", mutate: all(empty("effectiveTime"), last("effectiveTime", `<low value="2031-04-07"/>`))},
		{id: "Q36", what: "width as days, hours, minutes", want: "R", mutate: set("effectiveTime/width", "value", "01:12:00")},
		{id: "Q37", what: "low, width and high", want: "R", mutate: all(first("effectiveTime", `<low value="20310407"/>`), last("effectiveTime", `<high value="20310408"/>`))},
		{id: "Q38", what: "grouper instead of subject", want: "R", mutate: rename("subject", "createPTVGrouper")},
		{id: "Q39", what: "longer than any provider allows", want: "A", mutate: all(set("effectiveTime/width", "value", "9999"), set("effectiveTime/width", "unit", "d"))},
	}},
	{file: "scr/querySCR-request.xml", rows: []row{
		{id: "Q40", what: "no createPTV.Value", want: "R", mutate: remove(scrCreate)},
		{id: "Q41", what: "no emergencyAccess.Value", want: "R", mutate: remove(scrEmergency)},
		{id: "Q42", what: "no selfClaimLR.Value", want: "R", mutate: remove(scrQuery + "/selfClaimLR.Value")},
		{id: "Q43", what: "person.NHSNumber first", want: "R", mutate: before(scrQuery+"/person.NHSNumber", scrCreate)},
		{id: "Q44", what: "flag TRUE", want: "R", mutate: set(scrCreate+"/value", "value", "TRUE")},
		{id: "Q45", what: "flag 1", want: "R", mutate: set(scrCreate+"/value", "value", "1")},
		{id: "Q46", what: "flag without value", want: "A", mutate: drop(scrCreate+"/value", "value")},
		{id: "Q47", what: "flag with nullFlavor", want: "A", mutate: all(bare(scrCreate+"/value"), set(scrCreate+"/value", "nullFlavor", "UNK"))},
	}},
	{file: "scr/querySCR-request-emergency.xml", rows: []row{
		{id: "Q48", what: "emergency without reason", want: "A", mutate: remove(scrReason)},
		{id: "Q49", what: "reason empty", want: "A", mutate: text(scrReason+"/value", "")},
		{id: "Q50", what: "reason of 129 characters", want: "A", mutate: text(scrReason+"/value", strings.Repeat("r", 129))},
		{id: "Q51", what: "reason after person.NHSNumber", want: "R", mutate: before(scrQuery+"/person.NHSNumber", scrReason)},
		{id: "Q52", what: "reason as attribute", want: "R", mutate: all(text(scrReason+"/value", ""), set(scrReason+"/value", "value", "Found on the floor"))},
		{id: "Q53", what: "reason as HTML", want: "R", mutate: set(scrReason+"/value", "mediaType", "text/html")},
	}},
	{file: "scr/querySCR-request.xml", rows: []row{
		{id: "Q54", what: "reason without emergency", want: "A", mutate: after(scrEmergency, aReason)},
	}},
	{file: "scr/querySCR-request-emergency.xml", rows: []row{
		{id: "Q55", what: "emergency and createPTV both true", want: "A", mutate: set(scrCreate+"/value", "value", "true")},
	}},
	{file: "scr/querySCR-request.xml", rows: []row{
		{id: "Q56", what: "duration without createPTV", want: "A", mutate: set(scrCreate+"/value", "value", "false")},
	}},
	{file: "scr/querySCR-request-emergency.xml", rows: []row{
		{id: "Q57", what: "reason nil", want: "A", mutate: nilled(scrReason)},
	}},
	{file: "scr/querySCRActivity-request-by-patient.xml", rows: []row{
		{id: "Q58", what: "no code", want: "R", mutate: remove("code")},
		{id: "Q59", what: "code 04", want: "R", mutate: set("code", "code", "04")},
		{id: "Q60", what: "code 02 by the name of 01", want: "A", mutate: set("code", "displayName", "Report By Date")},
		{id: "Q61", what: "code with codeSystem", want: "R", mutate: set("code", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.505")},
		{id: "Q62", what: "code without displayName", want: "R", mutate: drop("code", "displayName")},
		{id: "Q63", what: "id before code", want: "R", mutate: before("id", "code")},
		{id: "Q64", what: "no parameter.Period", want: "R", mutate: remove(scrPeriod)},
		{id: "Q65", what: "parameter.Period nil", want: "A", mutate: nilled(scrPeriod)},
		{id: "Q66", what: "grouper nil", want: "A", mutate: nilled(scrReport)},
		{id: "Q67", what: "low without high", want: "A", mutate: remove(scrPeriod + "/value/high")},
		{id: "Q68", what: "high before low", want: "R", mutate: before(scrPeriod+"/value/high", scrPeriod+"/value/low")},
		{id: "Q69", what: "low later than high", want: "A", mutate: set(scrPeriod+"/value/low", "value", "20310401")},
		{id: "Q70", what: "low with a time of day", want: "A", mutate: set(scrPeriod+"/value/low", "value", "20310301090000")},
		{id: "Q71", what: "low with hyphens", want: "R", mutate: set(scrPeriod+"/value/low", "value", "2031-03-01")},
		{id: "Q72", what: "low in month 13", want: "A", mutate: set(scrPeriod+"/value/low", "value", "20311345")},
		{id: "Q73", what: "period empty", want: "A", mutate: empty(scrPeriod + "/value")},
		{id: "Q74", what: "report by patient without patient", want: "A", mutate: remove(scrReportOn)},
	}},
	{file: "scr/querySCRActivity-request-by-professional.xml", rows: []row{
		{id: "Q75", what: "report by professional without professional", want: "A", mutate: remove(scrReport + "/subject.SDSUserId")},
		{id: "Q76", what: "professional before period", want: "R", mutate: before(scrReport+"/subject.SDSUserId", scrPeriod)},
	}},
	{file: "scr/querySCRActivity-request-by-patient.xml", rows: []row{
		{id: "Q77", what: "NHS number with root", want: "A", mutate: set(scrReportOn+"/value", "root", "2.16.840.1.113883.2.1.4.1")},
		{id: "Q78", what: "NHS number without attributes", want: "A", mutate: bare(scrReportOn + "/value")},
	}},
}

// TestSCRRequests holds the rows Q01 to Q78 of fact sheet "scr", section 9.1.
func TestSCRRequests(t *testing.T) {
	t.Parallel()
	requireSCRNumbered(t, scrRequestRows, "Q", 78, "Q28a")
	runSCR(t, scrRequestRows, 48, 31)
}

// requireSCRNumbered checks that the rows are PREFIX01, PREFIX02, … without a gap, and
// some more.
func requireSCRNumbered(t *testing.T, families []scrRows, prefix string, count int, more ...string) {
	t.Helper()
	want := more
	for i := range count {
		want = append(want, fmt.Sprintf("%s%02d", prefix, i+1))
	}
	require.ElementsMatch(t, want, scrIDs(families))
}
