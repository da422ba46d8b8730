package main

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

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/attestation"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
	"github.com/itk-assurance/tkw/harness/model"
)

type packFlags struct {
	key    string
	out    string
	known  string
	redact bool
}

func newPack(a *app) *cobra.Command {
	var f packFlags
	cmd := &cobra.Command{
		Use:   "pack RUN",
		Short: "Pack a run folder into one archive, signed with your key",
		Long: `pack makes the reports again from the evidence and puts the whole run folder into
one zip file, with the SHA-256 of every file and an in-toto statement of the result.
With --key the statement is signed (DSSE; Ed25519 or ECDSA; ` + "`tkw keys new`" + ` makes a
key). Whoever has your public key verifies it offline: tkw verify RUN.zip --key PUB.pem

With --redact, a copy without patient values is packed, to be shared: NHS numbers,
names, dates of birth, postcodes, addresses, telephone numbers and local identifiers
are replaced, equal values by equal ones. The digests of the original go with it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.pack(args[0], f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "PEM file of the private key to sign with")
	fl.StringVar(&f.out, "out", "", "archive to write (default RUN.zip; with --redact RUN-redacted.zip)")
	fl.StringVar(&f.known, "known-failures", "", "file of failures that are known and accepted (default: that of the run)")
	fl.BoolVar(&f.redact, "redact", false, "replace patient values, for sharing")
	return cmd
}

func (a *app) pack(dir string, f packFlags) error {
	key, err := readSigningKey(f.key)
	if err != nil {
		return err
	}
	if _, err := evidence.ReadHeader(dir); err != nil {
		return usageError(err)
	}
	if f.out == "" {
		whole, err := filepath.Abs(dir)
		if err != nil {
			return usageError(err)
		}
		f.out = filepath.Clean(dir) + ".zip"
		if base := filepath.Base(filepath.Clean(dir)); base == "." || base == ".." {
			f.out = whole + ".zip"
		}
		if f.redact {
			f.out = strings.TrimSuffix(f.out, ".zip") + "-redacted.zip"
		}
	}
	if err := a.checkTarget(dir, f.out); err != nil {
		return err
	}
	if err := evidence.InUse(dir); err != nil {
		return err
	}
	// What a killed run left behind is sealed as it is: verify says so of the archive, too.
	err = evidence.Verify(dir)
	if _, unfinished := errors.AsType[*evidence.UnfinishedError](err); err != nil && !unfinished {
		return &exitError{code: exitFailed, err: fmt.Errorf("nothing was packed: the evidence in %s is not intact: %w", dir, err)}
	}
	if f.redact {
		copied, done, err := a.redactedCopy(dir)
		if err != nil {
			return err
		}
		defer done()
		dir = copied
	}
	known, err := a.knownOf(dir, f.known)
	if err != nil {
		return err
	}
	finished, err := a.writeReports(dir, known)
	if err != nil {
		return cannotJudge(err)
	}
	if err := noKeysIn(dir); err != nil {
		return err
	}
	return a.seal(dir, f, key, finished)
}

// knownOf reads the known failures of a run: those of the file, or of the list of the
// run.
func (a *app) knownOf(dir, file string) ([]pack.KnownFailure, error) {
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return nil, usageError(err)
	}
	if file == "" {
		options, err := evidence.Options(dir)
		if err != nil {
			return nil, cannotJudge(err)
		}
		file = options[knownFailuresOption]
	}
	known, err := a.readKnown(file, head.Rejudged.FormatOr(head.Format), head.NeverExcuse)
	if err != nil {
		return nil, usagef("%w; name the list of the run with --known-failures", err)
	}
	return known, nil
}

// checkTarget refuses targets that would overwrite something or pack themselves.
func (a *app) checkTarget(dir, out string) error {
	if _, err := os.Lstat(out); err == nil {
		return usagef("%s is there already; archives are never overwritten", out)
	}
	inside, err := filepath.Abs(dir)
	if err != nil {
		return usageError(err)
	}
	target, err := filepath.Abs(out)
	if err != nil {
		return usageError(err)
	}
	if rel, err := filepath.Rel(inside, target); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return usagef("%s lies in the run folder; choose another --out", out)
	}
	return nil
}

// noKeysIn refuses a folder with a private key in it: an archive is made to be
// handed on.
func noKeysIn(dir string) error {
	names, err := archive.Names(os.DirFS(dir))
	if err != nil {
		return usageError(err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, evidence.ExchangesDir+"/") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return cannotJudge(fmt.Errorf("packing: %w", err))
		}
		if bytes.HasPrefix(bytes.TrimSpace(content), []byte("-----BEGIN")) && bytes.Contains(content, []byte("PRIVATE KEY-----")) {
			return usagef("%s holds a private key; take it out of the run folder, an archive is made to be handed on", filepath.Join(dir, name))
		}
	}
	return nil
}

// seal writes the archive and says what it is worth.
func (a *app) seal(dir string, f packFlags, key crypto.Signer, run *model.Run) error {
	facts, err := factsOf(os.DirFS(dir), run)
	if err != nil {
		return cannotJudge(err)
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
	var problem *archive.Problem
	switch {
	case errors.As(err, &problem):
		return usageError(err)
	case err != nil:
		return cannotJudge(err)
	}
	if err := writeNew(f.out, out.Bytes(), 0o644); err != nil {
		return cannotJudge(err)
	}
	fmt.Fprintln(a.out, f.out)
	if key == nil {
		a.sayf("the archive is NOT SIGNED: changes can be found by it, but not who made it; sign with --key (`tkw keys new` makes one)")
	} else if id, err := dsse.KeyID(key.Public()); err == nil {
		a.sayf("signed; key id %s", id)
	}
	if !run.Complete {
		a.sayf("the archive is of an UNFINISHED run, and says so")
	}
	if run.Redacted != "" {
		a.sayf("this is a REDACTED copy: patient values were replaced; the evidence is the original")
	}
	if gap := model.EvidenceGap(run); gap != "" {
		a.sayf("note: not usable as assurance evidence: %s", gap)
	}
	return nil
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
