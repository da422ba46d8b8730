package transport_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// noon is the time by which every certificate of these tests is checked.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// entity is a certificate with its key.
type entity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// issue makes a certificate for 127.0.0.1 and provider.example that change may change.
func (e *entity) issue(t *testing.T, name string, change func(*x509.Certificate)) *entity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return e.certify(t, name, key, change)
}

func (e *entity) certify(t *testing.T, name string, key crypto.Signer, change func(*x509.Certificate)) *entity {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: noon.AddDate(-1, 0, 0), NotAfter: noon.AddDate(1, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"provider.example"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if change != nil {
		change(template)
	}
	parent, signer := template, key
	if e != nil {
		parent, signer = e.cert, e.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &entity{cert: cert, key: key}
}

// ca makes a certificate that of a CA.
func ca(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	c.IPAddresses, c.DNSNames, c.ExtKeyUsage = nil, nil, nil
}

// chained is what a side sends: its own certificate and those of the others.
func (e *entity) chained(above ...*entity) tls.Certificate {
	out := tls.Certificate{Certificate: [][]byte{e.cert.Raw}, PrivateKey: e.key}
	for _, a := range above {
		out.Certificate = append(out.Certificate, a.cert.Raw)
	}
	return out
}

func pool(of ...*entity) *x509.CertPool {
	p := x509.NewCertPool()
	for _, e := range of {
		p.AddCert(e.cert)
	}
	return p
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return key
}

// TestWhyACertificateIsNotAccepted lets a side show each kind of wrong certificate, as
// provider and as client, and wants its cause and a sentence with what to do.
func TestWhyACertificateIsNotAccepted(t *testing.T) {
	t.Parallel()
	var none *entity
	root := none.issue(t, "A Root", ca)
	issuing := root.issue(t, "An Issuing CA", ca)
	middle := issuing.issue(t, "A Middle CA", ca)
	sameName := none.issue(t, "A Root", ca)
	oldRoot := none.certify(t, "An RSA Root", rsaKey(t), ca)
	sha1 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA1WithRSA }
	days := func(from, until time.Time) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = from, until }
	}
	leaf := issuing.issue(t, "leaf", nil)
	self := none.issue(t, "a self-signed one", nil)
	for _, c := range []struct {
		name  string
		sends tls.Certificate
		trust *x509.CertPool
		cause transport.Cause
		says  []string
		// only is the side that it is about; empty for both.
		only string
	}{
		{"a missing intermediate", leaf.chained(), pool(root), transport.CauseUntrusted, []string{`sent only its own certificate, issued by "CN=An Issuing CA"`, `must send the certificate of "An Issuing CA" too`, "--ca"}, ""},
		{"one of two intermediates missing", middle.issue(t, "leaf", nil).chained(middle), pool(root), transport.CauseUntrusted, []string{`up to "CN=A Middle CA", which is issued by "CN=An Issuing CA"`, `must send the certificate of "An Issuing CA" too`}, ""},
		{"an unknown root that is sent", leaf.chained(issuing, root), pool(oldRoot), transport.CauseUntrusted, []string{`its root CA "CN=A Root" is not among the trusted ones`, `give the certificate of "A Root" with --ca`}, ""},
		{"a self-signed certificate", self.chained(), pool(root), transport.CauseUntrusted, []string{"it is issued by itself", "--ca"}, ""},
		{"a CA of the same name with another key", leaf.chained(issuing), pool(sameName), transport.CauseUntrusted, []string{`the CA of that name in --ca has another key`, "older or newer"}, ""},
		{"a SHA-1 signature", oldRoot.issue(t, "leaf", sha1).chained(), pool(oldRoot), transport.CauseWeakSignature, []string{`"CN=leaf" is signed with SHA1-RSA, which is broken`, "SHA-256"}, ""},
		{"a SHA-1 signature of an intermediate", func() tls.Certificate {
			weak := oldRoot.issue(t, "A Weak CA", func(c *x509.Certificate) { ca(c); sha1(c) })
			return weak.issue(t, "leaf", nil).chained(weak)
		}(), pool(oldRoot), transport.CauseWeakSignature, []string{`"CN=A Weak CA" is signed with SHA1-RSA`}, ""},
		{"an expired certificate", issuing.issue(t, "leaf", days(noon.AddDate(-2, 0, 0), noon.AddDate(0, -1, 0))).chained(issuing), pool(root), transport.CauseExpired, []string{`"CN=leaf" expired on 2026-05-01`, "valid now"}, ""},
		{"a certificate of the future", issuing.issue(t, "leaf", days(noon.AddDate(0, 1, 0), noon.AddDate(1, 0, 0))).chained(issuing), pool(root), transport.CauseExpired, []string{`"CN=leaf" is not valid before 2026-07-01`, "clock"}, ""},
		{"another name", issuing.issue(t, "leaf", func(c *x509.Certificate) { c.IPAddresses = nil }).chained(issuing), pool(root), transport.CauseName, []string{`it is for "provider.example", and the address in use is "127.0.0.1"`, "--endpoint"}, "provider"},
		{"a common name alone", issuing.issue(t, "127.0.0.1", func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, nil }).chained(issuing), pool(root), transport.CauseName, []string{"no subject alternative name, and the common name is no longer looked at"}, "provider"},
		{"for clients only", issuing.issue(t, "leaf", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }).chained(issuing), pool(root), transport.CauseUnfit, []string{"as the certificate of a server (extended key usage)"}, "provider"},
		{"for servers only", issuing.issue(t, "leaf", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }).chained(issuing), pool(root), transport.CauseUnfit, []string{"as the certificate of a client (extended key usage)"}, "client"},
		{"control characters in its name", none.issue(t, "evil\x1b[31m\u202e", nil).chained(), pool(root), transport.CauseUntrusted, []string{`evil\x1b[31m\u202e`}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.only != "client" {
				got := refusedByClient(t, c.sends, c.trust)
				require.Equal(t, c.cause, got.Cause, got.Sentence)
				for _, s := range append(c.says, "tkw does not accept the certificate of 127.0.0.1:") {
					require.Contains(t, got.Error(), s)
				}
				require.NotContains(t, got.Error(), "\x1b")
				require.NotContains(t, got.Error(), "x509:")
			}
			if c.only != "provider" {
				for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
					got := refusedByServer(t, &tls.Config{
						Certificates: []tls.Certificate{c.sends}, InsecureSkipVerify: true, MaxVersion: version,
					}, c.trust)
					require.Equal(t, c.cause, got.Cause, got.Sentence)
					for _, s := range append(c.says, "tkw does not accept the client certificate of 127.0.0.1:") {
						require.Contains(t, got.Error(), s)
					}
				}
			}
		})
	}
}

// refusedByClient is how a client takes the certificate of a server.
func refusedByClient(t *testing.T, sends tls.Certificate, trust *x509.CertPool) *transport.Error {
	t.Helper()
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo, TLS: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{sends}}})
	client := newClient(t, transport.Options{TLS: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trust, Time: func() time.Time { return noon }}})
	_, probed := client.Probe(context.Background(), srv.URL("/"))
	_, err := client.Send(context.Background(), transport.Request{URL: srv.URL("/")})
	var e, p *transport.Error
	require.ErrorAs(t, err, &e)
	require.ErrorAs(t, probed, &p)
	require.Empty(t, cmp.Diff(p.Sentence, e.Sentence), "the probe says what a request would")
	require.ErrorIs(t, e, transport.ErrTLS)
	return e
}

// refusedByServer is what a server says of a client that is refused.
func refusedByServer(t *testing.T, client *tls.Config, trust *x509.CertPool) *transport.Error {
	t.Helper()
	var none *entity
	own := none.issue(t, "localhost", nil)
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own.chained()}, Time: func() time.Time { return noon }}
	if trust != nil {
		cfg.ClientCAs, cfg.ClientAuth = trust, tls.RequireAndVerifyClientCert
	}
	srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: cfg})
	if client.MinVersion == 0 {
		client.MinVersion = tls.VersionTLS10
	}
	_, err := newClient(t, transport.Options{TLS: client}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.Error(t, err)
	var e *transport.Error
	require.ErrorAs(t, receive(t, seen.refused).Err, &e)
	return e
}

// TestWhyAHandshakeWasRefused wants the reason of a server for each way in which a client
// can be wrong.
func TestWhyAHandshakeWasRefused(t *testing.T) {
	t.Parallel()
	var none *entity
	root := none.issue(t, "A Root", ca)
	blind := func(c *tls.Config) *tls.Config { c.InsecureSkipVerify = true; return c }
	versions := func(from, until uint16) *tls.Config {
		return blind(&tls.Config{MinVersion: from, MaxVersion: until})
	}
	for _, c := range []struct {
		name   string
		client *tls.Config
		trust  *x509.CertPool
		cause  transport.Cause
		by     transport.Party
		says   []string
	}{
		{"no certificate, TLS 1.2", versions(tls.VersionTLS12, tls.VersionTLS12), pool(root), transport.CauseNoCertificate, transport.ByUs, []string{"sent no client certificate", "--ca"}},
		{"no certificate, TLS 1.3", versions(tls.VersionTLS13, tls.VersionTLS13), pool(root), transport.CauseNoCertificate, transport.ByUs, []string{"sent no client certificate", "--ca"}},
		{"TLS 1.1 at most", versions(tls.VersionTLS10, tls.VersionTLS11), nil, transport.CauseVersion, transport.ByUs, []string{"it offers TLS 1.1, TLS 1.0", "TLS 1.2 or 1.3"}},
		{"TLS 1.1 at most, where certificates are wanted", versions(tls.VersionTLS10, tls.VersionTLS11), pool(root), transport.CauseVersion, transport.ByUs, []string{"it offers TLS 1.1, TLS 1.0"}},
		{"no common cipher suite", func() *tls.Config {
			cfg := versions(tls.VersionTLS12, tls.VersionTLS12)
			cfg.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA} // the server has an EC key
			return cfg
		}(), nil, transport.CauseCipher, transport.ByUs, []string{"no cipher suite in common"}},
		{"a client that does not trust tkw", &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: pool(root)}, nil, transport.CauseAlert, transport.ByPeer, []string{"refused the TLS connection", "let the client trust the CA of --cert"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := refusedByServer(t, c.client, c.trust)
			require.Equal(t, []any{c.cause, c.by}, []any{got.Cause, got.By}, got.Sentence)
			for _, s := range append(c.says, "127.0.0.1:") {
				require.Contains(t, got.Error(), s)
			}
		})
	}
	t.Run("plain HTTP and other bytes", func(t *testing.T) {
		t.Parallel()
		pki, err := transport.NewTestPKI(nil, "")
		require.NoError(t, err)
		for text, says := range map[string]string{"POST / HTTP/1.1\r\n\r\n": "it sent plain HTTP or text", "\x00\x01\x02\x03\x04\x05": "it sent another protocol"} {
			srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS()})
			conn := dial(t, srv.Addr())
			_, err := conn.Write([]byte(text))
			require.NoError(t, err)
			var e *transport.Error
			require.ErrorAs(t, receive(t, seen.refused).Err, &e)
			require.Equal(t, transport.CauseNotTLS, e.Cause)
			require.Contains(t, e.Error(), says)
			require.Contains(t, e.Error(), "https://")
		}
	})
}

// TestWhyThereIsNoTLSWithAProvider plays providers whose port is not what the endpoint says.
func TestWhyThereIsNoTLSWithAProvider(t *testing.T) {
	t.Parallel()
	answers := func(text string) func(net.Conn) {
		return func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)); _, _ = c.Write([]byte(text)); untilGone(c) }
	}
	for _, c := range []struct {
		name  string
		plays func(net.Conn)
		cause transport.Cause
		says  []string
	}{
		{"plain HTTP", answers("HTTP/1.1 400 Bad Request\r\n\r\n"), transport.CauseNotTLS, []string{"it answered in plain HTTP", "http:// in --endpoint"}},
		{"another protocol", answers("\x00\x01\x02\x03\x04\x05"), transport.CauseNotTLS, []string{"it answered in another protocol"}},
		// A ServerHello of TLS 1.0: version, random, no session, a suite, no compression.
		{"TLS 1.0", answers("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + strings.Repeat("r", 32) + "\x00\x00\x2f\x00"), transport.CauseVersion, []string{"speaks only versions of TLS before 1.2", "let the provider offer"}},
		{"alert 70", answers("\x15\x03\x01\x00\x02\x02\x46"), transport.CauseAlert, []string{"supports none of our TLS versions", "let the provider offer TLS 1.2 or 1.3"}},
		{"alert 112", answers("\x15\x03\x03\x00\x02\x02\x70"), transport.CauseAlert, []string{"does not know the server name", "host name in --endpoint"}},
		{"an alert of no known code", answers("\x15\x03\x03\x00\x02\x02\x63"), transport.CauseAlert, []string{"with alert 99"}},
		{"closes", func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }, transport.CauseClosed, []string{"by closing the connection"}},
		{"resets", func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1))
			_ = c.(*net.TCPConn).SetLinger(0)
		}, transport.CauseClosed, []string{"by resetting the connection"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, transport.Options{}).Probe(context.Background(), "https://"+peers.Listen(t, c.plays)+"/")
			var e *transport.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.cause, e.Cause, e.Sentence)
			for _, s := range append(c.says, "127.0.0.1:") {
				require.Contains(t, e.Error(), s)
			}
		})
	}
}
