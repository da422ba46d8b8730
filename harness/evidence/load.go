package evidence

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sort"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// load reads run.json and the journal, whose chain is checked.
func load(dir string) (Header, journal, error) {
	head, _, err := readHeader(dir)
	if err != nil {
		return head, journal{}, err
	}
	j, err := loadJournal(dir)
	return head, j, err
}

func loadJournal(dir string) (journal, error) {
	f, err := filein.Open(filepath.Join(dir, JournalFile))
	if err != nil {
		return journal{}, fmt.Errorf("%s has no journal: %w", dir, err)
	}
	defer f.Close()
	return readJournal(f)
}

// Load rebuilds the run from run.json and the journal. It reads nothing else, so
// that equal folders give equal runs. Scenarios of the plan without a result are
// skipped with the reason. It works for a run that was killed at any instant, and
// for one that is still under way.
func Load(dir string) (*model.Run, error) {
	head, j, err := load(dir)
	if err != nil {
		return nil, err
	}
	run := ofHeader(head)
	c := collector{run: run, planned: map[string]bool{}, results: map[string]model.ScenarioResult{}, fired: map[string]int{}}
	for _, p := range head.Plan {
		c.planned[p.ID] = true
	}
	for _, e := range j.events {
		if err := c.add(e); err != nil {
			return nil, fmt.Errorf("%s: event %d: %w", JournalFile, e.Seq, err)
		}
	}
	c.finish(head)
	return run, nil
}

// Options are those of the run, as the latest session had them.
func Options(dir string) (map[string]string, error) {
	run, err := Load(dir)
	if err != nil {
		return nil, err
	}
	return run.Options, nil
}

// ofHeader is a run of which only the header is known.
func ofHeader(head Header) *model.Run {
	return &model.Run{
		Format: head.Format, Tool: head.Tool, ID: head.ID, Role: head.Role, Mirror: head.Mirror, Domains: head.Domains, Endpoint: head.Endpoint,
		Listen: head.Listen, StartedAt: head.StartedAt, Partial: head.Partial, Selection: head.Selection, SUT: head.SUT, Operator: head.Operator,
		Host: head.Host, Packs: head.Packs, Schemas: head.Schemas, Options: head.Options, Rejudged: head.Rejudged,
		Redacted: head.Redacted, Capabilities: head.Capabilities, Catalogue: head.Catalogue, NeverExcuse: head.NeverExcuse,
	}
}

type collector struct {
	run      *model.Run
	planned  map[string]bool
	results  map[string]model.ScenarioResult
	fired    map[string]int
	allRules []string
	// requests are those of scenarios, with what is wrong with them.
	requests []model.Unsolicited
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
		if !x.Unsolicited {
			c.requests = append(c.requests, model.Unsolicited{Exchange: x.Number, Findings: x.Findings})
		} else {
			c.run.Unsolicited = append(c.run.Unsolicited, model.Unsolicited{Exchange: x.Number, Findings: x.Findings})
		}
	case EventScenario:
		var r scenarioEvent
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return err
		}
		if !c.planned[r.ID] {
			return fmt.Errorf("scenario %q is not in the plan of %s", r.ID, HeaderFile)
		}
		c.results[r.ID] = r.ScenarioResult
		for id, n := range r.Fired {
			c.fired[id] += n
		}
	case EventProblem:
		var p model.Problem
		if err := json.Unmarshal(e.Data, &p); err != nil {
			return err
		}
		if c.run.Format == 1 {
			p = problemOfFormat1(p)
		}
		c.run.Problems = append(c.run.Problems, p)
	case EventOptions:
		return c.changeOptions(e.Data)
	case EventFinished:
		var f finishedEvent
		if err := json.Unmarshal(e.Data, &f); err != nil {
			return err
		}
		c.run.Interrupted, c.run.Complete, c.allRules = f.Interrupted, f.Complete, f.AllRules
	case EventResumed:
		c.resume()
	case EventStarted:
	default:
		return fmt.Errorf("%q is no event that this tkw knows", e.Type)
	}
	return nil
}

// changeOptions takes over the options that a resumed run was given anew.
func (c *collector) changeOptions(data []byte) error {
	var changed map[string]string
	if err := json.Unmarshal(data, &changed); err != nil {
		return err
	}
	options := maps.Clone(c.run.Options)
	if options == nil {
		options = map[string]string{}
	}
	maps.Copy(options, changed)
	c.run.Options = options
	return nil
}

// resume drops what ended the earlier execution; what was found in it counts on.
func (c *collector) resume() {
	c.run.Interrupted, c.run.Complete, c.allRules = false, false, nil
	if c.run.Format == 1 {
		c.run.Problems = nil // as was done then; archives were sealed with what was left
	}
	c.run.Problems = slices.DeleteFunc(c.run.Problems, passes)
}

// passes reports whether a problem is over once the run goes on: it only said why the
// run could not go on, and what is missing is tried again.
func passes(p model.Problem) bool { return p.Kind == model.ProblemUnreachable }

func (c *collector) finish(head Header) {
	for _, p := range head.Plan {
		r, ok := c.results[p.ID]
		if !ok {
			r = p.Result()
			r.Status, r.SkipKind, r.StartedAt = model.Skipped, model.SkipNotExercised, head.StartedAt
			r.Reason = "not run: the run ended before its turn; `tkw run --resume` goes on with it"
		}
		if head.Format == 1 && !ok {
			r.SkipKind = "" // the format tells no kinds apart
		}
		c.run.Scenarios = append(c.run.Scenarios, normalise(r))
	}
	sort.SliceStable(c.run.Scenarios, func(i, j int) bool { return c.run.Scenarios[i].ID < c.run.Scenarios[j].ID })
	sort.SliceStable(c.run.Exchanges, func(i, j int) bool { return c.run.Exchanges[i].Number < c.run.Exchanges[j].Number })
	if c.run.Format != 1 {
		c.abandoned()
		c.unsolicited()
	}
	c.run.Requirements = verdict.Requirements(c.run)
	if c.run.Complete {
		for _, id := range c.allRules {
			if c.fired[id] == 0 {
				c.run.Vacuous = append(c.run.Vacuous, id)
			}
		}
		sort.Strings(c.run.Vacuous)
	}
}

// abandoned takes the findings in of requests whose scenario was begun anew, or never
// came to a result: no result holds them, and what was wrong with them was wrong.
func (c *collector) abandoned() {
	held := map[int]bool{}
	for _, r := range c.run.Scenarios {
		for _, number := range r.Exchanges {
			held[number] = true
		}
	}
	for _, u := range c.requests {
		if len(u.Findings) > 0 && !held[u.Exchange] {
			c.run.Unsolicited = append(c.run.Unsolicited, u)
		}
	}
	sort.SliceStable(c.run.Unsolicited, func(i, j int) bool { return c.run.Unsolicited[i].Exchange < c.run.Unsolicited[j].Exchange })
}

// unsolicited adds the problems that a kill kept from being noted.
func (c *collector) unsolicited() {
	noted := map[int]bool{}
	for _, p := range c.run.Problems {
		noted[p.Exchange] = noted[p.Exchange] || p.Kind == model.ProblemUnsolicited
	}
	exchanges := map[int]model.Exchange{}
	for _, x := range c.run.Exchanges {
		exchanges[x.Number] = x
	}
	for _, u := range c.run.Unsolicited {
		if p, broken := model.UnsolicitedProblem(exchanges[u.Exchange], u.Findings); broken && !noted[u.Exchange] {
			c.run.Problems = append(c.run.Problems, p)
		}
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
