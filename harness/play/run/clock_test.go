package run_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// jumps is a clock that is set forward and back, as a virtual machine that wakes up does it.
// Safe for concurrent use.
func jumps(by time.Duration) func() time.Time {
	var mu sync.Mutex
	calls := 0
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		calls++
		at := builtin.Now().Add(time.Duration(calls) * time.Millisecond)
		if calls%3 == 0 {
			return at.Add(by)
		}
		return at
	}
}

// A clock that jumps loses nothing, gives no times below nothing, and is never the silent
// reason of a verdict.
func TestTheClockJumps(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for name, by := range map[string]time.Duration{"an hour back": -time.Hour, "an hour ahead": time.Hour} {
		for role, ids := range map[model.Role]string{model.RoleProvider: "PDS-VER-SO-*", model.RoleClient: "PDS-VER-ANSWER-DEMOG-*"} {
			t.Run(name+" in a run with a "+string(role), func(t *testing.T) {
				t.Parallel()
				o, _ := options(t, b, role, ids)
				require.NoError(t, o.Store.Finish(false, false, nil))
				clock := jumps(by)
				head, err := evidence.ReadHeader(o.Store.Dir())
				require.NoError(t, err)
				head.StartedAt, head.FinishedAt, head.JournalSHA256 = clock(), time.Time{}, ""
				o.Now, o.Elapsed = clock, func() time.Duration { return 0 }
				o.Store, err = evidence.Create(filepath.Join(t.TempDir(), "run"), head, clock)
				require.NoError(t, err)
				if role == model.RoleProvider {
					o.Endpoint = serves(t, reference(t, b))
					require.NoError(t, run.AgainstProvider(t.Context(), o))
				} else {
					o.Driver = run.MirrorClient(o)
					require.NoError(t, run.AgainstClient(t.Context(), o))
				}
				dir := o.Store.Dir()
				require.NoError(t, evidence.Verify(dir))
				finished := folder(t, o)
				require.True(t, finished.Complete)
				require.NotEmpty(t, finished.Scenarios)
				require.Equal(t, []model.ProblemKind{model.ProblemCouldNotJudge}, problemKinds(finished), "once")
				require.Contains(t, finished.Problems[0].Sentence, " by 1h0m0s during the run, or the machine slept")
				require.NotEqual(t, verdict.Conforms, outcomeOf(finished))
				for _, r := range finished.Scenarios {
					require.GreaterOrEqual(t, r.DurationMS, 0.0, r.ID)
				}
				number := 0
				for _, x := range finished.Exchanges {
					number++
					require.Equal(t, number, x.Number, "exchanges are in the order in which they were kept")
					require.GreaterOrEqual(t, x.DurationMS, 0.0)
				}
			})
		}
	}
}

// The time that passes, and an adjustment by NTP, are no jump.
func TestTheClockIsAdjusted(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for by, want := range map[time.Duration]int{4 * time.Second: 0, -4 * time.Second: 0, 6 * time.Second: 1, -6 * time.Second: 1} {
		o, _ := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001")
		calls := 0
		passed := func() time.Duration { return time.Duration(calls) * time.Minute }
		o.Now = func() time.Time {
			if calls++; calls == 1 {
				return builtin.Now().Add(passed())
			}
			return builtin.Now().Add(passed() + by)
		}
		o.Elapsed = func() time.Duration { return passed() - time.Minute }
		o.Driver = func(context.Context, string) error { return nil } // the scenario is not exercised
		require.NoError(t, run.AgainstClient(t.Context(), o))
		require.Len(t, folder(t, o).Problems, want, "by %s", by)
	}
}
