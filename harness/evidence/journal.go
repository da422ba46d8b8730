package evidence

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Event types of the journal.
const (
	EventStarted  = "run-started"
	EventResumed  = "run-resumed"
	EventExchange = "exchange"
	EventScenario = "scenario"
	EventProblem  = "problem"
	EventFinished = "run-finished"
)

// Event is one line of the journal.
type Event struct {
	Seq  int             `json:"seq"`
	Time time.Time       `json:"time"`
	Type string          `json:"type"`
	Data json.RawMessage `json:"data,omitempty"`
	// Prev is the SHA-256, in hex, of the line before, without its line end; all
	// zeros in the first line.
	Prev string `json:"prev"`
}

// firstPrev stands for the line before the first.
var firstPrev = strings.Repeat("0", 2*sha256.Size)

// maxLine bounds one journal line when reading.
const maxLine = 64 << 20

// ChainError says which line of a journal does not fit.
type ChainError struct {
	Line   int
	Reason string
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("%s line %d: %s", JournalFile, e.Line, e.Reason)
}

func sum(line []byte) string {
	h := sha256.Sum256(line)
	return hex.EncodeToString(h[:])
}

// readJournal reads all whole lines and checks the chain. A last line without a
// line end is what a kill leaves behind: it is left out, and its length returned.
func readJournal(r io.Reader) (events []Event, last string, torn int, err error) {
	last = firstPrev
	br := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, err := br.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return events, last, len(line), nil
		}
		if err != nil {
			return nil, "", 0, fmt.Errorf("reading %s: %w", JournalFile, err)
		}
		if len(line) > maxLine {
			return nil, "", 0, &ChainError{n, "the line is too long"}
		}
		line = bytes.TrimSuffix(line, []byte("\n"))
		var e Event
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, "", 0, &ChainError{n, "not readable: " + err.Error()}
		}
		switch {
		case e.Prev != last:
			return nil, "", 0, &ChainError{n, "does not follow the line before: a line was changed, dropped, added or moved"}
		case e.Seq != n:
			return nil, "", 0, &ChainError{n, fmt.Sprintf("has sequence number %d", e.Seq)}
		}
		last = sum(line)
		events = append(events, e)
	}
}

// appendEvent writes one line and brings it to the disk.
func appendEvent(f *os.File, seq int, prev, kind string, at time.Time, data any) (string, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("writing a %s event: %w", kind, err)
	}
	line, err := json.Marshal(Event{Seq: seq, Time: at.UTC(), Type: kind, Data: raw, Prev: prev})
	if err != nil {
		return "", fmt.Errorf("writing a %s event: %w", kind, err)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return "", fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	if err := f.Sync(); err != nil {
		return "", fmt.Errorf("bringing %s to the disk: %w", f.Name(), err)
	}
	return sum(line), nil
}
