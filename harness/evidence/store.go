package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
)

// Store writes one run folder. Safe for concurrent use; Close ends it.
type Store struct {
	dir  string
	now  func() time.Time
	mu   sync.Mutex
	file *os.File
	seq  int
	prev string
	next int // number of the next exchange
	head Header
}

// exchangeEvent is the data of an exchange event: the exchange and what its files hold.
type exchangeEvent struct {
	model.Exchange
	RequestSHA256  string `json:"requestSha256,omitempty"`
	ResponseSHA256 string `json:"responseSha256,omitempty"`
	// Unsolicited marks an exchange that no scenario awaited.
	Unsolicited bool `json:"unsolicited,omitempty"`
}

// scenarioEvent is the data of a scenario event.
type scenarioEvent struct {
	model.ScenarioResult
	// Fired counts the nodes each rule looked at in the scenario's exchanges.
	Fired map[string]int `json:"fired,omitempty"`
}

// finishedEvent is the data of the last event of an execution.
type finishedEvent struct {
	Interrupted bool     `json:"interrupted,omitempty"`
	Complete    bool     `json:"complete"`
	AllRules    []string `json:"allRules,omitempty"`
}

// ErrExists is returned when a run folder is already there.
var ErrExists = errors.New("the run folder already exists")

// Create makes a run folder. An existing folder that holds a run is ErrExists;
// evidence is never overwritten.
func Create(dir string, head Header, now func() time.Time) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, HeaderFile)); err == nil {
		return nil, fmt.Errorf("%s: %w; choose another --out, or --resume it", dir, ErrExists)
	}
	if err := os.MkdirAll(filepath.Join(dir, ExchangesDir), 0o755); err != nil {
		return nil, fmt.Errorf("making the run folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, JournalFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("making the journal: %w", err)
	}
	head.Format = Format
	s := &Store{dir: dir, now: now, file: f, prev: firstPrev, next: 1, head: head}
	if err := s.writeHeader(); err != nil {
		f.Close()
		return nil, err
	}
	if err := s.append(EventStarted, head); err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// Resume opens a run folder to go on with it. done holds the ids of scenarios
// whose results are already there.
func Resume(dir string, now func() time.Time) (s *Store, head Header, done map[string]bool, err error) {
	head, events, torn, err := load(dir)
	if err != nil {
		return nil, head, nil, err
	}
	name := filepath.Join(dir, JournalFile)
	if torn > 0 {
		// The half line of a killed run says nothing; the chain goes on before it.
		info, err := os.Stat(name)
		if err != nil {
			return nil, head, nil, fmt.Errorf("opening the journal: %w", err)
		}
		if err := os.Truncate(name, info.Size()-int64(torn)); err != nil {
			return nil, head, nil, fmt.Errorf("cutting the unfinished line off the journal: %w", err)
		}
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, head, nil, fmt.Errorf("opening the journal: %w", err)
	}
	s = &Store{dir: dir, now: now, file: f, seq: len(events.list), prev: events.last, next: 1, head: head}
	done = map[string]bool{}
	for _, e := range events.list {
		switch e.Type {
		case EventExchange:
			var x exchangeEvent
			if err := json.Unmarshal(e.Data, &x); err == nil && x.Number >= s.next {
				s.next = x.Number + 1
			}
		case EventScenario:
			var r scenarioEvent
			if err := json.Unmarshal(e.Data, &r); err == nil {
				done[r.ID] = true
			}
		}
	}
	if err := s.append(EventResumed, map[string]int{"scenariosDone": len(done)}); err != nil {
		f.Close()
		return nil, head, nil, err
	}
	return s, head, done, nil
}

// Dir is the run folder.
func (s *Store) Dir() string { return s.dir }

// AddExchange keeps the exact bytes of an exchange and notes it in the journal.
// It returns the exchange with its number and file names. An empty response has
// no file.
func (s *Store) AddExchange(x model.Exchange, request, response []byte, unsolicited bool) (model.Exchange, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.Number = s.next
	event := exchangeEvent{Unsolicited: unsolicited}
	for _, part := range []struct {
		name  string
		bytes []byte
		file  *string
		sum   *string
	}{
		{"request", request, &x.RequestFile, &event.RequestSHA256},
		{"response", response, &x.ResponseFile, &event.ResponseSHA256},
	} {
		if len(part.bytes) == 0 {
			continue
		}
		*part.file = path.Join(ExchangesDir, fmt.Sprintf("%04d-%s.http", x.Number, part.name))
		*part.sum = sum(part.bytes)
		if err := writeNew(filepath.Join(s.dir, filepath.FromSlash(*part.file)), part.bytes); err != nil {
			return x, err
		}
	}
	event.Exchange = x
	if err := s.appendLocked(EventExchange, event); err != nil {
		return x, err
	}
	s.next++
	return x, nil
}

// writeNew writes a file that must not be there yet, unless it is what a killed
// run left without noting it.
func writeNew(name string, content []byte) error {
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return fmt.Errorf("keeping evidence: %w", err)
	}
	return nil
}

// AddScenario notes the result of a scenario.
func (s *Store) AddScenario(r model.ScenarioResult, fired map[string]int) error {
	return s.append(EventScenario, scenarioEvent{ScenarioResult: r, Fired: fired})
}

// AddProblem notes why the run could not judge.
func (s *Store) AddProblem(sentence string) error {
	return s.append(EventProblem, map[string]string{"problem": sentence})
}

// Finish notes the end and closes the store. allRules are the ids of the rules
// that could have fired.
func (s *Store) Finish(interrupted, complete bool, allRules []string) error {
	err := s.append(EventFinished, finishedEvent{Interrupted: interrupted, Complete: complete, AllRules: allRules})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.head.FinishedAt = s.now().UTC()
	return errors.Join(err, s.writeHeader(), s.file.Close())
}

func (s *Store) append(kind string, data any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.appendLocked(kind, data)
}

func (s *Store) appendLocked(kind string, data any) error {
	prev, err := appendEvent(s.file, s.seq+1, s.prev, kind, s.now(), data)
	if err != nil {
		return err
	}
	s.seq++
	s.prev = prev
	return nil
}

func (s *Store) writeHeader() error {
	raw, err := json.MarshalIndent(s.head, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", HeaderFile, err)
	}
	name := filepath.Join(s.dir, HeaderFile)
	if err := os.WriteFile(name+".tmp", append(raw, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", HeaderFile, err)
	}
	if err := os.Rename(name+".tmp", name); err != nil {
		return fmt.Errorf("writing %s: %w", HeaderFile, err)
	}
	return nil
}

// ReadExchange returns a file of the run folder by the path that an exchange names.
// Paths outside the exchanges folder are refused.
func ReadExchange(dir, name string) ([]byte, error) {
	if !fs.ValidPath(name) || path.Dir(name) != ExchangesDir {
		return nil, fmt.Errorf("%q is no exchange file", name)
	}
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("reading evidence: %w", err)
	}
	return content, nil
}
