package rules_test

import (
	"strings"
	"testing"
)

func times(created, expires string) []edit {
	return req("<wsu:Created>2031-03-04T10:15:30Z", "<wsu:Created>"+created, "<wsu:Expires>2031-03-04T10:25:30Z", "<wsu:Expires>"+expires)
}

func username(name string) []edit { return req("CN=client.example.org", name) }

func fact(name, old, new string) []edit {
	return around(`<x:fact name="`+name+`">`+old, `<x:fact name="`+name+`">`+new)
}

// timeless is an exchange of unknown time.
var timeless = both(cut(frame, ` now="`, `Z"`), cut(frame, `received="`, `" `))

// otherSecurity is a Security header that an intermediary is to read.
const otherSecurity = `<wsse:Security soap:actor="http://example.org/proxy"><wsu:Timestamp><wsu:Created>2001-03-04T10:15:30Z</wsu:Created><wsu:Expires>2001-03-04T10:25:30Z</wsu:Expires></wsu:Timestamp></wsse:Security>`

var securityRows = []row{
	{name: "no Security", edits: cut(request, "<wsse:Security>", "</wsse:Security>"), want: []string{"error ITK-SEC-SECURITY-PRESENT"}},
	{name: "a response without Security", edits: cut(response, "<wsse:Security>", "</wsse:Security>")},
	{name: "two Security headers", edits: req(reqHeaderEnd, `<wsse:Security><wsu:Timestamp><wsu:Created>2031-03-04T10:15:30Z</wsu:Created><wsu:Expires>2031-03-04T10:25:30Z</wsu:Expires></wsu:Timestamp><wsse:UsernameToken><wsse:Username>a</wsse:Username></wsse:UsernameToken></wsse:Security>`+reqHeaderEnd), want: []string{"error ITK-SEC-SECURITY-ONE"}},
	{name: "no Timestamp", edits: cut(request, "<wsu:Timestamp", "</wsu:Timestamp>"), want: []string{"error ITK-SEC-TIMESTAMP-PRESENT"}},
	{name: "a response with Security but no Timestamp", edits: cut(response, "<wsu:Timestamp>", "</wsu:Timestamp>"), want: []string{"error ITK-SEC-TIMESTAMP-PRESENT"}},
	{name: "two Timestamps", edits: req("<wsse:UsernameToken>", "<wsu:Timestamp><wsu:Created>2031-03-04T10:15:30Z</wsu:Created><wsu:Expires>2031-03-04T10:25:30Z</wsu:Expires></wsu:Timestamp><wsse:UsernameToken>"), want: []string{"error ITK-SEC-TIMESTAMP-ONE"}},
	{name: "no Username", edits: cut(request, "<wsse:Username>", "</wsse:Username>"), want: []string{"error ITK-SEC-USERNAME-PRESENT"}},
	{name: "a blank Username", edits: username("  "), want: []string{"error ITK-SEC-USERNAME-PRESENT"}},
	{name: "a response with Security but no Username", edits: cut(response, "<wsse:UsernameToken>", "</wsse:UsernameToken>"), want: []string{"error ITK-SEC-USERNAME-PRESENT"}},
	{name: "a fault with a Timestamp only", base: "fault", edits: rsp("</soap:Header>", `<s:Security xmlns:s="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><u:Timestamp xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><u:Created>2031-03-04T10:15:31Z</u:Created><u:Expires>2031-03-04T10:16:31Z</u:Expires></u:Timestamp></s:Security></soap:Header>`)},
	{name: "a Password", edits: req("</wsse:Username>", "</wsse:Username><wsse:Password>secret</wsse:Password>"), want: []string{"warning ITK-SEC-PASSWORD"}},
	{name: "a Nonce", edits: req("</wsse:Username>", "</wsse:Username><wsse:Nonce>AAAA</wsse:Nonce>"), want: []string{"warning ITK-SEC-TOKEN-CONTENT"}},
	{name: "a time in the UsernameToken of a response", edits: rsp("</wsse:Username>", "</wsse:Username><wsu:Created>2031-03-04T10:15:31Z</wsu:Created>"), want: []string{"warning ITK-SEC-TOKEN-CONTENT"}},
	{name: "no Created", edits: cut(request, "<wsu:Created>", "</wsu:Created>"), want: []string{"error ITK-SEC-CREATED-PRESENT"}},
	{name: "an empty Created", edits: times("", "2031-03-04T10:25:30Z"), want: []string{"error ITK-SEC-CREATED-PRESENT"}},
	{name: "no Expires", edits: cut(request, "<wsu:Expires>", "</wsu:Expires>"), want: []string{"error ITK-SEC-EXPIRES-PRESENT"}},
	{name: "two Expires", edits: req("</wsu:Expires>", "</wsu:Expires><wsu:Expires>2031-03-04T10:25:30Z</wsu:Expires>"), want: []string{"error ITK-SEC-EXPIRES-PRESENT"}},
	{name: "Created is not in the calendar", edits: times("2031-13-45T99:00:00Z", "2031-03-04T10:25:30Z"), want: []string{"error ITK-SEC-CREATED-FORMAT"}},
	{name: "Expires is a British date", edits: times("2031-03-04T10:15:30Z", "04/03/2031"), want: []string{"error ITK-SEC-EXPIRES-FORMAT"}},
	{name: "Expires names a zone without a colon", edits: times("2031-03-04T10:15:30Z", "2031-03-04T10:25:30+0000"), want: []string{"error ITK-SEC-EXPIRES-FORMAT"}},
	{name: "Created and Expires are swapped", edits: times("2031-03-04T10:25:30Z", "2031-03-04T10:15:30Z"), want: []string{"error ITK-SEC-ORDER", "error ITK-XCH-CREATED"}},
	{name: "Created and Expires are the same", edits: times("2031-03-04T10:15:30Z", "2031-03-04T10:15:30.000Z"), want: []string{"error ITK-SEC-ORDER"}},
	{name: "an expired request", edits: times("2031-03-03T10:15:30Z", "2031-03-03T10:25:30Z"), want: []string{"error ITK-SEC-EXPIRED"}},
	{name: "a request that expires as it comes", edits: times("2031-03-04T10:15:30Z", "2031-03-04T10:15:30.5Z"), want: []string{"error ITK-SEC-EXPIRED"}},
	{name: "an expired request at rest", edits: both(times("2016-07-27T11:10:23Z", "2020-07-27T11:20:23Z"), cut(frame, `received="`, `" `)), want: []string{"error ITK-SEC-EXPIRED", "info ITK-SEC-WINDOW"}},
	{name: "a request from the future", edits: times("2031-03-04T11:15:30Z", "2031-03-04T12:15:30Z"), want: []string{"error ITK-SEC-FUTURE", "error ITK-XCH-CREATED"}},
	{name: "a clock that is a minute fast is tolerated", edits: both(times("2031-03-04T10:16:30Z", "2031-03-04T10:25:30Z"), rsp("2031-03-04T10:15:31Z", "2031-03-04T10:16:30Z"))},
	{name: "fractions of seconds", edits: times("2031-03-04T10:15:30.123Z", "2031-03-04T10:25:30.123456Z")},
	{name: "no zone", edits: times("2031-03-04T10:15:30", "2031-03-04T10:25:30Z"), want: []string{"warning ITK-SEC-ZONE-PRESENT"}},
	{name: "British summer time", edits: times("2031-03-04T11:15:30+01:00", "2031-03-04T11:25:30+01:00"), want: []string{"warning ITK-SEC-ZONE-UTC"}},
	{name: "a zone west of Greenwich", edits: times("2031-03-04T05:15:30-05:00", "2031-03-04T05:25:30-05:00"), want: []string{"warning ITK-SEC-ZONE-UTC"}},
	{name: "UTC as an offset", edits: times("2031-03-04T10:15:30+00:00", "2031-03-04T10:25:30-00:00")},
	{name: "valid for four years", edits: times("2031-03-04T10:15:30Z", "2035-03-04T10:15:30Z"), want: []string{"info ITK-SEC-WINDOW"}},
	{name: "a Timestamp id that begins with a digit", edits: req(`wsu:Id="uuid_`, `wsu:Id="`), want: []string{"warning ITK-SEC-ID-FORM"}},
	{name: "a Timestamp id that is a bare UUID with a letter first", edits: req(`uuid_0A1B2C3D-0002`, `D6CD5232-0002`)},
	{name: "a Timestamp id with colons", edits: req(`wsu:Id="uuid_`, `wsu:Id="urn:uuid:`), want: []string{"warning ITK-SEC-ID-FORM"}},
	{name: "no Timestamp id", edits: req(` wsu:Id="uuid_0A1B2C3D-0002-4000-8000-00000000AAAA"`, ``)},
	{name: "an unknown user", edits: both(username("Unknown"), fact("user-known", "true", "false")), want: []string{"error ITK-SEC-USERNAME-KNOWN"}},
	{name: "a user who is not the certificate's", edits: both(username("Known"), fact("username-matches-cn", "true", "false")), want: []string{"error ITK-SEC-USERNAME-CN"}},
	{name: "a user whom nothing is known of", edits: both(username("Known"), around(`<x:fact name="user-known">true</x:fact>`, ``, `<x:fact name="username-matches-cn">true</x:fact>`, ``, `<x:fact name="client-cn">client.example.org</x:fact>`, ``, `mtls="true"`, `mtls="false"`))},
	{name: "a user name that is no host", edits: both(username("TKS Server test"), around(`mtls="true"`, `mtls="false"`)), want: []string{"warning ITK-SEC-USERNAME-HOST"}},
	{name: "a whole subject as user name", edits: both(username("CN=client.example.org, O=Example, C=GB"), around(`mtls="true"`, `mtls="false"`))},
	{name: "an expired response", edits: rsp("2031-03-04T10:15:31Z", "2031-03-04T10:15:30Z", "2031-03-04T10:16:31Z", "2031-03-04T10:15:31Z"), want: []string{"warning ITK-SEC-RESPONSE-EXPIRED"}},
	{name: "a response from the future", edits: rsp("2031-03-04T10:15:31Z", "2031-03-04T10:17:31Z", "2031-03-04T10:16:31Z", "2031-03-04T10:18:31Z"), want: []string{"warning ITK-SEC-RESPONSE-FUTURE"}},
	{name: "an expired request of unknown time is not judged by the clock", edits: both(times("2016-07-27T11:10:23Z", "2020-07-27T11:20:23Z"), timeless), want: []string{"info ITK-SEC-TIME-UNKNOWN", "info ITK-SEC-TIME-UNKNOWN", "info ITK-SEC-WINDOW"}},
	{name: "a request of unknown time from the future", edits: both(times("2999-03-04T10:15:30Z", "2999-03-04T10:25:30Z"), cut(response, "<wsse:Security>", "</wsse:Security>"), timeless), want: []string{"info ITK-SEC-TIME-UNKNOWN"}},
	{name: "a response of unknown time", edits: both(cut(request, "<wsu:Timestamp", "</wsu:Timestamp>"), timeless), want: []string{"error ITK-SEC-TIMESTAMP-PRESENT", "info ITK-SEC-TIME-UNKNOWN"}},
	{name: "text that is no time is not reported as unjudged", edits: both(times("2031-03-04T10:15:30Z", "tomorrow"), cut(response, "<wsse:Security>", "</wsse:Security>"), timeless), want: []string{"error ITK-SEC-EXPIRES-FORMAT"}},

	{name: "Security for another actor after that of the receiver", edits: req(reqHeaderEnd, otherSecurity+reqHeaderEnd)},
	{name: "Security for another actor before that of the receiver", edits: req("<wsse:Security>", otherSecurity+"<wsse:Security>")},
	{name: "Security for two other actors", edits: req("<wsse:Security>", otherSecurity+"<wsse:Security>", reqHeaderEnd, strings.Replace(otherSecurity, "/proxy", "/logger", 1)+reqHeaderEnd)},
	{name: "Security for another actor must be understood by that one", edits: req(reqHeaderEnd, strings.Replace(otherSecurity, "soap:actor", `soap:mustUnderstand="1" soap:actor`, 1)+reqHeaderEnd)},
	{name: "Security for another actor is not read: no Timestamp, no user", edits: req(reqHeaderEnd, `<wsse:Security soap:actor="http://example.org/proxy"/>`+reqHeaderEnd)},
	{name: "Security for another actor has the wsu:Id of no one else's business", edits: req(reqHeaderEnd, `<wsse:Security soap:actor="http://example.org/proxy"><wsu:Timestamp wsu:Id="0A1B2C3D-0001-4000-8000-00000000AAAA"/></wsse:Security>`+reqHeaderEnd)},
	{name: "Security for another actor only", edits: req("<wsse:Security>", `<wsse:Security soap:actor="http://example.org/proxy">`), want: []string{"error ITK-SEC-SECURITY-PRESENT"}},
	{name: "Security for an empty actor is that of the receiver", edits: req("<wsse:Security>", `<wsse:Security soap:actor="" soap:mustUnderstand="1">`), want: []string{"warning ITK-SOAP-BLANK-ATTRIBUTE"}},
	{name: "Security for whoever comes next is that of the receiver", edits: req("<wsse:Security>", `<wsse:Security soap:actor="http://schemas.xmlsoap.org/soap/actor/next" soap:mustUnderstand="1">`)},
	{name: "Security for whoever comes next is judged", edits: both(req("<wsse:Security>", `<wsse:Security soap:actor=" http://schemas.xmlsoap.org/soap/actor/next ">`), times("2031-03-03T10:15:30Z", "2031-03-03T10:25:30Z")), want: []string{"error ITK-SEC-EXPIRED"}},
	{name: "Security for whoever comes next beside that of the receiver", edits: req(reqHeaderEnd, strings.Replace(otherSecurity, "http://example.org/proxy", "http://schemas.xmlsoap.org/soap/actor/next", 1)+reqHeaderEnd),
		want: []string{"error ITK-SEC-EXPIRED", "error ITK-SEC-SECURITY-ONE", "error ITK-SEC-USERNAME-PRESENT"}},
	{name: "Security of a response for another actor", edits: rsp("</s:Header>", `<wsse:Security s:actor="http://example.org/proxy"><wsu:Timestamp><wsu:Created>2020-03-04T10:15:30Z</wsu:Created></wsu:Timestamp></wsse:Security></s:Header>`)},
	{name: "Security of a response for another actor only", edits: rsp("<wsse:Security>", `<wsse:Security s:actor="http://example.org/proxy">`, "2031-03-04T10:15:31Z", "2001-03-04T10:15:31Z")},
	{name: "a signature is not asked for, and one is not judged", edits: req("</wsse:UsernameToken>", `</wsse:UsernameToken><wsse:BinarySecurityToken>AA==</wsse:BinarySecurityToken><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>`)},
	{name: "the user name stands before the timestamp", edits: both(cut(request, "<wsse:UsernameToken>", "</wsse:UsernameToken>"), req("<wsse:Security>", "<wsse:Security><wsse:UsernameToken><wsse:Username>client.example.org</wsse:Username></wsse:UsernameToken>"))},
}

func TestSecurity(t *testing.T) {
	t.Parallel()
	check(t, securityRows)
}
