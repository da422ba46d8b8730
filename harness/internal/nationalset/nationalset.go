// Package nationalset makes of tkw's own schemas a made-up folder of schemas in the
// layout in which the national ones are delivered, for tests.
package nationalset

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/schemas"
)

// Folders are the names that deliveries give to the folders of the domains.
var Folders = map[string]string{"pds": "PDSMiniService", "cpis": "CP-ISMiniService", "scr": "SCRMiniService", "itk": "ITK_Core"}

var location = regexp.MustCompile(`schemaLocation="([^"]*)"`)

// Of gives the schemas of a domain, with Schemas, dt and voc below the folder top.
func Of(t testing.TB, domain, top string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(schemas.FS, domain+"/*.xsd")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		src, err := fs.ReadFile(schemas.FS, name)
		require.NoError(t, err)
		text := location.ReplaceAllStringFunc(string(src), func(found string) string {
			target := location.FindStringSubmatch(found)[1]
			return `schemaLocation="../` + folder(target) + "/" + target + `"`
		})
		base := path.Base(name)
		out[path.Join(top, folder(base), base)] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// Each gives the schemas of all domains, each in a folder of its own.
func Each(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for domain, top := range Folders {
		maps.Copy(out, Of(t, domain, top))
	}
	return out
}

// folder is where a delivery keeps a document.
func folder(name string) string {
	switch {
	case strings.HasPrefix(name, "vocabulary"):
		return "voc"
	case name[0] >= 'a' && name[0] <= 'z' && !strings.HasPrefix(name, "distributionEnvelope"):
		return "dt"
	}
	return "Schemas"
}
