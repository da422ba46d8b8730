package schematron

import (
	"encoding/xml"
	"fmt"
	"io"
)

// Namespaces of SVRL output. placeNamespace is ours: line, column and part.
const (
	svrlNamespace  = "http://purl.oclc.org/dsdl/svrl"
	placeNamespace = "urn:tkw:svrl:1"
)

// The names carry the prefix, since encoding/xml would otherwise declare the
// namespace on every element.
type svrlOutput struct {
	XMLName  xml.Name `xml:"svrl:schematron-output"`
	SVRL     string   `xml:"xmlns:svrl,attr"`
	Place    string   `xml:"xmlns:tkw,attr"`
	Title    string   `xml:"title,attr"`
	Phase    string   `xml:"phase,attr,omitempty"`
	Prefixes []svrlNS
	Entries  []any
}

type svrlNS struct {
	XMLName xml.Name `xml:"svrl:ns-prefix-in-attribute-values"`
	URI     string   `xml:"uri,attr"`
	Prefix  string   `xml:"prefix,attr"`
}

type svrlPattern struct {
	XMLName xml.Name `xml:"svrl:active-pattern"`
	ID      string   `xml:"id,attr,omitempty"`
	Name    string   `xml:"name,attr,omitempty"`
}

type svrlRule struct {
	XMLName xml.Name `xml:"svrl:fired-rule"`
	ID      string   `xml:"id,attr,omitempty"`
	Context string   `xml:"context,attr"`
	Role    string   `xml:"role,attr,omitempty"`
	Flag    string   `xml:"flag,attr,omitempty"`
}

type svrlFailure struct {
	XMLName     xml.Name
	ID          string `xml:"id,attr,omitempty"`
	Test        string `xml:"test,attr"`
	Location    string `xml:"location,attr"`
	Role        string `xml:"role,attr,omitempty"`
	Flag        string `xml:"flag,attr,omitempty"`
	Severity    string `xml:"severity,attr,omitempty"`
	See         string `xml:"see,attr,omitempty"`
	Part        string `xml:"tkw:part,attr,omitempty"`
	Line        int    `xml:"tkw:line,attr,omitempty"`
	Column      int    `xml:"tkw:column,attr,omitempty"`
	Diagnostics []svrlDiagnostic
	Properties  []svrlProperty
	Text        string `xml:"svrl:text"`
}

type svrlDiagnostic struct {
	XMLName xml.Name `xml:"svrl:diagnostic-reference"`
	ID      string   `xml:"diagnostic,attr"`
	Text    string   `xml:"svrl:text"`
}

type svrlProperty struct {
	XMLName xml.Name `xml:"svrl:property-reference"`
	ID      string   `xml:"property,attr"`
	Role    string   `xml:"role,attr,omitempty"`
	Scheme  string   `xml:"scheme,attr,omitempty"`
	Text    string   `xml:"svrl:text"`
}

// WriteSVRL writes a result as Schematron Validation Report Language, the report
// format of ISO/IEC 19757-3. The location of a finding is its XPath within its
// message; attributes of the namespace urn:tkw:svrl:1 add part, line and column.
// The judged document must still be alive.
func WriteSVRL(w io.Writer, result *Result) error {
	out := svrlOutput{SVRL: svrlNamespace, Place: placeNamespace, Title: result.schema.title, Phase: result.Phase}
	for _, n := range result.schema.namespaces {
		out.Prefixes = append(out.Prefixes, svrlNS{URI: n.uri, Prefix: n.prefix})
	}
	event, failure := 0, 0
	for _, p := range result.ran {
		out.Entries = append(out.Entries, svrlPattern{ID: p.id, Name: p.title})
		for ; event < len(result.events) && result.events[event].rule.pattern == p; event++ {
			e := result.events[event]
			out.Entries = append(out.Entries, svrlRule{ID: e.rule.id, Context: e.rule.contextText, Role: e.rule.role, Flag: e.rule.flag})
			for ; failure < e.until; failure++ {
				out.Entries = append(out.Entries, svrlFinding(&result.Failures[failure]))
			}
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing SVRL: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("writing SVRL: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("writing SVRL: %w", err)
	}
	return nil
}

func svrlFinding(f *Failure) svrlFailure {
	at := f.Node.Location()
	out := svrlFailure{
		XMLName: xml.Name{Local: "svrl:failed-assert"},
		ID:      f.AssertID, Test: f.Test, Location: at.XPath, Role: f.Role, Flag: f.Flag, Severity: f.Severity, See: f.See,
		Part: at.Part, Line: at.Line, Column: at.Column, Text: f.Message,
	}
	if f.Report {
		out.XMLName.Local = "svrl:successful-report"
	}
	for i, d := range f.assert.diagnostics {
		out.Diagnostics = append(out.Diagnostics, svrlDiagnostic{ID: d.id, Text: f.Diagnostics[i]})
	}
	for _, p := range f.assert.properties {
		out.Properties = append(out.Properties, svrlProperty{ID: p.id, Role: p.role, Scheme: p.scheme, Text: f.Properties[p.key()]})
	}
	return out
}
