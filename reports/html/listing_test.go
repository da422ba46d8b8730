package html

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	nethtml "golang.org/x/net/html"
)

// FuzzPaint reads the HTML of lines back with another parser: the text must come
// back as it was, in the elements of the painter and no other.
func FuzzPaint(f *testing.F) {
	f.Add("<a b=\"c\">&amp;</a>\r\n]]>\n</i></pre><script>alert(1)</script>")
	f.Add("&lt;&#60;&\n\n<!-- --><?x ?><![CDATA[<]]><a b='")
	f.Add("<a>" + strings.Repeat("<b c='d'>e</b>", 40))
	f.Fuzz(func(t *testing.T, src string) {
		if strings.ContainsAny(src, "\x00\r") {
			return // the scrubber and the reader of the file deal with these
		}
		p := painter{lexed: lex([]byte(src)), colour: true}
		lines, _ := layOut(p.lexed, DefaultMessageLimit)
		var page, want strings.Builder
		for i, l := range lines {
			p.line(&page, l, "")
			want.WriteString(strings.Repeat(" ", l.indent) + src[l.from:l.to] + "\n")
			if i > 0 && l.from != lines[i-1].to && src[lines[i-1].to:l.from] != "\n" {
				t.Fatalf("%q is lost between lines", src[lines[i-1].to:l.from])
			}
		}
		z := nethtml.NewTokenizer(strings.NewReader(page.String()))
		var got strings.Builder
		for z.Next() != nethtml.ErrorToken {
			token := z.Token()
			switch {
			case token.Type == nethtml.TextToken:
				got.WriteString(token.Data)
			case len(token.Attr) == 0 && slices.Contains([]string{"i", "b", "u", "em"}, token.Data):
			default:
				t.Fatalf("%q became %s", src, token)
			}
		}
		if got.String() != want.String() {
			t.Fatalf("%q came back as %q", want.String(), got.String())
		}
	})
}

func TestPaint(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`<a b="c" d='>'>t</a>`:   `&lt;a b=<u>"c"</u> d=<u>'>'</u>><b>t</b>&lt;/a>`,
		`<!-- <a> --><a/>`:       `<em>&lt;!-- &lt;a> --></em>&lt;a/>`,
		`<a> <![CDATA[<]]></a>`:  `&lt;a> <b>&lt;![CDATA[&lt;]]></b>&lt;/a>`,
		`{"not": "<xml>"}`:       `<b>{"not": "&lt;xml>"}</b>`,
		`<a b="never closed <c>`: `&lt;a b=<u>"never closed &lt;c></u>`,
		`<a <b>`:                 `&lt;a &lt;b>`,
	} {
		p := painter{lexed: lex([]byte(src)), colour: true}
		var out strings.Builder
		p.paint(&out, 0, len(src))
		require.Equal(t, want, out.String())
	}
}

func TestLongLinesAreBrokenAtTheirTags(t *testing.T) {
	t.Parallel()
	long := `<a x="` + strings.Repeat("y", longLine) + `"><b><c>text</c><d/></b><!-- e --></a>`
	src := "<?xml version='1.0'?>\n" + long + "\r\n<short><f/></short>\n"
	l := lex([]byte(src))
	lines, broken := layOut(l, DefaultMessageLimit)
	require.True(t, broken)
	var got []string
	for _, line := range lines {
		got = append(got, line.name(":")+" "+strings.Repeat(" ", line.indent)+strings.ReplaceAll(src[line.from:line.to], strings.Repeat("y", longLine), "…"))
	}
	require.Empty(t, cmp.Diff([]string{
		"1 <?xml version='1.0'?>", `2:1 <a x="…">`, "2:249   <b>", "2:252     <c>text</c>", "2:263     <d/>", "2:267   </b>", "2:271   <!-- e -->", "2:281 </a>",
		"3 <short><f/></short>",
	}, got))
}

func TestNotesFindTheirLine(t *testing.T) {
	t.Parallel()
	body := "<a>" + strings.Repeat(`<b c="d"/>`, 40) + "</a>"
	got := list([]byte(body), []note{{Line: 1, Column: 14}, {Line: 1}, {Line: 7, Column: 1}}, spot{3, "response"}, DefaultMessageLimit, true)
	require.Equal(t, map[[2]int]string{{1, 14}: "l-3-response-1.14", {1, 0}: "l-3-response-1.1"}, got.Anchors)
	require.True(t, got.Broken)
	require.Equal(t, len(body), got.Shown)
}

func TestMarks(t *testing.T) {
	t.Parallel()
	at := func(columns ...int) []note {
		var out []note
		for _, c := range columns {
			out = append(out, note{Column: c})
		}
		return out
	}
	for _, c := range []struct {
		name  string
		line  string
		notes []note
		want  []string
	}{
		{"one tag", `<a><b c="d"/></a>`, at(4), []string{`<b c="d"/>`}},
		{"two tags, turned", `<a><b/></a>`, at(4, 1), []string{"<a>", "<b/>"}},
		{"the same tag twice", `<a>`, at(1, 1), []string{"<a>"}},
		{"no column", `<a>`, at(0), nil},
		{"beyond the line", `<a>`, at(9), nil},
		{"no tag end", `<a`, at(1), []string{"<a"}},
		{"an empty line", ``, at(1), nil},
		{"an attribute", `<a bc="1" c="2" >`, []note{{Column: 1, Attribute: "c"}}, []string{`c="2"`}},
		{"an attribute with a prefix", `<a x:c = '>'/>`, []note{{Column: 1, Attribute: "c"}}, []string{`x:c = '>'`}},
		{"an attribute and its tag", `<a c="2"/>`, []note{{Column: 1, Attribute: "c"}, {Column: 1}}, []string{`<a c="2"/>`}},
		{"an absent attribute", `<a>`, []note{{Column: 1, Attribute: "c"}}, []string{"<a>"}},
	} {
		var got []string
		for _, m := range markStretches([]byte(c.line), shownLine{Number: 1, Column: 1, to: len(c.line)}, c.notes) {
			got = append(got, c.line[m[0]:m[1]])
		}
		require.Empty(t, cmp.Diff(c.want, got), c.name)
	}
}

func TestParseCapture(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, raw, head, body string
		notes                 int
	}{
		{"plain", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n<a/>\n", "HTTP/1.1 200 OK\r\nA: b", "<a/>\n", 0},
		{"line feeds only", "POST / HTTP/1.1\nA: b\n\n<a/>\r\n\r\n", "POST / HTTP/1.1\nA: b", "<a/>\r\n\r\n", 0},
		{"chunks joined", "HTTP/1.1 200 OK\r\ntransfer-encoding:  Chunked\r\n\r\n2\r\n<a\r\n2\r\n/>\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding:  Chunked", "<a/>", 1},
		{"damaged chunks as they came", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<a/>", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "zz\r\n<a/>", 1},
		{"chunks that break off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<a\r\n9\r\n/>", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "<a/>", 1},
		{"chunks whose lines end with LF", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\n<a\n2\n/>\n0\n\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "<a/>", 1},
		{"chunked in a comment", "HTTP/1.1 200 OK\r\nTransfer-Encoding: x (chunked)\r\n\r\n<a/>", "HTTP/1.1 200 OK\r\nTransfer-Encoding: x (chunked)", "<a/>", 0},
		{"100 Continue before the answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n<a/>", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b", "<a/>", 0},
		{"a blank line of CR LF below lines of LF", "HTTP/1.1 200 OK\nA: b\n\r\n<a/>", "HTTP/1.1 200 OK\nA: b", "<a/>", 0},
		{"no HTTP at all", "<a/>\n\n<b/>", "", "<a/>\n\n<b/>", 0},
		{"only a head", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n", "", 0},
		{"nothing", "", "", "", 0},
		{"another encoding", "HTTP/1.1 200 OK\r\n\r\n<\x00a\x00/\x00>\x00", "HTTP/1.1 200 OK", "00000000  3c 00 61 00 2f 00 3e 00                           |<.a./.>.|\n", 1},
	} {
		got := parseCapture([]byte(c.raw))
		require.Equal(t, c.head, got.Head, c.name)
		require.Equal(t, c.body, string(got.Body), c.name)
		require.Len(t, got.Notes, c.notes, c.name)
	}
}

func FuzzParseCapture(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<a\r\n0\r\n\r\n"), 3, 2, 10)
	f.Fuzz(func(t *testing.T, raw []byte, line, column, limit int) {
		c := parseCapture(raw)
		limit = min(max(limit, 1), 1<<16)
		l := list(c.Body, []note{{Line: line, Column: column, Attribute: "a"}}, spot{1, "response"}, limit, true)
		// A line end at the very end is not counted.
		if l.Shown > len(c.Body) || l.Shown > limit+len("\r\n") {
			t.Fatalf("%d of %d bytes shown with limit %d", l.Shown, len(c.Body), limit)
		}
		if len(c.Body) > 0 && len(l.Listings) == 0 {
			t.Fatal("a body without a listing")
		}
	})
}

func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		require.Equal(t, want, commas(n))
	}
	for ms, want := range map[float64]string{0: "0.00 ms", 9.994: "9.99 ms", 10: "10 ms", 999: "999 ms", 4210: "4.21 s", -1: "unknown"} {
		require.Equal(t, want, duration(ms))
	}
}
