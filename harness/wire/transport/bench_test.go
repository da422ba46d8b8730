package transport_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

var benchMessage = []byte("<a>" + strings.Repeat("x", 2990) + "</a>")

// BenchmarkServerKeepAlive measures 3 KB exchanges over kept connections, with capture.
func BenchmarkServerKeepAlive(b *testing.B) {
	var seen atomic.Int64
	srv, err := transport.NewServer(transport.ServerOptions{
		Listen: "127.0.0.1:0", Handler: answer(transport.Reply{Body: benchMessage}),
		OnExchange: func(c transport.ServerCapture) { seen.Add(int64(len(c.RequestBytes))) },
	})
	require.NoError(b, err)
	srv.Start(context.Background())
	defer srv.Close()
	var request bytes.Buffer
	r, err := http.NewRequest(http.MethodPost, srv.URL("/"), bytes.NewReader(benchMessage))
	require.NoError(b, err)
	require.NoError(b, r.Write(&request))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		c, err := net.Dial("tcp", srv.Addr())
		if err != nil {
			b.Error(err)
			return
		}
		defer func() { _ = c.Close() }()
		br := bufio.NewReader(c)
		for pb.Next() {
			_, err := c.Write(request.Bytes())
			if err == nil {
				var res *http.Response
				if res, err = http.ReadResponse(br, nil); err == nil {
					_, err = io.Copy(io.Discard, res.Body)
				}
			}
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

// BenchmarkClientSend measures whole exchanges, a connection each.
func BenchmarkClientSend(b *testing.B) {
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(b, err)
	for _, scheme := range []string{"http", "https"} {
		b.Run(scheme, func(b *testing.B) {
			so, co := transport.ServerOptions{Listen: "127.0.0.1:0", Handler: echo}, transport.Options{}
			if scheme == "https" {
				so.TLS, co.TLS = pki.ServerTLS(), pki.ClientTLS()
			}
			srv, err := transport.NewServer(so)
			require.NoError(b, err)
			srv.Start(context.Background())
			defer srv.Close()
			c, err := transport.NewClient(co)
			require.NoError(b, err)
			for b.Loop() {
				if _, err := c.Send(context.Background(), transport.Request{URL: srv.URL("/"), Body: benchMessage}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
