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
	readLedger(t, "pds").run(t, schemas, nil)
}
