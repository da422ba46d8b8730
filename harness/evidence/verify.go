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

	"github.com/itk-assurance/tkw/harness/basics/filein"
)

// Verify recomputes every digest of a run folder and returns the first thing that
// does not fit, or nil. A run that was killed between two lines of its journal is
// intact; what else a kill leaves behind is an [*UnfinishedError], which is returned only
// when all the rest fits. Files that cannot be read are an [*UnreadableError]; every other
// error says that the evidence was changed. Reports are not looked at: they can be made
// again.
func Verify(dir string) error {
	head, raw, err := readHeader(dir)
	if err != nil {
		return unreadableHeader(dir, raw, err)
	}
	j, err := loadJournal(dir)
	if err != nil {
		return unreadable(err)
	}
	if len(j.events) == 0 {
		return verifyBeginning(dir, head, raw, j)
	}
	late, err := verifyHeader(raw, j)
	if err != nil && !late {
		return err
	}
	var unfinished *UnfinishedError
	if late {
		unfinished = &UnfinishedError{err}
	}
	known, next, err := verifyExchanges(dir, j)
	if err != nil {
		return err
	}
	left, err := verifyNothingAdded(dir, known, next, j.events[len(j.events)-1].Type != EventFinished)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		unfinished = &UnfinishedError{fmt.Errorf("the run was killed before it noted %s; --resume removes what was not noted", strings.Join(left, ", "))}
	}
	if j.torn > 0 {
		if err := verifyTail(j); err != nil {
			return err
		}
		unfinished = &UnfinishedError{&ChainError{len(j.events) + 1, "is unfinished: the run was killed while writing it; --resume cuts it off"}}
	}
	if unfinished != nil {
		return unfinished
	}
	return nil
}

// verifyExchanges holds the exchange files against their digests. known are the names of
// those that the journal has, next is the number of the exchange that would follow.
func verifyExchanges(dir string, j journal) (known map[string]bool, next int, err error) {
	known, next = map[string]bool{}, 1
	for _, e := range j.events {
		if e.Type != EventExchange {
			continue
		}
		var x exchangeEvent
		if err := json.Unmarshal(e.Data, &x); err != nil {
			return nil, 0, &ChainError{e.Seq, "not readable: " + err.Error()}
		}
		next = max(next, x.Number+1)
		for _, part := range []struct{ file, want string }{{x.RequestFile, x.RequestSHA256}, {x.ResponseFile, x.ResponseSHA256}} {
			if part.file == "" {
				continue
			}
			known[path.Base(part.file)] = true
			content, err := ReadExchange(dir, part.file)
			switch {
			case errors.Is(err, filein.ErrKind), errors.Is(err, filein.ErrTooLarge):
				return nil, 0, fmt.Errorf("%s was changed after the run: %w", part.file, err)
			case err != nil:
				return nil, 0, unreadable(fmt.Errorf("%s is missing or not readable: %w", part.file, err))
			case sum(content) != part.want:
				return nil, 0, fmt.Errorf("%s was changed after the run: its SHA-256 is not the one in %s line %d", part.file, JournalFile, e.Seq)
			}
		}
	}
	return known, next, nil
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
			return true, fmt.Errorf("%s does not say how the run ended, and %s does: the run was killed while writing it, or it was changed; --resume puts it right", HeaderFile, JournalFile)
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

// verifyNothingAdded returns the files of exchanges from number next on that a run under
// way had not noted yet, or an error for all others that the journal does not know.
func verifyNothingAdded(dir string, known map[string]bool, next int, underWay bool) (left []string, err error) {
	entries, err := os.ReadDir(filepath.Join(dir, ExchangesDir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil // an archive keeps no empty folder; files that are missing were found before
	case err != nil:
		return nil, unreadable(fmt.Errorf("listing the exchanges: %w", err))
	}
	var added []string
	for _, e := range entries {
		switch number, is := exchangeNumber(e.Name()); {
		case known[e.Name()]:
		case underWay && is && number >= next && e.Type().IsRegular():
			left = append(left, ExchangesDir+"/"+e.Name())
		default:
			added = append(added, e.Name())
		}
	}
	if len(added) > 0 {
		return nil, fmt.Errorf("%s holds files that %s does not know: %s", ExchangesDir, JournalFile, strings.Join(added, ", "))
	}
	return left, nil
}
