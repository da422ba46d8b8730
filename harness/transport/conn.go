package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// lingerTime is how long the rest of an unread request is thrown away after the
// answer: closing at once would make the client's kernel drop that answer.
const lingerTime = 500 * time.Millisecond

// serverConn serves one connection, in one goroutine.
type serverConn struct {
	srv    *Server
	opts   *ServerOptions
	raw    net.Conn // TCP
	conn   net.Conn // raw, or TLS over it
	tls    *tls.ConnectionState
	in     *requestReader
	peer   string
	unread bool // the client may still be sending
	parked bool // guarded by srv.mu
}

func newServerConn(s *Server, raw net.Conn) *serverConn {
	return &serverConn{srv: s, opts: &s.opts, raw: raw, conn: raw, peer: raw.RemoteAddr().String()}
}

// serve makes exchanges until one of the sides has enough.
func (c *serverConn) serve(ctx context.Context) {
	defer c.close()
	if c.opts.TLS != nil && !c.handshake(ctx) {
		return
	}
	c.in = newRequestReader(c.conn, c.opts.MaxHeaderBytes, c.opts.MaxRequestBytes)
	for patience := c.opts.ReadHeaderTimeout; c.awaitRequest(patience); patience = c.opts.IdleTimeout {
		if !c.exchange(ctx) {
			return
		}
		c.in.next()
	}
}

// handshake makes the TLS connection; a failure is reported.
func (c *serverConn) handshake(ctx context.Context) bool {
	started := c.opts.Now()
	deadline := time.Now().Add(c.opts.ReadHeaderTimeout)
	if !c.srv.park(c, deadline) {
		return false
	}
	_ = c.raw.SetWriteDeadline(deadline)
	heard := &tap{Conn: c.raw}
	conn := tls.Server(heard, c.opts.TLS)
	err := conn.HandshakeContext(ctx)
	heard.over = true
	closing := !c.srv.unpark(c)
	if err == nil && !closing {
		state := conn.ConnectionState()
		c.conn, c.tls = conn, &state
		return true
	}
	if closing || (!heard.heard && isClosed(err)) {
		return false // shut down, or a probe that connects and leaves
	}
	c.unread = true
	failure := handshakeFailure{
		peer: c.peer, server: true, err: err, tap: heard, sent: conn.ConnectionState().PeerCertificates, trusted: c.opts.TLS.ClientCAs,
		at: tlsTime(c.opts.TLS), asked: c.opts.TLS.ClientAuth >= tls.RequireAnyClientCert,
	}
	capture := ServerCapture{Started: started, Peer: c.peer, Err: failure.error()}
	var record tls.RecordHeaderError
	if errors.As(err, &record) && record.Conn != nil && looksLikeText(record.RecordHeader[:]) {
		capture.ResponseBytes, _ = c.write(plainReply(http.StatusBadRequest, "this is an https listener; use an https:// address"))
	}
	capture.Elapsed = c.opts.Now().Sub(started)
	c.refused(capture)
	return false
}

// awaitRequest waits for the first byte of a request.
func (c *serverConn) awaitRequest(patience time.Duration) bool {
	until := time.Now().Add(patience)
	for {
		if !c.srv.park(c, until) {
			return false
		}
		_, err := c.in.br.Peek(1)
		if !c.srv.unpark(c) || err != nil {
			return false
		}
		if c.in.skipBlankLines(); c.in.rec.waiting(c.in.br) > 0 {
			return true
		}
	}
}

// exchange reads a request and answers it. False ends the connection.
func (c *serverConn) exchange(ctx context.Context) bool {
	in := Inbound{Peer: c.peer, Received: c.opts.Now()}
	in.identify(c.tls)
	capture := ServerCapture{Started: in.Received, Peer: c.peer}

	_ = c.raw.SetReadDeadline(time.Now().Add(c.opts.ReadHeaderTimeout))
	body, err := c.in.head(&in)
	if err != nil {
		c.refuse(capture, in, c.in.classify(c.peer, err))
		return false
	}
	_ = c.raw.SetReadDeadline(time.Now().Add(c.opts.ReadTimeout))
	if holdsBack(in) && c.in.rec.waiting(c.in.br) == 0 {
		if in.TooLarge {
			body = http.NoBody // not asked for, so it never comes
		} else {
			capture.ResponseBytes, _ = c.write([]byte("HTTP/1.1 100 Continue\r\n\r\n")) // reading fails where writing did
		}
	}
	c.in.body(&in, body)
	c.unread = in.BodyError != nil
	capture.Inbound, capture.RequestBytes = in, in.Raw

	var reply Reply
	if reply, capture.Err = c.handle(ctx, in); capture.Err != nil {
		reply = Reply{Status: http.StatusInternalServerError}
	}
	capture.Reply = reply
	last := in.Close || reply.closes() || c.srv.isClosing()
	err = c.answer(&capture, last)
	if capture.Err == nil && err != nil {
		capture.Err = err
	}
	capture.Elapsed = c.opts.Now().Sub(capture.Started)
	if c.opts.OnExchange != nil {
		c.opts.OnExchange(capture)
	}
	return !last && err == nil
}

// holdsBack tells whether the client waits for leave to send its body.
func holdsBack(in Inbound) bool {
	return strings.EqualFold(in.Header.Get("Expect"), "100-continue") && in.Proto != "HTTP/1.0"
}

// handle calls the handler. A crash in it must not take the run along.
func (c *serverConn) handle(ctx context.Context, in Inbound) (reply Reply, err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = &Error{
				Kind: ErrBadReply, Phase: PhaseReply, Peer: c.peer, Sentence: "the handler crashed",
				Err: fmt.Errorf("%v\n%s", crash, debug.Stack()),
			}
		}
	}()
	return c.opts.Handler(ctx, in), nil
}

// refuse answers what is no request, reports it, and leaves the rest unread.
func (c *serverConn) refuse(capture ServerCapture, in Inbound, why *Error) {
	c.unread = true
	capture.Inbound, capture.RequestBytes, capture.Err = in, in.Raw, why
	status := http.StatusBadRequest
	switch {
	case errors.Is(why.Kind, ErrTimeout):
		status = http.StatusRequestTimeout
	case errors.Is(why.Kind, ErrRequestTooLarge):
		status = http.StatusRequestHeaderFieldsTooLarge
	}
	if !errors.Is(why.Kind, ErrConnectionClosed) {
		capture.ResponseBytes, _ = c.write(plainReply(status, why.Sentence))
	}
	capture.Elapsed = c.opts.Now().Sub(capture.Started)
	c.refused(capture)
}

func (c *serverConn) refused(capture ServerCapture) {
	if c.opts.OnRefused != nil {
		c.opts.OnRefused(capture)
	}
}

// write sends b and gives the part of it that was taken.
func (c *serverConn) write(b []byte) ([]byte, error) {
	_ = c.raw.SetWriteDeadline(time.Now().Add(c.opts.WriteTimeout))
	n, err := c.conn.Write(b)
	return b[:n:n], err
}

// close ends the connection. Where the client may still be sending, its bytes
// are read and thrown away for a moment.
func (c *serverConn) close() {
	if c.unread && c.srv.park(c, time.Now().Add(lingerTime)) {
		closeWrite(c.conn)
		if c.conn != c.raw {
			closeWrite(c.raw)
		}
		_, _ = io.Copy(io.Discard, c.raw)
		c.srv.unpark(c)
	}
	_ = c.conn.Close()
	_ = c.raw.Close()
}

func (s *Server) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}
