// Package junit writes junit.xml for continuous integration. One document
// satisfies both the schema of Ant and that of Jenkins; see package junitxml for what
// that forbids.
package junit

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/junitxml"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// Write writes one testsuite a service and one testcase a scenario, sorted.
// What no scenario stands for (problems of the run, an early end, requests that no
// scenario awaited, a run without any scenario) becomes cases of a further suite named
// "tkw", because a reader of JUnit takes silence for success.
func Write(w io.Writer, run *model.Run) error {
	doc := junitxml.Document{}
	for _, s := range outline.Services(run) {
		doc.Suites = append(doc.Suites, newSuite(run, s, len(doc.Suites)))
	}
	if s := events(run, len(doc.Suites)); s != nil {
		doc.Suites = append(doc.Suites, *s)
	}
	return doc.Write(w)
}

func newSuite(run *model.Run, s outline.Service, id int) junitxml.Suite {
	out := bareSuite(run, s.Label(), id)
	out.Package = orDefault(s.Domain, "unknown")
	exchanges := outline.Exchanges(run)
	titles := outline.Titles(run)
	var elapsed float64
	var all, files []string
	begun := time.Time{}
	for _, r := range s.Scenarios {
		elapsed += r.DurationMS
		all = append(all, r.Requirements...)
		if len(r.Requirements) > 0 {
			out.Properties = append(out.Properties, property("requirements "+r.ID, strings.Join(r.Requirements, " ")))
		}
		if line := fileLine(r, exchanges); line != "" {
			files = append(files, line)
		}
		if !r.StartedAt.IsZero() && (begun.IsZero() || r.StartedAt.Before(begun)) {
			begun = r.StartedAt
		}
		out.Add(newCase(run, r, s.Label(), titles))
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) > 0 {
		out.Properties = slices.Insert(out.Properties, 2, property("requirements", strings.Join(all, " ")))
	}
	if !begun.IsZero() {
		out.Timestamp = begun.UTC().Format(junitxml.Timestamp)
	}
	out.Time = junitxml.Seconds(elapsed)
	out.SystemOut = junitxml.Text(strings.Join(files, "\n"))
	return out
}

// bareSuite is a suite without cases. Its properties are never empty: the schema
// of Jenkins wants at least one.
func bareSuite(run *model.Run, name string, id int) junitxml.Suite {
	return junitxml.Suite{
		Name: name, Package: name, ID: id, Timestamp: run.StartedAt.UTC().Format(junitxml.Timestamp),
		Hostname: orDefault(run.Host["hostname"], "localhost"), Time: junitxml.Seconds(0),
		Properties: properties(run),
	}
}

func property(name, value string) junitxml.Property {
	return junitxml.Property{Name: name, Value: value}
}

func properties(run *model.Run) []junitxml.Property {
	out := []junitxml.Property{
		property("role", string(run.Role)), property("run", run.ID), property("usableAsEvidence", usable(run)), property("verdict", outline.Judge(run).Word),
	}
	if run.Format == 1 {
		out = append(out, property("note", outline.Format1))
	}
	return out
}

// usable says whether the run can be used as assurance evidence, and why not.
func usable(run *model.Run) string {
	if gap := model.EvidenceGap(run); gap != "" {
		return "false: " + gap
	}
	return "true"
}

func newCase(run *model.Run, r model.ScenarioResult, class string, titles map[string]string) junitxml.Case {
	c := junitxml.Case{Name: strings.TrimSpace(r.ID + " " + r.Title), Classname: class, Time: junitxml.Seconds(r.DurationMS)}
	standing := outline.StandingOf(r)
	explain := func(kind, message string) *junitxml.Detail {
		return &junitxml.Detail{Type: kind, Message: message, Text: "\n" + outline.Explain(run, r, titles)}
	}
	switch standing {
	case outline.Passed:
	case outline.Failed:
		root := outline.Roots(r)[0]
		c.Failure = explain(orDefault(root.Rule, outline.NoFinding), root.Message)
	case outline.Known:
		c.Skipped = explain(standing.Word(), "known failure: "+r.KnownFailure)
	case outline.NotExercised, outline.DoesNotApply, outline.Deselected, outline.Skipped, outline.Pending:
		c.Skipped = explain(string(standing), orDefault(r.Reason, standing.Word()))
	default:
		c.Error = explain(outline.NotJudged, outline.NotJudgedFinding(r).Message)
	}
	return c
}

// events is the suite for what no scenario stands for, nil when there is nothing. The
// warnings of an unsolicited request that is right otherwise stand in the text of the
// suite, since a case that passed has none.
func events(run *model.Run, id int) *junitxml.Suite {
	all := outline.Events(run)
	if len(all) == 0 {
		return nil
	}
	titles, exchanges := outline.Titles(run), outline.Exchanges(run)
	s := bareSuite(run, "tkw", id)
	var lines []string
	for _, e := range all {
		c := junitxml.Case{Name: e.Name, Classname: "tkw.run", Time: junitxml.Seconds(0)}
		found := outline.ExplainFindings(e.Findings, titles)
		what := &junitxml.Detail{Type: e.Rule, Message: e.Message, Text: orDefault(found, e.Message)}
		switch e.Standing {
		case outline.Passed:
			lines = append(lines, e.Name+":", found)
		case outline.Failed:
			c.Failure = what
		default:
			c.Error = what
		}
		if line := fileLine(model.ScenarioResult{ID: e.Name, Exchanges: []int{e.Exchange}}, exchanges); line != "" {
			lines = append(lines, line)
		}
		s.Add(c)
	}
	s.SystemOut = junitxml.Text(strings.Join(lines, "\n"))
	return &s
}

func fileLine(r model.ScenarioResult, exchanges map[int]model.Exchange) string {
	var names []string
	for _, n := range r.Exchanges {
		for _, file := range []string{exchanges[n].RequestFile, exchanges[n].ResponseFile} {
			if file != "" {
				names = append(names, file)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return r.ID + ": " + strings.Join(names, " ")
}

func orDefault(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}
