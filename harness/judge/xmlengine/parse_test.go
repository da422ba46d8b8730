package xmlengine

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func nested(levels int) string {
	return strings.Repeat("<a>", levels) + strings.Repeat("</a>", levels)
}

func wide(s string, order binary.AppendByteOrder, mark bool) string {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	var out []byte
	for _, u := range units {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// billionLaughs would expand to 10^9 words.
func billionLaughs() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, `<!ENTITY lol%d "%s">`, i, strings.Repeat(fmt.Sprintf("&lol%s;", map[bool]string{true: "", false: fmt.Sprint(i - 1)}[i == 1]), 10))
	}
	return b.String() + `]><lolz a="&lol9;">&lol9;</lolz>`
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		src  string
		lim  Limits
		kind error
		// at is line and column of the first problem; zeros if it has none.
		line, column int
	}{
		{name: "nothing", src: "", kind: ErrEmpty},
		{name: "white space only", src: " \r\n\t ", kind: ErrEmpty},
		{name: "a byte order mark only", src: byteOrderMark + "\n", kind: ErrEmpty},
		{name: "one byte too many", src: "<a>12345</a>", lim: Limits{MaxBytes: 11}, kind: ErrTooLarge},
		{name: "one level too deep", src: nested(201), kind: ErrTooDeep, line: 1, column: 601},
		{name: "deeper than libxml2 goes, whatever is asked for", src: nested(251), lim: Limits{MaxDepth: 100000}, kind: ErrTooDeep, line: 1, column: 751},
		{name: "a million levels", src: nested(1 << 20), kind: ErrTooDeep, line: 1, column: 601},
		{name: "billion laughs", src: billionLaughs(), kind: ErrDoctype, line: 1, column: 22},
		{name: "quadratic blow-up", src: `<!DOCTYPE a [<!ENTITY x "` + strings.Repeat("A", 60000) + `">]><a>` + strings.Repeat("&x;", 60000) + `</a>`, kind: ErrDoctype, line: 1, column: 1},
		{name: "an external entity", src: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`, kind: ErrDoctype, line: 1, column: 1},
		{name: "a parameter entity from the network", src: `<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>`, kind: ErrDoctype, line: 1, column: 1},
		{name: "an external DTD", src: "<!-- <!DOCTYPE no -->\n <!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a/>", kind: ErrDoctype, line: 2, column: 2},
		{name: "a bare DOCTYPE", src: `<!DOCTYPE a><a/>`, kind: ErrDoctype, line: 1, column: 1},
		{name: "UTF-16, little end first, with mark", src: wide("<a/>", binary.LittleEndian, true), kind: ErrEncoding, line: 1, column: 1},
		{name: "UTF-16, big end first, with mark", src: wide("<a/>", binary.BigEndian, true), kind: ErrEncoding, line: 1, column: 1},
		{name: "UTF-16 without mark", src: wide("<?xml version='1.0'?><a/>", binary.LittleEndian, false), kind: ErrEncoding, line: 1, column: 1},
		{name: "UTF-16, big end first, without mark", src: wide("<a/>", binary.BigEndian, false), kind: ErrEncoding, line: 1, column: 1},
		{name: "UTF-32", src: "\x00\x00\xFE\xFF\x00\x00\x00<", kind: ErrEncoding, line: 1, column: 1},
		{name: "another encoding declared", src: "<?xml version=\"1.0\"\n encoding = \"ISO-8859-1\"?><a/>", kind: ErrEncoding, line: 2, column: 14},
		{name: "another encoding declared after a mark", src: byteOrderMark + `<?xml version='1.0' encoding='UTF-16'?><a/>`, kind: ErrEncoding, line: 1, column: 31},
		{name: "ASCII declared", src: `<?xml version='1.0' encoding='us-ascii'?><a/>`, kind: ErrEncoding, line: 1, column: 31},
		{name: "a Latin-1 byte", src: "<a>\n caf\xe9</a>", kind: ErrEncoding, line: 2, column: 5},
		{name: "half a surrogate pair in UTF-8", src: "<a>\xed\xa0\x80</a>", kind: ErrEncoding, line: 1, column: 4},
		{name: "an overlong character", src: "<a>\xc0\xbc</a>", kind: ErrEncoding, line: 1, column: 4},
		{name: "a NUL with more behind it", src: "<a/>\x00<evil/>", kind: ErrNotWellFormed, line: 1, column: 5},
		{name: "a control character", src: "<a>\x01</a>", kind: ErrNotWellFormed, line: 1, column: 4},
		{name: "an unclosed element", src: "<a>\r\n<b>\r\n</a>", kind: ErrNotWellFormed, line: 3, column: 5},
		{name: "text after the end", src: "<a/>x", kind: ErrNotWellFormed, line: 1, column: 5},
		{name: "two roots", src: "<a/><b/>", kind: ErrNotWellFormed, line: 1, column: 5},
		{name: "an undeclared prefix", src: "<a>\n <b:c/></a>", kind: ErrNotWellFormed, line: 2, column: 6},
		{name: "an undeclared prefix of an attribute", src: "<a b:c='1'/>", kind: ErrNotWellFormed, line: 1, column: 11},
		{name: "an attribute twice", src: "<a b='1' b='2'/>", kind: ErrNotWellFormed, line: 1, column: 15},
		{name: "an entity without declaration", src: "<a>&nbsp;</a>", kind: ErrNotWellFormed, line: 1, column: 10},
		{name: "an ampersand", src: "<a>a & b</a>", kind: ErrNotWellFormed, line: 1, column: 7},
		{name: "not XML at all", src: `{"a": 1}`, kind: ErrNotWellFormed, line: 1, column: 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, err := Parse([]byte(tc.src), tc.lim)
			require.Nil(t, doc)
			require.ErrorIs(t, err, tc.kind)
			var pe *ParseError
			require.ErrorAs(t, err, &pe)
			require.NotEmpty(t, pe.Problems)
			require.NotEmpty(t, pe.Problems[0].Message)
			require.Equal(t, [2]int{tc.line, tc.column}, [2]int{pe.Problems[0].Line, pe.Problems[0].Column}, pe.Error())
		})
	}
}

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, src string
		lim       Limits
		text      string
	}{
		{name: "exactly the bytes allowed", src: "<a>12345</a>", lim: Limits{MaxBytes: 12}, text: "12345"},
		{name: "exactly the depth allowed", src: nested(200)},
		{name: "the highest depth that can be asked for", src: nested(250), lim: Limits{MaxDepth: 9999}},
		{name: "a byte order mark", src: byteOrderMark + `<?xml version="1.0" encoding="utf-8"?><a>é</a>`, text: "é"},
		{name: "standalone and UTF-8", src: `<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a>x</a>`, text: "x"},
		{name: "the five entities and character references", src: "<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F600;</a>", text: "<>&'\"A😀"},
		{name: "the word DOCTYPE in a comment and in CDATA", src: "<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]></a>", text: "<!DOCTYPE a>"},
		{name: "encoding in the text of a document without declaration", src: "<a>encoding='latin1'</a>", text: "encoding='latin1'"},
		{name: "comments and instructions around the root", src: "<!--a--><?b c?><a/><!--d-->\n"},
		{name: "a relative namespace URI", src: "<a xmlns='relative'/>"},
		{name: "a namespace that is no URI", src: "<a xmlns='not a URI: %%'/>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, err := Parse([]byte(tc.src), tc.lim)
			require.NoError(t, err)
			defer doc.Free()
			require.Equal(t, tc.text, doc.Root().StringValue())
			require.Equal(t, []byte(tc.src), doc.Source())
		})
	}
}

func TestParseTakesHugeText(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("0123456789abcde\n", 11<<20/16)
	doc, err := Parse([]byte("<a>"+body+"</a>"), Limits{MaxBytes: 12 << 20})
	require.NoError(t, err)
	defer doc.Free()
	require.Equal(t, doc.Root().StringValue(), body, "the text must come through whole")
}

func TestParseReportsEachProblem(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte("<a>\n<b>&x;</b>\n<c d=1/>\n</a>"), Limits{})
	var pe *ParseError
	require.ErrorAs(t, err, &pe)
	var lines []int
	for _, p := range pe.Problems {
		require.NotZero(t, p.Code)
		lines = append(lines, p.Line)
	}
	require.Subset(t, lines, []int{2, 3})
}

func TestParseBoundsItsProblems(t *testing.T) {
	t.Parallel()
	// An undeclared prefix is no error of grammar, so that all of them are met.
	_, err := Parse([]byte("<a>"+strings.Repeat("<x:y/>", 10000)+"</a>"), Limits{})
	var pe *ParseError
	require.ErrorAs(t, err, &pe)
	require.Len(t, pe.Problems, 1000)
}

// What stands behind an error of grammar was not compared with the limits.
func TestParseGoesNotFarBehindAnError(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte("<a>"+strings.Repeat("&x;", 100000)+"</a>"), Limits{})
	var pe *ParseError
	require.ErrorAs(t, err, &pe)
	require.Equal(t, "Entity 'x' not defined", pe.Problems[0].Message)
	require.Less(t, len(pe.Problems), behindError)
}

func TestParseErrorsReadWell(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, src := range []string{"", "<a", "<!DOCTYPE a><a/>", "<a>\xff</a>"} {
		_, err := Parse([]byte(src), Limits{})
		require.Error(t, err)
		got[src] = err.Error()
	}
	want := map[string]string{
		"":                 "empty input: there is nothing to read",
		"<a":               "not well-formed: line 1, column 3: Couldn't find end of Start Tag a line 1",
		"<!DOCTYPE a><a/>": "document type declaration: line 1, column 1: a document type declaration is not allowed",
		"<a>\xff</a>":      "not UTF-8: line 1, column 4: byte 0xFF is not part of a UTF-8 character",
	}
	require.Empty(t, cmp.Diff(want, got))
}

func TestDeclaredEncoding(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`<?xml version="1.0"?><a/>`:                      "",
		`<?xml version="1.0" encoding="x"?><a/>`:         "x",
		"<?xml version='1.0'\tencoding\r\n=\n'y' ?><a/>": "y",
		`<?xml version="1.0" encoding=?><a/>`:            "",
		`<?xml version="1.0" encoding="x`:                "",
		`<?xml version="1.0" encoding="x?><a/>`:          "",
		` <?xml version="1.0" encoding="x"?>`:            "",
		`<a encoding="x"/>`:                              "",
	} {
		name, _ := declaredEncoding([]byte(src))
		require.Equal(t, want, name, src)
	}
}
