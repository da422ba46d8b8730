package schemas

import "testing"

// TestPDSRows holds every row of fact sheet "pds", sections 2 and 3, that a schema
// decides.
func TestPDSRows(t *testing.T) {
	t.Parallel()
	schemas := map[string]string{}
	for file, schema := range map[string]string{
		"verifyNHSNumber-request": "QUPA_MT000001GB01", "getNHSNumber-request": "QUPA_MT000002GB01",
		"getPatientDetailsByNHSNumber-request": "QUPA_MT000003GB01", "getPatientDetailsBySearch-request": "QUPA_MT000004GB01",
		"getPatientDetails-request": "QUPA_MT000005GB01",
		"verifyNHSNumber-response":  "COMT_MT000013GB01", "getNHSNumber-response": "COMT_MT000014GB01",
		"getPatientDetails-response": "COMT_MT000016GB01", "getPatientDetails-response-deceased": "COMT_MT000016GB01",
	} {
		schemas["pds/"+file+".xml"] = "pds/" + schema + ".xsd"
	}
	// A plain identifier may say that it is of each of the three flavours, but must then
	// be as the flavour wants it.
	const response = "pds/getPatientDetails-response.xml"
	id := "subject/patient/id[1]"
	written := about("II.type", response, row{what: "a UUID of type 2", want: "A", mutate: all(
		bare(id), set(id, "root", "0B9E52C4-73AD-4F18-8C61-5D2A90E7F1FF"), set(id, "xsi:type", "II.NHS.IdentifierType2"),
	)})
	readLedger(t, "pds").run(t, schemas, written)
}
