package schemas

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Places in the requests, and the elements that stand there in a valid one.
const (
	query    = "queryEvent"
	dob      = "queryEvent/Person.DateOfBirth"
	gender   = "queryEvent/Person.Gender"
	localID  = "queryEvent/Person.LocalIdentifier"
	nhs      = "queryEvent/Person.NHSNumber"
	name     = "queryEvent/Person.Name"
	postcode = "queryEvent/Person.Postcode"

	aGender   = `<Person.Gender><value code="2" codeSystem="2.16.840.1.113883.2.1.3.2.4.16.25"/><semanticsText>Person.Gender</semanticsText></Person.Gender>`
	aLocalID  = `<Person.LocalIdentifier><value root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="ZQ410:7"/><semanticsText>Person.LocalIdentifier</semanticsText></Person.LocalIdentifier>`
	anNHS     = `<Person.NHSNumber><value root="2.16.840.1.113883.2.1.4.1" extension="9996012301"/><semanticsText>Person.NHSNumber</semanticsText></Person.NHSNumber>`
	aPostcode = `<Person.Postcode><value><postalCode>ZZ99 8HB</postalCode></value><semanticsText>Person.Postcode</semanticsText></Person.Postcode>`
)

// requestSubjects are the requests of services 1 to 5, with every parameter that the
// service has.
func requestSubjects(t *testing.T) []subject {
	t.Helper()
	return []subject{
		{name: "verifyNHSNumber", file: "pds/verifyNHSNumber-request.xml", schema: compile(t, "pds/QUPA_MT000001GB01.xsd")},
		{name: "getNHSNumber", file: "pds/getNHSNumber-request.xml", schema: compile(t, "pds/QUPA_MT000002GB01.xsd")},
		{name: "getPatientDetailsByNHSNumber", file: "pds/getPatientDetailsByNHSNumber-request.xml", schema: compile(t, "pds/QUPA_MT000003GB01.xsd")},
		{name: "getPatientDetailsBySearch", file: "pds/getPatientDetailsBySearch-request.xml", schema: compile(t, "pds/QUPA_MT000004GB01.xsd")},
		{name: "getPatientDetails", file: "pds/getPatientDetails-request.xml", schema: compile(t, "pds/QUPA_MT000005GB01.xsd")},
	}
}

// TestRequests holds the rows MQ001 to MQ218 of fact sheet "pds", section 10.1.
func TestRequests(t *testing.T) {
	t.Parallel()
	tb := table{
		subjects: requestSubjects(t),
		rows:     slices.Concat(requestFrameRows, requestParameterRows, requestDateAndGenderRows, requestNumberAndNameRows, requestPostcodeRows),
	}
	tb.requireNumbered(t, "MQ", 218)
	// The totals of the summary at the head of section 10.
	require.Equal(t, []string{
		"157: 97 R, 59 A, 1 x",
		"194: 116 R, 76 A, 2 x",
		"172: 105 R, 66 A, 1 x",
		"194: 116 R, 76 A, 2 x",
		"214: 117 R, 95 A, 2 x",
	}, tb.letters())
	tb.run(t)
}
