package rules_test

import (
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// cpisCase is an exchange in which nothing is wrong, what is changed in it, and all
// that the rules of CP-IS then say, as "role id" without CPIS-, sorted.
type cpisCase struct {
	name string
	base string // "" a person asks about a child, "unborn" a system about an unborn child, "none" nothing is recorded
	// in and out replace texts of the request and of the response: old, new, old, new, …
	in, out []string
	fact    string // what tkw found out about the request, as XML
	unknown bool   // it is not known when the messages came
	want    []string
}

// cpisBases are the messages of the bases, request and response.
var cpisBases = map[string][2]string{
	"":       {"request-person", "response-success"},
	"unborn": {"request-device", "response-unborn"},
	"none":   {"request-person", "response-no-match"},
}

// cpisNow is when the responses of the bases were made.
var cpisNow = map[string]string{"": "2030-05-06T09:45:13Z", "unborn": "2030-05-06T11:10:02Z", "none": "2030-05-06T10:15:01Z"}

const (
	cpisRequest = `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"><itk:header service="urn:nhs-itk:services:201005:sendRecvDistEnvelope" trackingid="0B9E52C4-73AD-4F18-8C61-5D2A90E7F2A1">
<itk:auditIdentity><itk:id uri="urn:nhs-uk:identity:ods:ZQ411:wprestwell"/><itk:id type="1.2.826.0.1285.0.2.0.65" uri="310000000711"/><itk:id type="1.2.826.0.1285.0.2.0.67" uri="310000000812"/></itk:auditIdentity>
<itk:handlingSpecification><itk:spec key="urn:nhs-itk:ns:201005:interaction" value="urn:nhs-itk:interaction:CP-ISNHSQuery-v1-0"/></itk:handlingSpecification></itk:header><itk:payloads count="1"><itk:payload id="a">@PAYLOAD@</itk:payload></itk:payloads></itk:DistributionEnvelope>`
	cpisResponse = `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"><itk:header service="urn:nhs-itk:services:201005:sendRecvDistEnvelopeResponse" trackingid="0B9E52C4-73AD-4F18-8C61-5D2A90E7F2A2">
<itk:handlingSpecification><itk:spec key="urn:nhs-itk:ns:201005:interaction" value="urn:nhs-itk:interaction:SMSP-CP-ISNHSQueryResponse-v1-0"/></itk:handlingSpecification></itk:header><itk:payloads count="1"><itk:payload id="b">@PAYLOAD@</itk:payload></itk:payloads></itk:DistributionEnvelope>`
	cpisExchange = `<x:exchange xmlns:x="urn:tkw:exchange:1" scenario="TEST-01" role="provider" domain="cpis" service="CP-ISNHSQuery" transport="false" now="@NOW@"><x:request>@FACT@<x:message>@REQUEST@</x:message></x:request><x:response><x:message>@RESPONSE@</x:message></x:response></x:exchange>`

	cpisSmartcard = `<itk:id type="1.2.826.0.1285.0.2.0.65" uri="310000000711"/><itk:id type="1.2.826.0.1285.0.2.0.67" uri="310000000812"/>`
)

func cpisRead(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile("../schemas/testdata/cpis/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func cpisReplace(t *testing.T, text string, pairs []string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the text to replace is not there: %s", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func (c cpisCase) exchange(t *testing.T) string {
	t.Helper()
	in := strings.Replace(cpisRequest, "@PAYLOAD@", cpisRead(t, cpisBases[c.base][0]), 1)
	if c.base == "unborn" {
		in = strings.Replace(in, cpisSmartcard, "", 1)
	}
	out := strings.Replace(cpisResponse, "@PAYLOAD@", cpisRead(t, cpisBases[c.base][1]), 1)
	now := cpisNow[c.base]
	if c.unknown {
		now = ""
	}
	return strings.NewReplacer("@NOW@", now, "@FACT@", c.fact, "@REQUEST@", cpisReplace(t, in, c.in), "@RESPONSE@", cpisReplace(t, out, c.out)).Replace(cpisExchange)
}

// Texts of the messages that the cases change.
const (
	cpisUser     = `<id root="1.2.826.0.1285.0.2.0.65" extension="310000000711"/>`
	cpisProfile  = `<id root="1.2.826.0.1285.0.2.0.67" extension="310000000812"/>`
	cpisRole     = `code="R0600" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.196" displayName="Specialist Nurse Practitioner"`
	cpisCode     = `<value code="SMSP-0000" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.499" displayName="Success"/>`
	cpisNoMatch  = `code="CPIS-0001" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.499"`
	cpisCPP      = `extension="COCT_TP146105GB01#CPPInformation"`
	cpisZero     = `<value value="0"/>`
	cpisChildID  = `<id root="2.16.840.1.113883.2.1.4.1" extension="9990004013"/>`
	cpisLocalID  = `<id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="THL-30552" assigningAuthorityName="Z831"/>`
	cpisTelecom  = `value="tel:01134960101" use="WP"`
	cpisRecords  = "<pertinentInformation14>"
	cpisAccesses = "<pertinentInformation13>"
	cpisAsked    = `<value extension="9990004013"/>`
)

// cpisBetween is the text of a message from one text up to and with another.
func cpisBetween(t *testing.T, name, from, to string) string {
	t.Helper()
	text := cpisRead(t, name)
	i, j := strings.Index(text, from), strings.LastIndex(text, to)
	if i < 0 || j < i {
		t.Fatalf("%s has no %s … %s", name, from, to)
	}
	return text[i : j+len(to)]
}

func cpisCases(t *testing.T) []cpisCase {
	t.Helper()
	records := cpisBetween(t, "response-success", cpisRecords, "</pertinentInformation14>")
	accesses := cpisBetween(t, "response-success", cpisAccesses, "</pertinentInformation13>")
	one, _, _ := strings.Cut(accesses, "</pertinentInformation13>")
	one += "</pertinentInformation13>"
	earlier := strings.NewReplacer("20300506094512", "20300505094513", "5D2A90E7F201", "5D2A90E7F2B1").Replace(one)
	record := cpisBetween(t, "response-success", "<record>", "</record>")
	_, plan, _ := strings.Cut(records, "<pertinentInformation15>")
	plan, _, _ = strings.Cut(plan, "</pertinentInformation15>")
	plan = "<pertinentInformation15>" + plan + "</pertinentInformation15>"
	entity := cpisBetween(t, "request-device", "<superiorAssignedEntity>", "</superiorAssignedEntity>")
	name := cpisBetween(t, "request-person", "<name>\n            <prefix>", "</family>\n          </name>")
	many := strings.Repeat(one, 24)

	return []cpisCase{
		{name: "a person asks about a child"},
		{name: "a system asks about an unborn child", base: "unborn"},
		{name: "nothing is recorded", base: "none"},

		// The query.
		{name: "an id for the second time", fact: `<x:fact name="payloadid-repeated">true</x:fact>`, want: []string{"warning REQ-ID-NEW"}},
		{name: "N44 a time of the thirteenth month", in: []string{"20300506094512+0000", "20301399"}, want: []string{"error REQ-TIME-CALENDAR"}},
		{name: "N42 hours without a zone", in: []string{"20300506094512+0000", "20300506094512"}, want: []string{"error REQ-TIME-ZONE"}},
		{name: "a day needs no zone", in: []string{"20300506094512+0000", "20300506"}},
		{name: "updateMode", in: []string{"<queryByParameter>", `<queryByParameter updateMode="added">`}, want: []string{"warning REQ-EXTRAS"}},
		{name: "N32 nine digits", in: []string{cpisAsked, `<value extension="999000401"/>`}, want: []string{"error REQ-NUMBER-FORM", "error XCH-ACCESS-NUMBER", "error XCH-ACCESS-NUMBER", "warning XCH-CHILD"}},
		{name: "N33 a wrong check digit", in: []string{cpisAsked, `<value extension="9990004014"/>`}, want: []string{"error REQ-NUMBER-CHECK", "error XCH-ACCESS-NUMBER", "error XCH-ACCESS-NUMBER", "warning XCH-CHILD"}},
		{name: "the number of the samples", base: "none", in: []string{cpisAsked, `<value extension="1234567895"/>`}, want: []string{"warning REQ-NUMBER-SAMPLE"}},
		{name: "a number of equal digits", base: "none", in: []string{cpisAsked, `<value extension="4444444444"/>`}},
		// The author.
		{name: "N11 contentId of the other template", in: []string{"COCT_TP145102GB01#AssignedAuthor", "COCT_TP145104GB01#System"}, want: []string{"error REQ-AUTHOR-CONTENT-ID"}},
		{name: "N12 contentId of none", in: []string{"COCT_TP145102GB01#AssignedAuthor", "x"}, want: []string{"error REQ-AUTHOR-CONTENT-ID"}},
		{name: "N17 only a role profile", in: []string{cpisUser, ""}, want: []string{"error REQ-PERSON-USER-ID"}},
		{name: "N18 an unknown id", in: []string{cpisUser, `<id nullFlavor="NI"/>`, cpisProfile, ""}, want: []string{"error REQ-PERSON-USER-ID", "warning REQ-EXTRAS"}},
		{name: "a user id of other form", in: []string{cpisUser, `<id root="1.2.826.0.1285.0.2.0.65" extension="wprestwell"/>`}, want: []string{"error XCH-OWN-ACCESS", "warning REQ-AUDIT-USER-AGREES", "warning REQ-PERSON-USER-FORM"}},
		{name: "the role profile first", in: []string{cpisUser, "", cpisProfile, cpisProfile + cpisUser}, want: []string{"warning REQ-PERSON-ID-ORDER"}},
		{name: "an id of another kind", in: []string{cpisProfile, `<id root="2.16.840.1.113883.2.1.4.1" extension="1"/>`}, want: []string{"warning REQ-PERSON-ID-ROOT"}},
		{name: "a role without words", in: []string{`displayName="Specialist Nurse Practitioner"`, `displayName=" "`}, want: []string{"error REQ-PERSON-ROLE"}},
		{name: "N21 a role of the configured list", in: []string{cpisRole, `code="NR0050" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.124" displayName="Consultant"`}},
		{name: "N22 a role of no list", in: []string{"R0600", "R9999"}, want: []string{"warning REQ-PERSON-ROLE-CODE"}},
		{name: "a role of the other list", in: []string{`code="R0600"`, `code="NR0600"`}, want: []string{"warning REQ-PERSON-ROLE-CODE"}},
		{name: "a role of an unknown system", in: []string{"2.4.17.196", "2.4.17.197"}, want: []string{"warning REQ-PERSON-ROLE-SYSTEM"}},
		{name: "N26 an empty name", in: []string{name, "<name/>"}, want: []string{"error REQ-PERSON-NAME"}},
		{name: "a blank organisation", in: []string{`extension="ZQ411"`, `extension=" "`}, want: []string{"error REQ-PERSON-ORGANISATION"}},
		{name: "a blank organisation of a system", base: "unborn", in: []string{"<name>Millbeck Walk-in Centre</name>", "<name/>"}, want: []string{"error REQ-SYSTEM-ORGANISATION"}},
		{name: "a system while a smartcard is in", base: "unborn", in: []string{"</itk:auditIdentity>", cpisSmartcard + "</itk:auditIdentity>"}, want: []string{"warning REQ-SYSTEM-SMARTCARD"}},
		{name: "N50 an open responsible person", base: "unborn", in: []string{entity, `<superiorAssignedEntity xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`}, want: []string{"error REQ-RESPONSIBLE-ENTITY", "warning REQ-EXTRAS"}},
		{name: "N51 a responsible role without words", base: "unborn", in: []string{` displayName="Consultant"`, ""}, want: []string{"error REQ-RESPONSIBLE-ROLE"}},
		{name: "a responsible person without a name", base: "unborn", in: []string{"<prefix>Dr</prefix>", "", "<given>Idris</given>", "", "<family>Holloway</family>", ""}, want: []string{"error REQ-RESPONSIBLE-NAME"}},
		// The envelope of the query.
		{name: "another user is audited", in: []string{`uri="310000000711"`, `uri="310000000990"`}, want: []string{"warning REQ-AUDIT-USER-AGREES"}},
		{name: "another role profile is audited", in: []string{`uri="310000000812"`, `uri="310000000990"`}, want: []string{"warning REQ-AUDIT-PROFILE-AGREES"}},
		{name: "no smartcard is audited", in: []string{cpisSmartcard, ""}},

		// Code and totals.
		{name: "an answer of the thirteenth month", out: []string{"20300506094513+0000", "20301399"}, want: []string{"error RSP-TIME-CALENDAR"}},
		{name: "an answer without zone", out: []string{"20300506094513+0000", "20300506094513"}, want: []string{"warning RSP-TIME-ZONE"}},
		{name: "P06 the code of SCR", base: "none", out: []string{"2.4.17.499", "2.4.17.506"}, want: []string{"error RSP-CODE-SYSTEM"}},
		{name: "P06 the code of PDS", out: []string{"2.4.17.499", "2.4.17.285"}, want: []string{"error RSP-CODE-SYSTEM"}},
		{name: "P07 a CP-IS code of the generic list", base: "none", out: []string{"2.4.17.499", "2.4.17.500"}, want: []string{"error RSP-CODE-SYSTEM"}},
		{name: "a generic code of the generic list", out: []string{"2.4.17.499", "2.4.17.500"}, want: []string{"warning RSP-CODE-GENERIC"}},
		{name: "P08 an unknown code", base: "none", out: []string{"CPIS-0001", "CPIS-0002"}, want: []string{"error RSP-CODE"}},
		{name: "other words", base: "none", out: []string{"No Match (NRF)", "nothing"}},
		{name: "P13 a negative total", base: "none", out: []string{cpisZero, `<value value="-2"/>`}, want: []string{"error RSP-ACCESS-TOTAL", "error RSP-NO-TOTAL"}},
		{name: "P15 no match and one child", base: "none", out: []string{"ChildRecords>\n      " + cpisZero, "ChildRecords>\n      " + `<value value="1"/>`}, want: []string{"error RSP-CHILD-TOTAL", "error RSP-NO-TOTAL"}},
		{name: "P17 success without anything", base: "none", out: []string{cpisNoMatch, `code="SMSP-0000" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.499"`}, want: []string{"error RSP-ACCESS-PRESENT", "error RSP-RECORD-PRESENT"}},
		{name: "P18 success without record", out: []string{records, "", `<value value="1"/>`, cpisZero}, want: []string{"error RSP-RECORD-PRESENT"}},
		{name: "P19 success without access", out: []string{accesses, ""}, want: []string{"error RSP-ACCESS-PRESENT", "error RSP-ACCESS-TOTAL"}},
		{name: "P21 a total too high", out: []string{`<value value="2"/>`, `<value value="3"/>`}, want: []string{"error RSP-ACCESS-TOTAL"}},
		{name: "P59 no child counted", base: "unborn", out: []string{"ChildRecords>\n      " + `<value value="1"/>`, "ChildRecords>\n      " + cpisZero}, want: []string{"error RSP-CHILD-TOTAL"}},
		{name: "control acts counted", out: []string{record, record + record}, want: []string{"warning RSP-CHILD-READING"}},
		{name: "records counted", out: []string{record, record + record, `<value value="1"/>`, `<value value="2"/>`}},
		{name: "P22 an empty access", out: []string{one, `<pertinentInformation13 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`}, want: []string{"error RSP-NIL", "error XCH-OWN-ACCESS", "warning RSP-EXTRAS"}},
		{name: "P23 empty records", out: []string{records, `<pertinentInformation14><pertinentCP-ISRecordControlAct xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></pertinentInformation14>`}, want: []string{"error RSP-NIL", "warning RSP-CHILD-READING", "warning RSP-EXTRAS"}},
		{name: "data with an error", out: []string{`code="SMSP-0000"`, `code="CPIS-9999"`}, want: []string{"error RSP-NO-DATA", "error RSP-NO-TOTAL"}},
		{name: "data from a store", out: []string{`code="SMSP-0000"`, `code="SMSP-0003"`}},
		{name: "26 accesses", out: []string{one, one + many, `<value value="2"/>`, `<value value="26"/>`}, want: append(cpisRepeat(24, "warning RSP-ACCESS-ID"), "warning RSP-ACCESS-MANY")},
		// Accesses.
		{name: "an access in the thirteenth month", out: []string{"20300506094512+0000", "20301399"}, want: []string{"error RSP-ACCESS-TIME-CALENDAR"}},
		{name: "an access without zone", out: []string{"20300506094512+0000", "20300506094512"}, want: []string{"warning RSP-ACCESS-TIME-ZONE"}},
		{name: "P25 an access to another number", out: []string{cpisAsked, `<value extension="9990004021"/>`}, want: []string{"error RSP-ACCESS-NUMBER", "error RSP-ACCESS-NUMBER", "error XCH-ACCESS-NUMBER"}},
		{name: "one author twice within a day", out: []string{one, one + earlier, `<value value="2"/>`, `<value value="3"/>`}, want: []string{"warning RSP-ACCESS-ONCE"}},
		{name: "one author twice after a day", out: []string{one, one + strings.Replace(earlier, "20300505094513", "20300505094512", 1), `<value value="2"/>`, `<value value="3"/>`}},
		{name: "an access twice", out: []string{one, one + one, `<value value="2"/>`, `<value value="3"/>`}, want: []string{"warning RSP-ACCESS-ID"}},
		{name: "an access of an unnamed person", out: []string{cpisUser, ""}, want: []string{"error XCH-OWN-ACCESS", "warning RSP-ACCESS-USER"}},
		{name: "contentId of another author", out: []string{"COCT_TP145102GB01#AssignedAuthor", "x"}, want: []string{"error RSP-ACCESS-CONTENT-ID"}},
		{name: "an access to nine digits", base: "unborn", out: []string{`<value extension="9990004021"/>`, `<value extension="999000402"/>`}, want: []string{"error RSP-ACCESS-DIGITS-FORM", "error XCH-ACCESS-NUMBER"}},
		{name: "an access to a wrong check digit", base: "unborn", out: []string{`<value extension="9990004021"/>`, `<value extension="9990004022"/>`}, want: []string{"error RSP-ACCESS-DIGITS-CHECK", "error XCH-ACCESS-NUMBER"}},
		{name: "an access to the number of the samples", base: "unborn", out: []string{`<value extension="9990004021"/>`, `<value extension="1234567895"/>`}, want: []string{"error XCH-ACCESS-NUMBER", "warning RSP-ACCESS-DIGITS-SAMPLE"}},
		// Records.
		{name: "P35 a telephone without digits", out: []string{cpisTelecom, `value="tel:" use="WP"`}, want: []string{"error RSP-TELECOM-DIGITS"}},
		{name: "a telephone at home", out: []string{cpisTelecom, `value="tel:01134960101" use="HP"`}, want: []string{"warning RSP-TELECOM-USE"}},
		{name: "P48 contentId of another plan", out: []string{cpisCPP, `extension="COCT_TP146103GB01#LACInformation"`}, want: []string{"error RSP-PLAN-CONTENT-ID"}},
		{name: "P38 two plans of a kind", out: []string{plan, plan + plan}, want: []string{"warning RSP-PLAN-ONCE"}},
		{name: "P46 the thirty-first of February as the start", out: []string{"202907080900", "202902310900"}, want: []string{"error RSP-PLAN-START"}},
		{name: "P46 the thirty-first of June as the end", out: []string{"202906280000", "202906310000"}, want: []string{"error RSP-PLAN-END"}},
		{name: "P47 the end before the start", out: []string{"202906280000", "202802010900"}, want: []string{"error RSP-PLAN-ORDER"}},
		{name: "contentId of another subject", out: []string{"COCT_TP145101GB01#Child", "COCT_TP145100GB01#UnbornChild"}, want: []string{"error RSP-SUBJECT-CONTENT-ID"}},
		{name: "P52 the local number first", out: []string{cpisChildID, "", cpisLocalID, cpisLocalID + cpisChildID}, want: []string{"warning RSP-SUBJECT-FIRST-ID"}},
		{name: "a birth in the thirteenth month", out: []string{`"20220914"`, `"20221399"`}, want: []string{"error RSP-SUBJECT-BIRTH"}},
		{name: "an empty forename", out: []string{"<given>Rufus</given>", "<given/>"}, want: []string{"warning RSP-SUBJECT-NAME"}},
		{name: "P57 a child protection plan of an unborn child", base: "unborn", out: []string{"COCT_TP146104GB01#UCP", "COCT_TP146105GB01#CPP", "COCT_TP146104GB01.UCP", "COCT_TP146105GB01.CPP", "uCP", "cPP", "uCP", "cPP", "uCP", "cPP", "uCP", "cPP", "COCT_TP146104GB01.UCP", "COCT_TP146105GB01.CPP"}, want: []string{"warning RSP-SUBJECT-PLAN"}},
		{name: "the child has nine digits", out: []string{cpisChildID, strings.Replace(cpisChildID, "9990004013", "999000401", 1)}, want: []string{"error RSP-SUBJECT-NUMBER-FORM", "warning XCH-CHILD"}},
		{name: "P60 the child has a wrong check digit", out: []string{cpisChildID, strings.Replace(cpisChildID, "9990004013", "9990004014", 1)}, want: []string{"error RSP-SUBJECT-NUMBER-CHECK", "warning XCH-CHILD"}},
		{name: "the child has the number of the samples", out: []string{cpisChildID, strings.Replace(cpisChildID, "9990004013", "1234567895", 1)}, want: []string{"warning RSP-SUBJECT-NUMBER-SAMPLE", "warning XCH-CHILD"}},

		// Both messages.
		{name: "the own access is missing", out: []string{one, "", `<value value="2"/>`, `<value value="1"/>`}, want: []string{"error XCH-OWN-ACCESS"}},
		{name: "the own access of a system is missing", base: "unborn", out: []string{"990000000718", "990000000999"}, want: []string{"error XCH-OWN-ACCESS"}},
		{name: "the id of the request", out: []string{"5D2A90E7F203", "5D2A90E7F201"}, want: []string{"warning XCH-ID-NEW"}},
		{name: "the child of another mother", base: "unborn", out: []string{`<id root="2.16.840.1.113883.2.1.4.1" extension="9990004021"/>`, cpisChildID}, want: []string{"error XCH-MOTHER"}},
	}
}

func cpisRepeat(n int, line string) []string {
	var out []string
	for range n {
		out = append(out, line)
	}
	return out
}

// cpisFiles are the rule files of CP-IS.
var cpisFiles = []string{"cpis/request.sch", "cpis/response.sch", "cpis/exchange.sch"}

func cpisCompiled(t *testing.T) *schematron.Schema {
	t.Helper()
	return compiledFor(t, cpisFiles)
}

func TestCPIS(t *testing.T) {
	t.Parallel()
	s := cpisCompiled(t)
	for _, c := range slices.Concat(cpisCases(t), cpisTimeCases(t)) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := c.exchange(t)
			doc, err := xmlengine.Parse([]byte(text), xmlengine.Limits{})
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			defer doc.Free()
			var got []string
			for _, phase := range []string{"request", "response", "exchange"} {
				result, err := s.Run(doc, schematron.Options{Phase: phase})
				if err != nil {
					t.Fatalf("phase %s: %v", phase, err)
				}
				for _, f := range result.Failures {
					got = append(got, f.Role+" "+strings.TrimPrefix(f.AssertID, "CPIS-"))
					if f.Message == "" || len(f.Diagnostics) != 1 || f.Diagnostics[0] == "" || f.Node.IsZero() || f.Layer != "domain" {
						t.Errorf("%s: a finding needs a message, a remedy, a place and the layer domain: %+v", f.AssertID, f)
					}
				}
			}
			sort.Strings(got)
			want := append([]string(nil), c.want...)
			sort.Strings(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryCPISRuleHasACase makes sure that each assertion is seen to fail.
func TestEveryCPISRuleHasACase(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range slices.Concat(cpisCases(t), cpisTimeCases(t)) {
		for _, line := range c.want {
			seen["CPIS-"+strings.Fields(line)[1]] = true
		}
	}
	for _, r := range cpisCompiled(t).Rules() {
		for _, a := range r.Asserts {
			if !seen[a.ID] {
				t.Errorf("no case makes %s fail", a.ID)
			}
		}
	}
}
