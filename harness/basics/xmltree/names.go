package xmltree

import (
	"sort"
	"strings"
)

// Namespaces of ITK messages.
const (
	NamespaceSOAP  = "http://schemas.xmlsoap.org/soap/envelope/"
	NamespaceWSA   = "http://www.w3.org/2005/08/addressing"
	NamespaceWSSE  = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	NamespaceWSU   = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	NamespaceDS    = "http://www.w3.org/2000/09/xmldsig#"
	NamespaceITK   = "urn:nhs-itk:ns:201005"
	NamespaceHL7   = "urn:hl7-org:v3"
	NamespaceXSI   = "http://www.w3.org/2001/XMLSchema-instance"
	NamespaceXHTML = "http://www.w3.org/1999/xhtml"
	NamespaceXML   = "http://www.w3.org/XML/1998/namespace"
	NamespaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

// UsualPrefix is one row of the prefix table.
type UsualPrefix struct{ Prefix, Namespace string }

// UsualPrefixes are the prefixes that mutations and reports use, whatever
// prefixes a message declares itself.
func UsualPrefixes() []UsualPrefix {
	return []UsualPrefix{
		{"ds", NamespaceDS}, {"hl7", NamespaceHL7}, {"itk", NamespaceITK}, {"soap", NamespaceSOAP},
		{"wsa", NamespaceWSA}, {"wsse", NamespaceWSSE}, {"wsu", NamespaceWSU}, {"xhtml", NamespaceXHTML},
		{"xml", NamespaceXML}, {"xsi", NamespaceXSI},
	}
}

// Namespace gives the namespace of a usual prefix (soap, wsa, wsse, wsu, ds, itk,
// hl7, xsi, xhtml, xml).
func Namespace(prefix string) (string, bool) {
	for _, u := range UsualPrefixes() {
		if u.Prefix == prefix {
			return u.Namespace, true
		}
	}
	return "", false
}

// Prefix gives the usual prefix of a namespace.
func Prefix(namespace string) (string, bool) {
	for _, u := range UsualPrefixes() {
		if u.Namespace == namespace {
			return u.Prefix, true
		}
	}
	return "", false
}

// KnownPrefixes lists the usual prefixes for error messages.
func KnownPrefixes() string {
	var out []string
	for _, u := range UsualPrefixes() {
		out = append(out, u.Prefix)
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}
