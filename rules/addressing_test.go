package rules_test

import (
	"strings"
	"testing"
)

const (
	anonymous = "http://www.w3.org/2005/08/addressing/anonymous"
	reqMID    = "<wsa:MessageID>0A1B2C3D-0001-4000-8000-00000000AAAA"
	rspMID    = "<a:MessageID>0A1B2C3D-0005-4000-8000-00000000BBBB"
	soapFault = "http://www.w3.org/2005/08/addressing/soap/fault"
	wsaFault  = "http://www.w3.org/2005/08/addressing/fault"

	inResponse   = "<x:message>@RESPONSE@"
	repeatedFact = `<x:fact name="messageid-repeated">true</x:fact>`
)

func relates(id string) []edit {
	return rsp("<a:RelatesTo>0A1B2C3D-0001-4000-8000-00000000AAAA", "<a:RelatesTo>"+id)
}

var addressingRows = []row{
	{name: "no MessageID", edits: cut(request, "<wsa:MessageID>", "</wsa:MessageID>"), want: []string{"error ITK-ADR-MESSAGEID-PRESENT"}},
	{name: "an empty MessageID in a response", edits: rsp(rspMID, "<a:MessageID>"), want: []string{"error ITK-ADR-MESSAGEID-PRESENT"}},
	{name: "a MessageID that is no UUID", edits: both(req(reqMID, "<wsa:MessageID>1234567"), cut(response, "<a:RelatesTo>", "</a:RelatesTo>")), want: []string{"error ITK-ADR-MESSAGEID-UUID"}},
	{name: "a MessageID with a digit too few", edits: rsp(rspMID, "<a:MessageID>0A1B2C3D-0005-4000-8000-00000000BBB"), want: []string{"error ITK-ADR-MESSAGEID-UUID"}},
	{name: "a MessageID with signs that look like masked digits", edits: rsp(rspMID, "<a:MessageID>########-0005-4000-8000-00000000BBBB"), want: []string{"error ITK-ADR-MESSAGEID-UUID"}},
	{name: "a prefixed MessageID", edits: rsp(rspMID, "<a:MessageID>uuid:0A1B2C3D-0005-4000-8000-00000000BBBB"), want: []string{"warning ITK-ADR-MESSAGEID-FORM"}},
	{name: "a lower-case MessageID with a prefix, as WCF writes it", edits: both(req(reqMID, "<wsa:MessageID>urn:uuid:0a1b2c3d-0001-4000-8000-00000000aaaa"), cut(response, "<a:RelatesTo>", "</a:RelatesTo>")), want: []string{"warning ITK-ADR-MESSAGEID-FORM"}},
	{name: "a repeated MessageID", edits: around(`<x:fact name="to-known">`, `<x:fact name="messageid-repeated">true</x:fact><x:fact name="to-known">`), want: []string{"error ITK-ADR-MESSAGEID-NEW"}},
	{name: "an answer with the MessageID of an earlier one", edits: around(inResponse, repeatedFact+inResponse), want: []string{"error ITK-ADR-RESPONSE-MESSAGEID-NEW"}},
	{name: "a fault with the MessageID of an earlier answer", base: "fault", edits: around(inResponse, repeatedFact+inResponse), want: []string{"error ITK-ADR-RESPONSE-MESSAGEID-NEW"}},
	{name: "an answer with a MessageID of its own", edits: around(inResponse, strings.ReplaceAll(repeatedFact, "true", "false")+inResponse)},
	{name: "no Action", edits: cut(request, "<wsa:Action>", "</wsa:Action>"), want: []string{"error ITK-ADR-ACTION-PRESENT"}},
	{name: "no Action in a response", edits: cut(response, "<a:Action>", "</a:Action>"), want: []string{"error ITK-ADR-ACTION-PRESENT"}},
	{name: "two MessageIDs", edits: req("<wsa:To>", "<wsa:MessageID>0A1B2C3D-000C-4000-8000-00000000AAAA</wsa:MessageID><wsa:To>"), want: []string{"error ITK-ADR-DUPLICATE"}},
	{name: "reference parameters in From", edits: req("</wsa:Address></wsa:From>", "</wsa:Address><wsa:ReferenceParameters/></wsa:From>"), want: []string{"error ITK-ADR-REFERENCE-PARAMETERS"}},
	{name: "a block that is a reference parameter", edits: rsp(rspHeaderEnd, `<l:x xmlns:l="urn:l" a:IsReferenceParameter="true"/>`+rspHeaderEnd), want: []string{"error ITK-ADR-REFERENCE-PARAMETERS"}},
	{name: "the envelope is for another service", edits: req(`service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"`, `service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0_Bad_Service"`),
		want: []string{"error ITK-ADR-ACTION-SERVICE", "error ITK-XCH-SERVICE"}},
	{name: "no To", edits: cut(request, "<wsa:To>", "</wsa:To>"), want: []string{"error ITK-ADR-TO-PRESENT"}},
	{name: "To is not of this provider", edits: both(req("<wsa:To>https://provider", "<wsa:To>http//:this.is.invalid/address"), around(`name="to-known">true`, `name="to-known">false`)), want: []string{"error ITK-ADR-TO-KNOWN"}},
	{name: "To is anonymous", edits: req("https://provider.example.org/smsp/pds", "http://www.w3.org/2005/08/addressing/anonymous"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is none", edits: req("https://provider.example.org/smsp/pds", "http://www.w3.org/2005/08/addressing/none"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is anonymous as a draft has it", edits: req("https://provider.example.org/smsp/pds", "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is a URL with an empty port", edits: req("https://provider.example.org/smsp/pds", "http://provider.example.org:/smsp")},
	{name: "To is a URL with letters for a port", edits: req("https://provider.example.org/smsp/pds", "http://provider.example.org:port/"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is http:// and nothing behind it", edits: req("https://provider.example.org/smsp/pds", "http://"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is the invalid address of the national tests", edits: req("https://provider.example.org/smsp/pds", "http//:this.is.invalid/address"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is a path without a host", edits: req("https://provider.example.org/smsp/pds", "https:///smsp/pds"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is a URL with blanks", edits: req("https://provider.example.org/smsp/pds", "https://provider.example.org/smsp pds"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is a service", edits: req("https://provider.example.org/smsp/pds", "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is a URL with a port and a query", edits: req("https://provider.example.org/smsp/pds", "HTTPS://provider.example.org:8443?x=1#y")},
	{name: "To is an IPv4 address", edits: req("https://provider.example.org/smsp/pds", "http://127.0.0.1:8080/smsp")},
	{name: "To is an IPv6 address", edits: req("https://provider.example.org/smsp/pds", "http://[::1]:8080/")},
	{name: "To is a host without dots", edits: req("https://provider.example.org/smsp/pds", "http://provider")},
	{name: "To is white space around a URL", edits: req("https://provider.example.org/smsp/pds", "\n  https://provider.example.org/\n")},
	{name: "To is anonymous and refused by the provider", edits: both(req("https://provider.example.org/smsp/pds", "http://www.w3.org/2005/08/addressing/anonymous"), fact("to-known", "true", "false")), want: []string{"error ITK-ADR-TO-KNOWN"}},
	{name: "To is anonymous, and no provider says which are its own", edits: both(req("https://provider.example.org/smsp/pds", "http://www.w3.org/2005/08/addressing/anonymous"), around(`<x:fact name="to-known">true</x:fact>`, ``)), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "To is no URL, and no provider says which are its own", edits: both(req("<wsa:To>https://provider", "<wsa:To>provider"), around(`<x:fact name="to-known">true</x:fact>`, ``)), want: []string{"warning ITK-ADR-TO-FORM"}},
	{name: "ReplyTo is not anonymous", edits: req("<wsse:Security>", "<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/NOTanonymous</wsa:Address></wsa:ReplyTo><wsse:Security>"), want: []string{"error ITK-ADR-REPLYTO"}},
	{name: "ReplyTo is none", edits: req("<wsse:Security>", "<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/none</wsa:Address></wsa:ReplyTo><wsse:Security>"), want: []string{"error ITK-ADR-REPLYTO"}},
	{name: "ReplyTo is anonymous", edits: req("<wsse:Security>", "<wsa:ReplyTo><wsa:Address> "+anonymous+" </wsa:Address></wsa:ReplyTo><wsse:Security>")},
	{name: "From is left out", edits: cut(request, "<wsa:From>", "</wsa:From>")},
	{name: "FaultTo leads elsewhere", edits: req("<wsse:Security>", "<wsa:FaultTo><wsa:Address>https://client.example.org/faults</wsa:Address></wsa:FaultTo><wsse:Security>"), want: []string{"warning ITK-ADR-FAULTTO"}},
	{name: "a request relates to something", edits: req("<wsse:Security>", "<wsa:RelatesTo>0A1B2C3D-000C-4000-8000-00000000AAAA</wsa:RelatesTo><wsse:Security>"), want: []string{"warning ITK-ADR-RELATESTO-REQUEST"}},
	{name: "a response has an address", edits: rsp("<a:RelatesTo>", "<a:To>https://client.example.org/</a:To><a:RelatesTo>"), want: []string{"error ITK-ADR-RESPONSE-TO"}},
	{name: "a response has the anonymous address", edits: rsp("<a:RelatesTo>", "<a:To>"+anonymous+"</a:To><a:RelatesTo>")},
	{name: "a response has an empty address", edits: rsp("<a:RelatesTo>", "<a:To/><a:RelatesTo>"), want: []string{"warning ITK-ADR-RESPONSE-TO-EMPTY"}},
	{name: "a response wants a reply", edits: rsp("<a:RelatesTo>", "<a:ReplyTo><a:Address>"+anonymous+"</a:Address></a:ReplyTo><a:RelatesTo>"), want: []string{"error ITK-ADR-RESPONSE-REPLYTO"}},
	{name: "a response says where faults go", edits: rsp("<a:RelatesTo>", "<a:FaultTo><a:Address>"+anonymous+"</a:Address></a:FaultTo><a:RelatesTo>"), want: []string{"error ITK-ADR-RESPONSE-FAULTTO"}},
	{name: "a Client fault with the action of WS-Addressing faults", base: "fault", edits: rsp(soapFault, wsaFault), want: []string{"error ITK-ADR-FAULT-ACTION"}},
	{name: "a VersionMismatch fault with the action of WS-Addressing faults", base: "fault", edits: rsp(soapFault, wsaFault, "soap:Client", "soap:VersionMismatch"), want: []string{"error ITK-ADR-FAULT-ACTION"}},
	{name: "a fault with the action of Spine faults", base: "fault", edits: rsp(soapFault, "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"), want: []string{"error ITK-ADR-FAULT-ACTION"}},
	{name: "a MustUnderstand fault with the action of WS-Addressing faults", base: "fault", edits: rsp(soapFault, wsaFault, "soap:Client", "soap:MustUnderstand"), want: []string{"info ITK-ADR-FAULT-ACTION-WSA"}},
	{name: "a fault with the action of a response", base: "fault", edits: rsp(soapFault, "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response"), want: []string{"error ITK-ADR-FAULT-ACTION"}},
	{name: "a Server fault with the action of a response", base: "fault", edits: rsp(soapFault, "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response", "soap:Client", "soap:Server.Busy", ">1000<", ">2100<"), want: []string{"error ITK-ADR-FAULT-ACTION"}},
	{name: "a MustUnderstand fault with the action of a response", base: "fault", edits: rsp(soapFault, "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response", "soap:Client", "soap:MustUnderstand"), want: []string{"error ITK-ADR-FAULT-ACTION"}},
	{name: "a fault of WS-Addressing with the action of WS-Addressing", base: "fault", edits: rsp(soapFault, wsaFault, "soap:Client", "wsa:ActionNotSupported")},
	{name: "a fault of WS-Addressing with the action of SOAP", base: "fault", edits: rsp("soap:Client", "wsa:ActionNotSupported")},
	{name: "Action of Spine messages is not that of WS-Addressing 1.0", edits: rsp("http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"), want: []string{"error ITK-ADR-NAMESPACE", "error ITK-ADR-ACTION-PRESENT", "error ITK-ADR-MESSAGEID-PRESENT"}},
}

func TestAddressing(t *testing.T) {
	t.Parallel()
	check(t, addressingRows)
}

var exchangeRows = []row{
	{name: "the response repeats the MessageID", edits: rsp(rspMID, "<a:MessageID>0A1B2C3D-0001-4000-8000-00000000AAAA"), want: []string{"error ITK-XCH-MESSAGEID"}},
	{name: "the response repeats the MessageID with a prefix", edits: rsp(rspMID, "<a:MessageID>urn:uuid:0a1b2c3d-0001-4000-8000-00000000aaaa"), want: []string{"error ITK-XCH-MESSAGEID", "warning ITK-ADR-MESSAGEID-FORM"}},
	{name: "RelatesTo names another message", edits: relates("0A1B2C3D-000C-4000-8000-00000000AAAA"), want: []string{"error ITK-XCH-RELATESTO"}},
	{name: "RelatesTo is empty", edits: relates(""), want: []string{"error ITK-XCH-RELATESTO"}},
	{name: "RelatesTo without a UUID, and an unknown request", edits: both(relates("yesterday"), cut(frame, "<x:request ", "</x:request>")), want: []string{"warning ITK-ADR-RESPONSE-RELATESTO"}},
	{name: "RelatesTo with a UUID in another form, and an unknown request", edits: both(relates("urn:uuid:0a1b2c3d-0001-4000-8000-00000000aaaa"), cut(frame, "<x:request ", "</x:request>"))},
	{name: "RelatesTo has another form", edits: relates("urn:uuid:0a1b2c3d-0001-4000-8000-00000000aaaa"), want: []string{"warning ITK-XCH-RELATESTO-FORM"}},
	{name: "RelatesTo is left out", edits: cut(response, "<a:RelatesTo>", "</a:RelatesTo>")},
	{name: "RelatesTo of a request without MessageID", edits: both(cut(request, "<wsa:MessageID>", "</wsa:MessageID>")), want: []string{"error ITK-ADR-MESSAGEID-PRESENT"}},
	{name: "the response has the action of the request", edits: rsp("<a:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response", "<a:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"),
		want: []string{"error ITK-ADR-ACTION-SERVICE", "error ITK-XCH-ACTION"}},
	{name: "the response is of another service", edits: both(rsp("201005:verifyNHSNumber-v1-0Response", "201005:getNHSNumber-v1-0Response", "201005:verifyNHSNumber-v1-0Response", "201005:getNHSNumber-v1-0Response")),
		want: []string{"error ITK-ENV-PAYLOAD-ROOT", "error ITK-ENV-PROFILE-SERVICE", "error ITK-XCH-ACTION", "error ITK-XCH-SERVICE"}},
	{name: "the response puts the version last", edits: rsp("201005:verifyNHSNumber-v1-0Response", "201005:verifyNHSNumberResponse-v1-0", "201005:verifyNHSNumber-v1-0Response", "201005:verifyNHSNumberResponse-v1-0"),
		want: []string{"error ITK-ENV-SERVICE-KNOWN", "error ITK-XCH-ACTION", "error ITK-XCH-SERVICE"}},
	{name: "the mock's profile as action and service", edits: rsp("urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response", "urn:nhs-en:profile:verifyNHSNumberResponse-v1-0", "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response", "urn:nhs-en:profile:verifyNHSNumberResponse-v1-0"),
		want: []string{"error ITK-ENV-SERVICE-KNOWN", "error ITK-XCH-ACTION", "error ITK-XCH-SERVICE"}},
	{name: "the response repeats the trackingid", edits: rsp("0A1B2C3D-0006-4000-8000-00000000BBBB", "0A1B2C3D-0003-4000-8000-00000000AAAA"), want: []string{"error ITK-XCH-TRACKINGID"}},
	{name: "the response is older than its request", edits: rsp("2031-03-04T10:15:31Z", "2031-03-04T10:15:20Z"), want: []string{"error ITK-XCH-CREATED"}},
	{name: "the response is a second older than its request", edits: rsp("2031-03-04T10:15:31Z", "2031-03-04T10:15:29Z"), want: []string{"warning ITK-XCH-CREATED-SKEW"}},
	{name: "the response is of the same instant, in another zone", edits: rsp("2031-03-04T10:15:31Z", "2031-03-04T11:15:31+01:00"), want: []string{"warning ITK-SEC-ZONE-UTC"}},
	{name: "the response repeats the payload id", edits: rsp("0A1B2C3D-000B-4000-8000-00000000BBBB", "0A1B2C3D-000A-4000-8000-00000000AAAA"), want: []string{"warning ITK-XCH-PAYLOAD-ID"}},
	{name: "a fixed payload id in every answer is tolerated", edits: rsp("uuid_0A1B2C3D-0007-4000-8000-00000000BBBB", "uuid_808A9678-49B2-498B-AD75-1D7A0F1262D7", "uuid_0A1B2C3D-0007-4000-8000-00000000BBBB", "uuid_808A9678-49B2-498B-AD75-1D7A0F1262D7")},
}

func TestExchange(t *testing.T) {
	t.Parallel()
	check(t, exchangeRows)
}
