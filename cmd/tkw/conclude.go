package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
)

// Words of --fail-on.
const (
	failOnWarning = "warning"
	failOnSkipped = "skipped"
)

// conclusionFlags say what a run leads to: which failures are known, what counts as a
// failure, and where further reports go.
type conclusionFlags struct {
	extras extraReports
	known  string
	failOn []string
	// demo is set for a run that plays both sides, which cannot be resumed.
	demo bool
}

// again says how to go on with a run that could not keep its evidence.
func (f *conclusionFlags) again(dir string) string {
	if f.demo {
		return "start the demo again"
	}
	return "go on with tkw run --resume " + dir
}

func (f *conclusionFlags) bind(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.known, "known-failures", "", "file of failures that are known and accepted for now")
	fl.StringSliceVar(&f.failOn, "fail-on", nil, "exit 1 for these, too: warning, skipped (what applies but was not exercised)")
	f.extras.bind(cmd)
}

func (f *conclusionFlags) check() error {
	for _, word := range f.failOn {
		if !slices.Contains([]string{failOnWarning, failOnSkipped}, word) {
			return usagef("--fail-on %q: write %s or %s", word, failOnWarning, failOnSkipped)
		}
	}
	return f.extras.check()
}

func (f *conclusionFlags) counts() verdict.FailOn {
	return verdict.FailOn{Warning: slices.Contains(f.failOn, failOnWarning), Skipped: slices.Contains(f.failOn, failOnSkipped)}
}

// exitCodes are those of the outcomes of a run.
var exitCodes = map[verdict.Outcome]int{
	verdict.Conforms: exitConforms, verdict.Incomplete: exitIncomplete, verdict.Fails: exitFailed, verdict.NotJudged: exitCannotJudge,
	verdict.OwnFailure: exitOwnFailure, verdict.Interrupted: exitInterrupted,
}

// conclude makes the reports, says where they are, and turns what the folder holds into
// an exit code; the worst wins. needs are the capabilities of the scenarios, by id,
// but for what the tester gives.
func (a *app) conclude(dir string, f conclusionFlags, known []pack.KnownFailure, needs map[string][]string) error {
	finished, err := a.writeReports(dir, known)
	if err != nil {
		return cannotJudge(err)
	}
	a.summary(dir, finished)
	if lines := undeclared(finished, needs); len(lines) > 0 && finished.Complete {
		a.sayf("to say what your system does not have, write in tkw.yaml (or true for what it has), and run again:\ncapabilities:")
		for _, line := range lines {
			a.sayf("%s", line)
		}
	}
	if err := errors.Join(a.writeExtras(dir, finished, f.extras), a.tellPipeline(dir, finished)); err != nil {
		return cannotJudge(err)
	}
	c := verdict.Conclude(finished, f.counts())
	switch c.Outcome {
	case verdict.Conforms:
		return nil
	case verdict.Interrupted:
		fmt.Fprintln(a.err, "tkw:", interruptMessage)
	case verdict.Incomplete, verdict.Fails, verdict.NotJudged, verdict.OwnFailure:
		a.sayf("exit code %d: %s", exitCodes[c.Outcome], c.Reasons[0])
	}
	return silentExit(exitCodes[c.Outcome])
}
