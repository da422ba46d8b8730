package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestExpect(t *testing.T) {
	t.Parallel()
	fault := []scenario.Expectation{{Fault: []string{"Client"}, ErrorCode: []string{"1000", "3000"}}}
	success := []scenario.Expectation{{Response: []string{"SMSP-0000"}}}
	either := []scenario.Expectation{{Fault: []string{"Client"}, ErrorCode: []string{"1000"}}, {Response: []string{"SMSP-0001"}, Warn: "a fault is better"}}
	optional := []scenario.Expectation{{Fault: []string{"MustUnderstand"}, ErrorCode: []string{"1000"}, DetailOpt: true}}
	for _, c := range []struct {
		name string
		want []scenario.Expectation
		got  model.Outcome
		rule string
		sev  model.Severity
	}{
		{"nothing expected, nothing said", nil, model.Outcome{Kind: "none"}, "", ""},
		{"the fault wanted", fault, model.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "3000", HasDetail: true}, "", ""},
		{"another error code", fault, model.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "2200", HasDetail: true}, "EXPECT-FAULT-CODE", model.Error},
		{"another fault code", fault, model.Outcome{Kind: "fault", FaultCode: "Server", ErrorCode: "1000", HasDetail: true}, "EXPECT-FAULT-CODE", model.Error},
		{"a fault without detail where one is needed", fault, model.Outcome{Kind: "fault", FaultCode: "Client"}, "EXPECT-FAULT-CODE", model.Error},
		{"accepts what it must refuse", fault, model.Outcome{Kind: "response", Code: "SMSP-0000"}, "EXPECT-REFUSAL", model.Error},
		{"a fault without detail where that is right", optional, model.Outcome{Kind: "fault", FaultCode: "MustUnderstand"}, "", ""},
		{"a detail with a wrong code where none is needed", optional, model.Outcome{Kind: "fault", FaultCode: "MustUnderstand", ErrorCode: "2200", HasDetail: true}, "EXPECT-FAULT-CODE", model.Error},
		{"the code wanted", success, model.Outcome{Kind: "response", Code: "SMSP-0000"}, "", ""},
		{"another code", success, model.Outcome{Kind: "response", Code: "DEMOG-0001"}, "EXPECT-RESPONSE-CODE", model.Error},
		{"refuses a valid request", success, model.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "1000"}, "EXPECT-NO-FAULT", model.Error},
		{"a web page", success, model.Outcome{Kind: "http", Status: 200}, "EXPECT-SOAP-MESSAGE", model.Error},
		{"silence", success, model.Outcome{Kind: "none", Reason: "timeout"}, "EXPECT-ANSWER", model.Error},
		{"a refused connection", success, model.Outcome{Kind: "refused"}, "EXPECT-CONNECTION", model.Error},
		{"the second alternative, with its warning", either, model.Outcome{Kind: "response", Code: "SMSP-0001"}, "EXPECT-TOLERATED", model.Warning},
		{"the first alternative, without", either, model.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "1000"}, "", ""},
		{"a bare status", []scenario.Expectation{{Status: []int{405}}}, model.Outcome{Kind: "http", Status: 405}, "", ""},
		{"another status", []scenario.Expectation{{Status: []int{405}}}, model.Outcome{Kind: "http", Status: 200}, "EXPECT-SOAP-MESSAGE", model.Error},
		{"a handshake refused, as it must be", []scenario.Expectation{{Refused: true}}, model.Outcome{Kind: "refused"}, "", ""},
		{"a fault where nothing may come", []scenario.Expectation{{Refused: true}}, model.Outcome{Kind: "fault", FaultCode: "Client"}, "EXPECT-NO-CONNECTION", model.Error},
		{"no answer where that is right", []scenario.Expectation{{NoAnswer: true}}, model.Outcome{Kind: "none", Closed: true}, "", ""},
		{"no connection where no answer is right", []scenario.Expectation{{NoAnswer: true}}, model.Outcome{Kind: "unreachable"}, "EXPECT-CONNECTION", model.Error},
		{"half an answer, or silence, where no answer is right", []scenario.Expectation{{NoAnswer: true}}, model.Outcome{Kind: "none"}, "EXPECT-ANSWER", model.Error},
		{"an answer where no answer is right", []scenario.Expectation{{Fault: []string{"Client"}}, {NoAnswer: true}}, model.Outcome{Kind: "response", Code: "SMSP-0000"}, "EXPECT-REFUSAL", model.Error},
		{"refused where that is right", []scenario.Expectation{{Refused: true}}, model.Outcome{Kind: "refused"}, "", ""},
		{"a page with 403 is no refusal by itself", []scenario.Expectation{{Refused: true}}, model.Outcome{Kind: "http", Status: 403}, "EXPECT-SOAP-MESSAGE", model.Error},
		{"no connection", success, model.Outcome{Kind: "unreachable"}, "EXPECT-CONNECTION", model.Error},
		{"an answer where none may come", []scenario.Expectation{{Refused: true}}, model.Outcome{Kind: "response", Code: "SMSP-0000"}, "EXPECT-NO-CONNECTION", model.Error},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := check.Expect(c.want, c.got)
			if c.rule == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Equal(t, [2]string{c.rule, string(c.sev)}, [2]string{found[0].Rule, string(found[0].Severity)})
			if c.sev == model.Error {
				require.NotEmpty(t, found[0].Help)
				require.Contains(t, found[0].Message, "but got "+c.got.String())
			}
		})
	}
}

func TestOutcomeWords(t *testing.T) {
	t.Parallel()
	want := map[string]model.Outcome{
		"response SMSP-0000":              {Kind: "response", Code: "SMSP-0000"},
		"fault Client/1000":               {Kind: "fault", FaultCode: "Client", ErrorCode: "1000"},
		"fault VersionMismatch":           {Kind: "fault", FaultCode: "VersionMismatch"},
		"HTTP 404 without a SOAP message": {Kind: "http", Status: 404},
		"no answer":                       {Kind: "none"},
		"connection refused by the peer":  {Kind: "refused"},
		"no connection":                   {Kind: "unreachable"},
	}
	for words, o := range want {
		if diff := cmp.Diff(words, o.String()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	message := &check.Message{Status: 200}
	for _, c := range []struct {
		name    string
		message *check.Message
		facts   *check.Facts
		want    model.Outcome
	}{
		{"nothing came", nil, nil, model.Outcome{Kind: model.OutcomeNone, Reason: "no response"}},
		{"no XML", message, nil, model.Outcome{Kind: model.OutcomeHTTP, Status: 200}},
		{"XML that is no SOAP", message, &check.Facts{Form: check.FormOther}, model.Outcome{Kind: model.OutcomeHTTP, Status: 200}},
		{"a fault", message, &check.Facts{Form: check.FormSOAP, Fault: true, FaultCode: "Client", ErrorCode: "1000", HasDetail: true},
			model.Outcome{Kind: model.OutcomeFault, Status: 200, FaultCode: "Client", ErrorCode: "1000", HasDetail: true}},
		{"an answer", message, &check.Facts{Form: check.FormSOAP}, model.Outcome{Kind: model.OutcomeResponse, Status: 200, Code: "SMSP-0000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, check.OutcomeOf(c.message, c.facts, "SMSP-0000")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
