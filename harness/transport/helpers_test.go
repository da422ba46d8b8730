package transport_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/itk-assurance/tkw/harness/transport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rawPeer listens on loopback and runs script for every connection, after the
// whole request (if any comes) was read. It gives the URL.
func rawPeer(t *testing.T, script func(net.Conn)) string {
	t.Helper()
	return "http://" + scriptedListener(t, func(c net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		script(c)
	}) + "/"
}

// scriptedListener runs script for every connection and closes it afterwards.
func scriptedListener(t *testing.T, script func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer func() { _ = c.Close() }()
				_ = c.SetDeadline(time.Now().Add(30 * time.Second))
				script(c)
			})
		}
	})
	t.Cleanup(func() { _ = l.Close(); work.Wait() })
	return l.Addr().String()
}

// send is a script that writes text and closes.
func send(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// untilGone waits until the other side closes.
func untilGone(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

func newClient(t *testing.T, o transport.Options) *transport.Client {
	t.Helper()
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
	case <-time.After(20 * time.Second):
		t.Fatal("the server reported nothing")
		return transport.ServerCapture{}
	}
}

// startServer starts a server on loopback with the options given.
func startServer(t *testing.T, o transport.ServerOptions) (*transport.Server, log) {
	t.Helper()
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
	s.Start(context.Background())
	t.Cleanup(s.Close)
	return s, l
}

// answer is a handler that always replies the same.
func answer(r transport.Reply) func(context.Context, transport.Inbound) transport.Reply {
	return func(context.Context, transport.Inbound) transport.Reply { return r }
}

// dial opens a raw connection that gives up after thirty seconds.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(30*time.Second)))
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

// fixedClock always tells the same instant.
func fixedClock() time.Time { return time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC) }

func lines(ls ...string) string { return strings.Join(ls, "\r\n") }
