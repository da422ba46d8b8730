package main

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// ruleNames gives the present ids of rules whose ids have changed, as the packs list
// them. Packs that do not load rename nothing: the command that needs them says so.
func (a *app) ruleNames() pack.RuleNames {
	if a.names == nil {
		a.names = func(id string) (string, bool) { return id, false }
		if set, err := pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: a.packDirs, JudgingOnly: true}); err == nil {
			a.names = set.CurrentRule
		}
	}
	return a.names
}

// useRuleNames gives the findings of a run the present ids of their rules, so that runs
// of different times can be compared.
func (a *app) useRuleNames(r *model.Run) {
	names := a.ruleNames()
	rename := func(findings []model.Finding) {
		for i := range findings {
			findings[i].Rule, _ = names(findings[i].Rule)
		}
	}
	for _, s := range r.Scenarios {
		rename(s.Findings)
	}
	for _, u := range r.Unsolicited {
		rename(u.Findings)
	}
}

// readKnown reads a list of known failures for a run whose exchanges were kept in a folder
// of this format, in which none of the rules of never may be excused. No file is no list. Mistakes are usage errors.
func (a *app) readKnown(file string, format int, never []string) ([]pack.KnownFailure, error) {
	if file == "" {
		return nil, nil
	}
	list, err := pack.ReadKnownFailures(file, a.ruleNames())
	if err != nil {
		return nil, usageError(err)
	}
	return list, a.checkKnown(list, format, never)
}

// checkKnown refuses entries that a run must not use, and says which rules of the list
// have another id now.
func (a *app) checkKnown(list []pack.KnownFailure, format int, never []string) error {
	if err := pack.CheckKnownFailures(list, format, never, a.ruleNames()); err != nil {
		return usageError(err)
	}
	for _, k := range list {
		if k.Formerly != "" {
			a.sayf("note: %s: rule %s is now called %s; write that", k.Place, visible.Line(k.Formerly), visible.Line(k.Rule))
		}
	}
	return nil
}

// knownOfFolder reads the list of the run of a folder. One that
// cannot be read counts as none, with a warning: the folder may have come from
// elsewhere, and without a list nothing is excused.
func (a *app) knownOfFolder(dir string, head evidence.Header) ([]pack.KnownFailure, error) {
	options, err := evidence.Options(dir)
	if err != nil {
		return nil, usageError(err)
	}
	file := options[run.KnownFailuresSetting]
	if file == "" {
		return nil, nil
	}
	list, err := pack.ReadKnownFailures(file, a.ruleNames())
	if err != nil {
		fmt.Fprintf(a.err, "tkw: warning: the known failures of %s cannot be read, so all its failures count: %v\n", dir, err)
		return nil, nil
	}
	return list, a.checkKnown(list, head.Rejudged.FormatOr(head.Format), head.NeverExcuse)
}

// applyKnownFailures marks what the list excuses, as of the end of the run.
func (a *app) applyKnownFailures(r *model.Run, known []pack.KnownFailure) {
	verdict.Excuse(r, known, a.ruleNames())
}
