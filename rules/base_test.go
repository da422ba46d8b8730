package rules_test

import "testing"

const (
	de         = "<itk:DistributionEnvelope>"
	deNS       = `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005">`
	deEnd      = "</itk:DistributionEnvelope>"
	otherDE    = `<DistributionEnvelope xmlns="urn:nhs-itk:ns:201005">`
	otherDEEnd = "</DistributionEnvelope>"
)

// baseRows are exchanges in which nothing is wrong.
var baseRows = []row{
	{name: "verifyNHSNumber"},
	{name: "getNHSNumber", base: "getNHSNumber"},
	{name: "getPatientDetailsByNHSNumber", base: "getPatientDetailsByNHSNumber"},
	{name: "getPatientDetailsBySearch", base: "getPatientDetailsBySearch"},
	{name: "getPatientDetails", base: "getPatientDetails"},
	{name: "a fault", base: "fault"},
	{name: "a bare envelope has no SOAP rules", edits: both(
		only(request, de, deEnd), req(de, deNS), only(response, otherDE, otherDEEnd), around(`transport="true"`, `transport="false"`))},
	{name: "a bare payload has no envelope rules", base: "getPatientDetails", edits: both(
		only(request, "<getPatientDetails-v1-0 ", "</getPatientDetails-v1-0>"),
		only(response, "<getPatientDetailsResponse-v1-0 ", "</getPatientDetailsResponse-v1-0>"), around(`transport="true"`, `transport="false"`))},
	{name: "comments, CRLF and processing instructions are harmless", edits: both(
		req("<soap:Header>", "<soap:Header><!-- a\r\n-->\r\n", "<wsa:MessageID>", "<!-- b --><?pi?><wsa:MessageID>", "<itk:manifest ", "<!-- c --><itk:manifest ",
			"<itk:manifestitem", "<!-- d --><itk:manifestitem", "<queryEvent>", "<queryEvent><!-- e -->"),
		rsp("<payloads", "<!-- f --><payloads", "<component ", "<!-- g -->\r\n<component "))},
	{name: "header blocks in another order", edits: both(cut(request, "<wsa:MessageID>", "</wsa:MessageID>"),
		req("</soap:Header>", "<wsa:MessageID>0A1B2C3D-0001-4000-8000-00000000AAAA</wsa:MessageID></soap:Header>"))},
	{name: "white space that the types collapse", edits: both(
		req("<wsa:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0<", "<wsa:Action>\n urn:nhs-itk:services:201005:verifyNHSNumber-v1-0 <",
			"2031-03-04T10:15:30Z", " 2031-03-04T10:15:30Z ", `code="verifyNHSNumberRequest-v1-0"`, `code="verifyNHSNumberRequest-v1-0 "`),
		rsp(`code="SMSP-0000"`, `code=" SMSP-0000"`))},
	{name: "the live response has no Security, RelatesTo and identity", edits: both(
		cut(response, "<a:RelatesTo>", "</a:RelatesTo>"), cut(response, "<wsse:Security>", "</wsse:Security>"),
		cut(response, "<auditIdentity>", "</auditIdentity>"), cut(response, "<senderAddress ", "/>")),
		want: []string{"warning ITK-ENV-AUDIT-PRESENT-RESPONSE"}},
	{name: "a service that shares its action, told apart by its profile", edits: both(
		req("201005:verifyNHSNumber-v1-0", "201005:sendRecvDistEnvelope", "201005:verifyNHSNumber-v1-0", "201005:sendRecvDistEnvelope",
			"profile:verifyNHSNumberRequest-v1-0", "profile:statusTwoRequest-v-1-0", "interaction:verifyNHSNumberRequest", "interaction:statusTwoRequest"), cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"),
		req(`<itk:payload id="uuid_0A1B2C3D-0004-4000-8000-00000000AAAA">`, `<itk:payload id="uuid_0A1B2C3D-0004-4000-8000-00000000AAAA"><StatusTwoRequest xmlns="urn:hl7-org:v3"/>`),
		around(`201005:verifyNHSNumber-v1-0"</x:header>`, `201005:sendRecvDistEnvelope"</x:header>`),
		rsp("201005:verifyNHSNumber-v1-0Response", "201005:sendRecvDistEnvelopeResponse", "201005:verifyNHSNumber-v1-0Response", "201005:sendRecvDistEnvelopeResponse",
			"profile:verifyNHSNumberResponse-v1-0", "profile:statusTwoResponse-v-1-0"), cut(response, "<verifyNHSNumberResponse-v1-0 ", "</verifyNHSNumberResponse-v1-0>"),
		rsp(`<payload id="uuid_0A1B2C3D-0007-4000-8000-00000000BBBB">`, `<payload id="uuid_0A1B2C3D-0007-4000-8000-00000000BBBB"><StatusTwoResponse xmlns="urn:hl7-org:v3"/>`))},
	{name: "a request alone", edits: cut(frame, "<x:response ", "</x:response>")},
	{name: "a response alone", edits: cut(frame, "<x:request ", "</x:request>")},
	{name: "a fault that answers an unreadable request", base: "fault", edits: both(
		whole(request, noMessage), around(`mtls="true" form="soap"`, `mtls="true" form="none"`), cut(response, "<detail>", "</detail>"))},
}

func TestNothingIsSaidOfGoodExchanges(t *testing.T) {
	t.Parallel()
	check(t, baseRows)
}
