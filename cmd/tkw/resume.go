package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// resume goes on with an earlier run: the same packs, selection and endpoint.
func (a *app) resume(ctx context.Context, f *runFlags, c config) error {
	if err := f.conclusion.check(); err != nil {
		return err
	}
	head, err := evidence.ReadHeader(f.resume)
	if err != nil {
		return usageError(err)
	}
	if err := evidence.CanResume(f.resume, head); err != nil {
		return usageError(err)
	}
	endpoint, err := endpointOf(head, f.endpoint)
	if err != nil {
		return err
	}
	options, err := evidence.Options(f.resume)
	if err != nil {
		return usageError(err)
	}
	given := f.restore(options, a)
	if err := errors.Join(f.checkSides(), f.conclusion.check()); err != nil {
		return err
	}
	c.Personas, c.Schemas = f.personas, f.schemas
	b, err := a.newBench(c)
	if err != nil {
		return err
	}
	sel, list, err := planned(b.set, head, f.resume)
	if err != nil {
		return err
	}
	if head.Capabilities == nil {
		head.Capabilities = map[string]bool{}
	}
	o := run.Options{
		Set: b.set, Judge: b.judge, Composer: b.composer, Role: head.Role, Scenarios: list, Selection: sel, Endpoint: endpoint,
		Listen: head.Listen, Parallel: f.parallel, Deadline: f.deadline, Timeout: f.timeout, Policy: c.Policy, Now: a.now, Elapsed: a.elapsed,
		Capabilities: head.Capabilities, Material: map[string]bool{}, Known: b.known, AllowLiveData: f.allowLive,
	}
	known, err := f.equip(a, b, &o)
	if err != nil {
		return err
	}
	with, err := judgedWith(head.Role, c)
	if err != nil {
		return usageError(err)
	}
	if with != options[judgedWithOption] {
		given[judgedWithOption] = with
	}
	o.Store, _, o.Done, err = evidence.ResumeOn(a.disk, f.resume, a.now)
	if err != nil {
		return cannotJudge(err)
	}
	if len(given) > 0 {
		if err := o.Store.AddOptions(given); err != nil {
			return cannotJudge(err)
		}
	}
	a.sayf("resuming %s: %d of %d scenarios are done", f.resume, len(o.Done), len(list))
	return a.perform(ctx, o, f.conclusion, known)
}

// planned selects the scenarios of the plan of a run. Packs that are not what they were
// are a usage error: half of the run would be judged by something else.
func planned(set *pack.Set, head evidence.Header, dir string) (pack.Selection, []scenario.Scenario, error) {
	sel := pack.Selection{Role: head.Role, IDs: make([]string, len(head.Plan))}
	for i, p := range head.Plan {
		sel.IDs[i] = p.ID
	}
	list, err := set.Select(sel)
	if err != nil {
		return sel, nil, usagef("%s cannot be resumed with these packs: %w", dir, err)
	}
	for _, then := range head.Packs {
		if p := set.Pack(then.Domain); p != nil && p.Digests != then {
			return sel, nil, usagef("%s cannot be resumed: the pack %q has changed since; start a new run", dir, then.Domain)
		}
	}
	return sel, list, nil
}

// settled are the flags that say what a run is. Another value of them is another run.
var settled = []string{
	"role", "listen", "out", "domain", "service", "scenario", "tag", "skip", "rerun-failed", "capability", "personas", "schemas", allowLiveData,
}

// settledFlag is an error for the first flag that was given and that a run which is
// resumed has settled already.
func settledFlag(cmd *cobra.Command) error {
	for _, name := range settled {
		if cmd.Flags().Changed(name) {
			return usagef("--%s does not go with --resume: the run has settled it; start a new run", name)
		}
	}
	return nil
}

// restore brings back the options of the run that is resumed, but for those that were
// given again: how the other side is reached, how fast, and what counts as a failure. It
// returns those that later reports judge by, too.
func (f *runFlags) restore(options map[string]string, a *app) (given map[string]string) {
	get := func(name string) string { return options[name] }
	given = map[string]string{}
	switch f.conclusion.known {
	case "":
		f.conclusion.known = get(knownFailuresOption)
	case get(knownFailuresOption):
	default:
		given[knownFailuresOption] = f.conclusion.known
	}
	if len(f.conclusion.failOn) == 0 {
		f.conclusion.failOn = splitList(get(failOnOption))
	}
	if f.cert == "" && f.key == "" {
		f.cert, f.key = get("cert"), get("key")
	}
	for name, flag := range map[string]*string{"ca": &f.ca, passphraseOption: &f.passphraseEnv, proxyOption: &f.proxy, "bad-certs": &f.badCerts} {
		if *flag == "" {
			*flag = get(name)
		}
	}
	f.personas, f.schemas = get("personas"), get("schemas")
	f.allowLive = get(allowLiveData) != ""
	if len(a.packDirs) == 0 {
		a.packDirs = splitList(get("packs"))
	}
	restore(&f.deadline, get("deadline"), run.DefaultDeadline)
	restore(&f.timeout, get("timeout"), 0)
	if f.parallel == 0 {
		f.parallel = run.DefaultParallel
		if n, err := strconv.Atoi(get("parallel")); err == nil && n > 0 {
			f.parallel = n
		}
	}
	return given
}

// restore sets a duration that was not given to the one that a run had.
func restore(d *time.Duration, had string, fallback time.Duration) {
	if *d != 0 {
		return
	}
	*d = fallback
	if v, err := time.ParseDuration(had); err == nil && v > 0 {
		*d = v
	}
}
