package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/reports"
)

func newReport(a *app) *cobra.Command {
	var known string
	var extras extraReports
	cmd := &cobra.Command{
		Use:   "report RUN",
		Short: "Make the reports of a run folder again",
		Long: `report makes every report again from the evidence in the run folder alone. Equal
folders give byte-identical reports. A run that was killed can be reported too.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.report(args[0], known, extras) },
	}
	cmd.Flags().StringVar(&known, "known-failures", "", "file of failures that are known and accepted (default: that of the run)")
	extras.bind(cmd)
	return cmd
}

func (a *app) report(dir, knownFile string, extras extraReports) error {
	if err := extras.check(); err != nil {
		return err
	}
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return usageError(err)
	}
	if knownFile == "" {
		options, err := evidence.Options(dir)
		if err != nil {
			return cannotJudge(err)
		}
		knownFile = options[run.KnownFailuresSetting]
	}
	known, err := a.readKnown(knownFile, head.Rejudged.FormatOr(head.Format), head.NeverExcuse)
	if err != nil {
		return err
	}
	finished, err := a.writeReports(dir, known)
	if err != nil {
		return cannotJudge(err)
	}
	a.summary(dir, finished)
	if using, going := errors.AsType[*evidence.InUseError](evidence.InUse(dir)); going {
		a.sayf("note: %s; the reports are of what is there so far", goingOn(using))
	}
	if err := errors.Join(a.writeExtras(dir, finished, extras), a.writeCodeQuality(dir, finished)); err != nil {
		return cannotJudge(err)
	}
	return nil
}

// writeReports rebuilds the run from its folder and writes all reports there.
// Known failures are judged as of the end of the run, so that making the reports
// again later gives the same files.
func (a *app) writeReports(dir string, known []pack.KnownFailure) (*model.Run, error) {
	finished, err := evidence.Load(dir)
	if err != nil {
		return nil, err
	}
	a.applyKnownFailures(finished, known)
	// NHS numbers of no test set are for the evidence alone.
	finished = a.knownAt(dir).Run(finished)
	if _, err := reports.WriteAll(dir, finished, a.maskedReader(dir)); err != nil {
		return nil, err
	}
	return finished, nil
}

// summary is the closing word of a run.
func (a *app) summary(dir string, r *model.Run) {
	for _, p := range r.Problems {
		if p.Kind == model.ProblemKnownFailures {
			fmt.Fprintln(a.err, "tkw:", visible.Line(p.Sentence))
		}
	}
	for _, note := range r.Notes {
		a.sayf("note: %s", visible.Line(note))
	}
	s := model.Summarise(r.Scenarios)
	var line strings.Builder
	fmt.Fprintf(&line, "%d scenarios: %d passed", s.Total, s.Passed)
	for _, part := range []struct {
		n    int
		word string
	}{{s.Failed, "failed"}, {s.Errored, "not judged"}, {s.NotExercised, "not exercised"}, {s.DoesNotApply, "do not apply"}, {s.Pending, "pending"}, {s.KnownFailures, "known failures"}} {
		if part.n > 0 {
			fmt.Fprintf(&line, ", %d %s", part.n, part.word)
		}
	}
	a.sayf("\n%s, in %s", line.String(), r.FinishedAt.Sub(r.StartedAt).Round(10*time.Millisecond))
	for _, sentence := range reports.SamePatients(r) {
		a.sayf("one cause: %s", visible.Line(sentence))
	}
	a.sayf("report:   %s", filepath.Join(dir, "report.html"))
	a.sayf("evidence: %s (report.json, junit.xml, summary.md, requirements.csv, journal.jsonl, exchanges)", dir)
	if gap := model.EvidenceGap(r); gap != "" && !r.Mirror {
		a.sayf("note: not usable as assurance evidence: %s", gap)
	}
}
