// Package client plays the client of a mini service: it sends the requests of a
// scenario to a provider under test and judges what comes back.
package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/itk-assurance/tkw/harness/check"
	"github.com/itk-assurance/tkw/harness/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/harness/scenario"
	"github.com/itk-assurance/tkw/harness/transport"
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
		guard: o.Guard,
	}
}

// Result is what one scenario gave.
type Result struct {
	Exchanges []int
	Findings  []model.Finding
	Fired     map[string]int
	// Unreachable is set when no connection came about at all.
	Unreachable error
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
			if result.Unreachable != nil || ctx.Err() != nil {
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
			return fmt.Errorf("no TLS client %q is configured", step.Request.TLS)
		}
	}
	if c.guard != nil {
		if err := c.guard(request.Wire); err != nil {
			return fmt.Errorf("the request was not sent: %w", err)
		}
	}
	capture, sendErr := sender.Send(ctx, request.Wire)
	if sendErr != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	verdict, outcome, err := c.Judge(sc, step, request, capture, sendErr)
	if err != nil {
		return err
	}
	x := model.Exchange{
		Scenario: sc.ID, Service: step.Service, StartedAt: capture.Started.UTC(),
		DurationMS: milliseconds(capture.Elapsed),
		Request:    model.HTTPFacts{StartLine: startLine(capture.RequestBytes), Bytes: len(capture.RequestBytes)},
		Response: model.HTTPFacts{
			StartLine: startLine(capture.ResponseBytes), Status: capture.Response.Status, Bytes: len(capture.ResponseBytes),
		},
		Outcome: outcome.String(), Peer: capture.Peer, PeerName: capture.PeerSubject,
	}
	if sendErr != nil {
		x.TransportError = sendErr.Error()
	}
	kept, err := c.record(x, capture.RequestBytes, capture.ResponseBytes)
	if err != nil {
		return err
	}
	result.Exchanges = append(result.Exchanges, kept.Number)
	for _, f := range verdict.Findings {
		f.Exchange = kept.Number
		result.Findings = append(result.Findings, f)
	}
	for id, n := range verdict.Fired {
		result.Fired[id] += n
	}
	maps.Copy(carried, verdict.Carried)
	if errors.Is(sendErr, transport.ErrUnreachable) {
		result.Unreachable = sendErr
	}
	return nil
}

// Judge judges what came back: the response by schemas and rules, and the outcome
// by the scenario's expectations.
func (c *Client) Judge(sc scenario.Scenario, step scenario.Step, request compose.Request, capture transport.Capture, sendErr error) (*check.Verdict, check.Outcome, error) {
	in := check.Input{
		Scenario: sc.ID, Role: model.RoleProvider, Domain: sc.Domain, Service: step.Service, Transport: true, Now: c.now(),
		Judged: check.PartResponse, Values: request.Values, Assert: step.Assert, Carry: step.Carry,
		Request: &check.Message{Body: request.Wire.Body, Method: request.Wire.Method, Headers: headers(request.Wire.Header), Received: capture.Started},
	}
	transportErr := sendErr
	if sendErr == nil {
		in.Response = &check.Message{
			Body: capture.Response.Body, Headers: headers(capture.Response.RawHeader), Status: capture.Response.Status,
			Elapsed: capture.Elapsed, Received: capture.Started.Add(capture.Elapsed),
		}
	} else if errors.Is(sendErr, transport.ErrTLS) || errors.Is(sendErr, transport.ErrUnreachable) {
		transportErr = fmt.Errorf("%w: %w", check.ErrRefused, sendErr)
	}
	verdict, err := c.judge.Judge(in)
	if err != nil {
		return nil, check.Outcome{}, err
	}
	code := ""
	if verdict.Response != nil {
		code = verdict.Response.Keys["code"]
	}
	outcome := c.judge.OutcomeOf(in.Response, verdict.Response, code, transportErr)
	// Where a bare HTTP status is right, the lack of a SOAP message is no fault.
	if outcome.Kind == "http" && len(step.Expect) > 0 && len(check.Expect(step.Expect, outcome)) == 0 {
		verdict.Findings = nil
	}
	verdict.Findings = append(verdict.Findings, check.Expect(step.Expect, outcome)...)
	return verdict, outcome, nil
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
