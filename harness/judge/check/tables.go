package check

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/definition/csvtext"
	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// Bounds of what a table costs. A report of 2 MB has some twenty thousand rows.
const (
	maxTableRows = 50_000
	// maxTableNodes bounds the elements and attributes that a table takes in the exchange
	// document: enough for so many rows of ten columns.
	maxTableNodes = 700_000
	// maxTableValue bounds one value in bytes; rules look at identifiers, times and
	// whether there is anything.
	maxTableValue = 200
)

// readTables finds the tables of a message and writes them for the exchange document.
// There are none in a message that no pack knows, nor where the element is missing.
func readTables(p *prepared) ([]byte, error) {
	use := p.choice.use()
	if use == nil || len(use.keys.tables) == 0 || p.facts.payload.IsZero() {
		return nil, nil
	}
	ev, err := use.keys.program.Evaluator(p.doc)
	if err != nil {
		return nil, err
	}
	defer ev.Release()
	var out []byte
	for i, exprs := range use.keys.tables {
		table := use.message.Tables[i]
		element, err := first(ev, exprs.element, p.facts.payload)
		if err != nil {
			return nil, fmt.Errorf("table %q: %w", table.Name, err)
		}
		if element.IsZero() {
			continue
		}
		encoded, err := ev.Bool(exprs.base64, element)
		if err != nil {
			return nil, fmt.Errorf("table %q: %w", table.Name, err)
		}
		out = append(out, TableXML(table, element.StringValue(), encoded)...)
	}
	return out, nil
}

// TableXML writes CSV, in base64 or plain, as the x:table that rules see (described in
// docs/pack-author.md): x:head for the first record, x:row for the others, their values
// in attributes with the names of the columns where the number of fields is one of
// those expected. The prefix x is not declared in it.
func TableXML(t pack.Table, text string, encoded bool) []byte {
	s := &skeleton{}
	attrs := []string{"name", t.Name, "base64", strconv.FormatBool(encoded)}
	if encoded {
		decoded, ok := decodeText(text)
		if !ok {
			s.leaf("table", "", append(attrs, "readable", "false")...)
			return s.buf.Bytes()
		}
		text = decoded
	}
	var records skeleton
	records.buf.Grow(2 * min(len(text), maxTableRows*maxTableValue)) // as long as rows of ten short values are
	count, written, nodes := 0, 0, 0
	for r := range csvtext.Parse(text) {
		switch count++; {
		case count == 1:
			records.record("head", r, [][]string{t.Head})
		case written < maxTableRows && nodes < maxTableNodes:
			written++
			nodes += records.record("row", r, t.Rows)
		}
	}
	rows := max(count-1, 0)
	attrs = append(attrs, "readable", "true", "rows", strconv.Itoa(rows))
	if left := rows - written; left > 0 {
		attrs = append(attrs, "left-out", strconv.Itoa(left))
	}
	s.open("table", attrs...)
	s.buf.Grow(records.buf.Len() + len("</x:table>"))
	s.buf.Write(records.buf.Bytes())
	s.close("table")
	return s.buf.Bytes()
}

// decodeText decodes base64 of UTF-8 text, as tkw:base64-text does: white space does not
// count, and text of no characters is no text.
func decodeText(encoded string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(encoded))
	text := string(raw)
	return text, err == nil && text != "" && utf8.ValidString(text) && !strings.Contains(text, "\x00")
}

// record writes one record, its values by the kind that has as many columns, and returns
// how many elements and attributes it takes.
func (s *skeleton) record(name string, r csvtext.Record, kinds [][]string) int {
	attrs := []string{"line", strconv.Itoa(r.Line), "fields", strconv.Itoa(r.Count)}
	if r.Unquoted > 0 {
		attrs = append(attrs, "unquoted", strconv.Itoa(r.Unquoted))
	}
	if r.TrailingComma {
		attrs = append(attrs, "trailing-comma", "true")
	}
	if r.Fault != csvtext.NoFault {
		attrs = append(attrs, "fault", string(r.Fault))
	}
	if i := slices.IndexFunc(kinds, func(columns []string) bool { return len(columns) == r.Count }); i >= 0 {
		for j, column := range kinds[i] {
			attrs = append(attrs, column, cutValue(r.Fields[j]))
		}
	}
	s.leaf(name, "", attrs...)
	return 1 + len(attrs)/2
}

// cutValue cuts a value that is longer than rules need, at a character's end.
func cutValue(text string) string {
	if len(text) <= maxTableValue {
		return text
	}
	return strings.ToValidUTF8(text[:maxTableValue], "") + "…"
}
