package transport_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/transport"
)

func TestParseCaptures(t *testing.T) {
	t.Parallel()
	res, err := transport.ParseResponse([]byte("HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\nx-Y:  z \r\n\r\n2\r\nab\r\n0\r\n\r\n"))
	require.NoError(t, err)
	want := transport.Response{
		Proto: "HTTP/1.1", Status: 500, Chunked: true, Body: []byte("ab"),
		Header:    map[string][]string{"Transfer-Encoding": {"chunked"}, "X-Y": {"z"}},
		RawHeader: []transport.HeaderField{{Name: "Transfer-Encoding", Value: "chunked"}, {Name: "x-Y", Value: "z"}},
	}
	require.Empty(t, cmp.Diff(want, res))

	in, err := transport.ParseRequest([]byte("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nshort"))
	require.NoError(t, err)
	require.True(t, in.Truncated)
	require.ErrorIs(t, in.BodyError, transport.ErrConnectionClosed)
	require.Equal(t, "short", string(in.Body))
	require.Equal(t, "h", in.Host)

	for _, text := range []string{"", "HTTP/1.1", "<a/>"} {
		_, err = transport.ParseResponse([]byte(text))
		require.Error(t, err, text)
		_, err = transport.ParseRequest([]byte(text))
		require.Error(t, err, text)
	}
}

// FuzzParseResponse holds the response reader to its promises on any bytes.
func FuzzParseResponse(f *testing.F) {
	for _, seed := range []string{
		"", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: t\r\n\r\nrest",
		"HTTP/1.0 200\nA: b\n c\n\nbody", "garbage", "<html>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		res, err := transport.ParseResponse(raw)
		var e *transport.Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Fatalf("untyped error %v", err)
		case err != nil && !errors.Is(e.Kind, transport.ErrNotHTTP) && !errors.Is(e.Kind, transport.ErrConnectionClosed):
			t.Fatalf("bytes at rest cannot fail like this: %v", err)
		case err == nil && res.Status == 0:
			t.Fatal("neither a response nor an error")
		case len(res.Body) > len(raw):
			t.Fatal("a body longer than the input")
		case err == nil && !bytes.HasSuffix(raw, res.Extra):
			t.Fatal("extra bytes are not the end of the input")
		}
		checkNames(t, raw, res.RawHeader)
	})
}

// FuzzParseRequest does the same for the request reader.
func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{
		"", "GET / HTTP/1.1\r\n\r\n", "POST /p?q HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcd",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n", "POST / HTTP/1.0\nA:\n b\n\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := transport.ParseRequest(raw)
		var e *transport.Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Fatalf("untyped error %v", err)
		case in.TooLarge:
			t.Fatal("the input cannot be larger than itself")
		case !bytes.HasPrefix(raw, in.Raw):
			t.Fatal("raw bytes are not the start of the input")
		case err == nil && in.BodyError == nil && in.Truncated:
			t.Fatal("truncated without a reason")
		}
		checkNames(t, raw, in.RawHeader)
	})
}

// checkNames makes sure that every header name stands in the input as spelt.
func checkNames(t *testing.T, raw []byte, fields []transport.HeaderField) {
	t.Helper()
	for _, f := range fields {
		if !strings.Contains(string(raw), f.Name) {
			t.Fatalf("header name %q does not stand in the input", f.Name)
		}
	}
}
