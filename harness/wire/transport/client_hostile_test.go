package transport_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// endless writes piece until the other side has enough.
func endless(head, piece string) func(net.Conn) {
	return func(c net.Conn) {
		_, err := io.WriteString(c, head)
		for err == nil {
			_, err = io.WriteString(c, piece)
		}
	}
}

// drip writes head, then a byte now and then until the other side has enough.
func drip(head string) func(net.Conn) {
	return func(c net.Conn) {
		_, err := io.WriteString(c, head)
		for err == nil {
			time.Sleep(5 * time.Millisecond)
			_, err = io.WriteString(c, "x")
		}
	}
}

func reset(c net.Conn) {
	_ = c.(*net.TCPConn).SetLinger(0)
	_ = c.Close()
}

func TestClientAgainstHostilePeers(t *testing.T) {
	t.Parallel()
	type point int // where the deadline passes
	const (
		nowhere point = iota // the exchange must end for its own reason
		afterRequest
		afterFirstByte
	)
	const ok = "HTTP/1.1 200 OK\r\n"
	kib := strings.Repeat("x", 1024)
	// The heads, and a body that takes half as much again on the wire as it holds.
	const mostOnTheWire = transport.DefaultMaxHeaderBytes + transport.DefaultMaxResponseBytes*3/2 + 64<<10
	for _, tc := range []struct {
		name   string
		peer   func(net.Conn)
		limits transport.Options
		passes point
		kind   error
		phase  transport.Phase
		says   string // part of the message
		got    string // start of the response bytes kept
		status int
		body   string // kept body, when short
	}{
		{name: "answers nothing", peer: untilGone, passes: afterRequest, kind: transport.ErrTimeout, phase: transport.PhaseWait, says: "no byte of an answer"},
		{name: "closes at once", peer: func(net.Conn) {}, kind: transport.ErrConnectionClosed, phase: transport.PhaseWait, says: "closed the connection without a byte"},
		{name: "resets at once", peer: reset, kind: transport.ErrConnectionClosed, phase: transport.PhaseWait, says: "reset the connection"},
		{name: "sends garbage and closes", peer: send("\x00\x01garbage"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, says: `begins "\x00\x01garbage"`, got: "\x00\x01garbage"},
		{name: "sends garbage and waits", peer: func(c net.Conn) { send("hello?")(c); untilGone(c) }, passes: afterFirstByte, kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, got: "hello?"},
		{name: "sends a page without a head", peer: send("<html>\n<body>busy</body></html>\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, says: "page without an HTTP head", got: "<html>"},
		{name: "speaks TLS", peer: send("\x15\x03\x01\x00\x02\x02\x46"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, says: "https://", got: "\x15\x03"},
		{name: "speaks HTTP/2", peer: send("HTTP/2.0 200 OK\r\n\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, got: "HTTP/2.0"},
		{name: "has a status that is no number", peer: send("HTTP/1.1 abc\r\n\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, got: "HTTP/1.1 abc"},
		{name: "closes inside the head", peer: send(ok + "Content-Ty"), kind: transport.ErrConnectionClosed, phase: transport.PhaseResponseHead, says: "inside the response head", got: ok + "Content-Ty"},
		{name: "sends a head without end", peer: endless(ok, "X-A: "+kib+"\r\n"), kind: transport.ErrResponseTooLarge, phase: transport.PhaseResponseHead, says: "longer than 262144 bytes", got: ok},
		{name: "sends one header line without end", peer: endless(ok+"X-A: ", kib), kind: transport.ErrResponseTooLarge, phase: transport.PhaseResponseHead, got: ok},
		{name: "sends informational responses without end", peer: endless("", "HTTP/1.1 103 Early Hints\r\n\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, got: "HTTP/1.1 103"},
		{name: "sends a body without end", peer: endless(ok+"\r\n", kib), kind: transport.ErrResponseTooLarge, phase: transport.PhaseResponseBody, says: "longer than 10485760 bytes", got: ok, status: 200},
		{name: "sends 30 MB and says so", peer: func(c net.Conn) { send(ok + "Content-Length: 30000000\r\n\r\n")(c); endless("", kib)(c) }, kind: transport.ErrResponseTooLarge, phase: transport.PhaseResponseBody, got: ok, status: 200},
		{name: "sends chunks without end", peer: endless(ok+"Transfer-Encoding: chunked\r\n\r\n", "400\r\n"+kib+"\r\n"), limits: transport.Options{MaxResponseBytes: 5000}, kind: transport.ErrResponseTooLarge, phase: transport.PhaseResponseBody, says: "longer than 5000 bytes", got: ok, status: 200},
		{name: "sends a chunk extension without end", peer: endless(ok+"Transfer-Encoding: chunked\r\n\r\n5;", kib), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseBody, got: ok, status: 200},
		{name: "sends continue without end", peer: endless("", "HTTP/1.1 100 Continue\r\n\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead, got: "HTTP/1.1 100"},
		{name: "sends trailers without end", peer: endless(ok+"Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n", "X-A: b\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseBody, got: ok, status: 200, body: "good"},
		{name: "sends empty lines without end", peer: endless("", "\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseHead},
		{name: "drips the head", peer: drip("HTTP/1.1 200 "), passes: afterFirstByte, kind: transport.ErrTimeout, phase: transport.PhaseResponseHead, got: "HTTP/1.1 200 "},
		{name: "drips the body", peer: drip(ok + "Content-Length: 1000000\r\n\r\n"), passes: afterFirstByte, kind: transport.ErrTimeout, phase: transport.PhaseResponseBody, says: "bytes received", got: ok, status: 200},
		{name: "stops inside the body", peer: func(c net.Conn) { send(ok + "Content-Length: 99\r\n\r\nhalf")(c); untilGone(c) }, passes: afterFirstByte, kind: transport.ErrTimeout, phase: transport.PhaseResponseBody, got: ok, status: 200, body: "half"},
		{name: "declares more than it sends", peer: send(ok + "Content-Length: 99\r\n\r\nhalf"), kind: transport.ErrConnectionClosed, phase: transport.PhaseResponseBody, says: "after 4 bytes", got: ok, status: 200, body: "half"},
		{name: "sends a chunk size that is no number", peer: send(ok + "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\nzz\r\n"), kind: transport.ErrNotHTTP, phase: transport.PhaseResponseBody, says: "not framed", got: ok, status: 200, body: "good"},
		{name: "ends without a closing chunk", peer: send(ok + "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n"), kind: transport.ErrConnectionClosed, phase: transport.PhaseResponseBody, got: ok, status: 200, body: "good"},
		{name: "says only continue", peer: func(c net.Conn) { send("HTTP/1.1 100 Continue\r\n\r\n")(c); untilGone(c) }, passes: afterFirstByte, kind: transport.ErrTimeout, phase: transport.PhaseResponseHead, got: "HTTP/1.1 100 Continue"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ctx, peer := newExpiry(), tc.peer
			switch tc.passes {
			case afterRequest:
				peer = func(c net.Conn) { ctx.pass(); tc.peer(c) }
			case afterFirstByte:
				tc.limits.Now = onFirstByte(ctx.pass)
			}
			capture, err := newClient(t, tc.limits).Send(ctx, transport.Request{URL: rawPeer(t, peer), Body: []byte("<a/>")})
			require.ErrorIs(t, err, tc.kind)
			var e *transport.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tc.phase, e.Phase)
			assert.Contains(t, err.Error(), tc.says)
			assert.True(t, strings.HasPrefix(string(capture.ResponseBytes), tc.got), "kept %q", capture.ResponseBytes[:min(40, len(capture.ResponseBytes))])
			assert.LessOrEqual(t, len(capture.ResponseBytes), mostOnTheWire, "what is kept is bounded")
			assert.Equal(t, tc.status, capture.Response.Status)
			if tc.body != "" {
				assert.Equal(t, tc.body, string(capture.Response.Body))
			}
			assert.Contains(t, string(capture.RequestBytes), "\r\n\r\n<a/>")
		})
	}
}

func TestResetInsideTheBody(t *testing.T) {
	t.Parallel()
	heard := make(chan struct{})
	peer := rawPeer(t, func(c net.Conn) {
		send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf")(c)
		<-heard // a reset would throw away what was not read yet
		reset(c)
	})
	capture, err := newClient(t, transport.Options{Now: onFirstByte(func() { close(heard) })}).Send(context.Background(), transport.Request{URL: peer})
	require.ErrorIs(t, err, transport.ErrConnectionClosed)
	require.ErrorContains(t, err, "reset")
	var e *transport.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, transport.PhaseResponseBody, e.Phase)
	require.Equal(t, "half", string(capture.Response.Body))
}

// The peers would go on for ever; only the client's own timeout ends the exchange.
func TestTimeoutBoundsTheWholeExchange(t *testing.T) {
	t.Parallel()
	for name, peer := range map[string]func(net.Conn){
		"a silent peer":                untilGone,
		"a peer that drips its answer": drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, transport.Options{Timeout: patience}).Send(context.Background(), transport.Request{URL: rawPeer(t, peer)})
			require.ErrorIs(t, err, transport.ErrTimeout)
		})
	}
}

func TestClientMatchesOneKindOnly(t *testing.T) {
	t.Parallel()
	kinds := []error{
		transport.ErrUnreachable, transport.ErrTLS, transport.ErrTimeout, transport.ErrConnectionClosed,
		transport.ErrNotHTTP, transport.ErrResponseTooLarge, transport.ErrBadRequest, transport.ErrInterrupted,
	}
	_, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: rawPeer(t, reset)})
	matched := 0
	for _, k := range kinds {
		if errors.Is(err, k) {
			matched++
		}
	}
	require.Equal(t, 1, matched, "%v", err)
}

func TestClientTakesALargeBodyWithinTheLimit(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("0123456789", 300_000) // 3 MB
	capture, err := newClient(t, transport.Options{}).Send(context.Background(),
		transport.Request{URL: rawPeer(t, send("HTTP/1.1 200 OK\r\n\r\n"+body))})
	require.NoError(t, err)
	require.Equal(t, body, string(capture.Response.Body))
	require.True(t, capture.Response.UntilClose)
}

func TestResponseLimitIsExact(t *testing.T) {
	t.Parallel()
	head := "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
	peer := rawPeer(t, send(head+strings.Repeat("b", 100)))
	for _, tc := range []struct {
		name       string
		head, body int
		want       error
	}{
		{"both exactly at the limit", len(head), 100, nil},
		{"body one over", len(head), 99, transport.ErrResponseTooLarge},
		{"head one over", len(head) - 1, 100, transport.ErrResponseTooLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, transport.Options{MaxHeaderBytes: tc.head, MaxResponseBytes: tc.body})
			_, err := c.Send(context.Background(), transport.Request{URL: peer})
			require.ErrorIs(t, err, tc.want)
		})
	}
}

// Were the refusal not believed, this would go on until a deadline that never comes.
func TestDeadPortIsUnreachable(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr().String()
	require.NoError(t, l.Close())
	capture, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: "http://" + addr + "/"})
	require.ErrorIs(t, err, transport.ErrUnreachable)
	require.ErrorContains(t, err, "refuses connections")
	require.Equal(t, addr, capture.Peer)
	require.Empty(t, capture.RequestBytes)
}

func TestUnknownNameIsUnreachable(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, transport.Options{Timeout: 5 * time.Second}).Send(context.Background(), transport.Request{URL: "http://no-such-host.invalid/"})
	if errors.Is(err, transport.ErrTimeout) {
		t.Skip("no resolver answers here")
	}
	require.ErrorIs(t, err, transport.ErrUnreachable)
}

func TestCancelledContextInterrupts(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	peer := rawPeer(t, func(c net.Conn) { cancel(); untilGone(c) })
	_, err := newClient(t, transport.Options{}).Send(ctx, transport.Request{URL: peer})
	require.ErrorIs(t, err, transport.ErrInterrupted)
	require.ErrorIs(t, err, context.Canceled)
}

func TestPeerThatNeverReadsDoesNotHoldTheClient(t *testing.T) {
	t.Parallel()
	ctx, over := newExpiry(), make(chan struct{})
	addr := peers.Listen(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1)) // the request has begun
		ctx.pass()
		<-over
	})
	capture, err := newClient(t, transport.Options{}).Send(ctx,
		transport.Request{URL: "http://" + addr + "/", Body: make([]byte, 24<<20)})
	close(over)
	require.ErrorIs(t, err, transport.ErrTimeout)
	var e *transport.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, transport.PhaseSend, e.Phase)
	require.Less(t, len(capture.RequestBytes), 24<<20)
	require.NotEmpty(t, capture.RequestBytes)
}

func TestEarlyAnswerToALargeRequestCounts(t *testing.T) {
	t.Parallel()
	addr := peers.Listen(t, func(c net.Conn) {
		send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")(c)
		untilGone(c)
	})
	capture, err := newClient(t, transport.Options{}).Send(context.Background(),
		transport.Request{URL: "http://" + addr + "/", Body: make([]byte, 16<<20)})
	require.NoError(t, err)
	require.Equal(t, 413, capture.Response.Status)
	require.Equal(t, "Too Large", capture.Response.Reason)
}

func TestInformationalAndSecondResponsesAreToldApart(t *testing.T) {
	t.Parallel()
	first := lines("HTTP/1.1 100 Continue", "", "HTTP/1.1 200 Fine", "Content-Length: 2", "", "ok")
	second := lines("HTTP/1.1 500 Oops", "Content-Length: 0", "", "")
	capture, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: rawPeer(t, send(first+second))})
	require.NoError(t, err)
	require.Equal(t, first, string(capture.ResponseBytes))
	require.Equal(t, second, string(capture.Response.Extra))
	require.Equal(t, []int{100}, capture.Response.Interim)
	require.Equal(t, 200, capture.Response.Status)
	require.Equal(t, "ok", string(capture.Response.Body))
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	capture, err := newClient(t, transport.Options{}).Send(context.Background(),
		transport.Request{URL: rawPeer(t, send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"))})
	require.NoError(t, err)
	require.Equal(t, 302, capture.Response.Status)
}
