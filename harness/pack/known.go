package pack

import (
	"fmt"
	"os"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/yamlfile"
)

// KnownFailure is one entry of known-failures.yaml: scenarios that are allowed to
// fail until a day, and why.
type KnownFailure struct {
	Scenario string // pattern with *
	Reason   string
	Owner    string
	Expires  time.Time // the last day on which the entry counts, UTC
	Link     string
	Place    yamlfile.Place
}

// ReadKnownFailures reads a known-failures file. All mistakes come back together
// as yamlfile.Problems.
func ReadKnownFailures(file string) ([]KnownFailure, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the known failures: %w", err)
	}
	root, err := yamlfile.Parse(file, src)
	if err != nil {
		return nil, err
	}
	d := &yamlfile.Decoder{}
	m := d.Mapping(root, "the known-failures file")
	m.Format(Format, true)
	var out []KnownFailure
	for _, item := range m.List("knownFailures") {
		k := d.Mapping(item, "the known failure")
		k.Required("scenario", "reason", "owner", "expires")
		entry := KnownFailure{
			Scenario: k.String("scenario"), Reason: k.String("reason"), Owner: k.String("owner"), Link: k.String("link"), Place: item.Place,
		}
		if day := k.String("expires"); day != "" {
			entry.Expires, err = time.Parse("2006-01-02", day)
			if err != nil {
				d.Errorf(k.Value("expires").Place, "expires is %q; write a day such as 2027-03-31", day)
			}
		}
		k.Done()
		out = append(out, entry)
	}
	m.Done()
	if err := d.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// ApplyKnownFailures marks failed scenarios that the list allows, and returns a
// sentence for each entry that makes the run fail: one that is expired, that
// matches no scenario of the run, or that lists a scenario which passed.
func ApplyKnownFailures(list []KnownFailure, results []model.ScenarioResult, now time.Time) []string {
	var complaints []string
	for _, k := range list {
		expired := !now.Before(k.Expires.AddDate(0, 0, 1))
		matched := false
		for i := range results {
			r := &results[i]
			if !Match(k.Scenario, r.ID) {
				continue
			}
			matched = true
			switch {
			case r.Status == model.Passed:
				complaints = append(complaints, fmt.Sprintf("%s: %s is listed as a known failure but passed; remove the entry", k.Place, r.ID))
			case r.Status == model.Failed && !expired:
				r.KnownFailure = fmt.Sprintf("%s (owner %s, until %s)", k.Reason, k.Owner, k.Expires.Format("2006-01-02"))
			}
		}
		switch {
		case expired:
			complaints = append(complaints, fmt.Sprintf("%s: the known failure %q expired on %s", k.Place, k.Scenario, k.Expires.Format("2006-01-02")))
		case !matched:
			complaints = append(complaints, fmt.Sprintf("%s: the known failure %q matches no scenario of this run", k.Place, k.Scenario))
		}
	}
	return complaints
}
