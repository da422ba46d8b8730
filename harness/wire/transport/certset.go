package transport

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// certPlan is one certificate of the set that [WriteCertificates] makes.
type certPlan struct {
	base, purpose string
	foreign       bool // issued by the CA that nobody is to trust
	revoked       bool
	spec          leafSpec
}

// certPlans lists the set: for each side a good certificate, then the reference
// negatives (wrong subject, expired, revoked) and that of an unknown CA.
func certPlans(hosts []string, clientCN string) []certPlan {
	good := leafSpec{cn: hosts[0], hosts: hosts}
	client := leafSpec{cn: clientCN, hosts: []string{clientCN}}
	expired := func(s leafSpec) leafSpec { s.expired = true; return s }
	other := func(name string) leafSpec { return leafSpec{cn: name, hosts: []string{name}} }
	return []certPlan{
		{base: "server", purpose: "server certificate", spec: good},
		{base: "server-wrong-name", purpose: "server certificate for another name", spec: other("wrong-name.invalid")},
		{base: "server-expired", purpose: "server certificate, expired", spec: expired(good)},
		{base: "server-revoked", purpose: "server certificate, revoked in ca.crl", spec: good, revoked: true},
		{base: "server-unknown-ca", purpose: "server certificate of the second CA", spec: good, foreign: true},
		{base: "client", purpose: "client certificate", spec: client},
		{base: "client-wrong-subject", purpose: "client certificate with another subject", spec: other("wrong-subject.invalid")},
		{base: "client-expired", purpose: "client certificate, expired", spec: expired(client)},
		{base: "client-revoked", purpose: "client certificate, revoked in ca.crl", spec: client, revoked: true},
		{base: "client-unknown-ca", purpose: "client certificate of the second CA", spec: client, foreign: true},
	}
}

// makeCertFiles makes everything in memory first.
func makeCertFiles(o CertOptions) ([]CertFile, error) {
	now := time.Now()
	if o.Now != nil {
		now = o.Now()
	}
	if len(o.Hosts) == 0 {
		o.Hosts = loopbackHosts()
	}
	if o.ClientCN == "" {
		o.ClientCN = DefaultClientCN
	}
	ca, err := newAuthority("tkw local CA", now)
	if err != nil {
		return nil, err
	}
	untrusted, err := newAuthority("tkw unknown CA", now)
	if err != nil {
		return nil, err
	}
	files, err := appendPair(nil, "ca", "the CA to trust", ca.pair())
	if err != nil {
		return nil, err
	}
	if files, err = appendPair(files, "unknown-ca", "a second CA that nobody is to trust", untrusted.pair()); err != nil {
		return nil, err
	}
	var revoked []*big.Int
	for _, plan := range certPlans(o.Hosts, o.ClientCN) {
		issuer := ca
		if plan.foreign {
			issuer = untrusted
		}
		pair, err := issuer.issue(plan.spec)
		if err != nil {
			return nil, err
		}
		if plan.revoked {
			revoked = append(revoked, pair.Leaf.SerialNumber)
		}
		if files, err = appendPair(files, plan.base, plan.purpose, pair); err != nil {
			return nil, err
		}
	}
	crl, err := ca.revoke(revoked)
	if err != nil {
		return nil, err
	}
	return append(files, CertFile{
		Name: "ca.crl", Purpose: "revocation list of the CA",
		data: pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: crl}),
	}), nil
}

// pair gives the CA's certificate and key.
func (a *authority) pair() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{a.cert.Raw}, PrivateKey: a.key, Leaf: a.cert}
}

// revoke makes the revocation list, in DER, valid as long as leaves are.
func (a *authority) revoke(serials []*big.Int) ([]byte, error) {
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: a.now.Add(-clockSlack), NextUpdate: a.now.Add(leafLifetime)}
	for _, s := range serials {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: s, RevocationTime: list.ThisUpdate})
	}
	crl, err := x509.CreateRevocationList(rand.Reader, list, a.cert, a.key)
	if err != nil {
		return nil, fmt.Errorf("making the revocation list: %w", err)
	}
	return crl, nil
}

// appendPair adds a certificate file and its key file.
func appendPair(files []CertFile, base, purpose string, pair tls.Certificate) ([]CertFile, error) {
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("writing key %s: %w", base, err)
	}
	return append(files,
		CertFile{Name: base + ".pem", Purpose: purpose, data: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})},
		CertFile{Name: base + "-key.pem", Purpose: "its key", secret: true, data: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})},
	), nil
}
