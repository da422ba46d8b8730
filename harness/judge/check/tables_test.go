package check_test

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
)

func TestTableXML(t *testing.T) {
	t.Parallel()
	table := pack.Table{
		Name: "report", Head: []string{"madeAt", "rowCount"},
		Rows: [][]string{{"orgCode", "nhsNumber", "queryTime"}, {"orgCode", "queryTime"}},
	}
	long := strings.Repeat("é", 150)
	for name, c := range map[string]struct {
		text    string
		encoded bool
		want    string
	}{
		"nothing": {"", false, `<x:table name="report" base64="false" readable="true" rows="0"></x:table>`},
		"a head only": {`"1","0"`, false,
			`<x:table name="report" base64="false" readable="true" rows="0"><x:head line="1" fields="2" madeAt="1" rowCount="0"></x:head></x:table>`},
		"rows of both kinds": {"\"1\",\"2\"\r\n\"A\",\"9\",\"t\"\r\n\"B\",\"u\"", false,
			`<x:table name="report" base64="false" readable="true" rows="2"><x:head line="1" fields="2" madeAt="1" rowCount="2"></x:head>` +
				`<x:row line="2" fields="3" orgCode="A" nhsNumber="9" queryTime="t"></x:row><x:row line="3" fields="2" orgCode="B" queryTime="u"></x:row></x:table>`},
		"a row of another kind has no values": {"\"1\",\"1\"\n\"A\"", false,
			`<x:table name="report" base64="false" readable="true" rows="1"><x:head line="1" fields="2" madeAt="1" rowCount="1"></x:head><x:row line="2" fields="1"></x:row></x:table>`},
		"a row with a field too many has none either": {"\"1\",\"1\"\n\"A\",\"9\",\"t\",\"\"", false,
			`<x:table name="report" base64="false" readable="true" rows="1"><x:head line="1" fields="2" madeAt="1" rowCount="1"></x:head><x:row line="2" fields="4"></x:row></x:table>`},
		"what breaks the form": {"1,\"1\",\n\"A\"x,\"t\"", false,
			`<x:table name="report" base64="false" readable="true" rows="1"><x:head line="1" fields="2" unquoted="1" trailing-comma="true" madeAt="1" rowCount="1"></x:head>` +
				`<x:row line="2" fields="2" fault="after" orgCode="Ax" queryTime="t"></x:row></x:table>`},
		"base64 with white space": {" IjEiLC\r\n\tIwIg== ", true, `<x:table name="report" base64="true" readable="true" rows="0"><x:head line="1" fields="2" madeAt="1" rowCount="0"></x:head></x:table>`},
		"no base64":               {"IjEiLCIwIg=", true, `<x:table name="report" base64="true" readable="false"></x:table>`},
		"base64 of no text":       {"/w==", true, `<x:table name="report" base64="true" readable="false"></x:table>`},
		"markup and a line end":   {"\"<a b='c'>&amp;\",\"x\ny\"", false, `<x:table name="report" base64="false" readable="true" rows="0"><x:head line="1" fields="2" madeAt="&lt;a b=&#39;c&#39;&gt;&amp;amp;" rowCount="x&#xA;y"></x:head></x:table>`},
		"a long value": {`"` + long + `","0"`, false,
			`<x:table name="report" base64="false" readable="true" rows="0"><x:head line="1" fields="2" madeAt="` + long[:200] + `…" rowCount="0"></x:head></x:table>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, string(check.TableXML(table, c.text, c.encoded))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTableOfTooManyRows(t *testing.T) {
	t.Parallel()
	table := pack.Table{Name: "report", Head: []string{"madeAt"}, Rows: [][]string{{"orgCode"}}}
	for rows, left := range map[int]string{50_000: `rows="50000">`, 50_001: `rows="50001" left-out="1">`} {
		out := string(check.TableXML(table, `"1"`+strings.Repeat("\n\"A\"", rows), false))
		require.Equal(t, 50_000, strings.Count(out, "<x:row "))
		require.Contains(t, out[:100], left)
	}
}

// Rows of more columns are fewer, so that their tree stays within the memory of a judgement.
func TestTableOfTooManyValues(t *testing.T) {
	t.Parallel()
	columns := make([]string, 46) // with the element, line, fields and unquoted: 50
	for i := range columns {
		columns[i] = fmt.Sprintf("c%d", i)
	}
	table := pack.Table{Name: "report", Head: []string{"madeAt"}, Rows: [][]string{columns}}
	out := string(check.TableXML(table, `"1"`+strings.Repeat("\n"+strings.Repeat(",", 45)+`""`, 14_010), false))
	require.Equal(t, 14_000, strings.Count(out, "<x:row "))
	require.Contains(t, out[:100], `rows="14010" left-out="10">`)
}

// report is an answer to querySCRActivity with a report of so many rows.
func report(rows int, edit func(csv string) string) []byte {
	lines := []string{fmt.Sprintf(`"20250318120000","%d","%d","20250301","20250317","9990004048",""`, rows, rows)}
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		lines = append(lines, `"ZZC09","Harrowgate Quay","9990004048","Mina Ferris","310000000101","310000000202","Orla Fenwick","F","","`+at.Add(time.Duration(i)*time.Minute).Format("20060102150405")+`"`)
	}
	text := edit(strings.Join(lines, "\r\n"))
	return []byte(`<QuerySCRActivityResponse xmlns="urn:hl7-org:v3"><id root="D4F7091B-5263-4E7F-8081-F00112233445"/><text mediaType="text/csv" representation="B64">` +
		base64.StdEncoding.EncodeToString([]byte(text)) + `</text><value code="SMSP-0000" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="Success"/></QuerySCRActivityResponse>`)
}

func TestReportsAtRest(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for name, c := range map[string]struct {
		rows int
		edit func(string) string
		want []string
	}{
		"as it should be": {3, func(s string) string { return s }, nil},
		"no rows":         {0, func(s string) string { return s }, nil},
		"a row of another": {3, func(s string) string {
			return s[:len(s)-200] + strings.Replace(s[len(s)-200:], "9990004048", "9990004056", 1)
		}, []string{"error SCR-RSP-CSV-PATIENT at text: the row on line 4 of the CSV is about the patient 9990004056, but the report about 9990004048"}},
		"fifteen thousand rows":  {15_000, func(s string) string { return s + "\r\n" }, nil},
		"and the last is broken": {15_000, func(s string) string { return strings.TrimSuffix(s, `"`) + `.5"` }, []string{`error SCR-RSP-CSV-TIME at text: the row on line 15001 of the CSV has the query time "20250311095900.5"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict, err := b.Judge.JudgeAtRest(t.Context(), report(c.rows, c.edit), check.When{At: builtin.Now()}, nil)
			require.NoError(t, err)
			require.Equal(t, "scr/querySCRActivity/response", verdict.Profile)
			var got []string
			for _, f := range verdict.Findings {
				at := f.Location.XPath[strings.LastIndex(f.Location.XPath, ":")+1:]
				got = append(got, fmt.Sprintf("%s %s at %s: %s", f.Severity, f.Rule, strings.TrimSuffix(at, "[1]"), f.Message))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever the text, the table is XML with as many elements as it says.
func FuzzTableXML(f *testing.F) {
	table := pack.Table{Name: "report", Head: []string{"madeAt", "rowCount"}, Rows: [][]string{{"orgCode", "queryTime"}}}
	for _, text := range []string{"", "\"a\",\"b\"\r\n\"c\",\"d\"", "<&>\"'", "\x00\x01,\xff", "IjEiLCIwIg=="} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, encoded bool) {
		out := check.TableXML(table, text, encoded)
		var read struct {
			Rows     *int  `xml:"rows,attr"`
			Readable *bool `xml:"readable,attr"`
			Row      []struct {
				Line int `xml:"line,attr"`
			} `xml:"row"`
		}
		if err := xml.Unmarshal(out, &read); err != nil {
			t.Fatalf("%q: %v\n%s", text, err, out)
		}
		switch {
		case read.Readable == nil || *read.Readable != (read.Rows != nil):
			t.Fatalf("%q: %s", text, out)
		case read.Rows != nil && *read.Rows != len(read.Row):
			t.Fatalf("%q has %d rows, not %d", text, len(read.Row), *read.Rows)
		}
	})
}

// BenchmarkReport measures the judgement of a report of 2 MB, and of half of it: twice
// the rows must not take four times as long.
func BenchmarkReport(b *testing.B) {
	bench := builtin.New(b)
	for _, rows := range []int{8_000, 16_000} {
		body := report(rows, func(s string) string { return s })
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := bench.Judge.JudgeAtRest(b.Context(), body, check.When{At: builtin.Now()}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
