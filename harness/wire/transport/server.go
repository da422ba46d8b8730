package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Limits and deadlines of a server, where [ServerOptions] leaves them 0.
const (
	DefaultMaxRequestBytes   = 5 << 20
	DefaultReadHeaderTimeout = 10 * time.Second
	DefaultReadTimeout       = 30 * time.Second
	DefaultWriteTimeout      = 30 * time.Second
	DefaultIdleTimeout       = 60 * time.Second
	DefaultHangTimeout       = 5 * time.Minute
	DefaultMaxConnections    = 1024
	DefaultMaxBodyBytes      = 32 << 20
	DefaultMinRate           = 64 << 10
	DefaultWaitTimeout       = 30 * time.Second
)

// forcedWait is how long a forced shutdown waits for handlers.
const forcedWait = 5 * time.Second

// ServerOptions says how a [Server] behaves.
type ServerOptions struct {
	// Listen is the address to bind, and nothing else; port 0 picks a free one.
	Listen string
	// TLS makes it an https listener; see [Material.Server].
	TLS *tls.Config
	// Handler makes the reply to a request; called concurrently. Its context ends
	// when the server is closed by force, or the context of Start ends.
	Handler func(context.Context, Inbound) Reply
	// OnExchange, if set, gets every exchange that reached Handler, after the
	// last byte was written and before the next request of that connection is
	// read; called concurrently. The client may already have the response.
	OnExchange func(ServerCapture)
	// OnRefused, if set, gets what never became an exchange: a failed handshake,
	// garbage, an unfinished or too long head. Connections that close without a
	// byte are not reported.
	OnRefused func(ServerCapture)

	MaxRequestBytes   int           // body, chunks joined
	MaxHeaderBytes    int           // request line and header fields
	ReadHeaderTimeout time.Duration // TLS handshake; head from its first byte; silence of a new connection
	ReadTimeout       time.Duration // body, beside the time that MinRate gives it
	WriteTimeout      time.Duration // answer as a whole, beside the time that MinRate gives it, and its own pauses
	IdleTimeout       time.Duration // silence between requests
	HangTimeout       time.Duration // longest FaultHang
	WaitTimeout       time.Duration // of a request for memory, and for its turn; 503 after that
	// MinRate is bytes a second: each byte of a body that has come, and each of an
	// answer, adds to its deadline accordingly.
	MinRate int
	// MaxConnections are open at once. Where there are more, those that are idle or slow
	// for longer than 200 ms are closed, the oldest of the address first that has most; and
	// those that wait for the server itself, where they are more than the others.
	MaxConnections int
	// MaxBodyBytes bounds the bytes of large bodies in flight, over all connections; the
	// others wait. Bodies up to 64 KiB do not count.
	MaxBodyBytes int
	// MaxHandling is how many requests are in Handler at once, two at least; others wait
	// for their turn. 0 is one for each processor.
	MaxHandling int
	// Now is the clock of Received, Started, Elapsed and Date; time.Now when nil.
	// Deadlines and delays always follow the real clock.
	Now func() time.Time
}

// ServerCapture is all that is known of one exchange. Slices may be kept.
type ServerCapture struct {
	Inbound Inbound
	Reply   Reply // as the handler gave it, but where Replaced
	// Replaced is true where the server answered in place of the handler, whose Note it kept.
	Replaced bool
	// Sent is true where the whole reply went out, as HTTP.
	Sent bool
	// RequestBytes equals Inbound.Raw. ResponseBytes are the bytes handed to the
	// network, 100 Continue included; head and body, above TLS.
	RequestBytes  []byte
	ResponseBytes []byte
	Started       time.Time     // first byte of the request
	Elapsed       time.Duration // from there to the last byte of the response
	Peer          string
	// Err is why the exchange did not end as the handler wished: the client went
	// away, the reply could not be sent. Deliberate faults are no errors.
	Err error
}

// Server answers HTTP(S) requests. Make it with [NewServer], then Start, then
// Shutdown or Close; all methods are safe for concurrent use.
type Server struct {
	opts     ServerOptions
	listener net.Listener
	bodies   *bodies
	turns    *turns
	quit     chan struct{} // closed when shutting down
	kill     context.CancelFunc
	workers  sync.WaitGroup

	mu      sync.Mutex
	started bool
	closing bool
	conns   map[*serverConn]struct{} // all, those that were evicted included
	slots   slots
	changed sync.Cond // a connection has ended, or is no longer being handled
}

// NewServer binds the address. Errors match [ErrPortTaken] or [ErrListen], or
// say which option is wrong.
func NewServer(o ServerOptions) (*Server, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	l, err := listen(o.Listen)
	if err != nil {
		return nil, err
	}
	s := &Server{
		opts: o, listener: l,
		bodies: newBodies(o.MaxBodyBytes),
		turns:  newTurns(o.MaxHandling),
		quit:   make(chan struct{}),
		conns:  make(map[*serverConn]struct{}),
		slots:  newSlots(o.MaxConnections),
	}
	s.changed.L = &s.mu
	return s, nil
}

// complete checks the options and fills in defaults.
func (o *ServerOptions) complete() error {
	if o.Handler == nil {
		return errors.New("server options: no handler")
	}
	for _, n := range []*int{&o.MaxRequestBytes, &o.MaxHeaderBytes, &o.MaxConnections, &o.MaxBodyBytes, &o.MaxHandling, &o.MinRate} {
		if *n < 0 {
			return errors.New("server options: limits must not be negative")
		}
	}
	for _, d := range []*time.Duration{&o.ReadHeaderTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.IdleTimeout, &o.HangTimeout, &o.WaitTimeout} {
		if *d < 0 {
			return errors.New("server options: timeouts must not be negative")
		}
	}
	o.MaxRequestBytes = orDefault(o.MaxRequestBytes, DefaultMaxRequestBytes)
	o.MaxHeaderBytes = orDefault(o.MaxHeaderBytes, DefaultMaxHeaderBytes)
	o.MaxConnections = orDefault(o.MaxConnections, DefaultMaxConnections)
	o.ReadHeaderTimeout = orDefault(o.ReadHeaderTimeout, DefaultReadHeaderTimeout)
	o.ReadTimeout = orDefault(o.ReadTimeout, DefaultReadTimeout)
	o.WriteTimeout = orDefault(o.WriteTimeout, DefaultWriteTimeout)
	o.IdleTimeout = orDefault(o.IdleTimeout, DefaultIdleTimeout)
	o.HangTimeout = orDefault(o.HangTimeout, DefaultHangTimeout)
	o.WaitTimeout = orDefault(o.WaitTimeout, DefaultWaitTimeout)
	o.MaxBodyBytes = orDefault(o.MaxBodyBytes, DefaultMaxBodyBytes)
	o.MinRate = orDefault(o.MinRate, DefaultMinRate)
	o.MaxHandling = orDefault(o.MaxHandling, defaultHandling())
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.TLS == nil {
		return nil
	}
	o.TLS = o.TLS.Clone()
	o.TLS.NextProtos = nil // HTTP/1.1 only: its bytes are what is judged
	if o.TLS.MinVersion == 0 {
		o.TLS.MinVersion = tls.VersionTLS12
	}
	if len(o.TLS.Certificates) == 0 && o.TLS.GetCertificate == nil && o.TLS.GetConfigForClient == nil {
		return errors.New("server options: TLS without a server certificate")
	}
	noteOffered(o.TLS)
	return nil
}

// noteOffered lets the [tap] of a connection know which versions of TLS a client offers.
func noteOffered(cfg *tls.Config) {
	choose := cfg.GetConfigForClient
	cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if t, ok := hello.Conn.(*tap); ok {
			t.offered = hello.SupportedVersions
		}
		if choose == nil {
			return nil, nil //nolint:nilnil // means: the configuration as it is
		}
		return choose(hello)
	}
}

// Addr gives the address that is bound.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// URL gives the address of path on this server, with its scheme.
func (s *Server) URL(path string) string {
	if s.opts.TLS != nil {
		return "https://" + s.Addr() + path
	}
	return "http://" + s.Addr() + path
}

// Start begins to accept and returns. When ctx ends, the server closes. The
// second and further calls do nothing.
func (s *Server) Start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started || s.closing {
		return
	}
	s.started = true
	ctx, s.kill = context.WithCancel(ctx)
	context.AfterFunc(ctx, s.cut)
	s.workers.Go(func() { s.accept(ctx) })
}

// accept takes connections until the listener closes.
func (s *Server) accept(ctx context.Context) {
	for pause := time.Duration(0); ; {
		raw, err := s.listener.Accept()
		if err != nil {
			if s.shrink(err) {
				pause = 0
			}
			if !s.rest(&pause) {
				return
			}
			continue
		}
		pause = 0
		c := newServerConn(s, raw)
		if !s.admit(c) {
			_ = raw.Close()
			return
		}
		s.workers.Go(func() {
			defer s.remove(c)
			c.serve(ctx)
		})
	}
}

// rest waits after a failed accept, such as one for want of file descriptors,
// longer each time up to a second. False means: the server is closing.
func (s *Server) rest(pause *time.Duration) bool {
	*pause = min(max(2**pause, 5*time.Millisecond), time.Second)
	timer := time.NewTimer(*pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.quit:
		return false
	}
}

// Shutdown stops accepting, lets exchanges in progress end, and returns when
// all is closed and every callback has returned. Delays and hangs are cut short
// without an answer. When ctx ends first, connections are closed by force and
// the error is that of ctx; a handler that ignores its context is waited for
// five seconds more, then left behind.
func (s *Server) Shutdown(ctx context.Context) error {
	s.begin()
	done := make(chan struct{})
	go func() { s.workers.Wait(); close(done) }()
	select {
	case <-done:
		s.cut()
		return nil
	case <-ctx.Done():
		s.cut()
		timer := time.NewTimer(forcedWait)
		defer timer.Stop()
		select {
		case <-done: // handlers saw their context end; every socket is closed
		case <-timer.C:
		}
		return fmt.Errorf("server at %s: closed by force: %w", s.Addr(), ctx.Err())
	}
}

// Close ends the server at once and waits for its goroutines. Handlers are told
// by their context; Close waits until they return.
func (s *Server) Close() {
	s.cut()
	s.workers.Wait()
}

// begin stops accepting and wakes connections that wait.
func (s *Server) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return
	}
	s.closing = true
	close(s.quit)
	_ = s.listener.Close()
	for c := range s.conns {
		if c.parked {
			_ = c.raw.SetReadDeadline(past)
		}
	}
	s.changed.Broadcast()
}

// cut closes everything by force.
func (s *Server) cut() {
	s.begin()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kill != nil {
		s.kill()
	}
	for c := range s.conns {
		_ = c.raw.Close()
	}
}

// park lets c wait for bytes until a time, in such a way that a shutdown wakes
// it. False means: the server is closing.
func (s *Server) park(c *serverConn, until time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing || c.evicted {
		return false
	}
	c.parked = true
	_ = c.raw.SetReadDeadline(until) // fails on a closed connection only; the read says so
	return true
}

// unpark ends the wait; false means: the server is closing.
func (s *Server) unpark(c *serverConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.parked = false
	return !s.closing
}
