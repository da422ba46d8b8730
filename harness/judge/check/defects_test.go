package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// judged is a finding in short: what it is and whether an outer one explains it.
type judged struct {
	Rule        string
	Severity    model.Severity
	Consequence bool
}

// exchanges are valid exchanges of the bench, each of which a defect is put into.
type exchanges struct {
	bench *builtin.Bench
	set   map[string]check.Input
}

func newExchanges(t *testing.T) exchanges {
	t.Helper()
	b := builtin.New(t)
	e := exchanges{bench: b, set: map[string]check.Input{}}
	response := func(domain, service, persona, code string, values map[string]any) check.Input {
		p := b.Set.Pack(domain)
		s, ok := p.Service(service)
		require.True(t, ok)
		r, err := b.Composer.Request(p, scenario.Step{Service: service, Persona: persona}, "http://127.0.0.1/")
		require.NoError(t, err)
		body, err := b.Composer.Response(p, s, code, values, r.MessageID, nil)
		require.NoError(t, err)
		return input(domain, service, r.Wire.Body, body, 200)
	}
	e.set["verify"] = response("pds", "verifyNHSNumber", "matched", "DEMOG-0001", nil)
	fault, err := b.Composer.Fault(itk.Fault{
		FaultCode: "Client", FaultString: "The request was rejected; see detail", ErrorCode: "1000", ErrorText: "No.", Diagnostic: "d",
		RelatesTo: "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01",
	}, nil)
	require.NoError(t, err)
	in := e.set["verify"]
	in.Request, in.Response = nil, &check.Message{Body: fault, Status: 500, Headers: in.Response.Headers}
	e.set["fault"] = in
	request := e.set["verify"]
	request.Judged, request.Response, request.Role = check.PartRequest, nil, model.RoleClient
	e.set["request"] = request
	summary, err := b.Set.Select(pack.Selection{Role: model.RoleProvider, Scenarios: []string{"SCR-SCR-DOCUMENT-PLAIN"}})
	require.NoError(t, err)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: builtin.Now})
	require.NoError(t, err)
	r, err := b.Composer.Request(b.Set.Pack("scr"), summary[0].Steps[0], "http://127.0.0.1/")
	require.NoError(t, err)
	asked, err := ours.Judge(t.Context(), transport.Inbound{Method: "POST", Path: "/", RawHeader: r.Wire.Header, Body: r.Wire.Body, Received: builtin.Now()})
	require.NoError(t, err)
	reply, err := ours.Answer(asked)
	require.NoError(t, err)
	e.set["summary"] = input("scr", "querySCR", r.Wire.Body, reply.Body, 200)
	return e
}

func input(domain, service string, request, response []byte, status int) check.Input {
	text := []check.Header{{Name: "Content-Type", Value: "text/xml; charset=utf-8"}}
	return check.Input{
		Role: model.RoleProvider, Domain: domain, Service: service, Transport: true, Now: builtin.Now(), Judged: check.PartResponse,
		Request: &check.Message{
			Body: request, Method: "POST", Path: "/", Received: builtin.Now(),
			Headers: append([]check.Header{{Name: "SOAPAction", Value: `"urn:nhs-itk:services:201005:` + service + `-v1-0"`}}, text...),
		},
		Response: &check.Message{Body: response, Status: status, Headers: text},
	}
}

// with puts a defect into the judged message.
func with(t *testing.T, in check.Input, oldNew ...string) check.Input {
	t.Helper()
	part := &in.Request
	if in.Judged == check.PartResponse {
		part = &in.Response
	}
	m := **part
	for i := 0; i < len(oldNew); i += 2 {
		require.Contains(t, string(m.Body), oldNew[i])
		m.Body = []byte(strings.ReplaceAll(string(m.Body), oldNew[i], oldNew[i+1]))
	}
	*part = &m
	return in
}

// TestOneDefectGivesTheseFindings puts one defect into a valid message and compares
// all that is found: nothing less, nothing more, and what explains what.
func TestOneDefectGivesTheseFindings(t *testing.T) {
	t.Parallel()
	e := newExchanges(t)
	problem := func(rule string) judged { return judged{rule, model.Error, false} }
	warning := func(rule string) judged { return judged{rule, model.Warning, false} }
	follows := func(rule string) judged { return judged{rule, model.Error, true} }
	assert := func(that string, severity model.Severity) []scenario.Assertion {
		return []scenario.Assertion{{ID: "PDS-TEST-A", That: that, Severity: severity, Message: "m"}}
	}
	const code = "string(/x:exchange/x:response/x:message//hl7:value/@code)"
	for _, c := range []struct {
		name   string
		base   string
		defect []string
		change func(*check.Input)
		want   []judged
	}{
		{name: "a valid request", base: "request"},
		{name: "a valid answer", base: "verify"},
		{name: "a valid fault", base: "fault"},
		{name: "a valid answer with a document in it", base: "summary"},

		{name: "not well-formed", base: "verify", defect: []string{"</soap:Body>", ""}, want: []judged{problem("XML-WELLFORMED")}},
		{name: "a body cut off", base: "request", change: func(in *check.Input) {
			in.Request = &check.Message{Body: in.Request.Body, Method: "POST", Headers: in.Request.Headers, Damage: &check.Damage{Kind: check.DamageBroken, Message: "m"}}
		}, want: []judged{problem("HTTP-BODY")}},
		{name: "a body too large", base: "request", change: func(in *check.Input) {
			in.Request = &check.Message{Body: in.Request.Body, Method: "POST", Headers: in.Request.Headers, Damage: &check.Damage{Kind: check.DamageTooLarge, Message: "m"}}
		}, want: []judged{problem("XML-TOO-LARGE")}},
		{name: "a status of faults", base: "verify", change: func(in *check.Input) {
			m := *in.Response
			m.Status, in.Response = 500, &m
		}, want: []judged{problem("ITK-TRN-STATUS-RESPONSE")}},
		{name: "no action", base: "request", defect: []string{"<wsa:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0</wsa:Action>", ""}, want: []judged{problem("ITK-ADR-ACTION-PRESENT")}},
		{name: "an envelope not by its schema", base: "verify", defect: []string{`<itk:payloads count="1">`, `<itk:payloads count="1" x="1">`}, want: []judged{problem("XSD-ENVELOPE-DISTRIBUTIONENVELOPE-PAYLOADS-OTHER-NOT-ALLOWED")}},
		{
			name: "a value not by its schema, to which a rule objects too", base: "request", defect: []string{`<Person.DateOfBirth>
                <value value="`, `<Person.DateOfBirth>
                <value value="x`},
			want: []judged{problem("XSD-PAYLOAD-PERSON-DATEOFBIRTH-VALUE-VALUE-FORM"), follows("PDS-REQ-Q4-LENGTH")},
		},
		{
			name: "a value not by its schema, and another to which a rule objects", base: "request", defect: []string{`<Person.DateOfBirth>
                <value value="`, `<Person.DateOfBirth>
                <value value="x`, `extension="9449310394"`, `extension="9449310395"`},
			want: []judged{problem("XSD-PAYLOAD-PERSON-DATEOFBIRTH-VALUE-VALUE-FORM"), follows("PDS-REQ-Q4-LENGTH"), problem("PDS-REQ-Q5-CHECK")},
		},
		{name: "a payload not by its schema", base: "verify", defect: []string{`moodCode="EVN"`, `moodCode="RQO"`}, want: []judged{problem("XSD-PAYLOAD-VERIFYNHSNUMBERRESPONSE-V1-0-MOODCODE-FIXED")}},
		{
			name: "two faults of which none explains the other", base: "verify", defect: []string{`moodCode="EVN"`, `moodCode="RQO"`, `<itk:manifest count="1">`, `<itk:manifest count="2">`},
			want: []judged{problem("ITK-ENV-MANIFEST-COUNT"), problem("XSD-PAYLOAD-VERIFYNHSNUMBERRESPONSE-V1-0-MOODCODE-FIXED")},
		},
		{name: "a code that is none", base: "verify", defect: []string{`code="DEMOG-0001"`, `code="DEMOG-7777"`}, want: []judged{problem("PDS-RSP-P1-CODE")}},
		{name: "a fault detail not by its schema", base: "fault", defect: []string{"<itk:ErrorText>No.</itk:ErrorText>", ""}, want: []judged{problem("ITK-FLT-ERRORTEXT"), problem("XSD-FAULT-TOOLKITERRORINFO-ERRORDIAGNOSTICTEXT-NOT-EXPECTED")}},
		{name: "an embedded document not by its schema", base: "summary", defect: []string{`classCode="COMPOSITION"`, `classCode="OBS"`}, want: []judged{problem("XSD-EMBEDDED-GPSUMMARY-CLASSCODE-FIXED")}},

		{name: "an assertion that holds", base: "verify", change: func(in *check.Input) { in.Assert = assert(code+" = 'DEMOG-0001'", model.Error) }},
		{name: "an assertion that does not hold", base: "verify", change: func(in *check.Input) { in.Assert = assert(code+" = 'SMSP-0000'", model.Error) }, want: []judged{problem("PDS-TEST-A")}},
		{name: "one that only warns", base: "verify", change: func(in *check.Input) { in.Assert = assert("false()", model.Warning) }, want: []judged{warning("PDS-TEST-A")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := with(t, e.set[c.base], c.defect...)
			if c.change != nil {
				c.change(&in)
			}
			v, err := e.bench.Judge.Judge(t.Context(), in)
			require.NoError(t, err)
			var got []judged
			for _, f := range v.Findings {
				got = append(got, judged{f.Rule, f.Severity, f.Consequence})
			}
			require.Empty(t, cmp.Diff(c.want, got), "%+v", v.Findings)
		})
	}
}
