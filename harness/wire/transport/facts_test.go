package transport_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// facts are what an exchange that failed says as values.
type facts struct {
	Kind      string
	Phase     transport.Phase
	By        transport.Party
	Cause     transport.Cause
	Alert     int
	Handshake transport.Handshake
}

func factsOf(t *testing.T, capture transport.Capture, err error) facts {
	t.Helper()
	var out facts
	if capture.Handshake != nil {
		out.Handshake = *capture.Handshake
	}
	if e, ok := errors.AsType[*transport.Error](err); ok {
		require.NotEmpty(t, e.Sentence)
		out.Kind, out.Phase, out.By, out.Cause, out.Alert = transport.KindName(e.Kind), e.Phase, e.By, e.Cause, e.Alert
	}
	return out
}

// The states of a handshake that the tables below name.
var (
	untouched  = transport.Handshake{}
	serverOnly = transport.Handshake{Complete: true, ServerVerified: true}
	mutual     = transport.Handshake{Complete: true, ServerVerified: true, CertificateAsked: true, CertificateSent: true}
	nothing    = transport.Handshake{Complete: true, ServerVerified: true, CertificateAsked: true}
)

// cut is a handshake that the peer ended before our side of it was over.
func cut(h transport.Handshake) transport.Handshake { h.Complete = false; return h }

// handshakes runs script on every connection after a complete TLS handshake.
func handshakes(t *testing.T, cfg *tls.Config, script func(*tls.Conn)) string {
	t.Helper()
	return peers.Listen(t, func(raw net.Conn) {
		c := tls.Server(raw, cfg)
		if c.HandshakeContext(context.Background()) == nil {
			script(c)
		}
	})
}

// takeRequest reads one whole request.
func takeRequest(c *tls.Conn) {
	if req, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
}

func refused(alert int, h transport.Handshake) facts {
	return facts{Kind: "tls", Phase: transport.PhaseHandshake, By: transport.ByPeer, Cause: transport.CauseAlert, Alert: alert, Handshake: h}
}

func ours(cause transport.Cause) facts {
	return facts{Kind: "tls", Phase: transport.PhaseHandshake, By: transport.ByUs, Cause: cause}
}

// TestWhoEndedTheExchange holds every way in which TLS can fail against the values
// that verdicts are made of, for a whole exchange and for a probe.
func TestWhoEndedTheExchange(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	other, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	wrong, err := pki.WrongClients()
	require.NoError(t, err)
	dir := t.TempDir()
	_, err = transport.WriteCertificates(dir, transport.CertOptions{})
	require.NoError(t, err)
	demanding := func(t *testing.T, version uint16) string {
		cfg := pki.ServerTLS()
		cfg.MaxVersion = version
		srv, _ := startServer(t, transport.ServerOptions{Handler: echo, TLS: cfg})
		return srv.Addr()
	}
	with := func(cert string) func(*testing.T, uint16) string {
		return func(t *testing.T, version uint16) string {
			cfg := serverTLS(t, dir, cert, "")
			cfg.MaxVersion = version
			srv, _ := startServer(t, transport.ServerOptions{Handler: echo, TLS: cfg})
			return srv.Addr()
		}
	}
	raw := func(script func(net.Conn)) func(*testing.T, uint16) string {
		return func(t *testing.T, _ uint16) string { return peers.Listen(t, script) }
	}
	after := func(script func(*tls.Conn)) func(*testing.T, uint16) string {
		return func(t *testing.T, version uint16) string {
			cfg := pki.ServerTLS()
			cfg.ClientAuth, cfg.MaxVersion = tls.RequestClientCert, version
			return handshakes(t, cfg, script)
		}
	}
	readHello := func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }
	closed := func(h transport.Handshake, phase transport.Phase, kind string) facts {
		return facts{Kind: kind, Phase: phase, By: transport.ByPeer, Cause: transport.CauseClosed, Handshake: h}
	}
	for _, tc := range []struct {
		name   string
		server func(*testing.T, uint16) string
		client *tls.Config
		// send12 and send13 are wanted of an exchange, by the version of TLS; probe12
		// and probe13 of a probe, where they differ.
		send12, send13   facts
		probe12, probe13 *facts
	}{
		{name: "all is well", server: demanding, client: pki.ClientTLS(), send12: facts{Handshake: mutual}, send13: facts{Handshake: mutual}},
		{name: "the certificate is of an unknown CA", server: demanding, client: wrong[transport.WrongUnknownCA], send12: refused(48, cut(mutual)), send13: refused(48, mutual)},
		{name: "the certificate is expired", server: demanding, client: wrong[transport.WrongExpired], send12: refused(45, cut(mutual)), send13: refused(45, mutual)},
		{name: "there is no certificate", server: demanding, client: wrong[transport.WrongNoCertificate], send12: refused(40, cut(nothing)), send13: refused(116, nothing)},
		{name: "the version is old", server: demanding, client: wrong[transport.WrongOldVersion], send12: refused(70, untouched), send13: refused(70, untouched)},
		{name: "we do not trust the CA of the server", server: demanding, client: other.ClientTLS(), send12: ours(transport.CauseUntrusted), send13: ours(transport.CauseUntrusted)},
		{name: "the server has another name", server: with("server-wrong-name"), client: clientTLS(t, dir, "client", "ca"), send12: ours(transport.CauseName), send13: ours(transport.CauseName)},
		{name: "the certificate of the server is expired", server: with("server-expired"), client: clientTLS(t, dir, "client", "ca"), send12: ours(transport.CauseExpired), send13: ours(transport.CauseExpired)},
		{name: "no certificate is asked for", server: with("server"), client: clientTLS(t, dir, "client", "ca"), send12: facts{Handshake: serverOnly}, send13: facts{Handshake: serverOnly}},
		{name: "the port speaks plain HTTP", server: raw(func(c net.Conn) { readHello(c); send("HTTP/1.1 400 Bad Request\r\n\r\n")(c) }), client: pki.ClientTLS(), send12: ours(transport.CauseNotTLS), send13: ours(transport.CauseNotTLS)},
		{name: "the server closes after the first bytes", server: raw(readHello), client: pki.ClientTLS(), send12: closed(untouched, transport.PhaseHandshake, "tls"), send13: closed(untouched, transport.PhaseHandshake, "tls")},
		{name: "the server resets after the first bytes", server: raw(func(c net.Conn) { readHello(c); reset(c) }), client: pki.ClientTLS(), send12: closed(untouched, transport.PhaseHandshake, "tls"), send13: closed(untouched, transport.PhaseHandshake, "tls")},
		{name: "the server sends records that are no handshake", server: raw(func(c net.Conn) { readHello(c); send("\x17\x03\x03\x00\x01x")(c); untilGone(c) }), client: pki.ClientTLS(), send12: ours(transport.CauseProtocol), send13: ours(transport.CauseProtocol)},
		{name: "the server closes after the handshake", server: after(func(*tls.Conn) {}), client: pki.ClientTLS(),
			send12: closed(mutual, transport.PhaseWait, "closed"), send13: closed(mutual, transport.PhaseWait, "closed"),
			probe12: new(closed(mutual, transport.PhaseHandshake, "tls")), probe13: new(closed(mutual, transport.PhaseHandshake, "tls"))},
		{name: "the server closes on a client without a certificate", server: after(func(*tls.Conn) {}), client: wrong[transport.WrongNoCertificate],
			send12: closed(nothing, transport.PhaseHandshake, "tls"), send13: closed(nothing, transport.PhaseHandshake, "tls")},
		{name: "the server resets after the request", server: after(func(c *tls.Conn) { takeRequest(c); reset(c.NetConn()) }), client: pki.ClientTLS(),
			send12: closed(mutual, transport.PhaseWait, "closed"), send13: closed(mutual, transport.PhaseWait, "closed"),
			probe12: &facts{Handshake: mutual}, probe13: &facts{Handshake: mutual}},
	} {
		for version, want := range map[uint16]facts{tls.VersionTLS12: tc.send12, tls.VersionTLS13: tc.send13} {
			t.Run(tc.name+" "+tls.VersionName(version), func(t *testing.T) {
				t.Parallel()
				c := newClient(t, transport.Options{TLS: tc.client})
				url := "https://" + tc.server(t, version) + "/"
				capture, err := c.Send(context.Background(), transport.Request{URL: url, Body: []byte("<a/>")})
				require.Empty(t, cmp.Diff(want, factsOf(t, capture, err)), "%v", err)
				probed := want
				if p := map[uint16]*facts{tls.VersionTLS12: tc.probe12, tls.VersionTLS13: tc.probe13}[version]; p != nil {
					probed = *p
				}
				if probed.By == transport.ByPeer {
					c = newClient(t, transport.Options{TLS: unhurried(tc.client)})
				}
				capture, err = c.Probe(context.Background(), url)
				require.Empty(t, cmp.Diff(probed, factsOf(t, capture, err)), "probe: %v", err)
				require.Empty(t, capture.RequestBytes)
			})
		}
	}
}

// unhurried makes a handshake take a second. A probe listens for as long as that took,
// so it still hears a refusal that a busy machine is slow to send.
func unhurried(cfg *tls.Config) *tls.Config {
	cfg = cfg.Clone()
	cfg.VerifyConnection = func(tls.ConnectionState) error { time.Sleep(time.Second); return nil }
	return cfg
}

func TestSilenceIsNobodysDoing(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	c := newClient(t, transport.Options{TLS: pki.ClientTLS()})
	silent := func(ctx *expiry) string {
		return "https://" + peers.Listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1))
			ctx.pass()
			untilGone(c)
		}) + "/"
	}
	want := facts{Kind: "timeout", Phase: transport.PhaseHandshake, Cause: transport.CauseTimeout}
	ctx := newExpiry()
	capture, err := c.Send(ctx, transport.Request{URL: silent(ctx)})
	require.Empty(t, cmp.Diff(want, factsOf(t, capture, err)))
	ctx = newExpiry()
	capture, err = c.Probe(ctx, silent(ctx))
	require.Empty(t, cmp.Diff(want, factsOf(t, capture, err)))

	ctx = newExpiry()
	answering := handshakes(t, pki.ServerTLS(), func(c *tls.Conn) {
		takeRequest(c)
		ctx.pass()
		untilGone(c)
	})
	capture, err = c.Send(ctx, transport.Request{URL: "https://" + answering + "/"})
	require.Empty(t, cmp.Diff(facts{Kind: "timeout", Phase: transport.PhaseWait, Cause: transport.CauseTimeout, Handshake: mutual}, factsOf(t, capture, err)))
}

func TestProbeOfPlainEndpoints(t *testing.T) {
	t.Parallel()
	c := newClient(t, transport.Options{})
	srv, seen := startServer(t, transport.ServerOptions{Handler: echo})
	capture, err := c.Probe(context.Background(), srv.URL("/"))
	require.NoError(t, err)
	require.Nil(t, capture.Handshake)
	srv.Close()
	require.Empty(t, seen.exchanges, "a probe sends no request")

	_, err = c.Probe(context.Background(), srv.URL("/"))
	require.ErrorIs(t, err, transport.ErrUnreachable)
	_, err = c.Probe(context.Background(), "ftp://127.0.0.1/")
	require.ErrorIs(t, err, transport.ErrBadRequest)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = c.Probe(ctx, "http://"+peers.Listen(t, untilGone)+"/")
	require.ErrorIs(t, err, transport.ErrInterrupted)
}

func TestTLSFromAPlainEndpointIsOurMistake(t *testing.T) {
	t.Parallel()
	url := rawPeer(t, send("\x15\x03\x01\x00\x02\x02\x46"))
	capture, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: url})
	want := facts{Kind: "not-http", Phase: transport.PhaseResponseHead, By: transport.ByUs, Cause: transport.CauseTLSNotHTTP}
	require.Empty(t, cmp.Diff(want, factsOf(t, capture, err)))
}

// A server that takes TLS 1.1 must not look like one that refuses it, for want of a
// cipher suite that both know.
func TestOldVersionOffersEverySuite(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	cfg := pki.ServerTLS()
	cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	cfg.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA}
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo, TLS: cfg})
	c := newClient(t, transport.Options{TLS: transport.OldVersion(pki.ClientTLS())})
	capture, err := c.Send(context.Background(), transport.Request{URL: srv.URL("/"), Body: []byte("<a/>")})
	require.NoError(t, err)
	require.Equal(t, "TLS 1.1", capture.TLSVersion)
	require.Equal(t, mutual, *capture.Handshake)
}

func TestKindsHaveNames(t *testing.T) {
	t.Parallel()
	for _, kind := range []error{
		transport.ErrUnreachable, transport.ErrTLS, transport.ErrTimeout, transport.ErrConnectionClosed, transport.ErrNotHTTP,
		transport.ErrResponseTooLarge, transport.ErrRequestTooLarge, transport.ErrBadRequest, transport.ErrBadReply, transport.ErrInterrupted,
	} {
		name := transport.KindName(kind)
		require.NotEmpty(t, name)
		require.Equal(t, kind, transport.KindNamed(name))
	}
	require.Empty(t, transport.KindName(io.EOF))
	require.NoError(t, transport.KindNamed("else"))
}
