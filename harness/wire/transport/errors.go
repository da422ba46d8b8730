package transport

import (
	"errors"
	"slices"
)

// The kinds of trouble an exchange can meet. Every error of [Client.Send] and
// every error a server reports matches exactly one of them with errors.Is.
var (
	// ErrUnreachable: no connection came about (refused, no such name, no route).
	ErrUnreachable = errors.New("peer unreachable")
	// ErrTLS: the handshake failed or was refused, by either side. With TLS 1.3 a
	// refused client certificate shows only when the answer is read; that counts too.
	ErrTLS = errors.New("tls handshake refused")
	// ErrTimeout: a deadline passed; Error.Phase says where.
	ErrTimeout = errors.New("timed out")
	// ErrConnectionClosed: the peer closed or reset the connection too early.
	ErrConnectionClosed = errors.New("connection closed by the peer")
	// ErrNotHTTP: the bytes received are not HTTP/1, or its framing is broken.
	ErrNotHTTP = errors.New("not HTTP")
	// ErrResponseTooLarge: the response head or body passes its limit.
	ErrResponseTooLarge = errors.New("response too large")
	// ErrRequestTooLarge: the request head or body passes the server's limit.
	ErrRequestTooLarge = errors.New("request too large")
	// ErrBadRequest: the request as given cannot be sent (URL, method, header field).
	ErrBadRequest = errors.New("request cannot be sent")
	// ErrBadReply: the handler's reply cannot be sent, or the handler crashed.
	ErrBadReply = errors.New("reply cannot be sent")
	// ErrInterrupted: the caller's context was cancelled, or the server shut down.
	ErrInterrupted = errors.New("interrupted")
)

// kindNames are the words for the kinds, in what is kept of an exchange.
var kindNames = []struct {
	kind error
	name string
}{
	{ErrUnreachable, "unreachable"},
	{ErrTLS, "tls"},
	{ErrTimeout, "timeout"},
	{ErrConnectionClosed, "closed"},
	{ErrNotHTTP, "not-http"},
	{ErrResponseTooLarge, "response-too-large"},
	{ErrRequestTooLarge, "request-too-large"},
	{ErrBadRequest, "bad-request"},
	{ErrBadReply, "bad-reply"},
	{ErrInterrupted, "interrupted"},
	{ErrBusy, "busy"},
}

// KindName is the word for a kind of trouble, and empty for any other error.
func KindName(kind error) string {
	for _, k := range kindNames {
		if errors.Is(kind, k.kind) {
			return k.name
		}
	}
	return ""
}

// KindNamed is the kind that [KindName] has that word for, nil for none.
func KindNamed(name string) error {
	for _, k := range kindNames {
		if k.name == name {
			return k.kind
		}
	}
	return nil
}

// Phase says how far an exchange had come.
type Phase string

// The phases of an exchange, as seen by the client and by the server.
const (
	PhasePrepare      Phase = "prepare"
	PhaseConnect      Phase = "connect"
	PhaseHandshake    Phase = "handshake" // of TLS
	PhaseSend         Phase = "send"
	PhaseWait         Phase = "wait" // for the first byte of the answer
	PhaseResponseHead Phase = "response-head"
	PhaseResponseBody Phase = "response-body"
	PhaseRequestHead  Phase = "request-head"
	PhaseRequestBody  Phase = "request-body"
	PhaseReply        Phase = "reply"
)

// doing says in words what was going on in a phase.
func (p Phase) doing() string {
	switch p {
	case PhasePrepare:
		return "preparing the request"
	case PhaseConnect:
		return "connecting"
	case PhaseHandshake:
		return "shaking hands"
	case PhaseSend:
		return "sending the request"
	case PhaseWait:
		return "waiting for the answer"
	case PhaseResponseHead:
		return "reading the response head"
	case PhaseResponseBody:
		return "reading the response body"
	case PhaseRequestHead:
		return "reading the request head"
	case PhaseRequestBody:
		return "reading the request body"
	}
	return "sending the response"
}

// Party is a side of an exchange.
type Party string

// The sides. Where the network or a deadline ended an exchange, it was neither.
const (
	ByPeer  Party = "peer"
	ByUs    Party = "us"
	ByProxy Party = "proxy" // the proxy on the way to the peer
)

// Cause is why a side ended an exchange.
type Cause string

// The causes that matter for who is to blame and for what to do.
const (
	CauseAlert  Cause = "alert"  // the peer sent a TLS alert
	CauseClosed Cause = "closed" // the peer closed or reset the connection
	// CauseUntrusted and those up to CauseUnfit: we did not accept the peer's certificate. It
	// is not of a trusted CA, of one whose own certificate is expired or not valid yet, for
	// another name, itself expired or not valid yet, signed with a broken hash, by or for a
	// key that is too short, or unfit otherwise.
	CauseUntrusted     Cause = "untrusted-certificate"
	CauseIssuerExpired Cause = "issuer-expired"
	CauseName          Cause = "certificate-name"
	CauseExpired       Cause = "certificate-expired"
	CauseWeakSignature Cause = "weak-signature"
	CauseWeakKey       Cause = "weak-key"
	CauseUnfit         Cause = "certificate"
	// CauseNoCertificate: we wanted a client certificate, and none was sent.
	CauseNoCertificate Cause = "no-client-certificate"
	// CauseVersion: the peer has no version of TLS that we take. CauseCipher: it has the
	// version, but nothing else in common.
	CauseVersion Cause = "tls-version"
	CauseCipher  Cause = "no-common-cipher"
	// CauseNotTLS: what came is no TLS. CauseTLSNotHTTP: TLS came over plain HTTP.
	CauseNotTLS     Cause = "not-tls"
	CauseTLSNotHTTP Cause = "tls-not-http"
	// CauseProtocol: what came is TLS that we cannot go on with.
	CauseProtocol Cause = "protocol"
	CauseTimeout  Cause = "timeout"
	// CauseNoName, CauseDeclined and CauseNoRoute: there is no connection, because the name
	// has no address, nothing listens at the port, or no way leads there.
	CauseNoName   Cause = "name-not-resolved"
	CauseDeclined Cause = "connection-refused"
	CauseNoRoute  Cause = "no-route"
	// CauseProxyCredentials and those up to CauseProxyRefused: a proxy did not go on. It wants
	// other credentials, did not reach the endpoint, or does not let us.
	CauseProxyCredentials Cause = "proxy-credentials"
	CauseProxyGateway     Cause = "proxy-gateway"
	CauseProxyRefused     Cause = "proxy-refused"
)

// Error is what went wrong in an exchange. It matches its Kind and its cause
// with errors.Is and errors.As.
type Error struct {
	Kind  error // one of the sentinels of this package
	Phase Phase
	Peer  string // host:port of the other side
	// By is the side that ended the exchange, Cause its reason, as far as known. Alert
	// is the code of the alert that the peer sent (RFC 8446, section 6), 0 for none.
	By    Party
	Cause Cause
	Alert int
	// Sentence says what happened and what to look at, without the cause.
	Sentence string
	Err      error // the cause; may be nil
}

// Error gives the sentence. The words of the cause follow where they say more: of what
// cannot be read or sent. What became of a connection is said by the sentence alone.
func (e *Error) Error() string {
	if e.Err == nil || slices.Contains([]error{ErrUnreachable, ErrTLS, ErrTimeout, ErrConnectionClosed, ErrInterrupted}, e.Kind) {
		return e.Sentence
	}
	return e.Sentence + ": " + e.Err.Error()
}

// Unwrap makes both the kind and the cause visible to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}
