package rules_test

import (
	"strings"
	"testing"
)

const (
	// The beginning of a SOAP envelope made on 5 May 2030, and where it goes.
	cpisEnvelope    = `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005">`
	cpisEnvelopeEnd = `</itk:DistributionEnvelope>`
	cpisSecurity    = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>` +
		`<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">` +
		`<wsu:Timestamp><wsu:Created>2030-05-05T11:45:00Z</wsu:Created></wsu:Timestamp></wsse:Security></soap:Header><soap:Body>`
)

// cpisTimeCases are times that lie ahead, and whom an answer by itself is about.
func cpisTimeCases(t *testing.T) []cpisCase {
	t.Helper()
	return []cpisCase{
		// Times ahead.
		{name: "a query of the next minute", in: []string{"20300506094512+0000", "20300506094613+0000"}},
		{name: "a query of the future", in: []string{"20300506094512+0000", "20300506094614+0000"}, want: []string{"warning REQ-TIME-FUTURE"}},
		{name: "a query of the future by its zone", in: []string{"20300506094512+0000", "20300506094512-0100"}, want: []string{"warning REQ-TIME-FUTURE"}},
		{name: "a query after the message was made", in: []string{cpisEnvelope, cpisSecurity + cpisEnvelope, cpisEnvelopeEnd, cpisEnvelopeEnd + "</soap:Body></soap:Envelope>", "20300506094512+0000", "20300505120000+0000"}, want: []string{"warning REQ-TIME-FUTURE"}},
		{name: "a query before the message was made", in: []string{cpisEnvelope, cpisSecurity + cpisEnvelope, cpisEnvelopeEnd, cpisEnvelopeEnd + "</soap:Body></soap:Envelope>", "20300506094512+0000", "20300504090000+0000"}},
		{name: "a query with the hour of its zone", in: []string{"20300506094512+0000", "20300506094512+00"}},
		{name: "a query with half a zone", in: []string{"20300506094512+0000", "20300506094512+0"}, want: []string{"error REQ-TIME-CALENDAR"}},
		{name: "an answer with the hour of its zone", out: []string{"20300506094513+0000", "20300506104513+01"}},
		{name: "an answer of the future", out: []string{"20300506094513+0000", "20300506094614+0000"}, want: []string{"warning RSP-TIME-FUTURE"}},
		{name: "an access after the answer", out: []string{"20300506094512+0000", "20300506094614+0000"}, want: []string{"warning RSP-ACCESS-FUTURE"}},
		{name: "a query of the future, time of receipt unknown", unknown: true, in: []string{"20300506094512+0000", "20990506094614+0000"}},
		{name: "a query after the message was made, time of receipt unknown", unknown: true, in: []string{cpisEnvelope, cpisSecurity + cpisEnvelope, cpisEnvelopeEnd, cpisEnvelopeEnd + "</soap:Body></soap:Envelope>", "20300506094512+0000", "20300505120000+0000"}, want: []string{"warning REQ-TIME-FUTURE"}},
		{name: "an answer of the future, time of receipt unknown", unknown: true, out: []string{"20300506094513+0000", "20990506094614+0000"}},
		// Whom the accesses are about, with the answer alone.
		{name: "an answer alone", in: []string{cpisRead(t, "request-person"), ""}},
		{name: "an answer on an unborn child alone", base: "unborn", in: []string{cpisRead(t, "request-device"), ""}},
		{name: "accesses to another child, alone", in: []string{cpisRead(t, "request-person"), ""}, out: []string{cpisAsked, `<value extension="9990004021"/>`, cpisAsked, `<value extension="9990004021"/>`}, want: []string{"warning RSP-ACCESS-CHILD"}},
		{name: "an access to another mother, alone", base: "unborn", in: []string{cpisRead(t, "request-device"), ""}, out: []string{`<value extension="9990004021"/>`, cpisAsked}, want: []string{"error RSP-ACCESS-MOTHER"}},
		{name: "accesses to the child beside the unborn one of a mother, alone", in: []string{cpisRead(t, "request-person"), ""}, out: []string{"<subject>", cpisBetween(t, "response-unborn", "<subject>", "</subject>") + "<subject>"}},
		{name: "one of two accesses to another child, alone", in: []string{cpisRead(t, "request-person"), ""}, out: []string{cpisAsked, `<value extension="9990004021"/>`}, want: []string{"error RSP-ACCESS-NUMBER", "error RSP-ACCESS-NUMBER"}},
		{name: "zeros are asked for", in: []string{cpisAsked, `<value extension="0000000000"/>`}, base: "none", want: []string{"error REQ-NUMBER-CHECK"}},
		{name: "an access to zeros", base: "unborn", out: []string{`<value extension="9990004021"/>`, `<value extension="0000000000"/>`}, want: []string{"error RSP-ACCESS-DIGITS-CHECK", "error XCH-ACCESS-NUMBER"}},
		{name: "a child of zeros", out: []string{cpisChildID, strings.Replace(cpisChildID, "9990004013", "0000000000", 1)}, want: []string{"error RSP-SUBJECT-NUMBER-CHECK", "warning XCH-CHILD"}},
	}
}
