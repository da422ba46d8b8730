package rules_test

import "testing"

const (
	reqItem    = "uuid_0A1B2C3D-0004-4000-8000-00000000AAAA"
	reqService = `service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"`
	rspService = `service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response"`
	reqProfile = `profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"`
	rspProfile = `profileid="urn:nhs-en:profile:verifyNHSNumberResponse-v1-0"`
)

// ids gives the manifest item and the payload of the request another id each.
func ids(item, payload string) []edit {
	return req(`<itk:manifestitem id="`+reqItem, `<itk:manifestitem id="`+item, `<itk:payload id="`+reqItem, `<itk:payload id="`+payload)
}

// service changes Action, SOAPAction and service of the request alike.
func service(name string) []edit {
	return both(req("<wsa:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0", "<wsa:Action>urn:nhs-itk:services:201005:"+name, reqService, `service="urn:nhs-itk:services:201005:`+name+`"`),
		around(`201005:verifyNHSNumber-v1-0"</x:header>`, "201005:"+name+`"</x:header>`), cut(frame, "<x:response ", "</x:response>"))
}

var envelopeRows = []row{
	{name: "an empty service", edits: req(reqService, `service=" "`), want: []string{"error ITK-ENV-SERVICE-PRESENT"}},
	{name: "a service nobody has", edits: service("noSuchService-v1-0"), want: []string{"error ITK-ENV-SERVICE-KNOWN"}},
	{name: "the profile as the service of a bare envelope", edits: both(only(request, de, deEnd), req(de, deNS, reqService, `service="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"`), around(`transport="true"`, `transport="false"`), cut(frame, "<x:response ", "</x:response>")),
		want: []string{"error ITK-ENV-SERVICE-KNOWN"}},
	{name: "a response with an interaction as its service", edits: rsp(rspService, `service="urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0"`), want: []string{"error ITK-ADR-ACTION-SERVICE", "error ITK-XCH-SERVICE"}},
	{name: "a service with the suffix of the message specification", edits: service("verifyNHSNumber-v1-0_DMS"), want: []string{"warning ITK-ENV-SERVICE-SPELLING"}},
	{name: "the misspelt generic service", edits: both(service("sendRecvDistEnvelop"), req(reqProfile, `profileid="urn:nhs-en:profile:statusOneRequest-v-1-0"`)), want: []string{"error ITK-ENV-PAYLOAD-ROOT", "warning ITK-ENV-SERVICE-SPELLING"}},
	{name: "a trackingid in lower case", edits: req("0A1B2C3D-0003-4000-8000-00000000AAAA", "0a1b2c3d-0003-4000-8000-00000000aaaa"), want: []string{"error ITK-ENV-TRACKINGID-FORM"}},
	{name: "a trackingid with a prefix", edits: rsp("0A1B2C3D-0006-4000-8000-00000000BBBB", "uuid_0A1B2C3D-0006-4000-8000-00000000BBBB"), want: []string{"error ITK-ENV-TRACKINGID-FORM"}},
	{name: "no trackingid", edits: req(` trackingid="0A1B2C3D-0003-4000-8000-00000000AAAA"`, ""), want: []string{"error ITK-ENV-TRACKINGID-FORM"}},
	{name: "Timestamp and manifest item share an id", edits: req("uuid_0A1B2C3D-0002", "uuid_0A1B2C3D-0004"), want: []string{"error ITK-ENV-IDS-DISTINCT"}},
	{name: "trackingid is MessageID", edits: req("0A1B2C3D-0003-4000-8000-00000000AAAA", "0A1B2C3D-0001-4000-8000-00000000AAAA"), want: []string{"warning ITK-ENV-TRACKINGID-MESSAGEID"}},
	{name: "a repeated trackingid", edits: around(`<x:fact name="to-known">`, `<x:fact name="trackingid-repeated">true</x:fact><x:fact name="to-known">`), want: []string{"warning ITK-ENV-TRACKINGID-NEW"}},
	{name: "manifest count is one too many", edits: req(`<itk:manifest count="1"`, `<itk:manifest count="2"`), want: []string{"error ITK-ENV-MANIFEST-COUNT"}},
	{name: "manifest count is nought", edits: req(`<itk:manifest count="1"`, `<itk:manifest count="0"`), want: []string{"error ITK-ENV-MANIFEST-COUNT"}},
	{name: "manifest count is a word", edits: req(`<itk:manifest count="1"`, `<itk:manifest count="one"`), want: []string{"error ITK-ENV-MANIFEST-COUNT"}},
	{name: "payload count is one too many", edits: rsp(`<payloads count="1"`, `<payloads count="2"`), want: []string{"error ITK-ENV-PAYLOADS-COUNT"}},
	{name: "the manifest describes the payload twice", edits: req(`<itk:manifest count="1"`, `<itk:manifest count="2"`, `<itk:manifestitem `, `<itk:manifestitem id="`+reqItem+`" mimetype="text/xml" `+reqProfile+`/><itk:manifestitem `),
		want: []string{"error ITK-ENV-COUNTS-EQUAL", "error ITK-ENV-ITEM-ID-UNIQUE"}},
	{name: "the payload has an id of its own", edits: ids(reqItem, "uuid_9999999-9999-9999-9999-999999999999"), want: []string{"error ITK-ENV-ITEM-ID-MATCH", "error ITK-ENV-PAYLOAD-ID-MATCH"}},
	{name: "the ids differ in case", edits: ids(reqItem, "uuid_0a1b2c3d-0004-4000-8000-00000000aaaa"), want: []string{"error ITK-ENV-ITEM-ID-MATCH", "error ITK-ENV-PAYLOAD-ID-MATCH"}},
	{name: "the id is a word", edits: ids("payload-1", "payload-1"), want: []string{"warning ITK-ENV-ITEM-ID-FORM"}},
	{name: "the payload is said to be plain text", edits: req(`mimetype="text/xml"`, `mimetype="text/plain"`), want: []string{"error ITK-ENV-MIMETYPE"}},
	{name: "the mimetype is free in case", edits: req(`mimetype="text/xml"`, `mimetype="Text/XML"`)},
	{name: "pipe-and-hat is plain text", edits: both(service("notifyPH"), req(`mimetype="text/xml"`, `mimetype="text/plain"`)), want: []string{"error ITK-ENV-SERVICE-KNOWN"}},
	{name: "no profile", edits: req(reqProfile, ""), want: []string{"error ITK-ENV-PROFILE-PRESENT"}},
	{name: "an empty profile", edits: req(reqProfile, `profileid=""`), want: []string{"error ITK-ENV-PROFILE-PRESENT", "warning ITK-SOAP-BLANK-ATTRIBUTE"}},
	{name: "a profile in another spelling that is accepted", edits: around(`request-root="verifyNHSNumberRequest-v1-0"`, `tolerated="true" request-root="verifyNHSNumberRequest-v1-0"`), want: []string{"warning ITK-ENV-PROFILE-SPELLING"}},
	{name: "a profile nobody has", edits: req(reqProfile, `profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0invalid"`), want: []string{"error ITK-ENV-PROFILE-KNOWN"}},
	{name: "the profile of another message", edits: req(reqProfile, `profileid="urn:nhs-en:profile:getNHSNumberRequest-v1-0"`), want: []string{"error ITK-ENV-PROFILE-SERVICE"}},
	{name: "the profile of the response in the request", edits: req(reqProfile, rspProfile), want: []string{"error ITK-ENV-PROFILE-SERVICE"}},
	{name: "the profile of the request in the response", edits: rsp(rspProfile, reqProfile), want: []string{"error ITK-ENV-PROFILE-SERVICE"}},
	{name: "the payload is said to be base64", edits: req(reqProfile, reqProfile+` base64="true"`), want: []string{"error ITK-ENV-FLAGS"}},
	{name: "the payload is said to be compressed", edits: req(reqProfile, reqProfile+` compressed="1"`), want: []string{"error ITK-ENV-FLAGS"}},
	{name: "the payload is said to be encrypted", edits: rsp(`encrypted="false"`, `encrypted="true"`), want: []string{"error ITK-ENV-FLAGS"}},
	{name: "flags that say nothing", edits: req(reqProfile, reqProfile+` base64="0" compressed="false" encrypted="false" metadata="0"`)},
	{name: "the payload is said to be metadata", edits: req(reqProfile, reqProfile+` metadata="true"`), want: []string{"error ITK-ENV-METADATA"}},
	{name: "two payloads, rightly described", edits: req(`<itk:manifest count="1"`, `<itk:manifest count="2"`, `<itk:manifestitem `, `<itk:manifestitem id="uuid_0A1B2C3D-000D-4000-8000-00000000AAAA" mimetype="text/xml" `+reqProfile+`/><itk:manifestitem `,
		`<itk:payloads count="1">`, `<itk:payloads count="2"><itk:payload id="uuid_0A1B2C3D-000D-4000-8000-00000000AAAA"><verifyNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/></itk:payload>`), want: []string{"error ITK-ENV-PAYLOAD-ONE"}},
	{name: "two payloads of one id", edits: req(`<itk:manifest count="1"`, `<itk:manifest count="2"`, `<itk:manifestitem `, `<itk:manifestitem id="`+reqItem+`" mimetype="text/xml" `+reqProfile+`/><itk:manifestitem `,
		`<itk:payloads count="1">`, `<itk:payloads count="2"><itk:payload id="`+reqItem+`"><verifyNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/></itk:payload>`),
		want: []string{"error ITK-ENV-ITEM-ID-UNIQUE", "error ITK-ENV-PAYLOAD-ID-UNIQUE", "error ITK-ENV-PAYLOAD-ONE"}},
	{name: "no payload", edits: both(cut(request, "<itk:payload ", "</itk:payload>"), req(`<itk:payloads count="1"`, `<itk:payloads count="0"`)), want: []string{"error ITK-ENV-COUNTS-EQUAL", "error ITK-ENV-ITEM-ID-MATCH", "error ITK-ENV-PAYLOAD-ONE"}},
	{name: "an empty payload", edits: cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), want: []string{"error ITK-ENV-PAYLOAD-ELEMENT"}},
	{name: "a payload of text", edits: both(cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), req("</itk:payload>", "MSH|</itk:payload>")), want: []string{"error ITK-ENV-PAYLOAD-ELEMENT"}},
	{name: "two elements in a payload", edits: req("</itk:payload>", `<a xmlns="urn:a"/></itk:payload>`), want: []string{"error ITK-ENV-PAYLOAD-ELEMENT"}},
	{name: "text beside the payload's element", edits: req("</itk:payload>", `and more</itk:payload>`), want: []string{"error ITK-ENV-PAYLOAD-TEXT"}},
	{name: "the message of another service", edits: both(cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), req("</itk:payload>", `<getNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/></itk:payload>`)), want: []string{"error ITK-ENV-PAYLOAD-ROOT"}},
	{name: "message and profile of another service", edits: both(cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), req("</itk:payload>", `<getNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/></itk:payload>`, reqProfile, `profileid="urn:nhs-en:profile:getNHSNumberRequest-v1-0"`)),
		want: []string{"error ITK-ENV-PAYLOAD-ROOT", "error ITK-ENV-PROFILE-SERVICE"}},
	{name: "the response in a request", edits: both(cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), req("</itk:payload>", `<verifyNHSNumberResponse-v1-0 xmlns="urn:hl7-org:v3"/></itk:payload>`)), want: []string{"error ITK-ENV-PAYLOAD-ROOT"}},
	{name: "the payload in another namespace", edits: req(`xmlns="urn:hl7-org:v3"`, `xmlns="urn:hl7-org:v2"`), want: []string{"error ITK-ENV-PAYLOAD-NAMESPACE"}},
	{name: "the payload in no namespace", edits: req(`xmlns="urn:hl7-org:v3"`, ``), want: []string{"error ITK-ENV-PAYLOAD-NAMESPACE"}},
	{name: "an acknowledgement has no profile", edits: both(service("SendInfrastructureAck-v1-0"), req(reqProfile, "")), want: []string{"error ITK-ENV-SERVICE-KNOWN"}},
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	check(t, envelopeRows)
}

// alone judges the envelope of the request without SOAP and without an answer.
func alone(label string, edits []edit, want ...string) row {
	return row{name: label, want: want, edits: both(
		only(request, de, deEnd), req(de, deNS), edits, around(`transport="true"`, `transport="false"`), cut(frame, "<x:response ", "</x:response>"))}
}

const blankAttribute = "warning ITK-SOAP-BLANK-ATTRIBUTE"

// bareRows are named after the envelopes that the national schema lets through.
var bareRows = []row{
	alone("ME006 an empty service", req(reqService, `service=""`), "error ITK-ENV-SERVICE-PRESENT", blankAttribute),
	alone("ME007 a profile as service", req(reqService, `service="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"`), "error ITK-ENV-SERVICE-KNOWN"),
	alone("ME008 an unknown service", req(reqService, `service="urn:nhs-itk:services:201005:verifyNHSNumber-v9-9"`), "error ITK-ENV-SERVICE-KNOWN"),
	alone("ME010 no list of addresses", nil),
	alone("ME011 a list of addresses", req("<itk:auditIdentity>", `<itk:addresslist><itk:address uri="urn:nhs-uk:addressing:ods:Y88:smsp1"/></itk:addresslist><itk:auditIdentity>`)),
	alone("ME013 no audit identity", cut(request, "<itk:auditIdentity>", "</itk:auditIdentity>"), "error ITK-ENV-AUDIT-PRESENT"),
	alone("ME015 four audit identities", audit(reqIdentity+reqIdentity+userID+roleID)),
	alone("ME018 an empty audit identity", audit(`<itk:id uri=""/>`), "error ITK-ENV-AUDIT-URI-PRESENT", blankAttribute),
	alone("ME019 an audit identity without type", nil),
	alone("ME023 a wrong manifest count", req(`<itk:manifest count="1"`, `<itk:manifest count="2"`), "error ITK-ENV-MANIFEST-COUNT"),
	alone("ME026 an id without payload", ids("uuid_0A1B2C3D-000D-4000-8000-00000000AAAA", reqItem), "error ITK-ENV-ITEM-ID-MATCH", "error ITK-ENV-PAYLOAD-ID-MATCH"),
	alone("ME030 another mimetype", req(`mimetype="text/xml"`, `mimetype="application/pdf"`), "error ITK-ENV-MIMETYPE"),
	alone("ME031 no profile", req(reqProfile, ""), "error ITK-ENV-PROFILE-PRESENT"),
	alone("ME032 an empty profile", req(reqProfile, `profileid=""`), "error ITK-ENV-PROFILE-PRESENT", blankAttribute),
	alone("ME033 the profile of another message", req(reqProfile, `profileid="urn:nhs-en:profile:getPatientDetailsRequest-v1-0"`), "error ITK-ENV-PROFILE-SERVICE"),
	alone("ME039 a wrong payload count", req(`<itk:payloads count="1"`, `<itk:payloads count="3"`), "error ITK-ENV-PAYLOADS-COUNT"),
	alone("ME043 an empty payload", cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), "error ITK-ENV-PAYLOAD-ELEMENT"),
	alone("ME044 a payload of text", both(cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"), req("</itk:payload>", "text</itk:payload>")), "error ITK-ENV-PAYLOAD-ELEMENT"),
	alone("ME047 a payload id that is not the message's", nil),
}

func TestBareEnvelope(t *testing.T) {
	t.Parallel()
	check(t, bareRows)
}
