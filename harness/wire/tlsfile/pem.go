package tlsfile

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// beginMark begins every PEM block.
const beginMark = "-----BEGIN "

// byteOrderMark is that of UTF-8, as Windows Notepad writes it in front of text.
const byteOrderMark = "\xef\xbb\xbf"

// isPEM tells whether data holds a PEM block, whatever stands around it.
func isPEM(data []byte) bool { return bytes.Contains(data, []byte(beginMark)) }

// readPEM takes what all blocks hold.
func (c *content) readPEM(data []byte, pass Passphrase) error {
	data = bytes.ReplaceAll(data, []byte(byteOrderMark), nil) // also inside, where files were joined
	blocks := 0
	for rest := data; ; blocks++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if err := c.takeBlock(block, pass); err != nil {
			return err
		}
	}
	// A block that the decoder passes over would be missed in silence: a CA that is not
	// trusted, an intermediate that is not sent.
	if begun := bytes.Count(data, []byte(beginMark)); begun > blocks {
		return fmt.Errorf("%w: %s holds %d PEM blocks, of which only %d can be read; each needs its BEGIN and END line, whole, with nothing in front of them in the line: copy the file again",
			ErrUnusable, c.file, begun, blocks)
	}
	return nil
}

// takeBlock takes one PEM block.
func (c *content) takeBlock(block *pem.Block, pass Passphrase) error {
	switch block.Type {
	case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		return c.addCertificate(block.Bytes)
	case "PKCS7", "CMS":
		return c.readPKCS7(block.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		return c.readEncryptedKey(block.Bytes, pass)
	case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY":
		der, err := c.openTraditional(block, pass)
		if err != nil {
			return err
		}
		key, err := parseKey(der)
		if err != nil {
			if strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
				return pass.wrong(c.file) // one wrong passphrase of 256 leaves padding that looks right
			}
			return fmt.Errorf("%w: %s holds a broken key: %w; copy the file again, as a whole", ErrUnusable, c.file, err)
		}
		return c.addKey(key)
	}
	c.others = append(c.others, block.Type)
	return nil
}

// openTraditional gives the key of a block, decrypted where it has the header lines of
// OpenSSL's old form.
func (c *content) openTraditional(block *pem.Block, pass Passphrase) ([]byte, error) {
	if !strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
		return block.Bytes, nil
	}
	if !pass.given() {
		return nil, missing(c.file, "the key")
	}
	// Deprecated because the form has no integrity check; suppliers have such files all the same.
	der, err := x509.DecryptPEMBlock(block, []byte(pass.secret)) //nolint:staticcheck // see above
	switch {
	case errors.Is(err, x509.IncorrectPasswordError):
		return nil, pass.wrong(c.file)
	case err != nil:
		return nil, fmt.Errorf("%w: the encrypted key in %s cannot be read: %w; write it anew with \"openssl pkcs8 -topk8\"", ErrUnusable, c.file, err)
	}
	return der, nil
}

// notReadable says what a file holds that is neither PEM nor DER.
func notReadable(file string, data []byte) error {
	say := func(what string) error {
		return fmt.Errorf("%w: %s is not a PEM file; %s", ErrUnusable, file, what)
	}
	plain := bytes.ReplaceAll(data, []byte{0}, nil)
	switch {
	case len(plain) < len(data) && isPEM(plain):
		return say(`it is PEM in UTF-16, which Windows Notepad calls "Unicode": save it as ANSI or UTF-8`)
	case bytes.HasPrefix(data, []byte{0xfe, 0xed, 0xfe, 0xed}):
		return say(`it looks like a Java key store: convert it with "keytool -importkeystore -deststoretype pkcs12", and give the .p12`)
	case bytes.Contains(data, []byte("BEGIN ")):
		return say(`its BEGIN lines do not have five hyphens at each end, as after a word processor: take the file as the CA sent it`)
	case bytes.HasPrefix(bytes.TrimPrefix(data, []byte(byteOrderMark)), []byte("MII")):
		return say("it is base64 without the lines BEGIN and END: put -----BEGIN CERTIFICATE----- in front and -----END CERTIFICATE----- behind")
	case bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("<")):
		return say("it is a page of a web site or XML: download the certificate itself")
	}
	return say("give a certificate or key as PEM, DER, PKCS#7 (.p7b) or PKCS#12 (.pfx)")
}
