package transport_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// TestBothSidesSeeTheSameBytes holds client and server against each other.
func TestBothSidesSeeTheSameBytes(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	long := []byte("<a>" + strings.Repeat("é", 200_000) + "</a>")
	for _, tc := range []struct {
		name  string
		tls   bool
		req   transport.Request
		reply transport.Reply
	}{
		{name: "plain post", req: transport.Request{Body: []byte("<a/>")}, reply: transport.Reply{Body: []byte("<b/>")}},
		{name: "chunked both ways", req: transport.Request{Body: long, Chunked: true}, reply: transport.Reply{Body: long, Fault: transport.FaultChunked}},
		{name: "tiny chunks", req: transport.Request{Body: []byte("<abc/>"), Chunked: true, ChunkBytes: 1}, reply: transport.Reply{Body: []byte("x"), Fault: transport.FaultChunked}},
		{name: "empty chunked body", req: transport.Request{Chunked: true}, reply: transport.Reply{Status: 202, Fault: transport.FaultChunked}},
		{name: "large bodies", req: transport.Request{Body: long}, reply: transport.Reply{Status: 500, Body: long}},
		{name: "over mutual TLS", tls: true, req: transport.Request{Body: long, Chunked: true}, reply: transport.Reply{Body: long}},
		{name: "body held back until asked for", req: transport.Request{Body: []byte("<a/>"), ExpectContinue: true}, reply: transport.Reply{Body: []byte("<b/>")}},
		{name: "get without body", req: transport.Request{Method: "GET"}, reply: transport.Reply{Status: 405}},
		{name: "no content", req: transport.Request{Body: []byte("<a/>")}, reply: transport.Reply{Status: 204, Body: []byte("not sent")}},
		{name: "slow answer", req: transport.Request{Body: []byte("<a/>")}, reply: transport.Reply{Body: long, Fault: transport.FaultSlow, Pace: time.Millisecond}},
		{name: "late answer", req: transport.Request{Body: []byte("<a/>")}, reply: transport.Reply{Body: []byte("<b/>"), Delay: 50 * time.Millisecond}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := transport.ServerOptions{Handler: answer(tc.reply)}
			co := transport.Options{}
			if tc.tls {
				o.TLS, co.TLS = pki.ServerTLS(), pki.ClientTLS()
			}
			srv, seen := startServer(t, o)
			tc.req.URL = srv.URL("/syncsoap?x=1")
			capture, err := newClient(t, co).Send(context.Background(), tc.req)
			require.NoError(t, err)
			got := seen.exchange(t)
			require.NoError(t, got.Err)
			require.NoError(t, got.Inbound.BodyError)
			require.Equal(t, string(capture.RequestBytes), string(got.RequestBytes))
			require.Equal(t, string(capture.ResponseBytes), string(got.ResponseBytes))
			require.Equal(t, string(tc.req.Body), string(got.Inbound.Body))
			if tc.reply.Status != 204 {
				require.Equal(t, string(tc.reply.Body), string(capture.Response.Body))
			}
			require.Equal(t, "/syncsoap?x=1", got.Inbound.Target)
			require.Equal(t, "/syncsoap", got.Inbound.Path)
			require.Equal(t, tc.reply.Fault == transport.FaultChunked, capture.Response.Chunked)
			require.Equal(t, tc.req.Chunked, got.Inbound.Chunked)
		})
	}
}

// TestCaptureInFull compares whole values, so that no fact goes missing.
func TestCaptureInFull(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{
		Now: stepClock(),
		Handler: answer(transport.Reply{
			Header: []transport.HeaderField{{Name: "content-TYPE", Value: "text/xml"}, {Name: "SOAPaction", Value: "x"}},
			Body:   []byte("<b/>"),
		}),
	})
	capture, err := newClient(t, transport.Options{Now: stepClock()}).Send(context.Background(), transport.Request{
		URL: srv.URL("/p"),
		Header: []transport.HeaderField{
			{Name: "Content-Type", Value: "text/xml"}, {Name: "SOAPAction", Value: `"urn:x"`},
			{Name: "x-b", Value: "2"}, {Name: "X-A", Value: "1"},
		},
		Body: []byte("<a/>"),
	})
	require.NoError(t, err)
	request := lines("POST /p HTTP/1.1", "Host: "+srv.Addr(), "Content-Type: text/xml", `SOAPAction: "urn:x"`,
		"x-b: 2", "X-A: 1", "Content-Length: 4", "Connection: close", "", "<a/>")
	response := lines("HTTP/1.1 200 OK", "content-TYPE: text/xml", "SOAPaction: x", "Content-Length: 4",
		"Date: Tue, 04 Mar 2031 10:15:31 GMT", "Connection: close", "", "<b/>")
	want := transport.Capture{
		RequestBytes: []byte(request), ResponseBytes: []byte(response),
		Started: fixedClock(), Connected: time.Second, FirstByte: 2 * time.Second, Elapsed: 3 * time.Second, Peer: srv.Addr(),
		Response: transport.Response{
			Proto: "HTTP/1.1", Status: 200, Reason: "OK",
			Header: http.Header{
				"Content-Type": {"text/xml"}, "Soapaction": {"x"}, "Content-Length": {"4"},
				"Date": {"Tue, 04 Mar 2031 10:15:31 GMT"}, "Connection": {"close"},
			},
			RawHeader: []transport.HeaderField{
				{Name: "content-TYPE", Value: "text/xml"}, {Name: "SOAPaction", Value: "x"}, {Name: "Content-Length", Value: "4"},
				{Name: "Date", Value: "Tue, 04 Mar 2031 10:15:31 GMT"}, {Name: "Connection", Value: "close"},
			},
			Head: transport.Head{Version: "HTTP/1.1"}, BodyAt: 133, Declared: 4,
			Body: []byte("<b/>"),
		},
	}
	require.Empty(t, cmp.Diff(want, capture))

	inbound := transport.Inbound{
		Method: "POST", Target: "/p", Path: "/p", Proto: "HTTP/1.1", Host: srv.Addr(), Head: transport.Head{Version: "HTTP/1.1"}, BodyAt: len(request) - len("<a/>"), Declared: 4,
		Header: http.Header{
			"Content-Type": {"text/xml"}, "Soapaction": {`"urn:x"`}, "X-B": {"2"}, "X-A": {"1"},
			"Content-Length": {"4"}, "Connection": {"close"}, "Host": {srv.Addr()},
		},
		RawHeader: []transport.HeaderField{
			{Name: "Host", Value: srv.Addr()}, {Name: "Content-Type", Value: "text/xml"}, {Name: "SOAPAction", Value: `"urn:x"`},
			{Name: "x-b", Value: "2"}, {Name: "X-A", Value: "1"}, {Name: "Content-Length", Value: "4"}, {Name: "Connection", Value: "close"},
		},
		Body: []byte("<a/>"), Raw: []byte(request), Received: fixedClock(), Close: true,
	}
	got := seen.exchange(t)
	require.Empty(t, cmp.Diff(inbound, got.Inbound, cmpopts.IgnoreFields(transport.Inbound{}, "Peer")))
	require.NotEmpty(t, got.Inbound.Peer)
	require.Equal(t, got.Peer, got.Inbound.Peer)
	require.Equal(t, fixedClock(), got.Started)
	require.Equal(t, 2*time.Second, got.Elapsed, "received, dated, done")
}

func TestBodyIsHeldBackFromAServerThatDeclinesIt(t *testing.T) {
	t.Parallel()
	addr := peers.Listen(t, send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
	capture, err := newClient(t, transport.Options{}).Send(context.Background(),
		transport.Request{URL: "http://" + addr + "/", Body: []byte("<secret/>"), ExpectContinue: true})
	require.NoError(t, err)
	require.Equal(t, 417, capture.Response.Status)
	require.NotContains(t, string(capture.RequestBytes), "secret")
}

func TestTooLargeBodyIsNotAskedFor(t *testing.T) {
	t.Parallel()
	srv, seen := startServer(t, transport.ServerOptions{MaxRequestBytes: 10, Handler: answer(transport.Reply{Status: 500})})
	capture, err := newClient(t, transport.Options{}).Send(context.Background(),
		transport.Request{URL: srv.URL("/"), Body: make([]byte, 100), ExpectContinue: true})
	require.NoError(t, err)
	require.Equal(t, 413, capture.Response.Status)
	require.Empty(t, capture.Response.Interim)
	got := seen.exchange(t)
	require.True(t, got.Inbound.TooLarge)
	require.ErrorIs(t, got.Inbound.BodyError, transport.ErrRequestTooLarge)
	require.Empty(t, got.Inbound.Body)
}
