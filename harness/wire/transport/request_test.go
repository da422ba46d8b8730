package transport_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	host := func(name, value string) []transport.HeaderField {
		return []transport.HeaderField{{Name: name, Value: value}}
	}
	for _, tc := range []struct {
		name string
		req  transport.Request
		want string // HOST stands for the address
	}{
		{"plain", transport.Request{Body: []byte("abcd")}, lines("POST /p HTTP/1.1", "Host: HOST", "Content-Length: 4", "Connection: close", "", "abcd")},
		{"empty post has a length", transport.Request{}, lines("POST /p HTTP/1.1", "Host: HOST", "Content-Length: 0", "Connection: close", "", "")},
		{"get has none", transport.Request{Method: "GET"}, lines("GET /p HTTP/1.1", "Host: HOST", "Connection: close", "", "")},
		{"own host stays where it is", transport.Request{Header: host("host", "other")}, lines("POST /p HTTP/1.1", "host: other", "Content-Length: 0", "Connection: close", "", "")},
		{"own length stays", transport.Request{Header: host("CONTENT-LENGTH", "2"), Body: []byte("ab")}, lines("POST /p HTTP/1.1", "Host: HOST", "CONTENT-LENGTH: 2", "Connection: close", "", "ab")},
		{"own connection stays", transport.Request{Header: host("Connection", "keep-alive")}, lines("POST /p HTTP/1.1", "Host: HOST", "Connection: keep-alive", "Content-Length: 0", "", "")},
		{"empty value", transport.Request{Header: host("SOAPAction", "")}, lines("POST /p HTTP/1.1", "Host: HOST", "SOAPAction: ", "Content-Length: 0", "Connection: close", "", "")},
		{"chunks", transport.Request{Body: []byte("abcd"), Chunked: true, ChunkBytes: 3}, lines("POST /p HTTP/1.1", "Host: HOST", "Transfer-Encoding: chunked", "Connection: close", "", "3", "abc", "1", "d", "0", "", "")},
		{"no host", transport.Request{Fault: transport.RequestNoHost}, lines("POST /p HTTP/1.1", "Content-Length: 0", "Connection: close", "", "")},
		{"no length", transport.Request{Fault: transport.RequestNoLength, Body: []byte("ab")}, lines("POST /p HTTP/1.1", "Host: HOST", "Connection: close", "", "ab")},
		{"too long", transport.Request{Fault: transport.RequestLengthTooLong, FaultBytes: 3, Body: []byte("ab")}, lines("POST /p HTTP/1.1", "Host: HOST", "Content-Length: 5", "Connection: close", "", "ab")},
		{"too short", transport.Request{Fault: transport.RequestLengthTooShort, Body: []byte("ab")}, lines("POST /p HTTP/1.1", "Host: HOST", "Content-Length: 0", "Connection: close", "", "ab")},
		{"cut after one byte", transport.Request{Fault: transport.RequestTruncateBody, FaultBytes: 1, Body: []byte("abcd")}, lines("POST /p HTTP/1.1", "Host: HOST", "Content-Length: 4", "Connection: close", "", "a")},
		{"cut chunks", transport.Request{Fault: transport.RequestTruncateBody, Chunked: true, Body: []byte("abcd")}, lines("POST /p HTTP/1.1", "Host: HOST", "Transfer-Encoding: chunked", "Connection: close", "", "2", "ab", "")},
		{"no body", transport.Request{Fault: transport.RequestNoBody, Body: []byte("abcd")}, lines("POST /p HTTP/1.1", "Host: HOST", "Content-Length: 4", "Connection: close", "", "")},
		{"chunk garbage", transport.Request{Fault: transport.RequestChunkGarbage, Body: []byte("ab")}, lines("POST /p HTTP/1.1", "Host: HOST", "Transfer-Encoding: chunked", "Connection: close", "", "not-a-size", "ab")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := make(chan string, 1)
			addr := peers.Listen(t, func(c net.Conn) {
				want := len(strings.ReplaceAll(tc.want, "HOST", c.LocalAddr().String()))
				buf := make([]byte, want+100)
				n := 0
				for n < want {
					m, err := c.Read(buf[n:])
					if n += m; err != nil {
						break
					}
				}
				got <- string(buf[:n])
				send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")(c)
			})
			tc.req.URL = "http://" + addr + "/p"
			capture, err := newClient(t, transport.Options{}).Send(context.Background(), tc.req)
			require.NoError(t, err)
			want := strings.ReplaceAll(tc.want, "HOST", addr)
			require.Equal(t, want, <-got)
			require.Equal(t, want, string(capture.RequestBytes))
		})
	}
}

func TestRequestsThatCannotBeSent(t *testing.T) {
	t.Parallel()
	const url = "http://127.0.0.1:1/"
	for _, tc := range []struct {
		name string
		req  transport.Request
		says string
	}{
		{"no URL", transport.Request{}, "neither http:// nor https://"},
		{"other scheme", transport.Request{URL: "ftp://x/"}, "neither http:// nor https://"},
		{"no host", transport.Request{URL: "http:///p"}, "names no host"},
		{"broken URL", transport.Request{URL: "http://x:y z/"}, "invalid"},
		{"password in the URL", transport.Request{URL: "http://u:secret@x/"}, "user information"},
		{"method with a blank", transport.Request{URL: url, Method: "PO ST"}, "method"},
		{"header name with a colon", transport.Request{URL: url, Header: []transport.HeaderField{{Name: "a:b"}}}, "header name"},
		{"empty header name", transport.Request{URL: url, Header: []transport.HeaderField{{}}}, "header name"},
		{"header value with a line end", transport.Request{URL: url, Header: []transport.HeaderField{{Name: "a", Value: "b\nc"}}}, "line end"},
		{"unknown fault", transport.Request{URL: url, Fault: "explode"}, "unknown request fault"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, transport.Options{}).Send(context.Background(), tc.req)
			require.ErrorIs(t, err, transport.ErrBadRequest)
			require.ErrorContains(t, err, tc.says)
			require.NotContains(t, err.Error(), "secret")
		})
	}
	_, err := transport.NewClient(transport.Options{Timeout: -1})
	require.Error(t, err)
}
