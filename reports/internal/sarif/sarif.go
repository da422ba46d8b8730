// Package sarif is the part of SARIF 2.1.0 (OASIS) that tkw writes, shared by the
// report of a run and by that of messages at rest.
package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Log is a SARIF file.
type Log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []Run  `json:"runs"`
}

// Run is one run of a tool.
type Run struct {
	Tool        Tool         `json:"tool"`
	Automation  *Automation  `json:"automationDetails,omitempty"`
	Invocations []Invocation `json:"invocations"`
	// ColumnKind says what columns count.
	ColumnKind string `json:"columnKind,omitempty"`
	// NewLines are the sequences that end a line; both of HTTP and XML.
	NewLines   []string       `json:"newlineSequences,omitempty"`
	Language   string         `json:"language,omitempty"`
	Results    []Result       `json:"results"`
	Properties map[string]any `json:"properties,omitempty"`
}

// Tool is what found the results.
type Tool struct {
	Driver Driver `json:"driver"`
}

// Driver is the tool itself, without extensions.
type Driver struct {
	Name     string `json:"name"`
	Version  string `json:"version,omitempty"`
	Language string `json:"language,omitempty"`
	Rules    []Rule `json:"rules"`
}

// Rule is one assertion that results name.
type Rule struct {
	ID         string         `json:"id"`
	Full       *Text          `json:"fullDescription,omitempty"`
	Help       *Text          `json:"help,omitempty"`
	Default    *Default       `json:"defaultConfiguration,omitempty"`
	Properties RuleProperties `json:"properties"`
}

// Default is the level that results of a rule have.
type Default struct {
	Level string `json:"level"`
}

// RuleProperties holds the requirement ids of a rule.
type RuleProperties struct {
	Tags []string `json:"tags"`
}

// Automation identifies a run among others.
type Automation struct {
	ID   string `json:"id"`
	GUID string `json:"guid,omitempty"`
}

// Invocation says how the run of the tool went.
type Invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Start         string         `json:"startTimeUtc,omitempty"`
	End           string         `json:"endTimeUtc,omitempty"`
	Notifications []Notification `json:"toolExecutionNotifications,omitempty"`
}

// Notification is what kept the tool from judging.
type Notification struct {
	Level     string     `json:"level"`
	Message   Text       `json:"message"`
	Locations []Location `json:"locations,omitempty"`
}

// Text is a message.
type Text struct {
	Text string `json:"text"`
}

// Result is one finding.
type Result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    *int              `json:"ruleIndex,omitempty"`
	Level        string            `json:"level"`
	Message      Text              `json:"message"`
	Locations    []Location        `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
	Suppressions []Suppression     `json:"suppressions,omitempty"`
	Properties   map[string]any    `json:"properties,omitempty"`
}

// Suppression says why a result is accepted for now.
type Suppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

// Location is where a result is.
type Location struct {
	Physical *Physical `json:"physicalLocation,omitempty"`
	Logical  []Logical `json:"logicalLocations,omitempty"`
}

// Physical is a place in a file.
type Physical struct {
	Artifact Artifact `json:"artifactLocation"`
	Region   *Region  `json:"region,omitempty"`
}

// Artifact names a file by its URI.
type Artifact struct {
	URI string `json:"uri"`
}

// Region is a place in a file. Both count from 1.
type Region struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

// Logical is a node or a scenario.
type Logical struct {
	Name string `json:"name,omitempty"`
	Full string `json:"fullyQualifiedName"`
	Kind string `json:"kind,omitempty"`
}

// URI is a path as a URI reference; relative paths stay relative.
func URI(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	out := strings.Join(parts, "/")
	if strings.HasPrefix(out, "/") {
		return "file://" + out
	}
	if strings.Contains(parts[0], ":") {
		return "./" + out // a colon in the first part would make it a scheme
	}
	return out
}

// Level maps a severity.
func Level(s model.Severity) string {
	switch s {
	case model.Error:
		return "error"
	case model.Warning:
		return "warning"
	}
	return "note"
}

// Rules collects rules by id; what a rule misses is taken from later findings.
type Rules map[string]Rule

// Add notes the rule of a finding.
func (r Rules) Add(f model.Finding) {
	rule, known := r[f.Rule]
	if !known {
		rule = Rule{ID: f.Rule, Properties: RuleProperties{Tags: []string{}}}
	}
	rule.Properties.Tags = append(rule.Properties.Tags, f.Requirements...)
	slices.Sort(rule.Properties.Tags)
	rule.Properties.Tags = slices.Compact(rule.Properties.Tags)
	if rule.Help == nil && f.Help != "" {
		rule.Help = &Text{f.Help}
	}
	r[f.Rule] = rule
}

// List gives the rules sorted by id.
func (r Rules) List() []Rule {
	out := make([]Rule, 0, len(r))
	for _, rule := range r {
		out = append(out, rule)
	}
	slices.SortFunc(out, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Write writes a log of one run, indented, with a line feed at its end.
func Write(w io.Writer, run Run) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(Log{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []Run{run}}); err != nil {
		return fmt.Errorf("writing SARIF: %w", err)
	}
	return nil
}
