package dsse

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	standard "github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/stretchr/testify/require"
)

const kind = "application/vnd.in-toto+json"

var payload = []byte(`{"a":"<é>"}`)

// pair is a new key pair as PEM and as keys.
func pair(t *testing.T, useECDSA bool) (crypto.Signer, crypto.PublicKey, []byte) {
	t.Helper()
	private, public, err := NewKey(useECDSA)
	require.NoError(t, err)
	signer, err := ReadPrivate(private)
	require.NoError(t, err)
	key, err := ReadPublic(public)
	require.NoError(t, err)
	return signer, key, public
}

func TestPAE(t *testing.T) {
	t.Parallel()
	// The example of the DSSE protocol.
	require.Equal(t, "DSSEv1 29 http://example.com/HelloWorld 11 hello world", string(PAE("http://example.com/HelloWorld", []byte("hello world"))))
	require.Equal(t, "DSSEv1 0  0 ", string(PAE("", nil)))
}

func TestSignAndVerify(t *testing.T) {
	t.Parallel()
	for name, useECDSA := range map[string]bool{"Ed25519": false, "ECDSA": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signer, key, _ := pair(t, useECDSA)
			raw, err := Sign(signer, kind, payload)
			require.NoError(t, err)
			e, got, err := Read(raw)
			require.NoError(t, err)
			require.Equal(t, payload, got)
			require.NoError(t, Verify(key, e, got))

			_, other, _ := pair(t, useECDSA)
			require.ErrorIs(t, Verify(other, e, got), ErrWrongKey)
			e.Signatures[0].KeyID = ""
			require.ErrorIs(t, Verify(other, e, got), ErrSignature)
			require.NoError(t, Verify(key, e, got))
			require.ErrorIs(t, Verify(key, e, append(got, ' ')), ErrSignature)
			e.PayloadType = "text/plain"
			require.ErrorIs(t, Verify(key, e, got), ErrSignature)
		})
	}
}

// Every byte of an envelope counts.
func TestChangeOfAnyByteIsFound(t *testing.T) {
	t.Parallel()
	signer, key, _ := pair(t, false)
	raw, err := Sign(signer, kind, payload)
	require.NoError(t, err)
	for i := range raw {
		for _, bit := range []byte{1, 4, 32} {
			changed := bytes.Clone(raw)
			changed[i] ^= bit
			e, got, err := Read(changed)
			if err == nil {
				err = Verify(key, e, got)
			}
			require.Error(t, err, "byte %d: %s", i, changed)
		}
	}
}

func TestWhatIsNoEnvelope(t *testing.T) {
	t.Parallel()
	signer, _, _ := pair(t, false)
	raw, err := Sign(signer, kind, payload)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "hello", "a list": "[]", "another member": strings.Replace(string(raw), "{", `{"x":1,`, 1),
		"something behind it": string(raw) + "{}", "a blank more": " " + string(raw), "no signature": `{"payloadType":"a","payload":"","signatures":[]}` + "\n",
		"no base64":            `{"payloadType":"a","payload":"*","signatures":[{"sig":""}]}` + "\n",
		"a bad signature text": `{"payloadType":"a","payload":"","signatures":[{"sig":"*"}]}` + "\n",
		"too long":             strings.Repeat(" ", maxEnvelope+1),
	} {
		_, _, err := Read([]byte(text))
		require.ErrorIs(t, err, ErrEnvelope, name)
	}
}

// The DSSE library of the specification's authors accepts what is made here, and
// its envelopes are accepted here.
func TestStandardLibraryAgrees(t *testing.T) {
	t.Parallel()
	for name, useECDSA := range map[string]bool{"Ed25519": false, "ECDSA": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signer, key, _ := pair(t, useECDSA)
			raw, err := Sign(signer, kind, payload)
			require.NoError(t, err)
			var theirs standard.Envelope
			require.NoError(t, json.Unmarshal(raw, &theirs))
			verifier, err := standard.NewEnvelopeVerifier(adapter{signer, key})
			require.NoError(t, err)
			accepted, got, err := verifier.VerifyAndDecode(context.Background(), &theirs)
			require.NoError(t, err)
			require.Len(t, accepted, 1)
			require.Equal(t, payload, got)

			es, err := standard.NewEnvelopeSigner(adapter{signer, key})
			require.NoError(t, err)
			made, err := es.SignPayload(context.Background(), kind, payload)
			require.NoError(t, err)
			text, err := json.Marshal(made)
			require.NoError(t, err)
			e, got, err := Read(append(text, '\n'))
			require.NoError(t, err)
			require.NoError(t, Verify(key, e, got))
		})
	}
}

// adapter brings a key to the interface of the standard library.
type adapter struct {
	signer crypto.Signer
	public crypto.PublicKey
}

func (a adapter) Sign(_ context.Context, data []byte) ([]byte, error) {
	if public, ok := a.public.(*ecdsa.PublicKey); ok {
		hash, digest := digestFor(public, data)
		return a.signer.Sign(rand.Reader, digest, hash)
	}
	return a.signer.Sign(rand.Reader, data, crypto.Hash(0))
}

func (a adapter) Verify(_ context.Context, data, sig []byte) error {
	if !fits(a.public, data, sig) {
		return ErrSignature
	}
	return nil
}

func (a adapter) KeyID() (string, error)   { return KeyID(a.public) }
func (a adapter) Public() crypto.PublicKey { return a.public }

// openssl, which shares no code with this package, verifies the signature over the
// bytes of PAE with the public key that `tkw keys new` writes.
func TestOpenSSLAgrees(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("there is no openssl here")
	}
	for name, useECDSA := range map[string]bool{"Ed25519": false, "ECDSA": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signer, _, public := pair(t, useECDSA)
			raw, err := Sign(signer, kind, payload)
			require.NoError(t, err)
			var e Envelope
			require.NoError(t, json.Unmarshal(raw, &e))
			sig, err := base64.StdEncoding.DecodeString(e.Signatures[0].Sig)
			require.NoError(t, err)
			dir := t.TempDir()
			put := func(name string, content []byte) string {
				path := filepath.Join(dir, name)
				require.NoError(t, os.WriteFile(path, content, 0o600))
				return path
			}
			check := func(message string) (string, error) {
				args := []string{"pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", put("key", public), "-sigfile", put("sig", sig), "-in", message}
				if useECDSA {
					args = []string{"dgst", "-sha256", "-verify", put("key", public), "-signature", put("sig", sig), message}
				}
				out, err := exec.Command("openssl", args...).CombinedOutput()
				return string(out), err
			}
			out, err := check(put("pae", []byte("DSSEv1 28 application/vnd.in-toto+json 12 "+string(payload))))
			require.NoError(t, err, out)
			out, err = check(put("other", []byte("DSSEv1 28 application/vnd.in-toto+json 12 "+string(payload)+"x")))
			require.Error(t, err, out)
		})
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	signer, _, public := pair(t, true)
	ec, ok := signer.(*ecdsa.PrivateKey)
	require.True(t, ok)
	sec1, err := x509.MarshalECPrivateKey(ec)
	require.NoError(t, err)
	again, err := ReadPrivate(pem.EncodeToMemory(&pem.Block{Type: pemEC, Bytes: sec1}))
	require.NoError(t, err)
	require.True(t, ec.Equal(again))

	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	weak, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	for _, key := range []any{rsaKey, weak} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		require.NoError(t, err)
		_, err = ReadPrivate(pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der}))
		require.ErrorIs(t, err, ErrKeyKind)
	}
	spki, err := x509.MarshalPKIXPublicKey(rsaKey.Public())
	require.NoError(t, err)
	_, err = ReadPublic(pem.EncodeToMemory(&pem.Block{Type: pemPublic, Bytes: spki}))
	require.ErrorIs(t, err, ErrKeyKind)

	private, _, err := NewKey(false)
	require.NoError(t, err)
	_, err = ReadPublic(private)
	require.ErrorContains(t, err, "this is a private key")
	_, err = ReadPrivate(public)
	require.ErrorContains(t, err, "this is a public key")
	for _, text := range []string{"", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"} {
		_, err := ReadPrivate([]byte(text))
		require.ErrorIs(t, err, ErrNoKey)
	}
	for _, text := range []string{"", "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		_, err := ReadPublic([]byte(text))
		require.ErrorIs(t, err, ErrNoKey)
	}
}

func TestKeyIDIsThatOfTheKey(t *testing.T) {
	t.Parallel()
	_, a, _ := pair(t, false)
	_, b, _ := pair(t, false)
	one, err := KeyID(a)
	require.NoError(t, err)
	two, err := KeyID(b)
	require.NoError(t, err)
	require.Len(t, one, 64)
	require.NotEqual(t, one, two)
}

func FuzzRead(f *testing.F) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	raw, err := Sign(key, kind, payload)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"payloadType":"","payload":"","signatures":[{"sig":""}]}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, got, err := Read(text)
		if err != nil {
			return
		}
		if Verify(key.Public(), e, got) == nil && !bytes.Equal(got, payload) {
			t.Fatalf("a forged payload is accepted: %q", got)
		}
	})
}

// FuzzKeys reads PEM files of any bytes. A private key that is accepted signs what its
// public half verifies; one that is not gives an error and no key.
func FuzzKeys(f *testing.F) {
	for _, kind := range []bool{false, true} {
		private, public, err := NewKey(kind)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(private)
		f.Add(public)
		f.Add(append(append([]byte("# note\n"), public...), private...))
	}
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if public, err := ReadPublic(text); (err == nil) != (public != nil) {
			t.Fatalf("the public key %v came with the error %v", public, err)
		}
		key, err := ReadPrivate(text)
		if err != nil {
			if key != nil {
				t.Fatal("a key came with an error")
			}
			return
		}
		signed, err := Sign(key, "text/plain", []byte("payload"))
		if err != nil {
			t.Fatalf("an accepted key does not sign: %v", err)
		}
		envelope, payload, err := Read(signed)
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(key.Public(), envelope, payload); err != nil {
			t.Fatalf("the signature of an accepted key does not verify: %v", err)
		}
	})
}
