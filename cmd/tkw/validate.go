package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/reports/validation"
)

// maxFile bounds one file; a message may have 5 MB, and a capture a little more.
const maxFile = 12 << 20

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
it was delivered, with Schemas, dt and voc side by side, or a folder a domain. What the
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
	files, err := inputs(args)
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
	results := a.judgeFiles(ctx, &judging{judge: judge, only: only, at: at, recorded: recordings{warn: a.err}}, files)
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

// judging is how all files of one command are judged.
type judging struct {
	judge    *check.Judge
	only     map[string]bool
	at       time.Time
	recorded recordings
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

// input is a file to judge. One that was found in a folder must be an ordinary file: a
// pipe or a device there is nobody's message, and is not waited for.
type input struct {
	name  string
	found bool
}

// inputs expands folders, sorted. A folder without messages is an error: a typo
// must not look like success.
func inputs(args []string) ([]input, error) {
	var out []input
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-", err == nil && !info.IsDir():
			out = append(out, input{name: arg})
			continue
		case err != nil:
			return nil, fmt.Errorf("opening the input: %w", err)
		}
		before := len(out)
		err = filepath.WalkDir(arg, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !slices.Contains([]string{".xml", ".http"}, filepath.Ext(name)) {
				return err
			}
			out = append(out, input{name: name, found: true})
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("listing %s: %w", arg, err)
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s holds no .xml or .http files", arg)
		}
	}
	return out, nil
}

// judgeFiles judges in parallel; results come in the order of the files.
func (a *app) judgeFiles(ctx context.Context, how *judging, files []input) []validation.File {
	results := make([]validation.File, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := range next {
				results[i] = a.judgeFile(ctx, how, files[i])
			}
		})
	}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	return results
}

func (a *app) judgeFile(ctx context.Context, how *judging, file input) validation.File {
	name := file.name
	raw, err := a.readInput(file)
	if err != nil {
		return validation.File{Path: name, Profile: "unknown", Unreadable: err.Error()}
	}
	v, err := how.judge.JudgeAtRest(ctx, raw, check.When{At: how.at, Recorded: how.recorded.timeOf(name)}, how.only)
	if err != nil {
		return validation.File{Path: name, Profile: "unknown", Unreadable: err.Error(), Failure: true}
	}
	result := validation.File{Path: name, Profile: v.Profile, Valid: v.Valid, Judged: v.Unjudged == nil, Findings: v.Findings, Schemas: v.Schemas}
	if v.Unjudged != nil {
		result.Reason = v.Unjudged.Message
	}
	return result
}

// errTooLarge is a file above maxFile.
var errTooLarge = fmt.Errorf("the file has more than %d bytes", maxFile)

func (a *app) readInput(file input) ([]byte, error) {
	var raw []byte
	var err error
	switch {
	case file.name == "-": // whoever pipes a message in may take their time
		raw, err = io.ReadAll(io.LimitReader(a.in, maxFile+1))
	case file.found:
		raw, err = filein.Ordinary(file.name, maxFile)
	default:
		raw, err = filein.Read(file.name, maxFile)
	}
	switch {
	case errors.Is(err, filein.ErrTooLarge), err == nil && len(raw) > maxFile:
		return nil, errTooLarge
	case err != nil:
		return nil, err
	case len(raw) == 0:
		return nil, errors.New("the file is empty")
	}
	return raw, nil
}
