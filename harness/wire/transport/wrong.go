package transport

import (
	"crypto/tls"
	"fmt"
	"path/filepath"
	"time"
)

// Words for client sides that a provider with mutual TLS must refuse.
const (
	WrongNoCertificate = "no-certificate"
	WrongUnknownCA     = "unknown-ca"
	WrongExpired       = "expired"
	WrongOldVersion    = "old-version"
)

// wrongFiles are the certificates that must be refused, by the word for their client.
var wrongFiles = map[string]string{WrongUnknownCA: "client-unknown-ca", WrongExpired: "client-expired"}

// Wrong are the client sides that a folder of certificates gives, by their word.
type Wrong struct {
	Clients map[string]*tls.Config
	// Unfit says, by word, why a certificate would show nothing: a server would refuse it
	// for another reason than the one that the word names, or for none.
	Unfit map[string]string
}

// WrongClients gives the client sides with a certificate that must be refused, or
// none, out of a folder that [WriteCertificates] wrote or that is laid out alike:
// client-unknown-ca.pem and client-expired.pem with their keys. ca is the file of the
// CA of the server, empty for the system's. ordinary is the certificate that the server
// accepts; at is the time of the run.
func WrongClients(dir, ca string, ordinary *Material, at time.Time) (Wrong, error) {
	out := Wrong{Clients: map[string]*tls.Config{}, Unfit: map[string]string{}}
	for word, base := range wrongFiles {
		file := filepath.Join(dir, base+".pem")
		m, err := LoadTLS(TLSFiles{Cert: file, Key: filepath.Join(dir, base+"-key.pem"), CA: ca})
		if err != nil {
			return out, err
		}
		out.Clients[word] = m.Client()
		if why := unfit(word, m.certificates[0], ordinary.certificates, at); why != "" {
			out.Unfit[word] = file + " " + why
		}
	}
	m, err := LoadTLS(TLSFiles{CA: ca})
	if err != nil {
		return out, err
	}
	out.Clients[WrongNoCertificate] = m.Client()
	return out, nil
}

// unfit says why a certificate is not wrong in the way of the word, and in that alone;
// empty where it is. It must differ from the ordinary one in its days or in its CA.
func unfit(word string, pair tls.Certificate, ordinary []tls.Certificate, at time.Time) string {
	from, until := pair.Leaf.NotBefore, pair.Leaf.NotAfter
	related := len(ordinary) == 0 || sharesIssuer(pair, ordinary[0])
	switch {
	case word == WrongExpired && !at.After(until):
		return fmt.Sprintf("is valid until %s; give one that is expired", until.UTC().Format(time.DateOnly))
	case word == WrongExpired && !related:
		return "is of another CA than the certificate of --cert, so that it may be refused for that and not because it is expired; give an expired one of the same CA"
	case word == WrongUnknownCA && (at.Before(from) || at.After(until)):
		return fmt.Sprintf("is valid from %s to %s only, so that it may be refused for that and not for its CA; give a valid one (`tkw certs` makes it)", from.UTC().Format(time.DateOnly), until.UTC().Format(time.DateOnly))
	case word == WrongUnknownCA && len(ordinary) > 0 && related:
		return "is of the CA of --cert, which is known; give one of a CA that your system does not trust"
	}
	return ""
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
	untrusted, err := newAuthority("a CA that nobody trusts", p.now())
	if err != nil {
		return nil, err
	}
	unknown, err := untrusted.issue(leafSpec{cn: DefaultClientCN})
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
