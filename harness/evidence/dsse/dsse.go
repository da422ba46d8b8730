// Package dsse signs and verifies Dead Simple Signing Envelopes (DSSE 1.0) with
// Ed25519 or ECDSA keys. Envelopes that it makes can be verified by any DSSE tool,
// and by openssl over the bytes of PAE.
package dsse

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Envelope is a signed payload.
type Envelope struct {
	PayloadType string      `json:"payloadType"`
	Payload     string      `json:"payload"` // base64
	Signatures  []Signature `json:"signatures"`
}

// Signature is one signature over PAE(PayloadType, payload).
type Signature struct {
	KeyID string `json:"keyid,omitempty"`
	Sig   string `json:"sig"` // base64
}

// maxEnvelope bounds what Read takes: a statement about a run with thousands of
// scenarios is far below it.
const maxEnvelope = 16 << 20

// Errors of envelopes.
var (
	// ErrEnvelope is returned for bytes that are no envelope.
	ErrEnvelope = errors.New("no DSSE envelope")
	// ErrWrongKey is returned when an envelope was signed with other keys only.
	ErrWrongKey = errors.New("signed with another key")
	// ErrSignature is returned when the signature is not that of the payload.
	ErrSignature = errors.New("the signature does not fit")
)

// PAE is the pre-authentication encoding: the bytes that are signed.
func PAE(payloadType string, payload []byte) []byte {
	out := []byte("DSSEv1 " + strconv.Itoa(len(payloadType)) + " " + payloadType + " " + strconv.Itoa(len(payload)) + " ")
	return append(out, payload...)
}

// Sign makes an envelope and returns its bytes: one JSON object on one line.
func Sign(key crypto.Signer, payloadType string, payload []byte) ([]byte, error) {
	message := PAE(payloadType, payload)
	id, err := KeyID(key.Public())
	if err != nil {
		return nil, err
	}
	var sig []byte
	switch public := key.Public().(type) {
	case ed25519.PublicKey:
		sig, err = key.Sign(rand.Reader, message, crypto.Hash(0))
	case *ecdsa.PublicKey:
		hash, digest := digestFor(public, message)
		sig, err = key.Sign(rand.Reader, digest, hash)
	default:
		return nil, ErrKeyKind
	}
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return encode(Envelope{
		PayloadType: payloadType, Payload: base64.StdEncoding.EncodeToString(payload),
		Signatures: []Signature{{KeyID: id, Sig: base64.StdEncoding.EncodeToString(sig)}},
	})
}

// digestFor is the hash that goes with a curve, as RFC 5758 pairs them.
func digestFor(key *ecdsa.PublicKey, message []byte) (crypto.Hash, []byte) {
	switch bits := key.Curve.Params().BitSize; {
	case bits > 384:
		sum := sha512.Sum512(message)
		return crypto.SHA512, sum[:]
	case bits > 256:
		sum := sha512.Sum384(message)
		return crypto.SHA384, sum[:]
	default:
		sum := sha256.Sum256(message)
		return crypto.SHA256, sum[:]
	}
}

func encode(e Envelope) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("encoding the envelope: %w", err)
	}
	return out.Bytes(), nil
}

// Read decodes an envelope without verifying it. Only the form that Sign makes is
// taken, byte for byte, so that nothing can be added around the signed payload.
func Read(raw []byte) (Envelope, []byte, error) {
	var e Envelope
	if len(raw) > maxEnvelope {
		return e, nil, fmt.Errorf("%w: it has more than %d bytes", ErrEnvelope, maxEnvelope)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return e, nil, fmt.Errorf("%w: %w", ErrEnvelope, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return e, nil, fmt.Errorf("%w: there is something behind it", ErrEnvelope)
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(e.Payload)
	if err != nil {
		return e, nil, fmt.Errorf("%w: its payload is no base64: %w", ErrEnvelope, err)
	}
	if len(e.Signatures) == 0 {
		return e, nil, fmt.Errorf("%w: it has no signature", ErrEnvelope)
	}
	for _, s := range e.Signatures {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Sig); err != nil {
			return e, nil, fmt.Errorf("%w: a signature is no base64: %w", ErrEnvelope, err)
		}
	}
	if again, err := encode(e); err != nil || !bytes.Equal(again, raw) {
		return e, nil, fmt.Errorf("%w: it is not written as it was signed", ErrEnvelope)
	}
	return e, payload, nil
}

// Verify checks that every signature of an envelope is right and that it is of the
// key. An envelope of another key is ErrWrongKey, a broken one ErrSignature.
func Verify(key crypto.PublicKey, e Envelope, payload []byte) error {
	if err := usable(key); err != nil {
		return err
	}
	id, err := KeyID(key)
	if err != nil {
		return err
	}
	message := PAE(e.PayloadType, payload)
	for _, s := range e.Signatures {
		if s.KeyID != "" && s.KeyID != id {
			return fmt.Errorf("%w: key id %s, not %s", ErrWrongKey, s.KeyID, id)
		}
		sig, err := base64.StdEncoding.Strict().DecodeString(s.Sig)
		if err != nil {
			return fmt.Errorf("%w: it is no base64: %w", ErrSignature, err)
		}
		if !fits(key, message, sig) {
			return fmt.Errorf("%w: the statement or its signature was changed after signing, or another key signed it", ErrSignature)
		}
	}
	return nil
}

func fits(key crypto.PublicKey, message, sig []byte) bool {
	switch k := key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(k, message, sig)
	case *ecdsa.PublicKey:
		_, digest := digestFor(k, message)
		return ecdsa.VerifyASN1(k, digest, sig)
	}
	return false
}
