package xmlengine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// many joins n pieces, each made of a format and its number.
func many(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestParseRefusesWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	small := Limits{MaxAttributes: 3, MaxNamespaces: 2, MaxNames: 6, MaxNodes: 8}
	for _, tc := range []struct {
		name, src string
		lim       Limits
		kind      error
		at        [2]int
		says      string
	}{
		{
			name: "an attribute more than an element may have", src: "<a>\n <b" + many(257, " a%d=''") + "/></a>",
			kind: ErrTooManyAttributes, at: [2]int{2, 2}, says: "the element b has more than 256 attributes",
		},
		{
			name: "60,000 attributes", src: "<a" + many(60000, " a%d=''") + "/>",
			kind: ErrTooManyAttributes, at: [2]int{1, 1}, says: "the element a has more than 256 attributes",
		},
		{
			name: "a namespace more than an element may declare", src: "<a" + many(257, " xmlns:a%d='u'") + "/>",
			kind: ErrTooManyNamespaces, at: [2]int{1, 1}, says: "the element a has more than 256 namespace declarations",
		},
		{
			name: "a few namespaces on each of many levels", src: "<a xmlns:a='u' xmlns:b='v'><a xmlns:a='u' xmlns:b='v'><a xmlns='w'/></a></a>", lim: small,
			kind: ErrTooManyNamespaces, at: [2]int{1, 55}, says: "the element a and those around it have more than 4 namespace declarations",
		},
		{
			name: "a name more than a document may have", src: "<a><b/><c d='' e=''/>\n<f g=''/></a>", lim: small,
			kind: ErrTooManyNames, at: [2]int{2, 4}, says: "the document has more than 6 different names and namespaces",
		},
		{
			name: "a node more than a document may have", src: "<a b=''>t<c/>u<!-- v --><![CDATA[w]]><?x y?>\nz</a>", lim: small,
			kind: ErrTooManyNodes, at: [2]int{1, 45}, says: "the document has more than 8 elements, attributes and pieces of text",
		},
		{
			name: "a namespace of its own on each of many elements", src: "<a>" + many(10_000, "<b xmlns='u%d'/>") + "</a>",
			kind: ErrTooManyNames, at: [2]int{1, 178843}, says: "the document has more than 10000 different names and namespaces",
		},
		{
			name: "an xml:id on each of many elements", src: "<a>" + many(10_001, "<b xml:id='i%d'/>") + "</a>",
			kind: ErrTooManyNames, at: [2]int{1, 188897}, says: "the document has more than 10000 attributes xml:id",
		},
		{
			name: "many names with prefixes below many declarations",
			src:  "<a" + many(250, " xmlns:p%d='u'") + ">" + strings.Repeat("<b>", 150) + strings.Repeat("<b"+many(50, " p1:a%d=''")+"/>", 3000) + strings.Repeat("</b>", 150) + "</a>",
			kind: ErrTooManyNamespaces, at: [2]int{1, 1210442}, says: "to find the namespaces of the names takes more than 50000000 steps: too many are declared around them",
		},
		{
			name: "texts and comments without an element among them", src: "<a>" + strings.Repeat("t<!---->", 10_000) + "</a>",
			kind: ErrTooManyNodes, at: [2]int{1, 25300}, says: "comments, instructions and pieces of text stand in rows of up to 6325, without an element among them: too many to put in order",
		},
		{
			name: "behind an error that libxml2 goes on after", src: "<a>" + strings.Repeat("&x;", 1000) + "<b" + many(60000, " a%d=''") + "/></a>",
			kind: ErrNotWellFormed, at: [2]int{1, 7}, says: "Entity 'x' not defined",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, err := Parse([]byte(tc.src), tc.lim)
			require.Nil(t, doc)
			require.ErrorIs(t, err, tc.kind)
			var pe *ParseError
			require.ErrorAs(t, err, &pe)
			require.Equal(t, tc.at, [2]int{pe.Problems[0].Line, pe.Problems[0].Column})
			require.Equal(t, tc.says, pe.Problems[0].Message)
		})
	}
}

func TestParseAcceptsJustTheLimits(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, src string
		lim       Limits
	}{
		{name: "attributes of an element", src: "<a" + many(256, " a%d=''") + "/>"},
		{name: "namespaces of an element", src: "<a" + many(256, " xmlns:a%d='u'") + "/>"},
		{name: "namespaces that are declared again on each of many siblings", src: "<r>" + strings.Repeat("<a"+many(200, " xmlns:a%d='u'")+"></a>", 10) + "</r>"},
		{name: "names", src: "<a><b/><c d='' e=''/><f/><f b=''/></a>", lim: Limits{MaxNames: 6}},
		{name: "one prefix on each of many names", src: "<p:a xmlns:p='u'>" + strings.Repeat("<p:b p:c=''/>", 100_000) + "</p:a>"},
		{name: "texts, with an element between every two", src: "<a>" + strings.Repeat("t<b/>", 100_000) + "</a>"},
		{name: "one namespace, declared on each of many elements", src: "<a>" + strings.Repeat("<b xmlns='u'/>", 100_000) + "</a>"},
		{name: "nodes", src: "<a b=''>t<c/>u<!-- v --><![CDATA[w]]><?x y?></a>\n", lim: Limits{MaxNodes: 8}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, err := Parse([]byte(tc.src), tc.lim)
			require.NoError(t, err)
			doc.Free()
		})
	}
}

// A longer path to an error must not cost what the limits were to save.
func TestPrescanEndsAtTheFirstError(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat(" filler", behindError)
	for _, tc := range []struct{ name, before, after string }{
		{"an entity that is not declared", "<a>&", "x;"},
		{"a character that XML excludes", "<a>", "\x01"},
		{"a reference to such a character", "<a>&", "#0;"},
		{"half of a CDATA section's end", "<a>", "]]>"},
		{"a tag without a name", "<a>", "< b>"},
		{"an attribute without quotes", "<a b=", "c>"},
		{"an attribute without a blank before it", "<a b=''", "c=''>"},
		{"a < in a value", "<a b='", "<'/>"},
		{"an end tag of another element", "<a>", "</b>"},
		{"an end tag of nothing", "<a/>", "</a>"},
		{"text behind the end", "<a/>\n", "x"},
		{"two hyphens in a comment", "<a><!-- ", "-- -->"},
		{"a document type", "", "<!DOCTYPE a>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			src := []byte(tc.before + tc.after + filler)
			enough, err := prescan(src, Limits{}.withDefaults())
			require.NoError(t, err)
			require.GreaterOrEqual(t, enough, len(tc.before))
			require.Less(t, enough, len(src))
			_, full := NewArena().parse("", src, Limits{}.withDefaults(), false)
			_, cut := Parse(src, Limits{})
			var all, some *ParseError
			require.ErrorAs(t, full, &all)
			require.ErrorAs(t, cut, &some)
			require.Equal(t, all.Problems[0], some.Problems[0], "the first problem is the same")
		})
	}
}

// What the scan takes for broken is broken, and it counts no less than libxml2 does.
func FuzzPrescan(f *testing.F) {
	seeds(f)
	for _, s := range []string{"<a>&#00000000000065;&#x1F600;&amp;</a>", "<a b = \"'&gt;\"\n/>", "<a>]]</a>", "<é/>", "<a><!-- - --></a >", "<a xmlns:b='c' b:d=''/>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		lim := Limits{MaxBytes: 1 << 16}.withDefaults()
		if screen(src, lim) != nil {
			return
		}
		s := &prescanner{src: src, lim: lim, names: map[string]struct{}{}}
		s.run()
		a := NewArena()
		defer a.Free()
		doc, err := a.parse("", src, lim, false)
		if err != nil {
			return
		}
		if s.broken {
			t.Fatalf("well-formed, but taken for broken at %d", s.at)
		}
		nodes, names := 0, map[string]bool{}
		root := doc.Root()
		for p := root.p; p != nil; p = following(p, root.p) {
			n := root.with(p)
			nodes++
			if n.Kind() != ElementNode {
				continue
			}
			_, local := n.Name()
			names[local] = true
			for c := p.properties; c != nil; c = c.next {
				nodes++
				names[a.name(c.name)] = true
			}
			for c := p.nsDef; c != nil; c = c.next {
				nodes++
			}
		}
		if nodes > s.nodes || len(names) > len(s.names) {
			t.Fatalf("libxml2 has %d nodes and %d names, the scan counted %d and %d", nodes, len(names), s.nodes, len(s.names))
		}
	})
}
