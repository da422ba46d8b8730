package transport_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// TestHeadsOverASocketAndInACapture sends each head over a socket, as request and as
// response, and reads it from a capture: what is judged must be the same.
func TestHeadsOverASocketAndInACapture(t *testing.T) {
	t.Parallel()
	const (
		body    = "<a/>"
		line    = "POST /p HTTP/1.1\r\n"
		host    = "Host: h\r\n"
		length  = "Content-Length: 4\r\n"
		chunked = "Transfer-Encoding: chunked\r\n"
		inChunk = "4\r\n<a/>\r\n0\r\n\r\n"
	)
	at := func(kind transport.BreachKind, line int, name string) []transport.Breach {
		return []transport.Breach{{Kind: kind, Line: line, Name: name}}
	}
	for _, tc := range []struct {
		name, head string
		rest       string // body as sent where not <a/>
		status     string
		breaches   []transport.Breach
		body       string // that is judged where not <a/>
		request    bool   // the breach is one of requests only
	}{
		{name: "as it should be", head: line + host + length, status: "200"},
		{name: "a bare LF", head: line + "Host: h\n" + length, status: "200"},
		{name: "HTTP/1.9", head: "POST /p HTTP/1.9\r\n" + host + length, status: "200"},
		{name: "the same length twice", head: line + host + length + length, status: "200", breaches: at(transport.BreachRepeatedLength, 4, "Content-Length")},
		{name: "a length and a blank after it", head: line + host + "Content-Length: 4 \r\n", status: "200"},
		{name: "obs-fold", head: line + host + "Accept: a,\r\n b\r\n" + length, status: "400"},
		{name: "a blank before a colon", head: line + host + "Accept : a\r\n" + length, status: "400"},
		{name: "a length and chunks", head: line + host + length + chunked, rest: inChunk, status: "400"},
		{name: "a length and chunks announced, and no chunks", head: line + host + length + chunked, status: "400", request: true},
		{name: "no Host", head: line + length, status: "400", request: true},
		{name: "two Hosts", head: line + host + host + length, status: "400", request: true},
		{name: "a Host that is none", head: line + "Host: a b\r\n" + length, status: "400", breaches: at(transport.BreachFieldValue, 2, "Host")},
		{name: "a bare CR in a value", head: line + host + "A: b\rc\r\n" + length, status: "400", breaches: at(transport.BreachBareCR, 3, "")},
		{name: "a bare CR before a line end", head: line + host + "A: b\r\r\n" + length, status: "400", breaches: at(transport.BreachBareCR, 3, "")},
		{name: "NUL in a value", head: line + host + "A: b\x00c\r\n" + length, status: "400", breaches: at(transport.BreachFieldValue, 3, "A")},
		{name: "DEL in a value", head: line + host + "A: b\x7fc\r\n" + length, status: "400", breaches: at(transport.BreachFieldValue, 3, "A")},
		{name: "a name that is no token", head: line + host + "A(b): c\r\n" + length, status: "400", breaches: at(transport.BreachFieldName, 3, "A(b)")},
		{name: "no name", head: line + host + ": c\r\n" + length, status: "400", breaches: at(transport.BreachFieldName, 3, "")},
		{name: "a blank before the first name", head: line + " " + host + host + length, status: "400", breaches: at(transport.BreachFieldName, 2, " Host")},
		{name: "a line without a colon", head: line + host + "nothing\r\n" + length, status: "400", breaches: at(transport.BreachFieldLine, 3, "")},
		{name: "two lengths", head: line + host + length + "Content-Length: 5\r\n", status: "400", breaches: at(transport.BreachLengthsDiffer, 4, "Content-Length")},
		{name: "two lengths in a field", head: line + host + "Content-Length: 4, 5\r\n", status: "400", breaches: at(transport.BreachLengthsDiffer, 3, "Content-Length")},
		{name: "a sign before the length", head: line + host + "Content-Length: +4\r\n" + length, status: "400", breaches: at(transport.BreachLength, 3, "Content-Length")},
		{name: "a length in hexadecimal", head: line + host + "Content-Length: 0x4\r\n" + length, status: "400", breaches: at(transport.BreachLength, 3, "Content-Length")},
		{name: "an empty length", head: line + host + "Content-Length:\r\n" + length, status: "400", breaches: at(transport.BreachLength, 3, "Content-Length")},
		{name: "an unknown coding", head: line + host + "Transfer-Encoding: gzip\r\n" + length, status: "400", breaches: at(transport.BreachCoding, 3, "Transfer-Encoding")},
		{name: "chunked twice", head: line + host + length + chunked + chunked, rest: inChunk, status: "400", breaches: at(transport.BreachCoding, 5, "Transfer-Encoding")},
		{name: "chunks that are compressed", head: line + host + "Transfer-Encoding: gzip, chunked\r\n", rest: inChunk, status: "400", breaches: at(transport.BreachCoding, 3, "Transfer-Encoding")},
		{name: "a coding in a field of its own before chunked", head: line + host + "Transfer-Encoding: gzip\r\n" + chunked, rest: inChunk, status: "400", breaches: append(at(transport.BreachCoding, 3, "Transfer-Encoding"), at(transport.BreachCoding, 4, "Transfer-Encoding")...)},
		{name: "chunked before another coding", head: line + host + length + "Transfer-Encoding: chunked, gzip\r\n", status: "400", breaches: at(transport.BreachCoding, 4, "Transfer-Encoding")},
		{name: "chunked in a comment", head: line + host + length + "Transfer-Encoding: identity (chunked)\r\n", status: "400", breaches: at(transport.BreachCoding, 4, "Transfer-Encoding")},
		{name: "chunked twice and no chunks", head: line + host + length + chunked + chunked, status: "400", breaches: at(transport.BreachCoding, 5, "Transfer-Encoding"), request: true},
		{name: "chunks in HTTP/1.0", head: "POST /p HTTP/1.0\r\n" + host + length + chunked, status: "400", breaches: at(transport.BreachCoding, 4, "Transfer-Encoding")},
		{name: "two blanks in the request line", head: "POST  /p HTTP/1.1\r\n" + host + length, status: "400", breaches: at(transport.BreachStartLine, 1, ""), request: true},
		{name: "a target with a blank", head: "POST /p q HTTP/1.1\r\n" + host + length, status: "400", breaches: at(transport.BreachStartLine, 1, ""), request: true},
		{name: "a target in Latin-1", head: "POST /p\xe9 HTTP/1.1\r\n" + host + length, status: "400", breaches: at(transport.BreachStartLine, 1, ""), request: true},
		{name: "a method that is no token", head: "PO(ST /p HTTP/1.1\r\n" + host + length, status: "400", breaches: at(transport.BreachStartLine, 1, ""), request: true},
		{name: "no target", head: "POST HTTP/1.1\r\n" + host + length, status: "400", breaches: at(transport.BreachStartLine, 1, ""), request: true},
		{name: "HTTP/2.0", head: "POST /p HTTP/2.0\r\n" + host + length, status: "505", request: true},
		{name: "the preface of HTTP/2", head: "PRI * HTTP/2.0\r\n", status: "505", request: true, rest: "SM\r\n\r\n", body: "-"},
	} {
		rest, want := tc.rest, tc.body
		if rest == "" {
			rest = body
		}
		if want == "" {
			want = body
		}
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			raw := tc.head + "\r\n" + rest
			const next = "POST /smuggled HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
			srv, seen := startServer(t, transport.ServerOptions{Handler: echo})
			c := dial(t, srv.Addr())
			send(raw + next)(c)
			out, err := io.ReadAll(c)
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(string(out), "HTTP/1.1 "+tc.status), "%q", out)
			got := seen.exchange(t)
			require.True(t, strings.HasPrefix(raw, string(got.RequestBytes)), "the bytes of the wire are kept: %q", got.RequestBytes)
			require.True(t, bytes.HasPrefix(out, got.ResponseBytes), "and those of the answer")
			require.Empty(t, cmp.Diff(tc.breaches, got.Inbound.Head.Breaches))
			if tc.status == "200" {
				require.Equal(t, "/smuggled", seen.exchange(t).Inbound.Target)
			} else {
				srv.Close()
				require.Empty(t, seen.exchanges, "what follows a refused head is no request")
			}
			if want == "-" {
				return
			}
			require.Equal(t, want, string(got.Inbound.Body))
			captured, err := transport.ReadCapturedRequest([]byte(raw))
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(got.Inbound, captured, cmpopts.IgnoreFields(transport.Inbound{}, "Peer", "Received")))
			if tc.request {
				return
			}

			raw = strings.NewReplacer("POST /p HTTP/1.1", "HTTP/1.1 200 OK", "POST /p HTTP/1.9", "HTTP/1.9 200 OK", "POST /p HTTP/1.0", "HTTP/1.0 200 OK").Replace(raw)
			sent, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: rawPeer(t, send(raw))})
			require.NoError(t, err)
			response, err := transport.ReadCapturedResponse([]byte(raw))
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(sent.Response, response))
			require.Empty(t, cmp.Diff(tc.breaches, response.Head.Breaches))
			require.Equal(t, want, string(response.Body))
		})
	}
}
