package asclient_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// TestBareStatus holds answers without a SOAP message against scenarios that expect
// one by its HTTP status: what the transport and the scenario object to stays.
func TestBareStatus(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const text, html = "not allowed", "<html><body>not allowed</body></html>"
	answer := func(status int, contentType, body string) handler {
		return always(transport.Reply{Status: status, Header: []transport.HeaderField{{Name: "Content-Type", Value: contentType}}, Body: []byte(body)})
	}
	expect := func(e ...scenario.Expectation) func(*scenario.Step) { return func(s *scenario.Step) { s.Expect = e } }
	with := func(that string) func(*scenario.Step) {
		return func(s *scenario.Step) {
			s.Expect = []scenario.Expectation{{Status: []int{405}}}
			s.Assert = []scenario.Assertion{{ID: "OURS", That: that, Message: "no", Role: model.RoleProvider, Severity: model.Error}}
		}
	}
	for _, c := range []struct {
		name   string
		answer handler
		change func(*scenario.Step)
		want   []string // rules of the findings
	}{
		{"the status, without a body", answer(405, "text/plain", ""), nil, nil},
		{"the status, with a text", answer(405, "text/plain", text), nil, nil},
		{"the status, with a page that is XML", answer(405, "text/html; charset=iso-8859-1", html), nil, nil},
		{"a status that is tolerated", answer(400, "text/html", html), nil, []string{"EXPECT-TOLERATED"}},
		{"a status that is not", answer(418, "text/plain", text), nil, []string{"EXPECT-SOAP-MESSAGE", "ITK-TRN-TEXT", "XML-WELLFORMED"}},
		{"a status that the transport objects to", answer(202, "text/plain", text), expect(scenario.Expectation{Status: []int{202}}), []string{"ITK-TRN-STATUS-ACCEPTED"}},
		{"an assertion that holds", answer(405, "text/plain", text), with("/x:exchange/x:response/@status = '405'"), nil},
		{"an assertion that does not hold", answer(405, "text/plain", text), with("/x:exchange/x:response/x:header[@name = 'allow']"), []string{"OURS"}},
		{"the status, where a fault is expected", answer(405, "text/plain", text), expect(scenario.Expectation{Fault: []string{"Client"}}), []string{"EXPECT-SOAP-MESSAGE", "ITK-TRN-TEXT", "XML-WELLFORMED"}},
		{"a page where nothing is expected", answer(405, "text/plain", text), expect(), []string{"ITK-TRN-TEXT", "XML-WELLFORMED"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			addr := h.start(t, sut{all: c.answer})
			sc := h.scenario(t, "PDS-DTS-X-METHOD-GET")
			sc.Steps = slices.Clone(sc.Steps)
			if c.change != nil {
				c.change(&sc.Steps[0])
			}
			_, _, result := h.play(t, sc, "https://"+addr+"/", h.pki.ClientTLS(), nil, plenty)
			require.Nil(t, result.Undecided)
			var got []string
			for _, f := range result.Findings {
				got = append(got, f.Rule)
				if f.Rule == "EXPECT-SOAP-MESSAGE" {
					require.Equal(t, "ITK-TRN-TEXT", f.Because, "the expectation is unmet because of the body")
				}
			}
			slices.Sort(got)
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}
