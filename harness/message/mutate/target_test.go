package mutate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/internal/samples"
)

const pathDocument = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="urn:nhs-itk:ns:201005">
  <S:Body n="1" S:n="2" xml:lang="en">
    <i:m><i:x id="a" k="it's">one</i:x><i:x id="b">two</i:x><y/></i:m>
    <i:m><i:x id="a">three<i:x id="deep">four</i:x></i:x></i:m>
    <q xmlns="urn:hl7-org:v3"><r><q/></r></q>
    <itk:z xmlns:itk="urn:other"/>
  </S:Body>
</S:Envelope>`

func TestPath(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, path string
		want       []string
	}{
		{"root", "/soap:Envelope", []string{"/S:Envelope"}},
		{"prefixes of the document do not matter", "/soap:Envelope/soap:Body/itk:m", []string{"/S:Envelope/S:Body/i:m", "/S:Envelope/S:Body/i:m"}},
		{"anywhere, also inside itself", "//itk:x/@id", []string{"/S:Envelope/S:Body/i:m/i:x/@id", "/S:Envelope/S:Body/i:m/i:x/@id", "/S:Envelope/S:Body/i:m/i:x/@id", "/S:Envelope/S:Body/i:m/i:x/i:x/@id"}},
		{"a position counts in the parent", "//itk:m/itk:x[2]", []string{"/S:Envelope/S:Body/i:m/i:x"}},
		{"a position after //", "//itk:m[2]/itk:x", []string{"/S:Envelope/S:Body/i:m/i:x"}},
		{"a position that is not there", "//itk:m[3]", nil},
		{"the last", "/soap:Envelope/soap:Body/itk:m[last()]/itk:x/itk:x", []string{"/S:Envelope/S:Body/i:m/i:x/i:x"}},
		{"by attribute, then by position", "//itk:x[@id='a'][1]", []string{"/S:Envelope/S:Body/i:m/i:x", "/S:Envelope/S:Body/i:m/i:x"}},
		{"by attribute with the other quotes", `//itk:x[@k="it's"]`, []string{"/S:Envelope/S:Body/i:m/i:x"}},
		{"by qualified attribute", "//*[@soap:n='2']", []string{"/S:Envelope/S:Body"}},
		{"no namespace", "//y", []string{"/S:Envelope/S:Body/i:m/y"}},
		{"no namespace is not the default namespace", "//q", nil},
		{"the default namespace", "//hl7:q", []string{"/S:Envelope/S:Body/q", "/S:Envelope/S:Body/q/r/q"}},
		{"another namespace behind a usual prefix", "//itk:z", nil},
		{"any namespace", "//*:z", []string{"/S:Envelope/S:Body/itk:z"}},
		{"any name of a namespace", "//itk:m[1]/itk:*[1]", []string{"/S:Envelope/S:Body/i:m/i:x"}},
		{"any name", "/*/*/*[last()]", []string{"/S:Envelope/S:Body/itk:z"}},
		{"descendants of a path", "/soap:Envelope//hl7:r//hl7:q", []string{"/S:Envelope/S:Body/q/r/q"}},
		{"an attribute without prefix", "/*/soap:Body/@n", []string{"/S:Envelope/S:Body/@n"}},
		{"an attribute with prefix", "/*/soap:Body/@soap:n", []string{"/S:Envelope/S:Body/@S:n"}},
		{"an xml attribute", "/*/soap:Body/@xml:lang", []string{"/S:Envelope/S:Body/@xml:lang"}},
		{"an attribute that is not there", "//itk:x/@gone", nil},
		{"text", "//itk:m[2]//itk:x/text()", []string{"/S:Envelope/S:Body/i:m/i:x/text()", "/S:Envelope/S:Body/i:m/i:x/i:x/text()"}},
		{"no text but white space", "/soap:Envelope/text()", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := samples.Read(t, pathDocument)
			p, err := mutation.ParsePath(c.path)
			require.NoError(t, err)
			var got []string
			for _, target := range find(doc, p) {
				got = append(got, target.place())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathErrors(t *testing.T) {
	t.Parallel()
	cases := []struct{ path, message string }{
		{"", "begins with /"}, {"itk:a", "begins with /"}, {"/", "a name is expected"}, {"//", "a name is expected"},
		{"/a/", "a name is expected"}, {"///a", "a name is expected"}, {"/a b", "a / is expected"}, {"/foo:a", `prefix "foo" is none of ds, hl7, itk`},
		{"/a:", "a name is expected"}, {"/:a", "none of"}, {"/a:b:c", "a name is expected"}, {"/1a", "a name is expected"},
		{"/@a", "needs an element"}, {"//@a", "needs an element"}, {"/a//@b", "single /"}, {"/a//text()", "single /"}, {"/text()", "needs an element"},
		{"/a/@b/c", "nothing can follow"}, {"/a/@b[1]", "nothing can follow"}, {"/a/text()/b", "nothing can follow"}, {"/a/@*", "a name is expected"},
		{"/a/@xmlns", "renamespace"}, {"/a/@xmlns:b", "renamespace"}, {"/a[", "number"}, {"/a[0]", "number"}, {"/a[-1]", "number"}, {"/a[+1]", "number"},
		{"/a[b]", "number"}, {"/a[1", "number"}, {"/a[@b]", "= is expected"}, {"/a[@b=c]", "in quotes"}, {"/a[@b='c]", "no end"}, {"/a[@b='c'", "] is expected"},
		{"/a[@]", "a name is expected"}, {"/a[1]b", "a / is expected"}, {"/a/text", ""}, {"/*:*", ""},
	}
	for _, c := range cases {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			_, err := mutation.ParsePath(c.path)
			if c.message == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.message)
		})
	}
	_, err := mutation.ParsePath("/a[@b=3]")
	require.EqualError(t, err, `path "/a[@b=3]", at character 7: a value in quotes is expected`)
}
