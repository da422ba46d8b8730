package evidence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// InUseError is returned for a run folder that another process writes, or that another
// store of this process does.
type InUseError struct {
	Dir string
	// PID is the process that writes the folder; 0 when the system does not say.
	PID int
}

func (e *InUseError) Error() string {
	holder := "another tkw process"
	if e.PID > 0 {
		holder = fmt.Sprintf("tkw process %d", e.PID)
	}
	return fmt.Sprintf("run folder %s is in use by %s; wait for it to end or choose another --out", e.Dir, holder)
}

// errLocked says that somebody else holds a lock.
var errLocked = errors.New("the file is locked")

// A look by [InUse] holds the lock for an instant, which must not turn a store away.
const (
	lockTries = 10
	lockPause = 20 * time.Millisecond
)

// lockJournal takes the exclusive lock of a run folder, which is on its journal. It is
// held until the file is closed; a process that is killed loses it.
func lockJournal(dir string, journal DiskFile) error {
	var err error
	for range lockTries {
		if err = lockExclusive(journal); !errors.Is(err, errLocked) {
			break
		}
		time.Sleep(lockPause)
	}
	switch {
	case errors.Is(err, errLocked):
		return &InUseError{Dir: dir, PID: lockHolder(journal)}
	case err != nil:
		return fmt.Errorf("locking %s: %w", journal.Name(), err)
	}
	return nil
}

// InUse is an [*InUseError] if a run folder is being written, and nil if it is not or
// has no journal that can be opened.
func InUse(dir string) error {
	f, err := os.Open(filepath.Join(dir, JournalFile))
	if err != nil {
		return nil // what cannot be opened is for the reader of the folder to report
	}
	defer f.Close()
	if errors.Is(lockShared(f), errLocked) {
		return &InUseError{Dir: dir, PID: lockHolder(f)}
	}
	return nil
}
