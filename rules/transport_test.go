package rules_test

import "testing"

const noMessage = ""

var transportRows = []row{
	{name: "the heads of both messages are as RFC 9112 has them", edits: around(`<x:request method="POST"`, `<x:request version="HTTP/1.1" target="/smsp/pds" method="POST"`, `<x:header name="content-type">text/xml; charset=utf-8`, `<x:header name="host">a.example.org:1880</x:header><x:header name="content-length">9</x:header><x:header name="content-type">text/xml; charset=utf-8`, `<x:response status`, `<x:response version="HTTP/1.1" status`)},
	{name: "HTTP/1.0 needs no Host", edits: around(`<x:request method`, `<x:request version="HTTP/1.0" target="/" method`, `<x:response status`, `<x:response version="HTTP/1.0" status`)},
	{name: "the target is a whole URL, as for a proxy", edits: around(`<x:request method`, `<x:request target="http://a.example.org/smsp" method`)},
	{name: "HTTP/1.1 without Host", edits: around(`<x:request method`, `<x:request version="HTTP/1.1" method`), want: []string{"error ITK-TRN-HOST"}},
	{name: "HTTP/1.1 with two Hosts", edits: around(`<x:request method`, `<x:request version="HTTP/1.1" method`, `<x:header name="content-type">text/xml; charset=utf-8`, `<x:header name="host">a</x:header><x:header name="host">b</x:header><x:header name="content-type">text/xml; charset=utf-8`), want: []string{"error ITK-TRN-HOST"}},
	{name: "a request goes to the asterisk", edits: around(`<x:request method`, `<x:request target="*" method`), want: []string{"error ITK-TRN-TARGET"}},
	{name: "a request of a version that there is not", edits: around(`<x:request method`, `<x:request version="HTTP/1.9" method`, `<x:header name="content-type">text/xml; charset=utf-8`, `<x:header name="host">a</x:header><x:header name="content-type">text/xml; charset=utf-8`), want: []string{"error ITK-TRN-HEAD-VERSION"}},
	{name: "a response of a version that there is not", edits: around(`<x:response status`, `<x:response version="HTTP/1.10" status`), want: []string{"error ITK-TRN-HEAD-VERSION"}},
	{name: "a blank before the colon of SOAPAction", edits: around(`<x:header name="soapaction"`, `<x:header name="soapaction" blank="true"`), want: []string{"error ITK-TRN-HEAD-BLANK"}},
	{name: "a blank before a colon of a response", edits: around(`<x:header name="content-type">text/xml<`, `<x:header name="content-type" blank="true">text/xml<`), want: []string{"error ITK-TRN-HEAD-BLANK"}},
	{name: "Content-Length beside Transfer-Encoding", edits: around(`<x:header name="soapaction"`, `<x:header name="content-length">9</x:header><x:header name="transfer-encoding">chunked</x:header><x:header name="soapaction"`), want: []string{"error ITK-TRN-HEAD-LENGTH"}},
	{name: "two media types", edits: around(`<x:header name="soapaction"`, `<x:header name="content-type">application/json</x:header><x:header name="soapaction"`), want: []string{"error ITK-TRN-HEAD-CONTENT-TYPE"}},
	{name: "a header in two lines", edits: around(`<x:header name="soapaction"`, `<x:header name="accept" folded="true">a, b</x:header><x:header name="soapaction"`), want: []string{"warning ITK-TRN-HEAD-FOLDED"}},
	{name: "lines of a head that end with LF", edits: around(`<x:response status`, `<x:response bare-lf="true" status`), want: []string{"warning ITK-TRN-HEAD-LINE-ENDS"}},
	{name: "the same SOAPAction twice", edits: around(`<x:header name="soapaction"`, `<x:header name="soapaction">urn:nhs-itk:services:201005:verifyNHSNumber-v1-0</x:header><x:header name="soapaction"`), want: []string{"error ITK-TRN-SOAPACTION-ONE"}},
	{name: "a request is sent with PUT", edits: around(`method="POST"`, `method="PUT"`), want: []string{"error ITK-TRN-METHOD"}},
	{name: "SOAPAction is missing", edits: cut(frame, `<x:header name="soapaction">`, `</x:header>`), want: []string{"warning ITK-TRN-SOAPACTION-PRESENT"}},
	{name: "SOAPAction is empty", edits: around(`"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"</x:header>`, `</x:header>`), want: []string{"warning ITK-TRN-SOAPACTION-PRESENT"}},
	{name: "SOAPAction is a pair of quotes", edits: around(`"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"</x:header>`, `""</x:header>`), want: []string{"warning ITK-TRN-SOAPACTION-PRESENT"}},
	{name: "SOAPAction without quotes is right", edits: around(`>"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"<`, `>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0<`)},
	{name: "SOAPAction differs from Action", edits: around(`-v1-0"</x:header>`, `-v1-1"</x:header>`), want: []string{"error ITK-TRN-SOAPACTION-MATCH"}},
	{name: "SOAPAction has one quote", edits: around(`-v1-0"</x:header>`, `-v1-0</x:header>`), want: []string{"error ITK-TRN-SOAPACTION-MATCH"}},
	{name: "SOAPAction has two pairs of quotes", edits: around(`>"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"<`, `>""urn:nhs-itk:services:201005:verifyNHSNumber-v1-0""<`), want: []string{"error ITK-TRN-SOAPACTION-MATCH"}},
	{name: "a second SOAPAction differs", edits: around(`<x:fact name="client-cn">`, `<x:header name="soapaction">urn:other</x:header><x:fact name="client-cn">`), want: []string{"error ITK-TRN-SOAPACTION-MATCH", "error ITK-TRN-SOAPACTION-ONE"}},
	{name: "a request is SOAP 1.2 by its media type", edits: around("text/xml; charset=utf-8", "application/soap+xml; charset=utf-8"), want: []string{"error ITK-TRN-CONTENT-TYPE"}},
	{name: "a request has no media type", edits: around(`<x:header name="content-type">text/xml; charset=utf-8</x:header>`, ""), want: []string{"error ITK-TRN-CONTENT-TYPE"}},
	{name: "a response is plain XML by its media type", edits: around(">text/xml<", ">application/xml<"), want: []string{"error ITK-TRN-CONTENT-TYPE"}},
	{name: "the media type is free in case and quoting", edits: around("text/xml; charset=utf-8", `Text/XML;charset="UTF-8"`)},
	{name: "the media type announces ISO-8859-1", edits: around("charset=utf-8", "charset=ISO-8859-1"), want: []string{"warning ITK-TRN-CHARSET"}},
	{name: "a response comes with status 500", edits: around(`status="200"`, `status="500"`), want: []string{"error ITK-TRN-STATUS-RESPONSE"}},
	{name: "a fault comes with status 200", base: "fault", edits: around(`status="500"`, `status="200"`), want: []string{"error ITK-TRN-STATUS-FAULT"}},
	{name: "a fault comes with status 400", base: "fault", edits: around(`status="500"`, `status="400"`), want: []string{"error ITK-TRN-STATUS-FAULT"}},
	{name: "a request is accepted for later", edits: both(around(`status="200"`, `status="202"`, `elapsed-ms="12" form="soap"`, `elapsed-ms="12" form="none"`), whole(response, noMessage)), want: []string{"error ITK-TRN-STATUS-ACCEPTED"}},
	{name: "a response with status 202", edits: around(`status="200"`, `status="202"`), want: []string{"error ITK-TRN-STATUS-ACCEPTED"}},
	{name: "status 200 without a message", edits: both(around(`elapsed-ms="12" form="soap"`, `elapsed-ms="12" form="none"`), whole(response, noMessage)), want: []string{"error ITK-TRN-EMPTY"}},
	{name: "status 503 without a message is left to the scenario", edits: both(around(`status="200"`, `status="503"`, `elapsed-ms="12" form="soap"`, `elapsed-ms="12" form="none"`, ">text/xml<", ">text/html<"), whole(response, noMessage))},
	{name: "status 405 with a page that is XML, in another encoding, is left to the scenario", edits: both(around(`status="200"`, `status="405"`, `elapsed-ms="12" form="soap"`, `elapsed-ms="12" form="other"`, ">text/xml<", ">text/html; charset=iso-8859-1<"), whole(response, noMessage))},
	{name: "status 200 with a page that is XML", edits: both(around(`elapsed-ms="12" form="soap"`, `elapsed-ms="12" form="other"`, ">text/xml<", ">text/html<"), whole(response, noMessage)), want: []string{"error ITK-TRN-CONTENT-TYPE"}},
	{name: "a fault with another media type", base: "fault", edits: around(">text/xml<", ">text/html<"), want: []string{"error ITK-TRN-CONTENT-TYPE"}},
	{name: "a message at rest has no HTTP facts", edits: around(`transport="true"`, `transport="false"`, `method="POST" path="/smsp/pds" `, ``, `status="200" elapsed-ms="12" `, ``,
		`<x:header name="content-type">text/xml</x:header>`, ``, `<x:header name="content-type">text/xml; charset=utf-8</x:header>`, ``,
		`<x:header name="soapaction">"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"</x:header>`, ``)},
}

func TestTransport(t *testing.T) {
	t.Parallel()
	check(t, transportRows)
}
