package rejudge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Comparison holds the verdicts on record against those that the evidence gives now.
type Comparison struct {
	// Compared counts the scenarios whose verdicts were compared.
	Compared int
	// Differences are in the order of the plan, and unsolicited requests after it.
	Differences []Difference
	// NotCompared are the scenarios that have exchanges on record and no verdict: they are
	// said to be skipped, pending or not judged, which nothing can be compared with.
	NotCompared []string
	// Loose are the exchanges that belong to no result and to no unsolicited request, such
	// as those of a scenario that was begun anew.
	Loose []int
}

// Difference is a verdict that the evidence does not give.
type Difference struct {
	// Scenario is an id; empty for a request that no scenario awaited.
	Scenario string
	// Exchange is the number of that request.
	Exchange int
	// Recorded and Now say what was recorded, and what the evidence gives.
	Recorded, Now string
}

func (d Difference) String() string {
	what := "scenario " + d.Scenario
	if d.Scenario == "" {
		what = fmt.Sprintf("exchange %d, which no scenario awaited", d.Exchange)
	}
	return fmt.Sprintf("%s: recorded as %s, and the evidence gives %s", what, d.Recorded, d.Now)
}

// Compare holds a run against the new judgement of it by status and by the rules that
// object, warn or inform. Sentences are not compared: secrets are masked in those on record.
func Compare(old *model.Run, now Result) Comparison {
	var c Comparison
	held, played := map[int]bool{}, map[string]bool{}
	for _, x := range old.Exchanges {
		played[x.Scenario] = true
	}
	recorded := map[string]model.ScenarioResult{}
	for _, r := range old.Scenarios {
		recorded[r.ID] = r
		for _, number := range r.Exchanges {
			held[number] = true
		}
	}
	for _, j := range now.Judgements {
		was := recorded[j.Result.ID]
		if was.Status != model.Passed && was.Status != model.Failed {
			if len(was.Exchanges) > 0 || played[was.ID] {
				c.NotCompared = append(c.NotCompared, was.ID)
			}
			continue
		}
		c.Compared++
		if before, after := outcome(was), outcome(j.Result); before != after {
			c.Differences = append(c.Differences, Difference{Scenario: was.ID, Recorded: before, Now: after})
		}
	}
	found := map[int][]model.Finding{}
	for _, u := range now.Unsolicited {
		found[u.Exchange] = u.Findings
	}
	for _, u := range old.Unsolicited {
		held[u.Exchange] = true
		if before, after := findings(u.Findings), findings(found[u.Exchange]); before != after {
			c.Differences = append(c.Differences, Difference{Exchange: u.Exchange, Recorded: "with " + before, Now: after})
		}
	}
	for _, x := range old.Exchanges {
		if !held[x.Number] {
			c.Loose = append(c.Loose, x.Number)
		}
	}
	return c
}

// Reported holds the verdicts of a report against those of the run that it is about, which
// is by id in both. A report names each scenario of the run once.
func Reported(run *model.Run, report []model.ScenarioResult) []Difference {
	said := map[string]string{}
	for _, r := range report {
		said[r.ID] = outcome(r)
	}
	var out []Difference
	for _, r := range run.Scenarios {
		in, listed := said[r.ID]
		if !listed {
			in = "nothing"
		}
		if want := outcome(r); in != want {
			out = append(out, Difference{Scenario: r.ID, Recorded: in, Now: want})
		}
		delete(said, r.ID)
	}
	for _, r := range report {
		if in, more := said[r.ID]; more {
			out = append(out, Difference{Scenario: r.ID, Recorded: in, Now: "no such scenario"})
		}
	}
	return out
}

// outcome is a verdict in words.
func outcome(r model.ScenarioResult) string {
	if r.Status == model.Errored && len(r.Findings) == 0 {
		return strings.TrimSuffix(fmt.Sprintf("%s (%s)", r.Status, r.ErrorKind), " ()")
	}
	return string(r.Status) + " with " + findings(r.Findings)
}

// findings are the rules of findings with their severities and requirements, in words.
func findings(list []model.Finding) string {
	if len(list) == 0 {
		return "no findings"
	}
	var out []string
	for _, f := range list {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s %s (%s)", f.Severity, f.Rule, strings.Join(f.Requirements, " ")), " ()"))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
