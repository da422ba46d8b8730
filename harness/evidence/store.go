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

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/secrets"
)

// Store writes one run folder. Safe for concurrent use; Finish ends it. It holds the
// exclusive lock of the folder until then: another store of it is an [*InUseError].
type Store struct {
	dir     string
	disk    Disk
	now     func() time.Time
	asked   json.RawMessage // the header without its ending
	planned map[string]bool

	mu     sync.Mutex
	file   DiskFile
	size   int64 // of the journal
	seq    int
	prev   string
	next   int   // number of the next exchange
	broken error // why nothing can be written any more
	// unsynced are the files of exchanges that may not be on the disk yet.
	unsynced []string
	// hidden are the secrets of exchanges, by number, to keep them out of what is
	// said of these exchanges later. They are never written.
	hidden map[int]secrets.Masked
}

// exchangeEvent is the data of an exchange event: the exchange and what its files hold.
type exchangeEvent struct {
	model.Exchange
	RequestSHA256  string `json:"requestSha256,omitempty"`
	ResponseSHA256 string `json:"responseSha256,omitempty"`
	// Masked names the credentials that were masked, byte for byte, before the
	// messages were kept.
	Masked []string `json:"masked,omitempty"`
	// Unsolicited marks an exchange that no scenario awaited. Findings are what is wrong
	// with the request of a client; they count by themselves where no result of a scenario
	// has the exchange.
	Unsolicited bool            `json:"unsolicited,omitempty"`
	Findings    []model.Finding `json:"findings,omitempty"`
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

// ErrNotKept is returned when evidence could not be written: the disk is full, or the
// folder is gone. Nothing more can be judged then.
var ErrNotKept = errors.New("the evidence could not be written")

// Create makes a run folder. A folder in which a run was begun is ErrExists;
// evidence is never overwritten; while that run goes on, it is an [*InUseError]. Other
// files of an existing folder are left alone.
func Create(dir string, head Header, now func() time.Time) (*Store, error) {
	return CreateOn(FileSystem{}, dir, head, now)
}

// CreateOn is [Create] on another disk, from which a test may take the room.
func CreateOn(disk Disk, dir string, head Header, now func() time.Time) (*Store, error) {
	exists := fmt.Errorf("%s: %w; choose another --out, or --resume it", dir, ErrExists)
	for _, name := range []string{HeaderFile, JournalFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			if err := InUse(dir); err != nil {
				return nil, err
			}
			return nil, exists
		}
	}
	if err := disk.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%w: making the run folder: %w", ErrNotKept, err)
	}
	// Only one of two that start at once makes this folder.
	if err := disk.Mkdir(filepath.Join(dir, ExchangesDir), 0o755); errors.Is(err, fs.ErrExist) {
		return nil, exists
	} else if err != nil {
		return nil, fmt.Errorf("%w: making the run folder: %w", ErrNotKept, err)
	}
	head.Endpoint = secrets.URL(head.Endpoint)
	asked, err := encodeAsked(head)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, disk: disk, now: now, asked: asked, planned: planned(head), prev: firstPrev, next: 1, hidden: map[int]secrets.Masked{}}
	// The journal comes before run.json: a folder with a run.json is a run folder,
	// and can be reported and resumed, however little of it is there.
	file, err := disk.OpenFile(filepath.Join(dir, JournalFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		s.unmake()
		return nil, fmt.Errorf("%w: making the journal: %w", ErrNotKept, err)
	}
	s.file = file
	if err = lockJournal(dir, file); err == nil {
		err = s.writeHeader(nil)
	}
	if err == nil {
		err = s.append(EventStarted, s.asked)
	}
	if err != nil {
		err = errors.Join(err, s.file.Close())
		if _, others := errors.AsType[*InUseError](err); !others {
			s.unmake()
		}
		return nil, err
	}
	return s, nil
}

// unmake removes what Create made: nothing was kept yet, and what is left would stand in the
// way of another try.
func (s *Store) unmake() {
	for _, name := range []string{HeaderFile, HeaderFile + ".tmp", JournalFile, ExchangesDir} {
		_ = s.disk.Remove(filepath.Join(s.dir, name))
	}
}

func planned(head Header) map[string]bool {
	out := map[string]bool{}
	for _, p := range head.Plan {
		out[p.ID] = true
	}
	return out
}

// Dir is the run folder.
func (s *Store) Dir() string { return s.dir }

// AddExchange keeps the exact bytes of an exchange, but for credentials, which are
// masked at equal length, and notes it in the journal.
// It returns the exchange with its number and file names. An empty request or
// response has no file. The files and the journal line, which holds their digests, are
// there for every other process when it returns; the line is on the disk when the
// result of its scenario is.
func (s *Store) AddExchange(x model.Exchange, request, response []byte) (model.Exchange, error) {
	return s.addExchange(x, request, response, exchangeEvent{})
}

// AddRequest keeps an exchange of a scenario that a client under test began, with what
// is wrong with its request: it counts even if the scenario comes to no result.
func (s *Store) AddRequest(x model.Exchange, request, response []byte, findings []model.Finding) (model.Exchange, error) {
	return s.addExchange(x, request, response, exchangeEvent{Findings: findings})
}

// AddUnsolicited keeps an exchange that no scenario awaited, with what is wrong with its
// request. The journal line is on the disk when it returns, for no result follows. Of an
// exchange that says why its messages are not kept (NotKept), their digests are.
func (s *Store) AddUnsolicited(x model.Exchange, request, response []byte, findings []model.Finding) (model.Exchange, error) {
	return s.addExchange(x, request, response, exchangeEvent{Unsolicited: true, Findings: findings})
}

func (s *Store) addExchange(x model.Exchange, request, response []byte, event exchangeEvent) (model.Exchange, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.Number, x.RequestFile, x.ResponseFile = s.next, "", ""
	if s.broken != nil {
		return x, fmt.Errorf("keeping an exchange: %w", s.broken)
	}
	masked := secrets.Mask(request, response)
	maskExchange(&x, masked)
	event.Masked, event.Findings = masked.Fields, maskFindings(event.Findings, masked)
	for i := range event.Findings {
		event.Findings[i].Exchange = x.Number
	}
	var err error
	switch {
	case x.NotKept != nil:
		x.NotKept = withDigests(*x.NotKept, masked)
	default:
		if x.RequestFile, event.RequestSHA256, err = s.keep(x.Number, "request", masked.Request); err == nil {
			x.ResponseFile, event.ResponseSHA256, err = s.keep(x.Number, "response", masked.Response)
		}
	}
	event.Exchange = x
	if err == nil {
		err = s.appendLocked(EventExchange, event)
	}
	if err != nil {
		s.broken = err
		if errors.Is(err, errUncut) {
			return x, err
		}
		// What the journal does not name must not stay.
		for _, name := range []string{x.RequestFile, x.ResponseFile} {
			if name != "" {
				err = errors.Join(err, s.disk.Remove(filepath.Join(s.dir, filepath.FromSlash(name))))
			}
		}
		return x, err
	}
	s.next++
	if masked.Any() {
		s.hidden[x.Number] = masked
	}
	return x, nil
}

// withDigests says what messages were that are not kept; a copy of evidence has only what the
// original says of them.
func withDigests(n model.NotKept, masked secrets.Masked) *model.NotKept {
	for _, part := range []struct {
		into    *string
		content []byte
	}{{&n.RequestSHA256, masked.Request}, {&n.ResponseSHA256, masked.Response}} {
		if *part.into == "" && len(part.content) > 0 {
			*part.into = sum(part.content)
		}
	}
	return &n
}

// keep writes one message of an exchange, and returns its path and digest. The
// path is empty when there is nothing to keep or it could not be kept.
func (s *Store) keep(number int, part string, content []byte) (file, digest string, err error) {
	if len(content) == 0 {
		return "", "", nil
	}
	file = path.Join(ExchangesDir, fmt.Sprintf("%04d-%s.http", number, part))
	name := filepath.Join(s.dir, filepath.FromSlash(file))
	f, err := s.disk.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrNotKept, errors.Join(err, s.disk.Remove(name)))
	}
	s.unsynced = append(s.unsynced, name)
	return file, sum(content), nil
}

// AddScenario notes the result of a scenario of the plan. fired counts the nodes
// that each rule looked at.
func (s *Store) AddScenario(r model.ScenarioResult, fired map[string]int) error {
	if !s.planned[r.ID] {
		return fmt.Errorf("scenario %q is not in the plan of the run", r.ID)
	}
	return s.append(EventScenario, scenarioEvent{ScenarioResult: s.maskResult(r), Fired: fired})
}

// AddOptions notes options that differ from those that the run was begun with: from here
// on, [Load] has them in their place.
func (s *Store) AddOptions(options map[string]string) error { return s.append(EventOptions, options) }

// AddProblem notes what keeps the run from a clean result.
func (s *Store) AddProblem(p model.Problem) error {
	p.Sentence = s.maskSentence(p.Sentence)
	return s.append(EventProblem, p)
}

// Finish notes the end and closes the store. allRules are the ids of the rules
// that could have fired.
func (s *Store) Finish(interrupted, complete bool, allRules []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.now().UTC()
	err := s.appendAt(at, EventFinished, finishedEvent{Interrupted: interrupted, Complete: complete, AllRules: allRules})
	if err == nil {
		err = s.writeHeader(&ending{FinishedAt: at, JournalSHA256: s.prev})
	}
	if closed := s.file.Close(); closed != nil && err == nil {
		err = fmt.Errorf("%w: closing %s: %w", ErrNotKept, s.file.Name(), closed)
	}
	s.broken = errors.New("the run is finished")
	return err
}

func (s *Store) append(kind string, data any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.appendLocked(kind, data)
}

func (s *Store) appendLocked(kind string, data any) error {
	return s.appendAt(s.now().UTC(), kind, data)
}

// appendAt writes one line and brings it to the disk. A line that could not be written whole
// is cut off again. After the first that could not be written nothing more is: what came
// later would stand in the journal, and what was lost would be missed by nobody.
func (s *Store) appendAt(at time.Time, kind string, data any) error {
	if s.broken != nil {
		return fmt.Errorf("writing a %s event: %w", kind, s.broken)
	}
	line, err := encodeEvent(s.seq+1, s.prev, kind, at, data)
	if err != nil {
		return err
	}
	// An exchange reaches the disk with the scenario it belongs to, which follows
	// before the next scenario starts.
	x, isExchange := data.(exchangeEvent)
	lasting := !isExchange || x.Unsolicited
	if lasting {
		err = s.syncFiles()
	}
	if err == nil {
		_, err = s.file.Write(append(line, '\n'))
	}
	if err == nil && lasting {
		err = s.file.Sync()
	}
	if err != nil {
		s.broken = fmt.Errorf("%w: writing %s: %w", ErrNotKept, s.file.Name(), err)
		if uncut := s.file.Truncate(s.size); uncut != nil {
			return fmt.Errorf("%w; %w: %w", s.broken, errUncut, uncut)
		}
		return s.broken
	}
	s.size += int64(len(line)) + 1
	s.seq++
	s.prev = sum(line)
	return nil
}

// errUncut is returned where a line that could not be brought to the disk could not be cut
// off either: it may be in the journal, so that the files that it names must stay.
var errUncut = errors.New("nor could the line be cut off")

// syncFiles brings the files of exchanges to the disk, and their names: a line of the journal
// that is there must not name a file that is not.
func (s *Store) syncFiles() error {
	if len(s.unsynced) == 0 {
		return nil
	}
	for _, name := range append(s.unsynced, filepath.Join(s.dir, ExchangesDir)) {
		if err := s.syncFile(name); err != nil {
			return err
		}
	}
	s.unsynced = s.unsynced[:0]
	return nil
}

// syncFile brings a file, or the names in a folder, to the disk.
func (s *Store) syncFile(name string) error {
	f, err := s.disk.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// writeHeader writes run.json, at once or not at all.
func (s *Store) writeHeader(end *ending) error {
	raw, err := encodeHeader(s.asked, end)
	if err != nil {
		return err
	}
	name := filepath.Join(s.dir, HeaderFile)
	f, err := s.disk.OpenFile(name+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("%w: writing %s: %w", ErrNotKept, HeaderFile, err)
	}
	if _, err = f.Write(raw); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.disk.Rename(name+".tmp", name)
	}
	if err == nil {
		err = s.syncFile(s.dir)
	}
	if err != nil {
		return fmt.Errorf("%w: writing %s: %w", ErrNotKept, HeaderFile, err)
	}
	return nil
}

// ReadExchange returns a file of the run folder by the path that an exchange names.
// Paths outside the exchanges folder are refused.
func ReadExchange(dir, name string) ([]byte, error) {
	if !fs.ValidPath(name) || path.Dir(name) != ExchangesDir {
		return nil, fmt.Errorf("%q is no exchange file", name)
	}
	content, err := filein.Ordinary(filepath.Join(dir, filepath.FromSlash(name)), maxExchange)
	if err != nil {
		return nil, fmt.Errorf("reading evidence: %w", err)
	}
	return content, nil
}
