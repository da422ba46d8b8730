package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/scenario"
	"github.com/itk-assurance/tkw/harness/transport"
)

// reach tries the endpoint before anything is sent. A run that is resumed and has
// nothing left to send needs no system under test, and loses nothing without one.
func (o Options) reach(ctx context.Context, sender *transport.Client) error {
	left := func(sc scenario.Scenario) bool { return !o.Done[sc.ID] && !o.blocked(sc) }
	if len(o.Done) > 0 && !slices.ContainsFunc(o.Scenarios, left) {
		return ctx.Err()
	}
	return reach(ctx, sender, o.Endpoint)
}

// reach tries the endpoint once, TLS included, so that what keeps every request from
// being sent costs one sentence. It says whose side failed, and what to do.
func reach(ctx context.Context, sender *transport.Client, endpoint string) error {
	capture, err := sender.Probe(ctx, endpoint)
	var e *transport.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Phase == transport.PhasePrepare {
		return fmt.Errorf("the endpoint %q is no URL: %w", endpoint, err)
	}
	if e.Phase == transport.PhaseConnect {
		return fmt.Errorf("no provider answers at %s: %w", endpoint, err)
	}
	whose, advice := handshakeAdvice(e, capture)
	return fmt.Errorf("%s: %w; %s", whose, e.Err, advice)
}

// handshakeAdvice says who ended the TLS handshake, and what the tester can do.
func handshakeAdvice(e *transport.Error, capture transport.Capture) (whose, advice string) {
	subject := capture.PeerSubject
	if subject == "" {
		subject = "without a subject"
	}
	tkw := fmt.Sprintf("tkw does not accept the certificate of %s (%s)", e.Peer, subject)
	h := capture.Handshake
	switch e.Cause {
	case transport.CauseUntrusted:
		return tkw, "give the certificate of the CA that issued it with --ca"
	case transport.CauseName:
		return tkw, "use a host name in --endpoint that the certificate names, or let the provider have a certificate for this one"
	case transport.CauseIssuerExpired:
		return tkw, "the certificate of a CA above it is out of date: give one that is valid with --ca, or let the provider have a certificate of such a CA, and check the clock of this machine"
	case transport.CauseExpired:
		return tkw, "let the provider have a certificate that is valid now, and check the clock of this machine"
	case transport.CauseUnfit:
		return tkw, "let the provider have a certificate for server authentication"
	case transport.CauseNotTLS:
		return e.Peer + " does not speak TLS", "use http:// in --endpoint, or the port on which the provider speaks TLS"
	case transport.CauseTimeout:
		return "the TLS handshake with " + e.Peer + " did not end before the deadline", "check that the port speaks TLS, or give more time with --deadline"
	case transport.CauseAlert, transport.CauseClosed:
		whose = e.Peer + " ended the TLS handshake"
		if meaning := transport.AlertMeaning(e.Alert); meaning != "" {
			whose += ": " + meaning
		}
		switch {
		case h.CertificateAsked && !h.CertificateSent:
			return e.Peer + " asked for a client certificate, got none, and ended the connection", "give tkw a certificate that it accepts with --cert and --key"
		case h.CertificateAsked:
			return whose, "it asked for a client certificate and did not accept the one of --cert: let it trust the CA of that, or give another"
		}
		return whose, "check that the port speaks TLS 1.2 or 1.3, and whether the provider wants a client certificate (--cert and --key)"
	}
	return "tkw cannot go on with the TLS handshake of " + e.Peer, "check the TLS versions and cipher suites of the provider"
}
