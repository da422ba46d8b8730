package tlsfile

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
)

// certificateRequest is the type of a block that people take for a certificate.
const certificateRequest = "CERTIFICATE REQUEST"

// LoadIdentity reads a certificate with its key and the certificates of the CAs above it.
// keyFile may be empty where certFile holds the key, too, as PKCS#12 does. The chain is in
// the order of TLS, whatever the order in the file; the root and certificates that do not
// belong to it are left out. Dates are not checked: an expired certificate may be what a
// test wants to show.
func LoadIdentity(certFile, keyFile string, pass Passphrase) (tls.Certificate, error) {
	certs, err := read(certFile, pass)
	if err != nil {
		return tls.Certificate{}, err
	}
	keys := certs
	if keyFile != "" {
		if keys, err = read(keyFile, pass); err != nil {
			return tls.Certificate{}, err
		}
	}
	if err := fit(certs, keys); err != nil {
		return tls.Certificate{}, err
	}
	for _, key := range keys.keys {
		for _, leaf := range certs.certificates {
			if same(leaf.PublicKey, key.Public()) {
				return tls.Certificate{Certificate: chain(leaf, certs.certificates), PrivateKey: key, Leaf: leaf}, nil
			}
		}
	}
	return tls.Certificate{}, fmt.Errorf("%w: certificate %s and key %s do not go together: the key is that of another certificate; give the one that the certificate was requested with",
		ErrUnusable, certFile, keys.file)
}

// fit makes sure that there is a certificate in one file and a key in the other.
func fit(certs, keys content) error {
	if len(certs.certificates) == 0 && len(certs.keys) > 0 && keys.file != certs.file && len(keys.certificates) > 0 {
		return fmt.Errorf("%w: certificate and key are mixed up: %s holds a PRIVATE KEY and %s a CERTIFICATE; exchange the two names", ErrUnusable, certs.file, keys.file)
	}
	switch {
	case len(certs.certificates) == 0:
		return fmt.Errorf("%w: %s holds no certificate; %s", ErrUnusable, certs.file, certs.holds())
	case len(keys.keys) == 0 && keys.file == certs.file:
		return fmt.Errorf("%w: certificate %s comes without a key; name the file of the key with --key, or give a .pfx that holds both", ErrUnusable, certs.file)
	case len(keys.keys) == 0:
		return fmt.Errorf("%w: %s holds no private key; %s", ErrUnusable, keys.file, keys.holds())
	}
	return nil
}

// LoadTrusted reads the certificates of CAs.
func LoadTrusted(file string, pass Passphrase) ([]*x509.Certificate, error) {
	c, err := read(file, pass)
	switch {
	case err != nil:
		return nil, err
	case len(c.certificates) == 0:
		return nil, fmt.Errorf("%w: %s holds no certificate of a CA; %s", ErrUnusable, file, c.holds())
	case c.pfx:
		// Trusting the leaf of a key pair as a CA would be a surprise.
		return nil, fmt.Errorf("%w: %s is PKCS#12 with a private key; give the certificates of the CAs alone: \"openssl pkcs12 -in FILE -cacerts -nokeys -out ca.pem\"", ErrUnusable, file)
	}
	return c.certificates, nil
}

// holds says what is in a file in place of what was wanted.
func (c content) holds() string {
	var what []string
	if len(c.certificates) > 0 {
		what = append(what, "CERTIFICATE")
	}
	if len(c.keys) > 0 {
		what = append(what, "PRIVATE KEY")
	}
	what = append(what, c.others...)
	if slices.Contains(what, certificateRequest) || slices.Contains(what, "NEW "+certificateRequest) {
		return "it holds a CERTIFICATE REQUEST, which is what was sent to the CA: give the certificate that the CA sent back"
	}
	return "it holds " + strings.Join(what, ", ") + "; the file names may be mixed up"
}

// chain orders certificates from the leaf upwards.
func chain(leaf *x509.Certificate, pool []*x509.Certificate) [][]byte {
	out := [][]byte{leaf.Raw}
	for below := leaf; ; {
		above := issuerOf(below, pool)
		// A root need not be sent (RFC 8446, section 4.4.2); a circle would never end.
		if above == nil || bytes.Equal(above.RawSubject, above.RawIssuer) || len(out) > len(pool) {
			return out
		}
		out = append(out, above.Raw)
		below = above
	}
}

// issuerOf finds the certificate that has signed another; nil where it is not there.
func issuerOf(cert *x509.Certificate, pool []*x509.Certificate) *x509.Certificate {
	if bytes.Equal(cert.RawSubject, cert.RawIssuer) {
		return nil
	}
	for _, c := range pool {
		named := bytes.Equal(c.RawSubject, cert.RawIssuer)
		keyed := len(c.SubjectKeyId) == 0 || len(cert.AuthorityKeyId) == 0 || bytes.Equal(c.SubjectKeyId, cert.AuthorityKeyId)
		if named && keyed && c != cert {
			return c
		}
	}
	return nil
}
