package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// knownFailuresOption is the option of a run that names its list of known failures.
const knownFailuresOption = "known-failures"

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
// of different times can be held against each other.
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

// neverExcuse are the ids that no list of known failures may excuse: those of rules,
// as the judge names them, and of assertions of scenarios.
func neverExcuse(set *pack.Set, rules []string) []string {
	out := slices.Concat(rules, set.NeverExcuse())
	slices.Sort(out)
	return slices.Compact(out)
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
	file := options[knownFailuresOption]
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

// applyKnownFailures marks what the list excuses as of the end of the run, notes what is
// wrong with the list, and judges the requirements again.
func (a *app) applyKnownFailures(r *model.Run, known []pack.KnownFailure) {
	applied := pack.ApplyKnownFailures(known, r, a.ruleNames(), played(r))
	for _, sentence := range applied.Complaints {
		r.Problems = append(r.Problems, model.Problem{Kind: model.ProblemKnownFailures, Sentence: sentence})
	}
	r.Notes = append(r.Notes, applied.Notes...)
	excuseUnsolicited(r)
	r.Requirements = verdict.Requirements(r)
}

// played is when the exchanges of a run had ended: of a new judgement, those of the
// run that it is of.
func played(r *model.Run) time.Time {
	started, finished := r.StartedAt, r.FinishedAt
	if r.Rejudged != nil {
		started, finished = r.Rejudged.StartedAt, r.Rejudged.FinishedAt
	}
	if finished.IsZero() {
		return started
	}
	return finished
}

// excuseUnsolicited takes back what was said of requests that no scenario awaited, as
// far as the list excuses what is wrong with them.
func excuseUnsolicited(r *model.Run) {
	open := map[int][]model.Finding{} // what is left of those of which something is excused
	for _, u := range r.Unsolicited {
		rest := slices.DeleteFunc(slices.Clone(u.Findings), func(f model.Finding) bool { return f.KnownFailure != "" })
		if len(rest) < len(u.Findings) {
			open[u.Exchange] = rest
		}
	}
	exchanges := map[int]model.Exchange{}
	for _, x := range r.Exchanges {
		exchanges[x.Number] = x
	}
	var problems []model.Problem
	for _, p := range r.Problems {
		rest, some := open[p.Exchange]
		if p.Kind != model.ProblemUnsolicited || !some {
			problems = append(problems, p)
		} else if p, broken := model.UnsolicitedProblem(exchanges[p.Exchange], rest); broken {
			problems = append(problems, p)
		}
	}
	r.Problems = problems
}
