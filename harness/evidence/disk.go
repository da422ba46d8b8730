package evidence

import (
	"io/fs"
	"os"
)

// Disk is where a store writes. Names are those of the os package.
type Disk interface {
	OpenFile(name string, flag int, perm fs.FileMode) (DiskFile, error)
	Mkdir(name string, perm fs.FileMode) error
	MkdirAll(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
}

// DiskFile is an open file of a Disk, or an open folder, which can be synced only.
type DiskFile interface {
	Name() string
	Write(content []byte) (int, error)
	Sync() error
	Truncate(size int64) error
	Close() error
	Stat() (fs.FileInfo, error)
	// Fd is what the lock of a run folder is on.
	Fd() uintptr
}

// FileSystem is the disk of this machine.
type FileSystem struct{}

// OpenFile is [os.OpenFile].
func (FileSystem) OpenFile(name string, flag int, perm fs.FileMode) (DiskFile, error) {
	f, err := os.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err // and not an interface that holds nil
	}
	return f, nil
}

// Mkdir is [os.Mkdir].
func (FileSystem) Mkdir(name string, perm fs.FileMode) error { return os.Mkdir(name, perm) }

// MkdirAll is [os.MkdirAll].
func (FileSystem) MkdirAll(name string, perm fs.FileMode) error { return os.MkdirAll(name, perm) }

// Rename is [os.Rename].
func (FileSystem) Rename(from, to string) error { return os.Rename(from, to) }

// Remove is [os.Remove].
func (FileSystem) Remove(name string) error { return os.Remove(name) }
