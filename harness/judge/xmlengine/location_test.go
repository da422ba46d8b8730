package xmlengine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestLocation(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, src, expr string
		want            Location
	}{
		{name: "the root", src: "<a/>", expr: "/a", want: Location{"", 1, 1, "/a"}},
		{name: "the document", src: "<!-- c -->\n<a/>", expr: "/", want: Location{"", 1, 1, "/"}},
		{name: "after a declaration", src: "<?xml version='1.0'?>\n\n  <a/>", expr: "/a", want: Location{"", 3, 3, "/a"}},
		{name: "after a byte order mark", src: byteOrderMark + "<a><b/></a>", expr: "/a/b", want: Location{"", 1, 4, "/a/b"}},
		{name: "a mark counts in no later line", src: byteOrderMark + "<a>\n<b/></a>", expr: "/a/b", want: Location{"", 2, 1, "/a/b"}},
		{name: "CR LF", src: "<a>\r\n<b/>\r\n  <c/></a>", expr: "/a/c", want: Location{"", 3, 3, "/a/c"}},
		{name: "columns count bytes", src: "<a>é<b/></a>", expr: "/a/b", want: Location{"", 1, 6, "/a/b"}},
		{name: "a start tag over several lines has its first", src: "<a>\n <b\n  c='>'\n  d=\"<&lt;\"\n  /></a>", expr: "/a/b", want: Location{}},
		{name: "an attribute on a later line of its tag", src: "<a>\n <b\n  c='>'\n  d='/>'/><e/></a>", expr: "/a/b/@d", want: Location{"", 2, 2, "/a/b/@d"}},
		{name: "the element behind such a tag", src: "<a>\n <b\n  c='>'\n  d='/>'/><e/></a>", expr: "/a/e", want: Location{"", 4, 11, "/a/e"}},
		{name: "tags in a comment are none", src: "<a><!-- <b/> ' -->\n<b/></a>", expr: "/a/b", want: Location{"", 2, 1, "/a/b"}},
		{name: "tags in CDATA are none", src: "<a><![CDATA[<b/> ]] > ]]]><b/></a>", expr: "/a/b", want: Location{"", 1, 27, "/a/b"}},
		{name: "tags in an instruction are none", src: "<?x <b/> ?><a><?y <b> ' ?><b/></a>", expr: "/a/b", want: Location{"", 1, 27, "/a/b"}},
		{name: "an empty comment", src: "<a><!----><b/></a>", expr: "/a/b", want: Location{"", 1, 11, "/a/b"}},
		{name: "white space in an end tag", src: "<a><b></b\n ><c/></a>", expr: "/a/c", want: Location{"", 2, 3, "/a/c"}},
		{name: "a > in text", src: "<a>x > y<b/></a>", expr: "/a/b", want: Location{"", 1, 9, "/a/b"}},
		{name: "text has the place of its element", src: "<a>\n<b>\ntext</b></a>", expr: "//b/text()", want: Location{"", 2, 1, "/a/b"}},
		{name: "a comment has the place of its element", src: "<a>\n<b><!--c--></b></a>", expr: "//comment()", want: Location{"", 2, 1, "/a/b"}},
		{name: "a comment before the root", src: "<!--c--><a/>", expr: "//comment()", want: Location{"", 1, 1, "/"}},
		{name: "a number only among siblings of the same name", src: "<a><b/><c/><b/><d/></a>", expr: "/a/b[2]", want: Location{"", 1, 12, "/a/b[2]"}},
		{name: "the first of several has a number too", src: "<a><b/><c/><b/><d/></a>", expr: "/a/b[1]", want: Location{"", 1, 4, "/a/b[1]"}},
		{name: "a name alone has none", src: "<a><b/><c/><b/><d/></a>", expr: "/a/c", want: Location{"", 1, 8, "/a/c"}},
		{name: "another namespace is another name", src: "<a><b/><b xmlns='urn:hl7-org:v3'/></a>", expr: "/a/*[2]", want: Location{"", 1, 8, "/a/hl7:b"}},
		{name: "a default namespace with a usual prefix", src: "<a xmlns='urn:hl7-org:v3'><b c='1'/></a>", expr: "//@c", want: Location{"", 1, 27, "/hl7:a/hl7:b/@c"}},
		{name: "the usual prefix instead of the document's", src: "<q:a xmlns:q='urn:nhs-itk:ns:201005' q:z='1'/>", expr: "//@*", want: Location{"", 1, 1, "/itk:a/@itk:z"}},
		{name: "the document's prefix for an unknown namespace", src: "<q:a xmlns:q='urn:q'><q:b/></q:a>", expr: "//*[2]/.|/*/*", want: Location{"", 1, 22, "/q:a/q:b"}},
		{name: "a star for an unknown default namespace", src: "<a xmlns='urn:q'><b/><b/></a>", expr: "/*/*[2]", want: Location{"", 1, 22, "/*[local-name() = 'a' and namespace-uri() = 'urn:q']/*[local-name() = 'b' and namespace-uri() = 'urn:q'][2]"}},
		{name: "a star where the prefix usually means something else", src: "<hl7:a xmlns:hl7='urn:fake'/>", expr: "/*", want: Location{"", 1, 1, "/*[local-name() = 'a' and namespace-uri() = 'urn:fake']"}},
		{name: "no namespace within a default one", src: "<a xmlns='urn:hl7-org:v3'><b xmlns=''/></a>", expr: "/*/b", want: Location{"", 1, 27, "/hl7:a/b"}},
		{name: "xsi and xml attributes", src: "<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='x' xml:lang='en'/>", expr: "//@*[2]", want: Location{"", 1, 1, "/a/@xml:lang"}},
		{name: "names that are not ASCII", src: "<é><ü ñ='1'/></é>", expr: "//@ñ", want: Location{"", 1, 5, "/é/ü/@ñ"}},
		{
			name: "as the contract shows it", expr: "//@id",
			src:  "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\n<DistributionEnvelope xmlns='urn:nhs-itk:ns:201005'><header><manifest><manifestitem/>\n<manifestitem id='1'/></manifest></header></DistributionEnvelope></s:Body></s:Envelope>",
			want: Location{"", 3, 1, "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:header/itk:manifest/itk:manifestitem[2]/@id"},
		},
		{name: "a namespace that cannot be written in a path", src: "<a xmlns=\"it's\"/>", expr: "/*", want: Location{"", 1, 1, "/*[local-name() = 'a']"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.want == (Location{}) {
				_, err := Parse([]byte(tc.src), Limits{})
				require.ErrorIs(t, err, ErrNotWellFormed, "< is not allowed in a value")
				return
			}
			found := find(t, parse(t, tc.src), tc.expr)
			require.Len(t, found, 1)
			require.Empty(t, cmp.Diff(tc.want, found[0].Location()))
		})
	}
}

// Each path that is written with known prefixes must lead back to its node.
func TestPathsLeadBack(t *testing.T) {
	t.Parallel()
	doc := parse(t, `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><a xmlns="urn:hl7-org:v3"><b x="1"/>t<b><c/><d/><c xml:lang="en"/></b><b xmlns=""/></a></soap:Body></soap:Envelope>`)
	all := find(t, doc, "//* | //@*")
	require.Len(t, all, 11)
	for _, n := range all {
		require.Equal(t, []Node{n}, find(t, doc, n.Location().XPath), n.Location().XPath)
	}
}

func TestLocationOfManySiblings(t *testing.T) {
	t.Parallel()
	const many = 200_000
	doc, err := Parse([]byte("<a>\n"+strings.Repeat("<b/><c/>\n", many)+"<d/></a>"), Limits{MaxNodes: 4 * many})
	require.NoError(t, err)
	defer doc.Free()
	children := doc.Root().ChildElements()
	for i, n := range children[:2*many] {
		name := []string{"b", "c"}[i%2]
		want := Location{"", i/2 + 2, 1 + 4*(i%2), fmt.Sprintf("/a/%s[%d]", name, i/2+1)}
		if got := n.Location(); got != want {
			t.Fatalf("child %d: got %+v, want %+v", i, got, want)
		}
	}
	require.Equal(t, "/a/d", children[2*many].Location().XPath)
}

// The work for one sibling must not grow with their number: beyond a few, all are
// counted once and looked up from then on, and start tags are found once a message.
func TestManySiblingsAreCountedOnce(t *testing.T) {
	t.Parallel()
	a := arena(t)
	doc := parseIn(t, a, "doc", "<a>"+strings.Repeat("<b/>", 10*manySiblings)+"</a>")
	children := doc.Root().ChildElements()

	require.Equal(t, "/a/b[2]", children[1].Location().XPath)
	require.Empty(t, a.indexes, "near the start, walking is enough")

	last := children[len(children)-1]
	require.Equal(t, Location{"doc", 1, 4 * 10 * manySiblings, "/a/b[640]"}, last.Location())
	require.Len(t, a.indexes, len(children), "one count places all siblings")

	// What was counted and found is altered, to see that it is used and not made anew.
	for p := range a.indexes {
		a.indexes[p] = siblingRun{position: 7, of: 9}
	}
	tags := a.messages[0].tags
	tags.lines = newLineIndex([]byte("<a>" + strings.Repeat("\n<b>", 10*manySiblings)))
	require.Equal(t, Location{"doc", 10 * manySiblings, 4, "/a/b[7]"}, last.Location())
	require.Same(t, tags, a.messages[0].tags)
}

func TestPositionsAreCountedAnewAfterGraft(t *testing.T) {
	t.Parallel()
	a := arena(t)
	doc := parseIn(t, a, "doc", "<a>"+strings.Repeat("<b/>", 100)+"<m/></a>")
	last := doc.Root().ChildElements()[100]
	require.Equal(t, "/a/m", last.Location().XPath)
	require.NoError(t, doc.Graft(doc.Root(), parseIn(t, a, "msg", "<m/>")))
	require.Equal(t, "/a/m[1]", last.Location().XPath)
	require.Equal(t, Location{"msg", 1, 1, "/m"}, doc.Root().ChildElements()[101].Location())
}

// A path is XPath 1.0 and leads back to its node, whatever namespaces the message has.
func TestPathsLeadBackWithoutPrefixes(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a xmlns='urn:q'><b/><b xmlns='urn:r'/><b c='1'/><hl7:d xmlns:hl7='urn:fake'/><e xmlns='urn:hl7-org:v3'/></a>")
	for _, n := range find(t, doc, "//* | //@*") {
		require.Equal(t, []Node{n}, find(t, doc, n.Location().XPath))
	}
}
