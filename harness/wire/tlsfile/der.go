package tlsfile

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
)

// sequenceTag begins every certificate, key and PKCS file in DER.
const sequenceTag = 0x30

// readDER takes what a binary file holds. Each form is tried in
// turn, since all begin alike.
func (c *content) readDER(data []byte, pass Passphrase) error {
	if len(data) > 1 && data[1] == 0x80 {
		return fmt.Errorf("%w: %s is in BER of indefinite length, which tkw does not read; write it anew with \"openssl pkcs12\" or \"openssl pkcs7\"", ErrUnusable, c.file)
	}
	if isPFX(data) {
		return c.readPFX(data, pass)
	}
	if isPKCS7(data) {
		return c.readPKCS7(data)
	}
	if isEncryptedKey(data) {
		return c.readEncryptedKey(data, pass)
	}
	if key, err := parseKey(data); err == nil {
		return c.addKey(key)
	}
	if _, err := x509.ParseCertificateRequest(data); err == nil {
		c.others = append(c.others, certificateRequest)
		return nil
	}
	if _, err := x509.ParseCertificate(firstElement(data)); err != nil {
		return fmt.Errorf("%w: %s is binary, and neither a certificate, a key, PKCS#7 nor PKCS#12; check that it is the right file, and copy it again, as a whole", ErrUnusable, c.file)
	}
	return c.addCertificate(data)
}

// firstElement is the first element of DER, without what follows; all when there is none.
func firstElement(der []byte) []byte {
	var first asn1.RawValue
	if _, err := asn1.Unmarshal(der, &first); err != nil {
		return der
	}
	return first.FullBytes
}

// parseKey reads a private key in any of its plain forms.
func parseKey(der []byte) (any, error) {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	return nil, errors.New("it is no private key of a known kind")
}

var (
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidPBES2      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
)

// signedData is the part of PKCS#7 that carries certificates (RFC 2315, section 9.1).
type signedData struct {
	Version      int
	Algorithms   asn1.RawValue `asn1:"set"`
	Content      asn1.RawValue
	Certificates asn1.RawValue `asn1:"optional,tag:0"`
	Lists        asn1.RawValue `asn1:"optional,tag:1"`
	Signers      asn1.RawValue `asn1:"set"`
}

// contentInfo is the outside of PKCS#7.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,optional,tag:0"`
}

func isPKCS7(der []byte) bool {
	var outer contentInfo
	_, err := asn1.Unmarshal(der, &outer)
	return err == nil && outer.Type.Equal(oidSignedData)
}

// readPKCS7 takes the certificates of a PKCS#7 file, the form in which Windows exports a
// chain.
func (c *content) readPKCS7(der []byte) error {
	var (
		outer contentInfo
		inner signedData
	)
	_, err := asn1.Unmarshal(der, &outer)
	if err == nil && outer.Type.Equal(oidSignedData) {
		_, err = asn1.Unmarshal(outer.Content.Bytes, &inner) // the explicit tag stays round a RawValue
	}
	var certificates []*x509.Certificate
	if err == nil {
		certificates, err = x509.ParseCertificates(inner.Certificates.Bytes)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s holds broken PKCS#7; copy the file again, as a whole, or export the certificates as PEM", ErrUnusable, c.file)
	case len(certificates) == 0:
		return fmt.Errorf("%w: %s is PKCS#7 without a certificate; export the certificates with it", ErrUnusable, c.file)
	}
	c.certificates = append(c.certificates, certificates...)
	return nil
}

// same tells whether two public keys are one.
func same(a, b any) bool {
	one, err := x509.MarshalPKIXPublicKey(a)
	if err != nil {
		return false
	}
	other, err := x509.MarshalPKIXPublicKey(b)
	return err == nil && bytes.Equal(one, other)
}
