package tlsfile

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// encryptedKeyInfo is the outside of an encrypted PKCS#8 key (RFC 5958, section 3).
type encryptedKeyInfo struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

func isEncryptedKey(der []byte) bool {
	var info encryptedKeyInfo
	rest, err := asn1.Unmarshal(der, &info)
	return err == nil && len(rest) == 0
}

// readEncryptedKey takes an encrypted PKCS#8 key.
func (c *content) readEncryptedKey(der []byte, pass Passphrase) error {
	var info encryptedKeyInfo
	_, err := asn1.Unmarshal(der, &info)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s holds a broken encrypted key; copy the file again, as a whole", ErrUnusable, c.file)
	case !info.Algorithm.Algorithm.Equal(oidPBES2):
		return fmt.Errorf("%w: the key in %s is encrypted in an old way (%s) that tkw does not read; write it anew with \"openssl pkcs8 -topk8 -v2 aes-256-cbc\"", ErrUnusable, c.file, info.Algorithm.Algorithm)
	case !pass.given():
		return missing(c.file, "the key")
	}
	key, err := decryptKey(der, pass.secret)
	if err != nil {
		return fmt.Errorf("%w (or its encryption is of a kind that tkw does not know: then write it anew with \"openssl pkcs8 -topk8 -v2 aes-256-cbc\")", pass.wrong(c.file))
	}
	return c.addKey(key)
}

// errBrokenCipher: the library gave up on what it was to decrypt.
var errBrokenCipher = errors.New("broken encryption")

// decryptKey decrypts PBES2. The library panics on an encrypted part or an
// initialisation vector of the wrong length, which a damaged file may well have.
func decryptKey(der []byte, secret string) (key any, err error) {
	defer func() {
		if recover() != nil {
			key, err = nil, errBrokenCipher
		}
	}()
	key, _, err = pkcs8.ParsePrivateKey(der, []byte(secret))
	return key, err
}

// isPFX tells PKCS#12 (RFC 7292, section 4) from the other forms: it begins with
// version 3 and a content info.
func isPFX(der []byte) bool {
	var outer struct {
		Version int
		Safe    contentInfo
		MAC     asn1.RawValue `asn1:"optional"`
	}
	_, err := asn1.Unmarshal(der, &outer)
	return err == nil && outer.Version == 3
}

// readPFX takes key and certificates of a PKCS#12 file. One without a passphrase needs
// none.
func (c *content) readPFX(der []byte, pass Passphrase) error {
	key, leaf, others, err := pkcs12.DecodeChain(der, pass.secret)
	var unknown pkcs12.NotImplementedError
	switch {
	case (errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption)) && !pass.given():
		return missing(c.file, "what is")
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return pass.wrong(c.file)
	case errors.As(err, &unknown):
		return fmt.Errorf("%w: %s is PKCS#12 of a form that tkw does not read: %w; write it anew with \"openssl pkcs12\"", ErrUnusable, c.file, err)
	case err != nil:
		return fmt.Errorf("%w: %s is PKCS#12 that tkw cannot use: %w; it must hold one key, its certificate, and the certificates of the CAs between that and the root", ErrUnusable, c.file, err)
	}
	c.certificates = append(append(c.certificates, leaf), others...)
	c.pfx = true
	return c.addKey(key)
}
