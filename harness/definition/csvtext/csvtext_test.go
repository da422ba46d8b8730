package csvtext_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/itk-assurance/tkw/harness/definition/csvtext"
)

func TestParse(t *testing.T) {
	t.Parallel()
	type record = csvtext.Record
	for name, c := range map[string]struct {
		text string
		want []record
	}{
		"nothing":                          {"", nil},
		"blank lines only":                 {" \r\n\t\n\r", nil},
		"one record without a line end":    {`"a","b"`, []record{{Line: 1, Fields: []string{"a", "b"}}}},
		"CR LF":                            {"\"a\"\r\n\"b\"\r\n", []record{{Line: 1, Fields: []string{"a"}}, {Line: 2, Fields: []string{"b"}}}},
		"CR alone":                         {"\"a\"\r\"b\"", []record{{Line: 1, Fields: []string{"a"}}, {Line: 2, Fields: []string{"b"}}}},
		"LF alone":                         {"\"a\"\n\"b\"", []record{{Line: 1, Fields: []string{"a"}}, {Line: 2, Fields: []string{"b"}}}},
		"all three":                        {"\"a\"\r\"b\"\n\"c\"\r\n\"d\"", []record{{Line: 1, Fields: []string{"a"}}, {Line: 2, Fields: []string{"b"}}, {Line: 3, Fields: []string{"c"}}, {Line: 4, Fields: []string{"d"}}}},
		"a line end in quotation marks":    {"\"a\r\nb\",\"c\"\r\n\"d\"", []record{{Line: 1, Fields: []string{"a\r\nb", "c"}}, {Line: 3, Fields: []string{"d"}}}},
		"a CR in quotation marks":          {"\"a\rb\"\r\"c\"", []record{{Line: 1, Fields: []string{"a\rb"}}, {Line: 3, Fields: []string{"c"}}}},
		"a comma in quotation marks":       {`"a,b","c"`, []record{{Line: 1, Fields: []string{"a,b", "c"}}}},
		"a quotation mark":                 {`"a ""b""",""""`, []record{{Line: 1, Fields: []string{`a "b"`, `"`}}}},
		"empty fields":                     {`"","",""`, []record{{Line: 1, Fields: []string{"", "", ""}}}},
		"without quotation marks":          {"a,b c\nd", []record{{Line: 1, Fields: []string{"a", "b c"}, Unquoted: 2}, {Line: 2, Fields: []string{"d"}, Unquoted: 1}}},
		"an empty field without":           {`"a",,"b"`, []record{{Line: 1, Fields: []string{"a", "", "b"}, Unquoted: 1}}},
		"a comma at the line end":          {"\"a\",\"b\",\r\n\"c\",\"d\", ", []record{{Line: 1, Fields: []string{"a", "b"}, TrailingComma: true}, {Line: 2, Fields: []string{"c", "d"}, TrailingComma: true}}},
		"a comma alone":                    {",", []record{{Line: 1, Fields: []string{""}, Unquoted: 1, TrailingComma: true}}},
		"indented, and a blank line":       {"\n  \"a\", \"b\"\n\n\t\"c\" ,\"d\"\n  ", []record{{Line: 2, Fields: []string{"a", "b"}}, {Line: 4, Fields: []string{"c", "d"}}}},
		"two records without a break":      {`"a","""b"`, []record{{Line: 1, Fields: []string{"a", `"b`}}}},
		"closed by the next record's mark": {"\"a\",\"b\r\n\"c", []record{{Line: 1, Fields: []string{"a", "b\r\nc"}, Fault: csvtext.FaultAfter}}},
		"open to the end":                  {"\"a\",\"b\r\nc,d\r\n", []record{{Line: 1, Fields: []string{"a", "b\r\nc,d\r\n"}, Fault: csvtext.FaultOpen}}},
		"text after the mark":              {`"a"b,"c"`, []record{{Line: 1, Fields: []string{"ab", "c"}, Fault: csvtext.FaultAfter}}},
		"a mark inside":                    {`a"b,"c"`, []record{{Line: 1, Fields: []string{`a"b`, "c"}, Unquoted: 1, Fault: csvtext.FaultInside}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range c.want {
				c.want[i].Count = len(c.want[i].Fields)
			}
			if diff := cmp.Diff(c.want, slices.Collect(csvtext.Parse(c.text)), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyFieldsAreCountedAndNotKept(t *testing.T) {
	t.Parallel()
	got := slices.Collect(csvtext.Parse(strings.Repeat(",", 1_000_000) + "\na"))
	if len(got) != 2 || got[0].Count != 1_000_000 || len(got[0].Fields) != csvtext.MaxFields || !got[0].TrailingComma || got[1].Line != 2 {
		t.Errorf("%d records, of which the first has %d fields, %d kept", len(got), got[0].Count, len(got[0].Fields))
	}
}

func TestReadingCanStop(t *testing.T) {
	t.Parallel()
	var last csvtext.Record
	for last = range csvtext.Parse("a\nb\nc") {
		if last.Line == 2 {
			break
		}
	}
	if last.Line != 2 {
		t.Errorf("stopped at line %d", last.Line)
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	if got, want := csvtext.Line([]string{"a", "", `b "c", d`, "e\r\nf"}), "\"a\",\"\",\"b \"\"c\"\", d\",\"e\r\nf\""; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is written is read again, whatever ends the lines; and what encoding/csv reads of
// a text that it accepts is read alike.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "\"a\",\"b\"\r\n\"c\",\"d\"", "a,b\nc,d\n", "\"a\r\nb\"\r", "\"\"\"\",,\n", " \"a\" , b\n\n\n", "\"a", "a\"b\"", ",\r,\n,", "\"a\"b,\n"} {
		f.Add(text, "\r")
		f.Add(text, "\r\n")
	}
	f.Fuzz(func(t *testing.T, text, end string) {
		records := slices.Collect(csvtext.Parse(text))
		var lines []string
		last := 0
		for i, r := range records {
			if len(r.Fields) != min(r.Count, csvtext.MaxFields) || r.Count == 0 || r.Unquoted > r.Count || r.Line < 1 || r.Line < last {
				t.Fatalf("record %d of %q: %+v", i+1, text, r)
			}
			last = r.Line
			lines = append(lines, csvtext.Line(r.Fields))
		}
		if end != "\r" && end != "\n" && end != "\r\n" {
			end = "\r\n"
		}
		again := slices.Collect(csvtext.Parse(strings.Join(lines, end)))
		opts := cmpopts.IgnoreFields(csvtext.Record{}, "Line", "Count", "Unquoted", "TrailingComma", "Fault")
		if diff := cmp.Diff(records, again, opts, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q (-first +again):\n%s", text, diff)
		}
		for _, r := range again {
			if r.Unquoted > 0 || r.TrailingComma || r.Fault != csvtext.NoFault {
				t.Fatalf("what was written is read as %+v", r)
			}
		}
		// Where the two differ on purpose: CR, blanks, and what is no record.
		if strings.ContainsAny(text, "\r \t,") {
			return
		}
		reader := csv.NewReader(strings.NewReader(text))
		reader.FieldsPerRecord = -1
		if others, err := reader.ReadAll(); err == nil {
			var fields [][]string
			for _, r := range records {
				fields = append(fields, r.Fields)
			}
			if diff := cmp.Diff(others, fields, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%q (-encoding/csv +csvtext):\n%s", text, diff)
			}
		}
	})
}
