package rules_test

import "testing"

const submission = "http://schemas.xmlsoap.org/ws/2004/08/addressing"

var namespaceRows = []row{
	{name: "WS-Addressing of 2004/08", edits: req(`xmlns:wsa="http://www.w3.org/2005/08/addressing"`, `xmlns:wsa="`+submission+`"`),
		want: []string{"error ITK-ADR-NAMESPACE", "error ITK-ADR-ACTION-PRESENT", "error ITK-ADR-MESSAGEID-PRESENT", "error ITK-ADR-TO-PRESENT"}},
	{name: "headers of both versions of WS-Addressing", edits: req("<soap:Header>", `<soap:Header><o:Action xmlns:o="`+submission+`">urn:x</o:Action><o:MessageID xmlns:o="`+submission+`">1</o:MessageID><o:To xmlns:o="`+submission+`">http://a</o:To>`)},
	{name: "a response to somebody, by another namespace", edits: rsp("<a:MessageID>", `<o:To xmlns:o="`+submission+`">http://a</o:To><a:MessageID>`)},
	{name: "another version of WS-Security", edits: req("oasis-200401-wss-wssecurity-secext-1.0.xsd", "oasis-wss-wssecurity-secext-1.1.xsd"),
		want: []string{"error ITK-SEC-NAMESPACE", "error ITK-SEC-SECURITY-PRESENT"}},
	{name: "the time stamp is in another namespace", edits: req("<wsu:Timestamp", `<t:Timestamp xmlns:t="urn:other"`, "</wsu:Timestamp>", "</t:Timestamp>"),
		want: []string{"error ITK-SEC-PART-NAMESPACE", "error ITK-SEC-TIMESTAMP-PRESENT"}},
	{name: "the body is a string", edits: both(cut(request, de, deEnd), req("<soap:Body>", "<soap:Body>&lt;itk:DistributionEnvelope/>")),
		want: []string{"error ITK-SOAP-BODY-ESCAPED", "error ITK-SOAP-BODY-ONE"}},
	{name: "the payload is a string", edits: both(cut(request, "<verifyNHSNumberRequest-v1-0 ", "</verifyNHSNumberRequest-v1-0>"),
		req(`<itk:payload id="uuid_0A1B2C3D-0004-4000-8000-00000000AAAA">`, `<itk:payload id="uuid_0A1B2C3D-0004-4000-8000-00000000AAAA"><![CDATA[ <verifyNHSNumberRequest-v1-0/>]]>`)),
		want: []string{"error ITK-ENV-PAYLOAD-ESCAPED", "error ITK-ENV-PAYLOAD-ELEMENT"}},
	{name: "the payload is escaped twice", edits: both(cut(response, "<verifyNHSNumberResponse-v1-0 ", "</verifyNHSNumberResponse-v1-0>"),
		rsp(`<payload id="uuid_0A1B2C3D-0007-4000-8000-00000000BBBB">`, `<payload id="uuid_0A1B2C3D-0007-4000-8000-00000000BBBB">&amp;lt;a/>`)),
		want: []string{"error ITK-ENV-PAYLOAD-ESCAPED", "error ITK-ENV-PAYLOAD-ELEMENT"}},
}

func TestNamespaces(t *testing.T) {
	t.Parallel()
	check(t, namespaceRows)
}
