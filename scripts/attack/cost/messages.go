package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
)

// messages are ITK messages in which something repeats.
func (m *maker) messages(text string) []family {
	soapBody := "</soap:Body>"
	header := "</soap:Header>"
	end := "</itk:payload>"
	out := []family{
		{name: "manifest items", make: m.within(m.request, "</itk:manifest>", item)},
		{name: "payloads", make: m.within(m.request, "</itk:payloads>", payload)},
		{name: "audit identities", make: m.within(m.request, "</itk:auditIdentity>", `<itk:id uri="urn:nhs-uk:identity:ods:TKW01:%d"/>`)},
		{name: "children of the body", make: m.within(m.request, soapBody, "<a/>")},
		{name: "header blocks", make: m.within(m.request, header, `<a xmlns="urn:x"/>`)},
		{name: "header blocks that must be understood", make: m.within(m.request, header, `<a xmlns="urn:x" soap:mustUnderstand="1"/>`)},
		{name: "message ids", make: m.within(m.request, header, "<wsa:MessageID>%d</wsa:MessageID>")},
		{name: "security headers", make: m.within(m.request, header, "<wsse:Security/>")},
		{name: "timestamps", make: m.within(m.request, "</wsse:Security>", "<wsu:Timestamp><wsu:Created>2031-03-04T10:15:30Z</wsu:Created></wsu:Timestamp>")},
		{name: "header specifications", make: m.within(m.request, "</itk:header>", `<itk:handlingSpecification><itk:spec key="k%d" value="v"/></itk:handlingSpecification>`)},
		{name: "a huge text in the payload", make: func() []byte { return []byte(strings.Replace(m.request, end, text[:m.size-len(m.request)]+end, 1)) }},
		{name: "a huge message id", make: func() []byte {
			return []byte(strings.Replace(m.request, "<wsa:MessageID>", "<wsa:MessageID>"+text[:m.size-len(m.request)], 1))
		}},
		{name: "a huge user name", make: func() []byte {
			return []byte(strings.Replace(m.request, "<wsse:Username>", "<wsse:Username>"+text[:m.size-len(m.request)], 1))
		}},
		{name: "faults", make: m.fill(`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`, "<soap:Fault><faultcode>soap:Client</faultcode></soap:Fault>", "</soap:Body></soap:Envelope>")},
		{name: "envelopes in one another", make: m.fill("", `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`, "")},
		{name: "place-holders", make: m.within(m.request, end, "<a>${value}</a>")},
		{name: "NHS numbers", make: m.within(m.request, end, "<a>9990548609</a>")},
	}
	return append(out, m.payloads()...)
}

// payloads are answers whose every element that has children gets another child many
// times, at its end: a name of its own, and one that the schema does not know.
func (m *maker) payloads() []family {
	var out []family
	seen := map[string]bool{}
	at := strings.Index(m.response, "<itk:payload ")
	for {
		i := strings.Index(m.response[at:], "</")
		if i < 0 {
			return out
		}
		at += i
		name := m.response[at+2 : at+strings.IndexByte(m.response[at:], '>')]
		if name == "itk:payloads" {
			return out
		}
		if before := strings.LastIndex(m.response[:at], "<"+name); !seen[name] && before > 0 && before < at {
			seen[name] = true
			whole := m.response[before : at+len(name)+3]
			if len(whole) < 4000 {
				out = append(out, family{name: "repeated in a response: " + name, make: m.fill(m.response[:at+len(name)+3], whole, m.response[at+len(name)+3:])})
			}
			out = append(out, family{name: "unknown elements in a response: " + name, make: m.fill(m.response[:at], "<unknown%d/>", m.response[at:])})
		}
		at += 2
	}
}

// captures are HTTP messages.
func (m *maker) captures(text string) []family {
	head := "POST / HTTP/1.1\r\nHost: x\r\n"
	whole := func(more string, body []byte) func() []byte {
		return func() []byte {
			return append([]byte(fmt.Sprintf("%s%sContent-Length: %d\r\n\r\n", head, more, len(body))), body...)
		}
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write(bytes.Repeat([]byte("<a/>"), 50<<20/4))
	_ = w.Close()
	part := "--b\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n"
	return []family{
		{name: "HTTP: header fields", make: m.fill(head, "X-A%d: b\r\n", "\r\n<a/>")},
		{name: "HTTP: one long header field", make: m.fill(head+"X: ", "x", "\r\n\r\n<a/>")},
		{name: "HTTP: a head that does not end", make: m.fill(head, "X: y\r\n", "")},
		{name: "HTTP: chunks of one byte", make: m.fill(head+"Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", "0\r\n\r\n")},
		{name: "HTTP: gzip of 50 MB", make: whole("Content-Encoding: gzip\r\n", zipped.Bytes())},
		{name: "HTTP: parts of a multipart", make: whole("Content-Type: multipart/related; boundary=b\r\n", []byte(strings.Repeat(part, m.size/len(part)-10)))},
		{name: "HTTP: boundary lines", make: whole("Content-Type: multipart/related; boundary=b\r\n", []byte(strings.Repeat("--b\r\n", m.size/5-100)))},
		{name: "HTTP: a multipart that does not end", make: whole("Content-Type: multipart/related; boundary=b\r\n", []byte("--b\r\nContent-Type: text/xml\r\n\r\n"+text[:m.size-1000]))},
		{name: "HTTP: header fields of a part", make: whole("Content-Type: multipart/related; boundary=b\r\n", []byte("--b\r\n"+strings.Repeat("X: y\r\n", m.size/6-100)))},
		{name: "HTTP: folded lines", make: m.fill(head+"X: y\r\n", " z\r\n", "\r\n<a/>")},
		{name: "HTTP: base64", make: whole("", []byte(base64.StdEncoding.EncodeToString([]byte(text))[:m.size-200]))},
		{name: "HTTP: empty elements", make: whole("", m.fill("<r>", "<a/>", "</r>")()[:m.size-200])},
	}
}
