// Package filein reads files that a user names, with a limit on size and time: a pipe
// that nobody writes to, a device without an end or a file of the wrong kind gives an
// error that says so, and never a command that hangs or eats all memory.
package filein

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Deadline is how long a file may take to be read. Files on disks take milliseconds; it
// is for pipes, such as those of process substitution, whose writer is just being started.
const Deadline = 5 * time.Second

// Small is the limit for files that people write or a tool makes for them:
// configuration, personas, known failures, keys. The largest known has 100 kB.
const Small = 4 << 20

// Reasons for not reading a file. Errors name the file, too.
var (
	ErrTooLarge = errors.New("the file is larger than it may be")
	ErrTooSlow  = errors.New("nothing more came in time")
	ErrKind     = errors.New("it is no file that can be read")
)

// Read reads a file, pipe or character device to its end, at most to a number of bytes
// and for Deadline. Safe for concurrent use.
func Read(name string, most int) ([]byte, error) { return read(name, most, Deadline) }

func read(name string, most int, within time.Duration) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		if about, ok := errors.AsType[*fs.PathError](err); ok {
			about.Op = "open" // what the caller asked for
		}
		return nil, err
	case info.IsDir():
		return nil, wrong(name, fmt.Errorf("%w: it is a folder; name a file", ErrKind))
	case info.Mode()&fs.ModeSocket != 0:
		return nil, wrong(name, fmt.Errorf("%w: it is a socket; name a file", ErrKind))
	case info.Mode()&fs.ModeDevice != 0 && info.Mode()&fs.ModeCharDevice == 0:
		return nil, wrong(name, fmt.Errorf("%w: it is a disk; name a file", ErrKind))
	}
	type result struct {
		content []byte
		err     error
	}
	done := make(chan result, 1) // so that a reader that comes too late does not wait
	until := time.Now().Add(within)
	go func() {
		content, err := readUntil(name, most, until)
		done <- result{content, err}
	}()
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.content, r.err
	case <-timer.C:
		release(name, info)
		return nil, tooSlow(name, within)
	}
}

// readUntil opens and reads a file. Opening a pipe waits for someone who writes.
func readUntil(name string, most int, until time.Time) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// Ordinary files have no deadline, and need none.
	_ = f.SetReadDeadline(until)
	content, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, tooSlow(name, Deadline)
	case err != nil:
		return nil, err
	case len(content) > most:
		return nil, tooLarge(name, most)
	}
	return content, nil
}

// release lets an open of a pipe that waits for a writer come back, by being one for a
// moment.
func release(name string, info fs.FileInfo) {
	if info.Mode()&fs.ModeNamedPipe == 0 {
		return
	}
	if f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
		f.Close()
	}
}

// Ordinary reads an ordinary file, at most to a number of bytes; all else is refused at
// once. It is for files that were found in a folder rather than named.
func Ordinary(name string, most int) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case err != nil:
		return nil, err
	case len(content) > most:
		return nil, tooLarge(name, most)
	}
	return content, nil
}

// Open opens an ordinary file, without waiting for anything; all else is refused.
func Open(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = wrong(name, fmt.Errorf("%w: it is a folder", ErrKind))
	case !info.Mode().IsRegular():
		err = wrong(name, fmt.Errorf("%w: it is a pipe, a socket or a device", ErrKind))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func wrong(name string, err error) error { return &fs.PathError{Op: "read", Path: name, Err: err} }

func tooSlow(name string, within time.Duration) error {
	return wrong(name, fmt.Errorf("%w (%s): nobody writes to it, or too slowly; name a file", ErrTooSlow, within))
}

func tooLarge(name string, most int) error {
	return wrong(name, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, most))
}
