package itk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/internal/samples"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/message/template"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestPayloadTemplates(t *testing.T) {
	t.Parallel()
	ask := map[string]any{
		"dateOfBirth": "19670318", "gender": "2", "nhsNumber": "9996012301", "given": "ISOLDE", "family": "O'HERN & SON",
		"postcode": "ZZ99 3WZ",
		"localId":  map[string]any{"root": "2.16.840.1.113883.2.1.3.2.4.18.24", "extension": "ZZ901:K0047713"},
	}
	least := map[string]any{"dateOfBirth": "19670318", "localId": "", "given": "", "gender": ""}
	full := map[string]any{
		"nhsNumber": "9996012301", "prefix": "MS", "given": "ISOLDE", "otherGiven": "PERPETUA", "family": "MARCHFENN",
		"nameUse": "L", "gender": "2", "dateOfBirth": "19670318", "dateOfDeath": "20300101",
		"addresses": []any{
			map[string]any{"use": "H", "postcode": "ZZ99 3WZ", "lines": []any{"", "7 QUARRY STEPS", "", "MOCKINGHAM", "WESTFORDSHIRE"}},
			map[string]any{"lines": []any{"FLAT 2"}},
		},
		"telecoms": []any{
			map[string]any{"use": "H", "value": "tel:01134960123", "from": "20110324"},
			map[string]any{"value": "mailto:i.marchfenn@example.org"},
		},
		"practice": map[string]any{
			"id": "Z99901", "name": "QUARRY STEPS MEDICAL CENTRE", "postcode": "ZZ99 5AZ",
			"lines": []any{"", "1 SURGERY ROW", "", "MOCKINGHAM", ""}, "telecom": "tel:01134960777",
		},
	}
	plain := map[string]any{"nhsNumber": "9997044118", "family": "TALLANTYNE"}
	const id = "461A5FB5-6B31-480E-9224-B904942170AE"
	cases := []struct {
		name, template string
		values         map[string]any
	}{
		{"verify request full", "verifyNHSNumber-request", map[string]any{"ask": ask}},
		{"verify request without name", "verifyNHSNumber-request", map[string]any{"ask": map[string]any{"dateOfBirth": "19670318", "nhsNumber": "9996012301"}}},
		{"number request full", "getNHSNumber-request", map[string]any{"ask": ask}},
		{"number request least", "getNHSNumber-request", map[string]any{"ask": least}},
		{"by number request full", "getPatientDetailsByNHSNumber-request", map[string]any{"ask": ask}},
		{"by search request full", "getPatientDetailsBySearch-request", map[string]any{"ask": ask}},
		{"details request full", "getPatientDetails-request", map[string]any{"ask": ask}},
		{"details request date of birth only", "getPatientDetails-request", map[string]any{"ask": least}},
		{"verify response", "verifyNHSNumber-response", map[string]any{"code": "SMSP-0000", "payload": true, "verified": "true", "patient": full}},
		{"verify response code only", "verifyNHSNumber-response", map[string]any{"code": "DEMOG-0040", "payload": false}},
		{"number response with local id", "getNHSNumber-response", map[string]any{"code": "SMSP-0000", "payload": true, "patient": full, "localId": ask["localId"]}},
		{"number response code only", "getNHSNumber-response", map[string]any{"code": "DEMOG-0001"}},
		{"details response full", "getPatientDetails-response", map[string]any{"code": "SMSP-0000", "payload": true, "patient": full, "localId": ask["localId"]}},
		{"details response with number and family only", "getPatientDetails-response", map[string]any{"code": "SMSP-0000", "payload": true, "patient": plain}},
		{"details response code only", "getPatientDetails-response", map[string]any{"code": "DEMOG-0007", "payload": false, "patient": full}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.values["id"] = id
			doc, err := samples.Template(t, "pds/"+c.template).Render(c.values, nil)
			require.NoError(t, err)
			out := xmltree.Bytes(doc)
			_, err = xmltree.Read(out)
			require.NoError(t, err)
			golden(t, "pds/"+fileName(c.name), out)
		})
	}
}

func TestEnvelopeTemplates(t *testing.T) {
	t.Parallel()
	payload := samples.Read(t, `<ping xmlns="urn:example:ping">
  <pong/>
</ping>`).Root()
	answer := samples.Envelope()
	answer.Action += "Response"
	answer.To, answer.From, answer.RelatesTo = "", "", answer.MessageID
	answer.MessageID = "1E2F3A4B-5C6D-4E7F-8091-A2B3C4D5E6F7"
	answer.Interaction = ""
	least := itk.Envelope{
		MessageID: answer.MessageID, Action: answer.Action, TrackingID: answer.TrackingID, ManifestID: answer.ManifestID, ProfileID: answer.ProfileID,
	}
	replyTo := samples.Envelope()
	replyTo.ReplyTo, replyTo.TimestampID, replyTo.From, replyTo.Interaction = "http://www.w3.org/2005/08/addressing/anonymous", "", "", ""
	replyTo.Override = map[string]any{"username": "", "auditIdentity": []any{map[string]any{"uri": "a&b"}}, "service": "urn:other"}
	cases := []struct {
		name     string
		envelope itk.Envelope
		response bool
	}{
		{"request", samples.Envelope(), false},
		{"request with overrides", replyTo, false},
		{"response", answer, true},
		{"response without security", least, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			build, name := itk.BuildRequest, "itk/request"
			if c.response {
				build, name = itk.BuildResponse, "itk/response"
			}
			doc, err := build(samples.Template(t, name), c.envelope, payload)
			require.NoError(t, err)
			out := xmltree.Bytes(doc)
			_, err = xmltree.Read(out)
			require.NoError(t, err)
			golden(t, "itk/"+fileName(c.name), out)
		})
	}
}

func TestFaultTemplate(t *testing.T) {
	t.Parallel()
	client := itk.Fault{
		MessageID: "A0B1C2D3-E4F5-4607-8819-2A3B4C5D6E0A", RelatesTo: "0D9A5C1E-4B27-4F60-9A83-6E1F27B4C501", To: "http://www.w3.org/2005/08/addressing/anonymous",
		FaultCode: model.FaultClient, FaultString: "The request is refused", ErrorID: "7E5D3C1B-9A8F-4E6D-8C4B-2A1908F7E60B",
		ErrorCode: model.ErrorInvalidMessage, ErrorText: "Invalid message", Diagnostic: "manifest/@count is 2 but there is <1> item",
	}
	cases := []struct {
		name  string
		fault itk.Fault
	}{
		{"fault client", client},
		{"fault least", itk.Fault{MessageID: client.MessageID, FaultCode: model.FaultVersionMismatch, FaultString: "Not SOAP 1.1", NoDetail: true}},
		{"fault server with everything odd", itk.Fault{
			MessageID: client.MessageID, Action: "http://www.w3.org/2005/08/addressing/fault", FaultCode: model.FaultServer, FaultString: "Down", FaultActor: "http://provider.example.org/",
			ErrorID: client.ErrorID, ErrorCode: "2100", CodeSystem: "1.2.3", ErrorText: "Try later",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc, err := itk.BuildFault(samples.Template(t, "itk/fault"), c.fault)
			require.NoError(t, err)
			golden(t, "itk/"+fileName(c.name), xmltree.Bytes(doc))
		})
	}
}

func TestBuildNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	payload := samples.Read(t, `<p/>`).Root()
	e := samples.Envelope()
	e.MessageID = ""
	_, err := itk.BuildRequest(samples.Template(t, "itk/request"), e, payload)
	require.ErrorIs(t, err, template.ErrMissingValue)
	require.EqualError(t, err, `building the request: template "request.xml": /soap:Envelope/soap:Header/wsa:MessageID: "messageId": no value`)

	_, err = itk.BuildRequest(samples.Template(t, "itk/request"), samples.Envelope(), nil)
	require.ErrorIs(t, err, template.ErrSlot)

	_, err = itk.BuildResponse(samples.Template(t, "itk/response"), itk.Envelope{}, payload)
	require.ErrorContains(t, err, "building the response")

	_, err = itk.BuildFault(samples.Template(t, "itk/fault"), itk.Fault{MessageID: "x", FaultCode: model.FaultClient, FaultString: "x"})
	require.ErrorIs(t, err, template.ErrMissingValue)
	require.ErrorContains(t, err, `"errorId"`)
}
