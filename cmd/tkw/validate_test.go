package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What tkw recorded is judged by the time of its exchange, and the same a year later:
// valid messages stay valid, and the request that had expired when it was sent stays so.
func TestRecordedExchangesAreJudgedTheSameForEver(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	code, _, said := tkwAt(t, "demo", "--quiet", "--domain", "pds", "--service", "verifyNHSNumber", "--out", dir)
	require.Equal(t, exitConforms, code, said)
	const year = 365 * 24 * time.Hour
	for _, role := range []string{"provider", "client"} {
		files := filepath.Join(dir, role, "exchanges")
		code, today, said := tkwAt(t, "validate", "--format", "json", files)
		require.Empty(t, said)
		require.NotContains(t, today, "ITK-SEC-TIME-UNKNOWN")
		later, afterAYear, said := tkwLater(t, year, "validate", "--format", "json", files)
		require.Empty(t, said)
		require.Equal(t, code, later)
		require.Equal(t, today, afterAYear)
		require.NotContains(t, afterAYear, `"rule": "ITK-SEC-FUTURE"`)
	}

	// Of an exchange outside its run folder, only --at says when it was.
	one := filepath.Join(dir, "client", "exchanges", "0001-request.http")
	raw, err := os.ReadFile(one)
	require.NoError(t, err)
	copied := filepath.Join(dir, "copied.http")
	require.NoError(t, os.WriteFile(copied, raw, 0o600))
	code, out, _ := tkwLater(t, year, "validate", one)
	require.Equal(t, exitConforms, code, out)
	require.NotContains(t, out, "ITK-SEC-")
	code, out, _ = tkwLater(t, year, "validate", copied)
	require.Equal(t, exitConforms, code, out)
	require.Contains(t, out, "give --at to judge it [ITK-SEC-TIME-UNKNOWN]")
	code, out, _ = tkwAt(t, "validate", "--at", "2099-01-01T00:00:00Z", copied)
	require.Equal(t, exitFailed, code, out)
	require.Contains(t, out, "it came at 2099-01-01T00:00:00Z [ITK-SEC-EXPIRED]")
	code, out, _ = tkwAt(t, "validate", "--at", "2099-01-01T00:00:00Z", one)
	require.Equal(t, exitFailed, code, out)
}

func TestUnreadableJournalIsNamed(t *testing.T) {
	t.Parallel()
	dir := smallRun(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "journal.jsonl"), []byte("{}\n"), 0o600))
	_, _, said := tkwAt(t, "validate", filepath.Join(dir, "exchanges"))
	require.Equal(t, "tkw: warning: when the exchanges in "+dir+" took place is not known, since its journal cannot be read: "+
		"journal.jsonl line 1: does not follow the line before: a line was changed, dropped, added or moved; give --at TIME\n", said)
}

func TestTimeOfReceiptMustBeOfRFC3339(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"yesterday", "2031-03-04", "2031-03-04T10:15:30", "04/03/2031 10:15"} {
		code, _, said := tkwAt(t, "validate", "--at", at, "x.xml")
		require.Equal(t, exitUsage, code)
		require.Equal(t, "tkw: --at \""+at+"\" is not a date and time of RFC 3339 with a time zone, such as 2031-03-04T10:15:30Z\n", said)
	}
}
