package html

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	nethtml "golang.org/x/net/html"
)

// FuzzPlainLines reads the HTML of lines back with another parser: the text must
// come back as it was, in one element a line and no other.
func FuzzPlainLines(f *testing.F) {
	f.Add("<a b=\"c\">&amp;</a>\r\n]]>\n</i></pre><script>alert(1)</script>")
	f.Add("&lt;&#60;&\n\n<!-- -->")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\x00\r") {
			return // the scrubber and the reader of the file deal with these
		}
		lines := splitLines([]byte(text))
		z := nethtml.NewTokenizer(strings.NewReader(string(plainLines(lines))))
		var got strings.Builder
		elements := 0
		for {
			kind := z.Next()
			if kind == nethtml.ErrorToken {
				break
			}
			token := z.Token()
			switch {
			case kind == nethtml.TextToken:
				got.WriteString(token.Data)
			case kind == nethtml.StartTagToken && token.Data == "i" && len(token.Attr) == 0:
				elements++
			case kind == nethtml.EndTagToken && token.Data == "i":
			default:
				t.Fatalf("%q became %s", text, token)
			}
		}
		want := strings.TrimSuffix(text, "\n") + "\n"
		if got.String() != want || elements != len(lines) {
			t.Fatalf("%q came back as %q in %d elements", want, got.String(), elements)
		}
	})
}

func TestPieces(t *testing.T) {
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
		want  []piece
	}{
		{"one tag", `<a><b c="d"/></a>`, at(4), []piece{{Text: "<a>"}, {`<b c="d"/>`, true}, {Text: "</a>"}}},
		{"two tags, turned", `<a><b/></a>`, at(4, 1), []piece{{"<a>", true}, {"<b/>", true}, {Text: "</a>"}}},
		{"the same tag twice", `<a>`, at(1, 1), []piece{{"<a>", true}}},
		{"no column", `<a>`, at(0), []piece{{Text: "<a>"}}},
		{"beyond the line", `<a>`, at(9), []piece{{Text: "<a>"}}},
		{"no tag end", `<a`, at(1), []piece{{"<a", true}}},
		{"an empty line", ``, at(1), []piece{{}}},
	} {
		require.Empty(t, cmp.Diff(c.want, pieces(c.line, c.notes)), c.name)
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
		lists, shown := newListings(c.Body, []note{{Line: line, Column: column}}, spot{1, "response"}, limit)
		if shown > len(c.Body) || shown > limit && len(c.Body) > limit {
			t.Fatalf("%d of %d bytes shown with limit %d", shown, len(c.Body), limit)
		}
		if len(c.Body) > 0 && len(lists) == 0 {
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
