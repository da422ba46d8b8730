package sample

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/model"
)

// Canned is a run of a provider that answers with one patient for everybody, escapes
// names twice, and writes dates as XML Schema does.
func Canned() *model.Run {
	run := base()
	const patient = "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:payloads/itk:payload/hl7:getPatientDetailsResponse-v1-0/hl7:patient"
	finding := func(n int, rule, xpath, message, expected, actual string) model.Finding {
		return model.Finding{
			Check: "expectation", Rule: rule, Severity: model.Error, Layer: model.LayerScenario, Part: "response", Exchange: n,
			Message: message, Expected: expected, Actual: actual, Location: model.Location{Line: 30, Column: 19, XPath: patient + xpath},
			Requirements: []string{"PDS-DET-R05"}, Help: "Return what is recorded of the patient who was asked for.",
		}
	}
	for i, asked := range []string{"9990000026", "9990000034", "9990000042"} {
		n := i + 1
		number := finding(n, "PDS-ANSWER-PATIENT", "/hl7:id/@extension", "the answer is not about the patient who was asked for: found '9990000018', expected '"+asked+"'", asked, "9990000018")
		number.Subject, number.Formerly = model.SubjectPatient, []string{fmt.Sprintf("PDS-DET-0%d-PATIENT", n)}
		surname := finding(n, "PDS-ANSWER-SURNAME", "/hl7:name/hl7:family", "the surname returned is not the surname on record: found 'O&apos;HERN', expected 'O'HERN'; they differ from character 2 on (escaped twice?)", "O'HERN", "O&apos;HERN")
		surname.Subject, surname.Difference = model.SubjectDetail, &model.Difference{At: 2, Likely: model.LikelyEscapedTwice}
		birth := finding(n, "XSD-PAYLOAD-PATIENTPERSON-BIRTHTIME-VALUE-FORM", "/hl7:patientPerson/hl7:birthTime/@value",
			"attribute value of element birthTime: the value '1970-01-01' is not of the form 19700101 or 197001011230", "", "1970-01-01")
		birth.Check, birth.Layer, birth.SchemaCode, birth.Formerly = "schema", model.LayerPayload, 1839, []string{"XSD-PAYLOAD-1839"}
		birth.Help = "Write a date (19700101) or a date and time (197001011230). (schemas/COMT_MT000016GB01.xsd, libxml2 1839)"
		run.Scenarios = append(run.Scenarios, model.ScenarioResult{
			ID: fmt.Sprintf("PDS-DET-0%d", n), Title: fmt.Sprintf("Patient %d is asked for", n), Domain: "pds", Service: "getPatientDetails",
			Role: model.RoleProvider, Status: model.Failed, StartedAt: at(100 * n), DurationMS: 12, Requirements: []string{"PDS-DET-R05"},
			Expected: "response SMSP-0000", Exchanges: []int{n}, Findings: []model.Finding{birth, number, surname},
		})
		run.Exchanges = append(run.Exchanges, model.Exchange{
			Number: n, Scenario: fmt.Sprintf("PDS-DET-0%d", n), Service: "getPatientDetails", StartedAt: at(100 * n), DurationMS: 12,
			Outcome: "response SMSP-0000", Result: &model.Outcome{Kind: model.OutcomeResponse, Status: 200, Code: "SMSP-0000"},
		})
	}
	return run
}
