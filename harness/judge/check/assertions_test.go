package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// What an assertion finds names both values and the place in the message, and nowhere
// the exchange document in which tkw looks.
func TestWhatAssertionsSay(t *testing.T) {
	t.Parallel()
	e := newExchanges(t)
	const (
		code    = "/x:exchange/x:response//hl7:value/@code"
		payload = "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:payloads/itk:payload/hl7:verifyNHSNumberResponse-v1-0"
		value   = payload + "/hl7:value"
	)
	for _, c := range []struct {
		name   string
		assert scenario.Assertion
		want   *model.Finding
	}{
		{"two values that are equal", scenario.Assertion{Found: code, Expected: "'DEMOG-0001'"}, nil},
		{"one of several values is enough", scenario.Assertion{Found: code + " | " + code + "System", Expected: "'DEMOG-0001'"}, nil},
		{"two values that differ", scenario.Assertion{Found: code, Expected: "'DEMOG-0042'"}, &model.Finding{
			Message: "m: found 'DEMOG-0001', expected 'DEMOG-0042'; they differ from character 9 on", Expected: "DEMOG-0042", Actual: "DEMOG-0001",
			Difference: &model.Difference{At: 9}, Location: model.Location{XPath: value + "/@code"},
		}},
		{"nothing found, placed where it should be", scenario.Assertion{Found: code + "[. = 'x']/..//hl7:b[hl7:c = '/']/hl7:d", Expected: "'y'"}, &model.Finding{
			Message: "m: found nothing, expected 'y'", Expected: "y", Location: model.Location{XPath: value},
		}},
		{"nothing found, placed above where it should be", scenario.Assertion{Found: "/x:exchange/x:response//hl7:value/hl7:b[hl7:c = '/']/hl7:d", Expected: "'y'"}, &model.Finding{
			Message: "m: found nothing, expected 'y'", Expected: "y", Location: model.Location{XPath: value},
		}},
		{"a number", scenario.Assertion{Found: "count(/x:exchange/x:response//hl7:value)", Expected: "2", At: "/x:exchange/x:response//hl7:value[2]"}, &model.Finding{
			Message: "m: found '1', expected '2'", Expected: "2", Actual: "1", Location: model.Location{XPath: payload},
		}},
		{"what is absent", scenario.Assertion{Absent: "/x:exchange/x:response//hl7:patient"}, nil},
		{"what should be absent, an element", scenario.Assertion{Absent: "/x:exchange/x:response//hl7:value"}, &model.Finding{
			Message: "m: found 'element value'", Expected: "nothing", Actual: "element value", Location: model.Location{XPath: value},
		}},
		{"what should be absent, a value", scenario.Assertion{Absent: code + "[. = 'DEMOG-0001']"}, &model.Finding{
			Message: "m: found 'DEMOG-0001'", Expected: "nothing", Actual: "DEMOG-0001", Location: model.Location{XPath: value + "/@code"},
		}},
		{"a condition of its own", scenario.Assertion{That: code + " = 'X'", At: code}, &model.Finding{
			Message: "m", Location: model.Location{XPath: value + "/@code"},
		}},
		{"a condition of its own, and values to show", scenario.Assertion{That: "false()", Found: code, Expected: "'X'"}, &model.Finding{
			Message: "m: found 'DEMOG-0001', expected 'X'", Expected: "X", Actual: "DEMOG-0001", Location: model.Location{XPath: value + "/@code"},
		}},
		{"not judged where it does not apply", scenario.Assertion{If: "/x:exchange/x:response//hl7:patient", Found: code, Expected: "'X'"}, nil},
		{"judged where it applies", scenario.Assertion{If: "/x:exchange/x:response//hl7:value", That: "false()"}, &model.Finding{
			Message: "m", Location: model.Location{XPath: value},
		}},
		{"a place in the request is not a place in the answer", scenario.Assertion{That: "false()", At: "/x:exchange/x:request//itk:header"}, &model.Finding{
			Message: "m", Location: model.Location{XPath: payload},
		}},
		{"a subject, and old ids", scenario.Assertion{Found: code, Expected: "'DEMOG-000'", Subject: model.SubjectPatient, Formerly: []string{"OLD"}}, &model.Finding{
			Message:  "m: found 'DEMOG-0001', expected 'DEMOG-000'; they differ from character 10 on (something added at the end?)",
			Expected: "DEMOG-000", Actual: "DEMOG-0001", Difference: &model.Difference{At: 10, Likely: model.LikelyAddition},
			Subject: model.SubjectPatient, Formerly: []string{"OLD"}, Location: model.Location{XPath: value + "/@code"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := e.set["verify"]
			c.assert.ID, c.assert.Message, c.assert.Severity = "OURS", "m", model.Error
			require.NoError(t, e.bench.Judge.CheckAssertion(c.assert))
			in.Assert = []scenario.Assertion{c.assert}
			v, err := e.bench.Judge.Judge(t.Context(), in)
			require.NoError(t, err)
			if c.want == nil {
				require.Empty(t, v.Findings)
				return
			}
			c.want.Check, c.want.Rule, c.want.Severity, c.want.Layer, c.want.Part = "expectation", "OURS", model.Error, model.LayerScenario, "response"
			require.Len(t, v.Findings, 1)
			require.Positive(t, v.Findings[0].Location.Line)
			require.Positive(t, v.Findings[0].Location.Column)
			v.Findings[0].Location.Line, v.Findings[0].Location.Column = 0, 0
			require.Empty(t, cmp.Diff(*c.want, v.Findings[0]))
		})
	}
}

func TestWhatADifferenceLooksLike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, expected, actual string
		want                   *model.Difference
	}{
		{"equal", "SMITH", "SMITH", nil},
		{"nothing found", "SMITH", "", nil},
		{"another name", "SMITH", "SMYTH", &model.Difference{At: 3}},
		{"an apostrophe escaped twice", "O'NEILL", "O&apos;NEILL", &model.Difference{At: 2, Likely: model.LikelyEscapedTwice}},
		{"an ampersand escaped twice", "A & B", "A &amp; B", &model.Difference{At: 4, Likely: model.LikelyEscapedTwice}},
		{"by a number", "O'NEILL", "O&#39;NEILL", &model.Difference{At: 2, Likely: model.LikelyEscapedTwice}},
		{"decomposed letters", "ZOË", "ZOE\u0308", &model.Difference{At: 3, Likely: model.LikelyUnicodeForm}},
		{"UTF-8 taken for Latin-1", "ZOË", "ZO\u00c3\u008b", &model.Difference{At: 3, Likely: model.LikelyEncoding}},
		{"capitals", "McKay", "MCKAY", &model.Difference{At: 2, Likely: model.LikelyCase}},
		{"a blank lost", "DE LA MARE", "DE LAMARE", &model.Difference{At: 6, Likely: model.LikelyWhiteSpace}},
		{"a blank added", "SMITH", "SMITH ", &model.Difference{At: 6, Likely: model.LikelyWhiteSpace}},
		{"a leading zero lost", "0123", "123", &model.Difference{At: 1, Likely: model.LikelyLeadingZero}},
		{"cut off", "FEATHERSTONEHAUGH", "FEATHERSTONE", &model.Difference{At: 13, Likely: model.LikelyCutOff}},
		{"filled up", "1999", "19990101", &model.Difference{At: 5, Likely: model.LikelyAddition}},
		{"a real reference is no second escape", "a", "&b", &model.Difference{At: 1}},
		{"letters outside of Latin-1", "ŁUKASZ", "LUKASZ", &model.Difference{At: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, check.DifferenceOf(c.expected, c.actual)))
		})
	}
}
