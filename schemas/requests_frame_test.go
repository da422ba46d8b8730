package schemas

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

const (
	headOfClass = `<x><realmCode code="GB"/><typeId root="2.16.840.1.113883.1.3" extension="T1"/><templateId root="2.16.840.1.113883.2.1.3.2.4.18.2" extension="T2"/></x>`
	aTemplateID = `<templateId root="2.16.840.1.113883.2.1.3.2.4.18.2" extension="T2"/>`
)

// infrastructureHead puts realmCode, typeId and templateId before all children.
func infrastructureHead(path string) mutation {
	return func(s *specimen) {
		for i, child := range s.fragment(headOfClass).ChildElements() {
			s.at(path).InsertChildAt(i, child)
		}
	}
}

// requestFrameRows are about everything around the parameters.
var requestFrameRows = []row{
	{id: "MQ001", what: "root without classCode", want: "RRRRR", mutate: drop(".", "classCode")},
	{id: "MQ002", what: "root with another classCode", want: "RRRRR", mutate: set(".", "classCode", "OBS")},
	{id: "MQ003", what: "root without moodCode", want: "RRRRR", mutate: drop(".", "moodCode")},
	{id: "MQ004", what: "root with another moodCode", want: "RRRRR", mutate: set(".", "moodCode", "RQO")},
	{id: "MQ005", what: "root in the namespace of version 2", want: "RRRRR", mutate: set(".", "xmlns", "urn:hl7-org:v2")},
	{id: "MQ006", what: "root in no namespace", want: "RRRRR", mutate: drop(".", "xmlns")},
	{id: "MQ007", what: "root name in another case", want: "RRRRR", mutate: renamed(".", func(n string) string { return strings.ToUpper(n[:1]) + n[1:] })},
	{id: "MQ008", what: "root with an unknown attribute", want: "RRRRR", mutate: set(".", "foo", "x")},
	{id: "MQ009", what: "root with a foreign attribute", want: "RRRRR", mutate: set(".", "x:foo", "x")},
	{id: "MQ010", what: "root with xsi:schemaLocation", want: "AAAAA", mutate: set(".", "xsi:schemaLocation", "urn:hl7-org:v3 message.xsd")},
	{id: "MQ011", what: "root with nullFlavor", want: "AAAAA", mutate: set(".", "nullFlavor", "NI")},
	{id: "MQ012", what: "root with loose text before id", want: "RRRRR", mutate: loose(".", "stray")},
	{id: "MQ013", what: "root with comment and processing instruction", want: "AAAAA", mutate: func(s *specimen) {
		s.at(".").CreateComment(" a note ")
		s.at(query).CreateProcInst("note", "for the reader")
	}},
	{id: "MQ014", what: "root with realmCode, typeId and templateId in front", want: "AAAAA", mutate: infrastructureHead(".")},
	{id: "MQ015", what: "root with templateId after id", want: "RRRRR", mutate: after("id", aTemplateID)},
	{id: "MQ016", what: "root with one more element", want: "RRRRR", mutate: last(".", `<author/>`)},
	{id: "MQ017", what: "root with one more foreign element", want: "RRRRR", mutate: last(".", `<x:extra xmlns:x="`+foreign+`"/>`)},
	{id: "MQ018", what: "no id", want: "RRRRR", mutate: remove("id")},
	{id: "MQ019", what: "two ids", want: "RRRRR", mutate: duplicate("id")},
	{id: "MQ020", what: "id in lower case", want: "RRRRR", mutate: changed("id", "root", strings.ToLower)},
	{id: "MQ021", what: "id as urn:uuid", want: "RRRRR", mutate: changed("id", "root", func(v string) string { return "urn:uuid:" + v })},
	{id: "MQ022", what: "id in braces", want: "RRRRR", mutate: changed("id", "root", func(v string) string { return "{" + v + "}" })},
	{id: "MQ023", what: "id is an OID", want: "RRRRR", mutate: set("id", "root", "2.16.840.1.113883.2.1.4.1")},
	{id: "MQ024", what: "id empty", want: "RRRRR", mutate: set("id", "root", "")},
	{id: "MQ025", what: "id without root", want: "RRRRR", mutate: drop("id", "root")},
	{id: "MQ026", what: "id with extension", want: "RRRRR", mutate: set("id", "extension", "1")},
	{id: "MQ027", what: "id with nullFlavor only", want: "RRRRR", mutate: all(bare("id"), set("id", "nullFlavor", "NI"))},
	{id: "MQ028", what: "id with assigningAuthorityName", want: "RRRRR", mutate: set("id", "assigningAuthorityName", "TRUST")},
	{id: "MQ029", what: "no code", want: "RRRRR", mutate: remove("code")},
	{id: "MQ030", what: "code before id", want: "RRRRR", mutate: before("code", "id")},
	{id: "MQ031", what: "code of another operation", want: "RRRRR", mutate: per(
		set("code", "code", "getNHSNumberRequest-v1-0"),
		set("code", "code", "verifyNHSNumberRequest-v1-0"),
		set("code", "code", "getPatientDetailsBySearchRequest-v1-0"),
		set("code", "code", "getPatientDetailsByNHSNumberRequest-v1-0"),
		set("code", "code", "getPatientDetailsBySearchRequest-v1-0"),
	)},
	{id: "MQ032", what: "code with a blank at the end", want: "AAAAA", mutate: changed("code", "code", func(v string) string { return v + " " })},
	{id: "MQ033", what: "code with the system of response codes", want: "RRRRR", mutate: set("code", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.285")},
	{id: "MQ034", what: "code without system", want: "RRRRR", mutate: drop("code", "codeSystem")},
	{id: "MQ035", what: "code with displayName", want: "RRRRR", mutate: set("code", "displayName", "Request")},
	{id: "MQ036", what: "code with codeSystemName", want: "RRRRR", mutate: set("code", "codeSystemName", "Messages")},
	{id: "MQ037", what: "code with originalText", want: "RRRRR", mutate: last("code", `<originalText>request</originalText>`)},
	{id: "MQ038", what: "code with text", want: "RRRRR", mutate: text("code", "request")},
	{id: "MQ039", what: "no queryEvent", want: "RRRRR", mutate: remove(query)},
	{id: "MQ040", what: "queryEvent empty", want: "RRRRR", mutate: empty(query)},
	{id: "MQ041", what: "two queryEvents", want: "RRRRR", mutate: duplicate(query)},
	{id: "MQ042", what: "queryEvent with classCode", want: "RRRRR", mutate: set(query, "classCode", "ACT")},
	{id: "MQ043", what: "queryEvent with nullFlavor", want: "AAAAA", mutate: set(query, "nullFlavor", "NI")},
	{id: "MQ044", what: "queryEvent nil", want: "RRRRR", mutate: nilled(query)},
	{id: "MQ045", what: "date of birth last", want: "RRRRR", mutate: toEnd(dob)},
	{id: "MQ046", what: "NHS number and name swapped", want: "R-R-R", mutate: swap(nhs, name)},
	{id: "MQ047", what: "name and postcode swapped", want: "-R-RR", mutate: swap(name, postcode)},
	{id: "MQ048", what: "gender and name swapped", want: "-R-RR", mutate: swap(gender, name)},
	{id: "MQ049", what: "date of birth in another case", want: "RRRRR", mutate: rename(dob, "person.DateOfBirth")},
	{id: "MQ050", what: "date of birth in a foreign namespace", want: "RRRRR", mutate: rename(dob, "x:Person.DateOfBirth")},
	{id: "MQ051", what: "realmCode and templateId in queryEvent and parameter", want: "AAAAA", mutate: all(infrastructureHead(query), infrastructureHead(dob))},
	// The schema has nothing against it; our parser refuses any DOCTYPE (rule Q13).
	{id: "MQ052", what: "document type with an entity", want: "AAAAA", parser: xmlengine.ErrDoctype, mutate: asText(func(v string) string {
		return `<!DOCTYPE message [<!ENTITY e "TREVANION">]>` + v
	})},
	{id: "MQ053", what: "root name with Request where there is none, and the reverse", want: "RRRRR", mutate: renamed(".", func(n string) string {
		if n == "getPatientDetails-v1-0" {
			return "getPatientDetailsRequest-v1-0"
		}
		return strings.Replace(n, "Request", "", 1)
	})},
	{id: "MQ054", what: "code without Request", want: "RRRRR", mutate: changed("code", "code", func(v string) string { return strings.Replace(v, "Request", "", 1) })},
	{id: "MQ055", what: "an unknown parameter last", want: "RRRRR", mutate: last(query, `<Person.Email><value value="mailto:a@example.org"/><semanticsText>Person.Email</semanticsText></Person.Email>`)},
}
