package schemaset

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

const head = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`

// utf16LE is a text as Windows writes "Unicode".
func utf16LE(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func TestReferencesOfADocument(t *testing.T) {
	t.Parallel()
	type ref struct {
		Location string
		Line     int
	}
	for _, c := range []struct {
		name string
		src  string
		want []ref
	}{
		{"none", head + "</xs:schema>", nil},
		{"include, import and redefine", head + "\n<xs:include schemaLocation='a.xsd'/>\n<xs:import namespace=\"u>v\"\n schemaLocation = \"b.xsd\"/><xs:redefine schemaLocation='c.xsd'>\n</xs:redefine></xs:schema>",
			[]ref{{"a.xsd", 2}, {"b.xsd", 3}, {"c.xsd", 4}}},
		{"another prefix, and none", `<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="a.xsd"/></schema>`, []ref{{"a.xsd", 1}}},
		{"an import without a location", head + `<xs:import namespace="urn:a"/></xs:schema>`, nil},
		{"in a comment", head + `<!-- <xs:include schemaLocation="a.xsd"/> --></xs:schema>`, nil},
		{"deeper than the top", head + `<xs:annotation><xs:appinfo><xs:include schemaLocation="a.xsd"/></xs:appinfo></xs:annotation></xs:schema>`, nil},
		{"of another namespace", head + `<include schemaLocation="a.xsd"/></xs:schema>`, nil},
		{"an attribute that looks alike", head + `<xs:include xmlns:o="o" o:schemaLocation="no.xsd" id=" schemaLocation='x'" schemaLocation="a.xsd"/></xs:schema>`, []ref{{"a.xsd", 1}}},
		{"an escaped name", head + `<xs:include schemaLocation="a&amp;b.xsd"/></xs:schema>`, []ref{{"a&b.xsd", 1}}},
		{"a name that is not ASCII", head + `<xs:include schemaLocation="é.xsd"/></xs:schema>`, []ref{{"é.xsd", 1}}},
		{"ISO-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?>\n<!-- \xe9 -->" + head + "<xs:include schemaLocation='\xe9.xsd'/></xs:schema>", []ref{{"é.xsd", 2}}},
		{"a byte order mark", "\xef\xbb\xbf<?xml version='1.0'?>\r\n" + head + "<xs:include schemaLocation='a.xsd'/></xs:schema>", []ref{{"a.xsd", 2}}},
		{"UTF-16", string(utf16LE("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n" + head + "<xs:include schemaLocation='é.xsd'/></xs:schema>")), []ref{{"é.xsd", 2}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := parseDocument([]byte(c.src))
			require.NoError(t, err)
			var got []ref
			for _, r := range d.refs {
				got = append(got, ref{r.location, r.line})
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}

func TestDocumentsThatAreNoSchema(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"another root element", "\n<html/>", "2: it is no XML Schema: its root element is {}html"},
		{"a DOCTYPE", "<!DOCTYPE a>" + head + "</xs:schema>", "1: it has a document type declaration, which is not read; remove it"},
		{"broken", head + "\n<a></xs:schema>", "2: it is not well-formed XML: "},
		{"cut short", head + "\n", "2: it is not well-formed XML: "},
		{"an entity", head + "&e;</xs:schema>", "1: it is not well-formed XML: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := parseDocument([]byte(c.src))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestInlineTypesOfProhibitedAttributesAreLeftOut(t *testing.T) {
	t.Parallel()
	const inline = "<xs:simpleType>\n<xs:restriction base='xs:string'/>\n</xs:simpleType>"
	for _, c := range []struct {
		name, attribute string
		kept            bool
	}{
		{"prohibited", "<xs:attribute name='a' use='prohibited'>", false},
		{"prohibited, with blanks", "<xs:attribute name='a' use=' prohibited '>", false},
		{"prohibited and fixed", "<xs:attribute name='a' use='prohibited' fixed='1'>", false},
		{"required", "<xs:attribute name='a' use='required'>", true},
		{"optional", "<xs:attribute name='a'>", true},
		{"prohibited with a type as well, a mistake", "<xs:attribute name='a' type='xs:string' use='prohibited'>", true},
		{"of another namespace", "<xs:attribute xmlns:o='o' name='a' o:use='prohibited'>", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := head + c.attribute + inline + "</xs:attribute>\n<xs:element name='b'>" + inline + "</xs:element></xs:schema>"
			d, err := parseDocument([]byte(src))
			require.NoError(t, err)
			want := src
			if !c.kept {
				gone := strings.Map(func(r rune) rune {
					if r == '\n' {
						return r
					}
					return ' '
				}, inline)
				want = strings.Replace(src, inline, gone, 1)
			}
			require.Equal(t, want, string(d.rewritten(nil)))
		})
	}
}

func TestRewrittenLocationsKeepTheLines(t *testing.T) {
	t.Parallel()
	src := head + "<xs:include schemaLocation='\n a'/><xs:include schemaLocation=\"b\"/>\n</xs:schema>"
	d, err := parseDocument([]byte(src))
	require.NoError(t, err)
	got := d.rewritten([]edit{{d.refs[1].value, "second"}, {d.refs[0].value, "first"}})
	require.Equal(t, head+"<xs:include schemaLocation='first\n'/><xs:include schemaLocation=\"second\"/>\n</xs:schema>", string(got))
}

func TestUTF16LosesTheNameOfItsEncoding(t *testing.T) {
	t.Parallel()
	const text = `<?xml version="1.0" encoding="UTF-16" standalone="no"?><a>é</a>`
	want := strings.Replace(text, `encoding="UTF-16"`, strings.Repeat(" ", 17), 1)
	require.Equal(t, want, string(asASCII(utf16LE(text))))
	big := utf16LE(text)
	for i := 0; i < len(big); i += 2 {
		big[i], big[i+1] = big[i+1], big[i]
	}
	require.Equal(t, want, string(asASCII(big)))
	require.Equal(t, want, string(asASCII(utf16LE(text)[2:])), "without its mark")
}

// What was rewritten is still XML, and names what was asked for.
func FuzzParseDocument(f *testing.F) {
	for _, seed := range []string{
		head + `<xs:include schemaLocation="a.xsd"/><xs:attribute use="prohibited"><xs:simpleType/></xs:attribute></xs:schema>`,
		"\xef\xbb\xbf" + head + "<xs:include schemaLocation='\xe9'/></xs:schema>", string(utf16LE(head + "</xs:schema>")), "<\x00", "<a", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := parseDocument(src)
		if err != nil {
			return
		}
		var edits []edit
		for _, r := range d.refs {
			edits = append(edits, edit{r.value, "new.xsd"})
		}
		out := d.rewritten(edits)
		require.Equal(t, bytes.Count(d.src, []byte("\n")), bytes.Count(out, []byte("\n")))
		again, err := parseDocument(out)
		require.NoError(t, err)
		require.Empty(t, again.untyped)
		require.Len(t, again.refs, len(d.refs))
		for _, r := range again.refs {
			require.Equal(t, "new.xsd", strings.TrimRight(r.location, "\n"))
		}
		dec := xml.NewDecoder(bytes.NewReader(masked(out)))
		dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		for {
			if _, err := dec.Token(); err != nil {
				require.ErrorIs(t, err, io.EOF)
				return
			}
		}
	})
}
