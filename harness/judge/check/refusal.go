package check

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Refusal is what is known of an exchange with a client that had to be refused.
type Refusal struct {
	Outcome model.Outcome
	TLS     *model.TLS
	Fault   *model.TransportFault
	// Message is true when the answer, though no SOAP 1.1, holds a message all the same.
	Message bool
}

// otherReasons are the statuses of HTTP 4xx that say themselves that it was not for the
// client that the request was declined: a proxy asks who it is, the server did not wait
// any longer, or there were too many requests.
var otherReasons = []int{http.StatusProxyAuthRequired, http.StatusRequestTimeout, http.StatusTooManyRequests}

// Doubt says why the exchange shows no refusal of that client by the peer, and what to
// do. It is empty where it shows one, provided that a control request is answered:
// see [ControlDoubt].
//
// A refusal is an alert or the end of the connection by the peer, or HTTP 4xx without
// a SOAP message; after the server's certificate was verified, and after the server
// had asked for the client's and got it. A client without a certificate has none to
// give. A client with an old version of TLS is refused before any certificate.
func (r Refusal) Doubt() string {
	switch {
	case r.TLS == nil:
		return "the endpoint is plain HTTP, which knows no client certificates; run against an https endpoint"
	case r.TLS.Client == "":
		return "the request was sent with the ordinary client certificate, which nobody has to refuse; name a client in the scenario with tls"
	}
	if doubt := r.doubtOfOutcome(); doubt != "" {
		return doubt
	}
	return r.doubtOfHandshake()
}

// doubtOfOutcome is about what came of the request.
func (r Refusal) doubtOfOutcome() string {
	switch o := r.Outcome; {
	case o.Kind == model.OutcomeUnreachable:
		return "the connection failed for another reason than a refusal; make an ordinary request succeed first: " + o.Reason
	case o.Kind == model.OutcomeHTTP && (o.Status < 400 || o.Status > 499):
		return fmt.Sprintf("HTTP %d without a SOAP message is neither an answer nor a refusal; refuse the TLS handshake, or answer with HTTP 4xx", o.Status)
	case o.Kind == model.OutcomeHTTP && slices.Contains(otherReasons, o.Status):
		return fmt.Sprintf("HTTP %d (%s) says of something else than the client that it was in the way; make sure that every request comes through, and run again", o.Status, http.StatusText(o.Status))
	case o.Kind == model.OutcomeHTTP && r.Message:
		return fmt.Sprintf("HTTP %d came with a message that is no SOAP 1.1, so that it is open whether the client was let in; refuse the TLS handshake, or answer with HTTP 4xx and no message", o.Status)
	case o.Kind != model.OutcomeHTTP && o.Kind != model.OutcomeRefused:
		return "the system under test neither answered nor refused; it has to refuse the TLS handshake, close the connection without an answer, or answer with HTTP 4xx: " + o.Reason
	}
	return ""
}

// doubtOfHandshake is about who had seen whose certificate when the request was refused.
func (r Refusal) doubtOfHandshake() string {
	beforeCertificates := r.Outcome.Kind == model.OutcomeRefused && !r.TLS.ServerVerified && r.Fault != nil && r.Fault.Phase == string(transport.PhaseHandshake)
	switch {
	case r.TLS.Client == transport.WrongOldVersion && beforeCertificates:
		return ""
	case !r.TLS.ServerVerified:
		return "the connection ended before the certificate of the system under test was verified, so that it may not be the client that was refused; make an ordinary request succeed first"
	case !r.TLS.CertificateAsked:
		return "the system under test did not ask for a client certificate, so that it cannot have refused one; let it demand one in the TLS handshake"
	case r.TLS.Client != transport.WrongNoCertificate && !r.TLS.CertificateSent:
		return "the system under test did not get the client certificate that it had to refuse; make an ordinary request succeed first"
	}
	return ""
}

// Controls is how many control requests have to be answered before the exchange counts
// as a refusal. A connection that just ends says less than an alert or a status, for an
// unsteady system ends it for no reason; one more control request shows that it is steady.
func (r Refusal) Controls() int {
	if r.Fault != nil && r.Fault.Cause == string(transport.CauseClosed) {
		return 2
	}
	return 1
}

// AliveDoubt says why the outcome of the control request leaves it open whether a request
// that breaks HTTP was rejected: who answers none at all rejects nothing. It is empty where
// the control request was answered. There is doubt where none was sent.
func AliveDoubt(controls []model.Outcome) string {
	if len(controls) == 0 {
		return "no control request stands beside it, so that it is not shown that the system under test answers at all"
	}
	return unanswered(controls, "the connection ended without an answer, and the same request without the breach of HTTP was not answered either (%s), "+
		"so that it is not shown what was rejected; find out whether the broken request stopped the system under test, and make an ordinary request succeed")
}

// ControlDoubt says why the outcomes of the control requests leave it open whether a
// client was refused for its TLS side. It is empty where all control requests, which
// differ in that alone, were answered. There is doubt where none was sent.
func ControlDoubt(controls []model.Outcome) string {
	if len(controls) == 0 {
		return "no control request with the ordinary client certificate stands beside it, so that the refusal may have had another reason"
	}
	return unanswered(controls, "a control request, with the ordinary client certificate and the same message, was not answered either (%s), "+
		"so that it is not shown what was refused; make an ordinary request succeed first")
}

// unanswered is a doubt about the first control request without an answer, with its outcome
// in place of %s and its reason; empty where all have one.
func unanswered(controls []model.Outcome, doubt string) string {
	for _, control := range controls {
		if control.Answered() {
			continue
		}
		doubt = fmt.Sprintf(doubt, control)
		if control.Reason != "" {
			doubt += ": " + control.Reason
		}
		return doubt
	}
	return ""
}
