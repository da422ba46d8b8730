package xmlengine

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompileSchemaFollowsIncludesAndImports(t *testing.T) {
	t.Parallel()
	s, err := CompileSchema(files(
		"pack/schemas/main.xsd", schemaHead+`<xs:include schemaLocation="../dt/types.xsd"/><xs:import namespace="urn:o" schemaLocation="sub/other%20file.xsd"/>
			<xs:element name="r"><xs:complexType><xs:sequence><xs:element name="c" type="code"/><xs:element xmlns:o="urn:o" ref="o:e"/></xs:sequence></xs:complexType></xs:element></xs:schema>`,
		"pack/dt/types.xsd", "<?xml version='1.0' encoding='US-ASCII'?>"+schemaHead+`<xs:include schemaLocation="../schemas/main.xsd"/><xs:simpleType name="code"><xs:restriction base="xs:string"><xs:maxLength value="2"/></xs:restriction></xs:simpleType></xs:schema>`,
		"pack/schemas/sub/other file.xsd", `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:o"><xs:element name="e" type="xs:date"/></xs:schema>`,
	), "pack/schemas/main.xsd")
	require.NoError(t, err)
	require.Equal(t, []int{cvcMaxLength, cvcTypeSimple}, codes(validate(t, s, `<r xmlns="urn:s"><c>abc</c><e xmlns="urn:o">x</e></r>`)))
}

func TestCompileSchemaNeverLooksOutside(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	// Cleanups run when all subtests are over. Connections are accepted in the order
	// they were made, so the first must be the one made here.
	t.Cleanup(func() {
		defer listener.Close()
		ours, err := net.Dial("tcp", listener.Addr().String())
		if !assert.NoError(t, err) {
			return
		}
		defer ours.Close()
		first, err := listener.Accept()
		if !assert.NoError(t, err) {
			return
		}
		defer first.Close()
		assert.Equal(t, ours.LocalAddr().String(), first.RemoteAddr().String(), "the network was asked")
	})
	outside := filepath.Join(t.TempDir(), "outside.xsd")
	require.NoError(t, os.WriteFile(outside, []byte(schemaHead+"</xs:schema>"), 0o600))

	for _, tc := range []struct {
		name, location string
		want           error
		text           string
	}{
		{name: "above the top", location: "../../outside.xsd", want: ErrOutside},
		{name: "above the top, hidden", location: "a/../../../outside.xsd", want: ErrOutside},
		{name: "above the top, escaped", location: "%2e%2e/%2e%2e/outside.xsd", want: ErrOutside},
		{name: "an absolute path", location: outside, want: ErrOutside},
		{name: "a file URL", location: "file://" + outside, want: ErrOutside},
		{name: "the network", location: "http://" + listener.Addr().String() + "/x.xsd", want: ErrOutside},
		{name: "the network without a scheme", location: "//" + listener.Addr().String() + "/x.xsd", want: ErrOutside},
		{name: "a Windows path", location: `..\dt\x.xsd`, text: "parted by /"},
		{name: "a Windows drive", location: `C:\x.xsd`, text: "leads out"},
		{name: "a query", location: "x.xsd?y", text: "not the name of a file"},
		{name: "nothing", location: "", text: "not the name of a file"},
		{name: "a file that is not there", location: "gone.xsd", want: fs.ErrNotExist, text: `schemas/s.xsd:2 wants "schemas/gone.xsd"`},
	} {
		for _, how := range []string{"include", "import namespace='urn:o'", "redefine"} {
			t.Run(tc.name+" by "+how, func(t *testing.T) {
				t.Parallel()
				_, err := CompileSchema(files("schemas/s.xsd", schemaHead+"\n<xs:"+how+` schemaLocation="`+tc.location+`"/></xs:schema>`), "schemas/s.xsd")
				require.Error(t, err)
				require.ErrorContains(t, err, "schemas/s.xsd:2", "the place is named")
				if tc.want != nil {
					require.ErrorIs(t, err, tc.want)
				}
				require.ErrorContains(t, err, tc.text)
			})
		}
	}
}

func TestCompileSchemaRefuses(t *testing.T) {
	t.Parallel()
	ok := schemaHead + "</xs:schema>"
	for _, tc := range []struct{ name, path, src, more, want string }{
		{name: "a missing schema", path: "gone.xsd", want: "file does not exist"},
		{name: "a path that is none", path: "../s.xsd", want: "not a path"},
		{name: "an empty file", path: "s.xsd", src: "", want: "s.xsd: empty input"},
		{name: "broken XML", path: "s.xsd", src: schemaHead + "\n<xs:oops></xs:schema>", want: "s.xsd: not well-formed: line 2"},
		{name: "broken XML in an included file", path: "s.xsd", src: schemaHead + `<xs:include schemaLocation="t.xsd"/></xs:schema>`, more: "<a>\n<b></a>", want: `s.xsd:1 wants "t.xsd": t.xsd: not well-formed: line 2`},
		{name: "a DOCTYPE", path: "s.xsd", src: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + ok, want: "document type declaration"},
		{name: "XML that is no schema", path: "s.xsd", src: "<a/>", want: "is not a schema"},
		{name: "a type that does not exist", path: "s.xsd", src: schemaHead + "\n\n<xs:element name='a' type='none'/></xs:schema>", want: "s.xsd:3: element decl. '{urn:s}a'"},
		{name: "a mistake in an included file", path: "s.xsd", src: schemaHead + `<xs:include schemaLocation="t.xsd"/></xs:schema>`, more: schemaHead + "\n<xs:element nam='a'/></xs:schema>", want: "t.xsd:2: Element"},
		{name: "a broken pattern", path: "s.xsd", src: schemaHead + "\n<xs:simpleType name='a'><xs:restriction base='xs:string'><xs:pattern value='[a'/></xs:restriction></xs:simpleType></xs:schema>", want: "s.xsd:2: Element"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			fsys := files("s.xsd", tc.src)
			if tc.more != "" {
				fsys = files("s.xsd", tc.src, "t.xsd", tc.more)
			}
			s, err := CompileSchema(fsys, tc.path)
			require.Nil(t, s)
			require.ErrorContains(t, err, tc.want)
			require.ErrorContains(t, err, tc.path)
			require.NotContains(t, err.Error(), scheme, "made-up addresses are not for readers")
		})
	}
}

func TestSchemaErrorHasItsParts(t *testing.T) {
	t.Parallel()
	_, err := CompileSchema(files("s.xsd", schemaHead+"\n<xs:element name='a' type='none'/>\n<xs:element name='b' type='none'/></xs:schema>"), "s.xsd")
	var se *SchemaError
	require.ErrorAs(t, err, &se)
	require.Len(t, se.Problems, 2)
	for i, p := range se.Problems {
		require.Equal(t, SchemaProblem{File: "s.xsd", Line: i + 2, Code: p.Code, Message: p.Message}, p)
		require.NotZero(t, p.Code)
	}
}

func TestSchemaWarnsOfASecondImport(t *testing.T) {
	t.Parallel()
	const other = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:o"/>`
	s, err := CompileSchema(files("s.xsd", schemaHead+`<xs:import namespace="urn:o" schemaLocation="o1.xsd"/><xs:import namespace="urn:o" schemaLocation="o2.xsd"/></xs:schema>`,
		"o1.xsd", other, "o2.xsd", other), "s.xsd")
	require.NoError(t, err)
	require.Len(t, s.Warnings(), 1)
	require.Contains(t, s.Warnings()[0], "o2.xsd")
}

// Schemas that nobody holds any more are given back. Go does not see their memory, so
// the collector has to be asked.
func TestCompiledSchemasAreFreed(t *testing.T) {
	compileMany := func(n int) {
		for i := range n {
			s, err := CompileSchema(files("s.xsd", schemaHead+explainSchema+"</xs:schema>"), "s.xsd")
			require.NoError(t, err)
			require.NotNil(t, s)
			if i%20 == 0 {
				collect()
			}
		}
	}
	compileMany(200)
	before := residentMB(t)
	compileMany(600)
	require.Less(t, residentMB(t)-before, 30.0, "MB more for 600 schemas of about 150 kB each")
}
