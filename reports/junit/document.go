package junit

import (
	"encoding/xml"
	"fmt"

	"github.com/itk-assurance/tkw/harness/basics/visible"
)

// timestamp is local to no zone: Ant's schema forbids one. The values are UTC.
const timestamp = "2006-01-02T15:04:05"

// document is the form that both schemas accept: no attributes on the root, all of
// Ant's on each suite, and after the cases always system-out and system-err.
type document struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []suite  `xml:"testsuite"`
}

type suite struct {
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
	Properties []property `xml:"properties>property"`
	Cases      []testcase `xml:"testcase"`
	SystemOut  text       `xml:"system-out"`
	SystemErr  text       `xml:"system-err"`
}

// add counts a case while adding it, so that the counts cannot differ from it.
func (s *suite) add(c testcase) {
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

type property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// testcase has at most one of the three details. Requirement ids and files stand
// in the suite, because a case may hold neither properties nor system-out.
type testcase struct {
	Name      string  `xml:"name,attr"`
	Classname string  `xml:"classname,attr"`
	Time      string  `xml:"time,attr"`
	Skipped   *detail `xml:"skipped"`
	Error     *detail `xml:"error"`
	Failure   *detail `xml:"failure"`
}

// detail says why a case did not pass.
type detail struct {
	Type    string
	Message string
	Text    string
}

// MarshalXML writes the text with its line ends as they are, which the struct
// encoding of encoding/xml would turn into character references.
func (d detail) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = []xml.Attr{{Name: xml.Name{Local: "type"}, Value: d.Type}, {Name: xml.Name{Local: "message"}, Value: d.Message}}
	return element(e, start, d.Text)
}

// text is an element with nothing but text.
type text string

// MarshalXML writes the text with its line ends as they are.
func (t text) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
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
func (d *document) makeVisible() {
	for i := range d.Suites {
		s := &d.Suites[i]
		s.Name, s.Package, s.Hostname = visible.Lines(s.Name), visible.Lines(s.Package), visible.Lines(s.Hostname)
		s.SystemOut, s.SystemErr = text(visible.Lines(string(s.SystemOut))), text(visible.Lines(string(s.SystemErr)))
		for j, p := range s.Properties {
			s.Properties[j] = property{visible.Lines(p.Name), visible.Lines(p.Value)}
		}
		for j := range s.Cases {
			c := &s.Cases[j]
			c.Name, c.Classname = visible.Lines(c.Name), visible.Lines(c.Classname)
			for _, d := range []*detail{c.Skipped, c.Error, c.Failure} {
				if d != nil {
					*d = detail{visible.Lines(d.Type), visible.Lines(d.Message), visible.Lines(d.Text)}
				}
			}
		}
	}
}

// seconds turns milliseconds into seconds with the three decimals that Jenkins'
// schema allows.
func seconds(ms float64) string {
	if !(ms > 0) {
		ms = 0
	}
	return fmt.Sprintf("%.3f", ms/1000)
}
