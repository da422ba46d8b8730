package transport_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	stdpem "encoding/pem"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// clientTLS and serverTLS load certificates that WriteCertificates has written.
func clientTLS(t *testing.T, dir, cert, ca string) *tls.Config {
	t.Helper()
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: pem(dir, cert), Key: pem(dir, cert+"-key"), CA: pem(dir, ca)})
	require.NoError(t, err)
	return m.Client()
}

func serverTLS(t *testing.T, dir, cert, ca string) *tls.Config {
	t.Helper()
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: pem(dir, cert), Key: pem(dir, cert+"-key"), CA: pem(dir, ca)})
	require.NoError(t, err)
	cfg, err := m.Server()
	require.NoError(t, err)
	return cfg
}

// pem names a file in dir; an empty base, or one that belongs to none, stays empty.
func pem(dir, base string) string {
	if base == "" || base == "-key" {
		return ""
	}
	return filepath.Join(dir, base+".pem")
}

func TestCertificatesInBothDirections(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := transport.WriteCertificates(dir, transport.CertOptions{ClientCN: "client.example"})
	require.NoError(t, err)
	for _, tc := range []struct {
		name                         string
		server, clientCA             string // of the listener
		client, serverCA, serverName string // of the client
		says                         string // of the client; empty: all is well
		serverSays                   string
		cn                           string
	}{
		{name: "mutual", server: "server", clientCA: "ca", client: "client", serverCA: "ca", cn: "client.example"},
		{name: "server only", server: "server", serverCA: "ca"},
		{name: "server only, client certificate in hand", server: "server", client: "client", serverCA: "ca"},
		{name: "other subject still has a chain", server: "server", clientCA: "ca", client: "client-wrong-subject", serverCA: "ca", cn: "wrong-subject.invalid"},
		{name: "no client certificate", server: "server", clientCA: "ca", serverCA: "ca", says: "asked for a client certificate, got none", serverSays: "sent no client certificate"},
		{name: "client certificate of an unknown CA", server: "server", clientCA: "ca", client: "client-unknown-ca", serverCA: "ca", says: "does not trust the CA of our certificate", serverSays: "the certificate of that CA is missing"},
		{name: "expired client certificate", server: "server", clientCA: "ca", client: "client-expired", serverCA: "ca", says: "takes our certificate for expired", serverSays: "expired on"},
		{name: "server certificate of an unknown CA", server: "server-unknown-ca", serverCA: "ca", says: "the certificate of that CA is missing", serverSays: "let the client trust the CA of --cert"},
		{name: "expired server certificate", server: "server-expired", serverCA: "ca", says: "expired", serverSays: "refused"},
		{name: "server certificate for another name", server: "server-wrong-name", serverCA: "ca", says: "it is not for the name in use", serverSays: "refused"},
		{name: "name given by configuration", server: "server-wrong-name", serverCA: "ca", serverName: "wrong-name.invalid"},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(tc.name+" "+tls.VersionName(version), func(t *testing.T) {
				t.Parallel()
				srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: serverTLS(t, dir, tc.server, tc.clientCA)})
				cfg := clientTLS(t, dir, tc.client, tc.serverCA)
				cfg.ServerName = tc.serverName
				cfg.MaxVersion = version
				capture, err := newClient(t, transport.Options{TLS: cfg}).Send(context.Background(), transport.Request{URL: srv.URL("/"), Body: []byte("<a/>")})
				if tc.says != "" {
					require.ErrorIs(t, err, transport.ErrTLS)
					require.ErrorContains(t, err, tc.says)
					require.Empty(t, capture.ResponseBytes)
					got := receive(t, seen.refused)
					require.ErrorIs(t, got.Err, transport.ErrTLS)
					require.ErrorContains(t, got.Err, tc.serverSays)
					require.Empty(t, seen.exchanges)
					return
				}
				require.NoError(t, err)
				require.Equal(t, "<a/>", string(capture.Response.Body))
				require.Equal(t, tls.VersionName(version), capture.TLSVersion)
				require.Contains(t, capture.PeerSubject, "CN=")
				got := seen.exchange(t).Inbound
				assert.Equal(t, tc.cn, got.ClientCN)
				assert.Equal(t, tc.cn != "", got.MTLS)
				assert.Equal(t, tc.cn != "", strings.Contains(got.ClientSubject, "CN="+tc.cn))
				assert.Equal(t, tls.VersionName(version), got.TLSVersion)
			})
		}
	}
}

func TestRefusedServerCertificateIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := transport.WriteCertificates(dir, transport.CertOptions{})
	require.NoError(t, err)
	srv, _ := startServer(t, transport.ServerOptions{Handler: echo, TLS: serverTLS(t, dir, "server-wrong-name", "")})
	capture, err := newClient(t, transport.Options{TLS: clientTLS(t, dir, "", "ca")}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.ErrorIs(t, err, transport.ErrTLS)
	require.Contains(t, capture.PeerSubject, "CN=wrong-name.invalid")
}

func TestOldTLSVersionsAreRefused(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS()})
	old := pki.ClientTLS()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	_, err = newClient(t, transport.Options{TLS: old}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.ErrorIs(t, err, transport.ErrTLS)
	require.ErrorContains(t, err, "supports none of our TLS versions")
	require.ErrorIs(t, receive(t, seen.refused).Err, transport.ErrTLS)
}

func TestPlainAndTLSMixedUp(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	t.Run("https to a plain listener", func(t *testing.T) {
		t.Parallel()
		srv, _ := startServer(t, transport.ServerOptions{Handler: echo})
		_, err := newClient(t, transport.Options{TLS: pki.ClientTLS()}).Send(context.Background(), transport.Request{URL: "https://" + srv.Addr() + "/"})
		require.ErrorIs(t, err, transport.ErrTLS)
		require.ErrorContains(t, err, "use http:// in --endpoint")
	})
	t.Run("http to a TLS listener", func(t *testing.T) {
		t.Parallel()
		srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS()})
		capture, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: "http://" + srv.Addr() + "/"})
		require.NoError(t, err)
		require.Equal(t, 400, capture.Response.Status)
		got := receive(t, seen.refused)
		require.ErrorIs(t, got.Err, transport.ErrTLS)
		require.ErrorContains(t, got.Err, "https://")
	})
	t.Run("handshake that never ends", func(t *testing.T) {
		t.Parallel()
		ctx := newExpiry()
		addr := peers.Listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1))
			ctx.pass()
			untilGone(c)
		})
		_, err := newClient(t, transport.Options{}).Send(ctx, transport.Request{URL: "https://" + addr + "/"})
		require.ErrorIs(t, err, transport.ErrTimeout)
		var e *transport.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, transport.PhaseHandshake, e.Phase)
	})
	t.Run("peer closes in the handshake", func(t *testing.T) {
		t.Parallel()
		// Who closes with bytes unread resets.
		addr := peers.Listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 64<<10)) })
		_, err := newClient(t, transport.Options{}).Send(context.Background(), transport.Request{URL: "https://" + addr + "/"})
		require.ErrorIs(t, err, transport.ErrTLS)
		require.ErrorContains(t, err, "ended the TLS handshake by closing the connection")
	})
	t.Run("silent client of a TLS listener", func(t *testing.T) {
		t.Parallel()
		srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS(), ReadHeaderTimeout: patience})
		_, err := io.ReadAll(dial(t, srv.Addr()))
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server ends it")
		require.ErrorIs(t, receive(t, seen.refused).Err, transport.ErrTimeout)
	})
	t.Run("probe of a TLS listener", func(t *testing.T) {
		t.Parallel()
		srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS()})
		require.NoError(t, dial(t, srv.Addr()).Close())
		require.NoError(t, srv.Shutdown(context.Background()))
		require.Empty(t, seen.refused)
	})
}

func TestKeepAliveAndDelayOverTLS(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	srv, seen := startServer(t, transport.ServerOptions{TLS: pki.ServerTLS(), Handler: answer(transport.Reply{Delay: 20 * time.Millisecond})})
	cfg := pki.ClientTLS()
	cfg.ServerName = "localhost"
	c := tls.Client(dial(t, srv.Addr()), cfg)
	for range 3 { // a wait must not damage the connection for the next exchange
		send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")(c)
		require.NoError(t, seen.exchange(t).Err)
	}
}

func TestPKIFollowsTheInjectedClock(t *testing.T) {
	t.Parallel()
	pki, err := transport.NewTestPKI(fixedClock, "someone.example")
	require.NoError(t, err)
	srv, seen := startServer(t, transport.ServerOptions{Handler: echo, TLS: pki.ServerTLS()})
	_, err = newClient(t, transport.Options{TLS: pki.ClientTLS()}).Send(context.Background(), transport.Request{URL: srv.URL("/")})
	require.NoError(t, err)
	require.Equal(t, "someone.example", seen.exchange(t).Inbound.ClientCN)
	require.Equal(t, fixedClock().Add(-time.Hour), pki.Server.Leaf.NotBefore)

	plain, err := transport.NewTestPKI(nil, "")
	require.NoError(t, err)
	require.Equal(t, transport.DefaultClientCN, plain.Client.Leaf.Subject.CommonName)
}

func TestWriteCertificates(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	files, err := transport.WriteCertificates(dir, transport.CertOptions{Hosts: []string{"host.example", "192.0.2.7"}, Now: fixedClock})
	require.NoError(t, err)
	var listed []string
	for _, f := range files {
		info, err := os.Stat(filepath.Join(dir, f.Name))
		require.NoError(t, err)
		require.NotEmpty(t, f.Purpose)
		if strings.HasSuffix(f.Name, "-key.pem") {
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name)
		}
		listed = append(listed, f.Name)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, len(listed), "what is listed is what is there")

	m, err := transport.LoadTLS(transport.TLSFiles{Cert: pem(dir, "server"), Key: pem(dir, "server-key"), CA: pem(dir, "ca")})
	require.NoError(t, err)
	leaf := m.Client().Certificates[0].Leaf
	roots := m.Client().RootCAs
	for _, host := range []string{"host.example", "192.0.2.7"} {
		_, err = leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: fixedClock()})
		require.NoError(t, err)
	}
	_, err = leaf.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: roots, CurrentTime: fixedClock()})
	require.Error(t, err)

	revoked := revokedSerials(t, filepath.Join(dir, "ca.crl"), pem(dir, "ca"))
	for base, want := range map[string]bool{"client": false, "server": false, "client-revoked": true, "server-revoked": true} {
		serial := clientTLS(t, dir, base, "").Certificates[0].Leaf.SerialNumber.String()
		require.Equal(t, want, slices.Contains(revoked, serial), base)
	}

	before, err := os.ReadFile(pem(dir, "ca"))
	require.NoError(t, err)
	_, err = transport.WriteCertificates(dir, transport.CertOptions{})
	require.ErrorIs(t, err, transport.ErrFilesExist)
	require.ErrorContains(t, err, "client-key.pem")
	after, err := os.ReadFile(pem(dir, "ca"))
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))

	require.NoError(t, os.Chmod(pem(dir, "client-key"), 0o644))
	_, err = transport.WriteCertificates(dir, transport.CertOptions{Force: true})
	require.NoError(t, err)
	after, err = os.ReadFile(pem(dir, "ca"))
	require.NoError(t, err)
	require.NotEqual(t, string(before), string(after))
	info, err := os.Stat(pem(dir, "client-key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// revokedSerials reads a revocation list and checks that the CA signed it.
func revokedSerials(t *testing.T, crlFile, caFile string) []string {
	t.Helper()
	var der [2][]byte
	for i, file := range []string{crlFile, caFile} {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		block, _ := stdpem.Decode(data)
		require.NotNil(t, block)
		der[i] = block.Bytes
	}
	list, err := x509.ParseRevocationList(der[0])
	require.NoError(t, err)
	ca, err := x509.ParseCertificate(der[1])
	require.NoError(t, err)
	require.NoError(t, list.CheckSignatureFrom(ca))
	var out []string
	for _, e := range list.RevokedCertificateEntries {
		out = append(out, e.SerialNumber.String())
	}
	return out
}

func TestUnusableTLSFilesAreExplained(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := transport.WriteCertificates(dir, transport.CertOptions{})
	require.NoError(t, err)
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	cert, key := pem(dir, "client"), pem(dir, "client-key")
	for _, tc := range []struct {
		name          string
		cert, key, ca string
		says          []string
	}{
		{"missing file", filepath.Join(dir, "none.pem"), key, "", []string{"none.pem", "no such file"}},
		{"certificate without key", cert, "", "", []string{cert, "without a key"}},
		{"key without certificate", "", key, "", []string{key, "without a certificate"}},
		{"mixed up", key, cert, "", []string{key, "PRIVATE KEY", "mixed up"}},
		{"CA file that is a key", "", "", key, []string{"holds no certificate of a CA"}},
		{"broken CA", "", "", put("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), []string{"broken certificate"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := transport.LoadTLS(transport.TLSFiles{Cert: tc.cert, Key: tc.key, CA: tc.ca})
			require.ErrorIs(t, err, transport.ErrTLSFile)
			for _, s := range tc.says {
				require.ErrorContains(t, err, s)
			}
		})
	}
	m, err := transport.LoadTLS(transport.TLSFiles{CA: pem(dir, "ca")})
	require.NoError(t, err)
	_, err = m.Server()
	require.ErrorIs(t, err, transport.ErrTLSFile)
}
