package check_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/check"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/scenario"
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
		got  check.Outcome
		rule string
		sev  model.Severity
	}{
		{"nothing expected, nothing said", nil, check.Outcome{Kind: "none"}, "", ""},
		{"the fault wanted", fault, check.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "3000", HasDetail: true}, "", ""},
		{"another error code", fault, check.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "2200", HasDetail: true}, "EXPECT-FAULT-CODE", model.Error},
		{"another fault code", fault, check.Outcome{Kind: "fault", FaultCode: "Server", ErrorCode: "1000", HasDetail: true}, "EXPECT-FAULT-CODE", model.Error},
		{"a fault without detail where one is needed", fault, check.Outcome{Kind: "fault", FaultCode: "Client"}, "EXPECT-FAULT-CODE", model.Error},
		{"accepts what it must refuse", fault, check.Outcome{Kind: "response", Code: "SMSP-0000"}, "EXPECT-REFUSAL", model.Error},
		{"a fault without detail where that is right", optional, check.Outcome{Kind: "fault", FaultCode: "MustUnderstand"}, "", ""},
		{"a detail with a wrong code where none is needed", optional, check.Outcome{Kind: "fault", FaultCode: "MustUnderstand", ErrorCode: "2200", HasDetail: true}, "EXPECT-FAULT-CODE", model.Error},
		{"the code wanted", success, check.Outcome{Kind: "response", Code: "SMSP-0000"}, "", ""},
		{"another code", success, check.Outcome{Kind: "response", Code: "DEMOG-0001"}, "EXPECT-RESPONSE-CODE", model.Error},
		{"refuses a valid request", success, check.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "1000"}, "EXPECT-NO-FAULT", model.Error},
		{"a web page", success, check.Outcome{Kind: "http", Status: 200}, "EXPECT-SOAP-MESSAGE", model.Error},
		{"silence", success, check.Outcome{Kind: "none", Reason: "timeout"}, "EXPECT-ANSWER", model.Error},
		{"a refused connection", success, check.Outcome{Kind: "refused"}, "EXPECT-CONNECTION", model.Error},
		{"the second alternative, with its warning", either, check.Outcome{Kind: "response", Code: "SMSP-0001"}, "EXPECT-TOLERATED", model.Warning},
		{"the first alternative, without", either, check.Outcome{Kind: "fault", FaultCode: "Client", ErrorCode: "1000"}, "", ""},
		{"a bare status", []scenario.Expectation{{Status: []int{405}}}, check.Outcome{Kind: "http", Status: 405}, "", ""},
		{"another status", []scenario.Expectation{{Status: []int{405}}}, check.Outcome{Kind: "http", Status: 200}, "EXPECT-SOAP-MESSAGE", model.Error},
		{"a handshake refused, as it must be", []scenario.Expectation{{Refused: true}}, check.Outcome{Kind: "refused"}, "", ""},
		{"403 is a refusal too", []scenario.Expectation{{Refused: true}}, check.Outcome{Kind: "http", Status: 403}, "", ""},
		{"an answer where none may come", []scenario.Expectation{{Refused: true}}, check.Outcome{Kind: "response", Code: "SMSP-0000"}, "EXPECT-NO-CONNECTION", model.Error},
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
	want := map[string]check.Outcome{
		"response SMSP-0000":              {Kind: "response", Code: "SMSP-0000"},
		"fault Client/1000":               {Kind: "fault", FaultCode: "Client", ErrorCode: "1000"},
		"fault VersionMismatch":           {Kind: "fault", FaultCode: "VersionMismatch"},
		"HTTP 404 without a SOAP message": {Kind: "http", Status: 404},
		"no answer":                       {Kind: "none"},
	}
	for words, o := range want {
		if diff := cmp.Diff(words, o.String()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRefusedIsKnownByItsCause(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("%w: %w", check.ErrRefused, errors.New("handshake failure"))
	require.Equal(t, "refused", (*check.Judge)(nil).OutcomeOf(nil, nil, "", err).Kind)
	require.Equal(t, "none", (*check.Judge)(nil).OutcomeOf(nil, nil, "", errors.New("timeout")).Kind)
	require.Equal(t, "http", (*check.Judge)(nil).OutcomeOf(&check.Message{Status: 200}, nil, "", nil).Kind)
}
