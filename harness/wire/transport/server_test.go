package transport_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func echo(_ context.Context, in transport.Inbound) transport.Reply {
	return transport.Reply{Body: in.Body}
}

func TestTransportFaultsAsTheClientSeesThem(t *testing.T) {
	t.Parallel()
	body := []byte(strings.Repeat("b", 100))
	for _, tc := range []struct {
		fault transport.TransportFault
		want  error
		phase transport.Phase
		body  int // bytes of body that arrive
	}{
		{fault: transport.FaultReset, want: transport.ErrConnectionClosed, phase: transport.PhaseWait},
		{fault: transport.FaultCloseBeforeResponse, want: transport.ErrConnectionClosed, phase: transport.PhaseWait},
		{fault: transport.FaultTruncateBody, want: transport.ErrConnectionClosed, phase: transport.PhaseResponseBody, body: 50},
		{fault: transport.FaultGarbage, want: transport.ErrNotHTTP, phase: transport.PhaseResponseHead},
		{fault: transport.FaultHang, want: transport.ErrTimeout, phase: transport.PhaseWait},
		{fault: transport.FaultChunked, body: 100},
		{fault: transport.FaultSlow, body: 100},
		{fault: transport.FaultNone, body: 100},
	} {
		for _, scheme := range []string{"http", "https"} {
			t.Run(scheme+" "+string(tc.fault), func(t *testing.T) {
				t.Parallel()
				o := transport.ServerOptions{Handler: answer(transport.Reply{Body: body, Fault: tc.fault, Pace: time.Millisecond})}
				co, ctx := transport.Options{}, newExpiry()
				if tc.fault == transport.FaultHang {
					reply := o.Handler
					o.Handler = func(c context.Context, in transport.Inbound) transport.Reply {
						ctx.pass()
						return reply(c, in)
					}
				}
				if scheme == "https" {
					pki, err := transport.NewTestPKI(nil, "")
					require.NoError(t, err)
					o.TLS, co.TLS = pki.ServerTLS(), pki.ClientTLS()
				}
				srv, seen := startServer(t, o)
				capture, err := newClient(t, co).Send(ctx, transport.Request{URL: srv.URL("/"), Body: []byte("<a/>")})
				got := seen.exchange(t)
				require.NoError(t, got.Err, "a deliberate fault is no error of the server")
				assert.Equal(t, string(got.ResponseBytes), string(capture.ResponseBytes))
				assert.Len(t, capture.Response.Body, tc.body)
				if tc.want == nil {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, tc.want)
				var e *transport.Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, tc.phase, e.Phase)
			})
		}
	}
}

func TestRequestFaultsAsTheServerSeesThem(t *testing.T) {
	t.Parallel()
	body := []byte(strings.Repeat("a", 100))
	for _, tc := range []struct {
		fault     transport.RequestFault
		chunked   bool
		body      int
		kind      error
		truncated bool
	}{
		{fault: transport.RequestProper, body: 100},
		{fault: transport.RequestNoHost, body: 100},
		{fault: transport.RequestNoLength, body: 0},
		{fault: transport.RequestLengthTooShort, body: 84},
		{fault: transport.RequestLengthTooLong, body: 100, kind: transport.ErrTimeout, truncated: true},
		{fault: transport.RequestTruncateBody, body: 50, kind: transport.ErrConnectionClosed, truncated: true},
		{fault: transport.RequestTruncateBody, chunked: true, body: 50, kind: transport.ErrConnectionClosed, truncated: true},
		{fault: transport.RequestNoBody, body: 0, kind: transport.ErrConnectionClosed, truncated: true},
		{fault: transport.RequestChunkGarbage, body: 0, kind: transport.ErrNotHTTP},
	} {
		t.Run(string(tc.fault), func(t *testing.T) {
			t.Parallel()
			o := transport.ServerOptions{Handler: answer(transport.Reply{Status: 500})}
			if errors.Is(tc.kind, transport.ErrTimeout) {
				o.ReadTimeout = patience
			}
			srv, seen := startServer(t, o)
			capture, err := newClient(t, transport.Options{}).Send(context.Background(),
				transport.Request{URL: srv.URL("/"), Body: body, Fault: tc.fault, Chunked: tc.chunked})
			require.NoError(t, err)
			status := 500
			if tc.fault == transport.RequestNoHost || errors.Is(tc.kind, transport.ErrNotHTTP) {
				status = 400
			}
			require.Equal(t, status, capture.Response.Status)
			got := seen.exchange(t)
			assert.Len(t, got.Inbound.Body, tc.body)
			assert.Equal(t, tc.truncated, got.Inbound.Truncated)
			assert.True(t, bytes.HasPrefix(capture.RequestBytes, got.RequestBytes))
			if tc.kind == nil {
				assert.NoError(t, got.Inbound.BodyError)
			} else {
				assert.ErrorIs(t, got.Inbound.BodyError, tc.kind)
			}
		})
	}
}

func TestKeepAliveCutsEveryExchangeExactly(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{Handler: echo})
	requests := []string{
		lines("POST /1 HTTP/1.1", "Host: x", "content-length: 3", "", "one"),
		lines("POST /2 HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "3", "two", "0", "", ""),
		lines("POST /3 HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "5;ext=1", "three", "0", "X-Trailer: t", "", ""),
		lines("GET /4 HTTP/1.1", "Host: x", "X-Folded: a", "  b", "Connection: close", "", ""),
	}
	// all at once, the second with the stray line end that old clients send before it
	out := converse(t, srv.Addr(), requests[0]+"\r\n"+strings.Join(requests[1:], ""))
	for i, body := range []string{"one", "two", "three", ""} {
		got := seen.exchange(t)
		require.NoError(t, got.Err)
		require.Equal(t, requests[i], string(got.RequestBytes))
		require.Equal(t, body, string(got.Inbound.Body))
		require.True(t, strings.HasPrefix(out, string(got.ResponseBytes)))
		out = strings.TrimPrefix(out, string(got.ResponseBytes))
		if i == 3 {
			require.Equal(t, "a b", got.Inbound.Header.Get("X-Folded"))
		}
	}
	require.Empty(t, out)
}

func TestForeignClientsAreServed(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{Handler: echo})
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	client := &http.Client{Transport: tr, Timeout: backstop}
	peer := ""
	for _, body := range []io.Reader{strings.NewReader("known length"), io.MultiReader(strings.NewReader("chunked"))} {
		res, err := client.Post(srv.URL("/"), "text/xml", body)
		require.NoError(t, err)
		_, err = io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		got := seen.exchange(t)
		require.NoError(t, got.Inbound.BodyError)
		if peer != "" {
			require.Equal(t, peer, got.Peer, "the connection is kept")
		}
		peer = got.Peer
	}
}

func TestHTTP10ClientGetsItsAnswerAndTheEnd(t *testing.T) {
	t.Parallel()
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo})
	out := converse(t, srv.Addr(), "POST / HTTP/1.0\nContent-Length: 2\n\nok")
	require.True(t, strings.HasPrefix(out, "HTTP/1.1 200 OK\r\n"))
	require.Contains(t, out, "Connection: close\r\n")
	require.True(t, strings.HasSuffix(out, "\r\n\r\nok"))
}

func TestRequestLimitsAreExact(t *testing.T) {
	t.Parallel()
	head := lines("POST / HTTP/1.1", "Host: x", "Content-Length: 100", "Connection: close", "", "")
	message := head + strings.Repeat("b", 100)
	for _, tc := range []struct {
		name       string
		head, body int
		status     string
		handled    bool
		tooLarge   bool
	}{
		{"both exactly at the limit", len(head), 100, "200 OK", true, false},
		{"body one over reaches the handler", len(head), 99, "200 OK", true, true},
		{"head one over is refused", len(head) - 1, 100, "431 Request Header Fields Too Large", false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv, seen := startServer(t, transport.ServerOptions{MaxHeaderBytes: tc.head, MaxRequestBytes: tc.body, Handler: echo})
			out := converse(t, srv.Addr(), message)
			require.True(t, strings.HasPrefix(out, "HTTP/1.1 "+tc.status), "%q", out)
			if !tc.handled {
				require.ErrorIs(t, receive(t, seen.refused).Err, transport.ErrRequestTooLarge)
				return
			}
			got := seen.exchange(t).Inbound
			require.Equal(t, tc.tooLarge, got.TooLarge)
			require.Len(t, got.Body, min(tc.body, 100))
		})
	}
}

func TestLargeChunkedBodyIsStoppedAndStillAnswered(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{MaxRequestBytes: 1 << 20, Handler: answer(transport.Reply{Status: 500, Body: []byte("fault")})})
	capture, err := newClient(t, transport.Options{}).Send(context.Background(),
		transport.Request{URL: srv.URL("/"), Body: make([]byte, 8<<20), Chunked: true, ChunkBytes: 4096})
	require.NoError(t, err)
	require.Equal(t, "fault", string(capture.Response.Body))
	got := seen.exchange(t).Inbound
	require.ErrorIs(t, got.BodyError, transport.ErrRequestTooLarge)
	require.Len(t, got.Body, 1<<20)
	require.Less(t, len(got.Raw), 2<<20)
}

func TestServerAgainstHostileClients(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		sends  string         // before the server takes the connection
		then   func(net.Conn) // what it does afterwards
		kind   error          // nil: nothing is reported
		status string
		says   string
	}{
		{name: "connects and says nothing"},
		{name: "sends garbage", sends: "\x00\xff\x01garbage\r\n\r\n", kind: transport.ErrNotHTTP, status: "400"},
		{name: "speaks TLS to a plain port", sends: "\x16\x03\x01\x00\x05hello\r\n\r\n", kind: transport.ErrNotHTTP, status: "400", says: "speaks TLS to a listener of plain HTTP; let the client use an http:// address, or give tkw a certificate with --cert and --key"},
		{name: "speaks TLS to a plain port and goes away", sends: "\x16\x03\x01\x00\x05hello", then: closeSending, kind: transport.ErrNotHTTP, says: "speaks TLS to a listener of plain HTTP"},
		{name: "stops inside the head", sends: "POST / HTTP/1.1\r\nHost:", kind: transport.ErrTimeout, status: "408"},
		{name: "drips the head", sends: "POST /", then: drip(""), kind: transport.ErrTimeout, status: "408"},
		{name: "sends a head without end", sends: "POST / HTTP/1.1\r\n", then: endless("", "X-A: "+strings.Repeat("x", 1000)+"\r\n"), kind: transport.ErrRequestTooLarge, status: "431"},
		{name: "ends inside the head", sends: "POST / HTTP/1.1\r\nHo", then: closeSending, kind: transport.ErrConnectionClosed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := transport.ServerOptions{Handler: echo}
			if tc.kind == nil || errors.Is(tc.kind, transport.ErrTimeout) {
				o.ReadHeaderTimeout = patience
			}
			srv, seen := bindServer(t, o)
			c := dial(t, srv.Addr())
			send(tc.sends)(c)
			srv.Start(context.Background())
			if tc.then != nil {
				go tc.then(c)
			}
			out, err := io.ReadAll(c) // what came before a reset counts
			require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server ends it")
			if tc.kind == nil {
				require.Empty(t, out)
				require.Empty(t, seen.refused)
				return
			}
			got := receive(t, seen.refused)
			require.ErrorIs(t, got.Err, tc.kind)
			require.NotEmpty(t, got.RequestBytes)
			require.ErrorContains(t, got.Err, tc.says)
			if tc.status != "" {
				require.True(t, strings.HasPrefix(string(out), "HTTP/1.1 "+tc.status), "%q", out)
				require.Equal(t, string(got.ResponseBytes), string(out))
			}
			require.Empty(t, seen.exchanges)
		})
	}
}

func closeSending(c net.Conn) { _ = c.(*net.TCPConn).CloseWrite() }

func TestIdleConnectionIsClosed(t *testing.T) {
	t.Parallel()
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo, IdleTimeout: patience})
	c := dial(t, srv.Addr())
	send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")(c)
	out, err := io.ReadAll(c)
	require.NoError(t, err)
	require.Contains(t, string(out), "200 OK")
	require.NotContains(t, string(out), "Connection: close")
}

func TestHeadOfALaterRequestHasItsDeadline(t *testing.T) {
	t.Parallel()
	srv, seen := bindServer(t, transport.ServerOptions{Handler: echo, ReadHeaderTimeout: patience})
	c := dial(t, srv.Addr())
	send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT")(c)
	srv.Start(context.Background())
	out, err := io.ReadAll(c)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server ends it")
	require.Contains(t, string(out), "HTTP/1.1 200 OK")
	require.Contains(t, string(out), "HTTP/1.1 408 ")
	require.ErrorIs(t, receive(t, seen.refused).Err, transport.ErrTimeout)
}

func TestDelayEndsWhenTheClientGoesAway(t *testing.T) {
	t.Parallel()
	ctx := newExpiry()
	srv, seen := startServer(t, transport.ServerOptions{Handler: func(context.Context, transport.Inbound) transport.Reply {
		ctx.pass()
		return transport.Reply{Delay: never}
	}})
	_, err := newClient(t, transport.Options{}).Send(ctx, transport.Request{URL: srv.URL("/")})
	require.ErrorIs(t, err, transport.ErrTimeout)
	got := seen.exchange(t)
	require.ErrorIs(t, got.Err, transport.ErrConnectionClosed)
	require.Empty(t, got.ResponseBytes)
}

// delayed are a request and the next one, which comes at once or during the delay.
var delayed = map[string][2]string{
	"the next request is waiting":          {"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n", ""},
	"the next request arrives meanwhile":   {"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"},
	"a part of the next arrives meanwhile": {"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HT", "TP/1.1\r\nHost: x\r\n\r\n"},
}

func TestDelayHoldsWhateverTheClientSends(t *testing.T) {
	t.Parallel()
	for name, sent := range delayed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entered := make(chan struct{}, 1)
			srv, seen := startServer(t, transport.ServerOptions{Handler: signal(entered, transport.Reply{Delay: never})})
			c := dial(t, srv.Addr())
			send(sent[0])(c)
			<-entered
			send(sent[1])(c)
			require.NoError(t, c.SetReadDeadline(time.Now().Add(100*time.Millisecond)))
			_, err := c.Read(make([]byte, 1))
			require.ErrorIs(t, err, os.ErrDeadlineExceeded, "answered before its time")
			require.NoError(t, srv.Shutdown(context.Background()))
			got := seen.exchange(t)
			require.ErrorIs(t, got.Err, transport.ErrInterrupted)
			require.Empty(t, got.ResponseBytes)
		})
	}
}

func TestDelayLeavesTheNextRequestWhole(t *testing.T) {
	t.Parallel()
	for name, sent := range delayed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entered := make(chan struct{}, 2)
			srv, seen := startServer(t, transport.ServerOptions{Handler: signal(entered, transport.Reply{Delay: 50 * time.Millisecond})})
			c := dial(t, srv.Addr())
			send(sent[0])(c)
			<-entered
			send(sent[1])(c)
			br := bufio.NewReader(c)
			for _, path := range []string{"/1", "/2"} {
				res, err := http.ReadResponse(br, nil)
				require.NoError(t, err)
				require.Equal(t, 200, res.StatusCode)
				got := seen.exchange(t)
				require.NoError(t, got.Err)
				require.Equal(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n", string(got.RequestBytes))
			}
		})
	}
}

func TestClientThatDoesNotReadIsGivenUp(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{WriteTimeout: patience, MinRate: 1 << 30, Handler: answer(transport.Reply{Body: make([]byte, 24<<20)})})
	send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")(dial(t, srv.Addr()))
	got := seen.exchange(t)
	require.ErrorIs(t, got.Err, transport.ErrTimeout)
	require.Less(t, len(got.ResponseBytes), 24<<20)
}

func TestHandlerCrashIsAnErrorOfOneExchange(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{Handler: func(context.Context, transport.Inbound) transport.Reply {
		var none map[string]int
		none["x"] = 1 //nolint:staticcheck // the crash is the point
		return transport.Reply{}
	}})
	capture, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.NoError(t, err)
	require.Equal(t, 500, capture.Response.Status)
	got := seen.exchange(t)
	require.ErrorIs(t, got.Err, transport.ErrBadReply)
	require.ErrorContains(t, got.Err, "nil map")
}

func TestImpossibleRepliesAreErrors(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]transport.Reply{
		"header that splits the response": {Header: []transport.HeaderField{{Name: "X", Value: "a\r\nSet: b"}}},
		"header name with a blank":        {Header: []transport.HeaderField{{Name: "X Y", Value: "a"}}},
		"status of an interim response":   {Status: 100},
		"unknown fault":                   {Fault: "explode"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, seen := startServer(t, transport.ServerOptions{Handler: answer(reply)})
			capture, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
			require.NoError(t, err)
			require.Equal(t, 500, capture.Response.Status)
			require.ErrorIs(t, seen.exchange(t).Err, transport.ErrBadReply)
		})
	}
}
