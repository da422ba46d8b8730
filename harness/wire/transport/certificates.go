package transport

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shortestRSA is the shortest RSA key, in bits, with which Go makes or checks signatures.
const shortestRSA = 1024

// certificateSentence says why we did not accept the peer's certificate, and what to do;
// empty for other causes.
func (f handshakeFailure) certificateSentence(cause Cause) (reason, advice string) {
	owner, option := "the provider", "--endpoint"
	if f.server {
		owner, option = "the client", "--ca"
	}
	switch cause {
	case CauseUntrusted:
		return f.untrusted()
	case CauseName:
		return f.otherName(), "use a host name in " + option + " that the certificate names, or let " + owner + " have a certificate for this one"
	case CauseIssuerExpired:
		return "the certificate of a CA above it is out of date" + f.days(), "give one that is valid with --ca, or let " + owner + " have a certificate of such a CA, and check the clock of this machine"
	case CauseExpired:
		return "it is not valid now" + f.days(), "let " + owner + " have a certificate that is valid now, and check the clock of this machine"
	case CauseWeakSignature:
		weak := weakSignature(pathOf(f.sent))
		return fmt.Sprintf("the certificate of %s is signed with %s, which is broken and no longer accepted", nameOf(weak.Subject), weak.SignatureAlgorithm),
			"let " + owner + " have one that is signed with SHA-256 or better"
	case CauseWeakKey:
		weak := weakKey(append(pathOf(f.sent), f.sent...))
		return fmt.Sprintf("the RSA key of %s has fewer than %d bits, which is too short to be accepted", nameOf(weak.Subject), shortestRSA),
			"let " + owner + " have a certificate for a key of 2048 bits or more"
	case CauseUnfit:
		return f.unfit(owner)
	}
	return "", ""
}

// untrusted says which certificate is missing between the peer's own and a trusted CA.
func (f handshakeFailure) untrusted() (reason, advice string) {
	owner, other := "the server", "provider"
	if f.server {
		owner, other = "the client", "client"
	}
	path := pathOf(f.sent)
	if len(path) == 0 {
		return "it is not issued by a trusted CA", "give the certificate of the CA that issued it with --ca"
	}
	top := path[len(path)-1]
	issuer := nameOf(top.Issuer)
	switch {
	case selfIssued(top) && len(path) == 1:
		return "it is issued by itself, and is not among the trusted certificates", "give it with --ca if it is meant to be trusted, or let the " + other + " have one of a CA"
	case f.trusts(top.RawIssuer):
		return fmt.Sprintf("it is issued by %s, and the CA of that name in --ca has another key", issuer),
			"give the certificate of the CA that issued it with --ca: the one there may be older or newer"
	case selfIssued(top):
		return fmt.Sprintf("its root CA %s is not among the trusted ones", issuer), "give the certificate of " + commonName(top.Issuer) + " with --ca"
	}
	what := fmt.Sprintf("%s sent only its own certificate, issued by %s", owner, issuer)
	if len(path) > 1 {
		what = fmt.Sprintf("%s sent its certificate and those of the CAs up to %s, which is issued by %s", owner, nameOf(top.Subject), issuer)
	}
	return what + ", and the certificate of that CA is missing",
		fmt.Sprintf("if that is an intermediate CA, %s must send the certificate of %s too; if it is a root CA, give it with --ca", owner, commonName(top.Issuer))
}

// otherName says for whom a certificate is, and for whom it was to be.
func (f handshakeFailure) otherName() string {
	if len(f.sent) == 0 {
		return "it is not for the name in use"
	}
	var names []string
	cert := f.sent[0]
	names = append(names, cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	const shown = 5
	for i := range names {
		names[i] = short(names[i])
	}
	if len(names) > shown {
		names = append(names[:shown], fmt.Sprintf("%d more", len(names)-shown))
	}
	what := "the name"
	if net.ParseIP(f.name) != nil {
		what = "the address"
	}
	if len(names) == 0 {
		return fmt.Sprintf("it is not for the name in use: it has no subject alternative name, and the common name is no longer looked at; %s in use is %s", what, short(f.name))
	}
	return fmt.Sprintf("it is not for the name in use: it is for %s, and %s in use is %s", strings.Join(names, ", "), what, short(f.name))
}

// days says when the certificate that is out of date is valid, where that is known.
func (f handshakeFailure) days() string {
	var invalid x509.CertificateInvalidError
	if !errors.As(f.err, &invalid) || invalid.Cert == nil {
		return ""
	}
	day := func(t time.Time) string { return t.UTC().Format(time.DateOnly) }
	if f.at.Before(invalid.Cert.NotBefore) {
		return fmt.Sprintf(" (%s is not valid before %s)", nameOf(invalid.Cert.Subject), day(invalid.Cert.NotBefore))
	}
	return fmt.Sprintf(" (%s expired on %s)", nameOf(invalid.Cert.Subject), day(invalid.Cert.NotAfter))
}

// unfit says what else is wrong with a certificate.
func (f handshakeFailure) unfit(owner string) (reason, advice string) {
	use := "server"
	if f.server {
		use = "client"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](f.err); ok {
		switch invalid.Reason {
		case x509.IncompatibleUsage:
			return "it may not be used as the certificate of a " + use + " (extended key usage)", "let " + owner + " have a certificate for " + use + " authentication"
		case x509.NotAuthorizedToSign:
			return "a certificate above it is not that of a CA", "let " + owner + " have a certificate that a CA has issued"
		case x509.TooManyIntermediates:
			return "more CAs stand above it than one of them allows", "let " + owner + " have a certificate of a CA that may issue it"
		case x509.CANotAuthorizedForThisName:
			return "its CA may not issue certificates for its name", "let " + owner + " have a certificate of a CA that may issue it"
		}
	}
	if _, ok := errors.AsType[x509.UnhandledCriticalExtension](f.err); ok {
		return "it has a critical extension that is not known", "let " + owner + " have a certificate without it"
	}
	return fmt.Sprintf("it is not acceptable (%v)", f.err), "let " + owner + " have a certificate for " + use + " authentication"
}

// trusts tells whether a CA of that name is among those of the CA file.
func (f handshakeFailure) trusts(name []byte) bool {
	if f.trusted == nil {
		return false
	}
	// Deprecated because it is empty for the system's CAs; those of a file are all there.
	return slices.ContainsFunc(f.trusted.Subjects(), func(subject []byte) bool { return bytes.Equal(subject, name) }) //nolint:staticcheck // see above
}

// pathOf follows the certificates that were sent, from the peer's own upwards, by the
// names of their issuers.
func pathOf(sent []*x509.Certificate) []*x509.Certificate {
	if len(sent) == 0 {
		return nil
	}
	path := sent[:1:1]
	for !selfIssued(path[len(path)-1]) && len(path) < len(sent) {
		below := path[len(path)-1]
		at := slices.IndexFunc(sent, func(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, below.RawIssuer) })
		if at < 0 {
			break
		}
		path = append(path, sent[at])
	}
	return path
}

func selfIssued(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }

// weakSignature is the first certificate whose signature Go does not check, because its
// hash is broken; nil for none. Nobody checks how a root signs itself.
func weakSignature(path []*x509.Certificate) *x509.Certificate {
	weak := []x509.SignatureAlgorithm{x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1}
	for _, c := range path {
		if !selfIssued(c) && slices.Contains(weak, c.SignatureAlgorithm) {
			return c
		}
	}
	return nil
}

// weakKey is the first certificate for an RSA key that is too short; nil for none.
func weakKey(path []*x509.Certificate) *x509.Certificate {
	for _, c := range path {
		if key, ok := c.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < shortestRSA {
			return c
		}
	}
	return nil
}

// nameOf is how people know the owner of a certificate, safe for terminals whatever the
// certificate says.
func nameOf(name pkix.Name) string {
	text := name.String()
	if text == "" {
		return "without a subject"
	}
	return short(text)
}

// commonName is the short name of the owner of a certificate, where there is one.
func commonName(name pkix.Name) string {
	if name.CommonName == "" {
		return nameOf(name)
	}
	return short(name.CommonName)
}

// short quotes a text of the peer, and cuts it where it is far longer than a name.
func short(text string) string {
	const longest = 120
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return strconv.Quote(text)
}
