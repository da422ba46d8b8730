package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// OutcomeOf classifies a response. facts may be nil when nothing could be parsed.
func OutcomeOf(response *Message, facts *Facts, code string) model.Outcome {
	switch {
	case response == nil:
		return model.Outcome{Kind: model.OutcomeNone, Reason: "no response"}
	case facts == nil || facts.Form != FormSOAP:
		return model.Outcome{Kind: model.OutcomeHTTP, Status: response.Status}
	case facts.Fault:
		return model.Outcome{
			Kind: model.OutcomeFault, Status: response.Status, FaultCode: facts.FaultCode, ErrorCode: facts.ErrorCode, HasDetail: facts.HasDetail,
		}
	default:
		return model.Outcome{Kind: model.OutcomeResponse, Status: response.Status, Code: code}
	}
}

// Expect judges an outcome against the alternatives of a scenario. No finding
// means that the first matching alternative was right without reserve.
func Expect(alternatives []scenario.Expectation, got model.Outcome) []model.Finding {
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

// ExpectsNoAnswer reports whether the peer ended the connection without an answer, and one
// of the alternatives is that it does. A control request then has to show that it still
// answers: see [AliveDoubt].
func ExpectsNoAnswer(alternatives []scenario.Expectation, got model.Outcome) bool {
	return slices.ContainsFunc(alternatives, func(e scenario.Expectation) bool { return e.NoAnswer && satisfies(e, got) })
}

// ExpectsRefusal reports whether one of the alternatives is that the client is refused.
func ExpectsRefusal(alternatives []scenario.Expectation) bool {
	return slices.ContainsFunc(alternatives, func(e scenario.Expectation) bool { return e.Refused })
}

// ruleResponseCode is the rule of another response code than expected, or of none.
const ruleResponseCode = "EXPECT-RESPONSE-CODE"

// outcomeRule tells kinds of wrong outcomes apart, so that reports can group causes.
func outcomeRule(alternatives []scenario.Expectation, got model.Outcome) string {
	wants := func(is func(scenario.Expectation) bool) bool { return slices.ContainsFunc(alternatives, is) }
	fault := wants(func(e scenario.Expectation) bool { return len(e.Fault) > 0 })
	response := wants(func(e scenario.Expectation) bool { return len(e.Response) > 0 })
	switch {
	case got.Kind == model.OutcomeNone:
		return "EXPECT-ANSWER"
	case got.Kind == model.OutcomeRefused, got.Kind == model.OutcomeUnreachable:
		return "EXPECT-CONNECTION"
	case got.Answered() && ExpectsRefusal(alternatives) && !fault && !response:
		return "EXPECT-NO-CONNECTION"
	case got.Kind == model.OutcomeHTTP:
		return "EXPECT-SOAP-MESSAGE"
	case got.Kind == model.OutcomeFault && fault:
		return "EXPECT-FAULT-CODE"
	case got.Kind == model.OutcomeFault:
		return "EXPECT-NO-FAULT"
	case fault && !response:
		return "EXPECT-REFUSAL"
	case response:
		return ruleResponseCode
	}
	return "EXPECT-NO-CONNECTION"
}

func satisfies(e scenario.Expectation, got model.Outcome) bool {
	switch {
	case len(e.Response) > 0:
		return got.Kind == model.OutcomeResponse && slices.Contains(e.Response, got.Code)
	case len(e.Fault) > 0:
		if got.Kind != model.OutcomeFault || !slices.Contains(e.Fault, got.FaultCode) {
			return false
		}
		if len(e.ErrorCode) == 0 || e.DetailOpt && !got.HasDetail {
			return true
		}
		return slices.Contains(e.ErrorCode, got.ErrorCode)
	case len(e.Status) > 0:
		return got.Kind == model.OutcomeHTTP && slices.Contains(e.Status, got.Status)
	case e.NoAnswer:
		return got.Kind == model.OutcomeNone && got.Closed
	default:
		return got.Kind == model.OutcomeRefused
	}
}

// outcomeHelp says what to change, from what was wanted and what came.
func outcomeHelp(alternatives []scenario.Expectation, got model.Outcome) string {
	wantsFault := slices.ContainsFunc(alternatives, func(e scenario.Expectation) bool { return len(e.Fault) > 0 })
	wantsResponse := slices.ContainsFunc(alternatives, func(e scenario.Expectation) bool { return len(e.Response) > 0 })
	switch {
	case got.Answered() && ExpectsRefusal(alternatives) && !wantsFault && !wantsResponse:
		return "Do not let this client in: demand and verify a client certificate, and refuse the TLS handshake, or answer with an HTTP status of 4xx and no SOAP message."
	case got.Kind == model.OutcomeNone || got.Kind == model.OutcomeRefused || got.Kind == model.OutcomeUnreachable:
		return "Answer every request on the same connection, within the deadline, with a SOAP message."
	case got.Kind == model.OutcomeHTTP:
		return "Answer with a SOAP 1.1 envelope: HTTP 200 and a DistributionEnvelope, or HTTP 500 and a SOAP fault."
	case wantsFault && got.Kind == model.OutcomeResponse:
		return "The request breaks a rule that the receiver must check before it processes the message; refuse it with the SOAP fault named."
	case wantsFault:
		return "Refuse the request with the fault code and the ToolkitErrorInfo ErrorCode named."
	case wantsResponse && got.Kind == model.OutcomeFault:
		return "The request is valid; answer it with HTTP 200 and a response message that carries the code named. " + strings.TrimSpace(got.ErrorCode)
	}
	return "Answer with the response code named for this patient and these criteria."
}
