package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// maxExpiry is how far ahead an entry may expire: a list that nobody has to look at
// again within half a year is no list of things to fix.
const maxExpiry = 180

type knownFlags struct{ owner, expires, link string }

func newKnownFailures(a *app) *cobra.Command {
	var f knownFlags
	cmd := &cobra.Command{
		Use:   "known-failures RUN --owner NAME --expires DAY > known-failures.yaml",
		Short: "Make a list of known failures from a run",
		Long: fmt.Sprintf(`known-failures writes an entry for each rule that is broken in the run, whatever
number of scenarios it fails; for what a scenario expects of an answer (EXPECT-…) an
entry a scenario. Look through it, and give it to later runs with --known-failures,
which then excuse these rules and nothing else. Somebody must own the list, and it
must expire, at most %d days from today; then the run fails until the entry is renewed
or gone. Scenarios that could not be judged are not listed, and neither are rules
marked never-excuse, such as a wrong patient, because no list excuses them.`, maxExpiry),
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.knownFailures(args[0], f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.owner, "owner", "", "who sees to it that the failures are fixed (required)")
	fl.StringVar(&f.expires, "expires", "", fmt.Sprintf("last day of the entries, such as 2027-03-31, or days from today, such as 90d; at most %dd (required)", maxExpiry))
	fl.StringVar(&f.link, "link", "", "where the work is tracked")
	return cmd
}

func (a *app) knownFailures(dir string, f knownFlags) error {
	if strings.TrimSpace(f.owner) == "" {
		return usagef("--owner is missing: say who sees to it that the failures are fixed")
	}
	last, err := a.expiry(f.expires)
	if err != nil {
		return err
	}
	r, err := a.finished(dir)
	if err != nil {
		return err
	}
	made := pack.MakeKnownFailures(r, a.ruleNames())
	for i := range made.Entries {
		e := &made.Entries[i]
		e.Owner, e.Expires, e.Link = f.owner, last, f.link
	}
	comment := []string{
		"Rules that are broken, as tkw known-failures lists them.",
		"Each is a debt: it must be fixed or looked at again before it expires.",
	}
	if err := pack.WriteKnownFailures(a.out, comment, made.Entries); err != nil {
		return cannotJudge(err)
	}
	a.sayf("%d failures listed, until %s; entries: %d", made.Failures, last.Format(time.DateOnly), len(made.Entries))
	a.leftOut(made)
	return nil
}

// leftOut says which failures of a run a list of known failures does not excuse, and why.
func (a *app) leftOut(made pack.Listing) {
	if made.Known > 0 {
		a.sayf("%d are on the list of that run already and are left out", made.Known)
	}
	if made.Inexcusable > 0 {
		fmt.Fprintf(a.err, "tkw: %d failures break rules that can never be known failures (never-excuse), so they stay: %s\n", made.Inexcusable, visible.Line(strings.Join(made.NeverExcuse, ", ")))
	}
	if made.Unexplained > 0 {
		fmt.Fprintf(a.err, "tkw: %d scenarios failed without a finding that an entry could name\n", made.Unexplained)
	}
	if made.NotJudged > 0 {
		fmt.Fprintf(a.err, "tkw: %d scenarios could not be judged; no list excuses that\n", made.NotJudged)
	}
}

// expiry reads a day, or a number of days from today. Days are those of UTC.
func (a *app) expiry(text string) (time.Time, error) {
	today := a.now().UTC().Truncate(24 * time.Hour)
	if text == "" {
		return today, usagef("--expires is missing: say until when the failures are accepted, at most %d days from today", maxExpiry)
	}
	day, err := time.Parse("2006-01-02", text)
	if count, ok := strings.CutSuffix(text, "d"); ok {
		var n int
		if n, err = strconv.Atoi(count); err == nil {
			day = today.AddDate(0, 0, min(max(n, -1), maxExpiry+1))
		}
	}
	switch {
	case err != nil:
		return today, usagef("--expires %q is neither a day such as 2027-03-31 nor a number of days such as 90d", text)
	case day.Before(today):
		return today, usagef("--expires %s is over", text)
	case day.After(today.AddDate(0, 0, maxExpiry)):
		return today, usagef("--expires %s is more than %d days from today; the latest is %s", text, maxExpiry, today.AddDate(0, 0, maxExpiry).Format("2006-01-02"))
	}
	return day, nil
}
