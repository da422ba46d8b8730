package tlsfile_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/itk-assurance/tkw/harness/wire/tlsfile"
)

// secret is the passphrase of every encrypted file.
const secret = "Cinnamon-9 £"

// material is a chain of root, intermediate and leaf.
type material struct {
	root, issuing, leaf *x509.Certificate
	key                 *ecdsa.PrivateKey
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// certify issues a certificate; parent nil makes it a root.
func certify(t testing.TB, name string, ca bool, key *ecdsa.PrivateKey, parent *x509.Certificate, signer crypto.Signer) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Unix(1_700_000_000, 0), NotAfter: time.Unix(1_900_000_000, 0), IsCA: ca, BasicConstraintsValid: ca,
	}
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return cert
}

func newMaterial(t testing.TB) material {
	t.Helper()
	rootKey, issuingKey, key := newKey(t), newKey(t), newKey(t)
	root := certify(t, "a root", true, rootKey, nil, nil)
	issuing := certify(t, "an issuing CA", true, issuingKey, root, rootKey)
	return material{root: root, issuing: issuing, leaf: certify(t, "leaf", false, key, issuing, issuingKey), key: key}
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func (m material) pkcs8(t testing.TB) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(m.key)
	require.NoError(t, err)
	return der
}

func (m material) sec1(t testing.TB) []byte {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(m.key)
	require.NoError(t, err)
	return der
}

func (m material) pfx(t testing.TB, how *pkcs12.Encoder, passphrase string) string {
	t.Helper()
	der, err := how.Encode(m.key, m.leaf, []*x509.Certificate{m.root, m.issuing}, passphrase)
	require.NoError(t, err)
	return string(der)
}

// pkcs7 is a .p7b with the certificates.
func pkcs7(t testing.TB, certs ...*x509.Certificate) []byte {
	t.Helper()
	type content struct {
		Type asn1.ObjectIdentifier
	}
	type signed struct {
		Version      int
		Algorithms   []int `asn1:"set"`
		Content      content
		Certificates asn1.RawValue
		Signers      []int `asn1:"set"`
	}
	var all []byte
	for _, c := range certs {
		all = append(all, c.Raw...)
	}
	inner, err := asn1.Marshal(signed{
		Version: 1, Content: content{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: all},
	})
	require.NoError(t, err)
	der, err := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: inner}})
	require.NoError(t, err)
	return der
}

func (m material) encryptedPKCS8(t testing.TB) string {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(m.key, []byte(secret), nil)
	require.NoError(t, err)
	return block("ENCRYPTED PRIVATE KEY", der)
}

func (m material) encryptedTraditional(t testing.TB) string {
	t.Helper()
	b, err := x509.EncryptPEMBlock(rand.Reader, "EC PRIVATE KEY", m.sec1(t), []byte(secret), x509.PEMCipherAES256) //nolint:staticcheck // the form that is read
	require.NoError(t, err)
	return string(pem.EncodeToMemory(b))
}

// passphrase gives one that stands in a variable.
func passphrase(t testing.TB, text string) tlsfile.Passphrase {
	t.Helper()
	p, err := tlsfile.FromVariable("TKW_PASS", func(string) (string, bool) { return text, true })
	require.NoError(t, err)
	return p
}

func put(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// TestFormsThatAreAccepted reads one chain and key in every form that they come in.
func TestFormsThatAreAccepted(t *testing.T) {
	t.Parallel()
	m := newMaterial(t)
	leaf, issuing, root := block("CERTIFICATE", m.leaf.Raw), block("CERTIFICATE", m.issuing.Raw), block("CERTIFICATE", m.root.Raw)
	plainKey := block("PRIVATE KEY", m.pkcs8(t))
	for _, c := range []struct {
		name      string
		cert, key string // the key file is left out when empty
		pass      tlsfile.Passphrase
		bare      bool // no intermediate is in the file
	}{
		{name: "leaf first", cert: leaf + issuing, key: plainKey},
		{name: "root first", cert: root + issuing + leaf, key: plainKey},
		{name: "leaf alone", cert: leaf, key: plainKey, bare: true},
		{name: "byte order mark", cert: "\xef\xbb\xbf" + leaf + issuing, key: "\xef\xbb\xbf" + plainKey},
		{name: "joined files with byte order marks", cert: "\xef\xbb\xbf" + leaf + "\xef\xbb\xbf" + issuing, key: plainKey},
		{name: "line ends of Windows", cert: strings.ReplaceAll(leaf+issuing, "\n", "\r\n"), key: strings.ReplaceAll(plainKey, "\n", "\r\n")},
		{name: "text around the blocks", cert: "Bag Attributes\n    friendlyName: x\n" + leaf + "subject=/CN=y\n" + issuing + "end\n", key: "Key Attributes: <No Attributes>\n" + plainKey},
		{name: "no line end at the end", cert: strings.TrimSpace(leaf + issuing), key: strings.TrimSpace(plainKey)},
		{name: "key and certificates in one file", cert: plainKey + leaf + issuing},
		{name: "key in the form of EC", cert: leaf + issuing, key: block("EC PRIVATE KEY", m.sec1(t))},
		{name: "parameters in front of the key", cert: leaf + issuing, key: block("EC PARAMETERS", []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7}) + block("EC PRIVATE KEY", m.sec1(t))},
		{name: "DER", cert: string(m.leaf.Raw), key: string(m.pkcs8(t)), bare: true},
		{name: "DER, key in the form of EC", cert: string(m.leaf.Raw), key: string(m.sec1(t)), bare: true},
		{name: "PKCS#7", cert: string(pkcs7(t, m.root, m.issuing, m.leaf)), key: plainKey},
		{name: "PKCS#7 in PEM", cert: block("PKCS7", pkcs7(t, m.leaf, m.issuing)), key: plainKey},
		{name: "encrypted key", cert: leaf + issuing, key: m.encryptedPKCS8(t), pass: passphrase(t, secret)},
		{name: "encrypted key in the old form", cert: leaf + issuing, key: m.encryptedTraditional(t), pass: passphrase(t, secret)},
		{name: "plain key, and a passphrase that is not needed", cert: leaf + issuing, key: plainKey, pass: passphrase(t, secret)},
		{name: "PKCS#12, RC2", cert: m.pfx(t, pkcs12.LegacyRC2, secret), pass: passphrase(t, secret)},
		{name: "PKCS#12, 3DES", cert: m.pfx(t, pkcs12.LegacyDES, secret), pass: passphrase(t, secret)},
		{name: "PKCS#12, AES and SHA-256", cert: m.pfx(t, pkcs12.Modern, secret), pass: passphrase(t, secret)},
		{name: "PKCS#12, PBMAC1", cert: m.pfx(t, pkcs12.Modern2026, secret), pass: passphrase(t, secret)},
		{name: "PKCS#12 with an empty passphrase", cert: m.pfx(t, pkcs12.LegacyDES, "")},
		{name: "PKCS#12 without encryption", cert: m.pfx(t, pkcs12.Passwordless, "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			keyFile := ""
			if c.key != "" {
				keyFile = put(t, "key", c.key)
			}
			got, err := tlsfile.LoadIdentity(put(t, "cert", c.cert), keyFile, c.pass)
			require.NoError(t, err)
			want := [][]byte{m.leaf.Raw, m.issuing.Raw}
			if c.bare {
				want = want[:1]
			}
			require.Empty(t, cmp.Diff(want, got.Certificate), "the chain that is sent")
			require.True(t, m.key.Equal(got.PrivateKey))
			require.Equal(t, "leaf", got.Leaf.Subject.CommonName)
		})
	}
}

// TestFilesThatCannotBeUsed wants an error for each that names the file and what to do.
func TestFilesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	m, other := newMaterial(t), newMaterial(t)
	leaf, key := block("CERTIFICATE", m.leaf.Raw), block("PRIVATE KEY", m.pkcs8(t))
	utf16 := func(mark, text string) string {
		var b strings.Builder
		b.WriteString(mark)
		for _, r := range text {
			b.WriteByte(byte(r))
			b.WriteByte(0)
		}
		return b.String()
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "x"}}, m.key)
	require.NoError(t, err)
	oldCipher, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 3}}, make([]byte, 16)})
	require.NoError(t, err)
	wrong, none := passphrase(t, "another"), tlsfile.Passphrase{}
	const cert, keyFile = "cert.x", "key.x"
	for _, c := range []struct {
		name      string
		cert, key string
		pass      tlsfile.Passphrase
		says      []string
	}{
		{"empty", "", key, none, []string{cert, "it is empty"}},
		{"text", "hello", key, none, []string{cert, "not a PEM file"}},
		{"UTF-16", utf16("\xff\xfe", leaf), key, none, []string{cert, "UTF-16", "ANSI or UTF-8"}},
		{"UTF-16 without a mark", utf16("", leaf), key, none, []string{cert, "UTF-16"}},
		{"Java key store", "\xfe\xed\xfe\xed\x00", key, none, []string{cert, "keytool"}},
		{"base64 without its lines", strings.Split(leaf, "\n")[1], key, none, []string{cert, "BEGIN CERTIFICATE"}},
		{"web page", "<!DOCTYPE html><p>sign in", key, none, []string{cert, "web site"}},
		{"hyphens of a word processor", strings.ReplaceAll(leaf, "-----", "–––––"), key, none, []string{cert, "five hyphens"}},
		{"END line is missing", strings.Split(leaf, "-----END")[0], key, none, []string{cert, "END"}},
		{"second certificate is cut", leaf + strings.Split(leaf, "-----END")[0], key, none, []string{cert, "2 PEM blocks", "only 1"}},
		{"broken certificate", block("CERTIFICATE", []byte{0x30, 3, 2, 1, 1}), key, none, []string{cert, "broken certificate"}},
		{"broken key", leaf, block("PRIVATE KEY", []byte{0x30, 3, 2, 1, 1}), none, []string{keyFile, "broken key"}},
		{"mixed up", key, leaf, none, []string{cert, keyFile, "mixed up", "exchange"}},
		{"two keys", key, key, none, []string{cert, "holds no certificate", "PRIVATE KEY"}},
		{"two certificates", leaf, leaf, none, []string{keyFile, "holds no private key", "CERTIFICATE"}},
		{"no key", leaf, "", none, []string{cert, "without a key", "--key"}},
		{"key of another certificate", leaf, block("PRIVATE KEY", other.pkcs8(t)), none, []string{cert, keyFile, "do not go together"}},
		{"request in place of the certificate", block("CERTIFICATE REQUEST", request), key, none, []string{cert, "what was sent to the CA"}},
		{"request in DER", string(request), key, none, []string{cert, "what was sent to the CA"}},
		{"binary of no known kind", "\x30\x03\x02\x01\x01", key, none, []string{cert, "PKCS#12"}},
		{"BER", "\x30\x80\x02\x01\x03", key, none, []string{cert, "BER"}},
		{"PKCS#7 without certificates", string(pkcs7(t)), key, none, []string{cert, "without a certificate"}},
		{"encrypted key, no passphrase", leaf, m.encryptedPKCS8(t), none, []string{keyFile, "--passphrase-env"}},
		{"encrypted key, wrong passphrase", leaf, m.encryptedPKCS8(t), wrong, []string{keyFile, "TKW_PASS", "does not open"}},
		{"encrypted key that is broken", leaf, block("ENCRYPTED PRIVATE KEY", []byte{1, 2}), wrong, []string{keyFile, "broken encrypted key"}},
		{"encrypted key of PKCS#12's ways", leaf, block("ENCRYPTED PRIVATE KEY", oldCipher), wrong, []string{keyFile, "1.2.840.113549.1.12.1.3", "openssl pkcs8"}},
		{"old encrypted key, no passphrase", leaf, m.encryptedTraditional(t), none, []string{keyFile, "--passphrase-env"}},
		{"old encrypted key, wrong passphrase", leaf, m.encryptedTraditional(t), wrong, []string{keyFile, "TKW_PASS", "does not open"}},
		{"PKCS#12, no passphrase", m.pfx(t, pkcs12.Modern, secret), "", none, []string{cert, "--passphrase-env"}},
		{"PKCS#12, wrong passphrase", m.pfx(t, pkcs12.Modern, secret), "", wrong, []string{cert, "TKW_PASS", "does not open"}},
		{"PKCS#12 of old, wrong passphrase", m.pfx(t, pkcs12.LegacyRC2, secret), "", wrong, []string{cert, "TKW_PASS", "does not open"}},
		{"passphrase with a line end", m.pfx(t, pkcs12.Modern, secret), "", passphrase(t, secret+"\n"), []string{"line end"}},
		{"truncated PKCS#12", m.pfx(t, pkcs12.Modern, secret)[:400], "", wrong, []string{cert}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := ""
			if c.key != "" {
				file = put(t, keyFile, c.key)
			}
			_, err := tlsfile.LoadIdentity(put(t, cert, c.cert), file, c.pass)
			require.ErrorIs(t, err, tlsfile.ErrUnusable)
			for _, s := range c.says {
				require.ErrorContains(t, err, s)
			}
			require.NotContains(t, err.Error(), secret)
			require.NotContains(t, err.Error(), "another\n")
		})
	}
	_, err = tlsfile.LoadIdentity(filepath.Join(t.TempDir(), "none.pem"), "", none)
	require.ErrorIs(t, err, tlsfile.ErrUnusable)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestTrustedCertificates(t *testing.T) {
	t.Parallel()
	m := newMaterial(t)
	root, issuing := block("CERTIFICATE", m.root.Raw), block("CERTIFICATE", m.issuing.Raw)
	for name, text := range map[string]string{
		"PEM": root + issuing, "byte order mark": "\xef\xbb\xbf" + root + issuing, "PKCS#7": string(pkcs7(t, m.root, m.issuing)),
		"trusted form of OpenSSL": block("TRUSTED CERTIFICATE", append(bytes.Clone(m.root.Raw), 0x30, 0)) + issuing,
	} {
		got, err := tlsfile.LoadTrusted(put(t, "ca", text), tlsfile.Passphrase{})
		require.NoError(t, err, name)
		require.Len(t, got, 2, name)
		require.True(t, got[0].Equal(m.root), name)
		require.True(t, got[1].Equal(m.issuing), name)
	}
	for name, c := range map[string]struct{ text, says string }{
		"a key":           {block("PRIVATE KEY", m.pkcs8(t)), "holds no certificate of a CA"},
		"a key pair":      {m.pfx(t, pkcs12.Passwordless, ""), "-cacerts -nokeys"},
		"one that is cut": {root + "-----BEGIN CERTIFICATE-----\nMIIB\n", "only 1"},
	} {
		_, err := tlsfile.LoadTrusted(put(t, "ca", c.text), tlsfile.Passphrase{})
		require.ErrorIs(t, err, tlsfile.ErrUnusable, name)
		require.ErrorContains(t, err, c.says, name)
	}
}

func TestPassphraseOfAVariable(t *testing.T) {
	t.Parallel()
	values := map[string]string{"EMPTY": "", "SET": secret}
	lookup := func(name string) (string, bool) { v, ok := values[name]; return v, ok }
	for name, says := range map[string]string{"MISSING": "MISSING, which is not set", "EMPTY": "EMPTY, which is empty"} {
		_, err := tlsfile.FromVariable(name, lookup)
		require.ErrorIs(t, err, tlsfile.ErrUnusable)
		require.ErrorContains(t, err, says)
	}
	p, err := tlsfile.FromVariable("SET", lookup)
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		require.NotContains(t, fmt.Sprintf(verb, p), secret, verb)
		require.NotContains(t, fmt.Sprintf(verb, p), fmt.Sprintf("%x", secret), verb)
		require.NotContains(t, fmt.Sprintf(verb, &p), secret, verb)
	}
	none, err := tlsfile.FromVariable("", lookup)
	require.NoError(t, err)
	require.Equal(t, "no passphrase", none.String())
}

// FuzzRead holds that nothing a file can hold crashes tkw, and that what is accepted is a
// key with its certificate.
func FuzzRead(f *testing.F) {
	m := newMaterial(f)
	for _, seed := range []string{
		block("CERTIFICATE", m.leaf.Raw) + block("PRIVATE KEY", m.pkcs8(f)), m.encryptedPKCS8(f) + block("CERTIFICATE", m.leaf.Raw), m.encryptedTraditional(f),
		string(m.leaf.Raw), string(pkcs7(f, m.leaf)), m.pfx(f, pkcs12.Passwordless, ""), "\xef\xbb\xbf-----BEGIN ", "\x30\x80",
	} {
		f.Add([]byte(seed))
	}
	file := filepath.Join(f.TempDir(), "file")
	pass := passphrase(f, secret)
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(file, data, 0o600))
		pair, err := tlsfile.LoadIdentity(file, "", pass)
		if err != nil {
			require.ErrorIs(t, err, tlsfile.ErrUnusable)
			require.NotContains(t, err.Error(), secret)
			return
		}
		require.NotEmpty(t, pair.Certificate)
		_, ok := pair.PrivateKey.(crypto.Signer)
		require.True(t, ok)
		_ = tls.Config{Certificates: []tls.Certificate{pair}}
	})
}
