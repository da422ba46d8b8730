package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
)

// TestTheClockOfTheMachineIsSet: every command that makes a run holds the clock against one
// that nobody sets.
func TestTheClockOfTheMachineIsSet(t *testing.T) {
	t.Parallel()
	unfinished := filepath.Join(t.TempDir(), "run")
	client := []string{"run", "--role", "client", "--listen", "127.0.0.1:0", "--quiet", "--timeout", "1ms", "--scenario", "CPIS-RECORD-*", "--out"}
	run := func(a *app, args ...string) int { return execute(t.Context(), a, args) }
	command := func(said *strings.Builder) *app { return newApp(strings.NewReader(""), said, said) }

	var said strings.Builder
	require.Equal(t, exitIncomplete, run(command(&said), append(client, unfinished)...), said.String())
	whole, demo := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "demo")
	for name, c := range map[string]struct {
		args []string
		dir  string
	}{
		"run":    {append(client, whole), whole},
		"resume": {[]string{"run", "--quiet", "--resume", unfinished, "--timeout", "1ms"}, unfinished},
		"demo":   {[]string{"demo", "--quiet", "--scenario", "CPIS-RECORD-*", "--out", demo}, filepath.Join(demo, "provider")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said strings.Builder
			a := command(&said)
			calls, passed := 0, a.elapsed
			a.elapsed = func() time.Duration { // a run asks one call at a time
				if calls++; calls == 1 {
					return passed()
				}
				return passed() + time.Hour
			}
			require.Equal(t, exitCannotJudge, run(a, c.args...), said.String())
			r, err := evidence.Load(c.dir)
			require.NoError(t, err)
			require.Len(t, r.Problems, 1)
			require.Equal(t, model.ProblemCouldNotJudge, r.Problems[0].Kind)
			require.Contains(t, r.Problems[0].Sentence, "was set back by 1h0m0s")
		})
	}
}
