package filein

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func fifo(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(name, 0o600))
	return name
}

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "ten")
	require.NoError(t, os.WriteFile(file, []byte("0123456789"), 0o600))
	require.NoError(t, os.Symlink("loop", filepath.Join(dir, "loop")))
	socket := filepath.Join(dir, "socket")
	listener, err := net.Listen("unix", socket)
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	silent := fifo(t)
	for _, c := range []struct {
		name, file string
		most       int
		want       string
		err        error
	}{
		{"a file of the largest size", file, 10, "0123456789", nil},
		{"a file of one byte more", file, 9, "", ErrTooLarge},
		{"an empty device", "/dev/null", 10, "", nil},
		{"a device without an end", "/dev/zero", 1 << 20, "", ErrTooLarge},
		{"a folder", dir, 10, "", ErrKind},
		{"a socket", socket, 10, "", ErrKind},
		{"a pipe that nobody writes to", silent, 10, "", ErrTooSlow},
		{"a file that is not there", filepath.Join(dir, "none"), 10, "", fs.ErrNotExist},
		{"a link to itself", filepath.Join(dir, "loop"), 10, "", syscall.ELOOP},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := read(c.file, c.most, 300*time.Millisecond)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.want, string(got))
			if err != nil {
				require.ErrorContains(t, err, c.file, "the error names the file")
			}
		})
	}
}

func TestPipesWork(t *testing.T) {
	t.Parallel()
	name := fifo(t)
	go func() { // opening waits for the reader
		if f, err := os.OpenFile(name, os.O_WRONLY, 0); err == nil {
			_, _ = f.WriteString("endpoint: x\n")
			f.Close()
		}
	}()
	got, err := Read(name, 100)
	require.NoError(t, err)
	require.Equal(t, "endpoint: x\n", string(got))
}

func TestPipesThatStallEnd(t *testing.T) {
	t.Parallel()
	name := fifo(t)
	writer, err := os.OpenFile(name, os.O_RDWR, 0)
	require.NoError(t, err)
	defer writer.Close()
	_, err = writer.WriteString("begun")
	require.NoError(t, err)
	_, err = read(name, 100, 300*time.Millisecond)
	require.ErrorIs(t, err, ErrTooSlow)
}

func TestOrdinaryTakesFilesOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "ten")
	require.NoError(t, os.WriteFile(file, []byte("0123456789"), 0o600))
	got, err := Ordinary(file, 10)
	require.NoError(t, err)
	require.Equal(t, "0123456789", string(got))
	for name, want := range map[string]error{file: ErrTooLarge, dir: ErrKind, fifo(t): ErrKind, "/dev/zero": ErrKind, "/dev/null": ErrKind} {
		_, err := Ordinary(name, 9)
		require.ErrorIs(t, err, want, name)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "sub"), 0o755))
	for name, content := range map[string]string{"ten": "0123456789", "sub/eleven": "0123456789a"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	require.NoError(t, os.Symlink("/dev/zero", filepath.Join(dir, "endless")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	small := func(entries int) fs.FS {
		return &folder{dir: dir, entries: entries, bytes: 10, listed: map[string]int{}}
	}
	walk := func(fsys fs.FS) error {
		return fs.WalkDir(fsys, ".", func(_ string, _ fs.DirEntry, err error) error { return err })
	}
	fsys := small(5)
	require.NoError(t, walk(fsys))
	require.NoError(t, walk(fsys), "what is listed twice counts once")
	require.ErrorIs(t, walk(small(4)), ErrTooLarge)
	got, err := fs.ReadFile(fsys, "ten")
	require.NoError(t, err)
	require.Equal(t, "0123456789", string(got))
	_, err = fs.ReadFile(fsys, "sub")
	require.Error(t, err, "a folder has no content")
	for name, want := range map[string]error{
		"sub/eleven": ErrTooLarge, "endless": ErrKind, "pipe": ErrKind, "none": fs.ErrNotExist, "../x": fs.ErrInvalid,
	} {
		_, err := fs.ReadFile(fsys, name)
		require.ErrorIs(t, err, want, name)
	}
}
