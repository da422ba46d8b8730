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
	"sync/atomic"
	"time"
)

// How long the rest of an unread request is thrown away: for a pause after its last
// byte, and at most for a time.
const (
	lingerPause  = 500 * time.Millisecond
	lingerTime   = 5 * time.Second
	lingerBuffer = 4 << 10
)

// kernelBuffer is how much of what nobody reads yet the kernel takes in for a connection, in
// bytes. Left to itself it takes in whole bodies of clients that have to wait.
const kernelBuffer = 128 << 10

// serverConn serves one connection, in one goroutine.
type serverConn struct {
	srv    *Server
	opts   *ServerOptions
	raw    net.Conn // TCP
	conn   net.Conn // raw, or TLS over it
	tls    *tls.ConnectionState
	in     *requestReader
	intake *intake // what in reads from
	peer   string
	host   string // peer without its port
	unread bool   // the client may still be sending
	// answerBy is when the answer has to be out.
	answerBy time.Time
	gone     chan struct{} // closed when it is evicted
	// working is set while a request is being read and tkw does not wait for bytes of it.
	working atomic.Bool

	// All that follows is guarded by srv.mu; see [slots].
	parked  bool
	stage   stage
	holder  *holder // nil while it has no place
	since   time.Time
	young   time.Time // until then it keeps its place
	holds   bool      // memory for a large body
	evicted bool
}

func newServerConn(s *Server, raw net.Conn) *serverConn {
	peer := raw.RemoteAddr().String()
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(kernelBuffer) // a matter of cost only
	}
	c := &serverConn{
		srv: s, opts: &s.opts, raw: raw, conn: raw, peer: peer, host: hostOf(peer), gone: make(chan struct{}),
	}
	c.from(time.Now())
	c.intake = &intake{c: c}
	return c
}

// serve makes exchanges until one of the sides has enough.
func (c *serverConn) serve(ctx context.Context) {
	defer c.close()
	if c.opts.TLS != nil && !c.handshake(ctx) {
		return
	}
	c.in = newRequestReader(c.intake, c.opts.MaxHeaderBytes, c.opts.MaxRequestBytes)
	for patience := c.opts.ReadHeaderTimeout; c.awaitRequest(patience); patience = c.opts.IdleTimeout {
		if !c.exchange(ctx) {
			return
		}
		c.in.next()
		if !c.srv.enter(c, stageIdle, time.Now().Add(knownCredit)) {
			return
		}
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
	if closing || c.srv.isEvicted(c) || (!heard.heard && isClosed(err)) {
		return false // shut down, closed to make room, or a probe that connects and leaves
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
	capture.Elapsed = max(0, c.opts.Now().Sub(started))
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
	defer c.intake.end()

	now := time.Now()
	body, err := io.Reader(nil), error(nil)
	if c.srv.enter(c, stageHead, now) && c.srv.readBy(c, now.Add(c.opts.ReadHeaderTimeout)) {
		body, err = c.in.head(&in)
	}
	switch {
	case c.srv.isEvicted(c):
		c.refuse(capture, in, c.busy(PhaseRequestHead))
		return false
	case err != nil:
		c.refuse(capture, in, c.in.classify(c.peer, err))
		return false
	}
	if c.hopeless(in) || holdsBack(in) && c.in.rec.waiting(c.in.br) == 0 {
		if in.TooLarge {
			body = http.NoBody // not asked for, or not worth the wait
		} else {
			c.srv.enter(c, stageReply, time.Now())                                      // a client that takes no answer gives way
			capture.ResponseBytes, _ = c.write([]byte("HTTP/1.1 100 Continue\r\n\r\n")) // reading fails where writing did
		}
	}
	if c.intake.begin(ctx, in) {
		c.in.body(&in, body)
	}
	if c.srv.isEvicted(c) || errors.Is(c.in.rec.err, errNoRoom) {
		c.refuse(capture, in, c.busy(PhaseRequestBody))
		return false
	}
	c.unread = in.BodyError != nil
	capture.Inbound, capture.RequestBytes = in, in.Raw
	return c.respond(ctx, &capture)
}

// respond lets the handler answer the request of a capture, once it is its turn.
func (c *serverConn) respond(ctx context.Context, capture *ServerCapture) bool {
	in := capture.Inbound
	place, err := c.takeTurn(ctx, len(in.Body))
	if err != nil {
		c.refuse(*capture, in, c.busy(PhaseReply))
		return false
	}
	var reply Reply
	reply, capture.Err = c.handle(ctx, in)
	c.srv.turns.leave(place)
	if capture.Err != nil {
		reply = Reply{Status: http.StatusInternalServerError}
	}
	note, replaced := reply.Note, capture.Err != nil
	switch status := in.refusal(); {
	case status != 0 && !replaced:
		reply, replaced = refusedAs(status, "the head of the request is not as RFC 9112 has it"), true
	case errors.Is(in.BodyError, ErrNotHTTP) && !replaced:
		reply, replaced = refusedAs(http.StatusBadRequest, "the body of the request is not in chunks as RFC 9112 has them"), true
	case c.hopeless(in):
		reply.Status = http.StatusRequestEntityTooLarge
	}
	reply.Note = note
	capture.Reply, capture.Replaced = reply, replaced
	last := in.Close || reply.closes() || c.srv.isClosing()
	err = c.answer(capture, last)
	capture.Sent = err == nil && reply.Fault.proper()
	if capture.Err == nil && err != nil {
		capture.Err = err
	}
	capture.Elapsed = max(0, c.opts.Now().Sub(capture.Started))
	if c.opts.OnExchange != nil {
		c.srv.enter(c, stageWaiting, time.Now()) // it may go on whether or not it has been evicted
		c.opts.OnExchange(*capture)
	}
	return !last && err == nil
}

// refusedAs answers a request that RFC 9112 has a server refuse. The handler has judged it all
// the same, and its findings say what is wrong.
func refusedAs(status int, why string) Reply {
	return Reply{
		Status: status, Header: []HeaderField{{Name: "Content-Type", Value: "text/plain; charset=utf-8"}},
		Body: []byte(why + "; the findings of tkw say where\n"),
	}
}

// hopeless tells whether a body is declared so far beyond the limit that not even the part
// within it is read: waiting for that would only hold the connection.
func (c *serverConn) hopeless(in Inbound) bool {
	return in.Declared/2 > int64(c.opts.MaxRequestBytes)
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
	case errors.Is(why.Kind, ErrBusy):
		status = http.StatusServiceUnavailable
	case errors.Is(why.Kind, ErrTimeout):
		status = http.StatusRequestTimeout
	case errors.Is(why.Kind, ErrRequestTooLarge):
		status = http.StatusRequestHeaderFieldsTooLarge
	}
	if !errors.Is(why.Kind, ErrConnectionClosed) {
		c.srv.enter(c, stageReply, time.Now())
		capture.ResponseBytes, _ = c.write(plainReply(status, why.Sentence))
	}
	capture.Elapsed = max(0, c.opts.Now().Sub(capture.Started))
	c.refused(capture)
}

func (c *serverConn) refused(capture ServerCapture) {
	if c.opts.OnRefused != nil {
		c.opts.OnRefused(capture)
	}
}

// evictedTime is how long a connection that gives way may take over its last word.
const evictedTime = 100 * time.Millisecond

// write sends b and gives the part of it that was taken.
func (c *serverConn) write(b []byte) ([]byte, error) {
	until := c.answerBy
	if until.IsZero() {
		until = time.Now().Add(c.opts.WriteTimeout)
	}
	c.srv.writeBy(c, until)
	n, err := c.conn.Write(b)
	return b[:n:n], err
}

// close ends the connection. Where the client may still be sending, its bytes are read and
// thrown away for a while: closing at once would make its kernel drop the answer.
func (c *serverConn) close() {
	if c.unread && c.srv.enter(c, stageOver, past) {
		_ = c.raw.SetWriteDeadline(time.Now().Add(lingerPause))
		closeWrite(c.conn)
		if c.conn != c.raw {
			closeWrite(c.raw)
		}
		c.linger()
	}
	_ = c.raw.SetWriteDeadline(time.Now().Add(lingerPause))
	_ = c.conn.Close()
	_ = c.raw.Close()
}

// linger reads until the client has ended, pauses, or has been given time enough.
func (c *serverConn) linger() {
	end := time.Now().Add(lingerTime)
	for buf := make([]byte, lingerBuffer); ; {
		until := time.Now().Add(lingerPause)
		if until.After(end) || !c.srv.park(c, until) {
			return
		}
		_, err := c.raw.Read(buf)
		if !c.srv.unpark(c) || err != nil {
			return
		}
	}
}

func (s *Server) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}
