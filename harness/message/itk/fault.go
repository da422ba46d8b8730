package itk

import "github.com/beevik/etree"

import (
	"github.com/itk-assurance/tkw/harness/message/template"
)

const (
	actionSOAPFault      = "http://www.w3.org/2005/08/addressing/soap/fault"
	codeSystemSOAPErrors = "2.16.840.1.113883.2.1.3.2.4.17.268"
)

// Fault is a SOAP 1.1 fault as ITK wants it (WS-FLT-01 to WS-FLT-03, WS-FDT-01 to
// WS-FDT-06).
type Fault struct {
	MessageID string
	// RelatesTo is the MessageID of the request, empty when it could not be read.
	RelatesTo string
	// Action is the wsa:Action of SOAP-defined and ITK faults when empty.
	Action string
	// To is left out when empty; the anonymous address is the usual value.
	To string

	// FaultCode is one of model.FaultCodes.
	FaultCode   string
	FaultString string
	FaultActor  string

	// NoDetail leaves out the detail and with it all that follows.
	NoDetail bool
	// ErrorID identifies this instance of the error: a UUID without prefix.
	ErrorID   string
	ErrorCode string
	// CodeSystem is the vocabulary of ErrorCode (WS-FDT-03) when empty.
	CodeSystem string
	ErrorText  string
	// Diagnostic is left out when empty.
	Diagnostic string
}

// Values gives the fault as template values; an empty one counts as absent.
func (f Fault) Values() map[string]any {
	v := map[string]any{"action": actionSOAPFault, "codeSystem": codeSystemSOAPErrors, "detail": !f.NoDetail}
	for key, value := range map[string]string{
		"messageId": f.MessageID, "relatesTo": f.RelatesTo, "action": f.Action, "to": f.To,
		"faultCode": f.FaultCode, "faultString": f.FaultString, "faultActor": f.FaultActor,
		"errorId": f.ErrorID, "errorCode": f.ErrorCode, "codeSystem": f.CodeSystem,
		"errorText": f.ErrorText, "diagnostic": f.Diagnostic,
	} {
		if value != "" {
			v[key] = value
		}
	}
	return v
}

// BuildFault makes the message of a fault. A part that the template needs and the
// fault lacks is an error that names its key, such as "errorCode".
func BuildFault(t *template.Template, f Fault) (*etree.Document, error) {
	return build("fault", t, f.Values(), nil)
}
