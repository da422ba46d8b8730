package check_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

func packed(t *testing.T, text string, with func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var out bytes.Buffer
	w := with(&out)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.String()
}

// A body that cannot be read has one cause, which says what it is; the rest follows.
func TestOneCauseForABodyThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	xml := requestFor(t, b, "verifyNHSNumber", "matched")
	gz := packed(t, xml, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	zl := packed(t, xml, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	raw := packed(t, xml, func(w io.Writer) io.WriteCloser {
		f, err := flate.NewWriter(w, flate.DefaultCompression)
		require.NoError(t, err)
		return f
	})
	wide := "\xFF\xFE"
	for _, unit := range utf16.Encode([]rune(xml)) {
		wide += string([]byte{byte(unit), byte(unit >> 8)})
	}
	part := "--b\r\nContent-Type: application/xop+xml\r\nContent-ID: <a>\r\n\r\n" + xml + "\r\n--b--"
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
	for _, c := range []struct {
		name, head, body string
		cause, says      string
		under            []string
	}{
		{"gzip", ok + "Content-Encoding: gzip\r\n", gz, "ITK-TRN-COMPRESSED", "the body is compressed, Content-Encoding: gzip; ITK messages are sent plain", []string{"XML-NONE"}},
		{"gzip that nothing names", ok, gz, "ITK-TRN-COMPRESSED-UNSAID", "the body is compressed (gzip), without a Content-Encoding header that says so; ITK messages are sent plain", []string{"XML-NONE"}},
		{"deflate in its wrapper", ok + "Content-Encoding: deflate\r\n", zl, "ITK-TRN-COMPRESSED", "the body is compressed, Content-Encoding: deflate; ITK messages are sent plain", []string{"XML-NONE"}},
		{"bare deflate that nothing names", ok, raw, "ITK-TRN-COMPRESSED-UNSAID", "the body is compressed (deflate), without a Content-Encoding header that says so; ITK messages are sent plain", []string{"XML-NONE"}},
		{"Brotli", ok + "Content-Encoding: br\r\n", "\x0b\x02\x80\x00\xff\x03", "ITK-TRN-COMPRESSED", "the body is compressed, Content-Encoding: br; ITK messages are sent plain", []string{"XML-NONE"}},
		{"MTOM", "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\n", part, "ITK-TRN-MULTIPART", "the body is a multipart message (MTOM), not a SOAP message by itself", []string{"XML-NONE"}},
		{
			"attachments", "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\n", strings.Replace(part, "application/xop+xml", "text/xml", 1),
			"ITK-TRN-MULTIPART", "the body is a multipart message (SOAP with attachments), not a SOAP message by itself", []string{"XML-NONE"},
		},
		{
			"the page of a proxy", "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n", "<!DOCTYPE html>\n<html><head><title>502\n Bad Gateway</title></head></html>",
			"ITK-TRN-HTML", `the body of HTTP status 502 is an HTML page, "502 Bad Gateway", not a SOAP message`, []string{"XML-NONE"},
		},
		{
			"a page that is XML", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "<html><body>You have created a <b>service</b>.<br/></body></html>",
			"ITK-TRN-HTML", `the body of HTTP status 200 is an HTML page, "You have created a service .", not a SOAP message`, []string{"XML-NONE"},
		},
		{
			"XHTML", ok, `<?xml version="1.0"?><!-- c --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml"/>`,
			"ITK-TRN-HTML", `the body of HTTP status 200 is an HTML page, "", not a SOAP message`, []string{"XML-NONE"},
		},
		{"a log-in", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n", "", "ITK-TRN-LOGIN", `HTTP status 401 came in place of a SOAP message: the caller is to log in, by "Negotiate"`, []string{"XML-EMPTY"}},
		{
			"a log-in with a page", "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nWWW-Authenticate: Basic realm=\"x\"\r\n", "<html></html>",
			"ITK-TRN-LOGIN", `HTTP status 401 came in place of a SOAP message: the caller is to log in, by "Basic realm="x""`, []string{"XML-NONE"},
		},
		{"a redirect", "HTTP/1.1 302 Found\r\nLocation: https://a.example.org/\r\n", "", "ITK-TRN-REDIRECT", `HTTP status 302 came in place of a SOAP message: the caller is sent to "https://a.example.org/"`, []string{"XML-EMPTY"}},
		{"UTF-16", ok, wide, "ITK-TRN-WIDE", "the body of HTTP status 200 is written in UTF-16, not in UTF-8", []string{"XML-ENCODING"}},
		{"JSON", ok, `{"fault": "no"}`, "ITK-TRN-JSON", `the body of HTTP status 200 is JSON, not a SOAP message; it begins {"fault": "no"}`, []string{"XML-NONE"}},
		{"pipes and hats", ok, "\x0bMSH|^~\\&|A|B\rPID|1", "ITK-TRN-PIPES", "the body of HTTP status 200 is HL7 version 2, with pipes and hats, not a SOAP message; it begins MSH|^~\\&|A|B PID|1", []string{"XML-NONE"}},
		{"text", "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n", "404 page not found\n", "ITK-TRN-TEXT", `the body of HTTP status 404 is text, not a SOAP message; it begins "404 page not found"`, []string{"XML-WELLFORMED"}},
		{
			"text whose beginning ends inside of a token", ok, strings.Repeat("word ", 14) + "token=s3cr3t-cookie", "ITK-TRN-TEXT",
			`the body of HTTP status 200 is text, not a SOAP message; it begins "` + strings.Repeat("word ", 14) + `…"`, []string{"XML-WELLFORMED"},
		},
		{
			"JSON whose beginning ends inside of a token", ok, `{"a": "` + strings.Repeat("x", 60) + `", "b": "s3cr3t-cookie"}`, "ITK-TRN-JSON",
			`the body of HTTP status 200 is JSON, not a SOAP message; it begins {"a": "` + strings.Repeat("x", 60) + `", "b": "…`, []string{"XML-NONE"},
		},
		{"a picture", ok, "\x89PNG\r\n\x1a\n\x00\x00", "ITK-TRN-BINARY", "the body of HTTP status 200 is binary data (image/png) of 10 bytes, not a SOAP message", []string{"XML-NONE"}},
		{"a PDF that begins with text", ok, "%PDF-1.4\n1 0 obj", "ITK-TRN-BINARY", "the body of HTTP status 200 is binary data (application/pdf) of 16 bytes, not a SOAP message", []string{"XML-NONE"}},
		{"data like nothing known", ok, "\x80\x81\x00\x02", "ITK-TRN-BINARY", "the body of HTTP status 200 is binary data of 4 bytes, not a SOAP message", []string{"XML-NONE"}},
		{"a log in colours", ok, "\x1b[31mboom\x1b[0m", "ITK-TRN-TEXT", "the body of HTTP status 200 is text, not a SOAP message; it begins \"\uFFFD[31mboom\uFFFD[0m\"", []string{"XML-WELLFORMED"}},
		{"two byte order marks", ok, "\uFEFF\uFEFF<a/>", "ITK-TRN-TEXT", `the body of HTTP status 200 is text, not a SOAP message; it begins "[byte order mark]<a/>"`, []string{"XML-WELLFORMED"}},
		{"UTF-7", ok, "+ADw-a/+AD4-", "ITK-TRN-WIDE", "the body of HTTP status 200 is written in UTF-7, not in UTF-8", []string{"XML-WELLFORMED"}},
		{"a page that begins in its body", "HTTP/1.1 400 Bad Request\r\n", "<center><h1>400 Bad Request</h1></center><hr>", "ITK-TRN-HTML", `the body of HTTP status 400 is an HTML page, "400 Bad Request", not a SOAP message`, []string{"XML-NONE"}},
		{"a page in UTF-16", "HTTP/1.1 500 Oops\r\n", "\xFF\xFE<\x00h\x00t\x00m\x00l\x00>\x00<\x00t\x00i\x00t\x00l\x00e\x00>\x00a\x00<\x00/\x00t\x00i\x00t\x00l\x00e\x00>\x00", "ITK-TRN-HTML", `the body of HTTP status 500 is an HTML page, "a", not a SOAP message`, []string{"XML-NONE"}},
		{
			"a page whose title stands behind long styles", "HTTP/1.1 503 Busy\r\n", "<html><head><style>" + strings.Repeat("a{b:c}", 2000) + "</style><title>A &amp; B</title>",
			"ITK-TRN-HTML", `the body of HTTP status 503 is an HTML page, "A & B", not a SOAP message`, []string{"XML-NONE"},
		},
		{"parts behind a preamble", ok, "This is a multi-part message in MIME format.\r\n\r\n" + part, "ITK-TRN-MULTIPART", "the body is a multipart message (MTOM), not a SOAP message by itself", []string{"XML-NONE"}},
		{
			"a part without a head", "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\n", "--b\r\n\r\n" + xml + "\r\n--b--",
			"ITK-TRN-MULTIPART", "the body is a multipart message (SOAP with attachments), not a SOAP message by itself", []string{"XML-NONE"},
		},
		{"a log-in that does not say how", "HTTP/1.1 401 Unauthorized\r\n", "", "ITK-TRN-LOGIN", "HTTP status 401 came in place of a SOAP message: the caller is to log in", []string{"XML-EMPTY"}},
		{"a redirect to nowhere", "HTTP/1.1 302 Found\r\n", "", "ITK-TRN-REDIRECT", "HTTP status 302 came in place of a SOAP message: the caller is sent elsewhere, without a Location header", []string{"XML-EMPTY"}},
		{"not modified", "HTTP/1.1 304 Not Modified\r\n", "", "ITK-TRN-NO-MESSAGE", "HTTP status 304 came without a body, and so without a SOAP message", []string{"XML-EMPTY"}},
		{"no content", "HTTP/1.1 204 No Content\r\n", "", "ITK-TRN-NO-MESSAGE", "HTTP status 204 came without a body, and so without a SOAP message", []string{"XML-EMPTY"}},
		{"accepted", "HTTP/1.1 202 Accepted\r\n", "", "ITK-TRN-STATUS-ACCEPTED", "HTTP status 202 promises an answer later, but mini services answer at once", []string{"XML-EMPTY"}},
		{"a status alone", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n", "", "ITK-TRN-NO-MESSAGE", "HTTP status 503 came without a body, and so without a SOAP message", []string{"XML-EMPTY"}},
		{"nothing", ok, "", "ITK-TRN-EMPTY", "HTTP status 200 came without a body, and so without a SOAP message", []string{"XML-EMPTY"}},
		{"XML that breaks off", ok, "<a><b>text", "ITK-TRN-CUT-OFF", "the XML breaks off after 10 bytes", []string{"XML-WELLFORMED"}},
		{
			"XML that is shorter than its head says", ok + "Content-Length: 99\r\n", "<a><b", "ITK-TRN-CUT-OFF", "the XML breaks off after 5 bytes; Content-Length says 99",
			[]string{"XML-WELLFORMED", "ITK-TRN-FRAMING"},
		},
		{"XML that breaks off in a value", ok, "<a>\n<b c=\"d", "ITK-TRN-CUT-OFF", "the XML breaks off after 11 bytes", []string{"XML-WELLFORMED"}},
		{"XML with text after it", ok, "<a/>\nb", "XML-WELLFORMED", "the message is not well-formed XML: Extra content at the end of the document", nil},
		{"XML with an ampersand", ok, "<a>b & c</a>", "XML-WELLFORMED", "the message is not well-formed XML: xmlParseEntityRef: no name", nil},
		{"JSON in a request", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nSOAPAction: a\r\nContent-Type: application/json\r\n", "{}", "ITK-TRN-JSON", "the body is JSON, not a SOAP message; it begins {}", []string{"XML-NONE", "ITK-TRN-CONTENT-TYPE"}},
		{"XML with a wrong tag", ok, "<a><b></a>", "XML-WELLFORMED", "the message is not well-formed XML: Opening and ending tag mismatch: b line 1 and a", nil},
		{"a request with gzip", "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\nSOAPAction: a\r\nContent-Encoding: x-gzip\r\n", gz, "ITK-TRN-COMPRESSED", "the body is compressed, Content-Encoding: x-gzip; ITK messages are sent plain", []string{"XML-NONE", "ITK-TRN-FRAMING"}},
		{"a page in a file", "", "<html><title>a</title></html>", "ITK-TRN-HTML", `the body is an HTML page, "a", not a SOAP message`, []string{"XML-NONE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			message := c.body
			if c.head != "" {
				message = c.head + "\r\n" + c.body
			}
			got, err := b.Judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, nil)
			require.NoError(t, err)
			require.False(t, got.Valid)
			var under []string
			for i, f := range got.Findings {
				switch {
				case i == 0:
					require.Empty(t, cmp.Diff([]string{c.cause, c.says, ""}, []string{f.Rule, shownControls(f.Message), f.Because}))
				case f.Rule == "ITK-TRN-FRAMING" && f.Severity == model.Warning && c.cause != "ITK-TRN-CUT-OFF":
					under = append(under, f.Rule) // a fact of its own
				default:
					require.True(t, f.Consequence, f.Rule)
					require.Equal(t, c.cause, f.Because, f.Rule)
					under = append(under, f.Rule)
				}
			}
			require.ElementsMatch(t, c.under, under)
		})
	}
}

// shownControls makes control characters of a sentence visible.
func shownControls(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return '\uFFFD'
		}
		return r
	}, text)
}

// What is legal, or no more than odd, is read as it was meant.
func TestOddBodiesAreRead(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	xml := requestFor(t, b, "verifyNHSNumber", "matched")
	action := `"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"`
	head := "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\nSOAPAction: " + action + "\r\n"
	for _, c := range []struct {
		name, message string
		want          []string // rules beside none
	}{
		{"a byte order mark", "\uFEFF" + xml, nil},
		{"a capture with a byte order mark", "\uFEFF" + head + "Content-Length: " + itoa(len(xml)) + "\r\n\r\n" + xml, nil},
		{"a capture without a length", head + "\r\n" + xml, []string{"ITK-TRN-FRAMING"}},
		{"a capture whose chunks were joined", head + "Transfer-Encoding: chunked\r\n\r\n" + xml, []string{"ITK-TRN-FRAMING"}},
		{"a capture that says gzip and was decoded", head + "Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\n" + xml, []string{"ITK-TRN-COMPRESSED-CLAIMED", "ITK-TRN-FRAMING"}},
		{"a blank before the colon of SOAPAction", strings.Replace(head, "SOAPAction:", "SOAPAction :", 1) + "Content-Length: " + itoa(len(xml)) + "\r\n\r\n" + xml, []string{"ITK-TRN-HEAD-BLANK"}},
		{"a blank before the colon of Content-Length", head + "Content-Length : " + itoa(len(xml)) + "\r\n\r\n" + xml, []string{"ITK-TRN-HEAD-BLANK"}},
		{"Content-Length beside chunks", head + "Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(xml), []string{"ITK-TRN-HEAD-LENGTH"}},
		{"a version that there is not", strings.Replace(head, "HTTP/1.1", "HTTP/1.12", 1) + "Content-Length: " + itoa(len(xml)) + "\r\n\r\n" + xml, []string{"ITK-TRN-HEAD-VERSION"}},
		{"no Host", strings.Replace(head, "Host: h\r\n", "", 1) + "Content-Length: " + itoa(len(xml)) + "\r\n\r\n" + xml, []string{"ITK-TRN-HOST"}},
		{"an asterisk", strings.Replace(head, "POST /", "POST *", 1) + "Content-Length: " + itoa(len(xml)) + "\r\n\r\n" + xml, []string{"ITK-TRN-TARGET"}},
		{"LF, and a header in two lines", strings.ReplaceAll(head+"Accept: a,\r\n b\r\nContent-Length: "+itoa(len(xml))+"\r\n\r\n", "\r\n", "\n") + xml, []string{"ITK-TRN-HEAD-FOLDED", "ITK-TRN-HEAD-LINE-ENDS"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := b.Judge.JudgeAtRest(t.Context(), []byte(c.message), check.When{At: builtin.Now()}, nil)
			require.NoError(t, err)
			require.Equal(t, "pds/verifyNHSNumber/request", got.Profile)
			var rules []string
			for _, f := range got.Findings {
				if f.Severity != model.Info {
					rules = append(rules, f.Rule)
				}
			}
			require.Empty(t, cmp.Diff(c.want, rules))
		})
	}
}

func chunk(text string) string {
	const digits = "0123456789abcdef"
	size := ""
	for n := len(text); n > 0; n /= 16 {
		size = string(digits[n%16]) + size
	}
	return size + "\r\n" + text + "\r\n0\r\n\r\n"
}

// What is in a wrong namespace is the cause of its not being there.
func TestAWrongNamespaceIsTheCause(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	xml := requestFor(t, b, "verifyNHSNumber", "matched")
	got, err := b.Judge.JudgeAtRest(t.Context(), []byte(strings.Replace(xml, "http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing", 1)), check.When{At: builtin.Now()}, nil)
	require.NoError(t, err)
	type short struct{ Rule, Because string }
	var found []short
	for _, f := range got.Findings {
		if f.Severity == model.Error {
			found = append(found, short{f.Rule, f.Because})
		}
	}
	require.Empty(t, cmp.Diff([]short{
		{"ITK-ADR-NAMESPACE", ""}, {"ITK-ADR-ACTION-PRESENT", "ITK-ADR-NAMESPACE"}, {"ITK-ADR-MESSAGEID-PRESENT", "ITK-ADR-NAMESPACE"}, {"ITK-ADR-TO-PRESENT", "ITK-ADR-NAMESPACE"},
	}, found))
	require.Contains(t, got.Findings[0].Message, `wsa:Action is there in the namespace of "http://schemas.xmlsoap.org/ws/2004/08/addressing"`)
}

// FuzzBodies judges files of any bytes: whatever they are, there is a verdict with a cause.
func FuzzBodies(f *testing.F) {
	b := builtin.New(f)
	for _, seed := range []string{
		"", "\uFEFF", "<!-- ", "<html", "<?xml ?><!doctype html><title>", "{\"a\":", "[1]", "MSH|^~\\&", "--b\r\nContent-Type: a\r\n\r\n", "\x1f\x8b", "\x78\x9c", "\xb3\x49", "\xff\xfe<\x00",
		"HTTP/1.1 401 No\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x80", "POST * HTTP/1.9\r\nA : b\r\n c\r\n\r\n<a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := b.Judge.JudgeAtRest(t.Context(), raw, check.When{At: builtin.Now()}, nil)
		require.NoError(t, err)
		if got.Valid || got.Unjudged != nil {
			return
		}
		require.NotEmpty(t, got.Findings)
		cause := false
		for _, one := range got.Findings {
			cause = cause || one.Severity == model.Error && one.Because == ""
		}
		require.True(t, cause, "not valid, and all of it follows from something else: %v", got.Findings)
	})
}
