package validation

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/junitxml"
)

// writeJUnit writes a test case a file. The time stamp is fixed, since files at
// rest have no time of their own and equal input must give equal output.
func writeJUnit(w io.Writer, files []File) error {
	suite := junitxml.Suite{
		Name: "tkw validate", Package: "tkw", Timestamp: "1970-01-01T00:00:00", Hostname: "localhost", Time: junitxml.Seconds(0),
		Properties: []junitxml.Property{{Name: "files", Value: strconv.Itoa(len(files))}},
	}
	for _, f := range files {
		c := junitxml.Case{Name: f.Path, Classname: strings.ReplaceAll(f.Profile, "/", "."), Time: junitxml.Seconds(0)}
		switch f.verdict() {
		case unreadable:
			c.Error = &junitxml.Detail{Type: "unreadable", Message: f.Unreadable}
		case notJudged:
			c.Error = &junitxml.Detail{Type: notJudgedRule, Message: f.Reason}
		case invalid:
			c.Failure = failure(f)
		case valid:
		}
		suite.Add(c)
	}
	doc := junitxml.Document{Suites: []junitxml.Suite{suite}}
	return doc.Write(w)
}

func failure(f File) *junitxml.Detail {
	t := &junitxml.Detail{}
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
