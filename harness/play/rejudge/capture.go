package rejudge

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// undecided is the error of a scenario whose evidence does not decide.
type undecided struct{ *asclient.Undecided }

func (u undecided) Error() string { return u.Sentence() }

// asProvider judges the responses of a provider under test.
func (j *rejudger) asProvider(ctx context.Context, sc scenario.Scenario, old model.ScenarioResult, fired map[string]int) ([]model.Finding, error) {
	var steps []scenario.Step
	for _, step := range sc.Steps {
		steps = append(steps, slices.Repeat([]scenario.Step{step}, max(step.Request.Repeat, 1))...)
	}
	sent := j.sent(old.Exchanges)
	if len(steps) != len(sent) {
		return nil, fmt.Errorf("today's scenario has %d exchanges, and the evidence has %d of it", len(steps), len(sent))
	}
	p := j.Set.Pack(sc.Domain)
	carried := map[string]string{}
	var findings []model.Finding
	for i, step := range steps {
		x := sent[i].exchange
		step = step.WithCarried(carried)
		// Composed anew for the facts of the scenario only; what was sent is in the file.
		composed, err := j.Composer.Request(p, step, j.Old.Endpoint)
		if err != nil {
			return nil, fmt.Errorf("reading the facts of the scenario: %w", err)
		}
		judged, err := j.response(ctx, sc, step, composed.Values, x)
		if err != nil {
			return nil, fmt.Errorf("exchange %d: %w", x.Number, err)
		}
		found, doubt := judged.Conclude(sent[i].controls)
		if doubt != nil {
			return nil, undecided{doubt}
		}
		findings = add(findings, found, judged.Verdict.Fired, x.Number, fired)
		maps.Copy(carried, judged.Verdict.Carried)
	}
	return findings, nil
}

// sent is a request of a scenario, with the outcomes of its control requests.
type sent struct {
	exchange model.Exchange
	controls []model.Outcome
}

func (j *rejudger) sent(numbers []int) []sent {
	var out []sent
	for _, n := range numbers {
		x := j.exchanges[n]
		if x.Control && len(out) > 0 {
			if last := &out[len(out)-1]; x.Result != nil {
				last.controls = append(last.controls, *x.Result)
			}
			continue
		}
		out = append(out, sent{exchange: x})
	}
	return out
}

// response judges one response as the client does that has just received it.
func (j *rejudger) response(ctx context.Context, sc scenario.Scenario, step scenario.Step, values map[string]string, x model.Exchange) (*asclient.Judged, error) {
	request := compose.Request{Values: values, Wire: transport.Request{Method: "POST"}}
	if x.RequestFile != "" {
		raw, err := j.Read(x.RequestFile)
		if err != nil {
			return nil, err
		}
		in, err := transport.ParseRequest(raw)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", x.RequestFile, err)
		}
		request.Wire = transport.Request{Method: in.Method, Header: given(in.RawHeader), Body: in.Body}
	}
	got := asclient.ReceivedOf(x)
	got.Capture.Started, got.Capture.Elapsed = x.StartedAt, time.Duration(x.DurationMS*float64(time.Millisecond))
	switch {
	case got.Err != nil:
	case x.ResponseFile == "":
		return nil, fmt.Errorf("the evidence holds no response, and no reason why there is none")
	default:
		raw, err := j.Read(x.ResponseFile)
		if err != nil {
			return nil, err
		}
		if got.Capture.Response, err = transport.ParseResponse(raw); err != nil {
			return nil, fmt.Errorf("reading %s: %w", x.ResponseFile, err)
		}
	}
	j.now = x.StartedAt.Add(got.Capture.Elapsed)
	return j.client.Judge(ctx, sc, step, request, got)
}

// given are the header fields that a scenario chose; the rest is what HTTP cannot
// do without, and the rules have never seen it in requests of tkw.
func given(fields []transport.HeaderField) []transport.HeaderField {
	return slices.DeleteFunc(slices.Clone(fields), func(f transport.HeaderField) bool {
		return slices.ContainsFunc([]string{"Host", "Content-Length", "Transfer-Encoding", "Expect", "Connection"}, func(name string) bool {
			return strings.EqualFold(name, f.Name)
		})
	})
}

// asClient judges the requests of a client under test.
func (j *rejudger) asClient(ctx context.Context, sc scenario.Scenario, old model.ScenarioResult, fired map[string]int) ([]model.Finding, error) {
	if len(old.Exchanges) > len(sc.Steps) {
		return nil, fmt.Errorf("today's scenario has %d exchanges, and the evidence has %d of it", len(sc.Steps), len(old.Exchanges))
	}
	step := j.stepOf(old.Exchanges)
	var findings []model.Finding
	for _, n := range old.Exchanges {
		judged, ok := j.requests[n]
		if !ok {
			return nil, fmt.Errorf("the evidence holds no exchange %d", n)
		}
		if judged.err != nil {
			return nil, fmt.Errorf("exchange %d: %w", n, judged.err)
		}
		findings = add(findings, judged.Verdict.Findings, judged.Verdict.Fired, n, fired)
		asserted, err := j.provider.Assert(ctx, judged.Judged, sc, sc.Steps[step[n]])
		if err != nil {
			return nil, fmt.Errorf("exchange %d: %w", n, err)
		}
		findings = add(findings, asserted, nil, n, fired)
	}
	if done := len(old.Exchanges); done < len(sc.Steps) {
		findings = append(findings, run.NextRequestNeverCame(sc, done, run.Stimulus(j.Set, sc, done)))
	}
	return findings, nil
}

// stepOf are the steps of a scenario for a client that exchanges were for: their requests
// came in this order.
func (j *rejudger) stepOf(numbers []int) map[int]int {
	var came []model.Exchange
	for _, n := range numbers {
		came = append(came, j.exchanges[n])
	}
	step := map[int]int{}
	for i, x := range run.InOrder(came) {
		step[x.Number] = i
	}
	return step
}

// judgeRequests judges all requests in the order in which they came, which is not that
// of the scenarios: an identifier was used before by what came before.
func (j *rejudger) judgeRequests(ctx context.Context) {
	j.requests = map[int]judgement{}
	for _, x := range run.InOrder(j.Old.Exchanges) {
		judged, err := j.request(ctx, x)
		j.requests[x.Number] = judgement{judged, err}
	}
}

// request judges one request as the provider does that has just received it.
func (j *rejudger) request(ctx context.Context, x model.Exchange) (asprovider.Judged, error) {
	if x.RequestFile == "" {
		return asprovider.Judged{}, fmt.Errorf("the evidence holds no request")
	}
	raw, err := j.Read(x.RequestFile)
	if err != nil {
		return asprovider.Judged{}, err
	}
	in, err := transport.ParseRequest(raw)
	if err != nil {
		return asprovider.Judged{}, fmt.Errorf("reading %s: %w", x.RequestFile, err)
	}
	in.Peer, in.Received = x.Peer, x.StartedAt
	in.MTLS, in.ClientSubject, in.ClientCN = x.PeerName != "", x.PeerName, transport.CommonName(x.PeerName)
	in.TooLarge = in.BodyError != nil && tooLarge(in)
	j.now = x.StartedAt
	return j.provider.Judge(ctx, in)
}

// tooLarge reports whether a body was cut off at the limit of the server, and not
// by the client.
func tooLarge(in transport.Inbound) bool {
	return !in.Chunked && in.Declared > transport.DefaultMaxRequestBytes || len(in.Body) >= transport.DefaultMaxRequestBytes
}
