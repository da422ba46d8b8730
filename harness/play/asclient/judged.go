package asclient

import (
	"context"
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Received is what came of sending one request.
type Received struct {
	Capture transport.Capture
	Err     error // as [transport.Client.Send] returns it
	// Client is the word for the wrong client that sent the request; empty for the
	// ordinary one.
	Client string
	// Untyped marks evidence from before the facts of a failed exchange were kept as
	// values. Its refusals are taken as they were taken then.
	Untyped bool
	// Declined, of untyped evidence: there was no connection.
	Declined bool
	// Repeats, of evidence, is whether the answer had the message id of an earlier one;
	// nil for an answer that has just come.
	Repeats *bool
}

// Judged is one exchange, judged as far as it can be by itself.
type Judged struct {
	Verdict *check.Verdict
	Outcome model.Outcome
	TLS     *model.TLS
	Fault   *model.TransportFault
	// MessageIDRepeated is true when the answer has the message id of an earlier one.
	MessageIDRepeated bool
	step              scenario.Step
	untyped           bool
}

// Undecided says why a scenario could not be judged, and what to do.
type Undecided struct {
	Kind   model.ErrorKind
	Reason string
}

// Sentence is the reason, with what became of the scenario.
func (u *Undecided) Sentence() string {
	if u.Kind == model.ErrorUnreachable {
		return "the system under test could not be reached: " + u.Reason
	}
	return "could not be judged: " + u.Reason
}

// Judge judges what came back by schemas and rules. What the scenario expects is left
// to [Judged.Conclude].
func (c *Client) Judge(ctx context.Context, sc scenario.Scenario, step scenario.Step, request compose.Request, got Received) (*Judged, error) {
	in := check.Input{
		Scenario: sc.ID, Role: model.RoleProvider, Domain: sc.Domain, Service: step.Service, Transport: true, Now: c.now(),
		Judged: check.PartResponse, Values: request.Values, Assert: step.Asserts(model.RoleProvider), Carry: step.Carry,
		Request: &check.Message{Body: request.Wire.Body, Method: request.Wire.Method, Headers: headers(request.Wire.Header), Received: got.Capture.Started},
	}
	if got.Err == nil {
		in.Response = responseOf(got.Capture)
	}
	j := &Judged{TLS: tlsOf(got.Client, got.Capture), Fault: FaultOf(got.Err), step: step, untyped: got.Untyped}
	in.MoreFacts = func(asked, answer *check.Facts) map[string]string {
		if got.Repeats != nil {
			j.MessageIDRepeated = *got.Repeats
		} else {
			j.MessageIDRepeated = c.answers.repeats(request.Wire.Body, asked, answer)
		}
		return j.facts()
	}
	verdict, err := c.judge.Judge(ctx, in)
	if err != nil {
		return nil, err
	}
	j.Verdict = verdict
	switch {
	case got.Declined:
		j.Outcome = model.Outcome{Kind: model.OutcomeRefused, Reason: got.Err.Error()}
	case got.Err != nil:
		j.Outcome = failed(got.Err, got.Client, j.TLS != nil)
	default:
		code := ""
		if verdict.Response != nil {
			code = verdict.Response.Keys["code"]
		}
		j.Outcome = check.OutcomeOf(in.Response, verdict.Response, code)
	}
	return j, nil
}

func responseOf(c transport.Capture) *check.Message {
	m := check.ResponseOf(c.Response)
	m.Elapsed, m.Received = c.Elapsed, c.Started.Add(c.Elapsed)
	return m
}

// refusal gives what there is to say of a refusal, where one is expected and nothing
// else that is expected came, nor a SOAP message.
func (j *Judged) refusal() (check.Refusal, bool) {
	if !check.ExpectsRefusal(j.step.Expect) || j.untyped || j.Outcome.Answered() {
		return check.Refusal{}, false
	}
	others := slices.DeleteFunc(slices.Clone(j.step.Expect), func(e scenario.Expectation) bool { return e.Refused })
	if len(others) > 0 && !fails(check.Expect(others, j.Outcome)) {
		return check.Refusal{}, false
	}
	message := j.Verdict.Response != nil && j.Verdict.Response.IsMessage()
	return check.Refusal{Outcome: j.Outcome, TLS: j.TLS, Fault: j.Fault, Message: message}, true
}

// Controls is how many control requests have to show what was refused: none, unless the
// exchange looks like the refusal, or the end without an answer, that is expected.
func (j *Judged) Controls() int {
	if check.ExpectsNoAnswer(j.step.Expect, j.Outcome) {
		return 1
	}
	r, expected := j.refusal()
	if !expected || r.Doubt() != "" {
		return 0
	}
	return r.Controls()
}

// Conclude holds the exchange against what the scenario expects. controls are the
// outcomes of the control requests that were sent. Where the exchange does not decide,
// there are no findings.
func (j *Judged) Conclude(controls []model.Outcome) ([]model.Finding, *Undecided) {
	outcome := j.Outcome
	r, refusal := j.refusal()
	switch {
	case check.ExpectsNoAnswer(j.step.Expect, outcome):
		if doubt := check.AliveDoubt(controls); doubt != "" {
			return nil, &Undecided{Kind: model.ErrorCouldNotJudge, Reason: doubt}
		}
	case refusal:
		doubt := r.Doubt()
		if doubt == "" {
			doubt = check.ControlDoubt(controls)
		}
		if doubt != "" {
			return nil, &Undecided{Kind: j.doubtKind(), Reason: doubt}
		}
		outcome.Kind = model.OutcomeRefused
	case j.untyped:
		if check.ExpectsRefusal(j.step.Expect) && outcome.Kind == model.OutcomeHTTP && outcome.Status == 403 {
			outcome.Kind = model.OutcomeRefused
		}
	case j.noConnection():
		return nil, &Undecided{Kind: j.doubtKind(), Reason: outcome.Reason}
	case j.lacksCertificate():
		return nil, &Undecided{Kind: model.ErrorUnreachable, Reason: fmt.Sprintf(
			"it asked for a client certificate, got none, and answered HTTP %d without a SOAP message; give tkw a certificate that it accepts (--cert and --key)", outcome.Status)}
	}
	expected := check.Expect(j.step.Expect, outcome)
	for i := range expected {
		expected[i].Requirements = j.step.Proves.Requirements
	}
	findings := j.Verdict.Findings
	// Where a bare HTTP status is right, the lack of a SOAP message is no fault.
	if j.Outcome.Kind == model.OutcomeHTTP && len(j.step.Expect) > 0 && !fails(expected) {
		findings = j.Verdict.WithoutMessage()
	}
	return append(slices.Clip(findings), j.Verdict.Explain(expected)...), nil
}

// wrongClient is the word for the wrong client that sent the request, or empty.
func (j *Judged) wrongClient() string {
	if j.TLS == nil {
		return ""
	}
	return j.TLS.Client
}

// noConnection reports whether the exchange says nothing of the system under test but
// that no request could be sent to it. A refusal of a wrong client says more.
func (j *Judged) noConnection() bool {
	return j.Outcome.Kind == model.OutcomeUnreachable || j.Outcome.Kind == model.OutcomeRefused && j.wrongClient() == ""
}

// doubtKind tells a system that cannot be reached from one that was, without deciding
// anything. A wrong client that gets no connection shows nothing of the others.
func (j *Judged) doubtKind() model.ErrorKind {
	connected := j.Fault == nil || j.Fault.Phase != string(transport.PhaseConnect)
	if j.noConnection() && (j.wrongClient() == "" || !connected) {
		return model.ErrorUnreachable
	}
	return model.ErrorCouldNotJudge
}

// wantsCertificate are the statuses by which a server says that it wants a client
// certificate; 495 and 496 are those of nginx.
var wantsCertificate = []int{400, 401, 403, 495, 496}

// lacksCertificate reports whether an answer may be about nothing but the certificate
// that tkw was not given.
func (j *Judged) lacksCertificate() bool {
	return j.wrongClient() == "" && j.TLS != nil && j.TLS.CertificateAsked && !j.TLS.CertificateSent &&
		j.Outcome.Kind == model.OutcomeHTTP && slices.Contains(wantsCertificate, j.Outcome.Status)
}

func fails(findings []model.Finding) bool {
	return slices.ContainsFunc(findings, func(f model.Finding) bool { return f.Severity == model.Error })
}

// answered is the outcome of a request whose answer is not judged.
func (c *Client) answered(capture transport.Capture) (model.Outcome, error) {
	m := responseOf(capture)
	facts, err := c.judge.Read(m)
	if err != nil || facts == nil {
		return check.OutcomeOf(m, nil, ""), err
	}
	return check.OutcomeOf(m, facts, facts.Keys["code"]), nil
}
