package validation

import (
	"io"
	"path/filepath"
	"sort"

	"github.com/itk-assurance/tkw/harness/model"
)

// The part of SARIF 2.1.0 that is written.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
}

type sarifDriver struct {
	Name  string      `json:"name"`
	Rules []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID         string          `json:"id"`
	Help       *sarifText      `json:"help,omitempty"`
	Properties sarifProperties `json:"properties"`
}

type sarifProperties struct {
	Tags []string `json:"tags"`
}

type sarifInvocation struct {
	Successful    bool         `json:"executionSuccessful"`
	Notifications []sarifNotes `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotes struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact struct {
		URI string `json:"uri"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

func writeSARIF(w io.Writer, files []File) error {
	run := sarifRun{Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "tkw", Rules: []sarifRule{}}
	invocation := sarifInvocation{Successful: true}
	rules := map[string]sarifRule{}
	for _, f := range files {
		if f.Unreadable != "" {
			invocation.Successful = false
			invocation.Notifications = append(invocation.Notifications, sarifNotes{
				Level: "error", Message: sarifText{f.Unreadable}, Locations: []sarifLocation{at(f.Path, model.Location{})},
			})
		}
		for _, x := range f.Findings {
			run.Results = append(run.Results, sarifResult{
				RuleID: x.Rule, Level: sarifLevel(x.Severity), Message: sarifText{x.Message}, Locations: []sarifLocation{at(f.Path, x.Location)},
			})
			rule := sarifRule{ID: x.Rule, Properties: sarifProperties{Tags: append([]string{}, x.Requirements...)}}
			if x.Help != "" {
				rule.Help = &sarifText{x.Help}
			}
			rules[x.Rule] = rule
		}
	}
	for _, r := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, r)
	}
	sort.Slice(run.Tool.Driver.Rules, func(i, j int) bool { return run.Tool.Driver.Rules[i].ID < run.Tool.Driver.Rules[j].ID })
	run.Invocations = []sarifInvocation{invocation}
	return encodeJSON(w, sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

func at(path string, l model.Location) sarifLocation {
	var out sarifLocation
	out.Physical.Artifact.URI = filepath.ToSlash(path)
	if l.Line > 0 {
		out.Physical.Region = &sarifRegion{Line: l.Line, Column: l.Column}
	}
	if l.XPath != "" {
		out.Logical = []sarifLogical{{l.XPath}}
	}
	return out
}

func sarifLevel(s model.Severity) string {
	switch s {
	case model.Error:
		return "error"
	case model.Warning:
		return "warning"
	}
	return "note"
}
