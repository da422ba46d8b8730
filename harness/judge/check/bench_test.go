package check_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

var benchTime = time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)

// details is a getPatientDetails exchange of a patient of whom every element is known.
type details struct {
	set               *pack.Set
	judge             *check.Judge
	request, response *check.Message
	values            map[string]string
}

func newDetails(tb testing.TB) details {
	tb.Helper()
	set, err := pack.Load(pack.Options{BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
	require.NoError(tb, err)
	judge, err := check.New(set)
	require.NoError(tb, err)
	now := func() time.Time { return benchTime }
	composer, err := compose.New(set, itk.RandomIDs(), now, compose.DefaultSender())
	require.NoError(tb, err)
	pds := set.Pack("pds")
	service, ok := pds.Service("getPatientDetails")
	require.True(tb, ok)
	persona, ok := pds.Persona("full-record")
	require.True(tb, ok)
	request, err := composer.Request(pds, scenario.Step{Service: service.Name, Persona: "full-record"}, "http://127.0.0.1:8080/")
	require.NoError(tb, err)
	answer := map[string]any{"payload": true, "patient": persona.Values}
	body, err := composer.Response(pds, service, "SMSP-0000", answer, request.MessageID, nil)
	require.NoError(tb, err)
	d := details{set: set, judge: judge, values: request.Values}
	d.request = &check.Message{Body: request.Wire.Body, Method: "POST", Path: "/", Received: benchTime}
	for _, h := range request.Wire.Header {
		d.request.Headers = append(d.request.Headers, check.Header{Name: h.Name, Value: h.Value})
	}
	d.response = &check.Message{Body: body, Status: 200, Headers: []check.Header{{Name: "Content-Type", Value: "text/xml; charset=utf-8"}}}
	return d
}

// input is the judgement of the response, alone or within its exchange.
func (d details) input(exchange bool, only ...string) check.Input {
	in := check.Input{
		Role: model.RoleProvider, Domain: "pds", Service: "getPatientDetails", Transport: true, Now: benchTime,
		Response: d.response, Judged: check.PartResponse, Only: map[string]bool{},
	}
	for _, layer := range only {
		in.Only[layer] = true
	}
	if exchange {
		in.Request, in.Values = d.request, d.values
	}
	return in
}

// BenchmarkDetailsResponse measures the whole judgement of a getPatientDetails SOAP
// response, its layers, and the plain libxml2 work of the same bytes: parse, and
// validation of the envelope and the payload.
func BenchmarkDetailsResponse(b *testing.B) {
	d := newDetails(b)
	b.Run("plain/parse", func(b *testing.B) { plain(b, d) })
	b.Run("plain/parse+xsd", func(b *testing.B) {
		plain(b, d, compiled(b, d.set, "itk", "schemas/distributionEnvelope-v2-0.xsd"), compiled(b, d.set, "pds", detailsSchema(b, d.set)))
	})
	for _, c := range []struct {
		name string
		in   check.Input
	}{
		{"judge/parse+facts", d.input(false, check.OnlyWellFormed)},
		{"judge/parse+facts+xsd", d.input(false, check.OnlySchema)},
		{"judge/parse+facts+rules", d.input(false, check.OnlyRules)},
		{"judge/whole", d.input(false)},
		{"judge/whole-with-its-request", d.input(true)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(d.response.Body)))
			for b.Loop() {
				v, err := d.judge.Judge(b.Context(), c.in)
				if err != nil {
					b.Fatal(err)
				}
				if v.Failed() {
					b.Fatal(describe(v))
				}
			}
		})
	}
}

// plain parses the response and validates the nodes that the schemas are for: the
// envelope by the first, its payload by the second.
func plain(b *testing.B, d details, schemas ...*xmlengine.Schema) {
	b.Helper()
	b.ReportAllocs()
	b.SetBytes(int64(len(d.response.Body)))
	for b.Loop() {
		doc, err := xmlengine.Parse(d.response.Body, xmlengine.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		for i, node := range pieces(doc.Root())[:len(schemas)] {
			if found, err := schemas[i].Validate(node); err != nil || len(found) > 0 {
				b.Fatal(err, found)
			}
		}
		doc.Free()
	}
}

// pieces are the DistributionEnvelope and the payload of a SOAP envelope.
func pieces(root xmlengine.Node) []xmlengine.Node {
	last := func(n xmlengine.Node) xmlengine.Node {
		children := n.ChildElements()
		return children[len(children)-1]
	}
	envelope := last(last(root))
	return []xmlengine.Node{envelope, last(last(last(envelope)))}
}

func compiled(b *testing.B, set *pack.Set, domain, path string) *xmlengine.Schema {
	b.Helper()
	s, err := xmlengine.CompileSchema(set.Pack(domain).FS, path)
	require.NoError(b, err)
	return s
}

func detailsSchema(b *testing.B, set *pack.Set) string {
	b.Helper()
	service, ok := set.Pack("pds").Service("getPatientDetails")
	require.True(b, ok)
	return service.Response.Schema
}

func describe(v *check.Verdict) string {
	text := "the response should be valid:"
	for _, f := range v.Findings {
		text += fmt.Sprintf("\n%s %s: %s", f.Severity, f.Rule, f.Message)
	}
	return text
}

// BenchmarkStart measures what every command does before it judges anything: loading
// the packs, and compiling all schemas and rules.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		set, err := pack.Load(pack.Options{BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := check.New(set); err != nil {
			b.Fatal(err)
		}
	}
}
