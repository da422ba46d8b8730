package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

const plainGet = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

// ended tells whether the server has ended a connection, and what it said. It waits for
// the end; a connection that is kept is asked with isOpen.
func ended(t *testing.T, c net.Conn) string {
	t.Helper()
	out, err := io.ReadAll(c) // a reset ends it as well
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server keeps it")
	return string(out)
}

func isOpen(t *testing.T, c net.Conn) bool {
	t.Helper()
	require.NoError(t, c.SetReadDeadline(time.Now().Add(20*time.Millisecond)))
	_, err := c.Read(make([]byte, 1))
	return errors.Is(err, os.ErrDeadlineExceeded)
}

// firstToEnd waits for the first of several connections that the server ends, and gives
// what it said.
func firstToEnd(t *testing.T, crowd []net.Conn) string {
	t.Helper()
	said := make(chan string, len(crowd))
	for _, c := range crowd {
		go func() {
			out, _ := io.ReadAll(c) // a reset ends it as well
			said <- string(out)
		}()
	}
	select {
	case out := <-said:
		return out
	case <-time.After(backstop):
		t.Fatal("the server keeps all")
		return ""
	}
}

// TestCrowdGivesWayToANewClient fills a server whose deadlines never pass.
func TestCrowdGivesWayToANewClient(t *testing.T) {
	t.Parallel()
	body := "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
	for _, c := range []struct {
		name, sends string
		reported    bool
		told        string
	}{
		{name: "silent connections"},
		{name: "heads without end", sends: "POST / HTTP/1.1\r\nHost:", reported: true, told: "HTTP/1.1 503 "},
		{name: "bodies without end", sends: body + "abc", reported: true, told: "HTTP/1.1 503 "},
		{name: "bodies that were asked for", sends: strings.Replace(body, "\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n", 1), reported: true, told: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 "},
		{name: "connections that are kept", sends: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", told: "HTTP/1.1 200 OK\r\n"},
		{name: "deliberate pauses", sends: "GET /hang HTTP/1.1\r\nHost: x\r\n\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			const places = 4
			srv, seen := startServer(t, transport.ServerOptions{MaxConnections: places, Handler: func(_ context.Context, in transport.Inbound) transport.Reply {
				if in.Path == "/hang" {
					return transport.Reply{Fault: transport.FaultHang}
				}
				return transport.Reply{Body: in.Body}
			}})
			crowd := make([]net.Conn, places)
			for i := range crowd {
				crowd[i] = dial(t, srv.Addr())
				send(c.sends)(crowd[i])
			}
			for range 2 * places {
				require.Contains(t, converse(t, srv.Addr(), plainGet), "200 OK")
			}
			out := firstToEnd(t, crowd)
			if out == "" {
				return // it gave way before the server had read what it sent
			}
			require.Contains(t, out, c.told)
			if c.reported {
				require.ErrorIs(t, receive(t, seen.refused).Err, transport.ErrBusy)
			}
		})
	}
}

func TestOldestSilentConnectionGivesWayFirst(t *testing.T) {
	t.Parallel()
	srv, _ := startServer(t, transport.ServerOptions{MaxConnections: 3, Handler: echo})
	first := dial(t, srv.Addr())
	second := dial(t, srv.Addr())
	third := dial(t, srv.Addr())
	require.Contains(t, converse(t, srv.Addr(), plainGet), "200 OK")
	require.Empty(t, ended(t, first))
	require.True(t, isOpen(t, second))
	require.True(t, isOpen(t, third))
}

func TestSilentHandshakesGiveWay(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	for name, sends := range map[string]string{"silent": "", "begun": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, seen := startServer(t, transport.ServerOptions{MaxConnections: 1, Handler: echo, TLS: pki.ServerTLS()})
			hangs := dial(t, srv.Addr())
			send(sends)(hangs)
			_, err := newClient(t, transport.Options{TLS: pki.ClientTLS()}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
			require.NoError(t, err)
			require.Empty(t, ended(t, hangs))
			require.Empty(t, seen.refused)
		})
	}
}

func TestHugeBodyIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for _, length := range []string{"999999999999999999", "9223372036854775807", "2000"} {
		srv, seen := startServer(t, transport.ServerOptions{MaxRequestBytes: 900, Handler: answer(transport.Reply{Status: 500, Body: []byte("fault")})})
		c := dial(t, srv.Addr())
		send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\nabc")(c)
		out := ended(t, c) // the client still holds its side open
		require.True(t, strings.HasPrefix(out, "HTTP/1.1 413 "), "%q", out)
		require.True(t, strings.HasSuffix(out, "fault"))
		got := seen.exchange(t)
		require.ErrorIs(t, got.Inbound.BodyError, transport.ErrRequestTooLarge)
		require.Equal(t, 413, got.Reply.Status)
	}
}

func TestClientThatSendsAllBeforeItReadsGetsItsRefusal(t *testing.T) {
	t.Parallel()
	srv, _ := startServer(t, transport.ServerOptions{MaxRequestBytes: 1 << 10, Handler: echo})
	c := dial(t, srv.Addr())
	_, err := fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", 16<<20, make([]byte, 16<<20))
	require.NoError(t, err)
	require.Contains(t, ended(t, c), "HTTP/1.1 413 ")
}

// TestSmallBodiesPassBesideLargeOnes lets one large body hold all memory.
func TestSmallBodiesPassBesideLargeOnes(t *testing.T) {
	t.Parallel()
	const large = 200_000
	waits := time.Hour
	head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", large)
	srv, seen := startServer(t, transport.ServerOptions{MaxBodyBytes: large, MinRate: 1, WaitTimeout: waits, Handler: func(_ context.Context, in transport.Inbound) transport.Reply {
		return transport.Reply{Body: fmt.Append(nil, len(in.Body))}
	}})
	first, second := dial(t, srv.Addr()), dial(t, srv.Addr())
	send(head + strings.Repeat("a", large-1))(first)
	send(head + strings.Repeat("b", large-1))(second)
	require.Contains(t, converse(t, srv.Addr(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\nConnection: close\r\n\r\n"+strings.Repeat("s", 30_000)), "\r\n\r\n30000")
	seen.exchange(t)
	send("a")(first)
	send("b")(second)
	for _, c := range []net.Conn{first, second} {
		require.True(t, strings.HasSuffix(ended(t, c), "\r\n\r\n200000"))
		got := seen.exchange(t)
		require.NoError(t, got.Inbound.BodyError)
		require.Len(t, got.RequestBytes, len(head)+large)
		require.Equal(t, string(got.RequestBytes[len(head):]), string(got.Inbound.Body))
	}
}

func TestBodyThatFindsNoRoomIsToldToComeAgain(t *testing.T) {
	t.Parallel()
	const large = 200_000
	head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", large)
	srv, seen := startServer(t, transport.ServerOptions{MaxBodyBytes: large, MinRate: 1, WaitTimeout: patience, Handler: echo})
	both := []net.Conn{dial(t, srv.Addr()), dial(t, srv.Addr())}
	for _, c := range both {
		send(head + strings.Repeat("a", large-1))(c)
	}
	got := receive(t, seen.refused)
	require.ErrorIs(t, got.Err, transport.ErrBusy)
	require.True(t, strings.HasPrefix(string(got.ResponseBytes), "HTTP/1.1 503 "))
	require.Contains(t, string(got.ResponseBytes), "\r\nRetry-After: 5\r\n")
	require.Empty(t, seen.exchanges, "the other is still awaited")
}

func TestStalledBodyGivesItsMemoryToTheNext(t *testing.T) {
	t.Parallel()
	const large = 200_000
	head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", large)
	srv, seen := startServer(t, transport.ServerOptions{MaxBodyBytes: large, MinRate: 1 << 30, WaitTimeout: never, Handler: echo})
	stalled := dial(t, srv.Addr())
	send(head + strings.Repeat("a", large/2))(stalled)
	// A whole one waits as long as the stalled one holds the memory, or came before it.
	out := converse(t, srv.Addr(), head+strings.Repeat("b", large))
	require.True(t, strings.HasPrefix(out, "HTTP/1.1 200 "))
	seen.exchange(t)
	again := converse(t, srv.Addr(), head+strings.Repeat("c", large))
	require.True(t, strings.HasPrefix(again, "HTTP/1.1 200 "))
	require.True(t, strings.HasPrefix(ended(t, stalled), "HTTP/1.1 503 "))
	require.ErrorIs(t, receive(t, seen.refused).Err, transport.ErrBusy)
}

func TestBodyEarnsItsTimeByWhatHasCome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rate int
		want error
	}{
		{"a byte earns a second", 1, nil},
		{"a byte earns nothing", 1 << 30, transport.ErrTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv, seen := startServer(t, transport.ServerOptions{ReadTimeout: patience, MinRate: c.rate, Handler: echo})
			client := dial(t, srv.Addr())
			send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nConnection: close\r\n\r\n" + strings.Repeat("a", 1000))(client)
			if c.want == nil {
				require.True(t, isOpenFor(t, client, 2*patience))
				send("a")(client)
			}
			got := seen.exchange(t).Inbound
			require.Equal(t, c.want != nil, got.Truncated)
			require.ErrorIs(t, got.BodyError, c.want)
		})
	}
}

// isOpenFor is [isOpen] for longer than another deadline.
func isOpenFor(t *testing.T, c net.Conn, d time.Duration) bool {
	t.Helper()
	require.NoError(t, c.SetReadDeadline(time.Now().Add(d)))
	_, err := c.Read(make([]byte, 1))
	require.NoError(t, c.SetReadDeadline(time.Now().Add(backstop)))
	return errors.Is(err, os.ErrDeadlineExceeded)
}

// TestSmallRequestPassesLargeOnesInTheHandler lets large requests take all places but one.
func TestSmallRequestPassesLargeOnesInTheHandler(t *testing.T) {
	t.Parallel()
	const large = 100_000
	entered, leave := make(chan struct{}, 8), make(chan struct{})
	srv, seen := startServer(t, transport.ServerOptions{MaxHandling: 2, Handler: func(_ context.Context, in transport.Inbound) transport.Reply {
		if len(in.Body) == large {
			entered <- struct{}{}
			<-leave
		}
		return transport.Reply{}
	}})
	for range 3 {
		send(fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", large, strings.Repeat("a", large)))(dial(t, srv.Addr()))
	}
	<-entered
	for range 4 {
		require.Contains(t, converse(t, srv.Addr(), plainGet), "200 OK")
		seen.exchange(t)
	}
	require.Empty(t, entered, "one large request at a time")
	close(leave)
	for range 3 {
		seen.exchange(t)
	}
}
