package run

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
)

// queue holds the scenarios that await a request. Safe for concurrent use.
type queue struct {
	mu    sync.Mutex
	open  []*waiting // awaiting a request, in order of id
	busy  int        // matched, exchange not over
	empty chan struct{}
}

// waiting is a scenario that awaits the request of its step. The lock of its queue
// guards what changes.
type waiting struct {
	scenario scenario.Scenario
	// ask and keys are, by step, what its request asks and what ties a request to it.
	ask  []map[string]string
	keys [][]string

	at        int // the step that is awaited next
	over      int // steps whose exchange is over
	exchanges []int
	findings  []model.Finding
	fired     map[string]int
	elapsed   float64
	failure   error
}

func newQueue(o Options) (*queue, error) {
	q := &queue{empty: make(chan struct{})}
	for _, sc := range o.Scenarios {
		if o.Done[sc.ID] || o.blocked(sc) {
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

// take finds the first scenario, by id, whose service and persona a request has, and
// the step that the request is for. The scenario at once awaits its next step: a quick
// client may send it before the exchange of this one is on record.
func (q *queue) take(j asprovider.Judged) (*waiting, int) {
	got := j.Verdict.Request.Keys
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, w := range q.open {
		if w.scenario.Domain != j.Service.Domain || w.scenario.Steps[w.at].Service != j.Service.Name || !ties(w, got) {
			continue
		}
		step := w.at
		if w.at++; w.at == len(w.scenario.Steps) {
			q.open = slices.Delete(q.open, i, i+1)
		}
		q.busy++
		return w, step
	}
	return nil, 0
}

// ties compares the values that tie a request to a scenario; case and spaces
// around them do not count.
func ties(w *waiting, got map[string]string) bool {
	for _, key := range w.keys[w.at] {
		if !strings.EqualFold(strings.TrimSpace(got[key]), strings.TrimSpace(w.ask[w.at][key])) {
			return false
		}
	}
	return true
}

// record adds an exchange to its scenario, and tells whether it was the last one.
func (q *queue) record(w *waiting, x model.Exchange, findings []model.Finding, fired map[string]int, failure error) (last bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	w.over++
	w.exchanges = append(w.exchanges, x.Number)
	w.findings = append(w.findings, findings...)
	w.elapsed += x.DurationMS
	for id, n := range fired {
		w.fired[id] += n
	}
	if w.failure == nil {
		w.failure = failure
	}
	return w.over == len(w.scenario.Steps)
}

// done takes an exchange off the count; the last one ends the wait.
func (q *queue) done() {
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
