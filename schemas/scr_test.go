package schemas

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// scrExamples are the valid messages of the SCR and the schemas that must accept them.
var scrExamples = map[string]string{
	"scr/getSCRStatus-request.xml":                     "scr/QUPC_MT150001GB01.xsd",
	"scr/getSCRStatus-response.xml":                    "scr/REPC_MT150001GB01.xsd",
	"scr/getSCRStatus-response-not-reached.xml":        "scr/REPC_MT150001GB01.xsd",
	"scr/getRBACStatus-request.xml":                    "scr/QUPC_MT150002GB01.xsd",
	"scr/getRBACStatus-response.xml":                   "scr/REPC_MT150002GB01.xsd",
	"scr/queryPTV-request.xml":                         "scr/QUPC_MT150003GB01.xsd",
	"scr/queryPTV-response.xml":                        "scr/REPC_MT150007GB01.xsd",
	"scr/createPTV-request.xml":                        "scr/REPC_MT150008GB01.xsd",
	"scr/createPTV-response.xml":                       "scr/REPC_MT150009GB01.xsd",
	"scr/querySCR-request.xml":                         "scr/QUPC_MT150004GB01.xsd",
	"scr/querySCR-request-emergency.xml":               "scr/QUPC_MT150004GB01.xsd",
	"scr/querySCR-response.xml":                        "scr/REPC_MT150012GB01.xsd",
	"scr/querySCR-response-initial.xml":                "scr/REPC_MT150012GB01.xsd",
	"scr/querySCR-response-refused.xml":                "scr/REPC_MT150012GB01.xsd",
	"scr/querySCR-response-text.xml":                   "scr/REPC_MT150012GB01.xsd",
	"scr/querySCRActivity-request-by-date.xml":         "scr/QUPC_MT150005GB01.xsd",
	"scr/querySCRActivity-request-by-patient.xml":      "scr/QUPC_MT150005GB01.xsd",
	"scr/querySCRActivity-request-by-professional.xml": "scr/QUPC_MT150005GB01.xsd",
	"scr/querySCRActivity-response.xml":                "scr/REPC_MT150014GB01.xsd",
	"scr/querySCRActivity-response-failed.xml":         "scr/REPC_MT150014GB01.xsd",
	"scr/GPSummary-initial.xml":                        "scr/REPC_MT150002UK05.xsd",
	"scr/GPSummary.xml":                                "scr/REPC_MT150007UK05.xsd",
	"scr/GPSummary-every-statement.xml":                "scr/REPC_MT150007UK05.xsd",
	"scr/statement-parts.xml":                          "scr/summary-statements.xsd",
}

// scrRows are the rows of a verdict table that start from one message.
type scrRows struct {
	// file is the message; its schema is that of scrExamples.
	file string
	rows []row
}

// runSCR checks the rows of one table of fact sheet "scr", section 9, and how many of
// them are rejected and accepted; disputed ones count as accepted there.
func runSCR(t *testing.T, families []scrRows, rejections, acceptances int) {
	t.Helper()
	got := map[byte]int{}
	for _, f := range families {
		schema := scrExamples[f.file]
		require.NotEmpty(t, schema, f.file)
		tb := table{subjects: []subject{{name: f.file, file: f.file, schema: compile(t, schema)}}, rows: f.rows}
		tb.run(t)
		for _, r := range f.rows {
			got[r.want[0]]++
		}
	}
	require.Equal(t, []int{rejections, acceptances}, []int{got[rejected], got[accepted] + got[disputed]})
}

// scrIDs lists the identifiers of the rows, in the order of the tables.
func scrIDs(families []scrRows) []string {
	var ids []string
	for _, f := range families {
		for _, r := range f.rows {
			ids = append(ids, r.id)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestSCRExamplesAreValid(t *testing.T) {
	t.Parallel()
	for file, schema := range scrExamples {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			message, err := os.ReadFile(filepath.Join("testdata", file))
			require.NoError(t, err)
			require.Empty(t, validate(t, compile(t, schema), string(message)))
		})
	}
	requireListed(t, "scr", scrExamples)
}

// TestSCRSummariesInResponses validates the summary of a response as the subtree that
// it is there.
func TestSCRSummariesInResponses(t *testing.T) {
	t.Parallel()
	for file, schema := range map[string]string{
		"scr/querySCR-response.xml":         "scr/REPC_MT150007UK05.xsd",
		"scr/querySCR-response-initial.xml": "scr/REPC_MT150002UK05.xsd",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			source, err := os.ReadFile(filepath.Join("testdata", file))
			require.NoError(t, err)
			doc, err := xmlengine.Parse(source, xmlengine.Limits{})
			require.NoError(t, err)
			defer doc.Free()
			// id, then text, which holds the wrapper, which holds the summary.
			summary := doc.Root().ChildElements()[1].FirstChildElement().FirstChildElement()
			_, name := summary.Name()
			require.Equal(t, "GPSummary", name)
			for _, candidate := range []string{"scr/REPC_MT150002UK05.xsd", "scr/REPC_MT150007UK05.xsd"} {
				violations, err := compile(t, candidate).Validate(summary)
				require.NoError(t, err)
				require.Equal(t, candidate == schema, len(violations) == 0, candidate)
			}
		})
	}
}

// TestSCRMessagesKnowOnlyTheirOwnSchema makes sure that no message passes the schema
// of another one.
func TestSCRMessagesKnowOnlyTheirOwnSchema(t *testing.T) {
	t.Parallel()
	compiled := map[string]*xmlengine.Schema{}
	for _, schema := range scrExamples {
		if compiled[schema] == nil {
			compiled[schema] = compile(t, schema)
		}
	}
	for file, own := range scrExamples {
		source, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		for schema, other := range compiled {
			require.Equal(t, schema == own, len(validate(t, other, string(source))) == 0, "%s by %s", file, schema)
		}
	}
}

// TestSCRSchemasCompile compiles each file alone.
func TestSCRSchemasCompile(t *testing.T) {
	t.Parallel()
	folder, err := fs.Sub(FS, "scr")
	require.NoError(t, err)
	entries, err := fs.ReadDir(folder, ".")
	require.NoError(t, err)
	messages := 0
	for _, e := range entries {
		_, err := xmlengine.CompileSchema(folder, e.Name())
		require.NoError(t, err, e.Name())
		if strings.HasSuffix(e.Name(), "GB01.xsd") {
			messages++
		}
	}
	require.Equal(t, 12, messages)
}

// TestSCREveryStatementIsTried makes sure that the example of all statements leaves
// none out that the schemas have, and that the frame of a summary knows by name just the
// statements whose contents have a schema.
func TestSCREveryStatementIsTried(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, file := range []string{"scr/GPSummary.xml", "scr/GPSummary-every-statement.xml"} {
		for _, e := range readDocument(t, file).FindElements("//pertinentCREType/component/*") {
			used[e.Tag] = true
		}
	}
	var declared []string
	for _, name := range []string{"finding-statements", "care-statements", "medication-statements"} {
		declared = append(declared, namesIn(t, name, "./schema/element")...)
	}
	require.Len(t, declared, 35)
	for _, name := range declared {
		require.True(t, used[name], name)
	}
	require.ElementsMatch(t, declared, namesIn(t, "REPC_MT150007UK05", "./schema/group/choice/element"))
}

// namesIn are the names that a schema gives to what is at a path.
func namesIn(t *testing.T, schema, path string) []string {
	t.Helper()
	source, err := FS.ReadFile("scr/" + schema + ".xsd")
	require.NoError(t, err)
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromBytes(source))
	var out []string
	for _, e := range doc.FindElements(path) {
		out = append(out, e.SelectAttrValue("name", ""))
	}
	return out
}
