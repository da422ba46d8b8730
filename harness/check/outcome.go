package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/scenario"
)

// Outcome is what came of an exchange, seen from the requesting side.
type Outcome struct {
	// Kind is "response", "fault", "http" (an HTTP answer without a SOAP message),
	// "refused" (no connection or handshake) or "none" (no complete answer).
	Kind      string
	Code      string // response code of a business answer
	FaultCode string
	ErrorCode string
	HasDetail bool
	Status    int
	// Reason is why there was no answer.
	Reason string
}

// ErrRefused marks a transport error that means the peer declined the connection.
var ErrRefused = errors.New("the peer refused the connection")

// OutcomeOf classifies a response. facts may be nil when nothing could be parsed.
func (j *Judge) OutcomeOf(response *Message, facts *Facts, code string, transport error) Outcome {
	switch {
	case errors.Is(transport, ErrRefused):
		return Outcome{Kind: "refused", Reason: transport.Error()}
	case transport != nil:
		return Outcome{Kind: "none", Reason: transport.Error()}
	case response == nil:
		return Outcome{Kind: "none", Reason: "no response"}
	case facts == nil || facts.Form != FormSOAP:
		return Outcome{Kind: "http", Status: response.Status}
	case facts.Fault:
		return Outcome{
			Kind: "fault", Status: response.Status, FaultCode: facts.FaultCode, ErrorCode: facts.ErrorCode, HasDetail: facts.HasDetail,
		}
	default:
		return Outcome{Kind: "response", Status: response.Status, Code: code}
	}
}

// String is the outcome in a phrase: "response SMSP-0000", "fault Client/1000".
func (o Outcome) String() string {
	switch o.Kind {
	case "response":
		if o.Code == "" {
			return fmt.Sprintf("a SOAP response without a response code (HTTP %d)", o.Status)
		}
		return "response " + o.Code
	case "fault":
		text := "fault " + o.FaultCode
		if o.ErrorCode != "" {
			text += "/" + o.ErrorCode
		}
		return text
	case "http":
		return fmt.Sprintf("HTTP %d without a SOAP message", o.Status)
	case "refused":
		return "connection refused by the peer"
	default:
		return "no answer"
	}
}

// Expect judges an outcome against the alternatives of a scenario. No finding
// means that the first matching alternative was right without reserve.
func Expect(alternatives []scenario.Expectation, got Outcome) []model.Finding {
	if len(alternatives) == 0 {
		return nil
	}
	f := model.Finding{
		Check: "expectation", Layer: model.LayerScenario, Part: string(PartResponse),
		Expected: scenario.Words(alternatives), Actual: got.String(),
	}
	for _, e := range alternatives {
		if !satisfies(e, got) {
			continue
		}
		if e.Warn == "" {
			return nil
		}
		f.Rule, f.Severity, f.Message = "EXPECT-TOLERATED", model.Warning, e.Warn
		return []model.Finding{f}
	}
	f.Rule, f.Severity = outcomeRule(alternatives, got), model.Error
	f.Message = fmt.Sprintf("expected %s, but got %s", f.Expected, f.Actual)
	if got.Reason != "" {
		f.Message += ": " + got.Reason
	}
	f.Help = outcomeHelp(alternatives, got)
	return []model.Finding{f}
}

// outcomeRule tells kinds of wrong outcomes apart, so that reports can group causes.
func outcomeRule(alternatives []scenario.Expectation, got Outcome) string {
	wants := func(is func(scenario.Expectation) bool) bool { return slices.ContainsFunc(alternatives, is) }
	fault := wants(func(e scenario.Expectation) bool { return len(e.Fault) > 0 })
	response := wants(func(e scenario.Expectation) bool { return len(e.Response) > 0 })
	switch {
	case got.Kind == "none":
		return "EXPECT-ANSWER"
	case got.Kind == "refused":
		return "EXPECT-CONNECTION"
	case got.Kind == "http":
		return "EXPECT-SOAP-MESSAGE"
	case got.Kind == "fault" && fault:
		return "EXPECT-FAULT-CODE"
	case got.Kind == "fault":
		return "EXPECT-NO-FAULT"
	case fault && !response:
		return "EXPECT-REFUSAL"
	case response:
		return "EXPECT-RESPONSE-CODE"
	}
	return "EXPECT-NO-CONNECTION"
}

func satisfies(e scenario.Expectation, got Outcome) bool {
	switch {
	case len(e.Response) > 0:
		return got.Kind == "response" && slices.Contains(e.Response, got.Code)
	case len(e.Fault) > 0:
		if got.Kind != "fault" || !slices.Contains(e.Fault, got.FaultCode) {
			return false
		}
		if len(e.ErrorCode) == 0 || e.DetailOpt && !got.HasDetail {
			return true
		}
		return slices.Contains(e.ErrorCode, got.ErrorCode)
	case len(e.Status) > 0:
		return got.Kind == "http" && slices.Contains(e.Status, got.Status)
	default:
		return got.Kind == "refused" || got.Kind == "http" && got.Status == 403
	}
}

// outcomeHelp says what to change, from what was wanted and what came.
func outcomeHelp(alternatives []scenario.Expectation, got Outcome) string {
	wantsFault := slices.ContainsFunc(alternatives, func(e scenario.Expectation) bool { return len(e.Fault) > 0 })
	wantsResponse := slices.ContainsFunc(alternatives, func(e scenario.Expectation) bool { return len(e.Response) > 0 })
	switch {
	case got.Kind == "none" || got.Kind == "refused":
		return "Answer every request on the same connection, within the deadline, with a SOAP message."
	case got.Kind == "http":
		return "Answer with a SOAP 1.1 envelope: HTTP 200 and a DistributionEnvelope, or HTTP 500 and a SOAP fault."
	case wantsFault && got.Kind == "response":
		return "The request breaks a rule that the receiver must check before it processes the message; refuse it with the SOAP fault named."
	case wantsFault:
		return "Refuse the request with the fault code and the ToolkitErrorInfo ErrorCode named."
	case wantsResponse && got.Kind == "fault":
		return "The request is valid; answer it with HTTP 200 and a response message that carries the code named. " + strings.TrimSpace(got.ErrorCode)
	}
	return "Answer with the response code named for this patient and these criteria."
}
