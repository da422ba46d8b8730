package schemas

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// warned: what is within a statement of a summary is wrong, and nothing else is.
const warned = 'W'

// initialCode is the code of an Initial Summary, by which its schema is chosen.
const initialCode = "196971000000103"

// summaryVerdict judges a summary as it is judged within a response: by the schema of
// the response, which sees to its presentation text; by that of its frame; and, of a
// summary that has no fault so far, by that of statements.
func summaryVerdict(t *testing.T, summary string) byte {
	t.Helper()
	source := `<QuerySCRResponse xmlns="urn:hl7-org:v3"><id root="5B1F0C52-8D3B-4F6A-9B40-7C2E11D0A301"/>` +
		`<text><w:GPSummary.text xmlns:w="NPFIT:Localisation">` + summary + `</w:GPSummary.text></text>` +
		`<value code="SMSP-0000"/></QuerySCRResponse>`
	doc, err := xmlengine.Parse([]byte(source), xmlengine.Limits{})
	require.NoError(t, err, source)
	defer doc.Free()
	valid := func(schema string, n xmlengine.Node) bool {
		violations, err := compile(t, schema).Validate(n)
		require.NoError(t, err)
		return len(violations) == 0
	}
	n := doc.Root().ChildElements()[1].FirstChildElement().FirstChildElement()
	if !valid("scr/REPC_MT150012GB01.xsd", doc.Root()) || !valid(frameOf(n), n) {
		return rejected
	}
	for _, information := range named(n, "pertinentInformation2") {
		for _, section := range named(information, "pertinentCREType") {
			for _, component := range named(section, "component") {
				if !valid("scr/summary-statements.xsd", component) {
					return warned
				}
			}
		}
	}
	return accepted
}

// frameOf is the schema that judges the frame of a summary.
func frameOf(summary xmlengine.Node) string {
	for _, code := range named(summary, "code") {
		if value, _ := code.Attr("", "code"); value == initialCode {
			return "scr/REPC_MT150002UK05.xsd"
		}
	}
	return "scr/REPC_MT150007UK05.xsd"
}

// named are the children of a node that have a local name.
func named(n xmlengine.Node, name string) []xmlengine.Node {
	var out []xmlengine.Node
	for _, child := range n.ChildElements() {
		if _, local := child.Name(); local == name {
			out = append(out, child)
		}
	}
	return out
}

// runSummaries checks the verdicts on summaries as parts of a response.
func runSummaries(t *testing.T, families []scrRows) {
	t.Helper()
	for _, f := range families {
		for _, r := range f.rows {
			t.Run(r.id+" "+r.what, func(t *testing.T) {
				t.Parallel()
				s := &specimen{t: t, doc: readDocument(t, f.file)}
				original := s.written()
				require.Equal(t, string(accepted), string(summaryVerdict(t, original)), "before the change")
				r.mutate(s)
				mutant := s.written()
				require.NotEqual(t, original, mutant, "the mutation changed nothing")
				require.Equal(t, r.want, string(summaryVerdict(t, mutant)), mutant)
			})
		}
	}
}
