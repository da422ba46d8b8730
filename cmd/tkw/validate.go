package main

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/play/atrest"
	"github.com/itk-assurance/tkw/reports/validation"
)

type validateFlags struct {
	format  string
	checks  []string
	schemas string
	at      string
}

func newValidate(a *app) *cobra.Command {
	var f validateFlags
	cmd := &cobra.Command{
		Use:   "validate FILE|DIR|- …",
		Short: "Judge messages at rest",
		Long: `validate judges SOAP envelopes, HTTP captures (.http), bare DistributionEnvelopes
and bare payloads; it tells them apart by their content. Of a folder it takes all
.xml and .http files. "-" reads stdin.

With --schemas, the schemas of a folder judge in place of tkw's own: a national set as
it was delivered, with Schemas, dt and voc side by side, or one folder for each domain. What the
folder lacks is judged by tkw's own schemas, and said. Nothing outside it is read.

A message that no pack knows is not judged: load the pack of its domain with --pack.

The times in a message are measured against --at, or else against what says when the
message came: the Date header of a capture, or the journal of the run folder that the
file lies in. Where nothing says it, an info names what was not judged. The clock of
today plays no part.

Exit codes: 0 all valid, 1 at least one is not, 2 usage, 3 a file could not be read
or judged.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.validate(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "text", "text, json, junit, sarif or svrl")
	fl.StringSliceVar(&f.checks, "checks", nil, "only these layers: wellformed, schema, rules")
	fl.StringVar(&f.schemas, "schemas", "", schemasUsage)
	fl.StringVar(&f.at, "at", "", "the `TIME` of receipt that times in messages are measured against, such as 2031-03-04T10:15:30Z")
	// Fails only for a flag that does not exist.
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(validation.Formats(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) validate(ctx context.Context, f validateFlags, args []string) error {
	if !slices.Contains(validation.Formats(), f.format) {
		return usagef("--format %q is not one of %s", f.format, strings.Join(validation.Formats(), ", "))
	}
	only := map[string]bool{}
	for _, c := range f.checks {
		if !slices.Contains([]string{check.OnlyWellFormed, check.OnlySchema, check.OnlyRules}, c) {
			return usagef("--checks %q is not one of wellformed, schema, rules", c)
		}
		only[c] = true
	}
	at, err := receipt(f.at)
	if err != nil {
		return err
	}
	files, err := atrest.Inputs(args)
	if err != nil {
		return usageError(err)
	}
	set, err := pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: a.packDirs, JudgingOnly: true})
	if err != nil {
		return usageError(err)
	}
	if f.schemas != "" {
		if err := useSchemas(set, f.schemas); err != nil {
			return err
		}
	}
	compile := check.NewLazy
	if f.schemas != "" || len(a.packDirs) > 0 {
		compile = check.New // what a user wrote may be wrong: say so before judging
	}
	judge, err := newJudge(set, compile)
	if err != nil {
		return err
	}
	results := resultsOf(atrest.Judge(ctx, atrest.Options{Judge: judge, Only: only, At: at, Stdin: a.in, Warn: a.err}, files))
	a.saySchemas(f.schemas, set.Schemas(), results)
	if ctx.Err() != nil {
		return silentExit(exitInterrupted)
	}
	a.maskFiles(results)
	write := func(w io.Writer) error { return validation.Write(w, f.format, results, set.Schemas()) }
	if err := a.writeDocument(f.format, write); err != nil {
		return cannotJudge(err)
	}
	return verdictOf(results)
}

// receipt reads --at; the zero time where it is not given.
func receipt(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, usagef("--at %q is not a date and time of RFC 3339 with a time zone, such as 2031-03-04T10:15:30Z", text)
	}
	return at, nil
}

// resultsOf are the results as reports show them.
func resultsOf(list []atrest.Result) []validation.File {
	out := make([]validation.File, len(list))
	for i, r := range list {
		if r.Err != nil {
			out[i] = validation.File{Path: r.Path, Profile: "unknown", Unreadable: r.Err.Error(), Failure: r.Failure}
			continue
		}
		out[i] = validation.File{Path: r.Path, Profile: r.Profile, Valid: r.Valid, Judged: r.Unjudged == nil, Findings: r.Findings, Schemas: r.Schemas}
		if r.Unjudged != nil {
			out[i].Reason = r.Unjudged.Message
		}
	}
	return out
}

func verdictOf(results []validation.File) error {
	code := exitConforms
	for _, r := range results {
		switch {
		case r.Failure:
			code = exitOwnFailure
		case (r.Unreadable != "" || !r.Judged) && code != exitOwnFailure:
			code = exitCannotJudge
		case !r.Valid && code == exitConforms:
			code = exitFailed
		}
	}
	if code == exitConforms {
		return nil
	}
	return silentExit(code)
}
