package xmlengine

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestSmoke(t *testing.T) {
	doc, err := Parse([]byte("<?xml version=\"1.0\"?>\n<a xmlns='urn:hl7-org:v3'>\n  <b\n c='1'/><b/>\n</a>"), Limits{})
	require.NoError(t, err)
	defer doc.Free()
	p := NewProgram(map[string]string{"hl7": "urn:hl7-org:v3", "tkw": FunctionsNamespace})
	i, err := p.Add("//hl7:b")
	require.NoError(t, err)
	_, err = p.Add("nope:x")
	require.Error(t, err)
	_, err = p.Add("nope()")
	require.Error(t, err)
	_, err = p.Add("a[")
	require.Error(t, err)
	m, err := p.Add("tkw:matches('ABC', '[A-C]+') and tkw:instant('1970-01-02T00:00:00Z') = 86400 and tkw:is-date('20240229') and not(tkw:is-date('20230229'))")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	nodes, err := ev.Nodes(i, doc.Root())
	require.NoError(t, err)
	require.Len(t, nodes, 2)
	require.Equal(t, Location{"", 3, 3, "/hl7:a/hl7:b[1]"}, nodes[0].Location())
	ok, err := ev.Bool(m, doc.Root())
	require.NoError(t, err)
	require.True(t, ok)
	ev.Release()
	for _, bad := range []string{"", "<a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "\xff\xfe<\x00a", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"} {
		_, err := Parse([]byte(bad), Limits{})
		t.Log(err)
		require.Error(t, err)
	}
	fsys := fstest.MapFS{"schemas/a.xsd": {Data: []byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified"><xs:include schemaLocation="b.xsd"/></xs:schema>`)},
		"schemas/b.xsd": {Data: []byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified"><xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b"><xs:complexType><xs:attribute name="c" type="xs:date" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>`)}}
	s, err := CompileSchema(fsys, "schemas/a.xsd")
	require.NoError(t, err)
	vs, err := s.Validate(doc.Root())
	require.NoError(t, err)
	for _, v := range vs {
		t.Logf("%d %s | %s | %q %+v", v.Code, v.Message, v.Explanation, v.Value, v.Location)
	}
	fsys["schemas/a.xsd"] = &fstest.MapFile{Data: []byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="../../../../etc/passwd"/></xs:schema>`)}
	_, err = CompileSchema(fsys, "schemas/a.xsd")
	t.Log(err)
	require.Error(t, err)
}
