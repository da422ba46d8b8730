package validation

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
)

type junitSuites struct {
	XMLName xml.Name   `xml:"testsuites"`
	Suite   junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string      `xml:"name,attr"`
	Package    string      `xml:"package,attr"`
	ID         int         `xml:"id,attr"`
	Timestamp  string      `xml:"timestamp,attr"`
	Hostname   string      `xml:"hostname,attr"`
	Tests      int         `xml:"tests,attr"`
	Failures   int         `xml:"failures,attr"`
	Errors     int         `xml:"errors,attr"`
	Time       string      `xml:"time,attr"`
	Properties struct{}    `xml:"properties"`
	Cases      []junitCase `xml:"testcase"`
	Out        string      `xml:"system-out"`
	Err        string      `xml:"system-err"`
}

type junitCase struct {
	Name    string     `xml:"name,attr"`
	Class   string     `xml:"classname,attr"`
	Time    string     `xml:"time,attr"`
	Error   *junitText `xml:"error,omitempty"`
	Failure *junitText `xml:"failure,omitempty"`
}

type junitText struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes a test case a file. The time stamp is fixed, since files at
// rest have no time of their own and equal input must give equal output.
func writeJUnit(w io.Writer, files []File) error {
	s := Summarise(files)
	suite := junitSuite{
		Name: "tkw validate", Package: "tkw", Timestamp: "1970-01-01T00:00:00", Hostname: "localhost",
		Tests: s.Files, Failures: s.Invalid, Errors: s.Unreadable + s.NotJudged, Time: "0",
	}
	for _, f := range files {
		c := junitCase{Name: visible.Line(f.Path), Class: visible.Line(strings.ReplaceAll(f.Profile, "/", ".")), Time: "0"}
		switch f.verdict() {
		case unreadable:
			c.Error = &junitText{Type: "unreadable", Message: f.Unreadable}
		case notJudged:
			c.Error = &junitText{Type: notJudgedRule, Message: f.Reason}
		case invalid:
			c.Failure = failure(f)
		case valid:
		}
		for _, t := range []*junitText{c.Error, c.Failure} {
			if t != nil {
				*t = junitText{Type: visible.Lines(t.Type), Message: visible.Lines(t.Message), Text: visible.Lines(t.Text)}
			}
		}
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Suite: suite}); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func failure(f File) *junitText {
	t := &junitText{}
	var lines []string
	for _, x := range f.Findings {
		if x.Severity != model.Error {
			continue
		}
		if t.Type == "" {
			t.Type, t.Message = x.Rule, x.Message
		}
		if x.Because != "" { // it stands right after that finding
			lines = append(lines, fmt.Sprintf("  follows from it: %s [%s]", x.Message, x.Rule))
			continue
		}
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s [%s] %s", f.Path, x.Location.Line, x.Location.Column, x.Message, x.Rule, x.Help))
	}
	t.Text = strings.Join(lines, "\n")
	return t
}
