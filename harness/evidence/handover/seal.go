// Package handover makes of a run folder what is handed on: one archive, signed or not, of
// the folder or of a redacted copy of it; and says of what was handed over whether it is
// whole and untouched, and who signed it.
package handover

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/attestation"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
	"github.com/itk-assurance/tkw/harness/model"
)

// Reasons for which nothing is sealed; ask with errors.Is.
var (
	// ErrTarget: the archive would overwrite something, or hold itself.
	ErrTarget = errors.New("no place for an archive")
	// ErrPrivateKey: the run folder holds a private key.
	ErrPrivateKey = errors.New("a private key")
)

// Target is where the archive of a run folder goes if nobody says otherwise: beside it.
func Target(dir string, redacted bool) (string, error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("finding the run folder: %w", err)
	}
	out := filepath.Clean(dir) + ".zip"
	if base := filepath.Base(filepath.Clean(dir)); base == "." || base == ".." {
		out = whole + ".zip"
	}
	if redacted {
		out = strings.TrimSuffix(out, ".zip") + "-redacted.zip"
	}
	return out, nil
}

// CheckTarget refuses, as ErrTarget, an archive that would overwrite something or lie in the
// folder that it is of.
func CheckTarget(dir, out string) error {
	if _, err := os.Lstat(out); err == nil {
		return fmt.Errorf("%w: %s is there already; archives are never overwritten", ErrTarget, out)
	}
	inside, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	target, err := filepath.Abs(out)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	if rel, err := filepath.Rel(inside, target); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return fmt.Errorf("%w: %s lies in the run folder; choose another --out", ErrTarget, out)
	}
	return nil
}

// NoKeysIn refuses, as ErrPrivateKey, a folder with a private key in it: an archive is made
// to be handed on. Messages are not looked at.
func NoKeysIn(dir string) error {
	names, err := archive.Names(os.DirFS(dir))
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, evidence.ExchangesDir+"/") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("packing: %w", err)
		}
		if bytes.HasPrefix(bytes.TrimSpace(content), []byte("-----BEGIN")) && bytes.Contains(content, []byte("PRIVATE KEY-----")) {
			return fmt.Errorf("%s holds %w; take it out of the run folder, an archive is made to be handed on", filepath.Join(dir, name), ErrPrivateKey)
		}
	}
	return nil
}

// Seal makes the archive of a run folder, with a statement about it that is signed with the
// key; nil for none. Errors of *archive.Problem are about the folder.
func Seal(dir string, run *model.Run, key crypto.Signer) ([]byte, error) {
	facts, err := factsOf(os.DirFS(dir), run)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = archive.Write(&out, os.DirFS(dir), func(d archive.Digests) ([]byte, bool, error) {
		facts.Sums, facts.Entries = d.Sums, d.Entries
		payload, err := attestation.Encode(attestation.New(run, facts))
		if err != nil || key == nil {
			return payload, false, err
		}
		envelope, err := dsse.Sign(key, attestation.PayloadType, payload)
		return envelope, true, err
	})
	return out.Bytes(), err
}

// factsOf are the digests that the statement about a folder names, but for those of
// the archive.
func factsOf(fsys fs.FS, run *model.Run) (attestation.Facts, error) {
	facts := attestation.Facts{Original: run.Redacted}
	for name, target := range map[string]*string{evidence.HeaderFile: &facts.Header, evidence.JournalFile: &facts.Journal} {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return facts, fmt.Errorf("reading the evidence: %w", err)
		}
		*target = digestOf(content)
	}
	return facts, nil
}

func digestOf(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}
