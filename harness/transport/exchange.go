package transport

import (
	"context"
	"crypto/tls"
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
	// askedForCert is true when the server wanted a client certificate;
	// sentCert when we had one to send.
	askedForCert, sentCert bool
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
	if err == nil {
		return nil
	}
	return x.explain(ctx, r, s, err)
}

func (x *exchange) since() time.Duration { return x.opts.Now().Sub(x.capture.Started) }

// connect dials and, for https, shakes hands.
func (x *exchange) connect(ctx context.Context) *Error {
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", x.req.address)
	if err != nil {
		return dialError(x.req.address, contextFirst(ctx, err))
	}
	x.raw, x.conn = raw, raw
	x.capture.Peer = raw.RemoteAddr().String()
	if !x.req.tls {
		return nil
	}
	cfg := x.opts.TLS.Clone()
	if cfg.ServerName == "" {
		cfg.ServerName = x.req.host
	}
	x.watchCertificateRequest(cfg)
	conn := tls.Client(raw, cfg)
	if err := conn.HandshakeContext(ctx); err != nil {
		var unverified *tls.CertificateVerificationError
		if errors.As(err, &unverified) && len(unverified.UnverifiedCertificates) > 0 {
			x.capture.PeerSubject = unverified.UnverifiedCertificates[0].Subject.String()
		}
		_ = raw.Close()
		return handshakeError(x.req.address, "client", contextFirst(ctx, err))
	}
	x.conn = conn
	state := conn.ConnectionState()
	x.capture.TLSVersion = tls.VersionName(state.Version)
	x.capture.PeerSubject = state.PeerCertificates[0].Subject.String()
	return nil
}

// watchCertificateRequest notes whether the server asks for a certificate,
// without changing which one is sent.
func (x *exchange) watchCertificateRequest(cfg *tls.Config) {
	choose := cfg.GetClientCertificate
	certificates := cfg.Certificates
	cfg.GetClientCertificate = func(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		x.askedForCert = true
		cert, err := new(tls.Certificate), error(nil)
		switch {
		case choose != nil:
			cert, err = choose(info)
		case len(certificates) > 0:
			// Sent even if the server's list of CAs does not name its issuer: how
			// the server takes a foreign certificate is what a test wants to see.
			cert = &certificates[0]
		}
		x.sentCert = err == nil && cert != nil && len(cert.Certificate) > 0
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
		return &Error{Kind: ErrInterrupted, Phase: r.phase, Peer: peer, Sentence: "interrupted while " + string(r.phase), Err: ctx.Err()}
	}
	if silent && x.req.tls {
		var record tls.RecordHeaderError
		unasked := x.askedForCert && !x.sentCert && isClosed(err)
		if isAlert(err) || unasked || errors.As(err, &record) {
			e := &Error{Kind: ErrTLS, Phase: PhaseHandshake, Peer: peer, Err: err, Sentence: tlsSentence(peer, "client", err)}
			if unasked {
				e.Sentence = peer + " asked for a client certificate, got none, and closed the connection"
			}
			return e
		}
	}
	e := r.classify(peer, err)
	switch {
	case errors.Is(e.Kind, ErrTimeout) && silent && s.sent < len(x.req.bytes):
		e.Phase = PhaseSend
		e.Sentence = peer + " did not take the whole request before the deadline"
	case errors.Is(e.Kind, ErrConnectionClosed) && silent && x.sentCert:
		e.Sentence += "; it had asked for a client certificate and may have refused ours"
	}
	return e
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
