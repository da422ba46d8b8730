package transport

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"

	"github.com/itk-assurance/tkw/harness/wire/tlsfile"
)

// ErrTLSFile: a certificate, key or CA file cannot be used.
var ErrTLSFile = tlsfile.ErrUnusable

// TLSFiles name what TLS needs. Empty names are left out.
type TLSFiles struct {
	// Cert and Key belong together; Key may be empty where Cert holds the key, too, as
	// a .pfx does.
	Cert, Key string
	// CA holds the certificates to trust.
	CA string
	// Passphrase opens Cert and Key where they are encrypted.
	Passphrase tlsfile.Passphrase
}

// Material is what files give for TLS: an own certificate, trusted CAs, or both.
type Material struct {
	certificates []tls.Certificate
	pool         *x509.CertPool // nil without a CA file
}

// LoadTLS reads files in any form that [tlsfile] knows. Errors match [ErrTLSFile] and
// name the file, what is wrong with it, and what to do. Dates are not checked: an expired
// certificate may be what a test wants to show.
func LoadTLS(f TLSFiles) (*Material, error) {
	m := &Material{}
	switch {
	case f.Cert == "" && f.Key != "":
		return nil, fmt.Errorf("%w: key %s comes without a certificate file; give both", ErrTLSFile, f.Key)
	case f.Cert != "":
		pair, err := tlsfile.LoadIdentity(f.Cert, f.Key, f.Passphrase)
		if err != nil {
			return nil, err
		}
		m.certificates = []tls.Certificate{pair}
	}
	if f.CA == "" {
		return m, nil
	}
	trusted, err := tlsfile.LoadTrusted(f.CA, f.Passphrase)
	if err != nil {
		return nil, err
	}
	m.pool = x509.NewCertPool()
	for _, cert := range trusted {
		m.pool.AddCert(cert)
	}
	return m, nil
}

// Client gives the configuration of a client: it sends the certificate when
// asked for one, and trusts the CA file only, or the system's CAs without one.
// The server's name is always checked against its subject alternative names.
func (m *Material) Client() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: m.certificates, RootCAs: m.pool}
}

// Server gives the configuration of a listener. With a CA file a client must
// show a certificate issued by it (mutual authentication).
func (m *Material) Server() (*tls.Config, error) {
	if len(m.certificates) == 0 {
		return nil, fmt.Errorf("%w: an https listener needs a certificate and a key file", ErrTLSFile)
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: m.certificates}
	if m.pool != nil {
		cfg.ClientCAs, cfg.ClientAuth = m.pool, tls.RequireAndVerifyClientCert
	}
	return cfg, nil
}

// sharesIssuer reports whether one CA has issued a certificate of either chain.
func sharesIssuer(a, b tls.Certificate) bool {
	for _, x := range issuers(a) {
		for _, y := range issuers(b) {
			if bytes.Equal(x.RawIssuer, y.RawIssuer) && (len(x.AuthorityKeyId) == 0 || len(y.AuthorityKeyId) == 0 || bytes.Equal(x.AuthorityKeyId, y.AuthorityKeyId)) {
				return true
			}
		}
	}
	return false
}

// issuers are the certificates of a chain, each of which names its issuer.
func issuers(pair tls.Certificate) []*x509.Certificate {
	var out []*x509.Certificate
	for _, der := range pair.Certificate {
		if cert, err := x509.ParseCertificate(der); err == nil { // the first has been parsed when the pair was loaded
			out = append(out, cert)
		}
	}
	return out
}
