package schemas

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// responseSubjects are the responses with the most content: of verifyNHSNumber, of
// getNHSNumber, and of the three services that get details.
//
// $payload is what stands beside the code, $subject the element around the patient.
func responseSubjects(t *testing.T) []subject {
	t.Helper()
	places := map[string]string{"$payload": "subject", "$subject": "subject", "$patient": "subject/patient"}
	return []subject{
		{
			name: "verifyNHSNumber", file: "pds/verifyNHSNumber-response.xml", schema: compile(t, "pds/COMT_MT000013GB01.xsd"),
			places: map[string]string{
				"$payload": "component",
				"$subject": "component/validIdentifier/subject",
				"$patient": "component/validIdentifier/subject/patient",
			},
		},
		{name: "getNHSNumber", file: "pds/getNHSNumber-response.xml", schema: compile(t, "pds/COMT_MT000014GB01.xsd"), places: places},
		{name: "getPatientDetails", file: "pds/getPatientDetails-response.xml", schema: compile(t, "pds/COMT_MT000016GB01.xsd"), places: places},
	}
}

// TestResponses holds the rows MP001 to MP190 of fact sheet "pds", section 10.2.
func TestResponses(t *testing.T) {
	t.Parallel()
	tb := table{
		subjects: responseSubjects(t),
		rows:     slices.Concat(responseFrameRows, responsePatientRows, responseContactRows, responsePersonRows),
	}
	tb.requireNumbered(t, "MP", 190)
	// The totals of the summary at the head of section 10.
	require.Equal(t, []string{
		"75: 54 R, 21 A, 0 x",
		"64: 37 R, 27 A, 0 x",
		"175: 94 R, 79 A, 2 x",
	}, tb.letters())
	tb.run(t)
}
