package validation

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The part of SVRL (ISO/IEC 19757-3, annex D) that is written. Several files make
// several outputs under one root, since SVRL knows only one document.
type svrlOutput struct {
	XMLName  xml.Name     `xml:"http://purl.oclc.org/dsdl/svrl schematron-output"`
	Title    string       `xml:"title,attr"`
	Pattern  svrlPattern  `xml:"active-pattern"`
	Failures []svrlFailed `xml:"failed-assert"`
}

type svrlPattern struct {
	Document string `xml:"document,attr"`
	Name     string `xml:"name,attr"`
}

type svrlFailed struct {
	ID       string `xml:"id,attr"`
	Role     string `xml:"role,attr"`
	Flag     string `xml:"flag,attr"`
	See      string `xml:"see,attr,omitempty"`
	Location string `xml:"location,attr"`
	Test     string `xml:"test,attr"`
	Line     int    `xml:"urn:tkw:svrl:1 line,attr,omitempty"`
	Column   int    `xml:"urn:tkw:svrl:1 column,attr,omitempty"`
	Text     string `xml:"text"`
	Fix      string `xml:"diagnostic-reference,omitempty"`
}

func writeSVRL(w io.Writer, files []File) error {
	var root any
	outputs := make([]svrlOutput, 0, len(files))
	for _, f := range files {
		outputs = append(outputs, svrlOf(f))
	}
	root = struct {
		XMLName xml.Name `xml:"urn:tkw:svrl:1 outputs"`
		Outputs []svrlOutput
	}{Outputs: outputs}
	if len(outputs) == 1 {
		root = outputs[0]
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing SVRL: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(root); err != nil {
		return fmt.Errorf("writing SVRL: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func svrlOf(f File) svrlOutput {
	out := svrlOutput{Title: f.Path, Pattern: svrlPattern{Document: f.Path, Name: f.Profile}}
	switch f.verdict() {
	case unreadable:
		out.Failures = append(out.Failures, svrlFailed{ID: "UNREADABLE", Role: "error", Flag: "transport", Location: "/", Text: f.Unreadable})
	case notJudged:
		out.Failures = append(out.Failures, svrlFailed{ID: notJudgedRule, Role: "error", Flag: "payload", Location: "/", Text: f.Reason})
	case valid, invalid:
	}
	for _, x := range f.Findings {
		location := x.Location.XPath
		if location == "" {
			location = "/"
		}
		out.Failures = append(out.Failures, svrlFailed{
			ID: x.Rule, Role: string(x.Severity), Flag: string(x.Layer), See: strings.Join(x.Requirements, " "), Location: location,
			Line: x.Location.Line, Column: x.Location.Column, Text: x.Message, Fix: x.Help,
		})
	}
	return out
}
