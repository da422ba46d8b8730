package validation_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/validation"
)

// The four things that may become of a file.
var (
	valid = validation.File{Path: "good.xml", Profile: "pds/verifyNHSNumber/request", Valid: true, Judged: true, Findings: []model.Finding{{
		Check: "rules", Rule: "ITK-ENV-INTERACTION", Severity: model.Warning, Layer: model.LayerEnvelope, Message: "there is no interaction",
		Part: "request", Location: model.Location{Line: 7, Column: 3, XPath: "/itk:DistributionEnvelope/itk:header"}, Help: "Add one.",
	}}}
	invalid = validation.File{Path: "bad.xml", Profile: "pds/verifyNHSNumber/request", Judged: true, Findings: []model.Finding{{
		Check: "schema", Rule: "XSD-PAYLOAD-1874", Severity: model.Error, Layer: model.LayerPayload, Message: `the value "OBS" is wrong`,
		Part: "request", Location: model.Location{Line: 2, Column: 1, XPath: "/hl7:verifyNHSNumberRequest-v1-0/@classCode"}, Help: "Write CACT.",
	}}}
	page = validation.File{Path: "page.html", Profile: "unknown", Judged: true, Findings: []model.Finding{
		{Check: "rules", Rule: "ITK-TRN-HTML", Severity: model.Error, Layer: model.LayerTransport, Message: "the body is an HTML page", Part: "request", Help: "Check the address."},
		{Check: "parse", Rule: "XML-NONE", Severity: model.Error, Layer: model.LayerTransport, Message: "the body is no XML", Part: "request", Help: "Send XML.", Consequence: true, Because: "ITK-TRN-HTML"},
	}}
	unreadable = validation.File{Path: "gone.xml", Profile: "unknown", Unreadable: "open gone.xml: no such file"}
	notJudged  = validation.File{Path: "cda.xml", Profile: "unknown", Reason: "no pack knows it;\nload its pack"}
)

func render(t *testing.T, format string, files ...validation.File) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, validation.Write(&out, format, files, nil))
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, format := range validation.Formats() {
		golden.Check(t, "all."+format+".golden", render(t, format, valid, invalid, page, unreadable, notJudged))
	}
	require.Error(t, validation.Write(&bytes.Buffer{}, "pdf", nil, nil))
}

// A file looks like a pass in no format unless it was judged and is valid.
func TestOnlyAValidFileLooksLikeAPass(t *testing.T) {
	t.Parallel()
	claims := notJudged
	claims.Valid = true // whoever says so without a verdict is not believed
	for _, c := range []struct {
		name string
		file validation.File
		want validation.Summary
	}{
		{"valid", valid, validation.Summary{Files: 1, Valid: 1}},
		{"not valid", invalid, validation.Summary{Files: 1, Invalid: 1}},
		{"unreadable", unreadable, validation.Summary{Files: 1, Unreadable: 1}},
		{"not judged", notJudged, validation.Summary{Files: 1, NotJudged: 1}},
		{"said to be valid, and not judged", claims, validation.Summary{Files: 1, NotJudged: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, validation.Summarise([]validation.File{c.file})))
			passes := c.want.Valid == 1

			var doc struct {
				Files []struct {
					Valid, Judged bool
					Reason        string
				}
				Summary validation.Summary
			}
			require.NoError(t, json.Unmarshal(render(t, "json", c.file), &doc))
			require.Equal(t, passes, doc.Files[0].Valid, "json")
			require.Equal(t, c.want.NotJudged+c.want.Unreadable == 0, doc.Files[0].Judged, "json")
			require.Equal(t, c.file.Reason, doc.Files[0].Reason, "json")
			require.Equal(t, c.want, doc.Summary, "json")

			var junit struct {
				Suite struct {
					Failures int `xml:"failures,attr"`
					Errors   int `xml:"errors,attr"`
					Case     struct {
						Failure *struct{} `xml:"failure"`
						Error   *struct{} `xml:"error"`
					} `xml:"testcase"`
				} `xml:"testsuite"`
			}
			require.NoError(t, xml.Unmarshal(render(t, "junit", c.file), &junit))
			require.Equal(t, c.want.Invalid, junit.Suite.Failures, "junit")
			require.Equal(t, c.want.NotJudged+c.want.Unreadable, junit.Suite.Errors, "junit")
			require.Equal(t, c.want.Invalid == 1, junit.Suite.Case.Failure != nil, "junit")
			require.Equal(t, c.want.NotJudged+c.want.Unreadable == 1, junit.Suite.Case.Error != nil, "junit")

			var sarif struct {
				Runs []struct {
					Results     []struct{ Level string }
					Invocations []struct{ ExecutionSuccessful bool }
				}
			}
			require.NoError(t, json.Unmarshal(render(t, "sarif", c.file), &sarif))
			require.Equal(t, c.want.NotJudged+c.want.Unreadable == 0, sarif.Runs[0].Invocations[0].ExecutionSuccessful, "sarif")

			var svrl struct {
				Failures []struct {
					Role string `xml:"role,attr"`
				} `xml:"failed-assert"`
			}
			require.NoError(t, xml.Unmarshal(render(t, "svrl", c.file), &svrl))
			errors := 0
			for _, f := range svrl.Failures {
				if f.Role == "error" {
					errors++
				}
			}
			require.Equal(t, !passes, errors > 0, "svrl")
		})
	}
}

// A build server runs commands that stand anywhere in a line, also in what a finding quotes.
func TestTextHoldsNoCommands(t *testing.T) {
	t.Parallel()
	quoting := page
	quoting.Path = "a\n##vso[a]b.xml"
	quoting.Findings = []model.Finding{page.Findings[0], page.Findings[1]}
	for i := range quoting.Findings {
		quoting.Findings[i].Message = "begins \"\n::error::x ##vso[task.complete]\x1b[31m\""
	}
	want := `a\n#\x23vso[a]b.xml:1:1: error: begins " ::error::x #\x23vso[task.complete]\x1b[31m" [ITK-TRN-HTML]` + "\n" +
		`  follows from it: error: begins " ::error::x #\x23vso[task.complete]\x1b[31m" [XML-NONE]` + "\n" +
		`a\n#\x23vso[a]b.xml` + ": NOT VALID (unknown): 2 errors, 0 warnings\n"
	if diff := cmp.Diff(want, string(render(t, "text", quoting))); diff != "" {
		t.Error(diff)
	}
}

// What is wrong is read first, whatever the layer of an info is; what follows stays below its cause.
func TestTextNamesErrorsBeforeInfos(t *testing.T) {
	t.Parallel()
	said := func(rule string, severity model.Severity, because string) model.Finding {
		return model.Finding{Rule: rule, Severity: severity, Message: "m", Because: because, Consequence: because != ""}
	}
	file := validation.File{Path: "a.xml", Profile: "p", Judged: true, Findings: []model.Finding{
		said("OUTER", model.Info, ""), said("OF-OUTER", model.Info, "OUTER"), said("CAUSE", model.Error, ""), said("OF-CAUSE", model.Info, "CAUSE"),
	}}
	want := "a.xml:1:1: error: m [CAUSE]\n  follows from it: info: m [OF-CAUSE]\na.xml:1:1: info: m [OUTER]\n  follows from it: info: m [OF-OUTER]\n" +
		"a.xml: NOT VALID (p): 1 errors, 0 warnings\n"
	if diff := cmp.Diff(want, string(render(t, "text", file))); diff != "" {
		t.Error(diff)
	}
}
