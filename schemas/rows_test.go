package schemas

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// A ledger lists in plain text every row of a fact sheet that a schema decides, in
// testdata/DOMAIN/rows.txt. Its lines are:
//
//	# words                              a comment
//	type NAME                            the rows of a data type follow
//	  ID @attribute USE yes V… no V…     USE is required, optional or prohibited; V values
//	                                     that the schema accepts (yes) and rejects (no)
//	  ID content KIND yes V… no V…       KIND is none, elements, text, mixed (text and
//	                                     elements), open (foreign elements too), fixed (the
//	                                     text of the message) or value (text as the row says)
//	  ID start elements yes V… no V…     what may stand before the children
//	tree FILE [PLACE]                    the rows of a message tree follow, shown on FILE,
//	                                     with paths that begin at PLACE
//	  ID PATH MIN..MAX [TYPE] [nil] [free] [open] [attribute=VALUE…]
//	  ID - words                         a row whose cases are written in Go
//	  ID only yes|no: why                why a row can have cases of one verdict only
//
// A line indented by four blanks and more goes on with the row above it.
// A value with blanks, or of nothing, stands in double quotes. The values of a content
// row are pieces of XML that replace the content; those of a start row stand before it. A tree row with a type has every case
// of that type at its place; attribute=VALUE is a required attribute with that one
// value; a free element may stand anywhere among its siblings, another is in sequence;
// an open one takes attributes of other namespaces.
// Of a path, the first element found is meant.
type ledger struct {
	domain string
	types  map[string][]ledgerRow
	rows   []ledgerRow
	// oneSided are the rows that can have cases of one verdict only: the verdict.
	oneSided map[string]byte
}

// ledgerRow is one row of a ledger.
type ledgerRow struct {
	id string
	// kind is type or tree; subject is the name of the type, or the file of the valid
	// message that shows the tree from the place base on.
	kind, subject, base string
	// words are the rest of the line, cut at blanks outside quotes.
	words []string
}

// readLedger reads testdata/DOMAIN/rows.txt.
func readLedger(t *testing.T, domain string) ledger {
	t.Helper()
	name := filepath.Join("testdata", domain, "rows.txt")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	l := ledger{domain: domain, types: map[string][]ledgerRow{}, oneSided: map[string]byte{}}
	seen := map[string]bool{}
	var kind, subject, base string
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		place := fmt.Sprintf("%s:%d", name, number)
		words := quotedFields(t, place, line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
			continue
		case line[0] != ' ':
			require.GreaterOrEqual(t, len(words), 2, place)
			kind, subject, base = words[0], words[1], strings.Join(words[2:], "/")
			require.Contains(t, []string{"type", "tree"}, kind, place)
			continue
		case strings.HasPrefix(line, "    "):
			require.NotEmpty(t, l.rows, "%s: there is no row to go on with", place)
			above := &l.rows[len(l.rows)-1]
			above.words = append(above.words, words...)
			continue
		}
		require.Greater(t, len(words), 1, "%s: a row has an id and words", place)
		id := words[0]
		if words[1] == "only" {
			require.True(t, seen[id], "%s: row %s is to stand above", place, id)
			require.Greater(t, len(words), 3, "%s: say why", place)
			l.oneSided[id] = map[string]byte{"yes:": accepted, "no:": rejected}[words[2]]
			continue
		}
		require.False(t, seen[id], "%s: row %s is there twice", place, id)
		seen[id] = true
		l.rows = append(l.rows, ledgerRow{id: id, kind: kind, subject: subject, base: base, words: words[1:]})
	}
	for _, r := range l.rows {
		if r.kind == "type" {
			l.types[r.subject] = append(l.types[r.subject], r)
		}
	}
	require.NotEmpty(t, l.rows, name)
	return l
}

// quotedFields cuts a line at blanks; what stands in double quotes is one word.
func quotedFields(t *testing.T, place, line string) []string {
	t.Helper()
	var out []string
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		if rest[0] != '"' {
			word, more, _ := strings.Cut(rest, " ")
			out, rest = append(out, word), more
			continue
		}
		quoted, err := strconv.QuotedPrefix(rest)
		require.NoError(t, err, "%s: %s", place, rest)
		word, err := strconv.Unquote(quoted)
		require.NoError(t, err, place)
		out, rest = append(out, word), rest[len(quoted):]
	}
	return out
}

// missing names, for each row of the ledger, the verdicts that it has no case of, and
// each row that cases are for and the ledger does not have.
func (l ledger) missing(cases []row) []string {
	var out []string
	have := map[string]map[byte]bool{}
	for _, r := range l.rows {
		have[r.id] = map[byte]bool{}
	}
	for _, c := range cases {
		for id := range strings.FieldsSeq(c.fact) {
			if have[id] == nil {
				out = append(out, fmt.Sprintf("case %q is for row %s, which the ledger does not have", c.what, id))
				continue
			}
			for i := range len(c.want) {
				have[id][c.want[i]] = true
			}
		}
	}
	for _, r := range l.rows {
		for verdict, name := range map[byte]string{accepted: "accepted", rejected: "rejected"} {
			only, oneSided := l.oneSided[r.id]
			switch {
			case !have[r.id][verdict] && (!oneSided || only == verdict):
				out = append(out, fmt.Sprintf("row %s has no %s case", r.id, name))
			case have[r.id][verdict] && oneSided && only != verdict:
				out = append(out, fmt.Sprintf("row %s has an %s case, though the ledger says it can have none", r.id, name))
			}
		}
	}
	return out
}

// run fails where a row of the ledger has no case, or a case another verdict than it
// should. The schemas are by file. Written cases name their rows in fact, and their
// message in from.
func (l ledger) run(t *testing.T, schemas map[string]string, written []row) {
	t.Helper()
	cases := append(l.cases(t), written...)
	require.Empty(t, l.missing(cases), "rows without a case, and cases without a row")
	compiled := map[string]*xmlengine.Schema{}
	messages := map[string]*etree.Document{}
	for file, name := range schemas {
		messages[file] = readDocument(t, file)
		if compiled[name] == nil {
			compiled[name] = compile(t, name)
		}
	}
	byRow := map[string][]row{}
	for _, c := range cases {
		require.NotEmpty(t, schemas[c.from], "no schema for %q, the message of case %q", c.from, c.what)
		byRow[c.fact] = append(byRow[c.fact], c)
	}
	for fact, cases := range byRow {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			for _, c := range cases {
				c.judge(t, compiled[schemas[c.from]], messages[c.from])
			}
		})
	}
}

// about makes cases for a row of a ledger, shown on a message.
func about(fact, file string, cases ...row) []row {
	out := make([]row, 0, len(cases))
	for _, c := range cases {
		c.fact, c.from = fact, file
		out = append(out, c)
	}
	return out
}

func TestALedgerNamesRowsWithoutCases(t *testing.T) {
	t.Parallel()
	l := ledger{
		rows:     []ledgerRow{{id: "both"}, {id: "half"}, {id: "none"}, {id: "one"}, {id: "wrong"}},
		oneSided: map[string]byte{"one": accepted, "wrong": rejected},
	}
	require.ElementsMatch(t, []string{
		`case "lost" is for row other, which the ledger does not have`,
		"row half has no rejected case",
		"row none has no accepted case",
		"row none has no rejected case",
		"row wrong has an accepted case, though the ledger says it can have none",
		"row wrong has no rejected case",
	}, l.missing([]row{
		{fact: "both half", want: "A"}, {fact: "both", want: "R"}, {fact: "one wrong", want: "A"},
		{fact: "other", what: "lost", want: "A"},
	}))
}
