package mutate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/internal/samples"
)

// TestNationalTransportTests makes every negative message of the national suite
// for synchronous hosts (and the two asynchronous ones, on a request that has a
// ReplyTo) and looks at exactly what changed.
func TestNationalTransportTests(t *testing.T) {
	t.Parallel()
	const (
		manifest  = "//itk:DistributionEnvelope/itk:header/itk:manifest"
		timestamp = "//wsse:Security/wsu:Timestamp"
		header    = "/soap:Envelope/soap:Header"
	)
	cases := []struct {
		id        string
		mutations []yes
		// differs lists the lines that go (-) and come (+), without indentation.
		differs []string
	}{
		{"DE_INVSER", []yes{{"append-text": "//itk:header/@service", "value": "_Bad_Service"}}, []string{
			`-<itk:header service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0" trackingid="5F1E2D3C-4B5A-4697-8801-A2B3C4D5E6F7">`,
			`+<itk:header service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0_Bad_Service" trackingid="5F1E2D3C-4B5A-4697-8801-A2B3C4D5E6F7">`,
		}},
		{"DE_INVMPC", []yes{{"increment": manifest + "/@count", "by": 1}, {"duplicate": manifest + "/itk:manifestitem", "all": true}}, []string{
			`-<itk:manifest count="1">`, `+<itk:manifest count="2">`,
			`+<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"/>`,
		}},
		{"DE_INVMCT", []yes{{"increment": manifest + "/@count", "by": "1"}}, []string{`-<itk:manifest count="1">`, `+<itk:manifest count="2">`}},
		{"DE_INVPCT", []yes{{"increment": "//itk:payloads/@count", "by": 1}}, []string{`-<itk:payloads count="1">`, `+<itk:payloads count="2">`}},
		{"DE_INVMPI", []yes{{"set": "//itk:payload/@id", "value": "uuid_9999999-9999-9999-9999-999999999999", "all": true}}, []string{
			`-<itk:payload id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889">`, `+<itk:payload id="uuid_9999999-9999-9999-9999-999999999999">`,
		}},
		{"DE_INVPID", []yes{{"append-text": "//itk:manifestitem/@profileid", "value": "invalid"}}, []string{
			`-<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"/>`,
			`+<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0invalid"/>`,
		}},
		{"DE_MISPID", []yes{{"remove": "//itk:manifestitem/@profileid"}}, []string{
			`-<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"/>`,
			`+<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml"/>`,
		}},
		{"DE_EMPPID", []yes{{"set": "//itk:manifestitem/@profileid", "value": ""}}, []string{
			`-<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"/>`,
			`+<itk:manifestitem id="uuid_9B8A7C6D-5E4F-4031-9223-344556677889" mimetype="text/xml" profileid=""/>`,
		}},
		{"DE_INAUTH", []yes{{"set": "//itk:id/@uri", "value": "urn:nhs-uk:identity:cfh:nic:lab:INVALID", "all": true}}, []string{
			`-<itk:id uri="urn:nhs-uk:identity:ods:Z99:tkw"/>`, `-<itk:id type="1.2.826.0.1285.0.2.0.107" uri="868000009999"/>`,
			`+<itk:id uri="urn:nhs-uk:identity:cfh:nic:lab:INVALID"/>`, `+<itk:id type="1.2.826.0.1285.0.2.0.107" uri="urn:nhs-uk:identity:cfh:nic:lab:INVALID"/>`,
		}},
		{"ER_INVSCH", []yes{{"insert": "after " + manifest, "xml": "<itk:breakSchema>BreakSchema</itk:breakSchema>"}}, []string{`+<itk:breakSchema>BreakSchema</itk:breakSchema>`}},
		{"SO_NOTOEL", []yes{{"remove": header + "/wsa:To"}}, []string{`-<wsa:To>https://provider.example.org/smsp</wsa:To>`}},
		{"SO_INVATO", []yes{{"set": header + "/wsa:To", "value": "http//:this.is.invalid/address"}}, []string{
			`-<wsa:To>https://provider.example.org/smsp</wsa:To>`, `+<wsa:To>http//:this.is.invalid/address</wsa:To>`,
		}},
		{"SO_NOACTN", []yes{{"remove": header + "/wsa:Action"}}, []string{`-<wsa:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0</wsa:Action>`}},
		{"SO_NOTIME", []yes{{"remove": timestamp}}, []string{
			`-<wsu:Timestamp wsu:Id="uuid_3C2B1A09-8F7E-4D6C-9B5A-4938271605F4">`, `-<wsu:Created>2031-03-04T10:15:30Z</wsu:Created>`,
			`-<wsu:Expires>2031-03-04T10:20:30Z</wsu:Expires>`, `-</wsu:Timestamp>`,
		}},
		{"SO_EXPIRE", []yes{{"shift-time": timestamp + "/wsu:Created", "by": "-86400s"}, {"shift-time": timestamp + "/wsu:Expires", "by": "-24h"}}, []string{
			`-<wsu:Created>2031-03-04T10:15:30Z</wsu:Created>`, `-<wsu:Expires>2031-03-04T10:20:30Z</wsu:Expires>`,
			`+<wsu:Created>2031-03-03T10:15:30Z</wsu:Created>`, `+<wsu:Expires>2031-03-03T10:20:30Z</wsu:Expires>`,
		}},
		{"SO_INVTIM", []yes{{"swap": timestamp + "/wsu:Created", "with": timestamp + "/wsu:Expires"}}, []string{
			`-<wsu:Created>2031-03-04T10:15:30Z</wsu:Created>`, `-<wsu:Expires>2031-03-04T10:20:30Z</wsu:Expires>`,
			`+<wsu:Created>2031-03-04T10:20:30Z</wsu:Created>`, `+<wsu:Expires>2031-03-04T10:15:30Z</wsu:Expires>`,
		}},
		{"SO_NOUSER", []yes{{"remove": "//wsse:UsernameToken/wsse:Username"}}, []string{
			`-<wsse:UsernameToken>`, `-<wsse:Username>client.example.org</wsse:Username>`, `-</wsse:UsernameToken>`, `+<wsse:UsernameToken/>`,
		}},
		{"SO_INVUSR", []yes{{"set": "//wsse:Username", "value": "Unknown"}}, []string{
			`-<wsse:Username>client.example.org</wsse:Username>`, `+<wsse:Username>Unknown</wsse:Username>`,
		}},
		{"SO_USRSUB", []yes{{"set": "//wsse:Username", "value": "Known"}}, []string{
			`-<wsse:Username>client.example.org</wsse:Username>`, `+<wsse:Username>Known</wsse:Username>`,
		}},
		{"SO_RPLYTO", []yes{{"insert": "after " + header + "/wsa:From", "xml": "<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/NOTanonymous</wsa:Address></wsa:ReplyTo>" +
			"<wsa:FaultTo><wsa:Address>http://client.example.org/faults</wsa:Address></wsa:FaultTo>"}}, []string{
			`+<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/NOTanonymous</wsa:Address></wsa:ReplyTo>`,
			`+<wsa:FaultTo><wsa:Address>http://client.example.org/faults</wsa:Address></wsa:FaultTo>`,
		}},
		{"SO_EXHDRJ", []yes{{"insert": "last-in " + header, "xml": `<local:LocalHeaderElement xmlns:local="local-namespace-uri" soap:mustUnderstand="1">Local_Data_To_Be_Ignored</local:LocalHeaderElement>`}}, []string{
			`+<local:LocalHeaderElement xmlns:local="local-namespace-uri" soap:mustUnderstand="1">Local_Data_To_Be_Ignored</local:LocalHeaderElement>`,
		}},
		{"SO_ANORPL", []yes{{"insert": "after " + header + "/wsa:From", "xml": "<wsa:ReplyTo/>"}, {"remove": header + "/wsa:ReplyTo"}}, nil},
		{"SO_AANRPL", []yes{{"insert": "after " + header + "/wsa:From", "xml": "<wsa:ReplyTo><wsa:Address>http://x</wsa:Address></wsa:ReplyTo>"},
			{"set": header + "/wsa:ReplyTo/wsa:Address", "value": "http://www.w3.org/2005/08/addressing/anonymous"}}, []string{
			`+<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo>`,
		}},
	}
	before := lines(xmltree.Bytes(samples.Request(t)))
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			doc := samples.Request(t)
			_, err := Apply(doc, decode(t, c.mutations...))
			require.NoError(t, err)
			out := xmltree.Bytes(doc)
			_, err = xmltree.Read(out)
			require.NoError(t, err)
			if diff := cmp.Diff(c.differs, lineDiff(before, lines(out))); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVersionMismatchMovesTheSOAPNamespace(t *testing.T) {
	t.Parallel()
	doc := samples.Request(t)
	_, err := Apply(doc, decode(t, yes{"renamespace": xmltree.NamespaceSOAP, "to": "www.w3.org/2003/05/soap-envelope"}))
	require.NoError(t, err)
	for _, name := range []string{"Envelope", "Header", "Body"} {
		p, err := mutation.ParsePath("//*:" + name)
		require.NoError(t, err)
		found := find(doc, p)
		require.Len(t, found, 1)
		require.Equal(t, "www.w3.org/2003/05/soap-envelope", xmltree.ElementNamespace(found[0].element))
	}
	require.NotContains(t, string(xmltree.Bytes(doc)), xmltree.NamespaceSOAP)
}

func TestBadlyFormedAndTooLarge(t *testing.T) {
	t.Parallel()
	_, err := xmltree.Read(applied(t, yes{"bytes": yes{"replace": "</wsa:To>", "with": ""}}))
	require.ErrorIs(t, err, xmltree.ErrNotWellFormed)

	out := applied(t,
		yes{"increment": "//itk:manifest/@count", "by": 1}, yes{"increment": "//itk:payloads/@count", "by": 1},
		yes{"insert": "last-in //itk:manifest", "xml": `<itk:manifestitem id="uuid_2" mimetype="application/base64" base64="true"/>`},
		yes{"insert": "last-in //itk:payloads", "xml": `<itk:payload id="uuid_2">VEtX</itk:payload>`},
		yes{"bytes": yes{"pad-to": 5300000}})
	require.Len(t, out, 5300000)
	doc, err := xmltree.Read(out)
	require.NoError(t, err)
	p, err := mutation.ParsePath("//itk:payloads[@count='2']/itk:payload[2]/text()")
	require.NoError(t, err)
	require.Len(t, find(doc, p), 1)
}

// applied mutates the sample request in the order that tkw does.
func applied(t *testing.T, fields ...yes) []byte {
	t.Helper()
	list := decode(t, fields...)
	doc := samples.Request(t)
	_, err := Apply(doc, list)
	require.NoError(t, err)
	out, _, err := ApplyBytes(xmltree.Bytes(doc), list)
	require.NoError(t, err)
	return out
}

func lines(b []byte) []string {
	var out []string
	for l := range strings.SplitSeq(string(b), "\n") {
		out = append(out, strings.TrimSpace(l))
	}
	return out
}

// lineDiff lists the lines that only one side has, those of the first side first.
func lineDiff(a, b []string) []string {
	count := map[string]int{}
	for _, l := range b {
		count[l]++
	}
	var out []string
	for _, l := range a {
		if count[l]--; count[l] < 0 {
			out = append(out, "-"+l)
		}
	}
	for _, l := range b {
		if count[l] > 0 {
			count[l]--
			out = append(out, "+"+l)
		}
	}
	return out
}

func TestLineDiffSeesRepeatedLines(t *testing.T) {
	t.Parallel()
	require.Equal(t, "[-b +a +c]", fmt.Sprint(lineDiff([]string{"a", "b"}, []string{"a", "a", "c"})))
}
