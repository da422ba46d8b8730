package check_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/edits"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

// FuzzExchange judges a request and its response together, each changed at random, as a run
// does. Equal bytes get equal verdicts; what is not well-formed does not pass, whatever the
// other message says; and a finding has words, a rule and a place within its own message.
func FuzzExchange(f *testing.F) {
	b := builtin.New(f)
	type pair struct{ service, request, response string }
	var pairs []pair
	for service, code := range map[string]string{"verifyNHSNumber": "SMSP-0000", "getPatientDetails": "DEMOG-0001"} {
		s, ok := b.Set.Pack("pds").Service(service)
		require.True(f, ok)
		response, err := b.Composer.Response(b.Set.Pack("pds"), s, code, nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
		require.NoError(f, err)
		pairs = append(pairs, pair{service, requestFor(f, b, service, "matched"), string(response)})
	}
	const fault = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>no</faultstring></soap:Fault></soap:Body></soap:Envelope>`
	for _, p := range pairs {
		details := p.service == "getPatientDetails"
		for _, script := range []string{"", "\x00\x09\x00", "\x01\x05\x03", "\x03\x07\x00", "\x04\x08\x06", "\x05\x04\x05", "\x04\x10\x01\x02\x03\x11"} {
			f.Add([]byte(p.request), []byte(script), []byte(p.response), []byte{}, details, false)
			f.Add([]byte(p.request), []byte{}, []byte(p.response), []byte(script), details, true)
		}
		f.Add([]byte("<a>&gone;</a>"), []byte{}, []byte(p.response), []byte{}, details, false)
		f.Add([]byte(p.request[:len(p.request)/2]), []byte{}, []byte(p.response), []byte{}, details, false)
		f.Add([]byte(p.request), []byte{}, []byte(p.response[:len(p.response)/2]), []byte{}, details, true)
		f.Add([]byte(p.request), []byte{}, []byte(fault), []byte{}, details, true)
		f.Add([]byte(p.request), []byte{}, []byte("<html>"), []byte{}, details, true)
	}
	f.Fuzz(func(t *testing.T, request, requestEdits, response, responseEdits []byte, details, answer bool) {
		request, response = edits.Apply(request, requestEdits), edits.Apply(response, responseEdits)
		in := check.Input{
			Role: model.RoleProvider, Domain: "pds", Service: "verifyNHSNumber", Transport: true, Now: builtin.Now(), Judged: check.PartRequest,
			Request:  &check.Message{Body: request, Method: "POST", Path: "/", Headers: []check.Header{{Name: "Content-Type", Value: "text/xml"}}},
			Response: &check.Message{Body: response, Status: 200, Headers: []check.Header{{Name: "Content-Type", Value: "text/xml"}}},
		}
		if details {
			in.Service = "getPatientDetails"
		}
		judged := request
		if answer {
			in.Judged, judged = check.PartResponse, response
			in.Assert = []scenario.Assertion{{
				ID: "EXPECT-FUZZ", Severity: model.Error, Message: "a code of the answer is one of the request", Found: "/x:exchange/x:response//*/@code", Expected: "/x:exchange/x:request//*/@code",
			}}
		}
		v, err := b.Judge.Judge(context.Background(), in)
		if errors.Is(err, check.ErrTooExpensive) {
			return
		}
		if err != nil {
			t.Fatalf("tkw could not judge: %v", err)
		}
		again, err := b.Judge.Judge(context.Background(), in)
		if err != nil || !reflect.DeepEqual(v, again) {
			t.Fatalf("equal bytes, different verdicts: %v\n%s", err, cmp.Diff(v.Findings, again.Findings))
		}
		if doc, err := xmlengine.Parse(judged, xmlengine.Limits{}); err == nil {
			doc.Free()
		} else if !v.Failed() {
			t.Fatalf("not well-formed, and passed: %v", err)
		}
		for _, found := range v.Findings {
			requireFinding(t, found, map[string][]byte{string(check.PartRequest): request, string(check.PartResponse): response})
		}
	})
}

// requireFinding sees that a finding says what it means, and that its place is in the message
// that it names.
func requireFinding(t *testing.T, f model.Finding, messages map[string][]byte) {
	t.Helper()
	if f.Rule == "" || f.Check == "" || f.Layer == "" || strings.TrimSpace(f.Message) == "" || f.More < 0 {
		t.Fatalf("a finding without words: %+v", f)
	}
	if f.Location.Line == 0 {
		return
	}
	lines := bytes.Split(messages[f.Part], []byte("\n"))
	// A parser that misses something says so behind the last byte.
	if f.Location.Line > len(lines) || f.Location.Column > len(lines[f.Location.Line-1])+1 {
		t.Fatalf("a place outside of the %s: %+v in %q", f.Part, f, messages[f.Part])
	}
}
