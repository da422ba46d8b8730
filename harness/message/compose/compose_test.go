package compose_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/message/mutate"
)

func testPack() *pack.Pack {
	return &pack.Pack{
		Domain:   "pds",
		Services: []pack.Service{{Name: "verify", Asks: []string{"dateOfBirth", "nhsNumber", "family", "localId"}}},
		Personas: []pack.Persona{
			{Name: "matched", Values: map[string]any{
				"nhsNumber": "9990000018", "dateOfBirth": "19700101", "family": "EXAMPLE", "given": "ANN",
				"localId": map[string]any{"root": "1.2.3", "extension": "A:1"},
			}},
			{Name: "mistaken", Values: map[string]any{"nhsNumber": "9990000018", "dateOfBirth": "19700101"},
				Ask: map[string]string{"dateOfBirth": "19500101", "postcode": "ZZ99 3WZ"}},
		},
	}
}

func TestWhatARequestAsks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		step scenario.Step
		want map[string]string
		err  string
	}{
		{"the service's list, of what the persona has", scenario.Step{Service: "verify", Persona: "matched"},
			map[string]string{"dateOfBirth": "19700101", "nhsNumber": "9990000018", "family": "EXAMPLE", "localId.root": "1.2.3", "localId.extension": "A:1"}, ""},
		{"only some of it", scenario.Step{Service: "verify", Persona: "matched", Request: scenario.Request{Only: []string{"dateOfBirth", "given"}}},
			map[string]string{"dateOfBirth": "19700101", "given": "ANN"}, ""},
		{"the persona asks otherwise, within the list", scenario.Step{Service: "verify", Persona: "mistaken"},
			map[string]string{"dateOfBirth": "19500101", "nhsNumber": "9990000018"}, ""},
		{"the step asks otherwise", scenario.Step{Service: "verify", Persona: "matched", Request: scenario.Request{Ask: map[string]string{"family": "O'HERN", "localId.root": "9.9"}}},
			map[string]string{"dateOfBirth": "19700101", "nhsNumber": "9990000018", "family": "O'HERN", "localId.root": "9.9", "localId.extension": "A:1"}, ""},
		{"the step leaves values out", scenario.Step{Service: "verify", Persona: "matched", Request: scenario.Request{Ask: map[string]string{"family": "", "localId.root": "", "localId.extension": ""}}},
			map[string]string{"dateOfBirth": "19700101", "nhsNumber": "9990000018"}, ""},
		{"nobody", scenario.Step{Service: "verify"}, map[string]string{}, ""},
		{"an unknown persona", scenario.Step{Service: "verify", Persona: "nobody"}, nil, `pack "pds" has no persona "nobody"`},
		{"an unknown service", scenario.Step{Service: "nothing"}, nil, `pack "pds" has no service "nothing"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := compose.Ask(testPack(), c.step)
			if c.err != "" {
				require.EqualError(t, err, c.err)
				return
			}
			require.NoError(t, err)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pds := b.Set.Pack("pds")
	build := func(r scenario.Request) compose.Request {
		got, err := b.Composer.Request(pds, scenario.Step{Service: "verifyNHSNumber", Persona: "matched", Request: r}, "http://127.0.0.1/smsp")
		require.NoError(t, err)
		return got
	}
	header := func(r compose.Request, name string) string {
		for _, h := range r.Wire.Header {
			if h.Name == name {
				return h.Value
			}
		}
		return "absent"
	}
	const action = "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"
	for _, c := range []struct {
		name, header, want string
		http               scenario.HTTP
	}{
		{"the action is quoted", "SOAPAction", `"` + action + `"`, scenario.HTTP{}},
		{"or bare", "SOAPAction", action, scenario.HTTP{SOAPAction: "unquoted"}},
		{"or absent", "SOAPAction", "absent", scenario.HTTP{SOAPAction: "absent"}},
		{"or another", "SOAPAction", `"urn:other"`, scenario.HTTP{SOAPAction: `"urn:other"`}},
		{"names in small letters", "soapaction", `"` + action + `"`, scenario.HTTP{HeaderNames: "lower"}},
		{"the type of SOAP 1.1", "Content-Type", "text/xml; charset=utf-8", scenario.HTTP{}},
		{"another type", "Content-Type", "application/soap+xml", scenario.HTTP{ContentType: "application/soap+xml"}},
		{"no body, no type", "Content-Type", "absent", scenario.HTTP{Body: "none", Method: "GET"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, header(build(scenario.Request{HTTP: c.http}), c.header))
		})
	}
	one, two := build(scenario.Request{}), build(scenario.Request{})
	require.NotEqual(t, one.MessageID, two.MessageID, "every request has an id of its own")
	require.Contains(t, string(one.Wire.Body), "<wsa:To>http://127.0.0.1/smsp</wsa:To>")
	require.Equal(t, "9449310394", one.Values["persona.nhsNumber"])
	require.Equal(t, "9449310394", one.Values["ask.nhsNumber"])
}

func TestMutationsThatChangeNothingAreErrors(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	_, err := b.Composer.Request(b.Set.Pack("pds"), scenario.Step{Service: "verifyNHSNumber", Persona: "matched", Request: scenario.Request{
		Mutations: []mutation.Mutation{{Op: mutation.OpSet, Path: "//itk:manifest/@count", Value: "1"}},
	}}, "http://127.0.0.1/")
	require.ErrorIs(t, err, mutate.ErrNoEffect)
}

func TestPersonaInTheEnvelope(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pds := *b.Set.Pack("pds")
	pds.Envelope = map[string]any{"auditIdentity": []any{
		map[string]any{"uri": "urn:nhs-uk:identity:ods:Z99:${persona.family}"},
		map[string]any{"uri": "${persona.nosuch}", "type": "1.2.3"},
	}}
	got, err := b.Composer.Request(&pds, scenario.Step{Service: "verifyNHSNumber", Persona: "matched"}, "http://127.0.0.1/")
	require.NoError(t, err)
	require.Contains(t, string(got.Wire.Body), "urn:nhs-uk:identity:ods:Z99:LEWINGTON")
	require.Equal(t, 1, bytes.Count(got.Wire.Body, []byte("<itk:id ")), "what names an absent value is left out")
}

func TestFreshen(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	old, err := b.Composer.Request(b.Set.Pack("pds"), scenario.Step{Service: "verifyNHSNumber", Persona: "matched", Request: scenario.Request{
		Mutations: []mutation.Mutation{{Op: mutation.OpShiftTime, Path: "//wsu:Created", By: "-24h"}, {Op: mutation.OpShiftTime, Path: "//wsu:Expires", By: "-24h"}},
	}}, "http://127.0.0.1/")
	require.NoError(t, err)
	require.Contains(t, string(old.Wire.Body), "2031-03-03T10:15:30Z")
	fresh, err := b.Composer.Freshen(old.Wire.Body)
	require.NoError(t, err)
	require.Contains(t, string(fresh), "<wsu:Created>2031-03-04T10:15:30Z</wsu:Created>")
	require.Contains(t, string(fresh), "<wsu:Expires>2031-03-04T10:20:30Z</wsu:Expires>")
	_, err = b.Composer.Freshen([]byte("<a/>"))
	require.Error(t, err)
	_, err = b.Composer.Freshen([]byte("<a"))
	require.ErrorContains(t, err, "not well-formed")
}

func TestResponses(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pds := b.Set.Pack("pds")
	service, _ := pds.Service("getPatientDetailsBySearch")
	body, err := b.Composer.Response(pds, service, "DEMOG-0007", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	for _, want := range []string{
		"getPatientDetailsBySearch-v1-0Response</wsa:Action>", "<wsa:RelatesTo>6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01</wsa:RelatesTo>", `code="DEMOG-0007"`,
		"urn:nhs-en:profile:getPatientDetailsResponse-v1-0",
	} {
		require.Contains(t, string(body), want)
	}
	require.NotContains(t, string(body), "<patient")
	fault, err := b.Composer.Fault(itk.Fault{FaultCode: "Client", FaultString: "no", ErrorCode: "1000", ErrorText: "<&>"}, nil)
	require.NoError(t, err)
	require.Contains(t, string(fault), "&lt;&amp;")
	require.Contains(t, string(fault), "<faultcode>soap:Client</faultcode>")
}
