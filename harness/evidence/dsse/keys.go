package dsse

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
)

// Errors of keys.
var (
	// ErrNoKey is returned for a file that holds no key of the kind wanted.
	ErrNoKey = errors.New("no usable key")
	// ErrKeyKind is returned for keys other than Ed25519 and ECDSA on P-256, P-384
	// and P-521.
	ErrKeyKind = errors.New("only Ed25519 and ECDSA keys (P-256, P-384, P-521) can be used")
)

// Types of PEM blocks.
const (
	pemPrivate = "PRIVATE KEY"
	pemEC      = "EC PRIVATE KEY"
	pemPublic  = "PUBLIC KEY"
	pemCert    = "CERTIFICATE"
)

// NewKey makes a key pair: Ed25519, or ECDSA on P-256. The private half is PKCS#8,
// the public half a SubjectPublicKeyInfo, both as PEM.
func NewKey(useECDSA bool) (private, public []byte, err error) {
	var key crypto.Signer
	if useECDSA {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		_, key, err = ed25519.GenerateKey(rand.Reader)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("making a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, fmt.Errorf("encoding the private key: %w", err)
	}
	spki, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, nil, fmt.Errorf("encoding the public key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: pemPublic, Bytes: spki}), nil
}

// ReadPrivate reads a private key: PKCS#8 ("PRIVATE KEY") or SEC 1 ("EC PRIVATE
// KEY"), without a passphrase.
func ReadPrivate(text []byte) (crypto.Signer, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case pemPrivate:
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
			}
			signer, ok := key.(crypto.Signer)
			if !ok {
				return nil, ErrKeyKind
			}
			return signer, usable(signer.Public())
		case pemEC:
			key, err := x509.ParseECPrivateKey(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
			}
			return key, usable(key.Public())
		case "ENCRYPTED PRIVATE KEY":
			return nil, fmt.Errorf("%w: the private key has a passphrase; `openssl pkey` takes it off", ErrNoKey)
		case pemPublic:
			return nil, fmt.Errorf("%w: this is a public key; the private one is needed to sign", ErrNoKey)
		}
	}
	return nil, fmt.Errorf("%w: there is no PEM block PRIVATE KEY in it", ErrNoKey)
}

// ReadPublic reads a public key: a SubjectPublicKeyInfo or a certificate. A private
// key is refused, because whoever verifies must not have it.
func ReadPublic(text []byte) (crypto.PublicKey, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case pemPublic:
			key, err := x509.ParsePKIXPublicKey(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
			}
			return key, usable(key)
		case pemCert:
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
			}
			return cert.PublicKey, usable(cert.PublicKey)
		case pemPrivate, pemEC:
			return nil, fmt.Errorf("%w: this is a private key; the public one is needed to verify", ErrNoKey)
		}
	}
	return nil, fmt.Errorf("%w: there is no PEM block PUBLIC KEY in it", ErrNoKey)
}

// usable refuses kinds of keys that are not signed with here.
func usable(key crypto.PublicKey) error {
	switch k := key.(type) {
	case ed25519.PublicKey:
		return nil
	case *ecdsa.PublicKey:
		switch k.Curve {
		case elliptic.P256(), elliptic.P384(), elliptic.P521():
			return nil
		}
	}
	return ErrKeyKind
}

// KeyID names a public key: the SHA-256 of its SubjectPublicKeyInfo, in hex. It
// helps to find the key; it proves nothing.
func KeyID(key crypto.PublicKey) (string, error) {
	spki, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("naming the key: %w", err)
	}
	sum := sha256.Sum256(spki)
	return hex.EncodeToString(sum[:]), nil
}
