package schemas

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// A verdict is one letter of the verdict tables.
const (
	// accepted: valid by the schema, so only a rule can object.
	accepted = 'A'
	// rejected: invalid by the schema.
	rejected = 'R'
	// disputed: invalid by the letter of XSD 1.0 but accepted by libxml2, which
	// judges here. A rule has to catch it.
	disputed = 'x'
	// inapplicable: the message has no place for the mutation.
	inapplicable = '-'
)

// row is one row of a verdict table: a mutation, and a verdict for each message.
type row struct {
	id   string
	what string
	// fact names the rows of a ledger (see rows_test.go) that the row is a case of,
	// separated by blanks.
	fact string
	// want has one letter for each position of the table.
	want   string
	mutate mutation
	// from names another starting message, for rows that need one.
	from string
	// parser is the error of our parser, when it refuses the message before any
	// schema sees it.
	parser error
}

// subject is one column of a verdict table: a valid message and its schema.
type subject struct {
	name   string
	file   string
	schema *xmlengine.Schema
	places map[string]string
}

// table is a family of rows that share their subjects.
type table struct {
	subjects []subject
	rows     []row
}

// run checks every row at every position.
func (tb table) run(t *testing.T) {
	t.Helper()
	for _, r := range tb.rows {
		t.Run(r.id+" "+r.what, func(t *testing.T) {
			t.Parallel()
			require.Len(t, r.want, len(tb.subjects), "a verdict for each message")
			for i, sub := range tb.subjects {
				if r.want[i] == inapplicable {
					continue
				}
				t.Run(sub.name, func(t *testing.T) { r.check(t, sub, i) })
			}
		})
	}
}

func (r row) check(t *testing.T, sub subject, position int) {
	t.Helper()
	file := sub.file
	if r.from != "" {
		file = r.from
	}
	s := &specimen{t: t, doc: readDocument(t, file), position: position, places: sub.places}
	original := s.written()
	r.mutate(s)
	mutant := s.written()
	require.NotEqual(t, original, mutant, "the mutation changed nothing")
	if r.parser != nil {
		_, err := xmlengine.Parse([]byte(mutant), xmlengine.Limits{})
		require.ErrorIs(t, err, r.parser)
		return
	}
	violations := validate(t, sub.schema, mutant)
	switch r.want[position] {
	case accepted, disputed:
		require.Empty(t, violations, mutant)
	case rejected:
		require.NotEmpty(t, violations, mutant)
	default:
		t.Fatalf("verdict %q is no letter of the tables", r.want[position])
	}
}

func readDocument(t *testing.T, file string) *etree.Document {
	t.Helper()
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromFile(filepath.Join("testdata", file)))
	return doc
}

// validate returns what the schema says about the root of a message.
func validate(t *testing.T, schema *xmlengine.Schema, message string) []string {
	t.Helper()
	doc, err := xmlengine.Parse([]byte(message), xmlengine.Limits{})
	require.NoError(t, err, message)
	defer doc.Free()
	violations, err := schema.Validate(doc.Root())
	require.NoError(t, err)
	var out []string
	for _, v := range violations {
		out = append(out, v.Message)
	}
	return out
}

// compiled are the schemas of this package, each compiled when a test first asks for it.
var compiled sync.Map

// compile compiles a schema of this package.
func compile(t *testing.T, name string) *xmlengine.Schema {
	t.Helper()
	once, _ := compiled.LoadOrStore(name, sync.OnceValues(func() (*xmlengine.Schema, error) {
		return xmlengine.CompileSchema(FS, name)
	}))
	schema, err := once.(func() (*xmlengine.Schema, error))()
	require.NoError(t, err)
	return schema
}

// letters counts the verdicts of a table, by position.
func (tb table) letters() []string {
	out := make([]string, len(tb.subjects))
	for i := range tb.subjects {
		var r, a, x int
		for _, row := range tb.rows {
			switch row.want[i] {
			case rejected:
				r++
			case accepted:
				a++
			case disputed:
				x++
			}
		}
		out[i] = fmt.Sprintf("%d: %d R, %d A, %d x", r+a+x, r, a, x)
	}
	return out
}

// requireNumbered checks that the rows are PREFIX001, PREFIX002, … without a gap.
func (tb table) requireNumbered(t *testing.T, prefix string, count int) {
	t.Helper()
	require.Len(t, tb.rows, count)
	for i, r := range tb.rows {
		require.Equal(t, fmt.Sprintf("%s%03d", prefix, i+1), r.id)
	}
}

// requireListed checks that every file of a testdata folder is in a list.
func requireListed(t *testing.T, folder string, listed map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", folder))
	require.NoError(t, err)
	for _, e := range entries {
		name := folder + "/" + e.Name()
		if listed[name] == "" && strings.HasSuffix(name, ".xml") {
			t.Errorf("%s is not in the list of valid examples", name)
		}
	}
}
