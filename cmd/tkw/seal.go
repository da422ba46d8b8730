package main

import (
	"crypto"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
	"github.com/itk-assurance/tkw/harness/evidence/handover"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

type sealFlags struct {
	key    string
	out    string
	known  string
	redact bool
}

func newSeal(a *app) *cobra.Command {
	var f sealFlags
	cmd := &cobra.Command{
		Use:   "seal RUN",
		Short: "Seal a run folder in one archive, signed with your key",
		Long: `seal makes the reports again from the evidence and puts the whole run folder into
one zip file, with the SHA-256 of every file and an in-toto statement of the result.
With --key the statement is signed (DSSE; Ed25519 or ECDSA; ` + "`tkw keys new`" + ` makes a
key). Whoever has your public key verifies it offline: tkw verify RUN.zip --key PUB.pem

With --redact, a copy without patient values is sealed, to be shared: NHS numbers,
names, dates of birth, postcodes, addresses, telephone numbers and local identifiers
are replaced, equal values by equal ones. The digests of the original go with it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.seal(args[0], f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "PEM file of the private key to sign with")
	fl.StringVar(&f.out, "out", "", "archive to write (default RUN.zip; with --redact RUN-redacted.zip)")
	fl.StringVar(&f.known, "known-failures", "", "file of failures that are known and accepted (default: that of the run)")
	fl.BoolVar(&f.redact, "redact", false, "replace patient values, for sharing")
	return cmd
}

// newPack is the name of before for seal, kept for one release.
func newPack(a *app) *cobra.Command {
	cmd := newSeal(a)
	seal := cmd.RunE
	cmd.Use, cmd.Hidden = "pack RUN", true
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a.sayf("note: `tkw pack` is called `tkw seal` now")
		return seal(cmd, args)
	}
	return cmd
}

func (a *app) seal(dir string, f sealFlags) error {
	key, err := readSigningKey(f.key)
	if err != nil {
		return err
	}
	if _, err := evidence.ReadHeader(dir); err != nil {
		return usageError(err)
	}
	if f.out == "" {
		if f.out, err = handover.Target(dir, f.redact); err != nil {
			return usageError(err)
		}
	}
	if err := handover.CheckTarget(dir, f.out); err != nil {
		return usageError(err)
	}
	if err := evidence.InUse(dir); err != nil {
		return err
	}
	// What a killed run left behind is sealed as it is: verify says so of the archive, too.
	err = evidence.Verify(dir)
	if _, unfinished := errors.AsType[*evidence.UnfinishedError](err); err != nil && !unfinished {
		return &exitError{code: exitFailed, err: fmt.Errorf("nothing was sealed: the evidence in %s is not intact: %w", dir, err)}
	}
	if f.redact {
		copied, replaced, done, err := handover.Redacted(dir)
		switch {
		case errors.Is(err, handover.ErrRewrite):
			return usageError(err)
		case err != nil:
			return cannotJudge(err)
		}
		defer done()
		a.sayf("%d different values were replaced; %s in the archive says of which kinds", replaced, handover.RedactionFile)
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
	switch err := handover.NoKeysIn(dir); {
	case errors.Is(err, handover.ErrPrivateKey):
		return usageError(err)
	case err != nil:
		return cannotJudge(err)
	}
	return a.writeArchive(dir, f, key, finished)
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
		file = options[run.KnownFailuresSetting]
	}
	known, err := a.readKnown(file, head.Rejudged.FormatOr(head.Format), head.NeverExcuse)
	if err != nil {
		return nil, usagef("%w; name the list of the run with --known-failures", err)
	}
	return known, nil
}

// writeArchive writes the archive and says what it is worth.
func (a *app) writeArchive(dir string, f sealFlags, key crypto.Signer, run *model.Run) error {
	content, err := handover.Seal(dir, run, key)
	var problem *archive.Problem
	switch {
	case errors.As(err, &problem):
		return usageError(err)
	case err != nil:
		return cannotJudge(err)
	}
	if err := filein.WriteNew(f.out, content, 0o644); err != nil {
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
