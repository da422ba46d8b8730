package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/reports"
)

// maxExpiry is how far ahead an entry may expire: a list that nobody has to look at
// again within half a year is no list of things to mend.
const maxExpiry = 180

type knownFlags struct{ owner, expires, link string }

func newKnownFailures(a *app) *cobra.Command {
	var f knownFlags
	cmd := &cobra.Command{
		Use:   "known-failures RUN --owner NAME --expires DAY > known-failures.yaml",
		Short: "Make a list of known failures from a run",
		Long: fmt.Sprintf(`known-failures writes an entry for each scenario that failed in the run, with its
main finding as the reason. Look through it, and give it to later runs with
--known-failures. Somebody must own the list, and it must expire, at most %d days
from today; then the run fails until the entry is renewed or gone. Scenarios that
could not be judged are not listed, because no list excuses them.`, maxExpiry),
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.knownFailures(args[0], f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.owner, "owner", "", "who sees to it that the failures are mended (required)")
	fl.StringVar(&f.expires, "expires", "", fmt.Sprintf("last day of the entries, such as 2027-03-31, or days from today, such as 90d; at most %dd (required)", maxExpiry))
	fl.StringVar(&f.link, "link", "", "where the work is tracked")
	return cmd
}

func (a *app) knownFailures(dir string, f knownFlags) error {
	if strings.TrimSpace(f.owner) == "" {
		return usagef("--owner is missing: say who sees to it that the failures are mended")
	}
	last, err := a.expiry(f.expires)
	if err != nil {
		return err
	}
	r, err := a.finished(dir)
	if err != nil {
		return err
	}
	list := []pack.KnownFailure{}
	listed, unjudged := 0, 0
	for _, s := range r.Scenarios {
		switch {
		case s.Status == model.Errored:
			unjudged++
		case s.Status == model.Failed && s.KnownFailure != "":
			listed++
		case s.Status == model.Failed:
			list = append(list, pack.KnownFailure{Scenario: s.ID, Reason: reports.MainReason(s), Owner: f.owner, Expires: last, Link: f.link})
		}
	}
	comment := []string{
		fmt.Sprintf("Failures of run %s of %s, listed by tkw known-failures on %s.", r.ID, r.StartedAt.UTC().Format("2006-01-02"), a.now().UTC().Format("2006-01-02")),
		"Each is a debt: it must be mended or looked at again before it expires.",
	}
	if err := pack.WriteKnownFailures(a.out, comment, list); err != nil {
		return cannotJudge(err)
	}
	a.sayf("%d failures listed, until %s", len(list), last.Format("2006-01-02"))
	if listed > 0 {
		a.sayf("%d are on the list of that run already and are left out", listed)
	}
	if unjudged > 0 {
		fmt.Fprintf(a.err, "tkw: %d scenarios could not be judged; no list excuses that\n", unjudged)
	}
	return nil
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
