package itk

import (
	"sort"
	"strings"
)

// Namespaces of ITK messages.
const (
	NamespaceSOAP     = "http://schemas.xmlsoap.org/soap/envelope/"
	NamespaceWSA      = "http://www.w3.org/2005/08/addressing"
	NamespaceWSSE     = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	NamespaceWSU      = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	NamespaceDS       = "http://www.w3.org/2000/09/xmldsig#"
	NamespaceITK      = "urn:nhs-itk:ns:201005"
	NamespaceHL7      = "urn:hl7-org:v3"
	NamespaceXSI      = "http://www.w3.org/2001/XMLSchema-instance"
	NamespaceXHTML    = "http://www.w3.org/1999/xhtml"
	NamespaceXML      = "http://www.w3.org/XML/1998/namespace"
	namespaceXMLNS    = "http://www.w3.org/2000/xmlns/"
	TemplateNamespace = "urn:tkw:template:1"
)

// Fixed WS-Addressing URIs.
const (
	// AddressAnonymous means "answer on this connection" (WS-ADR-06).
	AddressAnonymous = "http://www.w3.org/2005/08/addressing/anonymous"
	AddressNone      = "http://www.w3.org/2005/08/addressing/none"
	// ActionSOAPFault is the wsa:Action of SOAP-defined and ITK faults.
	ActionSOAPFault = "http://www.w3.org/2005/08/addressing/soap/fault"
	// ActionAddressingFault belongs to the faults WS-Addressing itself defines;
	// some systems use it for MustUnderstand.
	ActionAddressingFault = "http://www.w3.org/2005/08/addressing/fault"
)

// Fixed ITK values.
const (
	ServiceBase = "urn:nhs-itk:services:201005:"
	// KeyInteraction is the handlingSpecification key that names the interaction.
	KeyInteraction = "urn:nhs-itk:ns:201005:interaction"
	// TypeIdentity and TypeAddress are what auditIdentity/id and address mean
	// without a type attribute.
	TypeIdentity = "2.16.840.1.113883.2.1.3.2.4.18.27"
	TypeAddress  = "2.16.840.1.113883.2.1.3.2.4.18.22"
	// CodeSystemSOAPErrors is the vocabulary of ErrorCode in SOAP faults (WS-FDT-03).
	CodeSystemSOAPErrors = "2.16.840.1.113883.2.1.3.2.4.17.268"
)

// SOAP 1.1 fault codes, without their prefix.
const (
	FaultClient          = "Client"
	FaultServer          = "Server"
	FaultMustUnderstand  = "MustUnderstand"
	FaultVersionMismatch = "VersionMismatch"
)

// Error codes of ITK SOAP faults.
const (
	ErrorInvalidMessage = "1000"
	ErrorRetryable      = "2100"
	ErrorNotRetryable   = "2200"
	ErrorAccessDenied   = "3000"
)

// usualPrefix is one row of the prefix table.
type usualPrefix struct{ prefix, namespace string }

// usualPrefixes are the prefixes that mutations and reports use, whatever
// prefixes a message declares itself.
func usualPrefixes() []usualPrefix {
	return []usualPrefix{
		{"ds", NamespaceDS}, {"hl7", NamespaceHL7}, {"itk", NamespaceITK}, {"soap", NamespaceSOAP},
		{"wsa", NamespaceWSA}, {"wsse", NamespaceWSSE}, {"wsu", NamespaceWSU}, {"xhtml", NamespaceXHTML},
		{"xml", NamespaceXML}, {"xsi", NamespaceXSI},
	}
}

// Namespace gives the namespace of a usual prefix (soap, wsa, wsse, wsu, ds, itk,
// hl7, xsi, xhtml, xml).
func Namespace(prefix string) (string, bool) {
	for _, u := range usualPrefixes() {
		if u.prefix == prefix {
			return u.namespace, true
		}
	}
	return "", false
}

// Prefix gives the usual prefix of a namespace.
func Prefix(namespace string) (string, bool) {
	for _, u := range usualPrefixes() {
		if u.namespace == namespace {
			return u.prefix, true
		}
	}
	return "", false
}

// knownPrefixes lists the usual prefixes for error messages.
func knownPrefixes() string {
	var out []string
	for _, u := range usualPrefixes() {
		out = append(out, u.prefix)
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}
