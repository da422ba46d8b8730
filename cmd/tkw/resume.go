package main

import (
	"context"
	"errors"
	"maps"

	"github.com/spf13/cobra"

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
	endpoint, err := run.ResumedEndpoint(head, f.endpoint)
	if err != nil {
		return usageError(err)
	}
	kept, err := evidence.Options(f.resume)
	if err != nil {
		return usageError(err)
	}
	changed := f.resumed(a, kept)
	if err := errors.Join(f.checkSides(), f.conclusion.check()); err != nil {
		return err
	}
	c.Personas, c.Schemas = f.personas, f.schemas
	b, err := a.newBench(c)
	if err != nil {
		return err
	}
	sel, list, err := run.Planned(b.set, head, f.resume)
	if err != nil {
		return usageError(err)
	}
	o := a.options(b, head.Role, f)
	o.Scenarios, o.Selection, o.Endpoint, o.Listen, o.Policy = list, sel, endpoint, head.Listen, c.Policy
	maps.Copy(o.Capabilities, head.Capabilities)
	known, err := f.equip(a, b, &o)
	if err != nil {
		return err
	}
	with, err := run.JudgedWith(head.Role, c.Policy, c.sender(), c.Personas)
	if err != nil {
		return usageError(err)
	}
	if with != kept[run.JudgedWithSetting] {
		changed[run.JudgedWithSetting] = with
	}
	o.Store, _, o.Done, err = evidence.ResumeOn(a.disk, f.resume, a.now)
	if err != nil {
		return cannotJudge(err)
	}
	if len(changed) > 0 {
		if err := o.Store.AddOptions(changed); err != nil {
			return cannotJudge(err)
		}
	}
	a.sayf("resuming %s: %d of %d scenarios are done", f.resume, len(o.Done), len(list))
	return a.perform(ctx, o, f.conclusion, known)
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

// resumed brings back the settings of the run that is resumed, but for those that were given
// again. It returns those that changed and that later reports judge by, too.
func (f *runFlags) resumed(a *app, kept map[string]string) (changed map[string]string) {
	given := f.settings(a, run.Options{})
	given.Proxy = f.proxy
	s, changed := given.Resumed(kept)
	f.cert, f.key, f.ca, f.passphraseEnv, f.proxy, f.badCerts = s.Cert, s.Key, s.CA, s.PassphraseEnv, s.Proxy, s.BadCerts
	f.personas, f.schemas, f.conclusion.known, f.conclusion.failOn = s.Personas, s.Schemas, s.KnownFailures, s.FailOn
	f.allowLive, f.deadline, f.timeout, f.parallel, a.packDirs = s.AllowLiveData, s.Deadline, s.Timeout, s.Parallel, s.Packs
	return changed
}
