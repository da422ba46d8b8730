package atrest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/play/atrest"
)

func TestWhichFilesThereAre(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"b.xml", "a.http", "notes.txt", "sub/c.xml"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("<a/>"), 0o600))
	}
	got, err := atrest.Inputs([]string{"-", dir, filepath.Join(dir, "notes.txt")})
	require.NoError(t, err)
	in := func(name string, found bool) atrest.Input {
		return atrest.Input{Name: filepath.Join(dir, name), Found: found}
	}
	require.Empty(t, cmp.Diff([]atrest.Input{{Name: "-"}, in("a.http", true), in("b.xml", true), in("sub/c.xml", true), in("notes.txt", false)}, got))
	_, err = atrest.Inputs([]string{filepath.Join(dir, "nosuch")})
	require.Error(t, err)
	_, err = atrest.Inputs([]string{t.TempDir()})
	require.ErrorContains(t, err, "holds no .xml or .http files", "a mistyped folder is no success")
}

func TestResultsComeInTheOrderOfTheFiles(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	dir := t.TempDir()
	message, err := b.Composer.Response(b.Set.Pack("pds"), b.Set.Pack("pds").Services[0], "DEMOG-0001", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	var files []atrest.Input
	for name, content := range map[string]string{"1.xml": string(message), "3.xml": "", "4.xml": "<unknown/>"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	for _, name := range []string{"1.xml", "2.xml", "3.xml", "4.xml"} {
		files = append(files, atrest.Input{Name: filepath.Join(dir, name)})
	}
	files = append(files, atrest.Input{Name: "-"})
	got := atrest.Judge(t.Context(), atrest.Options{Judge: b.Judge, Stdin: strings.NewReader("<a"), Warn: &strings.Builder{}}, files)
	require.Len(t, got, len(files))
	for i, r := range got {
		require.Equal(t, files[i].Name, r.Path)
		require.False(t, r.Failure)
	}
	require.Equal(t, "pds/verifyNHSNumber/response", got[0].Profile)
	require.ErrorContains(t, got[1].Err, "no such file")
	require.EqualError(t, got[2].Err, "the file is empty")
	require.NotNil(t, got[3].Unjudged)
	require.False(t, got[4].Valid)
}
