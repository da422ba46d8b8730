// Package junitxml is the one form of JUnit that tkw writes: it satisfies the schema of Ant and
// that of Jenkins at once.
package junitxml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
)

// Timestamp is local to no zone: Ant's schema forbids one. The values are UTC.
const Timestamp = "2006-01-02T15:04:05"

// Document is the form that both schemas accept: no attributes on the root, all of
// Ant's on each suite, and after the cases always system-out and system-err.
type Document struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []Suite  `xml:"testsuite"`
}

// Suite is one test suite; its counts are those of its cases.
type Suite struct {
	Name       string     `xml:"name,attr"`
	Package    string     `xml:"package,attr"`
	ID         int        `xml:"id,attr"`
	Timestamp  string     `xml:"timestamp,attr"`
	Hostname   string     `xml:"hostname,attr"`
	Tests      int        `xml:"tests,attr"`
	Failures   int        `xml:"failures,attr"`
	Errors     int        `xml:"errors,attr"`
	Skipped    int        `xml:"skipped,attr"`
	Time       string     `xml:"time,attr"`
	Properties []Property `xml:"properties>property"`
	Cases      []Case     `xml:"testcase"`
	SystemOut  Text       `xml:"system-out"`
	SystemErr  Text       `xml:"system-err"`
}

// Add counts a case while adding it, so that the counts cannot differ from it.
func (s *Suite) Add(c Case) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// Property is a fact about a suite.
type Property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// Case has at most one of the three details. Requirement ids and files stand
// in the suite, because a case may hold neither properties nor system-out.
type Case struct {
	Name      string  `xml:"name,attr"`
	Classname string  `xml:"classname,attr"`
	Time      string  `xml:"time,attr"`
	Skipped   *Detail `xml:"skipped"`
	Error     *Detail `xml:"error"`
	Failure   *Detail `xml:"failure"`
}

// Detail says why a case did not pass.
type Detail struct {
	Type    string
	Message string
	Text    string
}

// MarshalXML writes the text with its line ends as they are, which the struct
// encoding of encoding/xml would turn into character references.
func (d Detail) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = []xml.Attr{{Name: xml.Name{Local: "type"}, Value: d.Type}, {Name: xml.Name{Local: "message"}, Value: d.Message}}
	return element(e, start, d.Text)
}

// Text is an element with nothing but text.
type Text string

// MarshalXML writes the text with its line ends as they are.
func (t Text) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return element(e, start, string(t))
}

func element(e *xml.Encoder, start xml.StartElement, content string) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if err := e.EncodeToken(xml.CharData(content)); err != nil {
		return err
	}
	return e.EncodeToken(start.End())
}

// makeVisible keeps what acts on a terminal or a build server out of all text that is
// not tkw's own: servers show it on pages, and print it in logs.
func (d *Document) makeVisible() {
	for i := range d.Suites {
		s := &d.Suites[i]
		s.Name, s.Package, s.Hostname = visible.Lines(s.Name), visible.Lines(s.Package), visible.Lines(s.Hostname)
		s.SystemOut, s.SystemErr = Text(visible.Lines(string(s.SystemOut))), Text(visible.Lines(string(s.SystemErr)))
		for j, p := range s.Properties {
			s.Properties[j] = Property{visible.Lines(p.Name), visible.Lines(p.Value)}
		}
		for j := range s.Cases {
			c := &s.Cases[j]
			c.Name, c.Classname = visible.Lines(c.Name), visible.Lines(c.Classname)
			for _, d := range []*Detail{c.Skipped, c.Error, c.Failure} {
				if d != nil {
					*d = Detail{visible.Lines(d.Type), visible.Lines(d.Message), visible.Lines(d.Text)}
				}
			}
		}
	}
}

// Seconds turns milliseconds into seconds with the three decimals that Jenkins'
// schema allows.
func Seconds(ms float64) string {
	if !(ms > 0) {
		ms = 0
	}
	return fmt.Sprintf("%.3f", ms/1000)
}

// Write writes the document, with all text that is not tkw's own made visible.
func (d *Document) Write(w io.Writer) error {
	d.makeVisible()
	var out bytes.Buffer
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(&out)
	enc.Indent("", "  ")
	if err := enc.Encode(d); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	out.WriteByte('\n')
	if _, err := plainQuotes.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	return nil
}

// plainQuotes writes quotes as every reader knows them: some do not decode numeric
// character references, in which the encoder writes them. An ampersand of the text
// itself is &amp; by now, so nothing else looks like this.
var plainQuotes = strings.NewReplacer("&#39;", "'", "&#34;", "&quot;")
