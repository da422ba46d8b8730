package redact

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/privacy/nhsnumber"
)

const request = "POST /9449310394 HTTP/1.1\r\nHost: a\r\nX-Patient: LEWINGTON\r\n\r\n" + `<q xmlns="urn:hl7-org:v3"><id root="9910E999-248D-4355-AA06-D53E8ABC3AA7"/>
<Person.DateOfBirth><value value="19080403"/><semanticsText>Person.DateOfBirth</semanticsText></Person.DateOfBirth>
<Person.NHSNumber><value root="2.16.840.1.113883.2.1.4.1" extension="9449310394"/><semanticsText>Person.NHSNumber</semanticsText></Person.NHSNumber>
<Person.LocalIdentifier><value root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="RXX:00001"/></Person.LocalIdentifier>
<Person.Name><value><given>TRACE</given><family>O&apos;Lewington</family></value></Person.Name>
<Person.Postcode><value><postalCode>CR5 1NR</postalCode></value></Person.Postcode></q>`

const response = "HTTP/1.1 200 OK\r\n\r\n" + `<!-- about Lewington, born 19080403 --><r xmlns="urn:hl7-org:v3"><patient>
<id extension="9449310394" root='2.16.840.1.113883.2.1.4.1'/><id root="1.2.3" extension="AB12345"/>
<name><prefix>MRS</prefix><given>Trace</given><family>LEWINGTON</family></name>
<addr><postalCode>cr51nr</postalCode><streetAddressLine>1 EXAMPLE STREET</streetAddressLine><city>Züri</city></addr>
<telecom value="tel:01133973555"><useablePeriod><low value="20110324"/></useablePeriod></telecom><telecom value="mailto:trace@example.org"/>
<patientPerson><birthTime value="190804031230"/><gPPractice><locationOrganization><id root="2.16.840.1.113883.2.1.3.2.4.19.2" extension="H81109"/></locationOrganization></gPPractice></patientPerson>
</patient><note>TRACE of 1 Example Street, tel 01133973555, NHS 944 931 0394, "AB12345"</note></r>`

// redacted learns from and replaces in messages, in that order.
func redacted(messages ...string) (*Redactor, []string) {
	r := New([]byte("a secret of the test"))
	for _, m := range messages {
		r.Learn([]byte(m))
	}
	out := make([]string, len(messages))
	for i, m := range messages {
		out[i] = string(r.Message([]byte(m)))
	}
	return r, out
}

func find(t *testing.T, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	require.NotNil(t, m, "%s in %s", pattern, text)
	return m[1]
}

func TestNothingOfThePatientIsLeft(t *testing.T) {
	t.Parallel()
	r, out := redacted(request, response)
	require.Len(t, out[0], len(request))
	require.Len(t, out[1], len(response))
	for _, value := range []string{"9449310394", "944 931 0394", "lewington", "trace", "19080403", "00001", "cr5 1nr", "cr51nr", "example street", "züri", "01133973555", "ab12345", "1230"} {
		for i := range out {
			require.NotContains(t, strings.ToLower(out[i]), value, "message %d", i)
		}
	}
	for _, kept := range []string{"9910E999-248D-4355-AA06-D53E8ABC3AA7", "<semanticsText>Person.DateOfBirth</semanticsText>", "RXX:", "&apos;", "2.16.840.1.113883.2.1.3.2.4.18.24"} {
		require.Contains(t, out[0], kept)
	}
	for _, kept := range []string{"<prefix>MRS</prefix>", "tel:01632960", `"H81109"`, `value="20110324"`, "<!-- about "} {
		require.Contains(t, out[1], kept)
	}
	require.Empty(t, cmp.Diff(map[Kind]int{NHSNumber: 2, Name: 5, Date: 2, Postcode: 2, Address: 3, Phone: 3, LocalID: 2}, r.Counts()))
}

func TestEqualValuesGetEqualReplacements(t *testing.T) {
	t.Parallel()
	_, out := redacted(request, response)
	number := find(t, `extension="(\d{10})"`, out[0])
	require.True(t, strings.HasPrefix(number, "999"))
	require.True(t, nhsnumber.Valid(number))
	require.Equal(t, number, find(t, `POST /(\d+)`, out[0]))
	require.Equal(t, number, find(t, `extension="(\d{10})"`, out[1]))
	require.Equal(t, number, strings.ReplaceAll(find(t, `NHS (\d{3} \d{3} \d{4})`, out[1]), " ", ""))
	given, family := find(t, `<given>(\w+)</given>`, out[0]), find(t, `<family>\w&apos;(\w+)</family>`, out[0])
	require.Equal(t, strings.ToLower(given), strings.ToLower(find(t, `<given>(\w+)</given>`, out[1])))
	require.Equal(t, given, find(t, `<note>(\w+) of`, out[1]))
	require.Equal(t, strings.ToUpper(family), find(t, `<family>(\w+)</family>`, out[1]))
	require.Equal(t, strings.ToUpper(family), find(t, `X-Patient: (\w+)`, out[0]))
	require.Equal(t, family, find(t, `about (\w+),`, out[1]))
	date := find(t, `<Person.DateOfBirth><value value="(\d{8})"`, out[0])
	require.Equal(t, date+"0000", find(t, `birthTime value="(\d+)"`, out[1]))
	require.Equal(t, date, find(t, `born (\d+)`, out[1]))
	require.Equal(t, strings.ToLower(strings.ReplaceAll(find(t, `<postalCode>(.*?)<`, out[0]), " ", "")), find(t, `<postalCode>(.*?)<`, out[1]))
	require.Equal(t, find(t, `tel:(\d+)`, out[1]), find(t, `tel (\d+)`, out[1]))

	_, again := redacted(request, response)
	require.Equal(t, out, again, "the secret alone decides")
	other := New([]byte("another secret"))
	other.Learn([]byte(request))
	require.NotEqual(t, out[0], string(other.Message([]byte(request))))
}

func TestFormsOfReplacements(t *testing.T) {
	t.Parallel()
	m := &New([]byte("a secret of the test")).mapper
	for _, c := range []struct {
		kind       Kind
		value      string
		form       string
		sameIsFine bool
	}{
		{NHSNumber, "9449310394", `^999\d{7}$`, false},
		{NHSNumber, "944-931-0394", `^999-\d{3}-\d{4}$`, false},
		{NHSNumber, "944931039", `^\d{9}$`, false},
		{NHSNumber, "94493103X4", `^\d{8}X\d$`, false},
		{Date, "1908", `^19\d\d$`, false},
		{Date, "190804", `^19\d\d(0[1-9]|1[0-2])$`, false},
		{Date, "19080431", `^19\d\d(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])$`, false},
		{Date, "1908-04-03", `^19\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$`, false},
		{Date, "20081399", `^19\d\d1399$`, false},
		{Date, "201107211430+0100", `^19\d{6}0000\+0000$`, false},
		{Date, "19", `^19$`, true},
		{Date, "soon", `^soon$`, true},
		{Postcode, "KT21 2PN", `^[A-Z]{2}\d\d \d[A-Z]{2}$`, false},
		{Postcode, "e1w1aa", `^[a-z]\d[a-z]\d[a-z]{2}$`, false},
		{Postcode, " LS17 7TR ", `^ [A-Z]{2}\d\d \d[A-Z]{2} $`, false},
		{Postcode, "NONE", `^[A-Z]{4}$`, false},
		{Phone, "tel:01133973555", `^tel:01632960\d{3}$`, false},
		{Phone, "0113 397 3555", `^0163 296 0\d{3}$`, false},
		{Phone, "mailto:a.b@c.org", `^mailto:[a-z]\.[a-z]@[a-z]\.[a-z]{3}$`, false},
		{Phone, "tel:", `^tel:$`, true},
		{LocalID, "RXX:00001", `^RXX:\d{5}$`, false},
		{Name, "QUICK-Dod", `^[A-Z]{5}-[A-Z][a-z]{2}$`, false},
		{Name, "Ólafúr", `^[À-Ü][a-z]{3}[à-ü][a-z]$`, false},
		{Name, "王小明", `^\p{Han}{3}$`, false},
		{Name, "*", `^\*$`, true},
		{Address, "Flat 2, 41 Manor Grove", `^[A-Z][a-z]{3} \d, \d\d [A-Z][a-z]{4} [A-Z][a-z]{4}$`, false},
	} {
		got := string(m.apply(c.kind, []byte(c.value)))
		require.Regexp(t, c.form, got, c.value)
		require.Len(t, got, len(c.value), c.value)
		if !c.sameIsFine {
			require.NotEqual(t, c.value, got)
		}
	}
}

func TestCheckDigitsStayAsTheyWere(t *testing.T) {
	t.Parallel()
	m := &New([]byte("a secret of the test")).mapper
	seen := map[string]bool{}
	for i := range 2000 {
		number := fmt.Sprintf("94493%05d", i)
		if i == 0 {
			number = "0000000000" // adds up, and is nobody's
		}
		got := string(m.number([]byte(number)))
		require.Equal(t, nhsnumber.Valid(number), nhsnumber.Valid(got), "%s became %s", number, got)
		require.False(t, seen[got], "%s was given out twice", got)
		seen[got] = true
	}
}

func TestNumbersAreKnownByTheirPlace(t *testing.T) {
	t.Parallel()
	_, out := redacted(`<a><person.NHSnumber><value extension="9449310395"/></person.NHSnumber><patient><id extension="9449310396"/></patient><x>9449310395</x><y>9449310397</y></a>`)
	require.Regexp(t, `^<a><person.NHSnumber><value extension="999\d{7}"/></person.NHSnumber><patient><id extension="999\d{7}"/></patient><x>999\d{7}</x><y>9449310397</y></a>$`, out[0])
}

func TestWordsOfTheLanguageStay(t *testing.T) {
	t.Parallel()
	_, out := redacted(`<a><family>given</family><given>A</given><x code="given" y="given">given</x></a>`)
	require.Regexp(t, `^<a><family>[a-z]{5}</family><given>[A-Z]</given><x code="given" y="given">given</x></a>$`, out[0])
}

func TestText(t *testing.T) {
	t.Parallel()
	r, _ := redacted(request, response, `<a><patient><name><family>Li</family></name></patient><Person.DateOfBirth><value value="196703"/></Person.DateOfBirth></a>`)
	require.Empty(t, r.Text(""))
	require.Equal(t, "the response has status 200 and 201005 in it", r.Text("the response has status 200 and 201005 in it"))
	for text, gone := range map[string]string{
		"LEWINGTON": "LEWINGTON", "expected family LEWINGTON": "LEWINGTON", "Li": "Li", `found "Li"`: "Li", `born '196703'`: "196703", "number 9449310394.": "9449310394",
		"number 9434765919 of another": "9434765919",
	} {
		got := r.Text(text)
		require.Len(t, got, len(text))
		require.NotContains(t, got, gone)
		require.Equal(t, got, r.Text(text))
	}
	require.Equal(t, "Li and LEWINGTONS", r.Text("Li and LEWINGTONS"), "short words and parts of words stay")
}

func TestChunksAreSeenThrough(t *testing.T) {
	t.Parallel()
	wire := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n<name><family>LE\r\n1c;x=y\r\nWINGTON</family></name><!---\r\n3\r\n-->\r\n0\r\n\r\n"
	r, out := redacted(wire)
	require.Regexp(t, `chunked\r\n\r\n10\r\n<name><family>[A-Z]{2}\r\n1c;x=y\r\n[A-Z]{7}</family></name><!---\r\n3\r\n-->\r\n0\r\n\r\n$`, out[0])
	require.NotContains(t, out[0], "WINGTON")
	require.Equal(t, map[Kind]int{Name: 1}, r.Counts())
	_, out = redacted("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<family>LEWINGTON</family>")
	require.NotContains(t, out[0], "LEWINGTON", "behind a broken chunk")
}

// A value must not stay because of how the message is framed.
func TestOddFraming(t *testing.T) {
	t.Parallel()
	const (
		ok     = "HTTP/1.1 200 OK\r\n"
		chunks = "a\r\n<family>LE\r\n10\r\nWINGTON</family>\r\n0\r\n\r\n"
		known  = "<family>LEWINGTON</family>"
	)
	for name, wire := range map[string]string{
		"chunks announced in a folded line":      ok + "Transfer-Encoding:\r\n chunked\r\n\r\n" + chunks,
		"chunks in HTTP/1.0":                     "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
		"chunks before another coding":           ok + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunks,
		"chunks that are not announced":          ok + "\r\n" + chunks,
		"chunks whose lines end with LF":         ok + "Transfer-Encoding: chunked\n\n" + strings.ReplaceAll(chunks, "\r", ""),
		"chunks with blanks before a size":       ok + "Transfer-Encoding: chunked\r\n\r\n" + strings.Replace(chunks, "10", " 10", 1),
		"chunks without line ends between them":  ok + "Transfer-Encoding: chunked\r\n\r\n" + strings.Replace(chunks, "\r\n10", "10", 1),
		"chunks that break off":                  ok + "Transfer-Encoding: chunked\r\n\r\n" + strings.Replace(chunks, "10", "99", 1),
		"below 100 Continue of HTTP/1.0":         "HTTP/1.0 100 C\n\n" + ok + "Transfer-Encoding: chunked\r\n\r\n" + chunks,
		"in an extension and in a trailer":       ok + "Transfer-Encoding: chunked\r\n\r\n1;x=\"LEWINGTON\"\r\na\r\n0;y=LEWINGTON\r\nX: LEWINGTON\r\n\r\nmore LEWINGTON",
		"in a size that is too large":            ok + "Transfer-Encoding: chunked\r\n\r\n9449310394\r\na",
		"in a folded line":                       ok + "Server: a\r\n LEWINGTON\r\n\r\n",
		"in a body that no blank line is before": ok + "Host: a\r\n" + strings.ReplaceAll(known, "LEW", "\xc9LEW"),
		"in a body below a line of CRs":          ok + "A: b\r\n\r\r\n<given xmlns=\"urn:x\">\xc9LEWINGTON</given>",
	} {
		_, out := redacted(wire, known)
		require.Len(t, out[0], len(wire), name)
		require.NotContains(t, out[0], "WINGTON", name)
		require.NotContains(t, out[0], "9449310394", name)
	}
	for name, field := range map[string]string{
		"in a folded line": "Content-Encoding:\r\n gzip", "a blank before the colon": "Content-Encoding : gzip", "before the first field": " Content-Encoding: gzip",
		"as the folded line": "A: b\r\n Content-Encoding: gzip", "below a line that is no field": "odd\r\nContent-Encoding: gzip", "as a transfer coding": "Transfer-Encoding: gzip,\r\n chunked",
	} {
		_, out := redacted(ok + field + "\r\n\r\n\x1f\x8babc")
		require.NotContains(t, out[0], "abc", name)
	}
}

func TestWhatCannotBeReadIsBlanked(t *testing.T) {
	t.Parallel()
	_, out := redacted("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08abc")
	require.Equal(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxxxxxx", out[0])
	packed := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00\xff\x10", 20) + "ab"))
	r, out := redacted("<payload>" + packed + "</payload><X509Certificate>" + packed + "</X509Certificate>")
	require.Equal(t, "<payload>"+strings.Repeat("A", len(packed)-1)+"=</payload><X509Certificate>"+packed+"</X509Certificate>", out[0])
	require.Equal(t, map[Kind]int{Document: 1}, r.Counts())
}

func TestDocumentsInBase64AreRead(t *testing.T) {
	t.Parallel()
	document := "<patient><name><given>TRACE</given><family>LEWINGTON</family></name></patient>" + strings.Repeat(" ", 20)
	packed := base64.StdEncoding.EncodeToString([]byte(document))
	lines := packed[:40] + "\r\n  " + packed[40:]
	_, out := redacted("<payload>\n"+lines+"\n</payload>", "<family>LEWINGTON</family>")
	inner := find(t, `(?s)<payload>\n(.*)\n</payload>`, out[0])
	require.Equal(t, "\r\n  ", inner[40:44])
	plain, err := base64.StdEncoding.DecodeString(inner[:40] + inner[44:])
	require.NoError(t, err)
	require.Len(t, plain, len(document))
	require.Equal(t, find(t, `<family>(.*)</family>`, out[1]), find(t, `<family>(.*)</family>`, string(plain)))
	require.NotContains(t, string(plain), "LEWINGTON")
}

func TestBrokenMarkupIsReadAllTheSame(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"<a><family>LEWINGTON", "<a></b><family>LEWINGTON</family></a>", "<family\nx=y z>LEWINGTON</family>", "<family><![CDATA[LEWINGTON]]></family>",
		"<family>LEW&#x49;NGTON&#78;</family>", `<telecom value='tel:LEWINGTON`, "<family>LEWINGTON</family> << LEWINGTON", "<!-- <family> --><family>LEWINGTON</family>",
		"<x/><family>LEWINGTON</family>", "not markup: 9449310394 <family>LEWINGTON</family>",
	} {
		_, out := redacted(text)
		require.Len(t, out[0], len(text))
		require.NotContains(t, out[0], "LEWINGTON", text)
		require.NotContains(t, out[0], "NGTON", text)
		require.NotContains(t, out[0], "&#78;", text)
		require.NotContains(t, out[0], "9449310394", text)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(request))
	f.Add([]byte(response))
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<a>\r\n0\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 200 OK\r\nodd\r\nTransfer-Encoding: chunked\n\n3;x\n<a>\n9\nb"))
	f.Add([]byte("<payload>" + base64.StdEncoding.EncodeToString([]byte("<given>TRACE</given><family>LEWINGTON</family> and more of it")) + "</payload>"))
	f.Fuzz(func(t *testing.T, wire []byte) {
		r := New([]byte("x"))
		r.Learn(wire)
		before := string(wire)
		got := r.Message(wire)
		if len(got) != len(wire) || string(wire) != before {
			t.Fatal("a length or the given bytes changed")
		}
		_ = r.Text(before)
	})
}
