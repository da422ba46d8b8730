package validation

import (
	"io"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/sarif"
)

// writeSARIF writes a result a finding. Files that could not be read or judged are
// notifications, and make the invocation a failed one.
func writeSARIF(w io.Writer, files []File) error {
	run := sarif.Run{Results: []sarif.Result{}}
	invocation := sarif.Invocation{Successful: true}
	rules := sarif.Rules{}
	for _, f := range files {
		if v := f.verdict(); v == unreadable || v == notJudged {
			invocation.Successful = false
			invocation.Notifications = append(invocation.Notifications, sarif.Notification{
				Level: "error", Message: sarif.Text{Text: f.Unreadable + f.Reason}, Locations: []sarif.Location{at(f.Path, model.Location{})},
			})
		}
		for _, x := range f.Findings {
			rules.Add(x)
			run.Results = append(run.Results, sarif.Result{
				RuleID: x.Rule, Level: sarif.Level(x.Severity), Message: sarif.Text{Text: x.Message}, Locations: []sarif.Location{at(f.Path, x.Location)},
			})
		}
	}
	run.Tool.Driver = sarif.Driver{Name: "tkw", Rules: rules.List()}
	run.Invocations = []sarif.Invocation{invocation}
	return sarif.Write(w, run)
}

func at(path string, l model.Location) sarif.Location {
	out := sarif.Location{Physical: &sarif.Physical{Artifact: sarif.Artifact{URI: sarif.URI(path)}}}
	if l.Line > 0 {
		out.Physical.Region = &sarif.Region{Line: l.Line, Column: l.Column}
	}
	if l.XPath != "" {
		out.Logical = []sarif.Logical{{Full: l.XPath}}
	}
	return out
}
