package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/compare"
)

func newCompare(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "compare RUN-A RUN-B",
		Short: "What got better or worse from one run to another?",
		Long: `compare sets two run folders of one role beside each other, by scenario and by
requirement: better, worse, new, gone, same. It says when packs, the tool or the
system under test differ. To hold one system against two versions of a pack, judge
its evidence anew (tkw rejudge RUN --pack DIR --out NEW), and compare RUN with NEW.

Worse is also what is no longer judged: a failure that is skipped is not fixed.

Exit codes: 0 same or better, 1 something got worse, 2 usage.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return a.compare(format, args[0], args[1]) },
	}
	bindComparison(cmd, &format)
	return cmd
}

// bindComparison adds the flag of the commands that show a comparison.
func bindComparison(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVar(format, "format", "text", strings.Join(compare.Formats(), ", "))
	// Fails only for a flag that does not exist.
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(compare.Formats(), cobra.ShellCompDirectiveNoFileComp))
}

func checkComparisonFormat(format string) error {
	if !slices.Contains(compare.Formats(), format) {
		return usagef("--format %q is not one of %s", format, strings.Join(compare.Formats(), ", "))
	}
	return nil
}

func (a *app) compare(format, dirA, dirB string) error {
	if err := checkComparisonFormat(format); err != nil {
		return err
	}
	first, err := a.finished(dirA)
	if err != nil {
		return err
	}
	second, err := a.finished(dirB)
	if err != nil {
		return err
	}
	if first.Role != second.Role {
		return usagef("%s is a run of a %s and %s one of a %s; only runs of one role can be compared", dirA, first.Role, dirB, second.Role)
	}
	a.useRuleNames(first)
	a.useRuleNames(second)
	c := compare.Of(first, second)
	c.A.Folder, c.B.Folder = dirA, dirB
	return a.showComparison(format, c)
}

// showComparison writes a comparison and turns it into an exit code.
func (a *app) showComparison(format string, c compare.Comparison) error {
	if err := a.writeDocument(format, func(w io.Writer) error { return compare.Write(w, format, c) }); err != nil {
		return cannotJudge(err)
	}
	if c.GotWorse() {
		return silentExit(exitFailed)
	}
	return nil
}

// finished is the run of a folder with its known failures, as its reports show it.
func (a *app) finished(dir string) (*model.Run, error) {
	r, err := evidence.Load(dir)
	if err != nil {
		return nil, usageError(err)
	}
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return nil, usageError(err)
	}
	known, err := a.knownOfFolder(dir, head)
	if err != nil {
		return nil, err
	}
	a.applyKnownFailures(r, known)
	return a.knownAt(dir).Run(r), nil
}
