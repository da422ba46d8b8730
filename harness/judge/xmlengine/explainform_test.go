package xmlengine

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

const formSchema = schemaHead + `
<xs:simpleType name="ts"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{1,8}"/><xs:pattern value="[0-9]{9,14}"/></xs:restriction></xs:simpleType>
<xs:simpleType name="day"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{1,8}"/></xs:restriction></xs:simpleType>
<xs:simpleType name="ruid"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]+"/></xs:restriction></xs:simpleType>
<xs:simpleType name="uid"><xs:union memberTypes="day ruid"/></xs:simpleType>
<xs:simpleType name="use"><xs:restriction base="xs:string"><xs:enumeration value="H"/><xs:enumeration value="WP"/></xs:restriction></xs:simpleType>
<xs:simpleType name="uses"><xs:list itemType="use"/></xs:simpleType>
<xs:complexType name="TS"><xs:attribute name="value" type="ts"/></xs:complexType>
<xs:element name="r"><xs:complexType><xs:choice maxOccurs="unbounded">
  <xs:element name="birthTime" type="TS"/>
  <xs:element name="day"><xs:complexType><xs:attribute name="on" type="day"/></xs:complexType></xs:element>
  <xs:element name="id"><xs:complexType><xs:attribute name="root" type="uid"/></xs:complexType></xs:element>
  <xs:element name="code"><xs:complexType><xs:attribute name="name"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:attribute></xs:complexType></xs:element>
  <xs:element name="addr"><xs:complexType><xs:attribute name="use" type="use"/><xs:attribute name="need" use="required"/></xs:complexType></xs:element>
  <xs:element name="word"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="\i\c*"/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name="group"><xs:complexType><xs:sequence><xs:element name="value" type="xs:int"/><xs:element name="last" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="other"><xs:complexType><xs:sequence><xs:element name="value" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
</xs:choice></xs:complexType></xs:element>
</xs:schema>`

// helped is what a violation tells to do, and what it is called by.
type helped struct {
	explanation, help string
	subject           string
	constraint        Constraint
}

func TestWhatToWriteInstead(t *testing.T) {
	t.Parallel()
	examples := Examples{"[0-9]{1,8}": {"19700101", "a date"}, "[0-9]{9,14}": {"197001011230", "a date and time"}}
	of := func(e Examples) *Schema {
		s, err := CompileSchemaWith(files("s.xsd", formSchema), "s.xsd", e)
		require.NoError(t, err)
		return s
	}
	ours, theirs := of(examples), of(nil)
	for _, c := range []struct {
		name   string
		schema *Schema
		src    string
		want   helped
	}{
		{"all patterns of a type, by examples", ours, "<birthTime value='1970-01-01'/>", helped{
			"attribute value of element birthTime: the value '1970-01-01' is not of the form 19700101 or 197001011230",
			"Write a date (19700101) or a date and time (197001011230).", "r birthTime value", ConstraintForm,
		}},
		{"the one pattern of another type that has it too", ours, "<day on='1970-01-01'/>", helped{
			"attribute on of element day: the value '1970-01-01' is not of the form 19700101", "Write a date (19700101).", "r day on", ConstraintForm,
		}},
		{"patterns of a schema without examples", theirs, "<birthTime value='x'/>", helped{
			"attribute value of element birthTime: the value 'x' is not of the form [0-9]{1,8} (such as 1) or [0-9]{9,14} (such as 111111111)",
			"Write a value of the form [0-9]{1,8} (such as 1) or a value of the form [0-9]{9,14} (such as 111111111).", "r birthTime value", ConstraintForm,
		}},
		{"a pattern that Go does not know", theirs, "<word>1</word>", helped{
			`element word: the value '1' is not of the form \i\c*`, `Write a value of the form \i\c*.`, "r word", ConstraintForm,
		}},
		{"a union", ours, "<id root='a b'/>", helped{
			"attribute root of element id: the value 'a b' is not of the form 19700101 or [A-Z]+ (such as A)",
			"Write a date (19700101) or a value of the form [A-Z]+ (such as A).", "r id root", ConstraintType,
		}},
		{"white space around a value", ours, "<birthTime value=' 19700101 '/>", helped{
			"attribute value of element birthTime: the value ' 19700101 ' is not of the form 19700101 or 197001011230",
			"Write a date (19700101) or a date and time (197001011230). Here: '19700101'.", "r birthTime value", ConstraintForm,
		}},
		{"small letters", ours, "<id root='abc'/>", helped{
			"attribute root of element id: the value 'abc' is not of the form 19700101 or [A-Z]+ (such as A)",
			"Write a date (19700101) or a value of the form [A-Z]+ (such as A). Here: 'ABC'.", "r id root", ConstraintType,
		}},
		{"an empty attribute", ours, "<code name=''/>", helped{
			"attribute name of element code: the empty value has no characters, but at least 1 is needed",
			"Write 1 character or more; where there is no value, leave it out.", "r code name", ConstraintLength,
		}},
		{"an attribute that is too long", ours, "<code name='abcd'/>", helped{
			"attribute name of element code: the value 'abcd' has the length 4, but at most 3 is allowed", "Write at most 3 characters.", "r code name", ConstraintLength,
		}},
		{"a value of a list", ours, "<addr need='' use='X'/>", helped{
			"attribute use of element addr: the value 'X' is not one of the values allowed: 'H', 'WP'", "Write one of 'H', 'WP'.", "r addr use", ConstraintValue,
		}},
		{"a value of a list in small letters", ours, "<addr need='' use='wp'/>", helped{
			"attribute use of element addr: the value 'wp' is not one of the values allowed: 'H', 'WP'", "Write 'WP'.", "r addr use", ConstraintValue,
		}},
		{"a missing attribute", ours, "<addr/>", helped{"element addr must have an attribute need", "Add the attribute need.", "r addr need", ConstraintMissing}},
		{"an attribute that the schema has elsewhere", ours, "<addr need='' root='1'/>", helped{
			"attribute root of element addr is not allowed", "Remove the attribute root.", "r addr root", ConstraintNotAllowed,
		}},
		{"an attribute that the schema has nowhere", ours, "<addr need='' made-up='1'/>", helped{
			"attribute made-up of element addr is not allowed", "Remove the attribute made-up.", "r addr -", ConstraintNotAllowed,
		}},
		{"an element that the schema has elsewhere", ours, "<group><day/></group>", helped{
			"element day in element group is not allowed at this place, where the schema expects value",
			"Write value at this place; what is there already, but later, must be moved before it.", "group day", ConstraintNotExpected,
		}},
		{"an element that the schema has nowhere", ours, "<group><made-up/></group>", helped{
			"element made-up in element group is not allowed at this place, where the schema expects value",
			"Remove it: the schema has no element of this name. What may stand there is value.", "group -", ConstraintNotExpected,
		}},
		{"an element of another namespace", ours, "<group><value xmlns='urn:q'>1</value></group>", helped{
			"element value in element group is in namespace urn:q, but must be in namespace urn:s", "Write it in namespace urn:s.", "group value", ConstraintNamespace,
		}},
		{"a name that several elements have, with its parent", ours, "<other><value>x</value></other>", helped{
			"element value in other: the value 'x' is not a whole number", "Write a whole number.", "other value", ConstraintType,
		}},
		{"children that are missing", ours, "<group/>", helped{"element group has no child elements, but the schema expects value", "Add value.", "r group", ConstraintIncomplete}},
		{"text among children", ours, "<group>x<value>1</value></group>", helped{
			"element group may hold child elements only, but has the text 'x'", "Remove the text, or write it into the child element that is meant for it.", "r group", ConstraintContent,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := validate(t, c.schema, `<r xmlns="urn:s">`+c.src+`</r>`)
			require.NotEmpty(t, found)
			var names []string
			for _, name := range found[0].Subject {
				if name == "" {
					name = "-"
				}
				names = append(names, name)
			}
			got := helped{found[0].Explanation, found[0].Help, strings.Join(names, " "), found[0].Constraint}
			require.Empty(t, cmp.Diff(c.want, got, cmp.AllowUnexported(helped{})))
			require.NotContains(t, got.explanation, "the length ,")
		})
	}
}

func TestSamplesMatchTheirPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pattern, want string }{
		{"[0-9]{10}", "1111111111"},
		{"(19|20)[0-9]{2}(0[1-9]|1[0-2])", "191101"},
		{"[0-9A-F]{4}-[0-9A-F]{2}", "1111-11"},
		{"#.*", "#"},
		{"[^\\s]+", "1"},
		{"a|b", "a"},
		{"[^\\s]*", ""}, // the empty text shows nothing
		{`\i\c*`, ""},   // not in Go
		{`\d{2}`, ""},   // digits of all scripts in XML Schema
		{"[a-z-[aeiou]]", ""},
		{"^a$", ""}, // signs in XML Schema
		{"(", ""},
		{"[0-9]{1000}[0-9]{1000}", ""},
		{strings.Repeat("a", maxPattern+1), ""},
	} {
		got, ok := sample(c.pattern)
		require.Equal(t, c.want, got, c.pattern)
		require.Equal(t, c.want != "", ok, c.pattern)
		if ok {
			require.Regexp(t, regexp.MustCompile("^(?:"+c.pattern+")$"), got)
		}
	}
}

// Some versions of libxml2 say of a facet twice that it is not met.
func TestWhatIsSaidTwiceIsSaidOnce(t *testing.T) {
	t.Parallel()
	facet := problem{code: cvcPattern, message: "Element '{u}a', attribute 'b': [facet 'pattern'] The value 'x' is not accepted by the pattern 'y'."}
	general := problem{code: cvcTypeSimple, message: "Element '{u}a', attribute 'b': 'x' is not a valid value of the atomic type 't'."}
	other := general
	other.message = "Element '{u}a', attribute 'c': 'x' is not a valid value of the atomic type 't'."
	require.True(t, repeats(facet, general))
	require.False(t, repeats(general, facet), "a facet says more")
	require.False(t, repeats(facet, other), "another attribute")
	require.False(t, repeats(general, general), "two values")
}

func FuzzSample(f *testing.F) {
	for _, seed := range []string{"[0-9]{1,8}", "(a|b)*c+", "((((", "[^a]{3}", "x{0}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		text, ok := sample(pattern)
		if ok && !regexp.MustCompile("^(?:"+pattern+")$").MatchString(text) {
			t.Fatalf("%q does not match %q", text, pattern)
		}
	})
}
