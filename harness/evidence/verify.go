package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Verify recomputes every digest of a run folder and returns the first thing that
// does not fit, or nil. A run that was killed between two lines of its journal is
// intact. Reports are not looked at: they can be made again.
func Verify(dir string) error {
	_, raw, err := readHeader(dir)
	if err != nil {
		return err
	}
	j, err := loadJournal(dir)
	switch {
	case err != nil:
		return err
	case j.torn > 0:
		return &ChainError{len(j.events) + 1, "is unfinished: the run was killed while writing it; --resume cuts it off"}
	case len(j.events) == 0:
		return &ChainError{1, "is missing: the journal is empty"}
	}
	if _, err := verifyHeader(raw, j); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, e := range j.events {
		if e.Type != EventExchange {
			continue
		}
		var x exchangeEvent
		if err := json.Unmarshal(e.Data, &x); err != nil {
			return &ChainError{e.Seq, "not readable: " + err.Error()}
		}
		for _, part := range []struct{ file, want string }{{x.RequestFile, x.RequestSHA256}, {x.ResponseFile, x.ResponseSHA256}} {
			if part.file == "" {
				continue
			}
			known[path.Base(part.file)] = true
			content, err := ReadExchange(dir, part.file)
			if err != nil {
				return fmt.Errorf("%s is missing or not readable: %w", part.file, err)
			}
			if sum(content) != part.want {
				return fmt.Errorf("%s was changed after the run: its SHA-256 is not the one in %s line %d", part.file, JournalFile, e.Seq)
			}
		}
	}
	return verifyNothingAdded(dir, known)
}

// verifyHeader compares run.json, byte for byte, with what the journal says of it:
// its first line holds what was asked, its last run-finished line is the ending.
// A kill between that line and run.json leaves the ending before it, or none; late
// is true then.
func verifyHeader(raw []byte, j journal) (late bool, err error) {
	endings := j.endings()
	candidates := make([]*ending, 0, 2)
	for i := len(endings) - 1; i >= 0 && len(candidates) < 2; i-- {
		candidates = append(candidates, &endings[i])
	}
	if len(candidates) < 2 {
		candidates = append(candidates, nil)
	}
	for i, end := range candidates {
		want, err := encodeHeader(j.events[0].Data, end)
		if err != nil {
			return false, err
		}
		switch {
		case !bytes.Equal(raw, want):
		case i == 0:
			return false, nil
		default:
			return true, fmt.Errorf("%s does not say how the run ended, and %s does: the run was killed while writing it, or it was changed; --resume mends it", HeaderFile, JournalFile)
		}
	}
	var head Header
	if err := json.Unmarshal(raw, &head); err == nil && head.JournalSHA256 != "" {
		// The rest may be right, and the end of the journal be gone.
		end := &ending{FinishedAt: head.FinishedAt, JournalSHA256: head.JournalSHA256}
		if want, err := encodeHeader(j.events[0].Data, end); err == nil && bytes.Equal(raw, want) {
			return false, fmt.Errorf("the last lines of %s are not those of the run, which ended at %s by %s: lines were changed or dropped, or %s was changed",
				JournalFile, head.FinishedAt.Format("2006-01-02T15:04:05Z"), HeaderFile, HeaderFile)
		}
	}
	return false, fmt.Errorf("%s was changed after the run: it is not what %s says of it", HeaderFile, JournalFile)
}

func verifyNothingAdded(dir string, known map[string]bool) error {
	entries, err := os.ReadDir(filepath.Join(dir, ExchangesDir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // an archive keeps no empty folder; files that are missing were found before
	case err != nil:
		return fmt.Errorf("listing the exchanges: %w", err)
	}
	var added []string
	for _, e := range entries {
		if !known[e.Name()] {
			added = append(added, e.Name())
		}
	}
	if len(added) > 0 {
		return fmt.Errorf("%s holds files that %s does not know: %s", ExchangesDir, JournalFile, strings.Join(added, ", "))
	}
	return nil
}
