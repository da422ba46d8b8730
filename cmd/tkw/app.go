package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

// app is what every command works with: streams, clock, ids and the common flags.
type app struct {
	in          io.Reader
	out, err    *visible.Writer // for people: nothing of others acts on who reads it
	data        io.Writer       // the bytes of stdout as they are, for data (output.go)
	terminal    bool            // stdout is one
	now         func() time.Time
	elapsed     func() time.Duration // beside now, by a clock that nobody sets; nil where now is none of a machine
	ids         itk.IDs
	packDirs    []string
	configFile  string
	quiet       bool
	verbose     bool
	colour      bool
	interactive bool
	lookupenv   func(string) (string, bool)
	disk        evidence.Disk  // for run folders
	names       pack.RuleNames // of ruleNames, once it was asked for
}

func newApp(in io.Reader, out, err io.Writer) *app {
	start := time.Now()
	since := func() time.Duration { return time.Since(start) }
	a := &app{in: in, out: visible.NewWriter(out), err: visible.NewWriter(err), data: out, now: time.Now, elapsed: since, ids: itk.RandomIDs(), lookupenv: os.LookupEnv, disk: evidence.FileSystem{}}
	if f, ok := err.(*os.File); ok {
		a.interactive = term.IsTerminal(int(f.Fd()))
	}
	if f, ok := out.(*os.File); ok {
		a.terminal = term.IsTerminal(int(f.Fd()))
	}
	a.colour = a.interactive && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return a
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, a *app, args []string) int {
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !said(err) {
		fmt.Fprintln(a.err, "tkw:", visible.Lines(err.Error()))
	}
	return codeOf(err)
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "tkw",
		Short: "Assure ITK Spine Mini Services: play client or provider, judge, report",
		Long: `tkw is the reference point of NHS Interoperability Toolkit (ITK) assurance for
Spine Mini Services. It plays the other side of a system under test, judges the
messages by schemas and rule files, and leaves reports and evidence.

A first look:       tkw demo
A provider:         tkw run --role provider --endpoint https://host/path
A client:           tkw run --role client --listen 127.0.0.1:8080
Messages at rest:   tkw validate FILE`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.in)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; `%s --help` lists the flags", err, cmd.CommandPath())
	})
	f := root.PersistentFlags()
	f.StringArrayVar(&a.packDirs, "pack", nil, "use the pack in this folder (repeatable); one of a built-in domain takes its place")
	f.StringVar(&a.configFile, "config", "", "configuration file (default tkw.yaml, if there is one)")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say only what is wrong")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	root.AddCommand(
		newDemo(a), newRun(a), newServe(a), newValidate(a), newSend(a), newScenarios(a), newReport(a), newCompare(a), newRejudge(a), newKnownFailures(a), newSeal(a), newPack(a), newVerify(a), newKeys(a), newCerts(a), newVersion(a),
	)
	// Scripts for a shell are data; they take stdout as it is when they are made.
	root.SetOut(a.data)
	root.InitDefaultCompletionCmd()
	root.SetOut(a.out)
	wrapUsage(root)
	return root
}

// wrapUsage makes wrong arguments of any command a usage error.
func wrapUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usagef("%w; `%s --help` shows how it is used", err, cmd.CommandPath())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		wrapUsage(sub)
	}
}

// builtIn is where the built-in packs lie.
func builtIn() pack.BuiltIn {
	return pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}
}

// loadPacks reads all packs; mistakes in them are usage errors.
func (a *app) loadPacks(personas string) (*pack.Set, error) {
	set, err := pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: a.packDirs, Personas: personas})
	if err != nil {
		return nil, usageError(err)
	}
	return set, nil
}

// newJudge makes a judge of packs, once the engine has shown that it is sound in
// this process: a wrong build of libxml2 must not judge anything.
func newJudge(set *pack.Set, compile func(*pack.Set) (*check.Judge, error)) (*check.Judge, error) {
	if err := xmlengine.SelfTest(); err != nil {
		return nil, &exitError{code: exitOwnFailure, err: err}
	}
	judge, err := compile(set)
	if err != nil {
		return nil, usageError(err)
	}
	return judge, nil
}

// bench is what judging and composing need.
type bench struct {
	set      *pack.Set
	judge    *check.Judge
	composer *compose.Composer
	known    livedata.Known
}

// newBench loads packs and compiles everything in them.
func (a *app) newBench(c config) (*bench, error) {
	set, err := a.loadPacks(c.Personas)
	if err != nil {
		return nil, err
	}
	if c.Schemas != "" {
		if err := useSchemas(set, c.Schemas); err != nil {
			return nil, err
		}
		a.sayWhichSchemas(c.Schemas, set.Schemas())
	}
	judge, err := newJudge(set, check.New)
	if err != nil {
		return nil, err
	}
	sender := c.sender()
	if c.Sender.From == "" {
		// Every run is a sender of its own, so that a provider which keeps state
		// by sender, as tkw serve does, starts each from nothing.
		sender.From += "runs/" + a.ids.UUID()[:8]
	}
	composer, err := compose.New(set, a.ids, a.now, sender)
	if err != nil {
		return nil, usageError(err)
	}
	own := set
	if c.Personas != "" {
		// Only the packs' own personas are known to be nobody's.
		if own, err = a.loadPacks(""); err != nil {
			return nil, err
		}
	}
	return &bench{set: set, judge: judge, composer: composer, known: livedata.NewKnown(own)}, nil
}

// warnUnknownNumbers warns of NHS numbers that are of no test set, before they are sent
// or stored.
func (a *app) warnUnknownNumbers(known livedata.Known, text []byte, what string) {
	if warning := unknownNumbersWarning(known, text, what); warning != "" {
		fmt.Fprintln(a.err, "tkw: warning:", warning)
	}
}

// unknownNumbersWarning is the sentence about NHS numbers that are of no test set; empty where
// there are none. Only the ends of a number are shown.
func unknownNumbersWarning(known livedata.Known, text []byte, what string) string {
	unknown := known.UnknownNumbers(text)
	if len(unknown) == 0 {
		return ""
	}
	return fmt.Sprintf("%s names NHS numbers of no test set (%d, such as %s); use test patients only",
		what, len(unknown), livedata.Mask(unknown[0]))
}

// sayf writes a line for people, unless --quiet.
func (a *app) sayf(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}
