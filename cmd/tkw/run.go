package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// runFlags are the flags of tkw run.
type runFlags struct {
	selectionFlags
	conclusion conclusionFlags
	role       string
	endpoint   string
	listen     string
	out        string
	resume     string
	tlsFlags
	proxy        string
	badCerts     string
	personas     string
	schemas      string
	capabilities []string
	parallel     int
	deadline     time.Duration
	timeout      time.Duration
	allowLive    bool
}

func newRun(a *app) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run --role provider --endpoint URL | --role client --listen ADDR",
		Short: "Drive a provider under test, or answer a client under test",
		Long: `run plays the scenarios of the selected packs against a system under test.

With --role provider, tkw sends the requests and judges the responses. With
--role client, tkw listens, says what it awaits, judges the requests and answers
them; it ends when all scenarios were exercised, at --timeout, or at Ctrl-C.

The run folder (--out) holds the evidence and the reports. Exit codes: 0 all that
applies ran and conforms, 1 does not conform, 2 usage, 3 could not judge, 4 tkw's own
failure, 5 nothing objects but something did not run, 130 interrupted.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.run(cmd, &f) },
	}
	f.bind(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.role, "role", "", "what the system under test is: provider or client")
	fl.StringVar(&f.endpoint, "endpoint", "", "URL of the provider under test")
	fl.StringVar(&f.listen, "listen", "", "address to listen on for a client under test (default 127.0.0.1:8080)")
	fl.StringVar(&f.out, "out", "", "run folder (default tkw-out/<UTC time>-<id>)")
	fl.StringVar(&f.resume, "resume", "", "go on with the run in this folder")
	f.bindTLS(fl, "certificate of the CA that the other side's certificate comes from")
	fl.StringVar(&f.proxy, proxyOption, "", proxyHelp)
	fl.StringVar(&f.badCerts, "bad-certs", "", "`folder` of certificates that must be refused, as tkw certs writes it")
	fl.StringVar(&f.schemas, "schemas", "", schemasUsage)
	fl.StringVar(&f.personas, "personas", "", "file that binds personas to your own test patients")
	fl.StringSliceVar(&f.capabilities, "capability", nil, "a capability that your system has, or not: NAME or NAME=false; docs/supplier.md lists them, and so does an unknown NAME")
	fl.IntVar(&f.parallel, "parallel", 0, "scenarios at once, role provider (default 4)")
	fl.Var((*deadline)(&f.deadline), "deadline", "time for one exchange (default 30s)")
	fl.Var((*deadline)(&f.timeout), "timeout", "role client: end the wait after this time")
	fl.BoolVar(&f.allowLive, allowLiveData, false, allowLiveDataHelp)
	f.conclusion.bind(cmd)
	for name, words := range map[string][]string{
		"role": {"provider", "client"}, "fail-on": {failOnWarning, failOnSkipped},
	} {
		// Fails only for a flag that does not exist.
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
	_ = cmd.RegisterFlagCompletionFunc("capability", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return a.capabilityNames(), cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

func (a *app) run(cmd *cobra.Command, f *runFlags) error {
	c, err := a.readConfig()
	if err != nil {
		return err
	}
	if f.resume != "" {
		if err := settledFlag(cmd); err != nil {
			return err
		}
		return a.resume(cmd.Context(), f, c)
	}
	f.merge(c)
	if err := errors.Join(f.check(), f.conclusion.check(), checkEndpoint(f.endpoint)); err != nil {
		return err
	}
	c.Personas, c.Schemas = f.personas, f.schemas
	b, err := a.newBench(c)
	if err != nil {
		return err
	}
	role := model.Role(f.role)
	declared, err := declaredCapabilities(b.set, c.Capabilities, f.capabilities)
	if err != nil {
		return err
	}
	sel, list, err := f.pick(b.set, role)
	if err != nil {
		return err
	}
	o := a.options(b, role, f)
	o.Scenarios, o.Selection, o.Endpoint, o.Listen, o.Policy, o.Capabilities = list, sel, f.endpoint, f.listen, c.Policy, declared
	known, err := f.equip(a, b, &o)
	if err != nil {
		return err
	}
	if f.out == "" {
		f.out = filepath.Join("tkw-out", a.now().UTC().Format("20060102T150405Z")+"-"+a.ids.UUID()[:8])
	}
	settings := f.settings(a, o).Keep()
	if with, err := run.JudgedWith(role, c.Policy, c.sender(), c.Personas); err != nil {
		return usageError(err)
	} else if with != "" {
		settings[run.JudgedWithSetting] = with
	}
	o.Store, err = evidence.CreateOn(a.disk, f.out, run.Header(o, a.about(c, settings)), a.now)
	if err != nil {
		if errors.Is(err, evidence.ErrExists) {
			return usageError(err)
		}
		return cannotJudge(err)
	}
	return a.perform(cmd.Context(), o, f.conclusion, known)
}

// equip adds to the options what the files and addresses of flags name: the proxy and the
// TLS material. Patients of no test set are refused before anything is sent. It returns the
// known failures.
func (f *runFlags) equip(a *app, b *bench, o *run.Options) ([]pack.KnownFailure, error) {
	var err error
	if o.Proxy, err = parseProxy(f.proxy); err != nil {
		return nil, err
	}
	if err := f.loadTLS(a, o); err != nil {
		return nil, err
	}
	if err := tripwire(*o, f.personas); err != nil {
		return nil, err
	}
	return a.readKnown(f.conclusion.known, evidence.Format, run.NeverExcuse(b.set, b.judge))
}

// merge takes from the configuration what no flag gave, and then the defaults.
func (f *runFlags) merge(c config) {
	for _, s := range []struct {
		flag     *string
		fallback string
	}{
		{&f.badCerts, c.BadCerts}, {&f.personas, c.Personas}, {&f.conclusion.known, c.KnownFailures},
	} {
		if *s.flag == "" {
			*s.flag = s.fallback
		}
	}
	f.mergeTLS(c)
	if f.role == string(model.RoleProvider) {
		f.endpoint, f.proxy = cmp.Or(f.endpoint, c.Endpoint), cmp.Or(f.proxy, c.Proxy)
	}
	if f.role == string(model.RoleClient) {
		if f.listen == "" {
			f.listen = c.Listen
		}
		if f.listen == "" {
			f.listen = "127.0.0.1:8080"
		}
	}
	if f.parallel == 0 {
		f.parallel = c.Parallel
	}
	if f.parallel == 0 {
		f.parallel = run.DefaultParallel
	}
	if f.deadline == 0 {
		f.deadline = c.Deadline
	}
	if f.deadline == 0 {
		f.deadline = run.DefaultDeadline
	}
	if f.timeout == 0 {
		f.timeout = c.Timeout
	}
}

// check finds combinations of flags that make no sense.
func (f *runFlags) check() error {
	switch {
	case f.role == "":
		return usagef("--role is missing: say whether your system is a provider or a client")
	case f.role != string(model.RoleProvider) && f.role != string(model.RoleClient):
		return usagef("--role %q is neither provider nor client", f.role)
	case f.role == string(model.RoleProvider) && f.endpoint == "":
		return usagef("--role provider needs --endpoint, the URL of the provider under test")
	case f.role == string(model.RoleProvider) && f.listen != "":
		return usagef("--listen belongs to --role client; a provider under test is reached by --endpoint")
	case f.role == string(model.RoleClient) && f.endpoint != "":
		return usagef("--endpoint belongs to --role provider; a client under test calls tkw at --listen")
	}
	return f.checkSides()
}

// checkSides checks how the other side is reached, and how fast.
func (f *runFlags) checkSides() error {
	switch {
	case f.parallel < 1 || f.parallel > 64:
		return usagef("--parallel %d is not between 1 and 64", f.parallel)
	case f.proxy != "" && f.role == string(model.RoleClient):
		return usagef("--proxy belongs to --role provider; a client under test calls tkw at --listen")
	}
	return f.checkTLS()
}

// options are what every run is played with: a run, one that is resumed, and a half of the
// demo. What they differ in is for the caller to set.
func (a *app) options(b *bench, role model.Role, f *runFlags) run.Options {
	return run.Options{
		Set: b.set, Judge: b.judge, Composer: b.composer, Known: b.known, Role: role, Parallel: f.parallel, Deadline: f.deadline, Timeout: f.timeout,
		AllowLiveData: f.allowLive, Capabilities: map[string]bool{}, Material: map[string]bool{}, Now: a.now, Elapsed: a.elapsed,
	}
}

// settings are the flags as the run folder keeps them.
func (f *runFlags) settings(a *app, o run.Options) run.Settings {
	return run.Settings{
		Cert: f.cert, Key: f.key, CA: f.ca, PassphraseEnv: f.passphraseEnv, Proxy: shownProxy(o.Proxy), BadCerts: f.badCerts,
		Personas: f.personas, Schemas: f.schemas, KnownFailures: f.conclusion.known, AllowLiveData: f.allowLive,
		Deadline: f.deadline, Timeout: f.timeout, Parallel: f.parallel, Capabilities: f.capabilities, FailOn: f.conclusion.failOn, Packs: a.packDirs,
	}
}

// about is what the run folder says of the run beside what is played.
func (a *app) about(c config, settings map[string]string) run.About {
	return run.About{ID: a.ids.UUID(), Tool: tool(), SUT: c.SUT, Operator: c.Operator, Settings: settings, At: a.now()}
}

// tool is what made a run folder.
func tool() model.Tool { return model.Tool{Name: "tkw", Version: version()} }

// perform runs, reports and returns the exit code as an error.
func (a *app) perform(ctx context.Context, o run.Options, f conclusionFlags, known []pack.KnownFailure) error {
	o.Watch = a.watcher(len(o.Scenarios), o.Known)
	switch err := run.Against(ctx, o); {
	case errors.Is(err, evidence.ErrNotKept):
		return cannotJudge(fmt.Errorf("%w; nothing more was sent: make room, and %s", err, f.again(a.shown(o.Store.Dir()))))
	case err != nil:
		return &exitError{code: exitOwnFailure, err: err}
	}
	return a.conclude(o.Store.Dir(), f, known, run.Needs(o))
}
