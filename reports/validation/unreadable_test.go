package validation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	gojunit "github.com/joshdk/go-junit"
	gosarif "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/reports/validation"
)

// sets are the files of one command, in the form of `tkw validate --format json`.
var sets = map[string]string{
	"no file":           ``,
	"one valid":         `{"path": "a.xml", "profile": "pds/x/request", "valid": true, "judged": true}`,
	"one not valid":     `{"path": "b.xml", "profile": "pds/x/request", "judged": true, "findings": [` + twice + `]}`,
	"one unreadable":    `{"path": "gone.xml", "profile": "unknown", "unreadable": "open gone.xml: no such file"}`,
	"two unreadable":    `{"path": "gone.xml", "unreadable": "no such file"}, {"path": "dir/x y.xml", "unreadable": "permission denied"}`,
	"unreadable, valid": `{"path": "gone.xml", "unreadable": "no such file"}, {"path": "a.xml", "profile": "pds/x/request", "valid": true, "judged": true}`,
	"one of each": `{"path": "a.xml", "profile": "pds/x/request", "valid": true, "judged": true}, {"path": "gone.xml", "unreadable": "no such file"},
		{"path": "b.xml", "profile": "pds/x/request", "judged": true, "findings": [` + twice + `]}`,
	"said to be valid, and unreadable": `{"path": "gone.xml", "valid": true, "judged": true, "unreadable": "no such file"}`,
	"hostile":                          `{"path": "<&\"'>.xml", "unreadable": "]]> <x> & \u001b \u202e"}`,
}

const twice = `{"check": "schema", "rule": "XSD-1", "severity": "error", "layer": "payload", "message": "m", "location": {"line": 3, "column": 2}},
	{"check": "rules", "rule": "R", "severity": "warning", "layer": "domain", "message": "w", "location": {}}`

// each runs f with the files of every set, and how many of them are what.
func each(t *testing.T, f func(t *testing.T, files []validation.File, unreadable, invalid int)) {
	t.Helper()
	for name, list := range sets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var files []validation.File
			require.NoError(t, json.Unmarshal([]byte("["+list+"]"), &files))
			unreadable, invalid := 0, 0
			for _, file := range files {
				switch {
				case file.Unreadable != "":
					unreadable++
				case !file.Valid:
					invalid++
				}
			}
			f(t, files, unreadable, invalid)
		})
	}
}

func written(t *testing.T, format string, files []validation.File) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, validation.Write(&out, format, files, nil))
	return out.Bytes()
}

// TestJUnitOfUnreadableFiles reads with go-junit: each unreadable file is an error that
// says why, and the counts in the attributes are those of the children.
func TestJUnitOfUnreadableFiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, files []validation.File, unreadable, invalid int) {
		raw := written(t, "junit", files)
		suites, err := gojunit.Ingest(raw)
		require.NoError(t, err)
		require.Len(t, suites, 1)
		var got []string
		for i, c := range suites[0].Tests {
			want := gojunit.StatusPassed
			switch {
			case files[i].Unreadable != "":
				want = gojunit.StatusError
			case !files[i].Valid:
				want = gojunit.StatusFailed
			}
			require.Equal(t, want, c.Status, files[i].Path)
			if want == gojunit.StatusError {
				got = append(got, c.Message)
			}
		}
		require.Len(t, got, unreadable)
		for i, message := range got {
			require.NotEmpty(t, message, i)
		}
		// go-junit counts children; the attributes are compared as text.
		require.Contains(t, string(raw), fmt.Sprintf(` tests="%d" failures="%d" errors="%d" `, len(suites[0].Tests), invalid, unreadable))
		require.Len(t, suites[0].Tests, len(files))
	})
}

func TestJUnitIsValidForAnt(t *testing.T) {
	t.Parallel()
	schema, err := xmlengine.CompileSchema(os.DirFS("../junit/testdata"), "ant.xsd")
	require.NoError(t, err)
	each(t, func(t *testing.T, files []validation.File, _, _ int) {
		doc, err := xmlengine.Parse(written(t, "junit", files), xmlengine.Limits{})
		require.NoError(t, err)
		defer doc.Free()
		found, err := schema.Validate(doc.Root())
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// TestSARIFOfUnreadableFiles reads with go-sarif: an unreadable file makes the
// invocation a failed one and is a notification of error grade at its path; one that is
// not valid is neither.
func TestSARIFOfUnreadableFiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, files []validation.File, unreadable, invalid int) {
		report, err := gosarif.FromBytes(written(t, "sarif", files))
		require.NoError(t, err)
		run := report.Runs[0]
		require.Len(t, run.Invocations, 1)
		require.Equal(t, unreadable == 0, *run.Invocations[0].ExecutionSuccessful)
		var got, want []string
		for _, n := range run.Invocations[0].ToolExecutionNotifications {
			require.Equal(t, "error", n.Level)
			got = append(got, *n.Message.Text+" at "+*n.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		}
		for _, file := range files {
			if file.Unreadable != "" && !strings.Contains(file.Path, "<") {
				want = append(want, file.Unreadable+" at "+strings.ReplaceAll(file.Path, " ", "%20"))
			}
		}
		if !strings.Contains(strings.Join(got, ""), "]]>") { // how hostile text is written is not the matter here
			require.Empty(t, cmp.Diff(want, got))
		}
		require.Len(t, got, unreadable)
		require.Len(t, run.Results, 2*invalid, "an error and a warning each")
	})
}

func TestCountsOfUnreadableFiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, files []validation.File, unreadable, invalid int) {
		var doc struct {
			Files   []struct{ Unreadable string }
			Summary struct{ Files, Valid, Invalid, Unreadable int }
		}
		require.NoError(t, json.Unmarshal(written(t, "json", files), &doc))
		require.Len(t, doc.Files, len(files))
		require.Equal(t, []int{len(files), len(files) - invalid - unreadable, invalid, unreadable},
			[]int{doc.Summary.Files, doc.Summary.Valid, doc.Summary.Invalid, doc.Summary.Unreadable})
		text := string(written(t, "text", files))
		require.Equal(t, unreadable, strings.Count(text, ": not judged: "))
		require.Equal(t, unreadable, strings.Count(string(written(t, "svrl", files)), `id="UNREADABLE"`))
	})
}
