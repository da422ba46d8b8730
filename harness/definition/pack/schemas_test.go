package pack

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/schemaset"
	"github.com/itk-assurance/tkw/harness/model"
)

const anySchema = `<schema xmlns="http://www.w3.org/2001/XMLSchema"/>`

// useSchemas lets the schemas of a folder judge in a set of the built-in test packs.
func useSchemas(t *testing.T, folder fstest.MapFS) (*Set, error) {
	t.Helper()
	set := load(t, builtInFiles().with(files{"schemas/pds/a.xsd": anySchema, "schemas/itk/distributionEnvelope-v2-0.xsd": anySchema}))
	f, err := schemaset.New(folder, "theirs")
	require.NoError(t, err)
	return set, set.UseSchemas(f)
}

func TestOtherSchemas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, err string }{
		{"by domain", "pds/a.xsd", ""}, {"for every domain", "a.xsd", ""}, {"as delivered", "PDS-MiniService/Schemas/A.XSD", ""},
		{"of another name", "pds/b.xsd", "the schema folder theirs holds none of the schemas that the packs name"},
		{"of no schema", "pds/c.xsd", "the schema folder theirs holds none of the schemas that the packs name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := anySchema + "<!-- theirs -->"
			set, err := useSchemas(t, fstest.MapFS{c.file: {Data: []byte(src)}})
			if c.err != "" {
				require.EqualError(t, err, c.err)
				return
			}
			require.NoError(t, err)
			p := set.Pack("pds")
			fsys, file, shown := p.SchemaFile("schemas/a.xsd")
			content, err := fs.ReadFile(fsys, file)
			require.NoError(t, err)
			require.Equal(t, src, string(content))
			require.Equal(t, "theirs/"+c.file, shown)

			before := load(t, builtInFiles().with(files{"schemas/pds/a.xsd": anySchema})).Pack("pds").Digests
			require.NotEqual(t, before.Schemas, p.Digests.Schemas)
			before.Schemas = p.Digests.Schemas
			require.Equal(t, before, p.Digests)
		})
	}
}

func TestWhereSchemasComeFrom(t *testing.T) {
	t.Parallel()
	set, err := useSchemas(t, fstest.MapFS{"Schemas/a.xsd": {Data: []byte(anySchema)}})
	require.NoError(t, err)
	got := set.Schemas()
	for i := range got {
		require.Len(t, got[i].Digest, 64)
		got[i].Digest = ""
	}
	// The test pack has no schema of faults, which compiling it tells.
	want := []model.Schema{
		{Domain: "itk", Name: "distributionEnvelope-v2-0.xsd", Judges: "the envelope of every message", Source: "built in", Documents: 1},
		{Domain: "pds", Name: "a.xsd", Judges: "requests of verify and responses of verify", Source: "theirs", File: "theirs/Schemas/a.xsd", Documents: 1},
	}
	require.Empty(t, cmp.Diff(want, got))

	own := load(t, builtInFiles())
	require.Empty(t, own.Schemas())
	_, file, shown := own.Pack("pds").SchemaFile("schemas/a.xsd")
	require.Equal(t, []string{"schemas/a.xsd", "schemas/a.xsd"}, []string{file, shown})
}

func TestASchemaThatIsNotWholeNamesWhatItJudges(t *testing.T) {
	t.Parallel()
	_, err := useSchemas(t, fstest.MapFS{"Schemas/a.xsd": {Data: []byte(`<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="../dt/b.xsd"/></schema>`)}})
	require.EqualError(t, err, `the schema of requests of verify and responses of verify (pds): theirs/Schemas/a.xsd:1: schemaLocation "../dt/b.xsd": theirs/dt/b.xsd is not there; copy the set as it was delivered, with all its folders`)
}
