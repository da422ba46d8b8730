package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestWhatIsARefusal(t *testing.T) {
	t.Parallel()
	hello := &model.TransportFault{Kind: "tls", Phase: "handshake", By: model.ByPeer, Cause: "alert", Alert: 70}
	later := &model.TransportFault{Kind: "closed", Phase: "wait", By: model.ByPeer, Cause: "closed"}
	refused := model.Outcome{Kind: model.OutcomeRefused}
	page := func(status int) model.Outcome { return model.Outcome{Kind: model.OutcomeHTTP, Status: status} }
	tls := func(client string, verified, asked, sent bool) *model.TLS {
		return &model.TLS{Client: client, ServerVerified: verified, CertificateAsked: asked, CertificateSent: sent}
	}
	for _, c := range []struct {
		name   string
		r      check.Refusal
		doubts string // part of the doubt; empty for a refusal
	}{
		{"an alert on an expired certificate", check.Refusal{refused, tls("expired", true, true, true), hello, false}, ""},
		{"the end of the connection on a certificate of an unknown CA", check.Refusal{refused, tls("unknown-ca", true, true, true), later, false}, ""},
		{"HTTP 400, as nginx has it", check.Refusal{page(400), tls("expired", true, true, true), nil, false}, ""},
		{"HTTP 403, as IIS has it", check.Refusal{page(403), tls("unknown-ca", true, true, true), nil, false}, ""},
		{"a proxy that asks who it is", check.Refusal{page(407), tls("expired", true, true, true), nil, false}, "HTTP 407 (Proxy Authentication Required)"},
		{"a server that did not wait", check.Refusal{page(408), tls("expired", true, true, true), nil, false}, "HTTP 408 (Request Timeout)"},
		{"a server that has too much to do", check.Refusal{page(429), tls("no-certificate", true, true, false), nil, false}, "HTTP 429 (Too Many Requests)"},
		{"HTTP 403 with a message of SOAP 1.2", check.Refusal{page(403), tls("expired", true, true, true), nil, true}, "a message that is no SOAP 1.1"},
		{"HTTP 499 is the last", check.Refusal{page(499), tls("expired", true, true, true), nil, false}, ""},
		{"HTTP 500 is no refusal", check.Refusal{page(500), tls("expired", true, true, true), nil, false}, "HTTP 500 without a SOAP message is neither"},
		{"HTTP 399 is no refusal", check.Refusal{page(399), tls("expired", true, true, true), nil, false}, "HTTP 399 without"},
		{"a page is no refusal", check.Refusal{page(200), tls("expired", true, true, true), nil, false}, "HTTP 200 without"},
		{"silence is no refusal", check.Refusal{model.Outcome{Kind: model.OutcomeNone, Reason: "silence"}, tls("expired", true, true, true), nil, false}, "neither answered nor refused"},
		{"tkw's own failure is no refusal", check.Refusal{model.Outcome{Kind: model.OutcomeUnreachable, Reason: "unknown CA"}, tls("expired", false, false, false), nil, false}, "another reason than a refusal"},
		{"nor is it with an old version", check.Refusal{model.Outcome{Kind: model.OutcomeUnreachable, Reason: "unknown CA"}, tls("old-version", false, false, false), nil, false}, "another reason than a refusal"},
		{"the end before the server showed its certificate", check.Refusal{refused, tls("expired", false, false, false), hello, false}, "before the certificate of the system under test was verified"},
		{"a page of a server that was not verified", check.Refusal{page(403), tls("old-version", false, false, false), nil, false}, "before the certificate of the system under test was verified"},
		{"a server that asks for no certificate", check.Refusal{refused, tls("expired", true, false, false), later, false}, "did not ask"},
		{"a server that did not get the certificate", check.Refusal{refused, tls("expired", true, true, false), later, false}, "did not get"},
		{"a client that has no certificate to give", check.Refusal{refused, tls("no-certificate", true, true, false), later, false}, ""},
		{"a client without a certificate that nobody asked", check.Refusal{refused, tls("no-certificate", true, false, false), later, false}, "did not ask"},
		{"a client without a certificate, before any was asked for", check.Refusal{refused, tls("no-certificate", false, false, false), hello, false}, "was verified"},
		{"an old version, at the first word", check.Refusal{refused, tls("old-version", false, false, false), hello, false}, ""},
		{"an old version, after a handshake with certificates", check.Refusal{page(403), tls("old-version", true, true, true), nil, false}, ""},
		{"an old version that was shaken hands with", check.Refusal{refused, tls("old-version", true, false, false), later, false}, "did not ask"},
		{"an old version, over a connection that is not known to be TLS", check.Refusal{refused, tls("old-version", false, false, false), later, false}, "was verified"},
		{"the ordinary client", check.Refusal{refused, tls("", true, true, true), later, false}, "ordinary client certificate"},
		{"plain HTTP", check.Refusal{page(403), nil, nil, false}, "plain HTTP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.doubts == "" {
				require.Empty(t, c.r.Doubt())
				return
			}
			require.Contains(t, c.r.Doubt(), c.doubts)
		})
	}
}

func TestWhatAControlRequestHasToGet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		controls []model.Outcome
		doubts   string
	}{
		{"an answer", []model.Outcome{{Kind: model.OutcomeResponse, Code: "SMSP-0000"}}, ""},
		{"a fault, which only a system that lets it in can send", []model.Outcome{{Kind: model.OutcomeFault}}, ""},
		{"not a page", []model.Outcome{{Kind: model.OutcomeHTTP, Status: 404}}, "HTTP 404 without a SOAP message"},
		{"not a refusal", []model.Outcome{{Kind: model.OutcomeRefused, Reason: "alert"}}, "connection refused by the peer"},
		{"not silence", []model.Outcome{{Kind: model.OutcomeNone}}, "no answer"},
		{"not nothing", []model.Outcome{{Kind: model.OutcomeUnreachable}}, "no connection"},
		{"two answers", []model.Outcome{{Kind: model.OutcomeResponse}, {Kind: model.OutcomeFault}}, ""},
		{"an answer, and then silence", []model.Outcome{{Kind: model.OutcomeResponse}, {Kind: model.OutcomeNone}}, "no answer"},
		{"but it has to be sent", nil, "no control request"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.doubts == "" {
				require.Empty(t, check.ControlDoubt(c.controls))
				return
			}
			require.Contains(t, check.ControlDoubt(c.controls), c.doubts)
		})
	}
}

func TestAConnectionThatJustEndsNeedsASecondControlRequest(t *testing.T) {
	t.Parallel()
	fault := func(cause transport.Cause) *model.TransportFault { return &model.TransportFault{Cause: string(cause)} }
	for _, c := range []struct {
		name  string
		fault *model.TransportFault
		want  int
	}{{"an alert", fault(transport.CauseAlert), 1}, {"an HTTP status", nil, 1}, {"the end of the connection", fault(transport.CauseClosed), 2}} {
		if got := (check.Refusal{Fault: c.fault}).Controls(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestWhatStaysWithoutAMessage(t *testing.T) {
	t.Parallel()
	of := func(check string, layer model.Layer) model.Finding { return model.Finding{Check: check, Layer: layer} }
	stay := []model.Finding{of("rules", model.LayerTransport), of("expectation", model.LayerScenario)}
	v := check.Verdict{Findings: append([]model.Finding{
		of("parse", model.LayerTransport), of("parse", model.LayerSOAP), of("rules", model.LayerSOAP), of("rules", model.LayerAddressing),
		of("rules", model.LayerSecurity), of("schema", model.LayerEnvelope), of("schema", model.LayerPayload), of("rules", model.LayerDomain),
	}, stay...)}
	if diff := cmp.Diff(stay, v.WithoutMessage()); diff != "" {
		t.Error(diff)
	}
}
