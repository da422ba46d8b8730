// Package asclient plays the client of a mini service: it sends the requests of a
// scenario to a provider under test and judges what comes back.
package asclient

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Client drives providers. Safe for concurrent use.
type Client struct {
	set      *pack.Set
	judge    *check.Judge
	composer *compose.Composer
	sender   *transport.Client
	// wrong are clients with a deliberately wrong TLS side, by the word that a
	// scenario uses for it.
	wrong    map[string]*transport.Client
	endpoint string
	now      func() time.Time
	record   Recorder
	guard    func(transport.Request) error
	port     port
	answers  *answers
}

// Recorder keeps an exchange as evidence and returns it with its number.
type Recorder func(x model.Exchange, request, response []byte) (model.Exchange, error)

// Options make a client.
type Options struct {
	Set      *pack.Set
	Judge    *check.Judge
	Composer *compose.Composer
	Sender   *transport.Client
	Wrong    map[string]*transport.Client
	Endpoint string
	Now      func() time.Time
	Record   Recorder
	// Guard may refuse a request before it is sent; nil lets all pass.
	Guard func(transport.Request) error
}

// New makes a client.
func New(o Options) *Client {
	return &Client{
		set: o.Set, judge: o.Judge, composer: o.Composer, sender: o.Sender, wrong: o.Wrong, endpoint: o.Endpoint, now: o.Now, record: o.Record,
		guard: o.Guard, answers: newAnswers(),
	}
}

// Result is what one scenario gave.
type Result struct {
	Exchanges []int
	Findings  []model.Finding
	Fired     map[string]int
	// Undecided is why the scenario could not be judged, nil where it was.
	Undecided *Undecided
}

// Run plays a scenario. The error means that tkw could not judge.
func (c *Client) Run(ctx context.Context, sc scenario.Scenario) (Result, error) {
	result := Result{Fired: map[string]int{}}
	p := c.set.Pack(sc.Domain)
	carried := map[string]string{}
	for i, step := range sc.Steps {
		step = step.WithCarried(carried)
		request, err := c.composer.Request(p, step, c.endpoint)
		if err != nil {
			return result, fmt.Errorf("step %d: building the request: %w", i+1, err)
		}
		for range max(step.Request.Repeat, 1) {
			if err := c.exchange(ctx, sc, step, request, carried, &result); err != nil {
				return result, fmt.Errorf("step %d: %w", i+1, err)
			}
			if result.Undecided != nil || ctx.Err() != nil {
				return result, ctx.Err()
			}
		}
	}
	return result, nil
}

// exchange sends one request, keeps the evidence and judges the answer.
func (c *Client) exchange(ctx context.Context, sc scenario.Scenario, step scenario.Step, request compose.Request, carried map[string]string, result *Result) error {
	sender := c.sender
	if step.Request.TLS != "" {
		if sender = c.wrong[step.Request.TLS]; sender == nil {
			result.Undecided = &Undecided{Kind: model.ErrorCouldNotJudge, Reason: fmt.Sprintf(
				"no client %q is configured; give --cert and --key, and the folder of certificates that must be refused with --bad-certs", step.Request.TLS)}
			return nil
		}
	}
	if c.guard != nil {
		if err := c.guard(request.Wire); err != nil {
			return fmt.Errorf("the request was not sent: %w", err)
		}
	}
	got, err := send(ctx, sender, request)
	if err != nil {
		return err
	}
	got.Client = step.Request.TLS
	whole := request
	request = asRead(step, request, got)
	if err := c.wrongScheme(ctx, got); err != nil {
		got.Err = err
	}
	judged, err := c.Judge(ctx, sc, step, request, got)
	if err != nil {
		if ctx.Err() == nil {
			// What was exchanged is evidence, whatever tkw can make of it.
			_, kept := c.keep(evidenceOf(sc, step, got, unjudged(got)), got, result)
			err = errors.Join(err, kept)
		}
		return err
	}
	if judged.Outcome.Answered() {
		c.port.soap.Store(true)
	}
	x := evidenceOf(sc, step, got, judged.Outcome)
	x.MessageIDRepeated = judged.MessageIDRepeated
	number, err := c.keep(x, got, result)
	if err != nil {
		return err
	}
	var controls []model.Outcome
	for range judged.Controls() {
		control, err := c.control(ctx, sc, step, whole, result)
		if err != nil {
			return err
		}
		controls = append(controls, control)
		if !control.Answered() {
			break
		}
	}
	findings, undecided := judged.Conclude(controls)
	if undecided != nil {
		result.Undecided = undecided
		return nil
	}
	for _, f := range findings {
		f.Exchange = number
		result.Findings = append(result.Findings, f)
	}
	for id, n := range judged.Verdict.Fired {
		result.Fired[id] += n
	}
	maps.Copy(carried, judged.Verdict.Carried)
	return nil
}

// asRead is a request as its receiver can read it, which is not as it was made where the
// scenario breaks HTTP on purpose.
func asRead(step scenario.Step, request compose.Request, got Received) compose.Request {
	if step.Request.HTTP.Fault == "" {
		return request
	}
	if in, err := transport.ParseRequest(got.Capture.RequestBytes); err == nil {
		request.Wire.Body = in.Body
	}
	return request
}

// control sends a request once more, with the ordinary client certificate and without a
// breach of HTTP: its outcome shows whether it was for these that the request was refused.
func (c *Client) control(ctx context.Context, sc scenario.Scenario, step scenario.Step, request compose.Request, result *Result) (model.Outcome, error) {
	var outcome model.Outcome
	request.Wire.Fault = transport.RequestProper
	got, err := send(ctx, c.sender, request)
	if err != nil {
		return outcome, err
	}
	if got.Err != nil {
		outcome = failed(got.Err, got.Client, got.Capture.Handshake != nil)
	} else if outcome, err = c.answered(got.Capture); err != nil {
		return outcome, fmt.Errorf("reading the answer to the control request: %w", err)
	} else if err := c.Remember(request.Wire.Body, got.Capture.Response.Body); err != nil {
		return outcome, err
	}
	x := evidenceOf(sc, step, got, outcome)
	x.Control, x.Outcome = true, "control request: "+x.Outcome
	_, err = c.keep(x, got, result)
	return outcome, err
}

// send makes one exchange. What went wrong in it is not the error.
func send(ctx context.Context, sender *transport.Client, request compose.Request) (Received, error) {
	var got Received
	got.Capture, got.Err = sender.Send(ctx, request.Wire)
	if got.Err != nil && ctx.Err() != nil {
		return got, ctx.Err()
	}
	if errors.Is(got.Err, transport.ErrBadRequest) {
		return got, got.Err // tkw's own doing
	}
	return got, nil
}

// unjudged is the outcome of an exchange that could not be judged.
func unjudged(got Received) model.Outcome {
	if got.Err != nil {
		return failed(got.Err, got.Client, got.Capture.Handshake != nil)
	}
	return model.Outcome{Kind: model.OutcomeHTTP, Status: got.Capture.Response.Status}
}

// evidenceOf is the entry of an exchange in the journal.
func evidenceOf(sc scenario.Scenario, step scenario.Step, got Received, outcome model.Outcome) model.Exchange {
	capture := got.Capture
	x := model.Exchange{
		Scenario: sc.ID, Service: step.Service, StartedAt: capture.Started.UTC(),
		DurationMS: milliseconds(capture.Elapsed),
		Request:    model.HTTPFacts{StartLine: startLine(capture.RequestBytes), Bytes: len(capture.RequestBytes)},
		Response: model.HTTPFacts{
			StartLine: startLine(capture.ResponseBytes), Status: capture.Response.Status, Bytes: len(capture.ResponseBytes),
		},
		Outcome: outcome.String(), Result: &outcome, Peer: capture.Peer, PeerName: capture.PeerSubject,
		TLS: tlsOf(got.Client, capture), TransportFault: FaultOf(got.Err),
	}
	if got.Err != nil {
		x.TransportError = got.Err.Error()
	}
	return x
}

// keep brings an exchange to the evidence of its scenario.
func (c *Client) keep(x model.Exchange, got Received, result *Result) (int, error) {
	kept, err := c.record(x, got.Capture.RequestBytes, got.Capture.ResponseBytes)
	if err != nil {
		return 0, err
	}
	result.Exchanges = append(result.Exchanges, kept.Number)
	return kept.Number, nil
}

func headers(fields []transport.HeaderField) []check.Header {
	out := make([]check.Header, len(fields))
	for i, f := range fields {
		out[i] = check.Header{Name: f.Name, Value: f.Value}
	}
	return out
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond).Microseconds()) / 1000
}

// startLine is the first line of a message as on the wire.
func startLine(raw []byte) string {
	for i, b := range raw {
		if b == '\r' || b == '\n' {
			return string(raw[:i])
		}
		if i >= 200 {
			return string(raw[:i])
		}
	}
	return string(raw)
}
