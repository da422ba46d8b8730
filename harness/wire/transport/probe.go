package transport

import (
	"context"
	"errors"
	"time"
)

// How long a probe listens for a late refusal: as long as the handshake took, which
// is more than a refusal needs for its way, but within these bounds.
const (
	minListen = 300 * time.Millisecond
	maxListen = 3 * time.Second
)

// Probe connects as an exchange with that URL would, TLS included, and sends no
// request. A server that asks for a client certificate is listened to for a moment,
// because with TLS 1.3 it refuses one only after the handshake. The error is an
// *[Error]; the Capture holds what was learnt of the handshake.
func (c *Client) Probe(ctx context.Context, url string) (Capture, error) {
	req := Request{URL: url}
	w, err := req.prepare(c.opts.Proxy)
	if err != nil {
		return Capture{Started: c.opts.Now()}, &Error{
			Kind: ErrBadRequest, Phase: PhasePrepare, Peer: w.address, Sentence: "this is no address to connect to", Err: err,
		}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	x := newExchange(&c.opts, w)
	began := time.Now()
	failure := x.connect(ctx)
	x.capture.Connected = x.since()
	if failure == nil {
		if h := x.capture.Handshake; h != nil && h.CertificateAsked {
			failure = x.listen(ctx, min(max(time.Since(began), minListen), maxListen))
		}
		x.close(failure == nil)
	}
	x.capture.Elapsed = x.since()
	if failure != nil {
		return x.capture, failure
	}
	return x.capture, nil
}

// listen waits for a refusal; silence is none, and nor is a server that speaks first.
func (x *exchange) listen(ctx context.Context, patience time.Duration) *Error {
	_ = x.raw.SetDeadline(time.Now().Add(patience)) // fails on a closed connection only; the read says so
	stop := context.AfterFunc(ctx, func() { _ = x.raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	var one [1]byte
	n, err := x.conn.Read(one[:])
	switch {
	case ctx.Err() != nil:
		return x.handshakeError(ctx.Err())
	case n > 0, isTimeout(err):
		return nil
	}
	e := x.lateRefusal(err)
	if e == nil {
		e = x.handshakeError(err)
	}
	return e
}

// SpeaksTLS tells from the error of a [Client.Probe] of an https URL whether the port
// speaks TLS: it does where the handshake came so far that a side could object to the
// other.
func SpeaksTLS(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return err == nil
	}
	switch e.Cause {
	case CauseAlert, CauseUntrusted, CauseIssuerExpired, CauseName, CauseExpired, CauseWeakSignature, CauseWeakKey, CauseUnfit, CauseVersion, CauseCipher:
		return true
	}
	return false
}
