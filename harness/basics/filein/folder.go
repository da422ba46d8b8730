package filein

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Bounds of a folder whose files are read. The largest pack with its national schemas
// has 5,000 files, of which the largest has 2 MB.
const (
	mostEntries = 50_000
	mostBytes   = 16 << 20
)

// FS is a folder as a file system of ordinary files: each is bounded in size, and the
// entries that are listed in all are bounded in number. Pipes, sockets and devices in it
// are errors when they are opened. Names are those of io/fs. Safe for concurrent use.
func FS(dir string) fs.FS {
	return &folder{dir: dir, entries: mostEntries, bytes: mostBytes, listed: map[string]int{}}
}

type folder struct {
	dir     string
	entries int
	bytes   int64

	mu     sync.Mutex
	listed map[string]int // entries of each folder that was listed, however often
	total  int
}

func (f *folder) path(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return filepath.Join(f.dir, filepath.FromSlash(name)), nil
}

// Stat describes a file, without opening it.
func (f *folder) Stat(name string) (fs.FileInfo, error) {
	full, err := f.path("stat", name)
	if err != nil {
		return nil, err
	}
	return os.Stat(full)
}

// Open opens an ordinary file, or a folder to be listed.
func (f *folder) Open(name string) (fs.File, error) {
	full, err := f.path("open", name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(full); err == nil && info.IsDir() {
		return os.DirFS(f.dir).Open(name)
	}
	file, err := Open(full)
	if err != nil {
		return nil, err
	}
	return &bounded{File: file, left: f.bytes, most: f.bytes, name: full}, nil
}

// ReadDir lists a folder, sorted.
func (f *folder) ReadDir(name string) ([]fs.DirEntry, error) {
	full, err := f.path("readdir", name)
	if err != nil {
		return nil, err
	}
	list, err := os.ReadDir(full)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.total += len(list) - f.listed[name]
	f.listed[name] = len(list)
	if f.total > f.entries {
		return nil, wrong(f.dir, fmt.Errorf("%w: it holds more than %d files and folders", ErrTooLarge, f.entries))
	}
	return list, nil
}

// bounded is a file that gives no more than a number of bytes.
type bounded struct {
	*os.File
	left, most int64
	name       string
}

// Read reads on, up to the limit of the file.
func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.File.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, tooLarge(b.name, int(b.most))
	}
	return n, err
}
