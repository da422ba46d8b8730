package schematron_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// packLike makes a rule file of the size of a pack: patterns of one rule with two
// assertions, most of them with absolute contexts, some for other services (and so
// without a match), some anywhere in the document.
func packLike(rules int) string {
	var b strings.Builder
	b.WriteString(`<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt">
<sch:ns prefix="x" uri="urn:tkw:exchange:1"/><sch:ns prefix="soap" uri="http://schemas.xmlsoap.org/soap/envelope/"/>
<sch:ns prefix="wsa" uri="http://www.w3.org/2005/08/addressing"/><sch:ns prefix="itk" uri="urn:nhs-itk:ns:201005"/>
<sch:let name="envelope" value="/x:exchange/x:request/x:message/soap:Envelope"/>
<sch:let name="header" value="$envelope/soap:Body/itk:DistributionEnvelope/itk:header"/>
`)
	const message = "/x:exchange/x:request/x:message/soap:Envelope"
	contexts := []string{
		message + "/soap:Header", message + "/soap:Body/itk:DistributionEnvelope/itk:header",
		message + "/soap:Body/itk:DistributionEnvelope/itk:header/itk:manifest", "/x:exchange/x:request",
		message + "/soap:Body/itk:otherService", "itk:header/itk:auditIdentity/itk:id", "itk:manifestitem[@profileid]",
		message + "/soap:Header/wsa:MessageID",
	}
	tests := []string{
		"$header/@service = string($envelope/soap:Header/wsa:Action)", "normalize-space(.) != ''", "count($header/itk:manifest/itk:manifestitem) = 1",
		"not(@absent)", "starts-with($envelope/soap:Header/wsa:To, 'http')", "string-length(string($header/@trackingid)) = 36",
	}
	for i := range rules {
		fmt.Fprintf(&b, `<sch:pattern id="p%d"><sch:rule id="r%d" context="%s">`, i, i, contexts[i%len(contexts)])
		for j := range 2 {
			fmt.Fprintf(&b, `<sch:assert id="a%d-%d" test="%s" role="error">The value is <sch:value-of select="."/>.</sch:assert>`, i, j, tests[(2*i+j)%len(tests)])
		}
		b.WriteString("</sch:rule></sch:pattern>\n")
	}
	b.WriteString("</sch:schema>")
	return b.String()
}

// exchange is an exchange document of about 150 elements.
func exchange() string {
	var b strings.Builder
	b.WriteString(`<x:exchange xmlns:x="urn:tkw:exchange:1" scenario="S" role="provider"><x:services>`)
	for i := range 20 {
		fmt.Fprintf(&b, `<x:service name="s%d" action="urn:s%d" request-root="r%d"/>`, i, i, i)
	}
	b.WriteString(`</x:services><x:request method="POST" path="/"><x:header name="soapaction">urn:s1</x:header><x:message>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:itk="urn:nhs-itk:ns:201005">
<soap:Header><wsa:MessageID>uuid:1</wsa:MessageID><wsa:Action>urn:s1</wsa:Action><wsa:To>http://a</wsa:To></soap:Header>
<soap:Body><itk:DistributionEnvelope><itk:header service="urn:s1" trackingid="00000000-0000-0000-0000-000000000000">
<itk:auditIdentity><itk:id uri="urn:a"/></itk:auditIdentity><itk:manifest count="1"><itk:manifestitem id="i" profileid="p">.</itk:manifestitem></itk:manifest></itk:header>
<itk:payloads count="1"><itk:payload id="i"><q xmlns="urn:hl7-org:v3">`)
	for i := range 100 {
		fmt.Fprintf(&b, `<e%d a="1">v</e%d>`, i%30, i%30)
	}
	b.WriteString(`</q></itk:payload></itk:payloads></itk:DistributionEnvelope></soap:Body></soap:Envelope></x:message></x:request></x:exchange>`)
	return b.String()
}

func benchSetup(b *testing.B) (*schematron.Schema, *xmlengine.Document) {
	b.Helper()
	s, err := schematron.Compile(fstest.MapFS{"pack.sch": {Data: []byte(packLike(80))}}, "pack.sch")
	if err != nil {
		b.Fatal(err)
	}
	doc, err := xmlengine.Parse([]byte(exchange()), xmlengine.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(doc.Free)
	return s, doc
}

// BenchmarkRun judges one exchange with 80 rules and 160 assertions.
func BenchmarkRun(b *testing.B) {
	s, doc := benchSetup(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Run(doc, schematron.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRunParallel does the same from all processors, a document each.
func BenchmarkRunParallel(b *testing.B) {
	s, _ := benchSetup(b)
	b.RunParallel(func(pb *testing.PB) {
		doc, err := xmlengine.Parse([]byte(exchange()), xmlengine.Limits{})
		if err != nil {
			b.Error(err)
			return
		}
		defer doc.Free()
		for pb.Next() {
			if _, err := s.Run(doc, schematron.Options{}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkCompile compiles the rule files of a pack.
func BenchmarkCompile(b *testing.B) {
	fsys := fstest.MapFS{"pack.sch": {Data: []byte(packLike(80))}}
	for b.Loop() {
		if _, err := schematron.Compile(fsys, "pack.sch"); err != nil {
			b.Fatal(err)
		}
	}
}
