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

// WrongClients gives the client sides that must be refused, by their word, out of
// a folder that [WriteCertificates] wrote or that is laid out alike: client.pem,
// client-unknown-ca.pem and client-expired.pem with their keys. ca is the file of
// the CA of the server, empty for the system's.
func WrongClients(dir, ca string) (map[string]*tls.Config, error) {
	out := map[string]*tls.Config{}
	for word, base := range map[string]string{WrongUnknownCA: "client-unknown-ca", WrongExpired: "client-expired", WrongOldVersion: "client"} {
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
	old(out[WrongOldVersion])
	return out, nil
}

// old makes a configuration offer TLS 1.1 at most.
func old(cfg *tls.Config) {
	cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
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
	out := map[string]*tls.Config{
		WrongNoCertificate: with(), WrongUnknownCA: with(unknown), WrongExpired: with(expired), WrongOldVersion: with(p.Client),
	}
	old(out[WrongOldVersion])
	return out, nil
}
