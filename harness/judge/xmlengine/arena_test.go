package xmlengine

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNodes(t *testing.T) {
	t.Parallel()
	doc := parse(t, `<p:a xmlns:p="urn:p" p:x="1" x="2" xml:lang="en"><!--no-->one<b xmlns="urn:b">two<![CDATA[<3>]]></b><?pi?><c/>four</p:a>`)
	root := doc.Root()
	space, local := root.Name()
	require.Equal(t, []string{"urn:p", "a", "p"}, []string{space, local, root.Prefix()})
	require.Equal(t, "onetwo<3>four", root.StringValue())
	require.Equal(t, "onetwo<3>four", doc.DocumentNode().StringValue())
	require.Equal(t, DocumentNode, doc.DocumentNode().Kind())
	require.Equal(t, root, doc.DocumentNode().FirstChildElement())

	children := root.ChildElements()
	require.Len(t, children, 2)
	require.Equal(t, children[0], root.FirstChildElement())
	space, local = children[0].Name()
	require.Equal(t, []string{"urn:b", "b", ""}, []string{space, local, children[0].Prefix()})
	require.Equal(t, root, children[1].Parent())
	require.True(t, root.Parent().IsZero(), "the root has no parent element")
	require.Empty(t, children[1].ChildElements())
	require.Empty(t, children[1].StringValue())

	for _, tc := range []struct {
		space, local, value string
		found               bool
	}{
		{"urn:p", "x", "1", true}, {"", "x", "2", true}, {"urn:q", "x", "", false}, {"", "y", "", false},
		{"http://www.w3.org/XML/1998/namespace", "lang", "en", true},
	} {
		value, found := root.Attr(tc.space, tc.local)
		require.Equal(t, tc.found, found, tc)
		require.Equal(t, tc.value, value, tc)
	}

	attr := find(t, doc, "/*/@*[. = '1']")[0]
	require.Equal(t, AttributeNode, attr.Kind())
	require.Equal(t, "1", attr.StringValue())
	require.Equal(t, root, attr.Parent())
	text := find(t, doc, "/*/text()[1]")[0]
	require.Equal(t, TextNode, text.Kind())
	require.Equal(t, "one", text.StringValue())
	comment := find(t, doc, "//comment()")[0]
	require.Equal(t, OtherNode, comment.Kind())
	require.Equal(t, "no", comment.StringValue())
	_, local = comment.Name()
	require.Empty(t, local)
}

func TestZeroNodeGivesZeroValues(t *testing.T) {
	t.Parallel()
	freed := parse(t, "<a b='1'><c/></a>")
	gone := freed.Root()
	freed.Free()
	freed.Free()
	for name, n := range map[string]Node{"zero": {}, "of a freed arena": gone} {
		space, local := n.Name()
		_, found := n.Attr("", "b")
		require.Equal(t, name == "zero", n.IsZero())
		require.Equal(t, OtherNode, n.Kind())
		require.Empty(t, space+local+n.Prefix()+n.StringValue())
		require.False(t, found)
		require.True(t, n.Parent().IsZero())
		require.True(t, n.FirstChildElement().IsZero())
		require.Nil(t, n.ChildElements())
		require.Equal(t, Location{}, n.Location())
	}
	require.True(t, freed.Root().IsZero())
	require.True(t, freed.DocumentNode().IsZero())
	require.Nil(t, freed.Bytes())
	_, err := NewProgram(nil).Evaluator(freed)
	require.ErrorContains(t, err, "freed")
}

func TestArenaFreesOnce(t *testing.T) {
	t.Parallel()
	a := NewArena()
	doc := parseIn(t, a, "one", "<a/>")
	doc.Free() // of an arena: does nothing
	require.Equal(t, ElementNode, doc.Root().Kind())
	a.Free()
	a.Free()
	_, err := a.Parse("two", []byte("<a/>"), Limits{})
	require.ErrorContains(t, err, "arena was freed")
}

const skeleton = `<x:exchange xmlns:x="urn:tkw:exchange:1"><x:request><x:message/></x:request><x:response><x:message/></x:response></x:exchange>`

// exchange grafts two messages into the skeleton.
func exchange(t testing.TB, a *Arena, request, response string) (doc, req, resp *Document) {
	t.Helper()
	req, resp = parseIn(t, a, "request", request), parseIn(t, a, "response", response)
	doc = parseIn(t, a, "exchange", skeleton)
	parts := doc.Root().ChildElements()
	require.NoError(t, doc.Graft(parts[0].FirstChildElement(), req))
	require.NoError(t, doc.Graft(parts[1].FirstChildElement(), resp))
	return doc, req, resp
}

func TestGraftKeepsWhereNodesCameFrom(t *testing.T) {
	t.Parallel()
	a := arena(t)
	req := parseIn(t, a, "request", "<?xml version='1.0'?>\n<a xmlns='urn:a'>\n  <b id='1'/>\n  <b id='2'/></a>")
	before := req.Root().ChildElements()[1]
	placed := before.Location()
	resp := parseIn(t, a, "response", "<c>\r\n\r\n <d><!-- here -->text</d></c>")
	doc := parseIn(t, a, "exchange", skeleton)
	require.False(t, doc.HasElement("b"))
	require.True(t, req.HasElement("b"))

	parts := doc.Root().ChildElements()
	require.NoError(t, doc.Graft(parts[0].FirstChildElement(), req))
	require.NoError(t, doc.Graft(parts[1].FirstChildElement(), resp))

	require.Equal(t, Location{"request", 4, 3, "/*[local-name() = 'a' and namespace-uri() = 'urn:a']/*[local-name() = 'b' and namespace-uri() = 'urn:a'][2]"}, placed)
	require.Equal(t, placed, before.Location(), "the place does not change")
	found := find(t, doc, "/x:exchange/x:request/x:message/*/*[2]")
	require.Equal(t, []Node{before}, found, "it is the same node")
	require.Equal(t, Location{"request", 4, 3, "/*[local-name() = 'a' and namespace-uri() = 'urn:a']/*[local-name() = 'b' and namespace-uri() = 'urn:a'][2]/@id"}, find(t, doc, "//@id[. = 2]")[0].Location())
	require.Equal(t, Location{"response", 3, 2, "/c/d"}, find(t, doc, "//text()[. = 'text']")[0].Location())
	require.Equal(t, Location{"exchange", 1, 89, "/x:exchange/x:response/x:message"}, find(t, doc, "//x:message")[1].Location())
	require.True(t, doc.HasElement("b"))
	require.True(t, doc.HasElement("d"))
	require.True(t, doc.HasElement("message"))
	require.False(t, doc.HasElement("e"))
	require.False(t, req.HasElement("b"), "the message is spent")
	require.True(t, req.Root().IsZero())
	require.Contains(t, string(doc.Bytes()), "<x:message><c>\n\n <d>")
	require.Equal(t, "<c>\r\n\r\n <d><!-- here -->text</d></c>", string(resp.Source()))
}

func TestGraftRefuses(t *testing.T) {
	t.Parallel()
	a, b := arena(t), arena(t)
	doc, msg, spent := parseIn(t, a, "d", "<d>text</d>"), parseIn(t, a, "m", "<m/>"), parseIn(t, a, "s", "<s/>")
	require.NoError(t, doc.Graft(doc.Root(), spent))
	for name, tc := range map[string]struct {
		under Node
		msg   *Document
		want  string
	}{
		"no place":                          {Node{}, msg, "not an element of this document"},
		"the document node":                 {doc.DocumentNode(), msg, "not an element of this document"},
		"text":                              {find(t, doc, "/d/text()")[0], msg, "not an element of this document"},
		"an element of another document":    {msg.Root(), msg, "not an element of this document"},
		"a message of another arena":        {doc.Root(), parseIn(t, b, "o", "<o/>"), "different arenas"},
		"a message that was grafted before": {doc.Root(), spent, "no root element"},
		"the document itself":               {doc.Root(), doc, "into itself"},
	} {
		require.ErrorContains(t, doc.Graft(tc.under, tc.msg), tc.want, name)
	}
	require.Equal(t, "text", doc.Root().StringValue())
}

// What libxml2 keeps beside the tree: ids, and the namespace of xml:lang.
func TestGraftMovesIDsAndXMLNamespace(t *testing.T) {
	t.Parallel()
	const msg = `<m xml:lang="cy"><e xml:id="same">%</e><e xml:id="own%"/></m>`
	schema := compile(t, `<xs:element name="m"><xs:complexType><xs:sequence><xs:element name="e" maxOccurs="9"><xs:complexType>
		<xs:attribute name="id" type="xs:ID"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>`)
	for _, when := range []string{"never", "before", "after", "both"} {
		t.Run("validated "+when, func(t *testing.T) {
			t.Parallel()
			a := arena(t)
			typed := parseIn(t, a, "typed", `<m xmlns="urn:s"><e id="i1"/><e id="i2"/></m>`)
			again := parseIn(t, a, "again", `<m xmlns="urn:s"><e id="i1"/><e id="i1"/></m>`)
			typedRoot, againRoot := typed.Root(), again.Root()
			check := func() {
				found, err := schema.Validate(typedRoot)
				require.NoError(t, err)
				require.Empty(t, found)
				found, err = schema.Validate(againRoot)
				require.NoError(t, err)
				require.Equal(t, []int{cvcTypeSimple}, codes(found), "the second i1")
			}
			if when == "before" || when == "both" {
				check()
				check()
			}
			doc, _, _ := exchange(t, a, strings.ReplaceAll(msg, "%", "1"), strings.ReplaceAll(msg, "%", "2"))
			require.NoError(t, doc.Graft(doc.Root(), typed))
			require.NoError(t, doc.Graft(doc.Root(), again))
			if when == "after" || when == "both" {
				check()
				check()
			}
			require.Equal(t, "1", evaluate(t, doc, "string(id('same'))").String, "the first of equal ids")
			require.Len(t, find(t, doc, "id('own1') | id('own2')"), 2)
			require.Empty(t, find(t, doc, "id('i1')"), "validation leaves no marks")
			require.Len(t, find(t, doc, "//*[lang('cy')][self::m]"), 2)
		})
	}
}

// Names that only the message has must survive the message.
func TestGraftedNamesOutliveTheirMessage(t *testing.T) {
	t.Parallel()
	for range 200 {
		a := NewArena()
		doc, _, _ := exchange(t, a, `<onlyHere attributeOfIt="1"><x/> y </onlyHere>`, `<andThere xmlns:p="urn:p" p:q="2">z</andThere>`)
		require.Len(t, find(t, doc, "//onlyHere[@attributeOfIt] | //andThere"), 2)
		a.Free()
	}
}
