package schemas

import "testing"

// Places in a request and in a fault.
const (
	soapHeader  = "soap:Header"
	soapBody    = "soap:Body"
	wsaAction   = soapHeader + "/wsa:Action"
	wsaFrom     = soapHeader + "/wsa:From"
	security    = soapHeader + "/wsse:Security"
	timestamp   = security + "/wsu:Timestamp"
	userToken   = security + "/wsse:UsernameToken"
	faultPart   = soapBody + "/soap:Fault"
	errorDetail = faultPart + "/detail/itk:ToolkitErrorInfo"

	soapNamespace = `xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"`
	wsaNamespace  = `xmlns:wsa="http://www.w3.org/2005/08/addressing"`
	faultMessage  = "itk/fault-soap.xml"
)

// soapRows follow the tree of fact sheet "itk-core", section 1.1. What the tree lets
// through and ITK forbids is for rules.
var soapRows = []row{
	{id: "Envelope", what: "without header", want: "A", mutate: remove(soapHeader)},
	{id: "Envelope", what: "without body", want: "R", mutate: remove(soapBody)},
	{id: "Envelope", what: "body before header", want: "R", mutate: before(soapBody, soapHeader)},
	{id: "Envelope", what: "of SOAP 1.2", want: "R", mutate: set(".", "xmlns:soap", "http://www.w3.org/2003/05/soap-envelope")},
	{id: "Envelope", what: "with a foreign element after the body", want: "A", mutate: last(".", `<x:extra xmlns:x="`+foreign+`"/>`)},
	{id: "Header", what: "with an unknown block", want: "A", mutate: last(soapHeader, `<x:block xmlns:x="`+foreign+`" `+soapNamespace+` soap:mustUnderstand="1"/>`)},
	{id: "Header", what: "with a block in no namespace", want: "R", mutate: last(soapHeader, `<block/>`)},
	{id: "Header", what: "mustUnderstand 1", want: "A", mutate: set(wsaAction, "soap:mustUnderstand", "1")},
	{id: "Header", what: "mustUnderstand true", want: "R", mutate: set(wsaAction, "soap:mustUnderstand", "true")},
	{id: "Header", what: "with an actor", want: "A", mutate: set(wsaAction, "soap:actor", "http://schemas.xmlsoap.org/soap/actor/next")},
	{id: "Body", what: "of two children", want: "A", mutate: duplicate(soapBody + "/itk:DistributionEnvelope")},
	{id: "Body", what: "with text", want: "R", mutate: loose(soapBody, "verify, please")},
	{id: "Body", what: "with an encodingStyle", want: "A", mutate: set(soapBody, "soap:encodingStyle", "http://schemas.xmlsoap.org/soap/encoding/")},
	{id: "Body", what: "empty", want: "A", mutate: empty(soapBody)},
	{id: "Body", what: "with an envelope that is invalid by its own schema", want: "A", mutate: drop(soapBody+"/itk:DistributionEnvelope/itk:header", "trackingid")},

	{id: "Body", what: "with a payload that names a type", want: "A", mutate: set(soapBody+"/itk:DistributionEnvelope/"+dePayload+"/verifyNHSNumberRequest-v1-0", "xsi:type", "ED.Unheard.Of")},
	{id: "Body", what: "with an ITK error in a payload that is none", want: "A", mutate: last(soapBody+"/itk:DistributionEnvelope/"+dePayload+"/verifyNHSNumberRequest-v1-0", `<itk:ToolkitErrorInfo `+itkNamespace+`/>`)},
	{id: "Action", what: "and no To", want: "A", mutate: remove(soapHeader + "/wsa:To")},
	{id: "Action", what: "with mustUnderstand", want: "A", mutate: set(wsaAction, "soap:mustUnderstand", "1")},
	{id: "Action", what: "To with a child", want: "R", mutate: last(soapHeader+"/wsa:To", `<wsa:Address `+wsaNamespace+`/>`)},
	{id: "Action", what: "MessageID with a child", want: "R", mutate: last(soapHeader+"/wsa:MessageID", `<wsa:Address `+wsaNamespace+`/>`)},
	{id: "Action", what: "MessageID with an attribute of no namespace", want: "R", mutate: set(soapHeader+"/wsa:MessageID", "foo", "x")},
	{id: "Action", what: "Action with a child", want: "R", mutate: last(wsaAction, `<x:b xmlns:x="`+foreign+`"/>`)},
	{id: "Action", what: "Action with an attribute of no namespace", want: "R", mutate: set(wsaAction, "foo", "x")},
	{id: "From", what: "From without Address", want: "R", mutate: empty(wsaFrom)},
	{id: "From", what: "From with reference parameters", want: "A", mutate: last(wsaFrom, `<wsa:ReferenceParameters `+wsaNamespace+`><x:key xmlns:x="`+foreign+`"/></wsa:ReferenceParameters>`)},
	{id: "From", what: "From with metadata before reference parameters", want: "R", mutate: all(
		last(wsaFrom, `<wsa:Metadata `+wsaNamespace+`/>`), last(wsaFrom, `<wsa:ReferenceParameters `+wsaNamespace+`/>`))},
	{id: "From", what: "ReplyTo without Address", want: "R", mutate: last(soapHeader, `<wsa:ReplyTo `+wsaNamespace+`/>`)},
	{id: "From", what: "ReplyTo anonymous", want: "A", mutate: last(soapHeader, `<wsa:ReplyTo `+wsaNamespace+`><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo>`)},
	{id: "From", what: "FaultTo without Address", want: "R", mutate: last(soapHeader, `<wsa:FaultTo `+wsaNamespace+`/>`)},
	{id: "From", what: "two Addresses", want: "R", mutate: duplicate(wsaFrom + "/wsa:Address")},
	{id: "RelatesTo", what: "RelatesTo with a child", want: "R", mutate: last(soapHeader, `<wsa:RelatesTo `+wsaNamespace+`><wsa:Address/></wsa:RelatesTo>`)},
	{id: "RelatesTo", what: "RelatesTo of another kind", want: "A", mutate: last(soapHeader, `<wsa:RelatesTo `+wsaNamespace+` RelationshipType="urn:example:kind">urn:example:a</wsa:RelatesTo>`)},

	{id: "Security", what: "without token", want: "A", mutate: remove(userToken)},
	{id: "Security", what: "token before timestamp", want: "A", mutate: swap(timestamp, userToken)},
	{id: "Security", what: "with a foreign token", want: "A", mutate: last(security, `<x:token xmlns:x="`+foreign+`"/>`)},
	{id: "Timestamp", what: "timestamp without Expires", want: "R", mutate: remove(timestamp + "/wsu:Expires")},
	{id: "Timestamp", what: "timestamp with Expires first", want: "R", mutate: swap(timestamp+"/wsu:Created", timestamp+"/wsu:Expires")},
	{id: "Timestamp", what: "timestamp that is no time", want: "R", mutate: text(timestamp+"/wsu:Created", "yesterday")},
	{id: "Timestamp", what: "timestamp with a fraction and an offset", want: "A", mutate: text(timestamp+"/wsu:Created", "2032-05-06T09:00:00.25+01:00")},
	{id: "Id", what: "timestamp without Id", want: "A", mutate: drop(timestamp, "wsu:Id")},
	{id: "Id", what: "timestamp with an Id that begins with a digit", want: "R", mutate: set(timestamp, "wsu:Id", "1F62B8D0-94C7-4E35-A0B9-6C7D83E2F303")},
	{id: "UsernameToken", what: "name with a child", want: "R", mutate: last(userToken+"/wsse:Username", `<x:b xmlns:x="`+foreign+`"/>`)},
	{id: "UsernameToken", what: "token with a password", want: "A", mutate: last(userToken, `<x:Password xmlns:x="`+foreign+`"/>`)},
	{id: "Security", what: "with text", want: "R", mutate: loose(security, "x")},
	{id: "UsernameToken", what: "token without name", want: "R", mutate: empty(userToken)},

	{id: "Fault", what: "without actor and detail", want: "A", from: faultMessage, mutate: all(remove(faultPart+"/faultactor"), remove(faultPart+"/detail"))},
	{id: "Fault", what: "without string", want: "R", from: faultMessage, mutate: remove(faultPart + "/faultstring")},
	{id: "Fault", what: "string before code", want: "R", from: faultMessage, mutate: before(faultPart+"/faultstring", faultPart+"/faultcode")},
	{id: "Fault", what: "code in the SOAP namespace", want: "R", from: faultMessage, mutate: rename(faultPart+"/faultcode", "soap:faultcode")},
	{id: "Fault", what: "code with an unknown prefix", want: "R", from: faultMessage, mutate: text(faultPart+"/faultcode", "nowhere:Client")},
	{id: "detail", what: "two details", want: "R", from: faultMessage, mutate: duplicate(faultPart + "/detail")},
	{id: "detail", what: "detail before the actor", want: "R", from: faultMessage, mutate: before(faultPart+"/detail", faultPart+"/faultactor")},
	{id: "detail", what: "detail with text", want: "R", from: faultMessage, mutate: loose(faultPart+"/detail", "x")},
	{id: "detail", what: "detail with something else", want: "A", from: faultMessage, mutate: last(faultPart+"/detail", `<trace/>`)},
	{id: "ToolkitErrorInfo", what: "empty", want: "R", from: faultMessage, mutate: empty(errorDetail)},
	{id: "ToolkitErrorInfo", what: "any code", want: "A", from: faultMessage, mutate: text(errorDetail+"/itk:ErrorCode", "none")},
	{id: "ToolkitErrorInfo", what: "code without system", want: "A", from: faultMessage, mutate: drop(errorDetail+"/itk:ErrorCode", "codeSystem")},
	{id: "ToolkitErrorInfo", what: "text before code", want: "R", from: faultMessage, mutate: before(errorDetail+"/itk:ErrorText", errorDetail+"/itk:ErrorCode")},
	{id: "ToolkitErrorInfo", what: "children in no namespace", want: "R", from: faultMessage, mutate: func(s *specimen) { s.at(errorDetail + "/itk:ErrorID").Space = "" }},
	{id: "ToolkitErrorInfo", what: "without diagnostics", want: "A", from: faultMessage, mutate: remove(errorDetail + "/itk:ErrorDiagnosticText")},
	{id: "ToolkitErrorInfo", what: "with an extension", want: "A", from: faultMessage, mutate: last(errorDetail, `<extension/>`)},
	{id: "ToolkitErrorInfo", what: "with two extensions", want: "R", from: faultMessage, mutate: all(last(errorDetail, `<extension/>`), last(errorDetail, `<extension/>`))},
}

// TestSOAPMessage holds everything around the distribution envelope.
func TestSOAPMessage(t *testing.T) {
	t.Parallel()
	table{
		subjects: []subject{{name: "message", file: "itk/request-soap.xml", schema: compile(t, "itk/soap-message.xsd")}},
		rows:     soapRows,
	}.run(t)
}

// acknowledgementRows follow fact sheet "itk-core", section 7.1.
var acknowledgementRows = []row{
	{id: "InfrastructureResponse", what: "unknown result", want: "R", mutate: set(".", "result", "Maybe")},
	{id: "InfrastructureResponse", what: "without result", want: "R", mutate: drop(".", "result")},
	{id: "InfrastructureResponse", what: "without timestamp", want: "A", mutate: drop(".", "timestamp")},
	{id: "InfrastructureResponse", what: "without serviceRef", want: "R", mutate: drop(".", "serviceRef")},
	{id: "InfrastructureResponse", what: "trackingIdRef with a prefix", want: "R", mutate: changed(".", "trackingIdRef", func(v string) string { return "uuid_" + v })},
	{id: "InfrastructureResponse", what: "text", want: "R", mutate: loose(".", "x")},
	{id: "errors", what: "no errors in the list", want: "A", mutate: empty("itk:errors")},
	{id: "errors", what: "no list of errors", want: "R", mutate: remove("itk:errors")},
	{id: "InfrastructureResponse", what: "five identities", want: "R", mutate: repeat(4, duplicate("itk:reportingIdentity/itk:id[1]"))},
	{id: "extension", what: "two extensions", want: "R", mutate: all(last(".", `<x:b xmlns:x="`+foreign+`"/>`), last(".", `<x:b xmlns:x="`+foreign+`"/>`))},
	{id: "extension", what: "an extension", want: "A", mutate: last(".", `<x:b xmlns:x="`+foreign+`"/>`)},
}

func TestAcknowledgement(t *testing.T) {
	t.Parallel()
	table{
		subjects: []subject{{name: "acknowledgement", file: "itk/acknowledgement.xml", schema: compile(t, "itk/GenericInfrastructureResponse-v1-0.xsd")}},
		rows:     acknowledgementRows,
	}.run(t)
}
