package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// TestWhatFindingsCarry puts one defect into a valid message and compares which
// requirements have failed by it: those of the party that made the message, or none.
func TestWhatFindingsCarry(t *testing.T) {
	t.Parallel()
	e := newExchanges(t)
	type carried = map[string][]string
	assert := func(proof scenario.Proof) func(*check.Input) {
		return func(in *check.Input) {
			in.Assert = []scenario.Assertion{{ID: "OURS", That: "false()", Severity: model.Error, Message: "m", Proves: proof}}
		}
	}
	for _, c := range []struct {
		name   string
		base   string
		defect []string
		change func(*check.Input)
		want   carried
	}{
		{name: "a rule carries what its file says", base: "verify", defect: []string{`code="DEMOG-0001"`, `code="DEMOG-7777"`}, want: carried{"PDS-RSP-P1-CODE": {"SMSP-ERR-005"}}},
		{name: "the parser, what the packs list", base: "verify", defect: []string{"</soap:Body>", ""}, want: carried{"XML-WELLFORMED": {"WS-STD-03"}}},
		{name: "the schema of the envelope, what the packs list", base: "verify", defect: []string{`<itk:payloads count="1">`, `<itk:payloads count="1" x="1">`}, want: carried{"XSD-ENVELOPE-DISTRIBUTIONENVELOPE-PAYLOADS-OTHER-NOT-ALLOWED": {"COR-SUP-01"}}},
		{name: "the schema of a fault detail, what the packs list", base: "fault", defect: []string{"<itk:ErrorText>No.</itk:ErrorText>", ""}, want: carried{"ITK-FLT-ERRORTEXT": {"WS-FDT-05", "IFA-REL-01"}, "XSD-FAULT-TOOLKITERRORINFO-ERRORDIAGNOSTICTEXT-NOT-EXPECTED": {"WS-FLT-03"}}},
		{name: "the schema of a request, what its service lists", base: "request", defect: []string{`<Person.DateOfBirth>
                <value value="`, `<Person.DateOfBirth>
                <value value="1966x`}, want: carried{"XSD-PAYLOAD-PERSON-DATEOFBIRTH-VALUE-VALUE-FORM": {"COR-DEH-07"}, "PDS-REQ-Q4-LENGTH": {"MSCA-PDS-01", "TRCPDS-10"}}},
		{name: "the schema of an answer, what its service lists", base: "verify", defect: []string{`moodCode="EVN"`, `moodCode="RQO"`}, want: carried{"XSD-PAYLOAD-VERIFYNHSNUMBERRESPONSE-V1-0-MOODCODE-FIXED": {"COR-DEH-07"}}},
		{name: "an assertion, its own", base: "verify", change: assert(scenario.Proof{Requirements: []string{"COR-VAL-02", "WS-ADR-01"}}), want: carried{"OURS": {"COR-VAL-02", "WS-ADR-01"}}},
		{name: "an assertion may carry none", base: "verify", change: assert(scenario.Proof{None: "it stands nowhere"}), want: carried{"OURS": nil}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := with(t, e.set[c.base], c.defect...)
			if c.change != nil {
				c.change(&in)
			}
			v, err := e.bench.Judge.Judge(t.Context(), in)
			require.NoError(t, err)
			got := carried{}
			for _, f := range v.Findings {
				got[f.Rule] = f.Requirements
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}
