package run_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// secure starts a provider over TLS and gives its address.
func secure(t *testing.T, cfg *tls.Config, handle func(context.Context, transport.Inbound) transport.Reply) string {
	t.Helper()
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handle, TLS: cfg, Now: builtin.Now})
	require.NoError(t, err)
	server.Start(context.Background())
	t.Cleanup(server.Close)
	return server.Addr()
}

// sides are the TLS of a server and of a client.
type sides struct{ server, client *tls.Config }

// outdatedCA is a server whose certificate is valid, of a CA whose own is expired, and a
// client that trusts that CA.
func outdatedCA(t *testing.T) sides {
	t.Helper()
	now := builtin.Now()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "outdated CA"}, NotBefore: now.AddDate(-3, 0, 0), NotAfter: now.AddDate(-1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: now.AddDate(-3, 0, 0), NotAfter: now.AddDate(1, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	issue := func(template *x509.Certificate) []byte {
		der, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, key)
		require.NoError(t, err)
		return der
	}
	root, err := x509.ParseCertificate(issue(ca))
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return sides{
		server: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{issue(leaf)}, PrivateKey: key}}},
		client: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool, Time: builtin.Now},
	}
}

// TestWhatKeepsEveryRequestFromBeingSentCostsOneSentence breaks TLS in every way
// before a run, and looks for the side that is blamed and for what to do.
func TestWhatKeepsEveryRequestFromBeingSentCostsOneSentence(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	right := reference(t, b)
	pki, err := transport.NewTestPKI(builtin.Now, "")
	require.NoError(t, err)
	other, err := transport.NewTestPKI(builtin.Now, "")
	require.NoError(t, err)
	wrong, err := pki.WrongClients()
	require.NoError(t, err)
	server := func(version uint16) *tls.Config {
		cfg := pki.ServerTLS()
		cfg.MaxVersion = version
		return cfg
	}
	changed := func(change func(*tls.Config)) *tls.Config {
		cfg := pki.ClientTLS()
		change(cfg)
		return cfg
	}
	// A probe listens for as long as the handshake took, so it hears a late refusal of a
	// busy machine, too.
	unhurried := func(cfg *tls.Config) *tls.Config {
		cfg = cfg.Clone()
		cfg.VerifyConnection = func(tls.ConnectionState) error { time.Sleep(time.Second); return nil }
		return cfg
	}
	readHello := func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }
	old := outdatedCA(t)
	for _, c := range []struct {
		name   string
		addr   string
		client *tls.Config
		whose  string
		advice string
	}{
		{"the CA is missing", secure(t, server(0), right), other.ClientTLS(), "tkw does not accept the certificate of", "--ca"},
		{"the host name is wrong", secure(t, server(0), right), changed(func(cfg *tls.Config) { cfg.ServerName = "elsewhere.example" }), "tkw does not accept the certificate of", "--endpoint"},
		{"the certificate of the provider is expired", secure(t, server(0), right), changed(func(cfg *tls.Config) { cfg.Time = func() time.Time { return builtin.Now().AddDate(20, 0, 0) } }), "tkw does not accept the certificate of", "valid now"},
		{"the certificate of its CA is expired", secure(t, old.server, right), old.client, "tkw does not accept the certificate of", "the certificate of a CA above it is out of date"},
		{"no certificate is given, TLS 1.2", secure(t, server(tls.VersionTLS12), right), wrong[transport.WrongNoCertificate], "asked for a client certificate, got none", "--cert and --key"},
		{"no certificate is given, TLS 1.3", secure(t, server(tls.VersionTLS13), right), unhurried(wrong[transport.WrongNoCertificate]), "asked for a client certificate, got none", "--cert and --key"},
		{"our certificate is of an unknown CA, TLS 1.2", secure(t, server(tls.VersionTLS12), right), wrong[transport.WrongUnknownCA], "ended the TLS handshake: it does not trust the CA of our certificate", "--cert"},
		{"our certificate is of an unknown CA, TLS 1.3", secure(t, server(tls.VersionTLS13), right), unhurried(wrong[transport.WrongUnknownCA]), "ended the TLS handshake: it does not trust the CA of our certificate", "--cert"},
		{"the versions differ", secure(t, server(0), right), wrong[transport.WrongOldVersion], "ended the TLS handshake: it supports none of our TLS versions", "TLS 1.2 or 1.3"},
		{"the port speaks plain HTTP", peers.Listen(t, func(c net.Conn) { readHello(c); _, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) }), pki.ClientTLS(), "does not speak TLS", "http://"},
		{"the port closes", peers.Listen(t, readHello), pki.ClientTLS(), "ended the TLS handshake", "check that the port speaks TLS"},
		{"the port is silent", peers.Listen(t, func(c net.Conn) { readHello(c); readHello(c) }), pki.ClientTLS(), "did not end before the deadline", "--deadline"},
		{"the port sends other records", peers.Listen(t, func(c net.Conn) {
			readHello(c)
			_, _ = c.Write([]byte("\x17\x03\x03\x00\x01x"))
			readHello(c)
		}), pki.ClientTLS(), "tkw cannot go on", "cipher suites"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, w := options(t, b, model.RoleProvider, "PDS-VER-*")
			o.Endpoint, o.ClientTLS = "https://"+c.addr+"/", c.client
			if c.name == "the port is silent" {
				o.Deadline = 2 * time.Second // passes in any case
			}
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			require.Len(t, w.all(), 1)
			require.Contains(t, w.all()[0], "problem nothing was run: ")
			require.Contains(t, w.all()[0], c.whose)
			require.Contains(t, w.all()[0], c.advice)
			finished := folder(t, o)
			require.Empty(t, finished.Exchanges)
			require.Equal(t, []model.ProblemKind{model.ProblemUnreachable}, problemKinds(finished))
			require.Equal(t, verdict.NotJudged, outcomeOf(finished))
		})
	}
}

func TestInterruptBeforeTheFirstRequestIsNoFailure(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, w := options(t, b, model.RoleProvider, "PDS-VER-*")
	o.Endpoint = "http://127.0.0.1:1/"
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, run.AgainstProvider(ctx, o))
	finished := folder(t, o)
	require.Equal(t, verdict.Interrupted, outcomeOf(finished))
	require.False(t, finished.Complete)
	require.Empty(t, w.all())
}

// A provider that lets the handshake pass and only then asks for the certificate that
// tkw was not given ends the run with one sentence, too.
func TestMissingCertificateEndsTheRunEarly(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pki, err := transport.NewTestPKI(builtin.Now, "")
	require.NoError(t, err)
	wrong, err := pki.WrongClients()
	require.NoError(t, err)
	server := pki.ServerTLS()
	server.ClientAuth = tls.RequestClientCert
	o, w := options(t, b, model.RoleProvider, "PDS-VER-*")
	o.Parallel, o.ClientTLS = 1, wrong[transport.WrongNoCertificate]
	o.Endpoint = "https://" + secure(t, server, func(context.Context, transport.Inbound) transport.Reply {
		return transport.Reply{Status: 400, Body: []byte("no required certificate was sent")}
	}) + "/"
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	require.Contains(t, strings.Join(w.all(), "\n"), "problem the run was ended early: ")
	finished := folder(t, o)
	require.Equal(t, []model.ProblemKind{model.ProblemUnreachable}, problemKinds(finished))
	require.False(t, finished.Complete)
	require.Equal(t, verdict.NotJudged, outcomeOf(finished))
	require.Less(t, len(finished.Exchanges), 6, "of hundreds")
	for _, r := range finished.Scenarios {
		if len(r.Exchanges) > 0 {
			require.Equal(t, [2]string{"errored", "unreachable"}, [2]string{string(r.Status), string(r.ErrorKind)})
			require.Contains(t, r.Reason, "--cert and --key")
		}
	}
}

// A port that speaks TLS answers plain requests itself with status 400. That is no answer
// of the provider behind it. A provider that speaks plain HTTP is judged by what it
// answers, also where that is the same.
func TestPlainRequestsToAPortThatSpeaksTLS(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	right := reference(t, b)
	pki, err := transport.NewTestPKI(builtin.Now, "")
	require.NoError(t, err)
	bad := func(context.Context, transport.Inbound) transport.Reply {
		return transport.Reply{Status: 400, Body: []byte("The plain HTTP request was sent to HTTPS port")}
	}
	// both answers TLS by its first byte, and plain requests by what then is said.
	both := func(said string) func(net.Conn) {
		return func(c net.Conn) {
			first := make([]byte, 4096)
			if n, _ := c.Read(first); n > 0 && first[0] == 22 {
				_, _ = c.Write([]byte("\x15\x03\x03\x00\x02\x02\x28"))
				return
			}
			_, _ = c.Write([]byte(said))
		}
	}
	const plain400 = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	for _, c := range []struct {
		name   string
		addr   string
		status model.Status
		kind   model.ErrorKind
	}{
		{"TLS", secure(t, pki.ServerTLS(), right), model.Errored, model.ErrorUnreachable},
		{"TLS that ends every handshake", peers.Listen(t, both(plain400)), model.Errored, model.ErrorUnreachable},
		{"TLS, and plain answers that are not about it", peers.Listen(t, both("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")), model.Failed, ""},
		{"TLS that hangs up on plain requests", peers.Listen(t, both("")), model.Errored, model.ErrorUnreachable},
		{"plain HTTP", secure(t, nil, bad), model.Failed, ""},
		{"plain HTTP that hangs up", peers.Listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }), model.Failed, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK")
			o.Endpoint = "http://" + c.addr + "/"
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			finished, err := evidence.Load(o.Store.Dir())
			require.NoError(t, err)
			require.Len(t, finished.Scenarios, 1)
			got := finished.Scenarios[0]
			require.Equal(t, []any{c.status, c.kind}, []any{got.Status, got.ErrorKind}, got.Reason)
			require.Equal(t, c.status == model.Errored, strings.Contains(got.Reason, "speaks TLS; use https:// in --endpoint"))
		})
	}
}

// One port may speak both TLS and plain HTTP: where it has answered a plain request, it
// is judged by what it answers to others.
func TestPortThatSpeaksBoth(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	right := reference(t, b)
	var asked atomic.Int64
	behind := secure(t, nil, func(ctx context.Context, in transport.Inbound) transport.Reply {
		if asked.Add(1) > 1 {
			return transport.Reply{Status: 400}
		}
		return right(ctx, in)
	})
	front := peers.Listen(t, func(c net.Conn) {
		first := make([]byte, 1)
		if _, err := io.ReadFull(c, first); err != nil {
			return
		}
		if first[0] == 22 {
			_, _ = c.Write([]byte("\x15\x03\x03\x00\x02\x02\x28"))
			return
		}
		on, err := net.Dial("tcp", behind)
		if err != nil {
			return
		}
		var there sync.WaitGroup
		there.Go(func() {
			_, _ = io.Copy(on, io.MultiReader(bytes.NewReader(first), c))
			_ = on.Close()
		})
		_, _ = io.Copy(c, on)
		_ = c.Close()
		there.Wait()
	})
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK", "PDS-NUM-OK")
	o.Parallel, o.Endpoint = 1, "http://"+front+"/"
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	finished, err := evidence.Load(o.Store.Dir())
	require.NoError(t, err)
	var got []model.Status
	for _, r := range finished.Scenarios {
		got = append(got, r.Status)
	}
	require.ElementsMatch(t, []model.Status{model.Passed, model.Failed}, got)
}

// A run that is resumed with nothing left to send needs no system under test.
func TestNothingLeftToSend(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for _, c := range []struct {
		name string
		done string
		want bool // the run comes to its end
	}{
		{"all is done, or cannot run", "PDS-VER-OK", true},
		{"something is left", "PDS-VER-X-TLS-OLD", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK", "PDS-VER-X-TLS-OLD")
			o.Endpoint = "http://127.0.0.1:1/"
			o.Done = map[string]bool{c.done: true}
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			finished, err := evidence.Load(o.Store.Dir())
			require.NoError(t, err)
			require.Equal(t, c.want, finished.Complete)
			require.Equal(t, !c.want, slices.ContainsFunc(finished.Problems, func(p model.Problem) bool { return p.Kind == model.ProblemUnreachable }))
		})
	}
}

// TestErrorsOfScenariosHaveAKind plays one scenario of each kind of error.
func TestErrorsOfScenariosHaveAKind(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pki, err := transport.NewTestPKI(builtin.Now, "")
	require.NoError(t, err)
	wrong, err := pki.WrongClients()
	require.NoError(t, err)
	taken := secure(t, pki.ServerTLS(), func(context.Context, transport.Inbound) transport.Reply { return transport.Reply{Status: 404} })
	type kind struct {
		Status model.Status
		Kind   model.ErrorKind
	}
	for _, c := range []struct {
		name     string
		scenario string
		change   func(*run.Options)
		want     kind
	}{
		{"a refusal that the control request does not confirm", "PDS-VER-X-TLS-EXPIRED", func(*run.Options) {}, kind{model.Errored, model.ErrorCouldNotJudge}},
		{"a request that may not be sent", "PDS-VER-OK", func(o *run.Options) { o.Known = livedata.Known{} }, kind{model.Errored, model.ErrorLiveData}},
		{"a check that cannot do its work", "PDS-VER-OK", func(o *run.Options) {
			o.Scenarios[0].Steps = slices.Clone(o.Scenarios[0].Steps)
			o.Scenarios[0].Steps[0].Assert = []scenario.Assertion{{ID: "OURS", That: "((", Role: model.RoleProvider, Severity: model.Error}}
		}, kind{model.Errored, model.ErrorOwnFailure}},
		{"a failure that is none of these", "PDS-VER-OK", func(*run.Options) {}, kind{model.Failed, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, c.scenario)
			o.Endpoint, o.ClientTLS, o.WrongTLS = "https://"+taken+"/", pki.ClientTLS(), wrong
			o.Capabilities = map[string]bool{"mutual-tls": true}
			o.Material = map[string]bool{pack.ByCertificate: true, pack.ByBadCertificates: true}
			c.change(&o)
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			finished := folder(t, o)
			require.Len(t, finished.Scenarios, 1)
			got := finished.Scenarios[0]
			require.Empty(t, cmp.Diff(c.want, kind{got.Status, got.ErrorKind}))
			require.Equal(t, got.Status == model.Errored, got.Reason != "")
		})
	}
}
