package rules_test

import (
	"strings"
	"testing"
)

// byteFact adds what the bytes of a message hold to the facts of a part.
func byteFact(part, fact string) []edit {
	return around("<x:message>@"+part+"@", fact+"<x:message>@"+part+"@")
}

func instruction(place string) string {
	return `<x:fact name="processing-instruction" line="2" column="1" place="` + place + `">xml-stylesheet</x:fact>`
}

func character(code string) []edit {
	return byteFact("REQUEST", `<x:fact name="control-character" line="2" column="1">`+code+`</x:fact>`)
}

func declared(part, version string) []edit {
	return byteFact(part, `<x:fact name="xml-version">`+version+`</x:fact>`)
}

// inName writes something into the family name that is asked for.
func inName(text string) []edit { return req("<family>", "<family>"+text) }

var contentRows = rows([]row{
	{name: "a processing instruction before the envelope", edits: byteFact("REQUEST", instruction("outside")), want: []string{"error ITK-SOAP-PROCESSING-INSTRUCTION"}},
	{name: "a processing instruction inside of a response", edits: byteFact("RESPONSE", instruction("inside")), want: []string{"error ITK-SOAP-PROCESSING-INSTRUCTION"}},
	{name: "two processing instructions", edits: byteFact("RESPONSE", instruction("inside")+instruction("outside")), want: []string{"error ITK-SOAP-PROCESSING-INSTRUCTION"}},
	{name: "a processing instruction before a DistributionEnvelope that lies alone", edits: both(bare, byteFact("REQUEST", instruction("outside")))},
	{name: "a processing instruction inside of a DistributionEnvelope that lies alone", edits: both(bare, byteFact("REQUEST", instruction("inside"))), want: []string{"error ITK-SOAP-PROCESSING-INSTRUCTION"}},
	{name: "XML 1.0", edits: declared("REQUEST", "1.0")},
	{name: "XML 1.1", edits: declared("REQUEST", "1.1"), want: []string{"warning ITK-SOAP-XML-VERSION"}},
	{name: "a response in XML 1.1", edits: declared("RESPONSE", "1.1"), want: []string{"warning ITK-SOAP-XML-VERSION"}},
	{name: "a joiner", edits: character("U+200D")},
	{name: "a soft hyphen", edits: character("U+00AD")},
	{name: "a sign of Arabic numbers", edits: character("U+0600")},
	{name: "a code whose beginning is one that does not show", edits: character("U+2060F")},
	{name: "a place holder in text", edits: inName("${family}"), want: []string{"warning PDS-REQ-Q7-CHARACTERS", "warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder of another template", edits: inName("{{ patient.family }}"), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder of the national workbench", edits: inName("x__FAMILY_NAME__"), want: []string{"warning PDS-REQ-Q7-CHARACTERS", "warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder in an attribute", edits: req(`uri="urn:nhs-uk:addressing:ods:Z99:ward7"`, `uri="urn:nhs-uk:addressing:ods:Z99:__WARD__"`), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder in a header", edits: req("https://client.example.org/", "https://__HOST__/"), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder in a response", edits: rsp("urn:nhs-uk:addressing:ods:Y88:smsp1", "urn:nhs-uk:addressing:ods:Y88:${site}"), want: []string{"warning ITK-ENV-ADDRESS-FORM", "warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder instead of the trackingid", edits: req("0A1B2C3D-0003-4000-8000-00000000AAAA", "__TRACKINGID__"), want: []string{"error ITK-ENV-TRACKINGID-FORM", "warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder between sharps as a whole attribute", edits: req(`mimetype="text/xml"`, `mimetype="#MIME_TYPE#"`), want: []string{"error ITK-ENV-MIMETYPE", "warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder between other signs as a whole text", edits: req("<wsse:Username>CN=client.example.org<", "<wsse:Username>\n%USER%\n<"), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder between sharps as a whole text", edits: req("<wsse:Username>CN=client.example.org<", "<wsse:Username>#USER#<"), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder between dollars as a whole text", edits: req("<wsse:Username>CN=client.example.org<", "<wsse:Username>$USER$<"), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "a place holder between at signs as a whole text", edits: req("<wsse:Username>CN=client.example.org<", "<wsse:Username>@USER@<"), want: []string{"warning ITK-SOAP-PLACE-HOLDER"}},
	{name: "signs around more than a name", edits: req("<wsse:Username>CN=client.example.org<", "<wsse:Username>#1 and #2#<")},
	{name: "no place holders: money, braces, underscores, sharps", edits: inName("$ {a} } a__b__c _X_ __ #NOF# ${} {{}} }}"), want: []string{"warning PDS-REQ-Q7-CHARACTERS", "warning PDS-REQ-Q7-LENGTH"}},
}, every("control character ", "U+007F U+0080 U+0085 U+009F U+200B U+2028 U+2060 U+FEFF U+E0041", "warning ITK-SOAP-CONTROL-CHARACTER"),
	every("bidirectional character ", "U+061C U+200E U+200F U+202A U+202B U+202C U+202D U+202E U+2066 U+2067 U+2068 U+2069", "warning ITK-SOAP-BIDIRECTIONAL-CHARACTER"))

// bare leaves of the request the DistributionEnvelope.
var bare = both(only(request, de, deEnd), req(de, deNS), around(`transport="true"`, `transport="false"`))

// every is a row for each of some characters.
func every(name, codes, want string) []row {
	var out []row
	for code := range strings.FieldsSeq(codes) {
		out = append(out, row{name: name + code, edits: character(code), want: []string{want}})
	}
	return out
}

func TestContent(t *testing.T) {
	t.Parallel()
	check(t, contentRows)
}
