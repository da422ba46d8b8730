package xmlengine

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

const explainSchema = `
<xs:element name="r"><xs:complexType><xs:choice maxOccurs="unbounded">
  <xs:element name="date" type="xs:date"/><xs:element name="int" type="xs:int"/><xs:element name="named" type="named"/>
  <xs:element name="dates"><xs:simpleType><xs:list itemType="xs:date"/></xs:simpleType></xs:element>
  <xs:element name="union"><xs:simpleType><xs:union memberTypes="xs:date xs:int"/></xs:simpleType></xs:element>
  <xs:element name="sex"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="1"/><xs:enumeration value="2"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="one"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="1"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="nhs"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[0-9]{10}"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="len"><xs:simpleType><xs:restriction base="xs:string"><xs:length value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="min"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="max"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="minIn"><xs:simpleType><xs:restriction base="xs:int"><xs:minInclusive value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="maxIn"><xs:simpleType><xs:restriction base="xs:int"><xs:maxInclusive value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="minEx"><xs:simpleType><xs:restriction base="xs:int"><xs:minExclusive value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="maxEx"><xs:simpleType><xs:restriction base="xs:int"><xs:maxExclusive value="3"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="digits"><xs:simpleType><xs:restriction base="xs:decimal"><xs:totalDigits value="3"/><xs:fractionDigits value="1"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="empty"><xs:complexType/></xs:element>
  <xs:element name="fixed" type="xs:string" fixed="F"/>
  <xs:element name="nil" type="xs:int" nillable="true"/>
  <xs:element name="simple"><xs:complexType><xs:simpleContent><xs:extension base="xs:string"/></xs:simpleContent></xs:complexType></xs:element>
  <xs:element name="seq"><xs:complexType><xs:sequence><xs:element name="a"/><xs:element name="b" minOccurs="0"/><xs:element name="c"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="att"><xs:complexType><xs:attribute name="need" use="required"/><xs:attribute name="fix" fixed="2.16"/><xs:attribute name="kind" type="xs:boolean"/></xs:complexType></xs:element>
  <xs:element name="id"><xs:complexType><xs:attribute name="i" type="xs:ID"/></xs:complexType></xs:element>
  <xs:element ref="abstract"/>
  <xs:any namespace="##other" processContents="strict"/>
</xs:choice></xs:complexType></xs:element>
<xs:element name="abstract" abstract="true" type="xs:string"/>
<xs:simpleType name="named"><xs:restriction base="xs:string"><xs:maxLength value="1"/></xs:restriction></xs:simpleType>
`

func TestExplanations(t *testing.T) {
	t.Parallel()
	schema := compile(t, explainSchema)
	for _, tc := range []struct {
		name, src string
		want      []said
	}{
		{name: "a date", src: "<date>yesterday</date>", want: []said{{1824, "element date: the value 'yesterday' is not a date such as 2026-03-04", "yesterday", "/*:r/*:date"}}},
		{name: "a number", src: "<int>x</int>", want: []said{{1824, "element int: the value 'x' is not a whole number", "x", "/*:r/*:int"}}},
		{name: "a list", src: "<dates>2026-01-01 nope</dates>", want: []said{{1824, "element dates: the value 'nope' is not a date such as 2026-03-04", "nope", "/*:r/*:dates"}, {1825, "element dates: the value '2026-01-01 nope' is not valid for its type", "2026-01-01 nope", "/*:r/*:dates"}}},
		{name: "a union", src: "<union>nope</union>", want: []said{{1826, "element union: the value 'nope' is not valid for its type", "nope", "/*:r/*:union"}}},
		{name: "a named type", src: "<named>nope</named>", want: []said{{1832, "element named: the value 'nope' has the length 4, but at most 1 is allowed", "nope", "/*:r/*:named"}}},
		{name: "a code", src: "<sex>9</sex>", want: []said{{1840, "element sex: the value '9' is not one of the values allowed: '1', '2'", "9", "/*:r/*:sex"}}},
		{name: "the only code", src: "<one>9</one>", want: []said{{1840, "element one: the value '9' must be '1'", "9", "/*:r/*:one"}}},
		{name: "a pattern", src: "<nhs>12</nhs>", want: []said{{1839, "element nhs: the value '12' is not of the form [0-9]{10} (such as 1111111111)", "12", "/*:r/*:nhs"}}},
		{name: "a length", src: "<len>12</len>", want: []said{{1830, "element len: the value '12' has the length 2, but 3 is needed", "12", "/*:r/*:len"}}},
		{name: "a least length", src: "<min>12</min>", want: []said{{1831, "element min: the value '12' has the length 2, but at least 3 is needed", "12", "/*:r/*:min"}}},
		{name: "a greatest length", src: "<max>1234</max>", want: []said{{1832, "element max: the value '1234' has the length 4, but at most 3 is allowed", "1234", "/*:r/*:max"}}},
		{name: "a minimum", src: "<minIn>2</minIn>", want: []said{{1833, "element minIn: the value '2' is less than 3, the least that is allowed", "2", "/*:r/*:minIn"}}},
		{name: "a maximum", src: "<maxIn>4</maxIn>", want: []said{{1834, "element maxIn: the value '4' is more than 3, the most that is allowed", "4", "/*:r/*:maxIn"}}},
		{name: "an exclusive minimum", src: "<minEx>3</minEx>", want: []said{{1835, "element minEx: the value '3' must be more than 3", "3", "/*:r/*:minEx"}}},
		{name: "an exclusive maximum", src: "<maxEx>3</maxEx>", want: []said{{1836, "element maxEx: the value '3' must be less than 3", "3", "/*:r/*:maxEx"}}},
		{name: "too many digits", src: "<digits>1234</digits>", want: []said{{1837, "element digits: the value '1234' has more digits than are allowed (3)", "1234", "/*:r/*:digits"}}},
		{name: "too many digits after the point", src: "<digits>1.25</digits>", want: []said{{1838, "element digits: the value '1.25' has more digits after the point than are allowed (1)", "1.25", "/*:r/*:digits"}}},
		{name: "text in an empty element", src: "<empty>x</empty>", want: []said{{1841, "element empty must be empty", "x", "/*:r/*:empty"}}},
		{name: "a child in an empty element", src: "<empty><x/></empty>", want: []said{{1841, "element empty must be empty", "", "/*:r/*:empty"}}},
		{name: "a fixed element", src: "<fixed>G</fixed>", want: []said{{1858, "element fixed: the value 'G' must be 'F'", "G", "/*:r/*:fixed"}}},
		{name: "a child in a fixed element", src: "<fixed><x/></fixed>", want: []said{{1828, "element fixed may hold text only, but has child elements", "", "/*:r/*:fixed"}, {1858, "element fixed: the empty value must be 'F'", "", "/*:r/*:fixed"}}},
		{name: "xsi:nil where it is not allowed", src: "<int i:nil='true'/>", want: []said{{1847, "element int must have a value: xsi:nil is not allowed on it", "", "/*:r/*:int"}, {1824, "element int: the empty value is not a whole number", "", "/*:r/*:int"}}},
		{name: "content in spite of xsi:nil", src: "<nil i:nil='true'>1</nil>", want: []said{{1848, "element nil is marked as nil (xsi:nil) and must be empty", "1", "/*:r/*:nil"}}},
		{name: "a child in a simple element", src: "<simple><x/></simple>", want: []said{{1842, "element simple may hold text only, but has child elements", "", "/*:r/*:simple"}}},
		{name: "a child in an element of simple type", src: "<date><x/></date>", want: []said{{1828, "element date may hold text only, but has child elements", "", "/*:r/*:date"}, {1824, "element date: the empty value is not a date such as 2026-03-04", "", "/*:r/*:date"}}},
		{name: "an attribute on an element of simple type", src: "<date x='1'>2026-01-01</date>", want: []said{{1827, "attribute x of element date is not allowed", "1", "/*:r/*:date/@x"}}},
		{name: "text between children", src: "<seq><a/>words<c/></seq>", want: []said{{1843, "element seq may hold child elements only, but has the text 'words'", "words", "/*:r/*:seq"}}},
		{name: "an unexpected child", src: "<seq><a/><x/></seq>", want: []said{{1871, "element x in element seq is not allowed at this place, where the schema expects b or c", "x", "/*:r/*:seq/*:x"}}},
		{name: "a child of the wrong namespace", src: "<seq><a/><c xmlns='urn:q'/></seq>", want: []said{{1871, "element c in element seq is in namespace urn:q, but must be in namespace urn:s", "c", "/*:r/*:seq/*:c"}}},
		{name: "a child of no namespace", src: "<seq><a/><c xmlns=''/></seq>", want: []said{{1871, "element c in element seq is in no namespace, but must be in namespace urn:s", "c", "/*:r/*:seq/c"}}},
		{name: "one child too many", src: "<seq><a/><c/><c/></seq>", want: []said{{1871, "element c in element seq is not allowed at this place", "c", "/*:r/*:seq/*:c[2]"}}},
		{name: "a missing child", src: "<seq><a/></seq>", want: []said{{1871, "element seq is incomplete: after its last child element the schema expects b or c", "", "/*:r/*:seq"}}},
		{name: "no child at all", src: "<seq/>", want: []said{{1871, "element seq has no child elements, but the schema expects a", "", "/*:r/*:seq"}}},
		{name: "a missing attribute", src: "<att/>", want: []said{{1868, "element att must have an attribute need", "", "/*:r/*:att"}}},
		{name: "an unknown attribute", src: "<att need='' other='1'/>", want: []said{{1866, "attribute other of element att is not allowed", "1", "/*:r/*:att/@other"}}},
		{name: "an unknown attribute with a namespace", src: "<att need='' i:other='1'/>", want: []said{{1866, "attribute other of element att is not allowed", "1", "/*:r/*:att/@xsi:other"}}},
		{name: "a fixed attribute", src: "<att need='' fix='1.2'/>", want: []said{{1874, "attribute fix of element att: the value '1.2' must be '2.16'", "1.2", "/*:r/*:att/@fix"}}},
		{name: "an attribute of the wrong type", src: "<att need='' kind='maybe'/>", want: []said{{1824, "attribute kind of element att: the value 'maybe' is not true or false", "maybe", "/*:r/*:att/@kind"}}},
		{name: "an id twice", src: "<id i='x'/><id i='x'/>", want: []said{{1824, "attribute i of element id: the value 'x' is not an identifier (xs:ID) that occurs once in the message", "x", "/*:r/*:id[2]/@i"}}},
		{name: "an abstract element", src: "<abstract/>", want: []said{{1871, "element abstract in element r is not allowed at this place", "abstract", "/*:r/*:abstract"}}},
		{name: "an unknown element of another namespace", src: "<x xmlns='urn:q'/>", want: []said{{1845, "the schema has no element x in namespace urn:q: its name or its namespace is wrong", "x", "/*:r/*:x"}}},
		{name: "an unknown type", src: "<named i:type='none'/>", want: []said{{1851, "element named says that its type is 'none' (xsi:type), which the schema does not allow there", "none", "/*:r/*:named/@xsi:type"}}},
		{name: "a type that does not fit", src: "<named i:type='xs:int' xmlns:xs='http://www.w3.org/2001/XMLSchema'>1</named>", want: []said{{1852, "element named says that its type is 'xs:int' (xsi:type), which the schema does not allow there", "xs:int", "/*:r/*:named/@xsi:type"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found := validate(t, schema, `<r xmlns="urn:s" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">`+tc.src+`</r>`)
			var got []said
			for _, v := range found {
				require.NotEmpty(t, v.Message)
				got = append(got, said{v.Code, v.Explanation, v.Value, short(v.Location.XPath)})
			}
			require.Empty(t, cmp.Diff(tc.want, got, cmp.AllowUnexported(said{})))
		})
	}
}

// said is what a violation tells the reader.
type said struct {
	code        int
	explanation string
	value       string
	xpath       string
}
