package rules_test

import (
	"strings"
	"testing"
)

// The bases of responses 13, 14 and 16 of the message specification.
const (
	verifyResponse  = "verifyNHSNumber"
	numberResponse  = "getNHSNumber"
	detailsResponse = "getPatientDetailsByNHSNumber"
)

// answers makes a row a response, in which only the response is judged.
func answers(label, bases string, edits []edit, want ...string) []row {
	var out []row
	for b := range strings.FieldsSeq(bases) {
		out = append(out, row{name: label + "/" + b, base: b, edits: both(edits, cut(frame, "<x:request ", "</x:request>")), want: want})
	}
	return out
}

func details(label string, edits []edit, want ...string) []row {
	return answers(label, detailsResponse, edits, want...)
}

const (
	three     = verifyResponse + " " + numberResponse + " " + detailsResponse
	two       = numberResponse + " " + detailsResponse
	nhsID     = `<id root="2.16.840.1.113883.2.1.4.1" extension="9996012301"/>`
	localID   = `<id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="ZZ901:K0047713"/>`
	homeLines = `<postalCode>ZZ99 3WZ</postalCode><streetAddressLine/><streetAddressLine>1 EXAMPLE STREET</streetAddressLine><streetAddressLine/><streetAddressLine>EXAMPLETON</streetAddressLine><streetAddressLine/>`
	organID   = `<id root="2.16.840.1.113883.2.1.3.2.4.19.2" extension="Z99001"/>`
	home      = `<telecom use="H" value="tel:01134960123"/>`

	rspExtras   = "warning PDS-RSP-P12-EXTRAS"
	nhsFirst    = "error PDS-RSP-P3-NHS-FIRST"
	nilHidden   = "error PDS-RSP-P12-NIL"
	forbidden   = "error PDS-RSP-P2-PAYLOAD-FORBIDDEN"
	unexpected  = "warning PDS-RSP-P2-PAYLOAD-UNEXPECTED"
	shape       = "info PDS-RSP-P2-SHAPE"
	unknownCode = "error PDS-RSP-P1-CODE"
)

func says(code string) []edit { return rsp(`code="SMSP-0000"`, `code="`+code+`"`) }

// codeOnly takes the payload out of the response.
func codeOnly(base string) []edit {
	if base == verifyResponse {
		return cut(response, "<component ", "</component>")
	}
	return cut(response, `<subject typeCode="SBJ">`, "</subject>")
}

func dies(value string) []edit { return rsp(`"20180114"`, `"`+value+`"`) }
func born(value string) []edit { return rsp(`"19670318"`, `"`+value+`"`) }
func telecom(xml string) []edit {
	return rsp(home, xml)
}
func name(from, to string) []edit { return rsp(from, to) }

const wholeName = "<name><prefix>MS</prefix><given>ISOLDE</given><given>ANNE</given><family>MARCHFENN</family></name>"

// responseRows are named after the responses that the schemas of the national
// message specification let through.
var responseRows = rows(
	answers("MP007 infrastructure in the root", three, rsp(`<id root="0A1B`, `<typeId root="1.2.3"/><id root="0A1B`), rspExtras),
	answers("MP020 an empty code", three, says(""), unknownCode, "warning ITK-SOAP-BLANK-ATTRIBUTE"),
	answers("MP021 an unknown code", three, says("SMSP-0099"), unknownCode),
	answers("MP022 a code of the generic list", three, says("SMSP-0004"), "warning PDS-RSP-P1-GENERIC", unexpected),
	answers("a code of the generic list, alone", numberResponse, both(says("SMSP-0005"), codeOnly(numberResponse)), "warning PDS-RSP-P1-GENERIC"),
	answers("MP023 a code in lower case", three, says("smsp-0000"), unknownCode),
	answers("MP025 a space before the code", three, says(" SMSP-0000")),
	answers("MP031 success without a patient", verifyResponse, codeOnly(verifyResponse), "error PDS-RSP-P2-PAYLOAD-MISSING"),
	answers("MP031 success without a patient", two, codeOnly(detailsResponse), "error PDS-RSP-P2-PAYLOAD-MISSING"),
	answers("MP032 no match, with a patient", three, says("DEMOG-0001"), forbidden),
	answers("MP033 several matches, with a patient", three, says("DEMOG-0007"), forbidden),
	answers("MP034 superseded, with a patient", three, says("DEMOG-0017"), shape),
	answers("superseded, without a patient", verifyResponse, both(says("DEMOG-0017"), codeOnly(verifyResponse)), shape),
	answers("from a local store, without a patient", two, both(says("SMSP-0003"), codeOnly(detailsResponse)), shape),
	answers("from a local store, with a patient", two, says("SMSP-0003"), shape),
	answers("MP035 invalidated, with a patient", three, says("DEMOG-0022"), forbidden),
	answers("not verified, with a patient", three, says("DEMOG-0040"), forbidden),
	answers("MP036 invalid input, with a patient", three, says("SMSP-0001"), unexpected),
	answers("another error, with a patient", three, says("DEMOG-9999"), unexpected),
	answers("no match, alone", two, both(says("DEMOG-0001"), codeOnly(detailsResponse))),
	answers("MP043 a nil subject", numberResponse, both(codeOnly(numberResponse), rsp("</getNHSNumberResponse-v1-0>", `<subject`+xsi+` xsi:nil="true" typeCode="SBJ"/></getNHSNumberResponse-v1-0>`)), nilHidden),
	answers("a nil subject beside no match", numberResponse, both(says("SMSP-0001"), codeOnly(numberResponse), rsp("</getNHSNumberResponse-v1-0>", `<subject`+xsi+` xsi:nil="true" typeCode="SBJ"/></getNHSNumberResponse-v1-0>`)), unexpected, "warning PDS-RSP-P12-NIL-USED"),
	answers("MP044 a nil patient", three, both(cut(response, `<patient classCode="PAT">`, "</patient>"), rsp(`<subject typeCode="SBJ">`, `<subject typeCode="SBJ"><patient`+xsi+` xsi:nil="true" classCode="PAT"/>`)), nilHidden),
	answers("MP066 a nil component", verifyResponse, both(codeOnly(verifyResponse), rsp("</verifyNHSNumberResponse-v1-0>", `<component`+xsi+` xsi:nil="1" typeCode="COMP"/></verifyNHSNumberResponse-v1-0>`)), nilHidden),
	answers("MP068 a nil validIdentifier", verifyResponse, both(cut(response, "<validIdentifier ", "</validIdentifier>"), rsp(`<component typeCode="COMP">`, `<component typeCode="COMP"><validIdentifier`+xsi+` xsi:nil="true" classCode="OBS" moodCode="EVN"/>`)), nilHidden),
	answers("MP146 a nil patientPerson", detailsResponse, both(cut(response, "<patientPerson ", "</patientPerson>"), rsp("</patient>", `<patientPerson`+xsi+` xsi:nil="true" classCode="PSN" determinerCode="INSTANCE"/></patient>`)), "warning PDS-RSP-P12-NIL-USED"),
	answers("MP072 the flag is false", verifyResponse, rsp(`<value value="true"/>`, `<value value="false"/>`)),
	answers("MP073 the flag is 1", verifyResponse, rsp(`<value value="true"/>`, `<value value="1"/>`), "error PDS-RSP-P13-FLAG"),
	answers("a nullFlavor in an address", detailsResponse, rsp(`<streetAddressLine/>`, `<streetAddressLine nullFlavor="UNK"/>`), rspExtras),

	answers("MP049 the NHS number alone", two, rsp(localID, "")),
	answers("MP050 the local identifier alone", two, rsp(nhsID, ""), nhsFirst),
	answers("MP051 the local identifier first", two, rsp(nhsID, "", localID, localID+nhsID), nhsFirst),
	answers("MP053 two NHS numbers", two, rsp(localID, `<id root="2.16.840.1.113883.2.1.4.1" extension="9449310424"/>`), "error PDS-RSP-P3-NHS-ONE"),
	answers("MP054 an id without attributes", two, rsp(nhsID, "<id/>"), nhsFirst),
	answers("MP055 an unknown id", two, rsp(nhsID, `<id nullFlavor="UNK"/>`), nhsFirst, "error PDS-RSP-P3-NULL"),
	answers("the NHS number has no extension", two, rsp(nhsID, `<id root="2.16.840.1.113883.2.1.4.1"/>`), "error PDS-RSP-P3-NHS-EXTENSION"),
	answers("MP058 nine digits", three, rsp("9996012301", "999601230"), "error PDS-RSP-P4-DIGITS"),
	answers("MP059 a wrong check digit", three, rsp("9996012301", "9996012302"), "error PDS-RSP-P4-CHECK"),
	answers("the default number of the national simulator", three, rsp("9996012301", "9999345201"), "warning PDS-RSP-P4-SAMPLE"),
	answers("an NHS number of zeros", three, rsp("9996012301", "0000000000"), "error PDS-RSP-P4-CHECK"),
	answers("nothing but noughts", three, rsp("9996012301", "0000000000"), "error PDS-RSP-P4-CHECK"),
	answers("MP060 groups of three, three and four", three, rsp("9996012301", "999 601 2301"), "error PDS-RSP-P4-DIGITS"),
	answers("MP062 a word as root", two, rsp(nhsID, `<id root="NHS" extension="9996012301"/>`), nhsFirst),
	answers("a word as root of the second id", two, rsp(localID, `<id root="LOCAL" extension="1"/>`), "error PDS-RSP-P3-LOCAL"),
	answers("a second id without extension", two, rsp(localID, `<id root="1.2.3"/>`), "error PDS-RSP-P3-LOCAL"),
	answers("MP063 an assigning authority", two, rsp(nhsID, `<id assigningAuthorityName="NHS" root="2.16.840.1.113883.2.1.4.1" extension="9996012301"/>`), "error PDS-RSP-P3-ATTRIBUTES"),
	answers("MP064 the type of an id", three, rsp(nhsID, `<id`+xsi+` xsi:type="II.NHS.IdentifierType1" root="2.16.840.1.113883.2.1.4.1" extension="9996012301"/>`)),
	answers("schemaLocation in the root", three, rsp(`<id root="0A1B`, `<id`+xsi+` xsi:schemaLocation="urn:hl7-org:v3 a.xsd" root="0A1B`), "warning ITK-SOAP-SCHEMA-LOCATION"),

	details("MP083 no name", cut(response, "<name><prefix>", "</name>"), "warning PDS-RSP-P7-NAME"),
	details("MP085 an empty name", name(wholeName, "<name/>"), "warning PDS-RSP-P7-FAMILY"),
	details("MP086 the use is free to be left out, or L", name("<name><prefix>", `<name use="L"><prefix>`)),
	details("MP087 a previous name", name("<name><prefix>", `<name use="PREVIOUS"><prefix>`), "warning PDS-RSP-P7-USE"),
	details("MP089 two uses", name("<name><prefix>", `<name use="L PREFERRED"><prefix>`), "warning PDS-RSP-P7-USE"),
	details("MP097 a name of text", name(wholeName, "<name>ISOLDE MARCHFENN</name>"), "warning PDS-RSP-P7-FAMILY", "warning PDS-RSP-P7-TEXT"),
	details("MP098 no address", both(cut(response, `<addr use="H">`, "</addr>"), cut(response, `<addr use="TMP">`, "</addr>"))),
	details("MP100 two usual addresses", rsp(`use="TMP"`, `use="H"`), "warning PDS-RSP-P8-USE-TWICE"),
	details("MP104 no postcode", rsp("<postalCode>ZZ99 3WZ</postalCode>", "")),
	details("MP107 an empty postcode", rsp("ZZ99 3WZ", "")),
	details("MP108 a long postcode", rsp("ZZ99 3WZ", "NOT A CODE"), "warning PDS-RSP-P8-POSTCODE-LENGTH"),
	details("MP109 an address of nothing", rsp(homeLines, strings.NewReplacer("ZZ99 3WZ", "", "1 EXAMPLE STREET", "", "EXAMPLETON", "").Replace(homeLines)), "warning PDS-RSP-P8-BLANK"),
	details("MP110 a line of 100 characters", rsp("1 EXAMPLE STREET", strings.Repeat("A", 100)), "warning PDS-RSP-P8-LINE-LENGTH"),
	details("MP114 an address without use", rsp(`<addr use="H">`, "<addr>"), "warning PDS-RSP-P8-USE"),
	details("MP117 an address with an empty use", rsp(`<addr use="H">`, `<addr use="">`), "warning ITK-SOAP-BLANK-ATTRIBUTE", "warning PDS-RSP-P8-USE"),
	details("MP118 an address of two uses", rsp(`<addr use="H">`, `<addr use="H PHYS">`), "warning PDS-RSP-P8-USE"),
	details("a correspondence address", rsp(`<addr use="H">`, `<addr use="PST">`)),
	details("MP121 a part type on a line", rsp("<streetAddressLine>1", `<streetAddressLine partType="ADDRK">1`), "warning PDS-RSP-P8-PART"),
	details("MP139 a child in a line", rsp("1 EXAMPLE STREET", `1 EXAMPLE STREET<a xmlns="urn:a"/>`), "warning PDS-RSP-P8-PART"),
	details("the practice's address is blank", rsp(strings.Replace(homeLines, "3WZ", "5WZ", 1), "<postalCode/><streetAddressLine/>"), "warning PDS-RSP-P8-BLANK"),
	details("MP123 nothing after the scheme", telecom(`<telecom use="H" value="tel:"/>`), "warning PDS-RSP-P9-EMPTY"),
	details("MP124 a space after the scheme", telecom(`<telecom use="H" value="tel: "/>`), "warning PDS-RSP-P9-EMPTY"),
	details("MP126 spaces in a number", telecom(`<telecom use="H" value="tel:0113 496 0123"/>`), "warning PDS-RSP-P9-SPACES"),
	details("MP127 a fax number", telecom(`<telecom use="H" value="fax:01134960123"/>`), "warning PDS-RSP-P9-SCHEME"),
	details("MP128 an unknown scheme", telecom(`<telecom use="H" value="zz9:anything"/>`), "warning PDS-RSP-P9-SCHEME"),
	details("MP129 no value", telecom(`<telecom use="H"/>`), "warning PDS-RSP-P9-VALUE"),
	details("MP131 no use", telecom(`<telecom value="tel:01134960123"/>`), "warning PDS-RSP-P9-USE"),
	details("MP133 two uses of a telecom", telecom(`<telecom use="H MC" value="tel:01134960123"/>`), "warning PDS-RSP-P9-USE"),
	details("MP134 a period", telecom(`<telecom use="H" value="tel:01134960123"><useablePeriod><low value="20110324"/></useablePeriod></telecom>`)),
	details("MP136 a telecom that is not available", telecom(`<telecom use="H" value="tel:01134960123" nullFlavor="NAV"/>`), "warning PDS-RSP-P9-NULL"),
	details("MP137 twenty telecoms", telecom(strings.Repeat(home, 20))),
	details("MP140 a telecom with an id", telecom(`<telecom use="H" value="tel:01134960123"><id root="1.2.3"/></telecom>`), "warning PDS-RSP-P9-ID"),
	details("MP142 no patientPerson", cut(response, "<patientPerson ", "</patientPerson>"), "warning PDS-RSP-P10-PERSON"),
	details("MP143 an empty patientPerson", both(cut(response, "<patientPerson ", "</patientPerson>"), rsp("</patient>", `<patientPerson classCode="PSN" determinerCode="INSTANCE"/></patient>`)), "warning PDS-RSP-P10-BIRTH", "warning PDS-RSP-P10-GENDER"),
	details("MP147 no gender", cut(response, "<administrativeGenderCode ", "/>"), "warning PDS-RSP-P10-GENDER"),
	details("MP153 no date of birth", cut(response, "<birthTime ", "/>"), "warning PDS-RSP-P10-BIRTH"),
	details("MP155 born in a year", born("1967"), "warning PDS-RSP-P10-BIRTH-LENGTH"),
	details("MP156 born at a time", born("196703181045"), "warning PDS-RSP-P10-BIRTH-LENGTH"),
	details("MP157 born in a thirteenth month", born("19671332"), "warning PDS-RSP-P10-BIRTH-REAL"),
	details("MP160 born in a zone", born("196703181045+00"), "warning PDS-RSP-P10-BIRTH-LENGTH"),
	details("born ahead", both(born("20310401"), cut(response, "<deceasedTime ", "/>")), "warning PDS-RSP-P10-BIRTH-FUTURE"),
	details("born after the response was made, time of receipt unknown", both(born("20310401"), cut(response, "<deceasedTime ", "/>"), timeless), "info ITK-SEC-TIME-UNKNOWN", "warning PDS-RSP-P10-BIRTH-FUTURE"),
	details("MP162 died", nil),
	details("alive", cut(response, "<deceasedTime ", "/>")),
	details("MP163 died in a year", dies("2018")),
	details("died in the year of birth", dies("1967")),
	details("died at a time of day", dies("201801141045")),
	details("died on no day of the calendar", dies("20180230"), "warning PDS-RSP-P10-DECEASED-REAL"),
	details("MP165 died before birth", dies("19670317"), "warning PDS-RSP-P10-DECEASED-ORDER"),
	details("MP165 died in a year before birth", dies("1966"), "warning PDS-RSP-P10-DECEASED-ORDER"),
	details("MP166 died ahead", dies("20310401"), "warning PDS-RSP-P10-DECEASED-FUTURE"),
	details("MP167 no practice", cut(response, "<gPPractice ", "</gPPractice>")),
	details("MP169 an empty practice", both(cut(response, "<gPPractice ", "</gPPractice>"), rsp("</patientPerson>", `<gPPractice classCode="SDLOC"/></patientPerson>`)), "warning PDS-RSP-P11-EMPTY"),
	details("MP175 a practice without telecom", rsp(`<telecom use="WP" value="tel:01134960456"/>`, "")),
	details("MP177 a practice without organisation", cut(response, "<locationOrganization ", "</locationOrganization>"), "info PDS-RSP-P11-ORGANISATION"),
	details("MP178 a practice without code", rsp(organID, ""), "warning PDS-RSP-P11-ID"),
	details("MP179 the code of an organisation", rsp("2.4.19.2", "2.4.19.1"), "warning PDS-RSP-P11-ROOT"),
	details("MP180 the code of another scheme", rsp("2.16.840.1.113883.2.1.3.2.4.19.2", "1.2.826.0.1285.0.1.10"), "warning PDS-RSP-P11-ROOT"),
	details("a code that is none", rsp(`extension="Z99001"`, `extension="The Surgery"`), "warning PDS-RSP-P11-CODE"),
	details("a short code", rsp(`extension="Z99001"`, `extension="YT4"`)),
	details("MP185 a practice without name", rsp("<name>EXAMPLETON SURGERY</name>", ""), "warning PDS-RSP-P11-NAME"),
	details("MP186 a practice with an empty name", rsp("EXAMPLETON SURGERY", ""), "warning PDS-RSP-P11-NAME"),
	details("MP188 a practice name with a prefix", rsp("EXAMPLETON SURGERY", "<prefix>THE</prefix>SURGERY"), "warning PDS-RSP-P11-NAME-PARTS"),
)

func TestPDSResponse(t *testing.T) {
	t.Parallel()
	check(t, responseRows)
}

func expecting(name, value string) []edit {
	return around("</x:expected>", `<x:value name="`+name+`">`+value+`</x:value></x:expected>`)
}

const (
	sensitive = "sensitive"
	another   = "9449310424"
)

var pdsExchangeRows = []row{
	{name: "another number is verified", edits: rsp("9996012301", another), want: []string{"error PDS-XCH-P13-NHS-NUMBER"}},
	{name: "the flag is not what the scenario expects", edits: expecting("verified", "false"), want: []string{"error PDS-XCH-P13-FLAG"}},
	{name: "the flag is what the scenario expects", edits: expecting("verified", "true")},
	{name: "the flag is nowhere beside a code alone", edits: both(expecting("verified", "false"), says("DEMOG-0040"), codeOnly(verifyResponse))},
	{name: "the details of another patient", base: detailsResponse, edits: rsp("9996012301", another), want: []string{"error PDS-XCH-P4-NHS-NUMBER"}},
	{name: "another patient found by service 5", base: "getPatientDetails", edits: rsp("9996012301", another), want: []string{"error PDS-XCH-P4-NHS-NUMBER"}},
	{name: "a search finds any number", base: "getPatientDetailsBySearch", edits: rsp("9996012301", another)},
	{name: "the replacement of a superseded number", base: detailsResponse, edits: both(says("DEMOG-0017"), rsp("9996012301", another)), want: []string{shape}},
	{name: "the replacement of a superseded number to be verified", edits: both(says("DEMOG-0017"), rsp("9996012301", another)), want: []string{shape}},
	{name: "the superseded number itself", base: detailsResponse, edits: says("DEMOG-0017"), want: []string{shape, "warning PDS-XCH-P4-REPLACEMENT"}},
	{name: "the superseded number itself, verified", edits: says("DEMOG-0017"), want: []string{shape, "warning PDS-XCH-P4-REPLACEMENT"}},
	{name: "a local identifier that was not asked for", base: numberResponse, edits: without("LocalIdentifier"), want: []string{"error PDS-XCH-P5-LOCAL-UNASKED"}},
	{name: "a local identifier beside a nil one", base: numberResponse, edits: nilled("LocalIdentifier"), want: []string{"error PDS-XCH-P5-LOCAL-UNASKED", extras}},
	{name: "another local identifier", base: numberResponse, edits: rsp("ZZ901:K0047713", "ZZ901:K0047714"), want: []string{"error PDS-XCH-P5-LOCAL-MISMATCH"}},
	{name: "a local identifier with another root", base: detailsResponse, edits: rsp("2.1.3.2.4.18.24", "2.1.3.2.4.18.25"), want: []string{"error PDS-XCH-P5-LOCAL-MISMATCH"}},
	{name: "a local identifier is not returned", base: numberResponse, edits: rsp(localID, ""), want: []string{"warning PDS-XCH-P5-LOCAL-MISSING"}},
	{name: "no local identifier on either side", base: numberResponse, edits: both(without("LocalIdentifier"), rsp(localID, ""))},
	{name: "a local identifier and no patient", base: numberResponse, edits: both(says("DEMOG-0001"), codeOnly(numberResponse))},
	{name: "MP190 everything of a sensitive record", base: detailsResponse, edits: expecting(sensitive, "true"), want: []string{"error PDS-XCH-P6-ADDRESS", "error PDS-XCH-P6-PRACTICE", "error PDS-XCH-P6-TELECOM"}},
	{name: "what a sensitive record may show", base: detailsResponse, edits: both(expecting(sensitive, "true"), cut(response, `<addr use="H">`, "</addr>"), cut(response, `<addr use="TMP">`, "</addr>"),
		rsp(home, "", `<telecom use="HP" value="mailto:isolde@example.org"/>`, ""), cut(response, "<gPPractice ", "</gPPractice>"))},
	{name: "a record that is not sensitive", base: detailsResponse, edits: expecting(sensitive, "false")},
}

func TestPDSExchange(t *testing.T) {
	t.Parallel()
	check(t, pdsExchangeRows)
}
