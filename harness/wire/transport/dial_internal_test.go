package transport

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhyThereIsNoConnection gives every error that dialling can end with, as the system
// reports it.
func TestWhyThereIsNoConnection(t *testing.T) {
	t.Parallel()
	call := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	lookup := func(dns net.DNSError) error {
		dns.Name = "sms.nowhere.example"
		return &net.OpError{Op: "dial", Net: "tcp", Err: &dns}
	}
	for _, c := range []struct {
		name  string
		err   error
		kind  error
		cause Cause
		says  []string
	}{
		{"no such name", lookup(net.DNSError{Err: "no such host", IsNotFound: true}), ErrUnreachable, CauseNoName, []string{`the name "sms.nowhere.example" cannot be resolved`, "does not know it", "spelling in --endpoint"}},
		{"name server in trouble", lookup(net.DNSError{Err: "server misbehaving", IsTemporary: true}), ErrUnreachable, CauseNoName, []string{"cannot be resolved", "no answer that helps"}},
		{"silent name server", lookup(net.DNSError{Err: "i/o timeout", IsTimeout: true}), ErrTimeout, CauseTimeout, []string{"cannot be resolved", "did not answer in time"}},
		{"nobody listens", call(syscall.ECONNREFUSED), ErrUnreachable, CauseDeclined, []string{"refuses connections", "--endpoint"}},
		{"no route to the host", call(syscall.EHOSTUNREACH), ErrUnreachable, CauseNoRoute, []string{"no route", "VPN"}},
		{"no route to the network", call(syscall.ENETUNREACH), ErrUnreachable, CauseNoRoute, []string{"no route"}},
		{"the firewall of this machine", call(syscall.EACCES), ErrUnreachable, CauseNoRoute, []string{"does not let tkw connect", "firewall"}},
		{"reset at once", call(syscall.ECONNRESET), ErrUnreachable, CauseClosed, []string{"reset the connection at once"}},
		{"no answer, says the system", call(syscall.ETIMEDOUT), ErrTimeout, CauseTimeout, []string{"before the deadline", "--deadline"}},
		{"no answer, says the deadline", context.DeadlineExceeded, ErrTimeout, CauseTimeout, []string{"before the deadline"}},
		{"interrupted", context.Canceled, ErrInterrupted, "", []string{"interrupted while connecting"}},
		{"anything else", errors.New("odd"), ErrUnreachable, "", []string{"no connection to 192.0.2.1:443 (odd)"}},
	} {
		got := dialError("192.0.2.1:443", "--endpoint", c.err)
		require.ErrorIs(t, got, c.kind, c.name)
		require.Equal(t, c.cause, got.Cause, c.name)
		for _, s := range c.says {
			require.Contains(t, got.Error(), s, c.name)
		}
		require.NotContains(t, got.Error(), "dial tcp", c.name)
		require.ErrorIs(t, got, c.err, c.name)
	}
}

// A name server that lets the deadline pass is blamed; an interruption is one.
func TestDeadlineThatANameServerLetPass(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	dns := &net.DNSError{Name: "sms.nowhere.example", IsTimeout: true}
	require.ErrorIs(t, dialCause(ctx, dns), dns)
	require.Equal(t, context.DeadlineExceeded, dialCause(ctx, errors.New("dial")))
	interrupted, stop := context.WithCancel(t.Context())
	stop()
	require.Equal(t, context.Canceled, dialCause(interrupted, dns))
}

// Keys so short cannot be used with today's Go, so the certificates are made up.
func TestShortKeysAreSaid(t *testing.T) {
	t.Parallel()
	certificate := func(subject, issuer string, bits uint) *x509.Certificate {
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: subject}, RawSubject: []byte(subject), Issuer: pkix.Name{CommonName: issuer}, RawIssuer: []byte(issuer),
			PublicKey: &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), bits-1), E: 65537}, SignatureAlgorithm: x509.SHA256WithRSA,
		}
	}
	for _, c := range []struct {
		name string
		sent []*x509.Certificate
		err  error
		weak string
	}{
		{"of a CA", []*x509.Certificate{certificate("leaf", "CA", 2048), certificate("CA", "CA", 1023)}, x509.UnknownAuthorityError{}, "CN=CA"},
		{"of the provider", []*x509.Certificate{certificate("leaf", "CA", 512)}, fmt.Errorf("tls: invalid signature by the server certificate"), "CN=leaf"},
		{"none", []*x509.Certificate{certificate("leaf", "CA", 1024)}, x509.UnknownAuthorityError{}, ""},
	} {
		got := handshakeFailure{peer: "127.0.0.1:1", err: c.err, tap: &tap{}, sent: c.sent}.error()
		if c.weak == "" {
			require.Equal(t, CauseUntrusted, got.Cause, c.name)
			continue
		}
		require.Equal(t, CauseWeakKey, got.Cause, c.name)
		require.Contains(t, got.Error(), `the RSA key of "`+c.weak+`" has fewer than 1024 bits`, c.name)
	}
}

func TestWithoutCertificate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flight string
		want   bool
	}{
		"empty list, TLS 1.2":          {"\x16\x03\x03\x00\x07\x0b\x00\x00\x03\x00\x00\x00", true},
		"a list, TLS 1.2":              {"\x16\x03\x03\x03\x07\x0b\x00\x03\x03\x00\x03\x00", false},
		"a hello":                      {"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03\x00", false},
		"empty list, TLS 1.3":          {"\x14\x03\x03\x00\x01\x01\x17\x03\x03\x00\x19zzzz", true},
		"with Finished, TLS 1.3":       {"\x17\x03\x03\x00\x4dzzzz", true},
		"a list, TLS 1.3":              {"\x14\x03\x03\x00\x01\x01\x17\x03\x03\x03\x19zzzz", false},
		"nothing":                      {"", false},
		"a cut header":                 {"\x17\x03\x03", false},
		"change of cipher that is cut": {"\x14\x03\x03\x00\x01", false},
		"an alert":                     {"\x15\x03\x03\x00\x02\x02\x28", false},
	} {
		require.Equal(t, c.want, (&tap{flight: []byte(c.flight)}).withoutCertificate(), name)
	}
}

// A client with OpenSSL that does not accept our certificate says so unencrypted.
func TestAlertThatCameUnencrypted(t *testing.T) {
	t.Parallel()
	failure := func(flight string) *Error {
		return handshakeFailure{peer: "127.0.0.1:1", server: true, err: fmt.Errorf("tls: bad record MAC"), tap: &tap{flight: []byte(flight)}}.error()
	}
	for name, flight := range map[string]string{"alone": "\x15\x03\x03\x00\x02\x02\x30", "behind a change of cipher": "\x14\x03\x03\x00\x01\x01\x15\x03\x03\x00\x02\x02\x30"} {
		got := failure(flight)
		require.Equal(t, []any{ByPeer, CauseAlert, 48}, []any{got.By, got.Cause, got.Alert}, name)
		require.Contains(t, got.Error(), "it does not trust the CA of our certificate; let the client trust the CA of --cert", name)
	}
	for name, flight := range map[string]string{"encrypted": "\x15\x03\x03\x00\x13" + "zzzz", "cut": "\x15\x03\x03\x00\x02\x02", "none": ""} {
		require.Equal(t, CauseProtocol, failure(flight).Cause, name)
	}
}
