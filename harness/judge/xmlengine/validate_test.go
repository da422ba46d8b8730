package xmlengine

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

const valueSchema = `<xs:element name="r"><xs:complexType><xs:sequence>
<xs:element name="v" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:simpleContent><xs:extension base="code"><xs:attribute name="a" type="code"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:simpleType name="code"><xs:restriction base="xs:string"><xs:enumeration value="A"/><xs:enumeration value="B"/></xs:restriction></xs:simpleType>`

// The binding's own error path crashes the process on such values.
func TestValidateTakesLongValues(t *testing.T) {
	t.Parallel()
	schema := compile(t, valueSchema)
	for _, size := range []int{1 << 10, 10_000, 60_000, 64_000, 65_536, 1 << 20, 2 << 20} {
		for unit, word := range map[string]string{"ASCII": "x", "three-byte characters": "€", "percent signs": "%s%n%d%%"} {
			value := strings.Repeat(word, size/len(word))
			for place, src := range map[string]string{
				"an element":              `<v>` + value + `</v>`,
				"an attribute":            `<v a="` + value + `">A</v>`,
				"text between elements":   value + `<v>A</v>`,
				"an element and CDATA":    `<v><![CDATA[` + value + `]]></v>`,
				"an attribute not to be":  `<v b="` + value + `">A</v>`,
				"a child not to be":       `<w>` + value + `</w>`,
				"text in a child not due": `<v>A</v><v>A<x>` + value + `</x></v>`,
			} {
				t.Run(fmt.Sprintf("%d bytes of %s in %s", size, unit, place), func(t *testing.T) {
					t.Parallel()
					found := validate(t, schema, `<r xmlns="urn:s">`+src+`</r>`)
					require.NotEmpty(t, found)
					for _, v := range found {
						require.True(t, utf8.ValidString(v.Message))
						require.LessOrEqual(t, len(v.Message), 64_100)
						require.LessOrEqual(t, len(v.Explanation), 600)
						require.True(t, utf8.ValidString(v.Explanation))
						if strings.HasPrefix(place, "an ") || strings.HasPrefix(place, "text between") {
							require.Equal(t, v.Value, value, "the value must come through whole")
						}
					}
				})
			}
		}
	}
}

func TestValidateDescribesFiftyOfTenThousandErrors(t *testing.T) {
	t.Parallel()
	const many, described = 10_000, 50
	schema := compile(t, valueSchema)
	found := validate(t, schema, `<r xmlns="urn:s">`+"\n"+strings.Repeat("<v>C</v>\n", many)+"<w/></r>")
	require.Equal(t, described+1, len(found), "and those of another kind")
	require.Equal(t, many-described, found[described-1].More)
	require.Zero(t, found[described].More)
	for i, v := range found[:described] {
		want := Location{"", i + 2, 1, fmt.Sprintf("/*[local-name() = 'r' and namespace-uri() = 'urn:s']/*[local-name() = 'v' and namespace-uri() = 'urn:s'][%d]", i+1)}
		if v.Location != want || v.Code != cvcEnumeration || v.Value != "C" {
			t.Fatalf("error %d: %+v, want it at %+v", i, v, want)
		}
	}
}

// Errors are counted at such as say the same: wrong values of one attribute do not hide those
// of another, which may be the finding of another rule.
func TestValidateCountsErrorsAtTheirLike(t *testing.T) {
	t.Parallel()
	schema := compile(t, `<xs:element name="r"><xs:complexType><xs:sequence>
		<xs:element name="v" maxOccurs="unbounded"><xs:complexType><xs:attribute name="a" type="xs:int"/><xs:attribute name="b" type="xs:int"/></xs:complexType></xs:element>
		</xs:sequence></xs:complexType></xs:element>`)
	found := validate(t, schema, `<r xmlns="urn:s">`+strings.Repeat("<v a='x'/>", 60)+strings.Repeat("<v b='y'/>", 70)+"</r>")
	more := map[string]int{}
	for _, v := range found {
		more[strings.SplitN(v.Message, "'", 5)[3]] += 1 + v.More
	}
	require.Empty(t, cmp.Diff(map[string]int{"a": 60, "b": 70}, more))
}

// Where there are more kinds of errors than are kept, none is counted at one of another kind.
func TestValidateOfThousandsOfKindsOfErrors(t *testing.T) {
	t.Parallel()
	schema := compile(t, `<xs:element name="r" type="xs:anyType"/><xs:element name="n" type="xs:int"/>`)
	var src strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&src, "<e%d><n>x</n></e%d>", i, i)
	}
	found := validate(t, schema, `<r xmlns="urn:s">`+src.String()+"</r>")
	total := 0
	for i, v := range found {
		total += 1 + v.More
		require.Truef(t, v.More == 0 || i == len(found)-1, "error %d of %d counts %d more", i, len(found), v.More)
	}
	require.Equal(t, 1500, total)
	require.Less(t, len(found), 1000)
}

func TestValidateASubtree(t *testing.T) {
	t.Parallel()
	schema := compile(t, valueSchema)
	doc := parse(t, `<wrap xmlns:p="urn:s"><p:r><p:v>A</p:v></p:r>
	<p:r><p:v a="Z">Q</p:v></p:r><p:unknown/></wrap>`)
	parts := doc.Root().ChildElements()
	found, err := schema.Validate(parts[0])
	require.NoError(t, err)
	require.Nil(t, found, "what is outside of the element does not count")
	found, err = schema.Validate(parts[1])
	require.NoError(t, err)
	require.Equal(t, []int{cvcEnumeration, cvcEnumeration}, codes(found))
	require.Equal(t, Location{"", 2, 7, "/wrap/p:r[2]/p:v/@a"}, found[0].Location)
	require.Equal(t, AttributeNode, found[0].Node.Kind())
	require.Equal(t, Location{"", 2, 7, "/wrap/p:r[2]/p:v"}, found[1].Location)
	for name, n := range map[string]Node{"an unknown element": parts[2], "the document's root": doc.Root()} {
		found, err = schema.Validate(n)
		require.NoError(t, err, name)
		require.Equal(t, []int{cvcUndeclared}, codes(found), name)
	}
}

func TestValidateRefusesWhatIsNoElement(t *testing.T) {
	t.Parallel()
	schema := compile(t, valueSchema)
	doc := parse(t, `<r xmlns="urn:s" a="1">x</r>`)
	for name, n := range map[string]Node{
		"the zero node": {}, "the document": doc.DocumentNode(), "text": find(t, doc, "//text()")[0], "an attribute": find(t, doc, "//@a")[0],
	} {
		_, err := schema.Validate(n)
		require.ErrorContains(t, err, "not an element", name)
	}
}

// xsi:schemaLocation in a message must not make libxml2 look for it, nor change the
// verdict.
func TestValidateIgnoresSchemaHints(t *testing.T) {
	t.Parallel()
	schema := compile(t, valueSchema)
	require.Empty(t, validate(t, schema, `<r xmlns="urn:s" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:s http://127.0.0.1:9/s.xsd"><v>A</v></r>`))
}

// An attribute's namespace or value may look like a part of libxml2's message.
func TestAttributeAtFaultIsNotMisled(t *testing.T) {
	t.Parallel()
	schema := compile(t, valueSchema)
	found := validate(t, schema, `<r xmlns="urn:s"><v xmlns:q="urn', attribute 'a': x" q:z="1" a="', attribute 'q'">A</v></r>`)
	var at []string
	for _, v := range found {
		_, local := v.Node.Name()
		at = append(at, local)
	}
	require.ElementsMatch(t, []string{"z", "a"}, at)
}

func TestValidateAfterGraft(t *testing.T) {
	t.Parallel()
	schema := compile(t, valueSchema)
	a := arena(t)
	doc, _, _ := exchange(t, a, `<r xmlns="urn:s"><v>A</v></r>`, "<s:r xmlns:s='urn:s'>\n<s:v>no</s:v></s:r>")
	parts := find(t, doc, "//x:message/*")
	found, err := schema.Validate(parts[0])
	require.NoError(t, err)
	require.Empty(t, found)
	found, err = schema.Validate(parts[1])
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, Location{"response", 2, 1, "/s:r/s:v"}, found[0].Location)
}
