// Package jsonreport writes report.json, the finished run for programs. Its form
// is that of reports/report.schema.json.
package jsonreport

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// Format is the version of report.json that Write makes. Fields may be added
// within a version; a change of meaning or a removal is a new one.
const Format = 2

// Write writes the run as one indented JSON document with a line feed at its end.
// Scenarios are ordered by id, exchanges by number, requirements by domain and
// id; findings keep the order in which they were reported. Equal runs give equal
// bytes. Lists that the format names are never null.
func Write(w io.Writer, run *model.Run) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(newDocument(run)); err != nil {
		return fmt.Errorf("writing the json report: %w", err)
	}
	return nil
}

func newDocument(run *model.Run) document {
	return document{
		Format: Format, Tool: run.Tool, Run: newRunPart(run), Summary: model.Summarise(run.Scenarios),
		SUT: run.SUT, Host: run.Host, Packs: list(run.Packs), Schemas: run.Schemas, Problems: list(run.Problems),
		Scenarios: newScenarios(run.Scenarios), Exchanges: newExchanges(run.Exchanges),
		Requirements: newRequirements(run.Requirements), Unsolicited: newUnsolicited(run.Unsolicited), Vacuous: list(run.Vacuous),
	}
}

func newRunPart(run *model.Run) runPart {
	gap := model.EvidenceGap(run)
	return runPart{
		FolderFormat: run.Format, Capabilities: capabilities(run), Caveats: list(outline.Judge(run).Caveats),
		UsableAsEvidence: gap == "", NotUsableBecause: gap, RedactedFrom: run.Redacted, AllowLiveData: run.Options["allow-live-data"] != "",
		ID: run.ID, Role: run.Role, Mirror: run.Mirror, Domains: list(run.Domains), Endpoint: run.Endpoint, Listen: run.Listen,
		StartedAt: run.StartedAt.UTC(), FinishedAt: run.FinishedAt.UTC(), Complete: run.Complete, Interrupted: run.Interrupted,
		Partial: run.Partial, Selection: run.Selection, Rejudged: run.Rejudged,
	}
}

func newScenarios(results []model.ScenarioResult) []scenario {
	out := make([]scenario, 0, len(results))
	for _, r := range results {
		s := scenario{
			ID: r.ID, Title: r.Title, Purpose: r.Purpose, Domain: r.Domain, Service: r.Service, Role: r.Role, Status: r.Status,
			SkipKind: r.SkipKind, ErrorKind: r.ErrorKind, Reason: r.Reason, KnownFailure: r.KnownFailure, StartedAt: r.StartedAt.UTC(), DurationMS: r.DurationMS,
			Requirements: list(r.Requirements), Proves: list(r.Proves), Reference: list(r.Reference), Tags: list(r.Tags), Expected: r.Expected,
			Exchanges: list(r.Exchanges), Findings: newFindings(r.Findings),
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b scenario) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func newFindings(findings []model.Finding) []finding {
	out := make([]finding, 0, len(findings))
	for _, f := range findings {
		out = append(out, finding{
			Check: f.Check, Rule: f.Rule, Severity: f.Severity, Layer: f.Layer, Message: f.Message, Part: f.Part, Location: f.Location,
			Expected: f.Expected, Actual: f.Actual, Requirements: list(f.Requirements), Help: f.Help, Exchange: f.Exchange,
			Consequence: f.Consequence, Because: f.Because, KnownFailure: f.KnownFailure, NeverExcuse: f.NeverExcuse,
			Difference: f.Difference, Subject: f.Subject, Formerly: f.Formerly, SchemaCode: f.SchemaCode, More: f.More,
		})
	}
	return out
}

func newUnsolicited(requests []model.Unsolicited) []unsolicited {
	out := make([]unsolicited, 0, len(requests))
	for _, u := range requests {
		out = append(out, unsolicited{u.Exchange, newFindings(u.Findings)})
	}
	slices.SortStableFunc(out, func(a, b unsolicited) int { return cmp.Compare(a.Exchange, b.Exchange) })
	return out
}

func capabilities(run *model.Run) map[string]bool {
	if run.Capabilities == nil {
		return map[string]bool{}
	}
	return run.Capabilities
}

func newExchanges(exchanges []model.Exchange) []model.Exchange {
	out := list(slices.Clone(exchanges))
	for i := range out {
		out[i].StartedAt = out[i].StartedAt.UTC()
	}
	slices.SortStableFunc(out, func(a, b model.Exchange) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

func newRequirements(results []model.RequirementResult) []model.RequirementResult {
	out := list(slices.Clone(results))
	for i := range out {
		out[i].Scenarios = list(slices.Clone(out[i].Scenarios))
		slices.Sort(out[i].Scenarios)
	}
	slices.SortStableFunc(out, func(a, b model.RequirementResult) int {
		return cmp.Or(strings.Compare(a.Domain, b.Domain), strings.Compare(a.ID, b.ID))
	})
	return out
}

// list makes an absent list an empty one, which JSON shows as [] and not as null.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
