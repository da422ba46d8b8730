package transport_test

import (
	"context"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestShutdownLetsTheExchangeEnd(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	srv, seen := startServer(t, transport.ServerOptions{Handler: func(context.Context, transport.Inbound) transport.Reply {
		close(entered)
		<-leave
		return transport.Reply{Body: []byte("done")}
	}})
	type result struct {
		capture transport.Capture
		err     error
	}
	results := make(chan result, 1)
	go func() {
		c, err := transport.NewClient(transport.Options{})
		if err != nil {
			results <- result{err: err}
			return
		}
		capture, err := c.Send(context.Background(), transport.Request{URL: srv.URL("/")})
		results <- result{capture, err}
	}()
	<-entered
	down := make(chan error, 1)
	go func() { down <- srv.Shutdown(context.Background()) }()
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", srv.Addr())
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	}, backstop, 5*time.Millisecond, "no new connections")
	require.Empty(t, down, "shutdown waits for the exchange")
	close(leave)
	require.NoError(t, <-down)
	require.Len(t, seen.exchanges, 1, "all is reported when Shutdown returns")
	r := <-results
	require.NoError(t, r.err)
	require.Equal(t, "done", string(r.capture.Response.Body))
}

func TestShutdownWakesEverythingThatWaits(t *testing.T) {
	t.Parallel()
	const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, tc := range []struct {
		name  string
		reply transport.Reply
		text  string
		waits func(t *testing.T, srv *transport.Server, seen log, entered <-chan struct{}) // until the server has come to its wait
		ends  error                                                                        // of the exchange, when one is cut short
	}{
		{name: "silent connection", waits: accepted},
		{name: "idle connection", text: get, waits: exchanged},
		{name: "hang", reply: transport.Reply{Fault: transport.FaultHang}, text: get, waits: handled, ends: transport.ErrInterrupted},
		{name: "delay", reply: transport.Reply{Delay: never}, text: get, waits: handled, ends: transport.ErrInterrupted},
		{name: "delay with the next request waiting", reply: transport.Reply{Delay: never}, text: get + "GET /", waits: handled, ends: transport.ErrInterrupted},
		{name: "lingering after garbage", text: "garbage\r\n\r\n", waits: handshakeRefused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			entered := make(chan struct{}, 2)
			srv, seen := startServer(t, transport.ServerOptions{Handler: signal(entered, tc.reply)})
			c := dial(t, srv.Addr())
			send(tc.text)(c)
			tc.waits(t, srv, seen, entered)
			require.NoError(t, srv.Shutdown(context.Background()))
			out, err := io.ReadAll(c)
			if tc.ends != nil {
				require.Empty(t, out, "a wait that is cut short gives no answer")
				require.ErrorIs(t, seen.exchange(t).Err, tc.ends)
				return // bytes left unread may have turned the close into a reset
			}
			require.NoError(t, err)
		})
	}
}

// accepted waits until the server has taken the connections made so far: it takes them
// in turn, so an exchange on a later one comes after.
func accepted(t *testing.T, srv *transport.Server, seen log, _ <-chan struct{}) {
	t.Helper()
	_, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.NoError(t, err)
	seen.exchange(t)
}

func exchanged(t *testing.T, _ *transport.Server, seen log, _ <-chan struct{}) {
	t.Helper()
	seen.exchange(t)
}

func handled(_ *testing.T, _ *transport.Server, _ log, entered <-chan struct{}) { <-entered }

func handshakeRefused(t *testing.T, _ *transport.Server, seen log, _ <-chan struct{}) {
	t.Helper()
	receive(t, seen.refused)
}

func TestShutdownByForceEndsHandlers(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	srv, _ := startServer(t, transport.ServerOptions{Handler: func(ctx context.Context, _ transport.Inbound) transport.Reply {
		close(entered)
		<-ctx.Done()
		return transport.Reply{}
	}})
	send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")(dial(t, srv.Addr()))
	<-entered
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, srv.Shutdown(ctx), context.DeadlineExceeded)
}

func TestEndOfTheContextClosesTheServer(t *testing.T) {
	t.Parallel()
	srv, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: echo})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	srv.Start(ctx)
	srv.Start(ctx) // harmless
	c := dial(t, srv.Addr())
	cancel()
	_, err = io.ReadAll(c)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server ends it, by a reset if it must")
	require.NoError(t, srv.Shutdown(context.Background()))
	require.NoError(t, srv.Shutdown(context.Background()))
	srv.Start(context.Background()) // too late, does nothing
}

func TestServerThatNeverStartedCloses(t *testing.T) {
	t.Parallel()
	srv, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: echo})
	require.NoError(t, err)
	srv.Close()
	_, err = net.Dial("tcp", srv.Addr())
	require.Error(t, err)
}

func TestListenErrors(t *testing.T) {
	t.Parallel()
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo})
	for _, tc := range []struct {
		name string
		addr string
		want error
		says string
	}{
		{"port taken", srv.Addr(), transport.ErrPortTaken, srv.Addr()},
		{"nothing given", "", transport.ErrListen, "no address given"},
		{"no port", "127.0.0.1", transport.ErrListen, "127.0.0.1"},
		{"foreign address", "192.0.2.1:0", transport.ErrListen, "192.0.2.1:0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := transport.NewServer(transport.ServerOptions{Listen: tc.addr, Handler: echo})
			require.ErrorIs(t, err, tc.want)
			require.ErrorContains(t, err, tc.says)
		})
	}
	for name, o := range map[string]transport.ServerOptions{
		"no handler":       {Listen: "127.0.0.1:0"},
		"negative limit":   {Listen: "127.0.0.1:0", Handler: echo, MaxRequestBytes: -1},
		"negative timeout": {Listen: "127.0.0.1:0", Handler: echo, ReadTimeout: -1},
	} {
		_, err := transport.NewServer(o)
		require.Error(t, err, name)
	}
}

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9": true, "[::1]:80": true, "::1": true, "[::1]": true, "localhost:1": true,
		"LOCALHOST": true, "::ffff:127.0.0.1": true,
		":80": false, "": false, "0.0.0.0:80": false, "[::]:80": false, "192.0.2.1:80": false,
		"localhost.example:80": false, "127.0.0.1.example": false,
	} {
		require.Equal(t, want, transport.IsLoopback(addr), addr)
	}
}
