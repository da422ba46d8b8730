package main

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/handover"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/rejudge"
)

func newVerify(a *app) *cobra.Command {
	var keyFile string
	var f rejudgeFlags
	cmd := &cobra.Command{
		Use:   "verify RUN|ARCHIVE.zip",
		Short: "Is the evidence whole and untouched, and who signed it?",
		Long: `verify recomputes every digest of a run folder: the chain of the journal, the
exchange files, and run.json. Of an archive (` + "`tkw seal`" + `), also of an unpacked one, it
checks every file, the frame, and the statement; with --key also the signature. It
names the first thing that does not fit. Then it makes the verdicts again from the
exchanges and names each scenario whose recorded verdict, in the journal or in
report.json, is another one. It needs no network.

What that proves: the files fit together, and the verdicts follow from the exchanges.
It does not prove that the exchanges took place, or that none was left out: who has no
key can still write everything again. Only a signature, checked with a key that you know
(--key), or a digest kept elsewhere shows that.

Verdicts are compared if this version of tkw made them, with the packs at hand; for
those of another version use ` + "`tkw rejudge`" + `. The packs, schemas and personas of a run are
not taken from where its evidence says, but are given with --pack, --schemas and
--personas.

Exit codes: 0 whole, 1 altered, or a verdict does not follow from the exchanges, 2 usage,
3 not readable, 5 unfinished (the run was killed, or is going on), or not signed and its
verdicts could not be compared, such as those of another version.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			key, err := readPublicKey(keyFile)
			if err != nil {
				return err
			}
			return a.verify(cmd.Context(), args[0], key, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&keyFile, "key", "", "PEM file of the public key that the archive must be signed with")
	fl.StringVar(&f.schemas, "schemas", "", schemasUsage)
	fl.StringVar(&f.personas, "personas", "", "file that binds personas to the test patients of the run")
	return cmd
}

func (a *app) verify(ctx context.Context, name string, key crypto.PublicKey, f rejudgeFlags) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usageError(fmt.Errorf("opening the evidence: %w", err))
	case err != nil:
		return cannotJudge(fmt.Errorf("opening the evidence: %w", err))
	case info.IsDir():
		return a.verifyFolder(ctx, name, key, f)
	}
	file, err := filein.Open(name)
	switch {
	case errors.Is(err, filein.ErrKind):
		return usageError(fmt.Errorf("opening the evidence: %w", err))
	case err != nil:
		return cannotJudge(fmt.Errorf("opening the evidence: %w", err))
	}
	defer file.Close()
	c, err := archive.Open(file, info.Size())
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
	p, err := handover.Verify(dir, c, key)
	if err != nil {
		return notIntact(name, err)
	}
	return a.concludeProof(ctx, proof{name: name, dir: dir, Proof: p}, f)
}

// notIntact is the error of evidence that was altered, or that cannot be read.
func notIntact(name string, err error) error {
	_, unreadable := errors.AsType[*evidence.UnreadableError](err)
	_, failed := errors.AsType[*fs.PathError](err)
	if unreadable || failed && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, filein.ErrKind) && !errors.Is(err, filein.ErrTooLarge) {
		return cannotJudge(fmt.Errorf("the evidence in %s cannot be read: %w", name, err))
	}
	return &exitError{code: exitFailed, err: fmt.Errorf("the evidence in %s is not intact: %w", name, err)}
}

// proof is evidence whose digests fit: name is what the user named, dir the folder where it
// lies.
type proof struct {
	name, dir string
	*handover.Proof
}

// facts are the words for the signature and the result.
func (p proof) facts() string {
	if !p.Statement {
		return ""
	}
	return fmt.Sprintf(", %s; result %s", p.Signer, p.Result)
}

// verifyFolder verifies a run folder, and the statement that an unpacked archive has
// besides. A key is of use for the latter only.
func (a *app) verifyFolder(ctx context.Context, dir string, key crypto.PublicKey, f rejudgeFlags) error {
	p, err := handover.VerifyFolder(dir, key)
	switch {
	case errors.Is(err, handover.ErrNobodySigns):
		return usagef("%s is %w", dir, err)
	case err != nil:
		return notIntact(dir, err)
	}
	return a.concludeProof(ctx, proof{name: dir, dir: dir, Proof: p}, f)
}

// concludeProof compares the verdicts of evidence whose digests fit with those that it
// gives, and says what all that is worth.
func (a *app) concludeProof(ctx context.Context, p proof, f rejudgeFlags) error {
	compared, err := a.recheck(ctx, p.dir, f)
	apart := errors.Is(err, rejudge.ErrNotComparable)
	if err != nil && !apart {
		return err
	}
	if n := len(compared.Differences); n > 0 {
		for _, d := range compared.Differences {
			a.sayf("%s", visible.Line(d.String()))
		}
		return &exitError{code: exitFailed, err: fmt.Errorf("the evidence in %s is not intact: its digests fit together, but %d verdicts on record do not follow from its exchanges; `tkw rejudge` shows what does",
			p.name, n)}
	}
	unfinished := a.sayUnfinished(p)
	if !unfinished {
		fmt.Fprintf(a.out, "%s: intact%s\n", p.name, p.facts())
	}
	a.noteVerdicts(p, compared, err)
	a.noteUse(p.Run)
	if unfinished || apart && !p.Signed && p.Run.Redacted == "" {
		return silentExit(exitIncomplete)
	}
	return nil
}

// sayUnfinished says of an unfinished run that it is, and whether it is going on.
func (a *app) sayUnfinished(p proof) bool {
	using, going := errors.AsType[*evidence.InUseError](evidence.InUse(p.dir))
	switch {
	case going:
		fmt.Fprintf(a.out, "%s: intact so far, but unfinished: %s\n", p.name, goingOn(using))
	case p.Unfinished != nil:
		fmt.Fprintf(a.out, "%s: intact, but unfinished%s: %s\n", p.name, p.facts(), visible.Line(p.Unfinished.Error()))
	case !p.Run.Complete:
		fmt.Fprintf(a.out, "%s: intact, but unfinished%s: the run did not come to its end; tkw run --resume goes on with it\n", p.name, p.facts())
	default:
		return false
	}
	return true
}

// goingOn says who writes a run folder.
func goingOn(e *evidence.InUseError) string {
	if e.PID == 0 {
		return "a run is going on in it"
	}
	return fmt.Sprintf("a run is going on in it (process %d)", e.PID)
}

// noteVerdicts says what was compared, and what that proves.
func (a *app) noteVerdicts(p proof, c rejudge.Comparison, err error) {
	if err != nil {
		a.sayf("note: %s; `tkw rejudge` judges the exchanges by this version and shows what differs", visible.Line(err.Error()))
	} else {
		a.sayf("the verdicts of %d scenarios follow from the exchanges on record", c.Compared)
	}
	if n := len(c.NotCompared); n > 0 {
		a.sayf("note: %d scenarios have exchanges on record and no verdict, and were not compared: %s", n, visible.Line(strings.Join(c.NotCompared, ", ")))
	}
	if n := len(c.Loose); n > 0 {
		a.sayf("note: %d exchanges belong to no verdict, such as those of a scenario that was begun anew", n)
	}
	if !p.Signed {
		a.sayf("note: it is not signed, so this does not show that the exchanges took place or that none was left out: anyone can write " +
			"such evidence; a signature (`tkw seal --key`) or a digest kept elsewhere shows who vouches for it, and that it is as it was then")
	}
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
