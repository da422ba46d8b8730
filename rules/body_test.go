package rules_test

import "testing"

// unread is an exchange whose response could not be read: its status, and what the facts
// say of its body.
func unread(status, facts string, more ...string) []edit {
	pairs := append([]string{`status="200"`, `status="` + status + `"`, `elapsed-ms="12" form="soap">`, `elapsed-ms="12" form="none"><x:body ` + facts + `/>`}, more...)
	return both(around(pairs...), whole(response, noMessage))
}

// head is a header of the response.
func head(name, value string) []string {
	return []string{`<x:header name="content-type">text/xml</x:header>`, `<x:header name="content-type">text/xml</x:header><x:header name="` + name + `">` + value + `</x:header>`}
}

var bodyRows = []row{
	{name: "both bodies are XML", edits: around(`<x:header name="content-type">text/xml; charset=utf-8`, `<x:body kind="xml" bytes="9" declared="9"/><x:header name="content-type">text/xml; charset=utf-8`, `<x:header name="content-type">text/xml<`, `<x:body kind="xml" bytes="9" declared="9"/><x:header name="content-type">text/xml<`)},
	{name: "Content-Encoding: identity", edits: around(append(head("content-encoding", "Identity"), `form="soap">
    <x:header name="content-type">text/xml<`, `form="soap"><x:body kind="xml" bytes="9"/><x:header name="content-type">text/xml<`)...)},
	{name: "the server asks for a log-in", edits: unread("401", `kind="empty" bytes="0"`, head("www-authenticate", "Negotiate")...), want: []string{"error ITK-TRN-LOGIN"}},
	{name: "a proxy asks for a log-in with a page", edits: unread("407", `kind="html" bytes="90" says="Log in"`), want: []string{"error ITK-TRN-LOGIN"}},
	{name: "the caller is sent elsewhere", edits: unread("302", `kind="html" bytes="90"`, head("location", "https://a.example.org/")...), want: []string{"error ITK-TRN-REDIRECT"}},
	{name: "the body is compressed", edits: unread("200", `kind="gzip" bytes="90"`, head("content-encoding", "gzip")...), want: []string{"error ITK-TRN-COMPRESSED"}},
	{name: "the body is compressed by deflate", edits: unread("200", `kind="deflate" bytes="90"`, head("content-encoding", "deflate")...), want: []string{"error ITK-TRN-COMPRESSED"}},
	{name: "the body is compressed by Brotli", edits: unread("200", `kind="br" bytes="90"`, head("content-encoding", "br")...), want: []string{"error ITK-TRN-COMPRESSED"}},
	{name: "the body is compressed and nothing says so", edits: unread("200", `kind="zstd" bytes="90"`), want: []string{"error ITK-TRN-COMPRESSED-UNSAID"}},
	{name: "the body is plain where the head says gzip", edits: around(append(head("content-encoding", "GZIP"), `elapsed-ms="12" form="soap">`, `elapsed-ms="12" form="soap"><x:body kind="xml" bytes="9"/>`)...), want: []string{"error ITK-TRN-COMPRESSED-CLAIMED"}},
	{name: "an MTOM body", edits: unread("200", `kind="mtom" bytes="90"`), want: []string{"error ITK-TRN-MULTIPART"}},
	{name: "a body with attachments", edits: unread("200", `kind="multipart" bytes="90"`), want: []string{"error ITK-TRN-MULTIPART"}},
	{name: "a page of a proxy", edits: unread("502", `kind="html" bytes="90" says="Bad Gateway"`), want: []string{"error ITK-TRN-HTML"}},
	{name: "JSON", edits: unread("200", `kind="json" bytes="90" says="{}"`), want: []string{"error ITK-TRN-JSON"}},
	{name: "pipes and hats", edits: unread("200", `kind="hl7v2" bytes="90" says="MSH|^"`), want: []string{"error ITK-TRN-PIPES"}},
	{name: "UTF-16", edits: unread("200", `kind="utf-16" bytes="90"`), want: []string{"error ITK-TRN-WIDE"}},
	{name: "UTF-32", edits: unread("200", `kind="utf-32" bytes="90"`), want: []string{"error ITK-TRN-WIDE"}},
	{name: "text", edits: unread("500", `kind="text" bytes="90" says="oops"`), want: []string{"error ITK-TRN-TEXT"}},
	{name: "binary data", edits: unread("200", `kind="binary" bytes="90"`), want: []string{"error ITK-TRN-BINARY"}},
	{name: "a status alone", edits: unread("503", `kind="empty" bytes="0"`), want: []string{"error ITK-TRN-NO-MESSAGE"}},
	{name: "no content", edits: unread("204", `kind="empty" bytes="0"`), want: []string{"error ITK-TRN-NO-MESSAGE"}},
	{name: "not modified", edits: unread("304", `kind="empty" bytes="0"`), want: []string{"error ITK-TRN-NO-MESSAGE"}},
	{name: "UTF-7", edits: unread("200", `kind="utf-7" bytes="90"`), want: []string{"error ITK-TRN-WIDE"}},
	{name: "status 200 without a body", edits: unread("200", `kind="empty" bytes="0"`), want: []string{"error ITK-TRN-EMPTY"}},
	{name: "XML that breaks off", edits: unread("200", `kind="xml" bytes="90" declared="90" ends-early="true"`), want: []string{"error ITK-TRN-CUT-OFF"}},
	{name: "XML that is not well-formed is left to the parser", edits: unread("200", `kind="xml" bytes="90"`)},
	{name: "a capture of a body that was decoded", edits: around(`elapsed-ms="12" form="soap">`, `elapsed-ms="12" form="soap"><x:body kind="xml" bytes="9" declared="12" framing="shorter"/>`), want: []string{"warning ITK-TRN-FRAMING"}},
	{name: "a page in a request at rest", edits: both(cut(frame, "<x:response ", "</x:response>"), around(`transport="true"`, `transport="false"`, `mtls="true" form="soap">`, `mtls="true" form="none"><x:body kind="html" bytes="9" says="a"/>`), whole(request, noMessage)), want: []string{"error ITK-TRN-HTML"}},
}

func TestBody(t *testing.T) {
	t.Parallel()
	check(t, bodyRows)
}
