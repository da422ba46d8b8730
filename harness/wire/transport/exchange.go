package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"
)

// continueWait is how long a request body is held back for 100 Continue.
const continueWait = time.Second

// exchange is one request and its response over one connection.
type exchange struct {
	opts    *Options
	req     wireRequest
	capture Capture

	raw  net.Conn // TCP
	conn net.Conn // raw, or TLS over it
	// tlsVersion is 0 without a complete handshake.
	tlsVersion uint16
	// tap and cfg are nil without TLS; peer are the server's certificates.
	tap  *tap
	cfg  *tls.Config
	peer []*x509.Certificate
}

func newExchange(opts *Options, req wireRequest) *exchange {
	x := &exchange{opts: opts, req: req, capture: Capture{Started: opts.Now(), Peer: req.address}}
	if req.tls {
		x.capture.Handshake = &Handshake{}
	}
	return x
}

// run makes the exchange; ctx carries the deadline.
func (x *exchange) run(ctx context.Context) *Error {
	if err := x.connect(ctx); err != nil {
		return err
	}
	x.capture.Connected = x.since()
	deadline, _ := ctx.Deadline()
	_ = x.raw.SetDeadline(deadline) // fails on a closed connection only; the next write says so
	stop := context.AfterFunc(ctx, func() { _ = x.raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()

	s := newSender(x.conn, x.req)
	go s.run()
	r := newResponseReader(&firstByte{x: x}, x.req.method, x.opts.MaxHeaderBytes, x.opts.MaxResponseBytes)
	r.onContinue = s.proceed
	err := r.read()
	s.stop()
	x.close(err == nil)
	<-s.done // closing the connection has unblocked it

	x.capture.RequestBytes = x.req.bytes[:s.sent:s.sent]
	x.capture.ResponseBytes = r.wire(err == nil)
	x.capture.Response = r.out
	if err == nil && x.req.tls {
		return nil
	}
	if err == nil {
		return x.opts.Proxy.answered(x.req.address, r.out)
	}
	return x.explain(ctx, r, s, err)
}

func (x *exchange) since() time.Duration { return max(0, x.opts.Now().Sub(x.capture.Started)) }

// connect dials and, for https, shakes hands.
func (x *exchange) connect(ctx context.Context) *Error {
	if err := x.dial(ctx); err != nil || !x.req.tls {
		return err
	}
	raw := x.raw
	cfg := x.opts.TLS.Clone()
	if cfg.ServerName == "" {
		cfg.ServerName = x.req.host
	}
	x.tap, x.cfg = &tap{Conn: raw}, cfg
	x.watchHandshake(cfg)
	conn := tls.Client(x.tap, cfg)
	err := conn.HandshakeContext(ctx)
	state := conn.ConnectionState()
	x.tap.over = true
	x.peer = state.PeerCertificates
	x.capture.Handshake.CertificateSent = x.tap.sent
	if state.Version != 0 {
		x.capture.TLSVersion = tls.VersionName(state.Version)
	}
	if err != nil {
		if unverified, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
			x.peer = unverified.UnverifiedCertificates
		}
		if len(x.peer) > 0 {
			x.capture.PeerSubject = x.peer[0].Subject.String()
		}
		_ = raw.Close()
		return x.handshakeError(contextFirst(ctx, err))
	}
	x.conn = conn
	x.capture.Handshake.Complete = true
	x.tlsVersion = state.Version
	x.capture.PeerSubject = x.peer[0].Subject.String()
	return nil
}

// dial makes the connection to the other side, through the proxy where there is one.
func (x *exchange) dial(ctx context.Context) *Error {
	address, proxy := x.req.address, x.opts.Proxy
	if proxy != nil {
		address = proxy.address
	}
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	switch {
	case err != nil && proxy != nil:
		return proxy.dialFailure(dialCause(ctx, err))
	case err != nil:
		return dialError(address, "--endpoint", dialCause(ctx, err))
	}
	x.raw, x.conn = raw, raw
	if proxy == nil {
		x.capture.Peer = raw.RemoteAddr().String()
		return nil
	}
	if x.req.tls {
		if failure := proxy.tunnel(ctx, raw, x.req.address); failure != nil {
			_ = raw.Close()
			return failure
		}
	}
	return nil
}

// handshakeError classifies a failure of the TLS handshake, an early or a late one.
func (x *exchange) handshakeError(err error) *Error {
	h := x.capture.Handshake
	return handshakeFailure{
		peer: x.req.address, err: err, tap: x.tap, sent: x.peer, trusted: x.cfg.RootCAs, at: tlsTime(x.cfg),
		name: x.cfg.ServerName, asked: h.CertificateAsked, shown: h.CertificateSent,
	}.error()
}

// watchHandshake notes whether the server's certificate was found good, and whether
// it asks for one of ours, without changing which one is sent.
func (x *exchange) watchHandshake(cfg *tls.Config) {
	verify := cfg.VerifyConnection
	cfg.VerifyConnection = func(state tls.ConnectionState) error {
		if verify != nil {
			if err := verify(state); err != nil {
				return err
			}
		}
		// Called after the chain and the name were checked, unless that is switched off.
		x.capture.Handshake.ServerVerified = !cfg.InsecureSkipVerify
		return nil
	}
	choose := cfg.GetClientCertificate
	certificates := cfg.Certificates
	cfg.GetClientCertificate = func(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		x.capture.Handshake.CertificateAsked = true
		cert, err := new(tls.Certificate), error(nil)
		switch {
		case choose != nil:
			cert, err = choose(info)
		case len(certificates) > 0:
			// Sent even if the server's list of CAs does not name its issuer: how
			// the server takes a foreign certificate is what a test wants to see.
			cert = &certificates[0]
		}
		x.tap.chosen = err == nil && cert != nil && len(cert.Certificate) > 0
		return cert, err
	}
}

// contextFirst prefers the end of ctx as the cause: the error of a socket that
// was cut for it says less.
func contextFirst(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	return err
}

// close ends the connection; politely after a complete exchange only, because
// the goodbye of TLS may block on a peer that does not read.
func (x *exchange) close(polite bool) {
	if polite {
		_ = x.conn.Close()
	}
	_ = x.raw.Close()
}

// explain makes the error of a failed exchange.
func (x *exchange) explain(ctx context.Context, r *responseReader, s *sender, err error) *Error {
	peer := x.req.address
	silent := len(r.rec.buf) == 0
	if errors.Is(ctx.Err(), context.Canceled) {
		return &Error{Kind: ErrInterrupted, Phase: r.phase, Peer: peer, Sentence: "interrupted while " + r.phase.doing(), Err: ctx.Err()}
	}
	if silent && x.req.tls {
		if e := x.lateRefusal(err); e != nil {
			return e
		}
	}
	e := r.classify(peer, err)
	switch {
	case errors.Is(e.Kind, ErrTimeout) && silent && s.sent < len(x.req.bytes):
		e.Phase = PhaseSend
		e.Sentence = peer + " did not take the whole request before the deadline"
	case errors.Is(e.Kind, ErrConnectionClosed) && silent && x.req.tls && x.capture.Handshake.CertificateSent:
		e.Sentence += "; it had asked for a client certificate and may have refused ours"
	}
	return e
}

// lateRefusal is the error of a handshake that the server refused after our side of it
// was over, as TLS 1.3 has it for client certificates; nil for any other trouble.
func (x *exchange) lateRefusal(err error) *Error {
	e := x.handshakeError(err)
	h := x.capture.Handshake
	switch {
	case e.Cause == CauseAlert && x.tlsVersion >= tls.VersionTLS13 && refusesHandshake(e.Alert), e.Cause == CauseNotTLS:
		return e
	case e.Cause == CauseClosed && h.CertificateAsked && !h.CertificateSent:
		return e
	}
	return nil
}

// firstByte reads from the connection and notes when the answer began.
type firstByte struct{ x *exchange }

func (f *firstByte) Read(p []byte) (int, error) {
	n, err := f.x.conn.Read(p)
	if n > 0 && f.x.capture.FirstByte == 0 {
		f.x.capture.FirstByte = f.x.since()
	}
	return n, err
}
