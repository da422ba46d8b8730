// Package fulldisk has a disk without room, for tests.
package fulldisk

import (
	"io/fs"
	"sync/atomic"
	"syscall"

	"github.com/itk-assurance/tkw/harness/evidence"
)

// Disk is a disk on which so many calls that need room succeed; all that follow are
// ENOSPC, or only the first of them. Removing a file always succeeds, and what is closed is
// closed even where that fails. Safe for concurrent use.
type Disk struct {
	evidence.FileSystem
	room  int64
	left  atomic.Int64
	once  bool // there is room again after the first call that failed
	short bool // a write that fails has written half
}

// After makes a disk with room for so many calls.
func After(calls int) *Disk {
	d := &Disk{room: int64(calls)}
	d.left.Store(int64(calls))
	return d
}

// Once makes a disk that has no room for one call only, after so many.
func Once(calls int) *Disk {
	d := After(calls)
	d.once = true
	return d
}

// Short makes writes that fail leave half behind.
func (d *Disk) Short() *Disk {
	d.short = true
	return d
}

// Failed reports whether some call failed.
func (d *Disk) Failed() bool { return d.left.Load() < 0 }

// Calls counts those that were made so far.
func (d *Disk) Calls() int { return int(d.room - d.left.Load()) }

func (d *Disk) take(op, name string) error {
	left := d.left.Add(-1)
	if left >= 0 || d.once && left < -1 {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: syscall.ENOSPC}
}

// OpenFile fails where a file would be made.
func (d *Disk) OpenFile(name string, flag int, perm fs.FileMode) (evidence.DiskFile, error) {
	if flag&syscall.O_CREAT != 0 {
		if err := d.take("open", name); err != nil {
			return nil, err
		}
	}
	f, err := d.FileSystem.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &file{f, d}, nil
}

// Mkdir fails without room.
func (d *Disk) Mkdir(name string, perm fs.FileMode) error {
	if err := d.take("mkdir", name); err != nil {
		return err
	}
	return d.FileSystem.Mkdir(name, perm)
}

// MkdirAll fails without room.
func (d *Disk) MkdirAll(name string, perm fs.FileMode) error {
	if err := d.take("mkdir", name); err != nil {
		return err
	}
	return d.FileSystem.MkdirAll(name, perm)
}

// Rename fails without room.
func (d *Disk) Rename(from, to string) error {
	if err := d.take("rename", from); err != nil {
		return err
	}
	return d.FileSystem.Rename(from, to)
}

type file struct {
	evidence.DiskFile
	disk *Disk
}

func (f *file) Write(content []byte) (int, error) {
	if err := f.disk.take("write", f.Name()); err != nil {
		n := 0
		if f.disk.short {
			n, _ = f.DiskFile.Write(content[:len(content)/2])
		}
		return n, err
	}
	return f.DiskFile.Write(content)
}

func (f *file) Sync() error {
	if err := f.disk.take("sync", f.Name()); err != nil {
		return err
	}
	return f.DiskFile.Sync()
}

func (f *file) Truncate(size int64) error {
	if err := f.disk.take("truncate", f.Name()); err != nil {
		return err
	}
	return f.DiskFile.Truncate(size)
}

// Close closes the file, whatever it returns: a network file system tells of a full disk
// only here.
func (f *file) Close() error {
	err := f.DiskFile.Close()
	if full := f.disk.take("close", f.Name()); full != nil {
		return full
	}
	return err
}
