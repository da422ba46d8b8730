// Package rejudge applies today's schemas, rules and scenario expectations to the
// evidence of an earlier run, without the system under test.
//
// It judges by the same code that judges while a run is played: the exchange files
// take the place of the socket, and the time of each exchange that of the clock.
// What the files cannot say is taken from the journal: that there was no answer and
// why, how long it took, and whose certificate was shown.
package rejudge

import (
	"context"
	"errors"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// Options say what is judged, and by what.
type Options struct {
	Set      *pack.Set
	Judge    *check.Judge
	Composer *compose.Composer
	// Policy is the access control that requests of a client are checked against;
	// nil for that of the packs. It is not part of the evidence.
	Policy *pack.Policy
	// Old is the earlier run; Plan its plan.
	Old  *model.Run
	Plan []evidence.Planned
	// Read gives the content of an exchange file of the earlier run.
	Read func(name string) ([]byte, error)
}

// Result is the new judgement.
type Result struct {
	// Judgements are those of the whole plan, in its order. What was not played
	// then keeps its status and reason.
	Judgements []evidence.Judgement
	// Plan is that of the new run: today's words where the scenario still exists.
	Plan []evidence.Planned
	// Problems are those of the earlier run, with what is said of unsolicited
	// requests judged again.
	Problems []model.Problem
	// Unsolicited are the requests that no scenario awaited, judged again.
	Unsolicited []model.Unsolicited
	// AllRules are the ids of the rules that could have fired.
	AllRules []string
}

// rejudger judges one exchange after the other; now is the time of the one at hand.
type rejudger struct {
	Options
	exchanges map[int]model.Exchange
	client    *asclient.Client
	provider  *asprovider.Provider
	now       time.Time
	// requests are the verdicts on requests of a client, by exchange.
	requests map[int]judgement
}

// judgement is the verdict on a request, or why there is none.
type judgement struct {
	asprovider.Judged
	err error
}

// Run judges everything again. A scenario that cannot be judged is errored, with the
// reason; the error is for what keeps all of them from being judged.
func Run(ctx context.Context, o Options) (Result, error) {
	j := &rejudger{Options: o, exchanges: map[int]model.Exchange{}}
	for _, x := range o.Old.Exchanges {
		j.exchanges[x.Number] = x
	}
	clock := func() time.Time { return j.now }
	j.client = asclient.New(asclient.Options{Set: o.Set, Judge: o.Judge, Composer: o.Composer, Now: clock})
	var err error
	j.provider, err = asprovider.New(asprovider.Options{
		Set: o.Set, Judge: o.Judge, Composer: o.Composer, Policy: o.Policy, Domains: o.Old.Domains, Now: clock,
	})
	if err != nil {
		return Result{}, err
	}
	if o.Old.Role == model.RoleClient {
		j.judgeRequests(ctx)
	}
	var out Result
	old := map[string]model.ScenarioResult{}
	for _, r := range o.Old.Scenarios {
		old[r.ID] = r
	}
	for _, p := range o.Plan {
		if ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		sc, found := j.find(p)
		if found {
			p = run.Plan(sc, o.Old.Role)
		}
		out.Plan = append(out.Plan, p)
		out.Judgements = append(out.Judgements, j.scenario(ctx, sc, found, p, old[p.ID]))
	}
	if ctx.Err() != nil {
		return Result{}, ctx.Err() // the last one may not have been judged
	}
	out.Problems, out.Unsolicited = j.unsolicited()
	phases := []string{"response", "exchange"}
	if o.Old.Role == model.RoleClient {
		phases = []string{"request"}
	}
	out.AllRules = o.Judge.RuleIDs(o.Old.Domains, phases...)
	return out, nil
}

// find is the scenario of a plan in today's packs.
func (j *rejudger) find(p evidence.Planned) (scenario.Scenario, bool) {
	q := j.Set.Pack(p.Domain)
	if q == nil {
		return scenario.Scenario{}, false
	}
	for _, sc := range q.Scenarios {
		if sc.ID == p.ID && sc.HasRole(p.Role) {
			return sc, true
		}
	}
	return scenario.Scenario{}, false
}

// errGone is a scenario that today's packs do not have.
var errGone = errors.New("today's packs have no such scenario")

// scenario judges one scenario, or says why it cannot be judged.
func (j *rejudger) scenario(ctx context.Context, sc scenario.Scenario, found bool, p evidence.Planned, old model.ScenarioResult) evidence.Judgement {
	res := p.Result()
	res.Status, res.SkipKind, res.ErrorKind, res.Reason = old.Status, old.SkipKind, old.ErrorKind, old.Reason
	res.StartedAt, res.DurationMS, res.Exchanges, res.Findings = old.StartedAt, old.DurationMS, old.Exchanges, old.Findings
	if old.Status != model.Passed && old.Status != model.Failed {
		return evidence.Judgement{Result: res} // it came to no verdict then, and the files hold no more than they did
	}
	res.Findings = nil
	fired := map[string]int{}
	err := errGone
	if found {
		if p.Role == model.RoleClient {
			res.Findings, err = j.asClient(ctx, sc, old, fired)
		} else {
			res.Findings, err = j.asProvider(ctx, sc, old, fired)
		}
	}
	if doubt, ok := errors.AsType[undecided](err); ok {
		res.Status, res.ErrorKind, res.Reason, res.Findings = model.Errored, doubt.Kind, doubt.Sentence(), nil
		return evidence.Judgement{Result: res}
	}
	if err != nil {
		res.Status, res.ErrorKind, res.Findings = model.Errored, kindOf(err), nil
		res.Reason = "cannot be judged again: " + err.Error()
		return evidence.Judgement{Result: res}
	}
	res.Status = run.StatusOf(res.Findings)
	return evidence.Judgement{Result: res, Fired: fired}
}

// kindOf is the kind of what cannot be judged again.
func kindOf(err error) model.ErrorKind {
	if errors.Is(err, check.ErrTooExpensive) {
		return model.ErrorTooExpensive
	}
	return model.ErrorCouldNotJudge
}

// add takes the findings of an exchange over.
func add(findings, more []model.Finding, looked map[string]int, number int, fired map[string]int) []model.Finding {
	for _, f := range more {
		f.Exchange = number
		findings = append(findings, f)
	}
	for id, n := range looked {
		fired[id] += n
	}
	return findings
}

// unsolicited judges the requests again that no scenario awaited; the other problems of
// the earlier run stay.
func (j *rejudger) unsolicited() (problems []model.Problem, list []model.Unsolicited) {
	about := map[int]bool{}
	for _, u := range j.Old.Unsolicited {
		about[u.Exchange] = true
	}
	for _, p := range j.Old.Problems {
		if !about[p.Exchange] {
			problems = append(problems, p)
		}
	}
	for _, u := range j.Old.Unsolicited {
		now := model.Unsolicited{Exchange: u.Exchange}
		judged := j.requests[u.Exchange]
		if x := j.exchanges[u.Exchange]; x.NotKept != nil {
			now.Findings = u.Findings // its messages are not at hand
			if p, broken := model.UnsolicitedProblem(x, u.Findings); broken {
				problems = append(problems, p)
			}
		} else if judged.err != nil {
			p := run.NotJudgedProblem(u.Exchange, judged.err)
			p.Kind = model.ProblemCouldNotJudge
			problems = append(problems, p)
		} else {
			now.Findings = add(nil, judged.Verdict.Findings, judged.Verdict.Fired, u.Exchange, map[string]int{})
			if p, broken := model.UnsolicitedProblem(j.exchanges[u.Exchange], now.Findings); broken {
				problems = append(problems, p)
			}
		}
		list = append(list, now)
	}
	return problems, list
}
