package run

import (
	"errors"
	"slices"
	"sync"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
)

// recorder brings results to the store and to the watcher, one at a time.
type recorder struct {
	o      Options
	mu     sync.Mutex
	errs   []error
	misses int
	met    bool // the system under test was reached once
	stop   bool
	lost   bool   // evidence can no longer be kept
	onLoss func() // called once, when that is found; nil for nothing
	clock  *clockGuard
}

func newRecorder(o Options) *recorder {
	return &recorder{o: o, clock: newClockGuard(o.Now, o.Elapsed)}
}

// begin is a result with what is known before the scenario runs.
func (r *recorder) begin(sc scenario.Scenario) model.ScenarioResult {
	res := Plan(sc, r.o.Role).Result()
	res.StartedAt = r.o.Now().UTC()
	return res
}

// Plan is the entry of a scenario in the header of a run.
func Plan(sc scenario.Scenario, role model.Role) evidence.Planned {
	p := evidence.Planned{
		ID: sc.ID, Title: sc.Title, Purpose: sc.Purpose, Domain: sc.Domain, Service: sc.Service(), Role: role,
		Requirements: sc.Requirements, Reference: sc.Reference, Tags: sc.Tags,
	}
	if role == model.RoleProvider {
		for _, st := range sc.Steps {
			if len(st.Expect) == 0 {
				continue
			}
			p.Expected = scenario.Words(st.Expect)
			for _, id := range st.Proves.Requirements {
				if !slices.Contains(p.Proves, id) {
					p.Proves = append(p.Proves, id)
				}
			}
		}
	} else {
		p.Expected = "a valid request for " + sc.Service()
	}
	return p
}

// Catalogue is the requirement catalogue of the domains and of what they share, as it
// concerns systems under test of the role.
func Catalogue(set *pack.Set, domains []string, role model.Role) []model.Requirement {
	var out []model.Requirement
	seen := map[string]bool{}
	add := func(p *pack.Pack) {
		if seen[p.Domain] {
			return
		}
		seen[p.Domain] = true
		for _, q := range p.Requirements {
			out = append(out, q.Of(p.Domain, role))
		}
	}
	for _, d := range domains {
		p := set.Pack(d)
		if p == nil {
			continue
		}
		for _, q := range set.Shared(p) {
			add(q)
		}
		add(p)
	}
	return out
}

func (r *recorder) finish(res model.ScenarioResult, fired map[string]int) {
	r.checkClock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.o.Store.AddScenario(res, fired); err != nil {
		r.lose(err)
		return // what is not kept is not reported
	}
	if r.o.Watch != nil {
		r.o.Watch.Finished(res)
	}
}

func (r *recorder) problem(p model.Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.o.Store.AddProblem(p); err != nil {
		r.lose(err)
	}
	if r.o.Watch != nil {
		r.o.Watch.Problem(p.Sentence)
	}
}

func (r *recorder) note(sentence string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.o.Watch != nil {
		r.o.Watch.Note(sentence)
	}
}

func (r *recorder) reached() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.misses, r.met = 0, true
}

// unreachable counts failures to connect, and ends the run after a few in a row.
func (r *recorder) unreachable(reason string) {
	r.mu.Lock()
	r.misses++
	giveUp := r.misses == giveUpAfter && !r.stop
	r.stop = r.stop || giveUp
	how := "cannot be reached"
	if r.met {
		how = "can no longer be reached"
	}
	r.mu.Unlock()
	if giveUp {
		r.problem(model.Problem{Kind: model.ProblemUnreachable, Sentence: "the run was ended early: the system under test " + how + ": " + reason})
	}
}

func (r *recorder) stopped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stop
}

func (r *recorder) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose(err)
}

// lose ends the run for an error. Where evidence cannot be kept, nothing more is sent.
func (r *recorder) lose(err error) {
	r.errs = append(r.errs, err)
	r.stop = true
	if errors.Is(err, evidence.ErrNotKept) && !r.lost {
		r.lost = true
		if r.onLoss != nil {
			r.onLoss()
		}
	}
}

// losing reports whether evidence can no longer be kept.
func (r *recorder) losing() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

func (r *recorder) err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return errors.Join(r.errs...)
}
