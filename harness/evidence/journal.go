package evidence

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	EventOptions  = "options"
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

// maxLine bounds one journal line. A scenario with thousands of findings stays far
// below it.
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

// journal is what a journal file holds.
type journal struct {
	events []Event
	// sums are the SHA-256 of the lines, one an event.
	sums []string
	// torn is the length of a last line without a line end, which is what a kill
	// leaves behind, and tail its text. It is not among the events.
	torn int
	tail []byte
}

// last is the digest that the next line must carry.
func (j journal) last() string {
	if len(j.sums) == 0 {
		return firstPrev
	}
	return j.sums[len(j.sums)-1]
}

// endings are those of the executions that came to their end, the latest last.
func (j journal) endings() []ending {
	var out []ending
	for i, e := range j.events {
		if e.Type == EventFinished {
			out = append(out, ending{FinishedAt: e.Time, JournalSHA256: j.sums[i]})
		}
	}
	return out
}

// readJournal reads all whole lines and checks the chain. What does not fit is a
// *ChainError.
func readJournal(r io.Reader) (journal, error) {
	var j journal
	br := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, err := readLine(br, maxLine)
		switch {
		case errors.Is(err, io.EOF):
			j.torn, j.tail = len(line), line
			return j, nil
		case errors.Is(err, bufio.ErrTooLong):
			return journal{}, &ChainError{n, "the line is too long"}
		case err != nil:
			return journal{}, fmt.Errorf("reading %s: %w", JournalFile, err)
		}
		var e Event
		if err := json.Unmarshal(line, &e); err != nil {
			return journal{}, &ChainError{n, "not readable: " + err.Error()}
		}
		switch {
		case e.Prev != j.last():
			return journal{}, &ChainError{n, "does not follow the line before: a line was changed, dropped, added or moved"}
		case e.Seq != n:
			return journal{}, &ChainError{n, fmt.Sprintf("has sequence number %d", e.Seq)}
		case (n == 1) != (e.Type == EventStarted):
			return journal{}, &ChainError{n, fmt.Sprintf("is a %q event; there is one %q, and it comes first", e.Type, EventStarted)}
		}
		j.events = append(j.events, e)
		j.sums = append(j.sums, sum(line))
	}
}

// readLine reads one line without its end. At the end of the file it returns what
// is there of a line, and io.EOF; a line of more than most bytes is bufio.ErrTooLong.
func readLine(br *bufio.Reader, most int) ([]byte, error) {
	var line []byte
	for {
		part, err := br.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > most+1:
			return nil, bufio.ErrTooLong
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil:
			return line, err
		default:
			return line[:len(line)-1], nil
		}
	}
}

// encodeEvent makes one line without its end.
func encodeEvent(seq int, prev, kind string, at time.Time, data any) ([]byte, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("writing a %s event: %w", kind, err)
	}
	line, err := json.Marshal(Event{Seq: seq, Time: at, Type: kind, Data: raw, Prev: prev})
	if err != nil {
		return nil, fmt.Errorf("writing a %s event: %w", kind, err)
	}
	if len(line) > maxLine {
		return nil, fmt.Errorf("writing a %s event: it has %d bytes, and at most %d could be read again", kind, len(line), maxLine)
	}
	return line, nil
}
