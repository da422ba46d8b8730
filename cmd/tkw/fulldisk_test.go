package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/fulldisk"
)

// onDisk runs a command on a disk, and returns what it says on stderr.
func onDisk(t *testing.T, disk evidence.Disk, args ...string) (code int, said string) {
	t.Helper()
	var out, err bytes.Buffer
	a := newApp(strings.NewReader(""), &out, &err)
	a.disk = disk
	code = execute(t.Context(), a, args)
	return code, err.String()
}

// Runs of both roles end where the disk is full, and say how to go on.
func TestTheDiskIsFullInARun(t *testing.T) {
	t.Parallel()
	demo := func(disk evidence.Disk, dir string) (int, string) {
		return onDisk(t, disk, "demo", "--quiet", "--scenario", "CPIS-RECORD-*", "--out", dir)
	}
	whole := fulldisk.After(1 << 30)
	code, said := demo(whole, filepath.Join(t.TempDir(), "demo"))
	require.Zero(t, code, said)
	calls := whole.Calls()
	for _, part := range []int{0, 1, 35, 70, 90} {
		t.Run(fmt.Sprintf("after %d %% of the calls", part), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "demo")
			code, said := demo(fulldisk.After(calls*part/100), dir)
			require.Equal(t, exitCannotJudge, code, said)
			require.Contains(t, said, "the evidence could not be written")
			require.Contains(t, said, "no space left on device")
			require.NotContains(t, said, "--resume", "a demo cannot be resumed")
			for _, half := range []string{"provider", "client"} {
				if _, err := os.Stat(filepath.Join(dir, half, evidence.HeaderFile)); err != nil {
					continue
				}
				run, err := evidence.Load(filepath.Join(dir, half))
				require.NoError(t, err)
				for _, r := range run.Scenarios {
					require.NotEqual(t, "failed", string(r.Status), "%s failed for tkw's own disk", r.ID)
				}
			}
		})
	}
}

// A run against another system can be resumed.
func TestTheDiskIsFullAtTheEndOfARun(t *testing.T) {
	t.Parallel()
	run := func(disk evidence.Disk, dir string) (int, string) {
		return onDisk(t, disk, "run", "--role", "client", "--listen", "127.0.0.1:0", "--quiet", "--timeout", "1ms", "--scenario", "CPIS-RECORD-*", "--out", dir)
	}
	whole := fulldisk.After(1 << 30)
	code, said := run(whole, filepath.Join(t.TempDir(), "run"))
	require.Equal(t, exitIncomplete, code, said)
	dir := filepath.Join(t.TempDir(), "run")
	code, said = run(fulldisk.After(whole.Calls()-4), dir)
	require.Equal(t, exitCannotJudge, code)
	require.Contains(t, said, "make room, and go on with tkw run --resume "+dir)
	code, said = onDisk(t, evidence.FileSystem{}, "run", "--quiet", "--resume", dir, "--timeout", "1ms")
	require.Equal(t, exitIncomplete, code, said)
	require.NotContains(t, said, "could not be written")
	require.NoError(t, evidence.Verify(dir))
}
