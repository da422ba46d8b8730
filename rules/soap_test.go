package rules_test

import "testing"

// Ends of the header of both messages, for adding blocks.
const (
	reqHeaderEnd = "</soap:Header>"
	rspHeaderEnd = "</s:Header>"
	soap12       = "http://www.w3.org/2003/05/soap-envelope"
	soap11       = "http://schemas.xmlsoap.org/soap/envelope/"
	foreign      = `<l:Local xmlns:l="local-namespace-uri"`
)

var soapRows = []row{
	{name: "a request in the SOAP 1.2 namespace", edits: req(soap11, soap12), want: []string{"error ITK-SOAP-NAMESPACE"}},
	{name: "a request in the namespace of the national test", edits: req(soap11, "www.w3.org/2003/05/soap-envelope"), want: []string{"error ITK-SOAP-NAMESPACE"}},
	{name: "a response in the SOAP 1.2 namespace", edits: rsp(soap11, soap12), want: []string{"error ITK-SOAP-NAMESPACE"}},
	{name: "a bare envelope goes over HTTP", edits: both(only(request, de, deEnd), req(de, deNS)), want: []string{"error ITK-SOAP-ROOT"}},
	{name: "a web page answers", edits: whole(response, "<html/>"), want: []string{"error ITK-SOAP-ROOT"}},
	{name: "text in the Body before its element", edits: req("<soap:Body>", "<soap:Body>hello"), want: []string{"error ITK-SOAP-BODY-TEXT"}},
	{name: "text in the Body of a response behind its element", edits: rsp("</s:Body>", "\n&#160;</s:Body>"), want: []string{"error ITK-SOAP-BODY-TEXT"}},
	{name: "text in the Body beside a fault", base: "fault", edits: rsp("</soap:Body>", "sorry</soap:Body>"), want: []string{"error ITK-SOAP-BODY-TEXT"}},
	{name: "text and nothing else in the Body", edits: both(cut(request, "<itk:DistributionEnvelope>", "</itk:DistributionEnvelope>"), req("<soap:Body>", "<soap:Body>hello")),
		want: []string{"error ITK-SOAP-BODY-ONE"}},
	{name: "a comment and white space in the Body", edits: req("<soap:Body>", "<soap:Body>\n<!-- hello -->\t")},
	{name: "an encodingStyle on the Header", edits: req("<soap:Header>", `<soap:Header soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">`), want: []string{"error ITK-SOAP-ENCODING-STYLE"}},
	{name: "an encodingStyle on a header block", edits: rsp("<a:Action>", `<a:Action s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">`), want: []string{"error ITK-SOAP-ENCODING-STYLE"}},
	{name: "text in the Header", edits: req("</soap:Header>", "hello</soap:Header>"), want: []string{"error ITK-SOAP-TEXT"}},
	{name: "text between Header and Body", edits: rsp("<s:Body>", "hello<s:Body>"), want: []string{"error ITK-SOAP-TEXT"}},
	{name: "a comment between Header and Body", edits: rsp("<s:Body>", "<!-- hello --><s:Body>")},
	{name: "no Body", edits: cut(request, "<soap:Body>", "</soap:Body>"), want: []string{"error ITK-SOAP-BODY"}},
	{name: "two bodies", edits: rsp("</s:Body>", "</s:Body><s:Body><x xmlns='urn:x'/></s:Body>"), want: []string{"error ITK-SOAP-BODY", "error ITK-SOAP-BODY-RESPONSE"}},
	{name: "Header after Body", edits: both(cut(response, "<s:Header>", "</s:Header>"),
		rsp("</s:Body>", "</s:Body><s:Header><a:MessageID>0A1B2C3D-0005-4000-8000-00000000BBBB</a:MessageID><a:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response</a:Action></s:Header>")),
		want: []string{"error ITK-SOAP-ORDER"}},
	{name: "two headers", edits: req("<soap:Body>", "<soap:Header/><soap:Body>"),
		want: []string{"error ITK-ADR-ACTION-PRESENT", "error ITK-ADR-MESSAGEID-PRESENT", "error ITK-ADR-TO-PRESENT", "error ITK-SEC-SECURITY-PRESENT", "error ITK-SOAP-ORDER"}},
	{name: "encodingStyle on the body's child", edits: req(de, `<itk:DistributionEnvelope soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">`), want: []string{"error ITK-SOAP-ENCODING-STYLE"}},
	{name: "an empty Body", edits: both(cut(request, de, deEnd)), want: []string{"error ITK-SOAP-BODY-ONE"}},
	{name: "two envelopes in a Body", edits: rsp("</s:Body>", `<x xmlns="urn:x"/></s:Body>`), want: []string{"error ITK-SOAP-BODY-ONE"}},
	{name: "mustUnderstand is true", edits: req("<wsa:To>", `<wsa:To soap:mustUnderstand="true">`), want: []string{"error ITK-SOAP-MUSTUNDERSTAND-VALUE"}},
	{name: "a header block in no namespace", edits: req(reqHeaderEnd, "<Local/>"+reqHeaderEnd), want: []string{"error ITK-SOAP-HEADER-QUALIFIED"}},
	{name: "a request without Header", edits: cut(request, "<soap:Header>", "</soap:Header>"), want: []string{"error ITK-SOAP-HEADER"}},
	{name: "a payload lies bare in the Body", edits: both(cut(request, de, deEnd), req("<soap:Body>", `<soap:Body><q xmlns="urn:hl7-org:v3"/>`)), want: []string{"error ITK-SOAP-BODY-REQUEST"}},
	{name: "an envelope of another namespace", edits: both(cut(request, de, deEnd), req("<soap:Body>", `<soap:Body><DistributionEnvelope xmlns="urn:nhs-itk:ns:200902"/>`)), want: []string{"error ITK-SOAP-BODY-REQUEST", "error ITK-ENV-NAMESPACE"}},
	{name: "a foreign block must be understood", edits: req(reqHeaderEnd, foreign+` soap:mustUnderstand="1"/>`+reqHeaderEnd), want: []string{"error ITK-SOAP-MUSTUNDERSTAND"}},
	{name: "a foreign block for the next actor must be understood", edits: req(reqHeaderEnd, foreign+` soap:actor="http://schemas.xmlsoap.org/soap/actor/next" soap:mustUnderstand="1"/>`+reqHeaderEnd), want: []string{"error ITK-SOAP-MUSTUNDERSTAND"}},
	{name: "a foreign block for somebody else must be understood", edits: req(reqHeaderEnd, foreign+` soap:actor="http://gateway.example.org/" soap:mustUnderstand="1"/>`+reqHeaderEnd)},
	{name: "foreign blocks that are optional", edits: req(reqHeaderEnd, foreign+` soap:mustUnderstand="0"/>`+foreign+`/>`+reqHeaderEnd)},
	{name: "known blocks that must be understood", edits: req("<wsa:MessageID>", `<wsa:MessageID soap:mustUnderstand="1">`, "<wsa:To>", `<wsa:To soap:mustUnderstand="1">`, "<wsse:Security>", `<wsse:Security soap:mustUnderstand="1">`)},
	{name: "a response without Header", edits: cut(response, "<s:Header>", "</s:Header>"), want: []string{"error ITK-SOAP-RESPONSE-HEADER"}},
	{name: "a Client fault without Header", base: "fault", edits: cut(response, "<soap:Header>", "</soap:Header>"), want: []string{"error ITK-SOAP-RESPONSE-HEADER"}},
	{name: "a MustUnderstand fault without Header and detail", base: "fault", edits: both(cut(response, "<soap:Header>", "</soap:Header>"), cut(response, "<detail>", "</detail>"), rsp("soap:Client", "soap:MustUnderstand")),
		want: []string{"warning ITK-SOAP-FAULT-HEADER"}},
	{name: "a fault without Header for an unreadable request", base: "fault", edits: both(whole(request, noMessage), around(`mtls="true" form="soap"`, `mtls="true" form="none"`), cut(response, "<soap:Header>", "</soap:Header>")),
		want: []string{"warning ITK-SOAP-FAULT-HEADER"}},
	{name: "a response of its own kind", edits: both(cut(response, otherDE, otherDEEnd), rsp("<s:Body>", `<s:Body><ok xmlns="urn:x"/>`)), want: []string{"error ITK-SOAP-BODY-RESPONSE"}},
	{name: "a query is answered with OK", edits: both(cut(response, otherDE, otherDEEnd), rsp("<s:Body>", `<s:Body><SimpleMessageResponse xmlns="urn:nhs-itk:ns:201005">OK</SimpleMessageResponse>`)), want: []string{"error ITK-SOAP-BODY-SIMPLE"}},
	{name: "a service that tkw does not know is answered with OK", edits: both(around(`service="verifyNHSNumber" transport`, `service="" transport`), cut(response, otherDE, otherDEEnd),
		rsp("<s:Body>", `<s:Body><SimpleMessageResponse xmlns="urn:nhs-itk:ns:201005">OK</SimpleMessageResponse>`))},
	{name: "a foreign block of a response must be understood", edits: rsp(rspHeaderEnd, foreign+` s:mustUnderstand="1"/>`+rspHeaderEnd), want: []string{"warning ITK-SOAP-RESPONSE-MUSTUNDERSTAND"}},
	{name: "WCF adds an activity id", edits: rsp(rspHeaderEnd, `<ActivityId CorrelationId="a" xmlns="http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics">b</ActivityId>`+rspHeaderEnd)},
	{name: "schemaLocation on the envelope", edits: req(`<verifyNHSNumberRequest-v1-0 `, `<verifyNHSNumberRequest-v1-0 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:hl7-org:v3 a.xsd" `), want: []string{"warning ITK-SOAP-SCHEMA-LOCATION"}},
	{name: "schemaLocation on a bare envelope", edits: both(only(response, otherDE, otherDEEnd), around(`transport="true"`, `transport="false"`),
		rsp(otherDE, `<DistributionEnvelope xmlns="urn:nhs-itk:ns:201005" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:nhs-itk:ns:201005 a.xsd">`)), want: []string{"warning ITK-SOAP-SCHEMA-LOCATION"}},
	{name: "an empty attribute", edits: req(`<itk:senderAddress uri`, `<itk:senderAddress type="" uri`), want: []string{"warning ITK-SOAP-BLANK-ATTRIBUTE"}},
}

func TestSOAP(t *testing.T) {
	t.Parallel()
	check(t, soapRows)
}
