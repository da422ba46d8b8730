package check_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/schemaset"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/nationalset"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// judgeBy makes a judge by the schemas of a folder.
func judgeBy(t *testing.T, folder fs.FS) (*pack.Set, *check.Judge, error) {
	t.Helper()
	set, err := pack.Load(pack.Options{BuiltIn: builtin.Source()})
	require.NoError(t, err)
	f, err := schemaset.New(folder, "theirs")
	require.NoError(t, err)
	if err := set.UseSchemas(f); err != nil {
		return set, nil, err
	}
	judge, err := check.New(set)
	return set, judge, err
}

// changed is the folder with a text replaced in one file.
func changed(t *testing.T, folder fstest.MapFS, name, old, with string) fstest.MapFS {
	t.Helper()
	require.Contains(t, string(folder[name].Data), old)
	folder[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(folder[name].Data), old, with, 1))}
	return folder
}

func TestANationalSetJudgesAsTheBuiltInSchemas(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	request := requestFor(t, b, "verifyNHSNumber", "matched")
	odd := []string{
		request,
		strings.ReplaceAll(request, "extension=", "extensoin="),
		strings.Replace(request, "trackingid=", "trackingld=", 1),
		requestFor(t, b, "getPatientDetails", "matched"),
	}
	for name, folder := range map[string]fstest.MapFS{"one folder for each domain": nationalset.Each(t), "one domain": nationalset.Of(t, "pds", ".")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, judge, err := judgeBy(t, folder)
			require.NoError(t, err)
			for _, message := range odd {
				want, err := b.Judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, nil)
				require.NoError(t, err)
				got, err := judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, nil)
				require.NoError(t, err)
				for _, v := range []*check.AtRest{&want, &got} {
					for i := range v.Findings {
						v.Findings[i].Help = "" // names the schema
					}
				}
				require.Empty(t, cmp.Diff(want, got))
			}
		})
	}
}

// The national schemas of CP-IS give prohibited attributes types of their own, which
// libxml2 refuses.
func TestUnmodifiedNationalSchemasCompile(t *testing.T) {
	t.Parallel()
	const message = "Schemas/QUPC_MT000006GB01.xsd"
	element := `<xs:complexType name="Unused"><xs:sequence><xs:element name="templateId" minOccurs="0" maxOccurs="0"><xs:complexType>
	<xs:attribute name="root" use="prohibited"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="1"/></xs:restriction></xs:simpleType></xs:attribute>
	</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:schema>`
	folder := changed(t, nationalset.Of(t, "cpis", "."), message, "</xs:schema>", element)
	set, _, err := judgeBy(t, folder)
	require.NoError(t, err)
	require.Contains(t, notes(set), "theirs/"+message+": the inline types of 1 prohibited attributes were left out, because libxml2 does not read them; what is valid stays the same")
}

func notes(set *pack.Set) []string {
	var out []string
	for _, s := range set.Schemas() {
		out = append(out, s.Notes...)
	}
	return out
}

func TestAFolderThatDoesNotCompileNamesFileAndLine(t *testing.T) {
	t.Parallel()
	folder := changed(t, nationalset.Of(t, "pds", "."), "dt/datatypes.xsd", `type="`, `type="gone-`)
	_, _, err := judgeBy(t, folder)
	require.ErrorContains(t, err, "theirs/Schemas/COMT_MT000013GB01.xsd, which judges messages of pds: ")
	require.ErrorContains(t, err, "dt/datatypes.xsd:")
	require.ErrorContains(t, err, "gone-")
}

func TestFindingsAndVerdictsNameTheSchemaThatJudged(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	_, judge, err := judgeBy(t, nationalset.Of(t, "pds", "PDSMiniService"))
	require.NoError(t, err)
	message := strings.ReplaceAll(requestFor(t, b, "verifyNHSNumber", "matched"), "extension=", "extensoin=")
	v, err := judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, map[string]bool{check.OnlySchema: true})
	require.NoError(t, err)
	require.Equal(t, []string{"itk/distributionEnvelope-v2-0.xsd", "pds/QUPA_MT000001GB01.xsd"}, v.Schemas)
	require.NotEmpty(t, v.Findings)
	for _, f := range v.Findings {
		require.Equal(t, model.Error, f.Severity)
		require.Contains(t, f.Help, "theirs/PDSMiniService/Schemas/QUPA_MT000001GB01.xsd")
	}
}
