package handover

import (
	"crypto"
	"errors"
	"fmt"
	"os"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/attestation"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
	"github.com/itk-assurance/tkw/harness/model"
)

// ErrNobodySigns: a key was given for a run folder, which has no signature.
var ErrNobodySigns = errors.New("a run folder, which nobody signs; --key belongs to an archive of `tkw seal`")

// Proof is evidence whose digests fit, and what is known of it.
type Proof struct {
	Run *model.Run
	// Unfinished is what a run left half written, or nil.
	Unfinished *evidence.UnfinishedError
	// Statement is true of an archive, packed or not; Signed of one with a signature.
	Statement, Signed bool
	// Signer says in words who signed; empty without a statement. Result is that of the
	// statement.
	Signer, Result string
}

// VerifyFolder verifies the digests of a run folder, and the statement that an unpacked
// archive has besides. key is that of the signer; nil leaves the signature unchecked.
func VerifyFolder(dir string, key crypto.PublicKey) (*Proof, error) {
	c, err := archive.OpenFolder(os.DirFS(dir))
	switch {
	case err == nil:
		return Verify(dir, c, key)
	case !errors.Is(err, archive.ErrNoArchive):
		return nil, err
	case key != nil:
		return nil, ErrNobodySigns
	}
	return digestsFit(dir)
}

// Verify verifies the evidence of an archive that lies unpacked in a folder, the statement
// about it, and who signed that.
func Verify(dir string, c *archive.Contents, key crypto.PublicKey) (*Proof, error) {
	p, err := digestsFit(dir)
	if err != nil {
		return nil, err
	}
	payload, signer, err := opened(c, key)
	if err != nil {
		return nil, err
	}
	statement, err := attestation.Decode(payload)
	if err != nil {
		return nil, err
	}
	facts, err := factsOf(os.DirFS(dir), p.Run)
	if err != nil {
		return nil, err
	}
	facts.Sums, facts.Entries = c.Digests.Sums, c.Digests.Entries
	if err := statement.Matches(p.Run, facts); err != nil {
		return nil, err
	}
	p.Statement, p.Signed, p.Signer, p.Result = true, c.Signed, signer, statement.Predicate.Result
	return p, nil
}

// digestsFit verifies the digests of a run folder.
func digestsFit(dir string) (*Proof, error) {
	p := &Proof{}
	err := evidence.Verify(dir)
	if left, is := errors.AsType[*evidence.UnfinishedError](err); is {
		p.Unfinished = left
	} else if err != nil {
		return nil, err
	}
	p.Run, err = evidence.Load(dir)
	return p, err
}

// opened is the statement of an archive, and in words who signed it.
func opened(c *archive.Contents, key crypto.PublicKey) (payload []byte, signer string, err error) {
	if !c.Signed {
		if key != nil {
			return nil, "", errors.New("it is not signed, so the key cannot be checked: anyone could have made it")
		}
		return c.Statement, "but NOT SIGNED: anyone could have made it", nil
	}
	envelope, payload, err := dsse.Read(c.Statement)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", archive.SignedFile, err)
	}
	if envelope.PayloadType != attestation.PayloadType {
		return nil, "", fmt.Errorf("%s: its payload is %q, not %q", archive.SignedFile, envelope.PayloadType, attestation.PayloadType)
	}
	if key == nil {
		return payload, "signed, but by whom was not checked: give the signer's public key with --key", nil
	}
	if err := dsse.Verify(key, envelope, payload); err != nil {
		return nil, "", fmt.Errorf("%s: %w", archive.SignedFile, err)
	}
	id, err := dsse.KeyID(key)
	return payload, "signed with the key " + id, err
}
