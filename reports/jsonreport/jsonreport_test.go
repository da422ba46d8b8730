package jsonreport_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
	"github.com/itk-assurance/tkw/reports/jsonreport"
)

func render(t *testing.T, run *model.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jsonreport.Write(&out, run))
	return out.Bytes()
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(reports.Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("report.schema.json", doc))
	s, err := c.Compile("report.schema.json")
	require.NoError(t, err)
	return s
}

func TestGolden(t *testing.T) {
	t.Parallel()
	golden.Check(t, "all-passed.json.golden", render(t, sample.AllPassed()))
	golden.Check(t, "mixed.json.golden", render(t, sample.Mixed()))
	golden.Check(t, "empty.json.golden", render(t, sample.Empty()))
	golden.Check(t, "canned.json.golden", render(t, sample.Canned()))
}

func TestConformsToTheSchema(t *testing.T) {
	t.Parallel()
	s := schema(t)
	old := sample.AllPassed()
	old.Format = 1
	for i := range old.Scenarios {
		old.Scenarios[i].Proves = nil
	}
	bare := &model.Run{Format: 1, ID: "x", Role: model.RoleClient, StartedAt: sample.Start()}
	// A hostile part name is no part that tkw would ever set.
	hostile := sample.Hostile()
	for i := range hostile.Scenarios {
		for k := range hostile.Scenarios[i].Findings {
			hostile.Scenarios[i].Findings[k].Part = "response"
		}
	}
	for i := range hostile.Unsolicited {
		for k := range hostile.Unsolicited[i].Findings {
			hostile.Unsolicited[i].Findings[k].Part = "response"
		}
	}
	rejudged := sample.Mixed()
	rejudged.Rejudged = &model.Rejudged{ID: "earlier", Tool: rejudged.Tool, StartedAt: sample.Start(), FinishedAt: sample.Start(), Packs: rejudged.Packs}
	schemas := sample.Canned()
	schemas.Schemas = []model.Schema{
		{Domain: "pds", Name: "QUPA_MT000001GB01.xsd", Judges: "requests of verifyNHSNumber", Source: "set", File: "set/Schemas/QUPA_MT000001GB01.xsd", Digest: strings.Repeat("0a", 32), Documents: 5, Notes: []string{"a note"}},
		{Domain: "itk", Name: "distributionEnvelope-v2-0.xsd", Judges: "the envelope of every message", Source: "built in", Digest: strings.Repeat("0b", 32), Documents: 1},
	}
	whole := sample.Canned()
	whole.Scenarios[0].Findings = append(whole.Scenarios[0].Findings, fullFinding())
	runs := sample.Outcomes()
	maps.Copy(runs, map[string]*model.Run{"rejudged": rejudged, "bare": bare, "old": old, "hostile": hostile, "large": sample.Large(100), "canned": sample.Canned(), "schemas": schemas, "whole": whole})
	delete(runs, "an unknown status") // tkw writes none
	for name, run := range runs {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(render(t, run)))
		require.NoError(t, err, name)
		require.NoError(t, s.Validate(doc), name)
	}
}

// fullFinding has a value in every field.
func fullFinding() model.Finding {
	return model.Finding{
		Check: "schema", Rule: "XSD-PAYLOAD-VALUE", Severity: model.Error, Layer: model.LayerPayload, Message: "wrong", Part: "response",
		Location: model.Location{Line: 1, Column: 2, XPath: "/a"}, Expected: "ab", Actual: "ac", Difference: &model.Difference{At: 2, Likely: model.LikelyCase},
		Subject: model.SubjectPatient, Requirements: []string{"R1"}, Help: "Write ab.", Exchange: 3, Consequence: true, Because: "XML-NONE",
		KnownFailure: "known", Formerly: []string{"XSD-PAYLOAD-1839"}, SchemaCode: 1839, More: 7, NeverExcuse: true,
	}
}

// A finding of the model comes whole into the file, and the schema names all its fields.
func TestFindingsAreWhole(t *testing.T) {
	t.Parallel()
	full := fullFinding()
	for i, value := range reflect.ValueOf(full).Fields() {
		require.False(t, value.IsZero(), "give fullFinding a value of %s", i.Name)
	}
	run := sample.Empty()
	run.Scenarios = []model.ScenarioResult{{ID: "A", Findings: []model.Finding{full}}}
	var got struct {
		Scenarios []struct{ Findings []map[string]any }
	}
	require.NoError(t, json.Unmarshal(render(t, run), &got))
	var want map[string]any
	raw, err := json.Marshal(full)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &want))
	if diff := cmp.Diff(want, got.Scenarios[0].Findings[0]); diff != "" {
		t.Error(diff)
	}
	var schema struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(reports.Schema(), &schema))
	for field := range want {
		require.Contains(t, schema.Defs["finding"].Properties, field)
	}
}

// Other parts of tkw add fields to exchanges; the schema lets them.
func TestTheSchemaLetsFieldsBeAdded(t *testing.T) {
	t.Parallel()
	more := strings.ReplaceAll(string(render(t, sample.Mixed())), `"number": `, `"control": {"of": 1}, "result": {"kind": "fault"}, "transportFault": {"by": "peer"}, "number": `)
	more = strings.ReplaceAll(more, `"rule": `, `"neverExcuse": true, "rule": `)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(more))
	require.NoError(t, err)
	require.NoError(t, schema(t).Validate(doc))
}

func TestTheSchemaConvicts(t *testing.T) {
	t.Parallel()
	s := schema(t)
	content := string(render(t, sample.Mixed()))
	for name, c := range map[string]struct{ old, new string }{
		"another format":                   {`"format": 2`, `"format": 1`},
		"an unknown status":                {`"status": "failed"`, `"status": "broken"`},
		"a count as text":                  {`"total": 13`, `"total": "13"`},
		"an unknown kind of skip":          {`"skipKind": "not-exercised"`, `"skipKind": "not-run"`},
		"an unknown kind of error":         {`"errorKind": "live-data"`, `"errorKind": "live"`},
		"a requirement that was not run":   {`"status": "not-shown"`, `"status": "not-run"`},
		"a requirement that nothing shows": {`"shown": {`, `"showed": {`},
		"a problem that is a sentence":     {`"problems": [`, `"problems": ["x",`},
		"an unsolicited request's number":  {`"unsolicited": [`, `"unsolicited": [7,`},
		"a capability of a kind":           {`"large-messages": true`, `"large-messages": "some"`},
		"an unknown folder format":         {`"folderFormat": 2`, `"folderFormat": 3`},
		"an unknown kind of evidence":      {`"evidence": "screen"`, `"evidence": "telephone"`},
		"no count of what does not apply":  {`"doesNotApply"`, `"notApplicable"`},
		"a missing list":                   {`"requirements": [`, `"requirement": [`},
		"an unknown layer":                 {`"layer": "envelope"`, `"layer": "cellar"`},
		"an unreadable time":               {`"startedAt": "2031-`, `"startedAt": "31-`},
		"a line number of 0":               {`"line": 11`, `"line": 0`},
	} {
		damaged := strings.Replace(content, c.old, c.new, 1)
		require.NotEqual(t, content, damaged, name)
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(damaged))
		require.NoError(t, err, name)
		require.Error(t, s.Validate(doc), name)
	}
}

func TestOrderDoesNotDependOnTheRun(t *testing.T) {
	t.Parallel()
	want := render(t, sample.Mixed())
	turned := sample.Mixed()
	slices.Reverse(turned.Scenarios)
	slices.Reverse(turned.Exchanges)
	slices.Reverse(turned.Requirements)
	slices.Reverse(turned.Unsolicited)
	require.Equal(t, string(want), string(render(t, turned)))
}

func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	run := &model.Run{Scenarios: []model.ScenarioResult{{ID: "A", Findings: []model.Finding{{Rule: "R"}}}}, Requirements: []model.RequirementResult{{ID: "Q"}}, Unsolicited: []model.Unsolicited{{Exchange: 1}}}
	content := render(t, run)
	require.NotContains(t, string(content), "null")
	require.True(t, json.Valid(content))
}

func TestWritingDoesNotChangeTheRun(t *testing.T) {
	t.Parallel()
	run := sample.Mixed()
	slices.Reverse(run.Scenarios)
	first := run.Scenarios[0].ID
	render(t, run)
	require.Equal(t, first, run.Scenarios[0].ID)
}
