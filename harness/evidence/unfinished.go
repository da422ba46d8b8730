package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// UnfinishedError is returned for a run folder that was left by a run that was killed, or
// that is being written: all that is there fits, and something was only half written.
type UnfinishedError struct {
	// Err says what was under way.
	Err error
}

func (e *UnfinishedError) Error() string { return e.Err.Error() }

// Unwrap gives what was under way.
func (e *UnfinishedError) Unwrap() error { return e.Err }

// UnreadableError is returned for a run folder that cannot be read, or is none, so that
// nothing can be said of it.
type UnreadableError struct{ Err error }

func (e *UnreadableError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *UnreadableError) Unwrap() error { return e.Err }

// unreadable marks the error of a file that is there and cannot be read. One that is
// missing was there once, for the run folder needs it: that is a change.
func unreadable(err error) error {
	if _, is := errors.AsType[*fs.PathError](err); is && !errors.Is(err, fs.ErrNotExist) {
		return &UnreadableError{err}
	}
	return err
}

// unreadableHeader tells a folder that is no run folder, or that a newer tkw made, from
// one whose run.json was changed or removed.
func unreadableHeader(dir string, raw []byte, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(filepath.Join(dir, JournalFile)); errors.Is(err, fs.ErrNotExist) {
			return &UnreadableError{fmt.Errorf("%s is no run folder: it has neither %s nor %s", dir, HeaderFile, JournalFile)}
		}
		return err
	}
	if errors.Is(err, errFormat) {
		// The chain is the same in each format: what fits it was not changed.
		if j, loading := loadJournal(dir); loading == nil && len(j.events) > 0 {
			if _, differs := verifyHeader(raw, j); differs == nil {
				return &UnreadableError{err}
			}
		}
		return fmt.Errorf("%s was changed after the run: %w", HeaderFile, err)
	}
	return unreadable(err)
}

// verifyBeginning verifies a run folder whose journal has no whole line. A run that was
// killed while it wrote the first one has a run.json without an ending, and no exchanges.
func verifyBeginning(dir string, head Header, raw []byte, j journal) error {
	missing := &ChainError{1, "is missing: the journal is empty"}
	asked, err := encodeAsked(head)
	if err != nil {
		return err
	}
	want, err := encodeHeader(asked, nil)
	if err != nil {
		return err
	}
	if !bytes.Equal(raw, want) {
		return fmt.Errorf("%w, and %s is not as a run that has just begun writes it", missing, HeaderFile)
	}
	if err := verifyTail(j); err != nil {
		return err
	}
	if _, err := verifyNothingAdded(dir, nil, 1, false); err != nil {
		return err
	}
	return &UnfinishedError{missing}
}

// verifyTail verifies that a last line without its end is what is there of a line when
// its writer is killed.
func verifyTail(j journal) error {
	number := len(j.events) + 1
	begin := fmt.Sprintf(`{"seq":%d,"time":"`, number)
	length := min(len(begin), len(j.tail))
	if string(j.tail[:length]) != begin[:length] {
		return &ChainError{number, "is no line that tkw was writing: something was added to the journal"}
	}
	var e Event
	if json.Unmarshal(j.tail, &e) == nil && e.Prev != j.last() {
		return &ChainError{number, "does not follow the line before: a line was changed, dropped, added or moved"}
	}
	return nil
}

// errFormat is the error of a run folder in a format that this package does not know.
var errFormat = errors.New("the format is not known")
