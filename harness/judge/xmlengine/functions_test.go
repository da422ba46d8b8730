package xmlengine

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/privacy/nhsnumber"
)

func TestInstant(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	nan := math.NaN()
	for text, want := range map[string]float64{
		"1970-01-01T00:00:00Z": 0, "1970-01-02T00:00:00Z": 86400, "1969-12-31T23:59:59Z": -1,
		"2000-02-29T12:00:00Z": 951825600, "2031-03-04T10:15:30Z": 1930385730,
		"2031-03-04T10:15:30":       1930385730,
		"2031-03-04T10:15:30+01:00": 1930382130, "2031-03-04T10:15:30-05:30": 1930405530, "2031-03-04T10:15:30+14:00": 1930335330,
		"1970-01-01T00:00:00.25Z": 0.25, "1970-01-01T00:00:01.125": 1.125,
		" \t1970-01-01T00:00:00Z\n": 0, "1970-01-01T24:00:00Z": 86400, "1970-01-01T24:00:00.000Z": 86400,
		"0001-01-01T00:00:00Z": -62135596800, "-0001-01-01T00:00:00Z": -62167219200, "10000-01-01T00:00:00Z": 253402300800,
		"": nan, "1970-01-01": nan, "1970-01-01T00:00Z": nan, "1970-01-01 00:00:00Z": nan, "1970-1-01T00:00:00Z": nan,
		"2001-02-29T00:00:00Z": nan, "1900-02-29T00:00:00Z": nan, "2001-04-31T00:00:00Z": nan, "2001-13-01T00:00:00Z": nan, "2001-00-01T00:00:00Z": nan, "2001-01-00T00:00:00Z": nan,
		"1970-01-01T24:00:01Z": nan, "1970-01-01T24:00:00.1Z": nan, "1970-01-01T25:00:00Z": nan, "1970-01-01T00:60:00Z": nan, "1970-01-01T00:00:60Z": nan,
		"1970-01-01T00:00:00.Z": nan, "1970-01-01T00:00:00+14:01": nan, "1970-01-01T00:00:00+15:00": nan, "1970-01-01T00:00:00+01:60": nan,
		"1970-01-01T00:00:00+0100": nan, "1970-01-01T00:00:00z": nan, "1970-01-01T00:00:00ZZ": nan, "1970-01-01T00:00:00Z x": nan, "1970-01-01T00:00:00+": nan,
		"0000-01-01T00:00:00Z": nan, "01970-01-01T00:00:00Z": nan, "+1970-01-01T00:00:00Z": nan, "9999999999-01-01T00:00:00Z": nan,
		"20310304101530": nan, "now": nan,
	} {
		got := evaluate(t, doc, fmt.Sprintf("tkw:instant('%s')", text)).Number
		if math.IsNaN(want) {
			require.True(t, math.IsNaN(got), "%q gives %v", text, got)
		} else {
			require.Equal(t, want, got, text)
		}
	}
}

// Go's calendar is the second opinion.
func TestInstantAgreesWithGo(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	p := NewProgram(usualPrefixes())
	i, err := p.Add("tkw:instant($t)")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	for at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 9990; at = at.Add(977*time.Hour + 13*time.Minute + 7*time.Second) {
		require.NoError(t, ev.SetVariable("t", Value{Kind: StringValue, String: at.Format(time.RFC3339)}))
		got, err := ev.Number(i, doc.Root())
		require.NoError(t, err)
		if got != float64(at.Unix()) {
			t.Fatalf("%v: got %v, want %v", at, got, at.Unix())
		}
	}
}

func TestIsDate(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	for text, want := range map[string]bool{
		"1990": true, "199012": true, "19901231": true, "20000229": true, "1990123123": true, "199012312359": true, "19901231235959": true,
		"19901231235959.1": true, "19901231235959.1234+0100": true, "19901231235959-0000": true, "199012312359+0100": true, "1990123123+1400": true, "19901231235959+01": true, "19901231235959+00": true, "19901231235959-05": true, "19901231235959.25+00": true,
		"": false, "199": false, "19901": false, "1990123": false, "199013": false, "199000": false, "19900230": false, "19000229": false, "19901200": false, "00001231": false,
		"1990123124": false, "199012312360": false, "19901231235960": false, "19901231235959.": false, "199012312359.5": false, "199012312359590": false,
		"19901231+0100": false, "19901231235959+": false, "19901231235959+0": false, "19901231235959+000": false, "19901231235959+15": false, "19901231+00": false, "19901231235959+00x": false, "19901231235959+1500": false, "19901231235959+0160": false, "19901231235959Z": false, "19901231235959+0100x": false,
		" 19901231": false, "1990-12-31": false, "abcd": false, "1990123a": false, "-1990": false,
	} {
		require.Equal(t, want, evaluate(t, doc, fmt.Sprintf("tkw:is-date('%s')", text)).Bool, text)
	}
}

func TestHL7Instant(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	nan := math.NaN()
	for text, want := range map[string]float64{
		"1970": 0, "197001": 0, "19700101": 0, "1970010101": 3600, "197001010101": 3660, "19700101010101": 3661, "19700101010101.9": 3661,
		"19700102000000+0000": 86400, "19700102000000+00": 86400, "19700102000000+0100": 82800, "19700102000000-0130": 91800, "20310304101530": 1930385730, "20310304101530+01": 1930382130,
		"": nan, "19700230": nan, "1970-01-01": nan, "19700101000000+1": nan, "1970-01-01T00:00:00Z": nan,
	} {
		got := evaluate(t, doc, fmt.Sprintf("tkw:hl7-instant('%s')", text)).Number
		if math.IsNaN(want) {
			require.True(t, math.IsNaN(got), "%q gives %v", text, got)
		} else {
			require.Equal(t, want, got, text)
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a>9434765919</a>")
	for expr, want := range map[string]bool{
		`tkw:matches(/a, '[0-9]{10}')`: true, `tkw:matches(/a, '[0-9]{9}')`: false, `tkw:matches('xab', 'ab')`: false, `tkw:matches('abx', 'ab')`: false,
		`tkw:matches('', '')`: true, `tkw:matches('', 'a*')`: true, `tkw:matches('é', '\p{L}')`: true, `tkw:matches('A1', '\i\c*')`: true, `tkw:matches(/none, '.+')`: false,
		`tkw:matches('A', 'a|A')`: true,
	} {
		require.Equal(t, want, evaluate(t, doc, expr).Bool, expr)
	}
	require.Len(t, find(t, doc, "/a[tkw:matches(., concat('[0-9]{', string-length(.), '}'))]"), 1)
}

func TestNHSNumber(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a n='9990004048'/>")
	for text, want := range map[string]bool{
		"9990004048": true, "9434765919": true, "1111111111": true, "9876543210": true, "4000000004": true,
		"9990004049": false, "9990004084": false, "0000000000": false, "1234567895": false, "9999345201": false, "9900004948": false,
		"": false, "999000404": false, "99900040480": false, "999 000 4048": false, " 9990004048": false, "9990004048\n": false,
		"999000404X": false, "-990004048": false, "٩٩٩٠٠٠٤٠٤٨": false, "NaN": false, "9.99e10": false,
	} {
		require.Equal(t, want, evaluate(t, doc, fmt.Sprintf("tkw:nhs-number('%s')", text)).Bool, text)
	}
	require.True(t, evaluate(t, doc, "tkw:nhs-number(/a/@n)").Bool)
	require.False(t, evaluate(t, doc, "tkw:nhs-number(/a/@none)").Bool)
}

// The function and package nhsnumber say the same of every text.
func TestNHSNumberAgreesWithGo(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	texts := []string{"0000000000", "", "999000404", "99900040480", "999 000 4048", "999000404X"}
	for first := 100_000_000; first < 999_999_999; first += 7_654_321 {
		for last := range 10 {
			texts = append(texts, fmt.Sprintf("%d%d", first, last))
		}
	}
	for _, text := range texts {
		require.Equal(t, nhsnumber.Valid(text), evaluate(t, doc, fmt.Sprintf("tkw:nhs-number('%s')", text)).Bool, text)
	}
}

func TestBase64Text(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a>YSxi&#13;\n IA==</a>")
	for text, want := range map[string]string{
		"YQ==": "a", "YWI=": "ab", "YWJj": "abc", "YWJjZA==": "abcd", "w6k=": "é", " Y W\tJ j\n": "abc", "+/8=": "", "IjEiDQoiMiI=": "\"1\"\r\n\"2\"",
		"": "", "YQ": "", "YQ=": "", "Y===": "", "====": "", "YQ==YQ==": "", "YWJ!": "", "YQAB": "", "/w==": "", "YWJjZ": "",
	} {
		require.Equal(t, want, evaluate(t, doc, fmt.Sprintf("tkw:base64-text('%s')", text)).String, text)
	}
	require.Equal(t, "a,b ", evaluate(t, doc, "tkw:base64-text(/a)").String)
}

func TestFunctionsRefuse(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab</a>")
	p := NewProgram(usualPrefixes())
	for expr, want := range map[string]string{
		"tkw:matches('a', '[a')":              "not a regular expression",
		"tkw:matches('a')":                    "wrong number of arguments",
		"tkw:instant()":                       "wrong number of arguments",
		"tkw:is-date('1', '2')":               "wrong number of arguments",
		"current(1)":                          "wrong number of arguments",
		"/a[tkw:matches(., '((a|aa)+)+c')]":   "",
		"tkw:matches($v, '(a*)*b')":           "a variable has no value",
		"count('a')":                          "wrong type",
		"$v":                                  "a variable has no value",
		"//*[$v]":                             "a variable has no value",
		"/a[tkw:matches(., '(x') or 1]":       "not a regular expression",
		"sum(1) + count(/a[tkw:instant(1)])":  "wrong type",
		"string(tkw:instant('a')) = $missing": "a variable has no value",
	} {
		i, err := p.Add(expr)
		require.NoError(t, err, expr)
		ev, err := p.Evaluator(doc)
		require.NoError(t, err)
		_, err = ev.Value(i, doc.Root())
		if want == "" {
			// It may match slowly or be given up, but it must come back.
			t.Logf("%s: %v", expr, err)
		} else {
			require.ErrorContains(t, err, want, expr)
			var xe *XPathError
			require.ErrorAs(t, err, &xe)
			require.Equal(t, expr, xe.Expr)
		}
		ev.Release()
	}
}

func TestManyComputedPatternsAreNotHoarded(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	p := NewProgram(usualPrefixes())
	i, err := p.Add("tkw:matches($v, concat('a{', $v, '}'))")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	for n := range 1000 {
		require.NoError(t, ev.SetVariable("v", Value{Kind: NumberValue, Number: float64(n)}))
		_, err := ev.Bool(i, doc.Root())
		require.NoError(t, err)
		require.LessOrEqual(t, int(ev.c.regex_count), 64)
	}
}

func TestCurrent(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a v='2'><b v='1'/><b v='2'/></a>")
	p := NewProgram(nil)
	i, err := p.Add("b[@v = current()/@v]")
	require.NoError(t, err)
	j, err := p.Add("string(current()/@v)")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	root := doc.Root()
	got, err := ev.Nodes(i, root)
	require.NoError(t, err)
	require.Equal(t, root.ChildElements()[1:], got)
	ev.SetCurrent(root.FirstChildElement())
	got, err = ev.Nodes(i, root)
	require.NoError(t, err)
	require.Equal(t, root.ChildElements()[:1], got)
	ev.SetCurrent(Node{})
	text, err := ev.String(j, root.FirstChildElement())
	require.NoError(t, err)
	require.Equal(t, "1", text)
}
