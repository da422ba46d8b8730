package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

type journal struct {
	list []Event
	last string
}

func load(dir string) (Header, journal, int, error) {
	var head Header
	raw, err := os.ReadFile(filepath.Join(dir, HeaderFile))
	if err != nil {
		return head, journal{}, 0, fmt.Errorf("%s is no run folder: %w", dir, err)
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return head, journal{}, 0, fmt.Errorf("%s in %s is not readable: %w", HeaderFile, dir, err)
	}
	if head.Format != Format {
		return head, journal{}, 0, fmt.Errorf("the run folder %s has format %d; this tkw reads format %d", dir, head.Format, Format)
	}
	f, err := os.Open(filepath.Join(dir, JournalFile))
	if err != nil {
		return head, journal{}, 0, fmt.Errorf("%s has no journal: %w", dir, err)
	}
	defer f.Close()
	events, last, torn, err := readJournal(f)
	if err != nil {
		return head, journal{}, 0, err
	}
	return head, journal{list: events, last: last}, torn, nil
}

// ReadHeader reads run.json alone.
func ReadHeader(dir string) (Header, error) {
	head, _, _, err := load(dir)
	return head, err
}

// Load rebuilds the run from its folder. It reads nothing else, so that equal
// folders give equal runs. Scenarios of the plan without a result are skipped
// with the reason.
func Load(dir string) (*model.Run, error) {
	head, events, _, err := load(dir)
	if err != nil {
		return nil, err
	}
	run := &model.Run{
		Format: 1, Tool: head.Tool, ID: head.ID, Role: head.Role, Mirror: head.Mirror, Domains: head.Domains, Endpoint: head.Endpoint,
		Listen: head.Listen, StartedAt: head.StartedAt, Partial: head.Partial, Selection: head.Selection, SUT: head.SUT,
		Host: head.Host, Packs: head.Packs,
	}
	c := collector{run: run, results: map[string]model.ScenarioResult{}, fired: map[string]int{}}
	for _, e := range events.list {
		if err := c.add(e); err != nil {
			return nil, fmt.Errorf("%s: event %d: %w", JournalFile, e.Seq, err)
		}
	}
	c.finish(head)
	return run, nil
}

type collector struct {
	run      *model.Run
	results  map[string]model.ScenarioResult
	fired    map[string]int
	allRules []string
}

func (c *collector) add(e Event) error {
	c.run.FinishedAt = e.Time
	switch e.Type {
	case EventExchange:
		var x exchangeEvent
		if err := json.Unmarshal(e.Data, &x); err != nil {
			return err
		}
		c.run.Exchanges = append(c.run.Exchanges, x.Exchange)
		if x.Unsolicited {
			c.run.Unsolicited = append(c.run.Unsolicited, x.Number)
		}
	case EventScenario:
		var r scenarioEvent
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return err
		}
		c.results[r.ID] = r.ScenarioResult
		for id, n := range r.Fired {
			c.fired[id] += n
		}
	case EventProblem:
		var p struct{ Problem string }
		if err := json.Unmarshal(e.Data, &p); err != nil {
			return err
		}
		c.run.Problems = append(c.run.Problems, p.Problem)
	case EventFinished:
		var f finishedEvent
		if err := json.Unmarshal(e.Data, &f); err != nil {
			return err
		}
		c.run.Interrupted, c.run.Complete, c.allRules = f.Interrupted, f.Complete, f.AllRules
	case EventResumed:
		c.run.Interrupted, c.run.Complete, c.run.Problems = false, false, nil
	}
	return nil
}

func (c *collector) finish(head Header) {
	for _, p := range head.Plan {
		r, ok := c.results[p.ID]
		if !ok {
			r = model.ScenarioResult{
				ID: p.ID, Title: p.Title, Purpose: p.Purpose, Domain: p.Domain, Service: p.Service, Role: p.Role, Status: model.Skipped,
				Requirements: p.Requirements, Reference: p.Reference, Tags: p.Tags, Expected: p.Expected, StartedAt: head.StartedAt,
				Reason: "not run: the run ended before its turn; `tkw run --resume` goes on with it",
			}
		}
		c.run.Scenarios = append(c.run.Scenarios, normalise(r))
	}
	sort.SliceStable(c.run.Scenarios, func(i, j int) bool { return c.run.Scenarios[i].ID < c.run.Scenarios[j].ID })
	sort.SliceStable(c.run.Exchanges, func(i, j int) bool { return c.run.Exchanges[i].Number < c.run.Exchanges[j].Number })
	c.run.Requirements = coverage(head.Catalogue, c.run.Scenarios)
	if c.run.Complete {
		for _, id := range c.allRules {
			if c.fired[id] == 0 {
				c.run.Vacuous = append(c.run.Vacuous, id)
			}
		}
		sort.Strings(c.run.Vacuous)
	}
}

// normalise makes absent lists empty ones, as report.json has them.
func normalise(r model.ScenarioResult) model.ScenarioResult {
	if r.Requirements == nil {
		r.Requirements = []string{}
	}
	if r.Reference == nil {
		r.Reference = []string{}
	}
	if r.Exchanges == nil {
		r.Exchanges = []int{}
	}
	if r.Findings == nil {
		r.Findings = []model.Finding{}
	}
	return r
}

// coverage says of each requirement how it fared: failed when a finding of error
// grade names it or a failed scenario is tagged with it; passed when at least one
// scenario tagged with it passed and none failed.
func coverage(catalogue []Requirement, results []model.ScenarioResult) []model.RequirementResult {
	tagged := map[string][]model.ScenarioResult{}
	blamed := map[string]bool{}
	for _, r := range results {
		for _, id := range r.Requirements {
			tagged[id] = append(tagged[id], r)
		}
		for _, f := range r.Findings {
			if f.Severity != model.Error {
				continue
			}
			for _, id := range f.Requirements {
				blamed[id] = true
				if !slices.Contains(r.Requirements, id) {
					tagged[id] = append(tagged[id], r)
				}
			}
		}
	}
	out := make([]model.RequirementResult, 0, len(catalogue))
	for _, req := range catalogue {
		rr := model.RequirementResult{ID: req.ID, Title: req.Title, Level: req.Level, Domain: req.Domain, Scenarios: []string{}}
		var count model.Summary
		for _, r := range tagged[req.ID] {
			rr.Scenarios = append(rr.Scenarios, r.ID)
		}
		count = model.Summarise(tagged[req.ID])
		switch {
		case blamed[req.ID] || count.Failed > 0 || count.KnownFailures > 0:
			rr.Status = model.Failed
		case count.Errored > 0:
			rr.Status, rr.Reason = model.Errored, "tkw could not judge every scenario of it"
		case count.Passed > 0:
			rr.Status = model.Passed
		case count.Pending > 0:
			rr.Status, rr.Reason = model.Pending, "awaits an attestation"
		case !req.Testable:
			rr.Status, rr.Reason = model.NotTestable, req.Reason
		case count.Total > 0:
			rr.Status, rr.Reason = model.NotRun, "every scenario of it was skipped"
		default:
			rr.Status, rr.Reason = model.NotRun, "no scenario of this run tests it"
		}
		out = append(out, rr)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Domain != out[j].Domain {
			return out[i].Domain < out[j].Domain
		}
		return out[i].ID < out[j].ID
	})
	return out
}

// Verify recomputes every digest of a run folder and returns the first thing that
// does not fit, or nil.
func Verify(dir string) error {
	head, events, torn, err := load(dir)
	if err != nil {
		return err
	}
	if torn > 0 {
		return &ChainError{len(events.list) + 1, "is unfinished: the run was killed while writing it; --resume cuts it off"}
	}
	if len(events.list) == 0 || events.list[0].Type != EventStarted {
		return &ChainError{1, "is not the start of a run"}
	}
	known := map[string]bool{}
	for _, e := range events.list {
		if e.Type != EventExchange {
			continue
		}
		var x exchangeEvent
		if err := json.Unmarshal(e.Data, &x); err != nil {
			return &ChainError{e.Seq, "not readable: " + err.Error()}
		}
		for file, want := range map[string]string{x.RequestFile: x.RequestSHA256, x.ResponseFile: x.ResponseSHA256} {
			if file == "" {
				continue
			}
			known[filepath.Base(file)] = true
			content, err := ReadExchange(dir, file)
			if err != nil {
				return fmt.Errorf("%s is missing or not readable: %w", file, err)
			}
			if sum(content) != want {
				return fmt.Errorf("%s was changed after the run: its SHA-256 is not the one in %s line %d", file, JournalFile, e.Seq)
			}
		}
	}
	if err := verifyHeader(head, events.list[0]); err != nil {
		return err
	}
	return verifyNothingAdded(dir, known)
}

// verifyHeader compares run.json with the copy in the first journal line.
func verifyHeader(head Header, first Event) error {
	var started Header
	if err := json.Unmarshal(first.Data, &started); err != nil {
		return &ChainError{1, "not readable: " + err.Error()}
	}
	head.FinishedAt = started.FinishedAt
	a, errA := json.Marshal(head)
	b, errB := json.Marshal(started)
	if err := errors.Join(errA, errB); err != nil {
		return fmt.Errorf("comparing %s: %w", HeaderFile, err)
	}
	if string(a) != string(b) {
		return fmt.Errorf("%s was changed after the run: it is not what %s line 1 says", HeaderFile, JournalFile)
	}
	return nil
}

func verifyNothingAdded(dir string, known map[string]bool) error {
	entries, err := os.ReadDir(filepath.Join(dir, ExchangesDir))
	if err != nil {
		return fmt.Errorf("listing the exchanges: %w", err)
	}
	var strangers []string
	for _, e := range entries {
		if !known[e.Name()] {
			strangers = append(strangers, e.Name())
		}
	}
	if len(strangers) > 0 {
		return fmt.Errorf("%s holds files that %s does not know: %s", ExchangesDir, JournalFile, strings.Join(strangers, ", "))
	}
	return nil
}
