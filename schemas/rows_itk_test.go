package schemas

import (
	"slices"
	"testing"
)

// TestITKRows holds every row of fact sheet "itk-core", sections 1.1, 4.1, 6.1 and 7.1,
// that a schema decides.
func TestITKRows(t *testing.T) {
	t.Parallel()
	const (
		request         = "itk/request-soap.xml"
		acknowledgement = "itk/acknowledgement.xml"
	)
	var written []row
	// A name is no row of the sheet but the key of rows that stand in soap_test.go.
	for key, fact := range map[string]string{
		"Envelope": "SOAP.Envelope", "Header": "SOAP.Header", "Body": "SOAP.Body", "Action": "WSA.Action", "RelatesTo": "WSA.RelatesTo",
		"From": "WSA.From", "Security": "WSS.Security", "Id": "WSU.Id", "Timestamp": "WSU.Timestamp", "UsernameToken": "WSS.UsernameToken",
	} {
		written = append(written, about(fact, request, keyed(soapRows, key)...)...)
	}
	written = append(written, about("FLT.Fault", faultMessage, keyed(soapRows, "Fault")...)...)
	written = append(written, about("FLT.info", faultMessage, keyed(soapRows, "ToolkitErrorInfo")...)...)
	written = append(written, about("FLT.detail", faultMessage, keyed(soapRows, "detail")...)...)
	written = append(written, about("ACK.errors", acknowledgement, keyed(acknowledgementRows, "errors")...)...)
	written = append(written, about("acknowledgement.extension", acknowledgement, keyed(acknowledgementRows, "extension")...)...)
	readLedger(t, "itk").run(t, map[string]string{
		"itk/envelope-full.xml": "itk/distributionEnvelope-v2-0.xsd",
		request:                 "itk/soap-message.xsd", faultMessage: "itk/soap-message.xsd",
		acknowledgement: "itk/GenericInfrastructureResponse-v1-0.xsd",
	}, written)
}

// keyed are the rows of a table with a key.
func keyed(rows []row, key string) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.id != key })
}
