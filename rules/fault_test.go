package rules_test

import "testing"

// fault changes the fault of a refused request.
func fault(name string, edits []edit, want ...string) row {
	return row{name: name, base: "fault", edits: edits, want: want}
}

const faultCode = "<faultcode>soap:Client</faultcode>"

func code(qname string) []edit {
	return rsp(faultCode, "<faultcode>"+qname+"</faultcode>")
}

var faultRows = []row{
	fault("the children are in the SOAP namespace", rsp(faultCode, "<soap:faultcode>soap:Client</soap:faultcode>", "<detail>", "<soap:detail>", "</detail>", "</soap:detail>"), "warning ITK-FLT-UNQUALIFIED"),
	fault("text between the elements", rsp(faultCode, "sorry"+faultCode), "error ITK-FLT-TEXT"),
	fault("text beside the ToolkitErrorInfo", rsp("<detail>", "<detail>sorry"), "error ITK-FLT-TEXT"),
	fault("a comment between the elements", rsp(faultCode, "<!-- sorry -->"+faultCode)),
	fault("no faultcode", rsp(faultCode, ""), "error ITK-FLT-FAULTCODE-PRESENT"),
	fault("an error code as faultcode", code("1000"), "error ITK-FLT-FAULTCODE-KNOWN"),
	fault("a faultcode of SOAP 1.2", code("soap:Sender"), "error ITK-FLT-FAULTCODE-KNOWN"),
	fault("a faultcode in another case", code("soap:client"), "error ITK-FLT-FAULTCODE-KNOWN"),
	fault("a faultcode without prefix, as in national templates", code("Client")),
	fault("a dotted faultcode", code("soap:Client.Authentication")),
	fault("a faultcode of WS-Security", rsp(faultCode, `<faultcode xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">wsse:FailedAuthentication</faultcode>`)),
	fault("a faultcode of WS-Addressing", code("wsa:DestinationUnreachable")),
	fault("MustUnderstand without prefix", code("MustUnderstand"), "error ITK-FLT-FAULTCODE-PREFIX"),
	fault("VersionMismatch without detail", both(code("soap:VersionMismatch"), cut(response, "<detail>", "</detail>"))),
	fault("the prefix means something else", code("itk:Client"), "warning ITK-FLT-FAULTCODE-NAMESPACE"),
	fault("the prefix means nothing", code("x:Client"), "warning ITK-FLT-FAULTCODE-NAMESPACE"),
	fault("no faultstring", cut(response, "<faultstring>", "</faultstring>"), "warning ITK-FLT-FAULTSTRING"),
	fault("a faultstring with a language", rsp("<faultstring>", `<faultstring xml:lang="en">`)),
	fault("a faultactor that is no URL", rsp("<faultactor>https://", "<faultactor>"), "error ITK-FLT-FAULTACTOR"),
	fault("the faultactor of the national simulator", rsp("<faultactor>https://provider.example.org/smsp/pds", "<faultactor>HTTP://itk.cfh.com/")),
	fault("no faultactor", cut(response, "<faultactor>", "</faultactor>")),
	fault("faultstring before faultcode", rsp(faultCode, "", "</faultstring>", "</faultstring>"+faultCode), "error ITK-FLT-ORDER"),
	fault("detail before faultactor", both(cut(response, "<faultactor>", "</faultactor>"), rsp("</detail>", "</detail><faultactor>http://a</faultactor>")), "error ITK-FLT-ORDER"),
	fault("a Client fault without detail", cut(response, "<detail>", "</detail>"), "error ITK-FLT-DETAIL"),
	fault("a Server fault without detail", both(code("soap:Server"), cut(response, "<detail>", "</detail>")), "error ITK-FLT-DETAIL"),
	fault("a detail with something else", both(cut(response, "<itk:ToolkitErrorInfo>", "</itk:ToolkitErrorInfo>"), rsp("<detail>", "<detail><why/>")), "error ITK-FLT-ERRORINFO"),
	fault("an empty ToolkitErrorInfo", both(cut(response, "<itk:ToolkitErrorInfo>", "</itk:ToolkitErrorInfo>"), rsp("<detail>", "<detail><itk:ToolkitErrorInfo/>")),
		"error ITK-FLT-ERRORCODE-PRESENT", "error ITK-FLT-ERRORID", "error ITK-FLT-ERRORTEXT", "warning ITK-FLT-DIAGNOSTIC"),
	fault("an ErrorID with a prefix", rsp("<itk:ErrorID>", "<itk:ErrorID>urn:uuid:"), "error ITK-FLT-ERRORID"),
	fault("an ErrorID in lower case", rsp("0A1B2C3D-0009-4000-8000-00000000BBBB", "0a1b2c3d-0009-4000-8000-00000000bbbb"), "error ITK-FLT-ERRORID"),
	fault("an ErrorCode of its own", rsp(">1000<", ">4711<"), "error ITK-FLT-ERRORCODE-KNOWN"),
	fault("an ErrorCode of another list, which is named", rsp("2.16.840.1.113883.2.1.3.2.4.17.268", "2.16.840.1.113883.2.1.3.2.4.17.516", ">1000<", ">DE0006<")),
	fault("an ErrorCode without codeSystem", rsp(` codeSystem="2.16.840.1.113883.2.1.3.2.4.17.268"`, "")),
	fault("a codeSystem that is no OID", rsp("2.16.840.1.113883.2.1.3.2.4.17.268", "ToolkitSOAPErrorCodes"), "warning ITK-FLT-CODESYSTEM"),
	fault("a MustUnderstand fault with 3000", both(code("soap:MustUnderstand"), rsp(">1000<", ">3000<")), "error ITK-FLT-ERRORCODE-SOAP"),
	fault("an invalid message is the server's fault", code("soap:Server"), "info ITK-FLT-ERRORCODE-SIDE"),
	fault("the client shall try again", rsp(">1000<", ">2100<"), "info ITK-FLT-ERRORCODE-SIDE"),
	fault("access is denied by the server", both(code("soap:Server"), rsp(">1000<", ">3000<"))),
	fault("no ErrorText", cut(response, "<itk:ErrorText>", "</itk:ErrorText>"), "error ITK-FLT-ERRORTEXT"),
	fault("no diagnostics", cut(response, "<itk:ErrorDiagnosticText>", "</itk:ErrorDiagnosticText>"), "warning ITK-FLT-DIAGNOSTIC"),
	fault("other prefixes", rsp("soap:Client", "q:Client", "<faultcode>", `<faultcode xmlns:q="http://schemas.xmlsoap.org/soap/envelope/">`)),
}

func TestFault(t *testing.T) {
	t.Parallel()
	check(t, faultRows)
}
