package run

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// grace is how long open exchanges may take to end once a run is over.
const grace = 5 * time.Second

// AgainstClient answers a client under test until every scenario was exercised, the
// timeout passes, or the context ends. What came of it is in the run folder and nowhere
// else; the error means that the run could not be played or kept.
func AgainstClient(ctx context.Context, o Options) error {
	p, err := asprovider.New(asprovider.Options{Set: o.Set, Judge: o.Judge, Composer: o.Composer, Policy: o.Policy, Domains: o.domains(), Now: o.Now})
	if err != nil {
		return err
	}
	s := &session{recorder: newRecorder(o), provider: p, extra: newUnsolicited(), aborted: make(chan struct{})}
	s.abort = sync.OnceFunc(func() { close(s.aborted) })
	if s.queue, err = newQueue(o); err != nil {
		return err
	}
	s.skipLacking()
	if err := s.rememberEarlier(); err != nil {
		return err
	}
	server, err := transport.NewServer(transport.ServerOptions{
		Listen: o.Listen, TLS: o.ServerTLS, Handler: s.handle, OnExchange: s.keep, OnRefused: s.refused, Now: o.Now,
		HangTimeout: o.MaxDelay,
	})
	if err != nil {
		s.problem(model.Problem{Kind: model.ProblemUnreachable, Sentence: err.Error()})
		return o.Store.Finish(false, false, nil)
	}
	server.Start(ctx)
	if o.Watch != nil {
		o.Watch.Listening(server.URL("/"), s.queue.waiting())
	}
	s.wait(ctx, server.URL("/"))
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if s.losing() {
		server.Close() // nobody is answered any more
	} else if err := server.Shutdown(stop); err != nil {
		server.Close()
	}
	s.noteCounts()
	s.reportMissing(ctx)
	interrupted := ctx.Err() != nil
	return errors.Join(s.err(), o.Store.Finish(interrupted, !interrupted && !s.stopped(), o.Judge.RuleIDs(o.domains(), "request")))
}

// session is one run with a client under test.
type session struct {
	*recorder
	provider *asprovider.Provider
	queue    *queue

	// aborted is closed when evidence can no longer be kept.
	aborted chan struct{}
	abort   func()

	// extra counts the exchanges that no scenario awaited.
	extra *unsolicited
	// refusals counts the connections that came to nothing.
	refusals atomic.Int64
}

// turn is what was decided about a request until its exchange is over.
type turn struct {
	judged   asprovider.Judged
	waiting  *waiting
	step     int
	asserted []model.Finding // by the scenario
	outcome  model.Outcome   // of the whole answer
	err      error
}

func (s *session) skipLacking() {
	for _, sc := range s.o.Scenarios {
		if s.o.Done[sc.ID] {
			continue
		}
		if kind, reason := s.o.obstacle(sc); kind != "" {
			res := s.begin(sc)
			res.Status, res.SkipKind, res.Reason = model.Skipped, kind, reason
			s.finish(res, nil)
		}
	}
}

// wait blocks until nothing is awaited any more, or it must end.
func (s *session) wait(ctx context.Context, url string) {
	if s.o.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.o.Timeout)
		defer cancel()
	}
	if s.o.Driver != nil {
		if err := s.o.Driver(ctx, url); err != nil {
			s.fail(fmt.Errorf("playing the client: %w", err))
		}
		return
	}
	select {
	case <-ctx.Done():
	case <-s.queue.empty:
	case <-s.aborted:
	}
}

// handle judges a request, finds the scenario that awaits it, and answers.
func (s *session) handle(ctx context.Context, in transport.Inbound) transport.Reply {
	if s.losing() {
		return transport.Reply{Fault: transport.FaultCloseBeforeResponse}
	}
	// What a peer sent that has left counts as well, and a judgement is bounded.
	ctx = context.WithoutCancel(ctx)
	t := turn{}
	t.judged, t.err = s.provider.Judge(ctx, in)
	var answer asprovider.Answered
	if t.err == nil {
		if t.judged.Known {
			t.waiting, t.step = s.queue.take(t.judged)
		}
		if t.waiting != nil {
			answer, t.err = s.answerFor(ctx, &t)
		} else {
			answer, t.err = s.provider.Answer(t.judged)
		}
	}
	reply := answer.Reply
	t.outcome = answer.Outcome
	if t.err != nil {
		reply = transport.Reply{Status: http.StatusInternalServerError, Body: []byte("tkw could not answer: " + t.err.Error() + "\n")}
		t.outcome = model.Outcome{Kind: model.OutcomeHTTP}
	}
	s.noteUnknownNumbers("a request from "+in.Peer, in.Body)
	if s.o.MaxDelay > 0 {
		reply.Delay = min(reply.Delay, s.o.MaxDelay)
	}
	if s.losing() {
		reply = transport.Reply{Fault: transport.FaultCloseBeforeResponse}
	}
	reply.Note = t
	return reply
}

// answerFor judges a request by what its scenario asserts, and answers as that says.
func (s *session) answerFor(ctx context.Context, t *turn) (asprovider.Answered, error) {
	sc := t.waiting.scenario
	var err error
	if t.asserted, err = s.provider.Assert(ctx, t.judged, sc, sc.Steps[t.step]); err != nil {
		return asprovider.Answered{}, err
	}
	return s.provider.AnswerAs(t.judged, sc.Steps[t.step])
}

// keep brings an exchange to the evidence and ends the scenario it belongs to.
func (s *session) keep(c transport.ServerCapture) {
	t, _ := c.Reply.Note.(turn)
	x := model.Exchange{
		StartedAt: c.Started.UTC(), DurationMS: float64(c.Elapsed.Round(10*time.Microsecond).Microseconds()) / 1000, Peer: c.Peer, PeerName: c.Inbound.ClientSubject,
		Service:  t.judged.Service.Name,
		Request:  model.HTTPFacts{StartLine: firstLine(c.RequestBytes), Bytes: len(c.RequestBytes)},
		Response: model.HTTPFacts{StartLine: firstLine(c.ResponseBytes), Status: c.Reply.Status, Bytes: len(c.ResponseBytes)},
	}
	outcome := asprovider.Sent(c, t.outcome)
	x.Outcome, x.Result, x.TransportFault = outcome.String(), &outcome, asclient.FaultOf(c.Err)
	if c.Err != nil {
		x.TransportError = c.Err.Error()
	}
	if t.waiting != nil {
		x.Scenario = t.waiting.scenario.ID
	}
	var findings []model.Finding
	if t.judged.Verdict != nil {
		findings = append(slices.Clip(t.judged.Verdict.Findings), t.asserted...)
	}
	var kept model.Exchange
	var err error
	if t.waiting != nil {
		s.extra.exercised(x)
		kept, err = s.o.Store.AddRequest(x, c.RequestBytes, c.ResponseBytes, findings)
	} else {
		if is, first := s.extra.listed(); !is {
			if first {
				s.problem(tooManyUnsolicited())
			}
			return
		}
		if why := s.extra.admit(x); why != "" {
			x.NotKept = &model.NotKept{Reason: why}
		}
		kept, err = s.o.Store.AddUnsolicited(x, c.RequestBytes, c.ResponseBytes, findings)
	}
	if err != nil {
		s.fail(err)
		s.abort()
		return
	}
	for i := range findings {
		findings[i].Exchange = kept.Number
	}
	s.checkClock()
	if t.waiting == nil {
		s.noteUnsolicited(kept, findings, t.err)
		return
	}
	s.end(t, kept, findings)
}

// tooManyUnsolicited says that the run holds less than what came.
func tooManyUnsolicited() model.Problem {
	return model.Problem{Kind: model.ProblemCouldNotJudge, Sentence: fmt.Sprintf(
		"more than %d requests came that no scenario awaited; those after them were answered, but are not among the evidence: find out who sends them, and run again without", mostUnsolicited)}
}

func firstLine(raw []byte) string {
	for i, b := range raw {
		if b == '\r' || b == '\n' || i >= 200 {
			return string(raw[:i])
		}
	}
	return string(raw)
}

// end adds an exchange to its scenario and, after the last step, records the result.
func (s *session) end(t turn, x model.Exchange, findings []model.Finding) {
	defer s.queue.done()
	w := t.waiting
	var fired map[string]int
	if t.judged.Verdict != nil {
		fired = t.judged.Verdict.Fired
	}
	if !s.queue.record(w, x, findings, fired, t.err) {
		return
	}
	res := s.begin(w.scenario)
	res.Exchanges, res.Findings, res.DurationMS = w.exchanges, w.findings, w.elapsed
	res.Status = judge(w.findings)
	if w.failure != nil {
		res.Status, res.ErrorKind, res.Reason = model.Errored, errorKind(w.failure), "tkw could not answer: "+w.failure.Error()
	}
	s.finish(res, w.fired)
}

// noteUnsolicited tells of a request that no scenario awaited. One that breaks
// rules counts against the run: it may be a broken attempt at a scenario.
func (s *session) noteUnsolicited(x model.Exchange, findings []model.Finding, failure error) {
	if failure != nil {
		s.problem(NotJudgedProblem(x.Number, failure))
	}
	if p, broken := model.UnsolicitedProblem(x, findings); broken {
		s.problem(p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.o.Watch != nil {
		s.o.Watch.Unsolicited(x, findings)
	}
}

// refused tells of what never became an exchange, such as a failed handshake. It is
// no verdict on anything: a scenario that it should have been stays not exercised.
func (s *session) refused(c transport.ServerCapture) {
	if c.Err == nil {
		return
	}
	switch n := s.refusals.Add(1); {
	case n <= mostNotes:
		s.note(fmt.Sprintf("a connection from %s came to nothing: %v", c.Peer, c.Err))
	case n == mostNotes+1:
		s.note("more connections came to nothing; they are counted from now on")
	}
}

// noteCounts says how many connections and requests the run only counted.
func (s *session) noteCounts() {
	if n := s.refusals.Load(); n > mostNotes {
		s.note(fmt.Sprintf("%d connections came to nothing", n))
	}
	if n := s.extra.unlisted(); n > 0 {
		s.note(fmt.Sprintf("%d more requests that no scenario awaited are not among the evidence", n))
	}
}

// reportMissing records what the client never called for.
func (s *session) reportMissing(ctx context.Context) {
	if ctx.Err() != nil {
		return // interrupted: --resume may still see them
	}
	for _, w := range s.queue.left() {
		res := s.begin(w.scenario)
		res.Exchanges, res.Findings, res.DurationMS = w.exchanges, w.findings, w.elapsed
		res.Status, res.SkipKind = model.Skipped, model.SkipNotExercised
		res.Reason = fmt.Sprintf("not exercised: no request for it came. To exercise it: %s", Stimulus(s.o.Set, w.scenario, w.at))
		if len(w.exchanges) > 0 {
			res.Status, res.SkipKind, res.Reason = model.Failed, "", ""
			res.Findings = append(res.Findings, NextRequestNeverCame(w.scenario, w.at, Stimulus(s.o.Set, w.scenario, w.at)))
		}
		s.finish(res, w.fired)
	}
}
