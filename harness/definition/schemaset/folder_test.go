package schemaset

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// files makes a folder of pairs of path and content.
func files(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

// including is a schema that includes others.
func including(locations ...string) string {
	out := head
	for _, l := range locations {
		out += "\n<xs:include schemaLocation=\"" + l + "\"/>"
	}
	return out + "</xs:schema>"
}

func open(t testing.TB, fsys fs.FS) *Folder {
	t.Helper()
	f, err := New(fsys, "set")
	require.NoError(t, err)
	return f
}

// locations are what the documents of a schema name after rewriting, by path.
func locations(t *testing.T, s *Schema) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, name := range s.Files {
		src, err := fs.ReadFile(s.FS, name)
		require.NoError(t, err)
		d, err := parseDocument(src)
		require.NoError(t, err)
		for _, r := range d.refs {
			out[name] = append(out[name], r.location)
		}
	}
	return out
}

func TestASchemaIsGatheredAsDelivered(t *testing.T) {
	t.Parallel()
	empty := including()
	for _, c := range []struct {
		name string
		fsys fstest.MapFS
		want map[string][]string
	}{
		{"Schemas, dt and voc", files("Schemas/m.xsd", including("../dt/t.xsd"), "dt/t.xsd", including("../voc/v.xsd", "./u.xsd"), "voc/v.xsd", empty, "dt/u.xsd", empty),
			map[string][]string{"Schemas/m.xsd": {"../dt/t.xsd"}, "dt/t.xsd": {"../voc/v.xsd", "u.xsd"}}},
		{"a cycle", files("Schemas/m.xsd", including("../dt/t.xsd", "m.xsd"), "dt/t.xsd", including("../Schemas/m.xsd")),
			map[string][]string{"Schemas/m.xsd": {"../dt/t.xsd", "m.xsd"}, "dt/t.xsd": {"../Schemas/m.xsd"}}},
		{"other capitals", files("Schemas/m.xsd", including("../DT/T.XSD"), "dt/t.xsd", empty), map[string][]string{"Schemas/m.xsd": {"../dt/t.xsd"}}},
		{"the exact name goes first", files("Schemas/m.xsd", including("../dt/T.xsd"), "dt/t.xsd", "no schema", "dt/T.xsd", empty), map[string][]string{"Schemas/m.xsd": {"../dt/T.xsd"}}},
		{"backslashes", files("Schemas/m.xsd", including(`..\dt\t.xsd`), "dt/t.xsd", empty), map[string][]string{"Schemas/m.xsd": {"../dt/t.xsd"}}},
		{"a detour", files("Schemas/m.xsd", including("../Schemas/../dt/t.xsd"), "dt/t.xsd", empty), map[string][]string{"Schemas/m.xsd": {"../dt/t.xsd"}}},
		{"blanks and other letters", files("Schemas/m.xsd", including("../data types/é.xsd"), "data types/é.xsd", empty), map[string][]string{"Schemas/m.xsd": {"../data%20types/%C3%A9.xsd"}}},
		{"what is not used may be wrong", files("Schemas/m.xsd", empty, "Schemas/n.xsd", including("gone.xsd"), "dt/o.xsd", "no XML"), map[string][]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t, c.fsys).Gather("Schemas/m.xsd", nil)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(c.want, locations(t, s)))
			require.Empty(t, s.Notes)
		})
	}
}

func TestASchemaThatIsNotWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, location, want string }{
		{"missing", "../dt/gone.xsd", `set/Schemas/m.xsd:2: schemaLocation "../dt/gone.xsd": set/dt/gone.xsd is not there; copy the set as it was delivered, with all its folders`},
		{"missing, but elsewhere", "../types/t.xsd", `set/Schemas/m.xsd:2: schemaLocation "../types/t.xsd": set/types/t.xsd is not there; there is set/dt/t.xsd`},
		{"above the folder", "../../dt/t.xsd", `set/Schemas/m.xsd:2: schemaLocation "../../dt/t.xsd": it leads above the schema folder, and nothing outside it is read; if Schemas, dt and voc lie side by side, name the folder that holds all three`},
		{"above the folder, escaped", "%2e%2e/%2e%2e/t.xsd", "it leads above the schema folder"},
		{"above the folder, by Windows", `..\..\t.xsd`, "it leads above the schema folder"},
		{"the network", "http://example.test/t.xsd", `set/Schemas/m.xsd:2: schemaLocation "http://example.test/t.xsd": it lies outside the schema folder, and nothing is read from the network; put the file into the folder and name it there`},
		{"another scheme", "urn:t.xsd", "nothing is read from the network"},
		{"a server", "//server/share/t.xsd", "nothing is read from the network"},
		{"a server of Windows", `\\server\share\t.xsd`, "nothing is read from the network"},
		{"an absolute path", "/etc/passwd", "it is not within the schema folder"},
		{"a file address", "file:///etc/passwd", "it is not within the schema folder"},
		{"a drive", `C:\sets\t.xsd`, "it names a drive"},
		{"a query", "t.xsd?a", "it is not the name of a file"},
		{"nothing", "", "it is not the name of a file"},
		{"no address", "%zz.xsd", "it is not the name of a file"},
		{"a folder", "../dt", "set/dt is a folder, not a schema"},
		{"an empty file", "../dt/empty.xsd", "set/dt/empty.xsd is empty"},
		{"only capitals tell which", "../dt/TWO.xsd", "it may mean any of set/dt/Two.xsd and set/dt/two.xsd, which differ only in capitals; leave one of them"},
		{"no schema", "../dt/page.xsd", "set/dt/page.xsd:1: it is no XML Schema: its root element is {}html"},
		{"no XML", "../dt/text.xsd", "set/dt/text.xsd:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, files("Schemas/m.xsd", including(c.location), "dt/t.xsd", including(), "dt/empty.xsd", "", "dt/two.xsd", including(), "dt/Two.xsd", including(),
				"dt/page.xsd", "<html/>", "dt/text.xsd", "<"))
			s, err := f.Gather("Schemas/m.xsd", nil)
			require.Nil(t, s)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestLinksOutOfTheFolderAndOddFilesAreRefused(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "t.xsd")
	require.NoError(t, os.WriteFile(outside, []byte(including()), 0o600))
	for _, c := range []struct {
		name string
		make func(top string) error
		want string
	}{
		{"an ordinary file", func(top string) error { return os.WriteFile(top+"/dt/t.xsd", []byte(including()), 0o600) }, ""},
		{"a link within", func(top string) error { return os.Symlink("../Schemas/n.xsd", top+"/dt/t.xsd") }, ""},
		{"a folder that is a link within", func(top string) error {
			return fsErr(os.Remove(top+"/dt"), os.Mkdir(top+"/other", 0o700), os.WriteFile(top+"/other/t.xsd", []byte(including()), 0o600), os.Symlink("other", top+"/dt"))
		}, ""},
		{"a link out", func(top string) error { return os.Symlink(outside, top+"/dt/t.xsd") }, "dt/t.xsd is reached by a link that leads out of the schema folder"},
		{"a folder that is a link out", func(top string) error {
			return fsErr(os.Remove(top+"/dt"), os.Symlink(filepath.Dir(outside), top+"/dt"))
		}, "dt/t.xsd is reached by a link that leads out of the schema folder"},
		{"a link to nothing", func(top string) error { return os.Symlink("nothing.xsd", top+"/dt/t.xsd") }, "dt/t.xsd is a link to nothing"},
		{"a pipe", func(top string) error { return syscall.Mkfifo(top+"/dt/t.xsd", 0o600) }, "dt/t.xsd is no ordinary file"},
		{"a device", func(top string) error { return os.Symlink("/dev/zero", top+"/dt/t.xsd") }, "dt/t.xsd is reached by a link"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			for _, dir := range []string{"Schemas", "dt"} {
				require.NoError(t, os.Mkdir(filepath.Join(top, dir), 0o700))
			}
			for _, name := range []string{"m", "n"} {
				text := including()
				if name == "m" {
					text = including("../dt/t.xsd")
				}
				require.NoError(t, os.WriteFile(filepath.Join(top, "Schemas", name+".xsd"), []byte(text), 0o600))
			}
			require.NoError(t, c.make(top))
			f, done, err := Open(top)
			require.NoError(t, err)
			defer done()
			_, err = f.Gather("Schemas/m.xsd", nil)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func fsErr(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestAFolderHasBounds(t *testing.T) {
	t.Parallel()
	many := fstest.MapFS{}
	var chain []string
	for i := range 12 {
		many[fmt.Sprintf("s%d.xsd", i)] = &fstest.MapFile{Data: []byte(including(fmt.Sprintf("s%d.xsd", (i+1)%12), fmt.Sprintf("s%d.xsd", (i+2)%12)))}
		chain = append(chain, "t.xsd")
	}
	for _, c := range []struct {
		name string
		fsys fstest.MapFS
		b    bounds
		want string
	}{
		{"just within", many, bounds{13, 1000, 12, 10_000, 24}, ""},
		{"files and folders", many, bounds{12, 1000, 12, 10_000, 24}, "holds more than 12 files and folders"},
		{"documents of a schema", many, bounds{13, 1000, 11, 10_000, 24}, "has more than 11 documents"},
		{"bytes of a schema", many, bounds{13, 1000, 12, 1000, 24}, "has more than 1000 bytes with all"},
		{"bytes of a file", many, bounds{13, 100, 12, 10_000, 24}, "set/s0.xsd: has more than 100 bytes"},
		{"inclusions", many, bounds{13, 1000, 12, 10_000, 23}, "set/s11.xsd: the schema includes documents more than 23 times"},
		{"the same file again and again", files("s0.xsd", including(chain...), "t.xsd", including(chain...)), bounds{3, 1000, 2, 10_000, 24}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := list(c.fsys, "set", c.b)
			if err == nil {
				_, err = f.Gather("s0.xsd", nil)
			}
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestTheSchemaOfADomainIsChosen(t *testing.T) {
	t.Parallel()
	one, other := including(), head+"\n</xs:schema>"
	const differ = "m.xsd is there more than once, and not the same: "
	for _, c := range []struct {
		name   string
		fsys   fstest.MapFS
		others []string
		want   string // the path; "" for none
		err    string
	}{
		{"at the top", files("m.xsd", one), nil, "m.xsd", ""},
		{"in Schemas", files("Schemas/m.xsd", one), nil, "Schemas/m.xsd", ""},
		{"in other capitals", files("SCHEMAS/M.XSD", one), nil, "SCHEMAS/M.XSD", ""},
		{"none", files("Schemas/n.xsd", one), nil, "", ""},
		{"in the folder of its domain", files("pds/m.xsd", one, "m.xsd", other), nil, "pds/m.xsd", ""},
		{"in a folder called after its domain", files("PDS_MiniService/Schemas/m.xsd", one, "Other/Schemas/m.xsd", other), nil, "PDS_MiniService/Schemas/m.xsd", ""},
		{"in the folder of another domain", files("scr/m.xsd", one), []string{"scr"}, "", ""},
		{"twice and the same", files("b/m.xsd", one, "a/deep/m.xsd", one), nil, "b/m.xsd", ""},
		{"twice and the same but for the line ends", files("a/m.xsd", other, "b/m.xsd", "\xef\xbb\xbf"+strings.ReplaceAll(other, "\n", "\r\n")), nil, "a/m.xsd", ""},
		{"twice and not the same", files("a/m.xsd", one, "b/m.xsd", other), nil, "", differ + "set/a/m.xsd and set/b/m.xsd; leave one of them, or name the folder of one domain"},
		{"twice, and what it includes is not the same", files("a/m.xsd", including("t.xsd"), "b/m.xsd", including("t.xsd"), "a/t.xsd", one, "b/t.xsd", other), nil, "", differ},
		{"twice, and one is not whole", files("a/m.xsd", including("t.xsd"), "b/m.xsd", including("t.xsd"), "a/t.xsd", one), nil, "", differ},
		{"not whole", files("a/m.xsd", including("t.xsd")), nil, "", "set/a/t.xsd is not there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t, c.fsys).Choose("m.xsd", "pds", c.others, nil)
			switch {
			case c.err != "":
				require.ErrorContains(t, err, c.err)
			case c.want == "":
				require.NoError(t, err)
				require.Nil(t, s)
			default:
				require.NoError(t, err)
				require.Equal(t, c.want, s.Path)
			}
		})
	}
}

func TestDomainsOfFolders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, domain string
		want         bool
	}{
		{"CP-ISMiniService/Schemas/m.xsd", "cpis", true}, {"x/PDSMiniServices/Schemas/m.xsd", "pds", true}, {"ITK_Core/m.xsd", "itk", true}, {"pds/m.xsd", "pds", true},
		{"scr/m.xsd", "pds", false}, {"m.xsd", "pds", false}, {"Schemas/pds.xsd", "pds", false}, {"Schemas/m.xsd", "schema", false}, {"voc/m.xsd", "voc", true},
	} {
		require.Equal(t, c.want, belongsTo(c.name, c.domain), "%s of %s", c.name, c.domain)
	}
}

func TestWhatACopyOfAnOwnSchemaLacksIsTkws(t *testing.T) {
	t.Parallel()
	own := files("m.xsd", including("t.xsd"), "t.xsd", including("u.xsd"), "u.xsd", including())
	for _, c := range []struct {
		name       string
		fsys       fstest.MapFS
		files, own []string
		err        string
	}{
		{"a copy", files("m.xsd", including("t.xsd")), []string{"m.xsd"}, []string{"t.xsd", "u.xsd"}, ""},
		{"a copy and one of what it includes", files("m.xsd", including("t.xsd"), "u.xsd", including()), []string{"m.xsd", "u.xsd"}, []string{"t.xsd"}, ""},
		{"a schema of that name that includes something else", files("m.xsd", including("u.xsd")), nil, nil, "set/u.xsd is not there"},
		{"a schema of another layout", files("m.xsd", including("dt/t.xsd")), nil, nil, "set/dt/t.xsd is not there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t, c.fsys).Gather("m.xsd", own)
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.files, s.Files)
			require.Equal(t, c.own, s.Own)
			require.Len(t, s.Notes, 1)
			require.Contains(t, s.Notes[0], "lacks "+strings.Join(c.own, ", "))
		})
	}
}

func TestTheDigestSeesEveryDocumentAndName(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for name, fsys := range map[string]fstest.MapFS{
		"as it is":        files("m.xsd", including("t.xsd"), "t.xsd", including()),
		"another comment": files("m.xsd", including("t.xsd"), "t.xsd", including()+"<!---->"),
		"another name":    files("m.xsd", including("T.xsd"), "T.xsd", including()),
		"another folder":  files("a/m.xsd", including("t.xsd"), "a/t.xsd", including()),
	} {
		s, err := open(t, fsys).Choose("m.xsd", "pds", nil, nil)
		require.NoError(t, err)
		require.Len(t, s.Digest, 64)
		require.Empty(t, seen[s.Digest], name)
		seen[s.Digest] = name
	}
}

func TestNoteOfLeftOutTypes(t *testing.T) {
	t.Parallel()
	attribute := "<xs:attribute name='a' use='prohibited'><xs:simpleType/></xs:attribute>"
	s, err := open(t, files("m.xsd", head+attribute+attribute+"</xs:schema>")).Gather("m.xsd", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"set/m.xsd: the inline types of 2 prohibited attributes were left out, because libxml2 does not read them; what is valid stays the same"}, s.Notes)
}

func TestFoldersThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, name := range []string{file, file + "-gone"} {
		_, _, err := Open(name)
		require.ErrorContains(t, err, name)
	}
}

// doubling is a schema whose type uses a group that uses the next one twice, and so on.
func doubling(groups int) string {
	out := head
	for i := range groups {
		use := fmt.Sprintf("<xs:group ref='g%d'/>", i+1)
		out += fmt.Sprintf("<xs:group name='g%d'><xs:sequence>%s%s</xs:sequence></xs:group>", i, use, use)
	}
	return out + fmt.Sprintf("<xs:group name='g%d'><xs:sequence><xs:element name='e'/></xs:sequence></xs:group>", groups) +
		"<xs:complexType name='t'><xs:group ref='g0'/></xs:complexType></xs:schema>"
}

func TestGroupsThatGrowWithoutEndAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, src string
		refused   bool
	}{
		{"a thousand elements", doubling(10), false},
		{"half a million", doubling(19), false},
		{"two million", doubling(21), true},
		{"more than there is room for", doubling(200), true},
		{"a group within itself, which the compiler names", head + "<xs:group name='g'><xs:sequence><xs:group ref='g'/></xs:sequence></xs:group></xs:schema>", false},
		{"groups that no type uses", strings.Replace(doubling(30), "<xs:group ref='g0'/>", "", 1), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := open(t, files("m.xsd", including("g.xsd"), "g.xsd", c.src)).Gather("m.xsd", nil)
			if !c.refused {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, "set/m.xsd: its groups, written out in the types that use them, are more than 1000000 elements")
		})
	}
}
