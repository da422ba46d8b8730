package evidence

import (
	"sort"

	"github.com/itk-assurance/tkw/harness/model"
)

// Judgement is the result of one scenario with the nodes that each rule looked at.
type Judgement struct {
	Result model.ScenarioResult
	Fired  map[string]int
}

// Assemble is the run that a folder with this header, the exchanges of old and
// these results would hold, without making one. allRules are the ids of the rules
// that could have fired. The new run is as complete as the old one.
func Assemble(head Header, old *model.Run, results []Judgement, unsolicited []model.Unsolicited, problems []model.Problem, allRules []string) *model.Run {
	run := ofHeader(head)
	run.FinishedAt = head.StartedAt
	run.Exchanges, run.Unsolicited, run.Problems = old.Exchanges, unsolicited, problems
	run.Complete, run.Interrupted = old.Complete, old.Interrupted
	c := collector{run: run, results: map[string]model.ScenarioResult{}, fired: map[string]int{}, allRules: allRules}
	for _, j := range results {
		c.results[j.Result.ID] = j.Result
		for id, n := range j.Fired {
			c.fired[id] += n
		}
	}
	c.finish(head)
	return run
}

// Copy brings the exchanges of an earlier run into the store under their numbers, with
// what is now said of the unsolicited ones. read gives the content of an exchange file
// of that run.
func (s *Store) Copy(old *model.Run, unsolicited []model.Unsolicited, read func(name string) ([]byte, error)) error {
	findings := map[int][]model.Finding{}
	for _, u := range unsolicited {
		findings[u.Exchange] = u.Findings
	}
	exchanges := append([]model.Exchange{}, old.Exchanges...)
	sort.SliceStable(exchanges, func(i, j int) bool { return exchanges[i].Number < exchanges[j].Number })
	for _, x := range exchanges {
		var content [2][]byte
		for i, name := range []string{x.RequestFile, x.ResponseFile} {
			if name == "" {
				continue
			}
			var err error
			if content[i], err = read(name); err != nil {
				return err
			}
		}
		s.mu.Lock()
		s.next = x.Number
		s.mu.Unlock()
		found, none := findings[x.Number]
		event := exchangeEvent{Findings: found, Unsolicited: none}
		if _, err := s.addExchange(x, content[0], content[1], event); err != nil {
			return err
		}
	}
	return nil
}
