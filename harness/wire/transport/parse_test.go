package transport_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestParseCaptures(t *testing.T) {
	t.Parallel()
	res, err := transport.ParseResponse([]byte("HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\nx-Y:  z \r\n\r\n2\r\nab\r\n0\r\n\r\n"))
	require.NoError(t, err)
	want := transport.Response{
		Proto: "HTTP/1.1", Status: 500, Chunked: true, Body: []byte("ab"),
		Header:    map[string][]string{"Transfer-Encoding": {"chunked"}, "X-Y": {"z"}},
		RawHeader: []transport.HeaderField{{Name: "Transfer-Encoding", Value: "chunked"}, {Name: "x-Y", Value: "z"}},
		Head:      transport.Head{Version: "HTTP/1.1"}, BodyAt: 55, Declared: -1,
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

// What strict readers refuse is read all the same, and noted.
func TestOddHeads(t *testing.T) {
	t.Parallel()
	const body = "<a/>"
	for _, tc := range []struct {
		name, head string
		want       transport.Head
		fields     []transport.HeaderField
		proto      string
	}{
		{
			name: "nothing odd", head: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n", want: transport.Head{Version: "HTTP/1.1"},
			fields: []transport.HeaderField{{Name: "Host", Value: "h"}, {Name: "Content-Length", Value: "4"}},
		},
		{
			name: "blanks before colons, also of the field that gives the length", head: "POST / HTTP/1.1\r\nSOAPAction : \"a\"\r\nContent-Length\t : 4\r\n\r\n",
			want:   transport.Head{Version: "HTTP/1.1", Blanks: []string{"SOAPAction", "Content-Length"}},
			fields: []transport.HeaderField{{Name: "SOAPAction", Value: `"a"`}, {Name: "Content-Length", Value: "4"}},
		},
		{
			name: "a value in two lines, and a colon in the second", head: "POST / HTTP/1.1\r\nContent-Length: 4\r\nAccept: a,\r\n  b :c\r\n\r\n",
			want:   transport.Head{Version: "HTTP/1.1", Folded: []string{"Accept"}},
			fields: []transport.HeaderField{{Name: "Content-Length", Value: "4"}, {Name: "Accept", Value: "a, b :c"}},
		},
		{
			name: "one line ends with LF alone", head: "POST / HTTP/1.1\r\nContent-Length: 4\n\r\n", want: transport.Head{Version: "HTTP/1.1", BareLF: true},
			fields: []transport.HeaderField{{Name: "Content-Length", Value: "4"}},
		},
		{
			name: "a minor version of two digits", head: "POST / HTTP/1.10\r\nContent-Length: 4\r\n\r\n", want: transport.Head{Version: "HTTP/1.10"},
			fields: []transport.HeaderField{{Name: "Content-Length", Value: "4"}},
		},
		{
			name: "a head longer than the buffer", head: "POST / HTTP/1.1\r\nX: " + strings.Repeat("y", 5000) + "\r\nContent-Length : 4\r\n\r\n",
			want:   transport.Head{Version: "HTTP/1.1", Blanks: []string{"Content-Length"}},
			fields: []transport.HeaderField{{Name: "X", Value: strings.Repeat("y", 5000)}, {Name: "Content-Length", Value: "4"}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in, err := transport.ParseRequest([]byte(tc.head + body + "POST /next"))
			require.NoError(t, err)
			require.NoError(t, in.BodyError)
			require.Empty(t, cmp.Diff(tc.want, in.Head))
			require.Empty(t, cmp.Diff(tc.fields, in.RawHeader))
			require.Equal(t, tc.head+body, string(in.Raw), "the bytes of the wire")
			require.Equal(t, body, string(in.Body))
			require.Equal(t, len(tc.head), in.BodyAt)
			require.Equal(t, int64(len(body)), in.Declared)

			status := strings.Replace(tc.head, "POST / "+tc.want.Version, tc.want.Version+" 200 OK", 1)
			r, err := transport.ParseResponse([]byte("HTTP/1.1 100 Continue\r\n\r\n" + status + body + "rest"))
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(tc.want, r.Head))
			require.Empty(t, cmp.Diff(tc.fields, r.RawHeader))
			require.Equal(t, body, string(r.Body))
			require.Equal(t, "rest", string(r.Extra))
		})
	}
}

// Bytes of the next message that have come do not count as those of this one.
func TestALongBodyAndTheNextMessage(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", 5000)
	head := "POST / HTTP/1.1\r\n" + strings.Repeat("X-Long: "+strings.Repeat("z", 53)+"\r\n", 70) + "Content-Length: 5000\r\n\r\n"
	raw := head + body
	in, err := transport.ParseRequest([]byte(raw + strings.Repeat("y", 9000)))
	require.NoError(t, err)
	require.Equal(t, raw, string(in.Raw))
	require.Equal(t, len(head), in.BodyAt)
	status := "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
	r, err := transport.ParseResponse([]byte("HTTP/1.1 100 Continue\r\n\r\n" + status + body + "rest"))
	require.NoError(t, err)
	require.Equal(t, len("HTTP/1.1 100 Continue\r\n\r\n"+status), r.BodyAt)
}

// Tools that log HTTP often keep the head and write the body decoded, or as text.
func TestCapturesWhoseHeadAndBodyDisagree(t *testing.T) {
	t.Parallel()
	const body = "<a>long enough</a>"
	for _, tc := range []struct {
		name, fields, rest string
		want               transport.Framing // of a request
		response           transport.Framing
		body               string // body where not rest
		broken             bool
	}{
		{name: "they agree", fields: "Content-Length: 18\r\n", rest: body},
		{name: "a line end follows", fields: "Content-Length: 18\r\n", rest: body + "\r\n\n", body: body},
		{name: "another message follows", fields: "Content-Length: 18\r\n", rest: body + "\r\nHTTP/1.1 200 OK\r\n\r\n", body: body},
		{name: "no length", rest: body, want: transport.FramingNoLength},
		{name: "no length and no body"},
		{name: "shorter than announced", fields: "Content-Length: 30\r\n", rest: body, want: transport.FramingShorter, response: transport.FramingShorter},
		{name: "longer than announced", fields: "Content-Length: 10\r\n", rest: body, want: transport.FramingLonger, response: transport.FramingLonger},
		{name: "nothing, where something is announced", fields: "Content-Length: 10\r\n", want: transport.FramingShorter, response: transport.FramingShorter},
		{name: "no chunks", fields: "Transfer-Encoding: chunked\r\n", rest: body, want: transport.FramingNotChunked, response: transport.FramingNotChunked},
		{name: "chunks", fields: "Transfer-Encoding: chunked\r\n", rest: "12\r\n" + body + "\r\n0\r\n\r\n", body: body},
		{name: "chunks that break off", fields: "Transfer-Encoding: chunked\r\n", rest: "20\r\n" + body, body: body, broken: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			want := tc.rest
			if tc.body != "" {
				want = tc.body
			}
			in, err := transport.ReadCapturedRequest([]byte("\uFEFFPOST / HTTP/1.1\r\nHost: h\r\n" + tc.fields + "\r\n" + tc.rest))
			require.NoError(t, err)
			require.Equal(t, tc.want, in.Framing)
			require.Equal(t, want, string(in.Body))
			require.Equal(t, tc.broken, in.BodyError != nil)
			r, err := transport.ReadCapturedResponse([]byte("\uFEFFHTTP/1.1 200 OK\r\n" + tc.fields + "\r\n" + tc.rest))
			require.Equal(t, tc.broken, err != nil)
			require.Equal(t, tc.response, r.Framing)
			require.Equal(t, want, string(r.Body))
		})
	}
}

// FuzzReadCaptured holds the readers of capture files to their promises on any bytes.
func FuzzReadCaptured(f *testing.F) {
	for _, seed := range []string{
		"", "\uFEFFPOST / HTTP/1.1\r\n\r\n<a/>", "POST / HTTP/1.1\nContent-Length : 9\n\n<a/>", "POST / HTTP/1.10\r\nTransfer-Encoding: chunked\r\n\r\n<a/>",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n<a/>", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 9223372036854775807\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := transport.ReadCapturedRequest(raw)
		if err == nil && !bytes.HasPrefix(bytes.TrimPrefix(raw, []byte("\uFEFF")), in.Raw) {
			t.Fatal("raw bytes are not the start of the input")
		}
		if in.Framing != "" && !bytes.HasSuffix(raw, in.Body) {
			t.Fatal("the body of a capture that does not fit its head is not what follows the head")
		}
		r, _ := transport.ReadCapturedResponse(raw)
		if r.Framing != "" && !bytes.HasSuffix(raw, r.Body) {
			t.Fatal("the body of a capture that does not fit its head is not what follows the head")
		}
	})
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
		"POST / HTTP/1.1\r\nHost: h\r\nA\rB: c\rd\r\nContent-Length: 5, 6\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
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
		// A capture shows the same head, whatever body stands after it.
		if at, e := transport.ReadCapturedRequest(raw); err == nil && (e != nil || !cmp.Equal(at.Head, in.Head) || !cmp.Equal(at.RawHeader, in.RawHeader)) {
			t.Fatalf("the capture shows another head: %s", cmp.Diff(in.Head, at.Head))
		}
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
