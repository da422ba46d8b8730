package tlsfile

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/itk-assurance/tkw/harness/basics/filein"
)

// maxFile is far more than a file with all CAs of the world takes.
const maxFile = 4 << 20

// content is what a file holds.
type content struct {
	file         string
	certificates []*x509.Certificate
	keys         []crypto.Signer
	// others are PEM blocks of other types, such as a certificate request.
	others []string
	// pfx: the certificates came beside a key in one PKCS#12 file.
	pfx bool
}

// read reads a file of any of the known forms.
func read(file string, pass Passphrase) (content, error) {
	data, err := readFile(file)
	if err != nil {
		return content{}, err
	}
	c := content{file: file}
	switch {
	case len(data) == 0:
		return c, fmt.Errorf("%w: %s holds no certificate and no key; it is empty", ErrUnusable, file)
	case isPEM(data):
		err = c.readPEM(data, pass)
	case data[0] == sequenceTag:
		err = c.readDER(data, pass)
	default:
		err = notReadable(file, data)
	}
	return c, err
}

// readFile reads a file whole, up to the limit.
func readFile(file string) ([]byte, error) {
	data, err := filein.Read(file, maxFile)
	switch {
	case errors.Is(err, filein.ErrTooLarge):
		return nil, fmt.Errorf("%w: %s is larger than %d MB; it is no file of certificates", ErrUnusable, file, maxFile>>20)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err) // the cause names the file
	}
	return data, nil
}

// addKey takes a private key that can sign.
func (c *content) addKey(key any) error {
	signer, ok := key.(crypto.Signer)
	if !ok {
		return fmt.Errorf("%w: the key in %s is of a kind that TLS does not use (%T); use an RSA or EC key", ErrUnusable, c.file, key)
	}
	c.keys = append(c.keys, signer)
	return nil
}

// addCertificate takes a certificate in DER. OpenSSL's "trusted" form has more behind it.
func (c *content) addCertificate(der []byte) error {
	cert, err := x509.ParseCertificate(firstElement(der))
	if err != nil {
		return fmt.Errorf("%w: %s holds a broken certificate: %w; copy the file again, as a whole", ErrUnusable, c.file, err)
	}
	c.certificates = append(c.certificates, cert)
	return nil
}
