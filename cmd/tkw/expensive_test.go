package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
)

// identities are so many that the rules about audit identities cost more than they may.
var identities = strings.Repeat(`<itk:id uri="urn:nhs-uk:identity:ods:A:b"/>`, 100_000)

// requests are a genuine one, and the same with too many audit identities.
func requests(t *testing.T) (genuine, expensive []byte) {
	t.Helper()
	b, err := newApp(strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}).newBench(config{})
	require.NoError(t, err)
	r, err := b.composer.Request(b.set.Pack("pds"), scenario.Step{Service: "getPatientDetails", Persona: "full-record"}, "http://127.0.0.1/")
	require.NoError(t, err)
	const end = "</itk:auditIdentity>"
	require.Contains(t, string(r.Wire.Body), end)
	return r.Wire.Body, bytes.Replace(r.Wire.Body, []byte(end), []byte(identities+end), 1)
}

// commandLine runs one and gives its exit code and what it said.
func commandLine(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out, err bytes.Buffer
	code = execute(t.Context(), newApp(strings.NewReader(""), &out, &err), args)
	return code, out.String() + err.String()
}

// What costs too much is judged by nobody: it is never a pass and never the failure of who
// sent it, and the evidence is kept.
func TestMessagesThatAreTooExpensive(t *testing.T) {
	t.Parallel()
	genuine, message := requests(t)
	dir := t.TempDir()
	small, file := filepath.Join(dir, "small.xml"), filepath.Join(dir, "message.xml")
	require.NoError(t, os.WriteFile(small, genuine, 0o644))
	require.NoError(t, os.WriteFile(file, message, 0o644))
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(message)))
		_, _ = w.Write(message)
	}))
	defer provider.Close()

	const why = "could not judge: too expensive: the rules need more than 18,000,000 steps of XPath"
	code, said := commandLine(t, "validate", file)
	require.Equal(t, exitCannotJudge, code, said)
	require.Contains(t, said, "not judged: "+why)

	code, said = commandLine(t, "send", small, "--endpoint", provider.URL)
	require.Equal(t, exitCannotJudge, code, said[max(0, len(said)-2000):])
	require.Contains(t, said, "HTTP 200: "+why)

	run := filepath.Join(dir, "run")
	args := []string{"run", "--role", "provider", "--endpoint", provider.URL, "--scenario", "PDS-DET-BIRTH-MONTH", "--out", run}
	code, said = commandLine(t, args...)
	require.Equal(t, exitCannotJudge, code, said)
	require.Contains(t, said, why)
	kept, err := os.ReadFile(filepath.Join(run, "exchanges", "0001-response.http"))
	require.NoError(t, err)
	require.True(t, bytes.HasSuffix(kept, message), "what was exchanged is evidence")
}

// serve says why it cannot judge, to the client and on stderr, and goes on.
func TestServeMeetsAMessageThatIsTooExpensive(t *testing.T) {
	t.Parallel()
	_, message := requests(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, said lines
	done := make(chan int)
	go func() {
		done <- execute(ctx, newApp(strings.NewReader(""), &out, &said), []string{"serve", "--listen", "127.0.0.1:0"})
	}()
	address := regexp.MustCompile(`at (http://[0-9.:]+/)`)
	require.Eventually(t, func() bool { return address.MatchString(said.String()) }, time.Minute, 10*time.Millisecond)
	to := address.FindStringSubmatch(said.String())[1]
	for n := range 2 {
		res, err := http.Post(to, "text/xml; charset=utf-8", bytes.NewReader(message))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusInternalServerError, res.StatusCode)
		require.Eventually(t, func() bool { return strings.Count(said.String(), "too expensive") > n }, time.Minute, 10*time.Millisecond)
	}
	stop()
	<-done
}
