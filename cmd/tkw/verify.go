package main

import (
	"crypto"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/archive"
	"github.com/itk-assurance/tkw/harness/attestation"
	"github.com/itk-assurance/tkw/harness/dsse"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/filein"
	"github.com/itk-assurance/tkw/harness/model"
)

func newVerify(a *app) *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use:   "verify RUN|ARCHIVE.zip",
		Short: "Is the evidence whole and untouched, and who signed it?",
		Long: `verify recomputes every digest of a run folder: the chain of the journal, the
exchange files, and run.json. Of an archive (` + "`tkw pack`" + `), also of an unpacked one, it
checks every file, the frame, and the statement; with --key also the signature. It
names the first thing that does not fit. It needs no network. Exit codes: 0 intact,
1 not intact, 2 usage, 5 intact, but the run is unfinished.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := readPublicKey(keyFile)
			if err != nil {
				return err
			}
			return a.verify(args[0], key)
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "PEM file of the public key that the archive must be signed with")
	return cmd
}

func (a *app) verify(name string, key crypto.PublicKey) error {
	info, err := os.Stat(name)
	if err != nil {
		return usageError(fmt.Errorf("opening the evidence: %w", err))
	}
	if info.IsDir() {
		return a.verifyFolder(name, key)
	}
	f, err := filein.Open(name)
	if err != nil {
		return usageError(fmt.Errorf("opening the evidence: %w", err))
	}
	defer f.Close()
	c, err := archive.Open(f, info.Size())
	if err != nil {
		return notIntact(name, err)
	}
	dir, err := os.MkdirTemp("", "tkw-verify-")
	if err != nil {
		return cannotJudge(fmt.Errorf("unpacking the archive: %w", err))
	}
	defer os.RemoveAll(dir)
	if err := c.Extract(dir); err != nil {
		return cannotJudge(err)
	}
	return a.verifyContents(name, dir, c, key)
}

func notIntact(name string, err error) error {
	return &exitError{code: exitFailed, err: fmt.Errorf("the evidence in %s is not intact: %w", name, err)}
}

// verifyFolder verifies a run folder, and the statement that an unpacked archive has
// besides. A key is of use for the latter only.
func (a *app) verifyFolder(dir string, key crypto.PublicKey) error {
	c, err := archive.OpenFolder(os.DirFS(dir))
	if err == nil {
		return a.verifyContents(dir, dir, c, key)
	}
	if !errors.Is(err, archive.ErrNoArchive) {
		return notIntact(dir, err)
	}
	if key != nil {
		return usagef("%s is a run folder, which nobody signs; --key belongs to an archive of `tkw pack`", dir)
	}
	if err := evidence.Verify(dir); err != nil {
		return notIntact(dir, err)
	}
	run, err := evidence.Load(dir)
	if err != nil {
		return notIntact(dir, err)
	}
	if !run.Complete {
		fmt.Fprintf(a.out, "%s: intact, but unfinished: the run did not come to its end; tkw run --resume goes on with it\n", dir)
		a.noteUse(run)
		return silentExit(exitIncomplete)
	}
	fmt.Fprintf(a.out, "%s: intact\n", dir)
	a.noteUse(run)
	return nil
}

// verifyContents verifies the evidence in dir, the statement about it, and who
// signed that.
func (a *app) verifyContents(name, dir string, c *archive.Contents, key crypto.PublicKey) error {
	if err := evidence.Verify(dir); err != nil {
		return notIntact(name, err)
	}
	run, err := evidence.Load(dir)
	if err != nil {
		return notIntact(name, err)
	}
	payload, signer, err := opened(c, key)
	if err != nil {
		return notIntact(name, err)
	}
	statement, err := attestation.Decode(payload)
	if err != nil {
		return notIntact(name, err)
	}
	facts, err := factsOf(os.DirFS(dir), run)
	if err != nil {
		return notIntact(name, err)
	}
	facts.Sums, facts.Entries = c.Digests.Sums, c.Digests.Entries
	if err := statement.Matches(run, facts); err != nil {
		return notIntact(name, err)
	}
	fmt.Fprintf(a.out, "%s: intact, %s; result %s\n", name, signer, statement.Predicate.Result)
	a.noteUse(run)
	return nil
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

// noteUse says what intact evidence may still not be used for.
func (a *app) noteUse(run *model.Run) {
	if run.Redacted != "" {
		a.sayf("note: this is a redacted copy; the journal of the original has the SHA-256 %s", run.Redacted)
	}
	if gap := model.EvidenceGap(run); gap != "" {
		a.sayf("note: not usable as assurance evidence: %s", gap)
	}
}
