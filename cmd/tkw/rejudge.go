package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/rejudge"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/reports/compare"
)

type rejudgeFlags struct{ schemas, out, personas, format string }

func newRejudge(a *app) *cobra.Command {
	var f rejudgeFlags
	cmd := &cobra.Command{
		Use:   "rejudge RUN",
		Short: "Judge old evidence by today's schemas, rules and scenarios",
		Long: `rejudge applies today's schemas, rules and scenario expectations to the exchanges
of an earlier run, without the system under test, and shows which verdicts change and
why. The old run folder is not touched; with --out, the new judgement becomes a run
folder of its own, marked as rejudged. Evidence that is not intact is refused.

Packs, personas and schemas are those of the run unless --pack, --personas and --schemas
name others.
The access control that requests of a client are checked against is that of tkw.yaml.

Exit codes: 0 same or better, 1 something got worse, 2 usage, 3 the evidence is not
intact or not readable.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.rejudge(cmd.Context(), args[0], f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.schemas, "schemas", "", schemasUsage)
	fl.StringVar(&f.out, "out", "", "make a run folder of the new judgement here")
	fl.StringVar(&f.personas, "personas", "", "file that binds personas to test patients (default: that of the run)")
	bindComparison(cmd, &f.format)
	return cmd
}

func (a *app) rejudge(ctx context.Context, dir string, f rejudgeFlags) error {
	if err := checkComparisonFormat(f.format); err != nil {
		return err
	}
	c, err := a.readConfig()
	if err != nil {
		return err
	}
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return usageError(err)
	}
	if head.Redacted != "" {
		return usagef("%s is a redacted copy, in which values were replaced; only the original can be judged again", dir)
	}
	if err := evidence.Verify(dir); err != nil {
		return cannotJudge(fmt.Errorf("the evidence in %s is not intact, so it is not judged again: %w", dir, err))
	}
	old, err := evidence.Load(dir)
	if err != nil {
		return cannotJudge(err)
	}
	if len(a.packDirs) == 0 {
		a.packDirs = run.Split(head.Options["packs"])
	}
	if f.personas == "" {
		f.personas = head.Options["personas"]
	}
	if f.schemas == "" {
		f.schemas = head.Options["schemas"]
	}
	known, err := a.knownOfFolder(dir, head)
	if err != nil {
		return err
	}
	o, err := a.rejudgeOptions(f, c)
	if err != nil {
		return err
	}
	if err := pack.CheckKnownFailures(known, head.Rejudged.FormatOr(head.Format), run.NeverExcuse(o.Set, o.Judge), a.ruleNames()); err != nil {
		return usageError(err)
	}
	o.Old, o.Plan = old, head.Plan
	o.Read = func(name string) ([]byte, error) { return evidence.ReadExchange(dir, name) }
	result, err := rejudge.Run(ctx, o)
	switch {
	case ctx.Err() != nil:
		return silentExit(exitInterrupted)
	case err != nil:
		return &exitError{code: exitOwnFailure, err: err}
	}
	with, err := run.JudgedWith(head.Role, c.Policy, c.sender(), f.personas)
	if err != nil {
		return usageError(err)
	}
	again := rejudge.Header(head, o, a.about(c, map[string]string{
		"packs": run.Join(a.packDirs), "personas": f.personas, "schemas": f.schemas, run.JudgedWithSetting: with,
	}), result)
	now := evidence.Assemble(again, old, result.Judgements, result.Unsolicited, result.Problems, result.AllRules)
	if f.out != "" {
		if now, err = a.keepRejudged(f.out, again, o, result, known); err != nil {
			return err
		}
	}
	return a.showRejudged(dir, f, old, now, known)
}

// rejudgeOptions loads and compiles today's packs.
func (a *app) rejudgeOptions(f rejudgeFlags, c config) (rejudge.Options, error) {
	set, err := a.loadPacks(f.personas)
	if err != nil {
		return rejudge.Options{}, err
	}
	if f.schemas != "" {
		if err := useSchemas(set, f.schemas); err != nil {
			return rejudge.Options{}, err
		}
		a.sayWhichSchemas(f.schemas, set.Schemas())
	}
	judge, err := newJudge(set, check.New)
	if err != nil {
		return rejudge.Options{}, err
	}
	composer, err := compose.New(set, a.ids, a.now, c.sender())
	if err != nil {
		return rejudge.Options{}, usageError(err)
	}
	return rejudge.Options{Set: set, Judge: judge, Composer: composer, Policy: c.Policy}, nil
}

// keepRejudged makes a run folder of the new judgement, with its reports.
func (a *app) keepRejudged(out string, head evidence.Header, o rejudge.Options, result rejudge.Result, known []pack.KnownFailure) (*model.Run, error) {
	store, err := evidence.CreateOn(a.disk, out, head, a.now)
	if err != nil {
		if errors.Is(err, evidence.ErrExists) {
			return nil, usageError(err)
		}
		return nil, cannotJudge(err)
	}
	if err := rejudge.Keep(store, o, result); err != nil {
		return nil, cannotJudge(err)
	}
	now, err := a.writeReports(out, known)
	if err != nil {
		return nil, cannotJudge(err)
	}
	a.sayf("the new judgement is in %s", out)
	return now, nil
}

// showRejudged compares both judgements, with known failures as they were then. A new
// judgement that was kept is as its reports show it already.
func (a *app) showRejudged(dir string, f rejudgeFlags, old, now *model.Run, known []pack.KnownFailure) error {
	a.applyKnownFailures(old, known)
	if f.out == "" {
		a.applyKnownFailures(now, known)
	}
	numbers := a.knownAt(dir)
	a.useRuleNames(old)
	c := compare.Of(numbers.Run(old), numbers.Run(now))
	c.A.Folder, c.B.Folder = dir, f.out
	if f.out == "" {
		c.B.Folder = dir + ", judged again"
	}
	return a.showComparison(f.format, c)
}
