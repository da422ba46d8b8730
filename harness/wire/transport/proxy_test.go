package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// proxySeen is what a proxy was asked.
type proxySeen struct{ line, authorization string }

// startProxy starts an HTTP proxy that wants the value in Proxy-Authorization where it is
// not empty, and notes what it was asked.
func startProxy(t *testing.T, authorization string) (addr string, seen chan proxySeen) {
	t.Helper()
	seen = make(chan proxySeen, 16)
	return peers.Listen(t, func(c net.Conn) {
		reader := bufio.NewReader(c)
		req, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		seen <- proxySeen{req.Method + " " + req.RequestURI, req.Header.Get("Proxy-Authorization")}
		if authorization != "" && req.Header.Get("Proxy-Authorization") != authorization {
			_, _ = io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
			return
		}
		up, err := net.Dial("tcp", req.Host)
		if err != nil {
			_, _ = io.WriteString(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
			return
		}
		defer func() { _ = up.Close() }()
		if req.Method == http.MethodConnect {
			_, _ = io.WriteString(c, "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
			go func() { _, _ = io.Copy(up, reader); _ = up.(*net.TCPConn).CloseWrite() }()
			_, _ = io.Copy(c, up)
			return
		}
		req.Header.Del("Proxy-Authorization")
		_ = req.Write(up)
		_, _ = io.Copy(c, up)
	}), seen
}

func proxied(t *testing.T, url string) *transport.Proxy {
	t.Helper()
	p, err := transport.ParseProxy(url)
	require.NoError(t, err)
	return p
}

// TestThroughAProxy wants the same exchange as without one, with the exact bytes that
// went to the proxy.
func TestThroughAProxy(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	plain, _ := startServer(t, transport.ServerOptions{Handler: echo})
	secure, exchanges := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS()})
	const basic = "Basic dXNlcjpwQHNz" // user:p@ss
	request := func(url string) transport.Request { return transport.Request{URL: url + "a?b=c", Body: []byte("<a/>")} }

	t.Run("https", func(t *testing.T) {
		t.Parallel()
		addr, seen := startProxy(t, basic)
		client := newClient(t, transport.Options{TLS: pki.ClientTLS(), Proxy: proxied(t, "http://user:p%40ss@"+addr)})
		got, err := client.Send(context.Background(), request(secure.URL("/")))
		require.NoError(t, err)
		require.Equal(t, "<a/>", string(got.Response.Body))
		require.Empty(t, cmp.Diff(proxySeen{"CONNECT " + secure.Addr(), basic}, <-seen, cmp.AllowUnexported(proxySeen{})))
		require.Equal(t, fmt.Sprintf("POST /a?b=c HTTP/1.1\r\nHost: %s\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<a/>", secure.Addr()), string(got.RequestBytes))
		require.True(t, strings.HasPrefix(string(got.ResponseBytes), "HTTP/1.1 200"), "the answer to CONNECT is none of the provider's")
		require.Equal(t, secure.Addr(), got.Peer)
		require.True(t, got.Handshake.Complete && got.Handshake.ServerVerified && got.Handshake.CertificateSent)
		require.True(t, exchanges.exchange(t).Inbound.MTLS, "the client certificate goes to the provider")
		_, err = client.Probe(context.Background(), secure.URL("/"))
		require.NoError(t, err)
		require.Equal(t, "CONNECT "+secure.Addr(), (<-seen).line)
	})
	t.Run("http", func(t *testing.T) {
		t.Parallel()
		addr, seen := startProxy(t, basic)
		got, err := newClient(t, transport.Options{Proxy: proxied(t, "http://user:p%40ss@"+addr)}).Send(context.Background(), request(plain.URL("/")))
		require.NoError(t, err)
		require.Equal(t, "<a/>", string(got.Response.Body))
		require.Empty(t, cmp.Diff(proxySeen{"POST " + plain.URL("/a?b=c"), basic}, <-seen, cmp.AllowUnexported(proxySeen{})))
		require.Equal(t, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 4\r\nConnection: close\r\nProxy-Authorization: %s\r\n\r\n<a/>", plain.URL("/a?b=c"), plain.Addr(), basic), string(got.RequestBytes))
		require.Equal(t, plain.Addr(), got.Peer)
	})
}

// No variable of the environment makes requests take another way.
func TestNoProxyOfTheEnvironment(t *testing.T) {
	addr, seen := startProxy(t, "")
	for _, name := range []string{"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://"+addr)
	}
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo})
	_, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.NoError(t, err)
	require.Empty(t, seen)
}

// TestFailuresOfAProxyAreTheProxys breaks the way through a proxy in every way, and wants
// it blamed, not the provider.
func TestFailuresOfAProxyAreTheProxys(t *testing.T) {
	t.Parallel()
	const password = "hunter2-secret"
	connect := func(answer string) func(net.Conn) {
		return func(c net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = io.WriteString(c, answer)
		}
	}
	for _, c := range []struct {
		name  string
		plays func(net.Conn)
		user  bool
		plain bool
		cause transport.Cause
		says  []string
	}{
		{"wants credentials", connect("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"), false, false, transport.CauseProxyCredentials, []string{"wants credentials (HTTP 407", "USER:PASSWORD"}},
		{"wants other credentials", connect("HTTP/1.1 407 No\r\nProxy-Authenticate: basic realm=\"x\"\r\nProxy-Authenticate: Negotiate\r\n\r\n"), true, false, transport.CauseProxyCredentials, []string{"does not accept the credentials in --proxy", "check user and password"}},
		{"wants a ticket", connect("HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n"), true, false, transport.CauseProxyCredentials, []string{`"Negotiate", "NTLM"`, "Basic only"}},
		{"wants credentials for a plain request", connect("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"), false, true, transport.CauseProxyCredentials, []string{"wants credentials (HTTP 407"}},
		{"forbids it", connect("HTTP/1.1 403 Forbidden\r\n\r\n"), false, false, transport.CauseProxyRefused, []string{"does not let tkw connect to provider.invalid:443", `HTTP 403 "Forbidden"`}},
		{"does not reach the provider", connect("HTTP/1.1 502 Bad\x1b[2JGateway\r\n\r\n"), false, false, transport.CauseProxyGateway, []string{"could not connect to provider.invalid:443", "not of the provider", `Bad\x1b[2JGateway`}},
		{"waits for the provider in vain", connect("HTTP/1.1 504 Gateway Timeout\r\n\r\n"), false, false, transport.CauseProxyGateway, []string{"HTTP 504"}},
		{"answers otherwise", connect("HTTP/1.1 500\r\n\r\n"), false, false, transport.CauseProxyRefused, []string{"HTTP 500", "answer of the proxy"}},
		{"closes", connect(""), false, false, transport.CauseClosed, []string{"closed the connection without an answer to CONNECT"}},
		{"is none", connect("SSH-2.0-x\r\n"), false, false, transport.CauseProtocol, []string{"--proxy names an HTTP proxy"}},
		{"sends more than its answer", connect("HTTP/1.1 200 OK\r\n\r\nhello"), false, false, transport.CauseProtocol, []string{"sent bytes of its own"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			addr, user, url := peers.Listen(t, c.plays), "", "https://provider.invalid/"
			if c.user {
				user = "someone:" + password + "@"
			}
			if c.plain {
				url = "http://provider.invalid/"
			}
			_, err := newClient(t, transport.Options{Proxy: proxied(t, "http://"+user+addr)}).Send(context.Background(), transport.Request{URL: url})
			var e *transport.Error
			require.ErrorAs(t, err, &e)
			require.ErrorIs(t, err, transport.ErrUnreachable)
			require.Equal(t, []any{transport.ByProxy, c.cause, addr}, []any{e.By, e.Cause, e.Peer}, e.Sentence)
			for _, s := range append(c.says, "the proxy "+addr) {
				require.Contains(t, err.Error(), s)
			}
			require.NotContains(t, err.Error(), password)
			require.NotContains(t, err.Error(), "\x1b")
		})
	}
	t.Run("is not there", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, l.Close())
		_, err = newClient(t, transport.Options{Proxy: proxied(t, "http://"+l.Addr().String())}).Probe(context.Background(), "http://provider.invalid/")
		var e *transport.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, []any{transport.ByProxy, transport.CauseDeclined}, []any{e.By, e.Cause})
		require.Contains(t, err.Error(), "the proxy "+l.Addr().String()+" refuses connections")
		require.Contains(t, err.Error(), "--proxy")
	})
	t.Run("is silent", func(t *testing.T) {
		t.Parallel()
		ctx := newExpiry()
		addr := peers.Listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)); ctx.pass(); untilGone(c) })
		_, err := newClient(t, transport.Options{Proxy: proxied(t, "http://"+addr)}).Send(ctx, transport.Request{URL: "https://provider.invalid/"})
		require.ErrorIs(t, err, transport.ErrTimeout)
		require.ErrorContains(t, err, "the proxy "+addr+" did not connect to provider.invalid:443 before the deadline")
	})
}

func TestProxyURLs(t *testing.T) {
	t.Parallel()
	for text, shown := range map[string]string{
		"http://proxy.example:3128": "http://proxy.example:3128", "http://proxy.example:3128/": "http://proxy.example:3128",
		"http://u:topsecret@proxy.example:3128": "http://***@proxy.example:3128", "http://topsecret@[::1]:8": "http://***@[::1]:8",
	} {
		p := proxied(t, text)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			require.NotContains(t, fmt.Sprintf(verb, p), "topsecret")
		}
		require.Equal(t, shown, p.String())
		require.Equal(t, strings.Contains(text, "@"), transport.HidesCredentials(p.String()))
	}
	for _, text := range []string{
		"", "proxy.example", "proxy.example:3128", "https://topsecret@proxy.example:3128", "socks5://proxy.example:1080", "http://topsecret@proxy.example",
		"http://a:topsecret@b@c:1:2", "http://a:topsecret%zz@proxy.example:1", "http://proxy.example:1/topsecret", "http://proxy.example:1?topsecret=1",
	} {
		_, err := transport.ParseProxy(text)
		require.ErrorIs(t, err, transport.ErrProxy, text)
		require.NotContains(t, err.Error(), "topsecret")
		require.Contains(t, err.Error(), "http://HOST:PORT", text)
	}
}
