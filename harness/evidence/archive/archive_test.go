package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func folder() fstest.MapFS {
	return fstest.MapFS{
		"run.json":                    {Data: []byte("{}\n")},
		"journal.jsonl":               {Data: []byte(strings.Repeat("line of the journal\n", 20))},
		"exchanges/0001-request.http": {Data: []byte("POST / HTTP/1.1\r\n\r\n<a/>")},
		"leer":                        {Data: nil},
		"SHA256SUMS":                  {Data: []byte("of an earlier archive")},
		"statement.json":              {Data: []byte("of an earlier archive")},
	}
}

// pack makes an archive; its statement is the digests.
func pack(t testing.TB, signed bool) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Write(&out, folder(), func(d Digests) ([]byte, bool, error) {
		return []byte(d.Sums + " " + d.Entries), signed, nil
	}))
	return out.Bytes()
}

func open(raw []byte) (*Contents, error) { return Open(bytes.NewReader(raw), int64(len(raw))) }

func TestWriteAndOpen(t *testing.T) {
	t.Parallel()
	raw := pack(t, true)
	require.Equal(t, raw, pack(t, true), "equal folders give equal archives")
	c, err := open(raw)
	require.NoError(t, err)
	require.Equal(t, []string{"exchanges/0001-request.http", "journal.jsonl", "leer", "run.json"}, c.Names)
	require.True(t, c.Signed)
	require.Equal(t, c.Digests.Sums+" "+c.Digests.Entries, string(c.Statement), "the digests are those that were sealed")

	dir := t.TempDir()
	require.NoError(t, c.Extract(dir))
	for name, f := range folder() {
		if own(name) {
			continue
		}
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(string(f.Data), string(got)), name)
	}
	c, err = open(pack(t, false))
	require.NoError(t, err)
	require.False(t, c.Signed)
}

// statement is where the statement's own entry begins; its content is covered by
// the signature, not by this package.
func TestChangeOfAnyByteIsFound(t *testing.T) {
	t.Parallel()
	raw := pack(t, true)
	c, err := open(raw)
	require.NoError(t, err)
	for i := range raw {
		for _, bit := range []byte{1, 0x40} {
			changed := bytes.Clone(raw)
			changed[i] ^= bit
			got, err := open(changed)
			if err == nil && got.Digests == c.Digests && bytes.Equal(got.Statement, c.Statement) {
				t.Fatalf("byte %d of %d: a change is not found", i, len(raw))
			}
		}
	}
	for n := range raw {
		_, err := open(raw[:n])
		require.Error(t, err, "cut to %d bytes", n)
	}
	_, err = open(append(bytes.Clone(raw), 0))
	require.Error(t, err)
	_, err = open(append([]byte{0}, raw...))
	require.Error(t, err)
}

// rewrite makes an archive of entries, without the care of Write.
func rewrite(t *testing.T, entries [][2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, e := range entries {
		require.NoError(t, add(zw, e[0], []byte(e[1])))
	}
	require.NoError(t, zw.Close())
	return out.Bytes()
}

func TestWhatDoesNotFitIsNamed(t *testing.T) {
	t.Parallel()
	line := func(name, content string) string { return fmt.Sprintf("%s  %s\n", sum([]byte(content)), name) }
	good := line("a", "1") + line("b/c", "2")
	for _, c := range []struct {
		name    string
		entries [][2]string
		want    string
	}{
		{"whole", [][2]string{{"a", "1"}, {"b/c", "2"}, {SumsFile, good}, {UnsignedFile, "{}"}}, ""},
		{"a changed file", [][2]string{{"a", "1"}, {"b/c", "x"}, {SumsFile, good}, {UnsignedFile, "{}"}}, "b/c was changed"},
		{"a missing file", [][2]string{{"a", "1"}, {SumsFile, good}, {UnsignedFile, "{}"}}, "b/c is missing"},
		{"an added file", [][2]string{{"a", "1"}, {"b/c", "2"}, {"d", "3"}, {SumsFile, good}, {UnsignedFile, "{}"}}, "d was added"},
		{"files out of order", [][2]string{{"b/c", "2"}, {"a", "1"}, {SumsFile, good}, {UnsignedFile, "{}"}}, "a is not where"},
		{"a file twice", [][2]string{{"a", "1"}, {"a", "1"}, {"b/c", "2"}, {SumsFile, good}, {UnsignedFile, "{}"}}, "a is not where"},
		{"two that Windows takes for one", [][2]string{{"A", "1"}, {"a", "1"}, {SumsFile, line("A", "1") + line("a", "1")}, {UnsignedFile, "{}"}}, "a differs from another"},
		{"no digests", [][2]string{{"a", "1"}, {"b/c", "2"}, {UnsignedFile, "{}"}}, "it has no SHA256SUMS"},
		{"no statement", [][2]string{{"a", "1"}, {"b/c", "2"}, {SumsFile, good}}, "SHA256SUMS is not where"},
		{"two statements", [][2]string{{"a", "1"}, {"b/c", "2"}, {SumsFile, good}, {SignedFile, "{}"}, {UnsignedFile, "{}"}}, "statement.json is not where"},
		{"digests out of order", [][2]string{{"a", "1"}, {"b/c", "2"}, {SumsFile, line("b/c", "2") + line("a", "1")}, {UnsignedFile, "{}"}}, "SHA256SUMS was changed: its line 2"},
		{"digests in capitals", [][2]string{{"a", "1"}, {SumsFile, strings.ToUpper(line("a", "1"))}, {UnsignedFile, "{}"}}, "SHA256SUMS was changed: its line 1"},
		{"digests without an end", [][2]string{{"a", "1"}, {SumsFile, strings.TrimSpace(line("a", "1"))}, {UnsignedFile, "{}"}}, "SHA256SUMS was changed: its line 1"},
		{"a way out of the folder", [][2]string{{"../a", "1"}, {SumsFile, ""}, {UnsignedFile, "{}"}}, `"../a" is no name`},
		{"a way to the root", [][2]string{{"/a", "1"}, {SumsFile, ""}, {UnsignedFile, "{}"}}, `"/a" is no name`},
		{"a drive", [][2]string{{"c:a", "1"}, {SumsFile, ""}, {UnsignedFile, "{}"}}, `"c:a" is no name`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := open(rewrite(t, c.entries))
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := open([]byte("hello"))
	require.ErrorIs(t, err, ErrNoArchive)
}

func TestFramesOtherThanOursAreRefused(t *testing.T) {
	t.Parallel()
	plain, err := open(rewrite(t, [][2]string{{"a", "1"}, {SumsFile, sum([]byte("1")) + "  a\n"}, {UnsignedFile, "{}"}}))
	require.NoError(t, err)
	for name, damage := range map[string]func(zw *zip.Writer, h *zip.FileHeader){
		"a comment":         func(zw *zip.Writer, _ *zip.FileHeader) { require.NoError(t, zw.SetComment("x")) },
		"an entry comment":  func(_ *zip.Writer, h *zip.FileHeader) { h.Comment = "x" },
		"an extra field":    func(_ *zip.Writer, h *zip.FileHeader) { h.Extra = []byte{1, 2, 0, 0} },
		"another time":      func(_ *zip.Writer, h *zip.FileHeader) { h.ModifiedTime = 7 },
		"an executable":     func(_ *zip.Writer, h *zip.FileHeader) { h.SetMode(0o755) },
		"a symbolic link":   func(_ *zip.Writer, h *zip.FileHeader) { h.SetMode(os.ModeSymlink | 0o644) },
		"another attribute": func(_ *zip.Writer, h *zip.FileHeader) { h.ExternalAttrs ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			zw := zip.NewWriter(&out)
			zr, ok := plain.FS.(*zip.Reader)
			require.True(t, ok)
			for _, f := range zr.File {
				h := header(f.Name, f.CRC32, f.CompressedSize64, f.UncompressedSize64)
				if f.Name == "a" {
					damage(zw, h)
				}
				packed, err := f.OpenRaw()
				require.NoError(t, err)
				require.NoError(t, addRaw(zw, h, packed))
			}
			require.NoError(t, zw.Close())
			_, err := open(out.Bytes())
			require.ErrorContains(t, err, "the frame of the archive was changed")
		})
	}
}

func TestUnpackedArchiveIsChecked(t *testing.T) {
	t.Parallel()
	c, err := open(pack(t, true))
	require.NoError(t, err)
	unpacked := func() fstest.MapFS {
		out := fstest.MapFS{}
		for _, name := range append([]string{SumsFile, SignedFile}, c.Names...) {
			content, err := read(c.FS, name, maxFile)
			require.NoError(t, err)
			out[name] = &fstest.MapFile{Data: content}
		}
		return out
	}
	got, err := OpenFolder(unpacked())
	require.NoError(t, err)
	require.Equal(t, c.Names, got.Names)
	require.Equal(t, Digests{Sums: c.Digests.Sums}, got.Digests)
	require.Equal(t, c.Statement, got.Statement)
	require.True(t, got.Signed)
	for name, change := range map[string]func(fstest.MapFS){
		"run.json was changed":       func(f fstest.MapFS) { f["run.json"] = &fstest.MapFile{Data: []byte("x")} },
		"run.json is missing":        func(f fstest.MapFS) { delete(f, "run.json") },
		"note was added":             func(f fstest.MapFS) { f["note"] = &fstest.MapFile{} },
		"SHA256SUMS is missing":      func(f fstest.MapFS) { delete(f, SumsFile) },
		"statement.json lies":        func(f fstest.MapFS) { f[UnsignedFile] = &fstest.MapFile{} },
		"no archive that tkw packed": func(f fstest.MapFS) { delete(f, SignedFile) },
	} {
		files := unpacked()
		change(files)
		_, err := OpenFolder(files)
		require.ErrorContains(t, err, name)
	}
}

func TestWhatCannotBePacked(t *testing.T) {
	t.Parallel()
	seal := func(Digests) ([]byte, bool, error) { return nil, false, nil }
	for want, files := range map[string]fstest.MapFS{
		"is no regular file": {"a": {Mode: os.ModeSymlink}},
		"cannot be packed":   {"a\nb": {}},
		"upper and lower":    {"a": {}, "A": {}},
	} {
		err := Write(io.Discard, files, seal)
		var p *Problem
		require.ErrorAs(t, err, &p)
		require.ErrorContains(t, err, want)
	}
	broken := errors.New("no key")
	require.ErrorIs(t, Write(io.Discard, folder(), func(Digests) ([]byte, bool, error) { return nil, true, broken }), broken)
}

// unzip and sha256sum, which share no code with this package, agree.
func TestCommonToolsAgree(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"unzip", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s here", tool)
		}
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "a.zip")
	require.NoError(t, os.WriteFile(name, pack(t, true), 0o600))
	out, err := exec.Command("unzip", "-q", name, "-d", filepath.Join(dir, "out")).CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.Command("sha256sum", "--strict", "-c", SumsFile)
	cmd.Dir = filepath.Join(dir, "out")
	out, err = cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, 4, strings.Count(string(out), ": OK"))
}

// FuzzOpenFolder puts any bytes in place of one file of an unpacked archive, or beside
// them. Only what the digests cannot speak of, the statement about them, may differ.
func FuzzOpenFolder(f *testing.F) {
	c, err := open(pack(f, true))
	if err != nil {
		f.Fatal(err)
	}
	names := append([]string{SumsFile, SignedFile, "note"}, c.Names...)
	whole := fstest.MapFS{}
	for i, name := range names {
		content, err := read(c.FS, name, maxFile)
		if err == nil {
			whole[name] = &fstest.MapFile{Data: content}
		}
		f.Add(uint8(i), content)
		f.Add(uint8(i), append(bytes.Clone(content), '\n'))
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		name := names[int(which)%len(names)]
		files := maps.Clone(whole)
		files[name] = &fstest.MapFile{Data: content}
		got, err := OpenFolder(files)
		same := whole[name] != nil && bytes.Equal(whole[name].Data, content)
		switch {
		case same && err != nil:
			t.Fatalf("an untouched archive is refused: %v", err)
		case !same && err == nil && name != SignedFile:
			t.Fatalf("%s was changed to %q, and nobody noticed", name, content)
		case err == nil && got.Digests.Sums == "":
			t.Fatal("an archive without digests is accepted")
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(pack(f, true))
	f.Add(pack(f, false))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := open(raw)
		if err != nil {
			return
		}
		// What is accepted is to the byte what Write makes of it.
		for _, name := range c.Names {
			if !portable(name) {
				t.Fatalf("the name %q is accepted", name)
			}
		}
		if c.Digests.Entries == "" || c.Digests.Sums == "" {
			t.Fatal("an archive without digests is accepted")
		}
	})
}
