//go:build linux || darwin || freebsd || netbsd || openbsd

package evidence

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockExclusive locks a file without waiting. The lock belongs to the open file, so two
// stores of one process exclude each other, too.
func lockExclusive(f DiskFile) error { return flock(f, syscall.LOCK_EX) }

func lockShared(f DiskFile) error { return flock(f, syscall.LOCK_SH) }

func flock(f DiskFile, how int) error {
	err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return errLocked
	case errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.ENOSYS):
		return nil // a file system without locks: nothing to exclude anybody by
	case err != nil:
		return fmt.Errorf("flock: %w", err)
	}
	return nil
}

// lockHolder is the process that holds the lock by what Linux lists of locks, or 0. It
// serves the message only, and decides nothing.
func lockHolder(f DiskFile) int {
	info, err := f.Stat()
	if err != nil {
		return 0
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	raw, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0
	}
	// 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		if len(fields) < 6 || fields[1] != "FLOCK" || fields[3] != "WRITE" || !strings.HasSuffix(fields[5], fmt.Sprintf(":%d", stat.Ino)) {
			continue
		}
		if pid, err := strconv.Atoi(fields[4]); err == nil && pid > 0 {
			return pid
		}
	}
	return 0
}
