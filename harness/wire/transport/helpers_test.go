package transport_test

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/leaks"
	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestMain(m *testing.M) { leaks.Main(m) }

// No test depends on how fast the machine is. Where a deadline is the subject, nothing
// else has to happen before it; where it has to, the test lets the deadline pass by
// hand, see [expiry].
const (
	// patience is a deadline that a test waits for.
	patience = 500 * time.Millisecond
	// backstop ends the other side of an exchange that should have ended long ago.
	backstop = 2 * time.Minute
	// never is for deadlines that must play no part.
	never = time.Hour
)

// expiry is a context whose deadline passes at a point of the exchange that the test
// chooses, instead of a point in time.
type expiry struct {
	context.Context
	passed chan struct{}
	once   sync.Once
}

func newExpiry() *expiry {
	return &expiry{Context: context.Background(), passed: make(chan struct{})}
}

func (e *expiry) pass()                 { e.once.Do(func() { close(e.passed) }) }
func (e *expiry) Done() <-chan struct{} { return e.passed }

func (e *expiry) Err() error {
	select {
	case <-e.passed:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// onFirstByte is a clock for a client that calls f when the first byte of the answer
// has been read: after the start and the connection, that is its third question.
func onFirstByte(f func()) func() time.Time {
	var asked atomic.Int32
	return func() time.Time {
		if asked.Add(1) == 3 {
			f()
		}
		return fixedClock()
	}
}

// rawPeer listens on loopback and runs script for every connection, after the
// whole request (if any comes) was read. It gives the URL.
func rawPeer(t *testing.T, script func(net.Conn)) string {
	t.Helper()
	return "http://" + peers.Listen(t, func(c net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		script(c)
	}) + "/"
}

// send is a script that writes text and closes.
func send(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// untilGone waits until the other side closes.
func untilGone(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// newClient makes a client that waits as long as it takes, unless told otherwise.
func newClient(t *testing.T, o transport.Options) *transport.Client {
	t.Helper()
	o.Timeout = cmp.Or(o.Timeout, never)
	c, err := transport.NewClient(o)
	require.NoError(t, err)
	return c
}

// log collects what a server reports.
type log struct {
	exchanges chan transport.ServerCapture
	refused   chan transport.ServerCapture
}

func (l log) exchange(t *testing.T) transport.ServerCapture {
	t.Helper()
	return receive(t, l.exchanges)
}

func receive(t *testing.T, ch chan transport.ServerCapture) transport.ServerCapture {
	t.Helper()
	select {
	case c := <-ch:
		return c
	case <-time.After(backstop):
		t.Fatal("the server reported nothing")
		return transport.ServerCapture{}
	}
}

// startServer starts a server on loopback with the options given. Deadlines that are
// not given never pass.
func startServer(t *testing.T, o transport.ServerOptions) (*transport.Server, log) {
	t.Helper()
	s, l := bindServer(t, o)
	s.Start(context.Background())
	return s, l
}

// bindServer makes the server without starting it: it takes connections and their
// first bytes, and does nothing yet.
func bindServer(t *testing.T, o transport.ServerOptions) (*transport.Server, log) {
	t.Helper()
	for _, d := range []*time.Duration{&o.ReadHeaderTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.IdleTimeout, &o.HangTimeout} {
		*d = cmp.Or(*d, never)
	}
	l := log{make(chan transport.ServerCapture, 64), make(chan transport.ServerCapture, 64)}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.OnExchange == nil {
		o.OnExchange = func(c transport.ServerCapture) { l.exchanges <- c }
	}
	o.OnRefused = func(c transport.ServerCapture) { l.refused <- c }
	s, err := transport.NewServer(o)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s, l
}

// answer is a handler that always replies the same.
func answer(r transport.Reply) func(context.Context, transport.Inbound) transport.Reply {
	return func(context.Context, transport.Inbound) transport.Reply { return r }
}

// signal wraps a handler: a value is sent to entered for every request.
func signal(entered chan<- struct{}, r transport.Reply) func(context.Context, transport.Inbound) transport.Reply {
	return func(context.Context, transport.Inbound) transport.Reply {
		entered <- struct{}{}
		return r
	}
}

// dial opens a raw connection; reading from it fails once the backstop has passed.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(backstop)))
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// converse writes text, closes the sending side and reads to the end.
func converse(t *testing.T, addr, text string) string {
	t.Helper()
	c := dial(t, addr)
	_, err := io.WriteString(c, text)
	require.NoError(t, err)
	require.NoError(t, c.(*net.TCPConn).CloseWrite())
	out, err := io.ReadAll(c)
	require.NoError(t, err)
	return string(out)
}

// fixedClock always gives the same instant, and stepClock a second more each time.
func fixedClock() time.Time { return time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC) }

func stepClock() func() time.Time {
	var steps atomic.Int64
	return func() time.Time {
		return fixedClock().Add(time.Duration(steps.Add(1)-1) * time.Second)
	}
}

func lines(ls ...string) string { return strings.Join(ls, "\r\n") }
