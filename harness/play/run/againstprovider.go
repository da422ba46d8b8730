package run

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// giveUpAfter is how many scenarios in a row may find nobody at the endpoint
// before the run ends: going on would only repeat one cause a hundred times.
const giveUpAfter = 3

// AgainstProvider drives a provider under test through the scenarios. What came of it is in the
// run folder and nowhere else; the error means that the run could not be played or kept.
func AgainstProvider(ctx context.Context, o Options) error {
	sender, err := transport.NewClient(transport.Options{TLS: o.ClientTLS, Proxy: o.Proxy, Timeout: o.Deadline, Now: o.Now})
	if err != nil {
		return fmt.Errorf("setting up the HTTP client: %w", err)
	}
	if err := o.reach(ctx, sender); ctx.Err() != nil {
		return o.Store.Finish(true, false, nil)
	} else if err != nil {
		r := newRecorder(o)
		r.problem(model.Problem{Kind: model.ProblemUnreachable, Sentence: fmt.Sprintf("nothing was run: %v", err)})
		return o.Store.Finish(false, false, nil)
	}
	wrong := map[string]*transport.Client{}
	for word, cfg := range o.WrongTLS {
		if wrong[word], err = transport.NewClient(transport.Options{TLS: cfg, Proxy: o.Proxy, Timeout: o.Deadline, Now: o.Now}); err != nil {
			return fmt.Errorf("setting up the HTTP client %q: %w", word, err)
		}
	}
	// What is under way when evidence is lost is not resumed.
	asked := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := newRecorder(o)
	r.onLoss = cancel
	c := asclient.New(asclient.Options{
		Guard: r.guard,
		Set:   o.Set, Judge: o.Judge, Composer: o.Composer, Sender: sender, Wrong: wrong, Endpoint: o.Endpoint, Now: o.Now,
		Record: func(x model.Exchange, request, response []byte) (model.Exchange, error) {
			r.noteUnknownNumbers("an answer", response)
			return o.Store.AddExchange(x, request, response)
		},
	})
	if err := o.rememberAnswers(c); err != nil {
		return err
	}
	work := make(chan scenario.Scenario)
	var wg sync.WaitGroup
	for range max(o.Parallel, 1) {
		wg.Go(func() {
			for sc := range work {
				r.play(ctx, c, sc)
			}
		})
	}
	for _, sc := range o.Scenarios {
		if o.Done[sc.ID] {
			continue
		}
		if r.stopped() {
			break
		}
		select {
		case work <- sc:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(work)
	wg.Wait()
	interrupted := asked.Err() != nil
	return errors.Join(r.err(), o.Store.Finish(interrupted, !interrupted && !r.stopped(), o.Judge.RuleIDs(o.domains(), "response", "exchange")))
}

func (o Options) domains() []string {
	var out []string
	seen := map[string]bool{}
	for _, sc := range o.Scenarios {
		if !seen[sc.Domain] {
			seen[sc.Domain] = true
			out = append(out, sc.Domain)
		}
	}
	return out
}

// play runs one scenario and records its result.
func (r *recorder) play(ctx context.Context, c *asclient.Client, sc scenario.Scenario) {
	res := r.begin(sc)
	if kind, reason := r.o.obstacle(sc); kind != "" {
		res.Status, res.SkipKind, res.Reason = model.Skipped, kind, reason
		r.finish(res, nil)
		return
	}
	started := r.o.Now()
	got, err := c.Run(ctx, sc)
	if ctx.Err() != nil {
		return // an interrupted scenario has no result; --resume runs it again
	}
	res.DurationMS = float64(max(0, r.o.Now().Sub(started)).Round(10*time.Microsecond).Microseconds()) / 1000
	res.Exchanges, res.Findings = got.Exchanges, got.Findings
	switch {
	case errors.Is(err, evidence.ErrNotKept):
		r.fail(err) // nothing more can be judged, and this scenario could not be noted
		return
	case errors.Is(err, livedata.ErrUnknownNumber):
		res.Status, res.ErrorKind = model.Errored, model.ErrorLiveData
		res.Reason = err.Error() + "; use test patients, or allow it with --allow-live-data"
	case err != nil:
		res.Status, res.ErrorKind, res.Reason = model.Errored, errorKind(err), "tkw could not judge: "+err.Error()
	case got.Undecided != nil:
		res.Status, res.ErrorKind, res.Reason = model.Errored, got.Undecided.Kind, got.Undecided.Sentence()
		if got.Undecided.Kind == model.ErrorUnreachable {
			r.unreachable(got.Undecided.Reason)
		}
	default:
		r.reached()
		res.Status = judge(res.Findings)
	}
	r.finish(res, got.Fired)
}

// judge is the status that findings give.
func judge(findings []model.Finding) model.Status {
	for _, f := range findings {
		if f.Severity == model.Error {
			return model.Failed
		}
	}
	return model.Passed
}
