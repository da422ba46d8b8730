package transport

import (
	"crypto/tls"
	"path/filepath"
)

// Words for client sides that a provider with mutual TLS must refuse.
const (
	WrongNoCertificate = "no-certificate"
	WrongUnknownCA     = "unknown-ca"
	WrongExpired       = "expired"
	WrongOldVersion    = "old-version"
)

// WrongClients gives the client sides with a certificate that must be refused, or
// none, by their word, out of a folder that [WriteCertificates] wrote or that is laid
// out alike: client-unknown-ca.pem and client-expired.pem with their keys. ca is the
// file of the CA of the server, empty for the system's.
func WrongClients(dir, ca string) (map[string]*tls.Config, error) {
	out := map[string]*tls.Config{}
	for word, base := range map[string]string{WrongUnknownCA: "client-unknown-ca", WrongExpired: "client-expired"} {
		m, err := LoadTLS(filepath.Join(dir, base+".pem"), filepath.Join(dir, base+"-key.pem"), ca)
		if err != nil {
			return nil, err
		}
		out[word] = m.Client()
	}
	m, err := LoadTLS("", "", ca)
	if err != nil {
		return nil, err
	}
	out[WrongNoCertificate] = m.Client()
	return out, nil
}

// OldVersion is a client side that is good in all but its TLS, which is 1.1 at most.
// It offers every cipher suite there is, so that a server which would take the version
// does not decline it for want of one.
func OldVersion(good *tls.Config) *tls.Config {
	cfg := good.Clone()
	cfg.MinVersion, cfg.MaxVersion, cfg.CipherSuites = tls.VersionTLS10, tls.VersionTLS11, nil
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		cfg.CipherSuites = append(cfg.CipherSuites, suite.ID)
	}
	return cfg
}

// WrongClients gives the client sides that must be refused, by their word.
func (p *TestPKI) WrongClients() (map[string]*tls.Config, error) {
	stranger, err := newAuthority("a CA that nobody trusts", p.now())
	if err != nil {
		return nil, err
	}
	unknown, err := stranger.issue(leafSpec{cn: DefaultClientCN})
	if err != nil {
		return nil, err
	}
	expired, err := p.ca.issue(leafSpec{cn: DefaultClientCN, expired: true})
	if err != nil {
		return nil, err
	}
	with := func(certificates ...tls.Certificate) *tls.Config {
		cfg := p.ClientTLS()
		cfg.Certificates = certificates
		return cfg
	}
	return map[string]*tls.Config{
		WrongNoCertificate: with(), WrongUnknownCA: with(unknown), WrongExpired: with(expired), WrongOldVersion: OldVersion(p.ClientTLS()),
	}, nil
}
