package itk

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
	namespaceXMLNS = "http://www.w3.org/2000/xmlns/"
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
