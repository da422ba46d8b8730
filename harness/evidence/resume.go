package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/secrets"
)

// Resume opens a run folder to go on with it. done holds the ids of scenarios that
// came to a verdict, or do not apply; what could not be judged and what did not run is
// tried again. A folder of an older format is an error, and one that is being written is
// an [*InUseError]. It repairs what a kill leaves behind: an
// unfinished last line, files of an exchange that was not noted, a run.json
// without the ending. A run.json or a journal that was changed is an error.
func Resume(dir string, now func() time.Time) (s *Store, head Header, done map[string]bool, err error) {
	return ResumeOn(FileSystem{}, dir, now)
}

// ResumeOn is [Resume] on another disk, from which a test may take the room.
func ResumeOn(disk Disk, dir string, now func() time.Time) (s *Store, head Header, done map[string]bool, err error) {
	head, _, err = readHeader(dir)
	if err != nil {
		return nil, head, nil, err
	}
	if err := CanResume(dir, head); err != nil {
		return nil, head, nil, err
	}
	journal, err := openJournal(disk, dir)
	if err != nil {
		return nil, head, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, journal.Close())
		}
	}()
	// What was read before the lock was held may be out of date.
	var raw []byte
	if head, raw, err = readHeader(dir); err != nil {
		return nil, head, nil, err
	}
	j, err := loadJournal(dir)
	if err != nil {
		return nil, head, nil, err
	}
	s = &Store{dir: dir, disk: disk, now: now, planned: planned(head), seq: len(j.events), prev: j.last(), hidden: map[int]secrets.Masked{}}
	if err := s.repairHeader(head, raw, j); err != nil {
		return nil, head, nil, err
	}
	if done, err = s.takeUp(j); err != nil {
		return nil, head, nil, err
	}
	if err := s.sweep(); err != nil {
		return nil, head, nil, err
	}
	if err := s.cut(journal, j.torn); err != nil {
		return nil, head, nil, err
	}
	if len(j.events) == 0 {
		err = s.append(EventStarted, s.asked)
	}
	if err == nil {
		err = s.append(EventResumed, map[string]int{"scenariosDone": len(done)})
	}
	if err != nil {
		return nil, head, nil, err
	}
	return s, head, done, nil
}

// CanResume says why a run folder with this header cannot be resumed, or nil.
func CanResume(dir string, head Header) error {
	if head.Format != Format {
		return fmt.Errorf("%s was begun by an older tkw (run folder of format %d) and cannot be resumed; start a new run", dir, head.Format)
	}
	return nil
}

// repairHeader checks run.json against the journal, and adds the ending when a kill
// left it out.
func (s *Store) repairHeader(head Header, raw []byte, j journal) error {
	if len(j.events) == 0 {
		if head.JournalSHA256 != "" {
			return fmt.Errorf("%s says that the run ended, but %s is empty", HeaderFile, JournalFile)
		}
		asked, err := encodeAsked(head)
		s.asked = asked
		return err
	}
	s.asked = j.events[0].Data
	late, err := verifyHeader(raw, j)
	if late {
		endings := j.endings()
		return s.writeHeader(&endings[len(endings)-1])
	}
	return err
}

// takeUp learns from the journal what is done and where numbering goes on.
func (s *Store) takeUp(j journal) (map[string]bool, error) {
	done := map[string]bool{}
	s.next = 1
	for _, e := range j.events {
		switch e.Type {
		case EventExchange:
			var x exchangeEvent
			if err := json.Unmarshal(e.Data, &x); err != nil {
				return nil, &ChainError{e.Seq, "not readable: " + err.Error()}
			}
			s.next = max(s.next, x.Number+1)
		case EventScenario:
			var r scenarioEvent
			if err := json.Unmarshal(e.Data, &r); err != nil {
				return nil, &ChainError{e.Seq, "not readable: " + err.Error()}
			}
			done[r.ID] = settled(r.ScenarioResult)
		}
	}
	maps.DeleteFunc(done, func(_ string, is bool) bool { return !is })
	return done, nil
}

// settled reports whether running a scenario again could change nothing.
func settled(r model.ScenarioResult) bool {
	switch r.Status {
	case model.Passed, model.Failed, model.Pending:
		return true
	case model.Errored:
		return r.ErrorKind == model.ErrorTooExpensive // the same bytes cost the same again
	case model.Skipped:
		return r.SkipKind == model.SkipDoesNotApply || r.SkipKind == model.SkipDeselected
	}
	return false
}

var exchangeFile = regexp.MustCompile(`^([0-9]{4,})-(?:request|response)\.http$`)

// exchangeNumber reads the number of an exchange out of the name of one of its files.
func exchangeNumber(name string) (number int, is bool) {
	m := exchangeFile.FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	number, err := strconv.Atoi(m[1])
	return number, err == nil
}

// sweep removes the files of an exchange that was under way when the run was
// killed: the journal does not name it, and its number will be used again.
func (s *Store) sweep() error {
	folder := filepath.Join(s.dir, ExchangesDir)
	// An archive keeps no empty folder.
	if err := s.disk.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("making the folder of the exchanges: %w", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("listing the exchanges: %w", err)
	}
	for _, e := range entries {
		if number, is := exchangeNumber(e.Name()); !is || number < s.next {
			continue
		}
		if err := s.disk.Remove(filepath.Join(folder, e.Name())); err != nil {
			return fmt.Errorf("removing an exchange that was not noted: %w", err)
		}
	}
	return nil
}

// openJournal opens the journal for more lines, and takes the lock of the folder.
func openJournal(disk Disk, dir string) (DiskFile, error) {
	f, err := disk.OpenFile(filepath.Join(dir, JournalFile), os.O_WRONLY|os.O_APPEND, 0o644)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s has no journal: %w", dir, err)
	case err != nil:
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	if err := lockJournal(dir, f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// cut makes the journal that of the store, to go on behind its last whole line.
func (s *Store) cut(f DiskFile, torn int) error {
	info, err := f.Stat()
	if err == nil {
		s.size = info.Size() - int64(torn)
		if torn > 0 {
			err = f.Truncate(s.size)
		}
	}
	if err != nil {
		return fmt.Errorf("cutting the unfinished line off the journal: %w", err)
	}
	s.file = f
	return nil
}
