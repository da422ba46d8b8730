package transport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"
)

// DefaultClientCN is the common name of client certificates, if none is given.
const DefaultClientCN = "tkw-client.test"

// Lifetimes of certificates: clocks may differ by an hour; leaves last as long
// as public CAs allow, a CA ten years.
const (
	clockSlack   = time.Hour
	leafLifetime = 397 * 24 * time.Hour
	caLifetime   = 3650 * 24 * time.Hour
)

// authority is a CA that lives as long as its private key is in memory.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	now  time.Time
}

// leafSpec describes a certificate to issue.
type leafSpec struct {
	cn      string
	hosts   []string // subject alternative names: DNS names and IP addresses
	expired bool     // ended a month ago
}

// newAuthority makes a self-signed CA valid around now.
func newAuthority(cn string, now time.Time) (*authority, error) {
	key, serial, err := newKey()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: cn, Organization: []string{"tkw test certificates"}},
		NotBefore:    now.Add(-2 * leafLifetime), // so that expired leaves were valid once
		NotAfter:     now.Add(caLifetime),
		KeyUsage:     x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		IsCA:         true, BasicConstraintsValid: true, MaxPathLenZero: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making CA %q: %w", cn, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("making CA %q: %w", cn, err)
	}
	return &authority{cert: cert, key: key, now: now}, nil
}

// issue makes a certificate good for both ends of a connection, like the
// endpoint certificates of the national service.
func (a *authority) issue(spec leafSpec) (tls.Certificate, error) {
	key, serial, err := newKey()
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: spec.cn, Organization: []string{"tkw test certificates"}},
		NotBefore:    a.now.Add(-clockSlack), NotAfter: a.now.Add(leafLifetime),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if spec.expired {
		template.NotBefore, template.NotAfter = a.now.AddDate(0, -3, 0), a.now.AddDate(0, -1, 0)
	}
	for _, host := range spec.hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making certificate %q: %w", spec.cn, err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making certificate %q: %w", spec.cn, err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

func newKey() (*ecdsa.PrivateKey, *big.Int, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("making a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, nil, fmt.Errorf("making a serial number: %w", err)
	}
	return key, serial.Add(serial, big.NewInt(1)), nil
}

// loopbackHosts are the names of a server certificate, if none are given.
func loopbackHosts() []string { return []string{"localhost", "127.0.0.1", "::1"} }

// TestPKI is a CA with a server and a client certificate, in memory only: for
// mutual TLS over loopback, as in tkw demo.
type TestPKI struct {
	Pool   *x509.CertPool // the CA
	Server tls.Certificate
	Client tls.Certificate
	ca     *authority
	now    func() time.Time
}

// NewTestPKI makes a TestPKI valid around now; now may be nil for the real
// clock, clientCN empty for [DefaultClientCN]. The server certificate is for
// localhost, 127.0.0.1 and ::1.
func NewTestPKI(now func() time.Time, clientCN string) (*TestPKI, error) {
	if now == nil {
		now = time.Now
	}
	if clientCN == "" {
		clientCN = DefaultClientCN
	}
	ca, err := newAuthority("tkw demo CA", now())
	if err != nil {
		return nil, err
	}
	p := &TestPKI{Pool: x509.NewCertPool(), ca: ca, now: now}
	p.Pool.AddCert(ca.cert)
	if p.Server, err = ca.issue(leafSpec{cn: "localhost", hosts: loopbackHosts()}); err != nil {
		return nil, err
	}
	p.Client, err = ca.issue(leafSpec{cn: clientCN, hosts: []string{clientCN}})
	return p, err
}

// ServerTLS gives the configuration of a listener that demands a client certificate.
func (p *TestPKI) ServerTLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, Time: p.now,
		Certificates: []tls.Certificate{p.Server},
		ClientCAs:    p.Pool, ClientAuth: tls.RequireAndVerifyClientCert,
	}
}

// ClientTLS gives the configuration of a client that shows the client certificate.
func (p *TestPKI) ClientTLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, Time: p.now,
		Certificates: []tls.Certificate{p.Client}, RootCAs: p.Pool,
	}
}
