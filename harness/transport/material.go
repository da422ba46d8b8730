package transport

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
)

// ErrTLSFile: a certificate, key or CA file cannot be used.
var ErrTLSFile = errors.New("unusable TLS file")

// Material is what PEM files give for TLS: an own certificate, trusted CAs, or both.
type Material struct {
	certificates []tls.Certificate
	pool         *x509.CertPool // nil without a CA file
}

// LoadTLS reads PEM files: cert and key, which belong together, and ca, the
// certificates to trust. Empty names are left out. Errors match [ErrTLSFile] and
// name the file, what is wrong with it, and what to do. Dates are not checked:
// an expired certificate may be what a test wants to show.
func LoadTLS(cert, key, ca string) (*Material, error) {
	m := &Material{}
	switch {
	case cert != "" && key == "":
		return nil, fmt.Errorf("%w: certificate %s comes without a key file; give both", ErrTLSFile, cert)
	case cert == "" && key != "":
		return nil, fmt.Errorf("%w: key %s comes without a certificate file; give both", ErrTLSFile, key)
	case cert != "":
		pair, err := loadPair(cert, key)
		if err != nil {
			return nil, err
		}
		m.certificates = []tls.Certificate{pair}
	}
	if ca != "" {
		pool, err := loadPool(ca)
		if err != nil {
			return nil, err
		}
		m.pool = pool
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

// loadPair reads a certificate chain and its key.
func loadPair(certFile, keyFile string) (tls.Certificate, error) {
	cert, err := readPEM(certFile, "CERTIFICATE")
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := readPEM(keyFile, "PRIVATE KEY")
	if err != nil {
		return tls.Certificate{}, err
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%w: certificate %s and key %s do not go together: %w", ErrTLSFile, certFile, keyFile, err)
	}
	return pair, nil
}

// loadPool reads the certificates of a CA file; every one must parse.
func loadPool(file string) (*x509.CertPool, error) {
	data, err := readPEM(file, "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return pool, nil
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%w: %s holds a broken certificate: %w", ErrTLSFile, file, err)
		}
		pool.AddCert(cert)
	}
}

// readPEM reads a file and makes sure that it holds a block whose type ends in kind.
func readPEM(file, kind string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTLSFile, err) // the cause names the file
	}
	var other []string
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		encrypted := strings.Contains(block.Type, "ENCRYPTED") || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED")
		switch {
		case encrypted && strings.HasSuffix(kind, "KEY"):
			return nil, fmt.Errorf("%w: the key in %s is encrypted; write a copy without passphrase with \"openssl pkey\"", ErrTLSFile, file)
		case strings.HasSuffix(block.Type, kind):
			return data, nil
		}
		other = append(other, block.Type)
	}
	return nil, fmt.Errorf("%w: %s holds no PEM block of type %s; %s", ErrTLSFile, file, kind, instead(data, other))
}

// instead says what a file holds in place of the block wanted.
func instead(data []byte, blocks []string) string {
	switch {
	case len(blocks) > 0:
		return "it holds " + strings.Join(blocks, ", ") + "; the file names may be mixed up"
	case len(data) == 0:
		return "it is empty"
	case bytes.HasPrefix(data, []byte{0xfe, 0xed, 0xfe, 0xed}):
		return "it looks like a Java key store: convert it with \"keytool -importkeystore\" and \"openssl pkcs12\""
	case data[0] == 0x30:
		return "it looks like PKCS#12 or DER: convert it with \"openssl pkcs12 -nodes\" or \"openssl x509 -inform der\""
	default:
		return "it is not a PEM file"
	}
}
