package evidence

import (
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

var start = time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)

// clock gives a second more at each call. Safe for concurrent use.
func clock() func() time.Time {
	var mu sync.Mutex
	at := start
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Second)
		return at
	}
}

func header() Header {
	return Header{
		Format: Format, ID: "11111111-2222-4333-8444-555555555555", Tool: model.Tool{Name: "tkw", Version: "1.0.0"},
		Role: model.RoleProvider, Domains: []string{"pds"}, Endpoint: "http://sut.test/?a=1&b=<2>", Partial: true, Selection: "--tag smoke",
		SUT: model.SUT{Supplier: "Supplier & Söhne"}, Host: map[string]string{"os": "linux", "arch": "amd64"},
		Packs: []model.Pack{{Domain: "pds", Title: "PDS", Scenarios: "aa", Source: "built in"}}, StartedAt: start,
		Plan: []Planned{
			{ID: "PDS-A", Title: "first", Domain: "pds", Service: "verifyNHSNumber", Role: model.RoleProvider, Requirements: []string{"R-1"}, Expected: "response SMSP-0000"},
			{ID: "PDS-B", Title: "second", Domain: "pds", Service: "verifyNHSNumber", Role: model.RoleProvider},
		},
		Catalogue: []model.Requirement{{ID: "R-1", Title: "one", Level: "Must", Domain: "pds", Applies: "Y", Evidence: model.EvidenceMessages}},
		Operator:  "A. Engineer",
		Options:   map[string]string{"deadline": "30s"},
	}
}

func result(id string, status model.Status) model.ScenarioResult {
	r := model.ScenarioResult{
		ID: id, Title: "title of " + id, Domain: "pds", Service: "verifyNHSNumber", Role: model.RoleProvider, Status: status, DurationMS: 12.5,
		StartedAt: start, Requirements: []string{"R-1"}, Reference: []string{}, Exchanges: []int{1}, Findings: []model.Finding{},
	}
	if status == model.Failed {
		r.Findings = []model.Finding{{Check: "rules", Rule: "X-1", Severity: model.Error, Layer: model.LayerSOAP, Message: "no <good> & \u2028", Requirements: []string{"R-1"}}}
	}
	return r
}

var (
	requestBytes  = []byte("POST / HTTP/1.1\r\n\r\n<a/>")
	responseBytes = []byte("HTTP/1.1 200 OK\r\n\r\n\x00\xff<b/>")
)

// addFirst adds what scenario PDS-A leaves behind.
func addFirst(t *testing.T, s *Store) {
	t.Helper()
	_, err := s.AddExchange(model.Exchange{Scenario: "PDS-A", Service: "verifyNHSNumber", StartedAt: start, Outcome: "response SMSP-0000"}, requestBytes, responseBytes)
	require.NoError(t, err)
	require.NoError(t, s.AddScenario(result("PDS-A", model.Passed), map[string]int{"X-1": 2}))
}

// addSecond adds what scenario PDS-B leaves behind: an exchange without an answer.
func addSecond(t *testing.T, s *Store) {
	t.Helper()
	_, err := s.AddUnsolicited(model.Exchange{Scenario: "PDS-B", StartedAt: start, Outcome: "no answer", TransportError: "timeout"}, requestBytes, nil, []model.Finding{{Rule: "X-3", Severity: model.Warning, Message: "odd"}})
	require.NoError(t, err)
	require.NoError(t, s.AddScenario(result("PDS-B", model.Failed), nil))
}

// newRun makes a run folder with one scenario done, and leaves it as a kill would.
func newRun(t *testing.T) (dir string, s *Store) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	s, err := Create(dir, header(), clock())
	require.NoError(t, err)
	addFirst(t, s)
	return dir, s
}

// kill takes from a store what the system takes from a killed process.
func kill(t *testing.T, s *Store) {
	t.Helper()
	require.NoError(t, s.file.Close())
}

// finishedRun makes a whole run folder.
func finishedRun(t *testing.T) string {
	t.Helper()
	dir, s := newRun(t)
	addSecond(t, s)
	require.NoError(t, s.AddProblem(model.Problem{Kind: model.ProblemOwnFailure, Sentence: "the peer was slow"}))
	require.NoError(t, s.Finish(false, true, []string{"X-2", "X-1"}))
	require.NoError(t, Verify(dir))
	return dir
}

// read and write take and put all files of a run folder, by their paths in it.
func read(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"*", ExchangesDir + "/*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		for _, name := range names {
			if info, err := os.Stat(name); err != nil || info.IsDir() {
				continue
			}
			content, err := os.ReadFile(name)
			require.NoError(t, err)
			rel, err := filepath.Rel(dir, name)
			require.NoError(t, err)
			files[filepath.ToSlash(rel)] = content
		}
	}
	return files
}

func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, ExchangesDir), 0o755))
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o644))
	}
}

// with is a copy of files in which one has another content, or is absent when nil.
func with(files map[string][]byte, name string, content []byte) map[string][]byte {
	out := maps.Clone(files)
	out[name] = content
	if content == nil {
		delete(out, name)
	}
	return out
}
