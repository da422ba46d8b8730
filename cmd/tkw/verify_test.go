package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
)

// tkwAt runs one command line in this process and returns its exit code and what it
// said.
func tkwAt(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	return tkwLater(t, 0, args...)
}

// tkwLater does the same with a clock that is fast.
func tkwLater(t *testing.T, by time.Duration, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	now := func() time.Time { return time.Now().Add(by) }
	a := newApp(strings.NewReader(""), &stdout, &stderr)
	a.now, a.elapsed = now, nil
	code = execute(context.Background(), a, args)
	return code, stdout.String(), stderr.String()
}

// smallRun is a run folder with one exchange.
func smallRun(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	at := time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)
	now := func() time.Time { return at }
	s, err := evidence.Create(dir, evidence.Header{
		ID: "11111111-2222-4333-8444-555555555555", Tool: model.Tool{Name: "tkw", Version: "1"}, Role: model.RoleProvider, Domains: []string{"pds"},
		StartedAt: at, SUT: model.SUT{Supplier: "a", Product: "b", Version: "c"}, Plan: []evidence.Planned{{ID: "A", Title: "one", Role: model.RoleProvider}},
	}, now)
	require.NoError(t, err)
	x, err := s.AddExchange(model.Exchange{Scenario: "A", StartedAt: at, Outcome: "response"}, []byte("POST / HTTP/1.1\r\n\r\n<a/>"), []byte("HTTP/1.1 200 OK\r\n\r\n<b/>"))
	require.NoError(t, err)
	require.NoError(t, s.AddScenario(model.ScenarioResult{ID: "A", Title: "one", Status: model.Passed, StartedAt: at, Exchanges: []int{x.Number}}, nil))
	require.NoError(t, s.Finish(false, true, nil))
	return dir
}

// Every byte of a signed archive counts: of each part, some are changed, one at a
// time, and each change is found, with a sentence, and exit code 1.
func TestChangeOfAnyByteOfAnArchiveIsFound(t *testing.T) {
	t.Parallel()
	dir := smallRun(t)
	keys := filepath.Join(filepath.Dir(dir), "key.pem")
	public := filepath.Join(filepath.Dir(dir), "key.pub.pem")
	code, _, said := tkwAt(t, "keys", "new", keys)
	require.Equal(t, exitConforms, code, said)
	code, _, said = tkwAt(t, "seal", dir, "--key", keys)
	require.Equal(t, exitConforms, code, said)
	code, out, said := tkwAt(t, "verify", dir+".zip", "--key", public)
	require.Equal(t, exitConforms, code, said)
	require.Contains(t, out, "result PASSED")
	whole, err := os.ReadFile(dir + ".zip")
	require.NoError(t, err)
	damaged := filepath.Join(filepath.Dir(dir), "damaged.zip")
	// A prime step visits every part, small ones too: the table at the end has some
	// 60 bytes an entry.
	for i := 0; i < len(whole); i += 23 {
		changed := bytes.Clone(whole)
		changed[i] ^= 1 << (i % 8)
		require.NoError(t, os.WriteFile(damaged, changed, 0o600))
		code, out, said := tkwAt(t, "verify", damaged, "--key", public)
		require.Equal(t, exitFailed, code, "byte %d of %d: %s", i, len(whole), out)
		require.Contains(t, said, "the evidence in "+damaged+" is not intact: ")
	}
}
