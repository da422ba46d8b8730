package run

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/itk-assurance/tkw/harness/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/harness/provider"
	"github.com/itk-assurance/tkw/harness/scenario"
)

// queue holds the scenarios that await a request. Safe for concurrent use.
type queue struct {
	mu    sync.Mutex
	open  []*waiting // awaiting a request, in order of id
	busy  int        // matched, exchange not over
	empty chan struct{}
}

// waiting is a scenario that awaits the request of its step.
type waiting struct {
	scenario scenario.Scenario
	at       int
	// ask and keys are, by step, what its request asks and what ties a request to it.
	ask  []map[string]string
	keys [][]string

	exchanges []int
	findings  []model.Finding
	fired     map[string]int
	elapsed   float64
	failure   error
}

func (w *waiting) step() scenario.Step { return w.scenario.Steps[w.at] }

func newQueue(o Options) (*queue, error) {
	q := &queue{empty: make(chan struct{})}
	for _, sc := range o.Scenarios {
		if o.Done[sc.ID] || lacking(sc, o.Capabilities) != "" {
			continue
		}
		w := &waiting{scenario: sc, fired: map[string]int{}}
		p := o.Set.Pack(sc.Domain)
		for _, step := range sc.Steps {
			ask, err := compose.Ask(p, step)
			if err != nil {
				return nil, fmt.Errorf("scenario %s: %w", sc.ID, err)
			}
			service, _ := p.Service(step.Service)
			w.ask = append(w.ask, ask)
			w.keys = append(w.keys, matchKeys(service, ask))
		}
		q.open = append(q.open, w)
	}
	if len(q.open) == 0 {
		close(q.empty)
	}
	return q, nil
}

// matchKeys picks the first alternative of the service all of whose values the
// scenario's own request has.
func matchKeys(service pack.Service, ask map[string]string) []string {
	for _, keys := range service.Match {
		if !slices.ContainsFunc(keys, func(k string) bool { return ask[k] == "" }) {
			return keys
		}
	}
	return nil
}

// take finds the first scenario, by id, whose service and persona a request has.
func (q *queue) take(j provider.Judged) *waiting {
	got := j.Verdict.Request.Keys
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, w := range q.open {
		if w.step().Service != j.Service.Name || !ties(w, got) {
			continue
		}
		q.open = slices.Delete(q.open, i, i+1)
		q.busy++
		return w
	}
	return nil
}

// ties compares the values that tie a request to a scenario; case and blanks
// around them do not count.
func ties(w *waiting, got map[string]string) bool {
	for _, key := range w.keys[w.at] {
		if !strings.EqualFold(strings.TrimSpace(got[key]), strings.TrimSpace(w.ask[w.at][key])) {
			return false
		}
	}
	return true
}

// again puts a scenario back to await its next step.
func (q *queue) again(w *waiting) {
	q.mu.Lock()
	defer q.mu.Unlock()
	w.at++
	q.busy--
	q.open = append(q.open, w)
	slices.SortStableFunc(q.open, func(a, b *waiting) int { return strings.Compare(a.scenario.ID, b.scenario.ID) })
}

// done takes a finished scenario off the count.
func (q *queue) done(*waiting) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	if len(q.open) == 0 && q.busy == 0 {
		close(q.empty)
	}
}

// left returns what is still open.
func (q *queue) left() []*waiting {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.open)
}

func (q *queue) waiting() []scenario.Scenario {
	var out []scenario.Scenario
	for _, w := range q.left() {
		out = append(out, w.scenario)
	}
	return out
}

// Stimulus says what the tester has to do for a step of a scenario.
func Stimulus(set *pack.Set, sc scenario.Scenario, at int) string {
	step := sc.Steps[at]
	if step.Stimulus != "" {
		return step.Stimulus
	}
	p := set.Pack(sc.Domain)
	service, _ := p.Service(step.Service)
	persona, _ := p.Persona(step.Persona)
	ask, err := compose.Ask(p, step)
	if err != nil {
		return "call " + step.Service
	}
	var values []string
	for _, key := range service.Asks {
		if ask[key] != "" {
			values = append(values, key+" "+ask[key])
		}
	}
	return fmt.Sprintf("let your system call %s (%s) for the patient %q with %s", service.Name, service.Title, persona.Title, strings.Join(values, ", "))
}
