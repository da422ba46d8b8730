package transport

import "errors"

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

// Phase says how far an exchange had come.
type Phase string

// The phases of an exchange, as seen by the client and by the server.
const (
	PhasePrepare      Phase = "preparing the request"
	PhaseConnect      Phase = "connecting"
	PhaseHandshake    Phase = "tls handshake"
	PhaseSend         Phase = "sending the request"
	PhaseWait         Phase = "waiting for the answer"
	PhaseResponseHead Phase = "reading the response head"
	PhaseResponseBody Phase = "reading the response body"
	PhaseRequestHead  Phase = "reading the request head"
	PhaseRequestBody  Phase = "reading the request body"
	PhaseReply        Phase = "sending the response"
)

// Error is what went wrong in an exchange. It matches its Kind and its cause
// with errors.Is and errors.As.
type Error struct {
	Kind  error // one of the sentinels of this package
	Phase Phase
	Peer  string // host:port of the other side
	// Sentence says what happened and what to look at, without the cause.
	Sentence string
	Err      error // the cause; may be nil
}

// Error gives the sentence, followed by the cause where there is one.
func (e *Error) Error() string {
	if e.Err == nil {
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
