package xmltree

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"
)

// read parses a document that the test itself wrote.
func read(t testing.TB, xml string) *etree.Document {
	t.Helper()
	doc, err := Read([]byte(xml))
	require.NoError(t, err)
	return doc
}

// written serialises without declaration and last line end.
func written(doc *etree.Document) string {
	return strings.TrimSuffix(strings.TrimPrefix(string(Bytes(doc)), Declaration+"\n"), "\n")
}

func TestRead(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, xml, message string }{
		{"names with letters of all kinds", `<é.1 xmlns:Ω="u" Ω:ж-="x"/>`, ""},
		{"the prefix xml", `<r xml:lang="en" xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`, ""},
		{"a processing instruction", `<r><?go on?></r>`, ""},
		{"a declaration without encoding", `<?xml version="1.0"?><r/>`, ""},
		{"a name that begins with a digit", `<r><a:1 xmlns:a="u"/></r>`, "no element name"},
		{"an attribute name that begins with a digit", `<r a:1="" xmlns:a="u"/>`, "no attribute name"},
		{"a name that begins with a colon", `<r><:a/></r>`, "no element name"},
		{"an element with the prefix xmlns", `<xmlns:a/>`, "prefix xmlns"},
		{"another meaning for xml", `<r xmlns:xml="u"/>`, "reserved"},
		{"another prefix for xml", `<r xmlns:a="http://www.w3.org/XML/1998/namespace"/>`, "reserved"},
		{"a prefix for declarations", `<r xmlns:a="http://www.w3.org/2000/xmlns/"/>`, "reserved"},
		{"a declaration inside", `<r><!ENTITY a "b"></r>`, "not allowed inside"},
		{"a late XML declaration", `<!--c--><?xml version="1.0"?><r/>`, "not at the start"},
		{"an XML declaration inside", `<r><?xml version="1.0"?></r>`, "cannot be a processing instruction"},
		{"a reference to a control character", `<r>&#1;</r>`, "not well-formed"},
		{"a bare ampersand", `<r a="&"/>`, "not well-formed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Read([]byte(c.xml))
			if c.message == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrNotWellFormed)
			require.ErrorContains(t, err, c.message)
		})
	}
}

func TestIsNCName(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a", "_", "a1", "a-b.c", "é", "a\u0301", "a\u00b7", "\U00010000", "\u2070", "\u3001"} {
		require.True(t, IsNCName(good), "%q", good)
	}
	for _, bad := range []string{"", "1", "-a", ".a", "a:b", "a b", "×", "\u037e", "\u0301a", "\u2010", "\u2190", "\u2ff0", "\ue000", "\ufdd0", "\xff", "a\xff", "\ufffe", "\U000F0000"} {
		require.False(t, IsNCName(bad), "%q", bad)
	}
}

func TestBytesKeepsWhatADocumentHolds(t *testing.T) {
	t.Parallel()
	doc := read(t, "<?xml version=\"1.0\"?>\n<!--before--><?go on?>\n<r a=\"&#10;\" b='\"'><![CDATA[<x>]]>&#13;</r>\n<!--after-->")
	require.Equal(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--before-->\n<?go on?>\n<r a=\"&#xA;\" b=\"&quot;\">&lt;x&gt;&#xD;</r>\n<!--after-->\n", string(Bytes(doc)))
}

func TestCopyElementIsDeep(t *testing.T) {
	t.Parallel()
	const xml = `<r xmlns:a="u" a:b="1"><!--c--><?go on?>text<x><y/></x></r>`
	doc := read(t, xml)
	copied := CopyElement(doc.Root(), "  ")
	require.Equal(t, "u", copied.Attr[1].NamespaceURI(), "attributes know the element they belong to")
	copied.ChildElements()[0].CreateAttr("z", "")
	require.Equal(t, xml, written(doc))
	doc.SetRoot(copied)
	require.Equal(t, strings.Replace(xml, "<x>", `<x z="">`, 1), written(doc))
}
