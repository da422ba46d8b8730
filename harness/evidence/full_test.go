package evidence_test

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/fulldisk"
	"github.com/itk-assurance/tkw/harness/model"
)

func aSecondEach() func() time.Time {
	at := time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

var planOfTwo = evidence.Header{
	Format: evidence.Format, ID: "11111111-2222-4333-8444-555555555555", Tool: model.Tool{Name: "tkw", Version: "1.0.0"}, Role: model.RoleProvider,
	StartedAt: time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC),
	Plan:      []evidence.Planned{{ID: "A", Role: model.RoleProvider}, {ID: "B", Role: model.RoleProvider}},
}

// step is what a run does with its store.
type step func(s *evidence.Store) error

var (
	request, response = []byte("POST / HTTP/1.1\r\n\r\n<a/>"), []byte("HTTP/1.1 200 OK\r\n\r\n<b/>")
	steps             = []step{
		func(s *evidence.Store) error {
			_, err := s.AddExchange(model.Exchange{Scenario: "A"}, request, response)
			return err
		},
		func(s *evidence.Store) error {
			return s.AddScenario(model.ScenarioResult{ID: "A", Status: model.Failed}, nil)
		},
		func(s *evidence.Store) error {
			return s.AddProblem(model.Problem{Kind: model.ProblemOwnFailure, Sentence: "odd"})
		},
		func(s *evidence.Store) error {
			_, err := s.AddUnsolicited(model.Exchange{}, request, response, nil)
			return err
		},
		func(s *evidence.Store) error { return s.Finish(false, true, nil) },
	}
)

// disks are those whose call number n fails, by how.
func disks(n int) map[string]*fulldisk.Disk {
	return map[string]*fulldisk.Disk{
		"and stays full":                  fulldisk.After(n),
		"and stays full, half is written": fulldisk.After(n).Short(),
		"and has room again":              fulldisk.Once(n),
		"has room again, half is written": fulldisk.Once(n).Short(),
	}
}

// atEveryCall plays with a disk of which one call fails after the other, in each way, until
// none does, and returns how many there were.
func atEveryCall(t *testing.T, play func(t *testing.T, disk *fulldisk.Disk, dir string)) (calls int) {
	t.Helper()
	for failed := true; failed; calls++ {
		failed = false
		for name, disk := range disks(calls) {
			t.Run(fmt.Sprintf("call %d fails %s", calls, name), func(t *testing.T) {
				play(t, disk, filepath.Join(t.TempDir(), "run"))
			})
			failed = failed || disk.Failed()
		}
	}
	return calls
}

// A run whose disk is full, at whatever call, stops there: what was said to be kept is kept,
// nothing is added after it, and the run can be resumed. What was not said to be kept
// may be there where it could not be taken back.
func TestTheDiskIsFullAtEveryCall(t *testing.T) {
	t.Parallel()
	calls := atEveryCall(t, func(t *testing.T, disk *fulldisk.Disk, dir string) {
		t.Helper()
		s, err := evidence.CreateOn(disk, dir, planOfTwo, aSecondEach())
		if err != nil {
			require.ErrorIs(t, err, evidence.ErrNotKept)
			require.ErrorIs(t, err, syscall.ENOSPC)
			s, err = evidence.Create(dir, planOfTwo, aSecondEach())
			require.NoError(t, err, "what is left behind does not stand in the way")
			require.NoError(t, s.Finish(false, true, nil))
			return
		}
		kept := fill(t, s)
		if !disk.Failed() {
			require.Equal(t, len(steps), kept)
			return
		}
		_ = s.Finish(false, true, nil) // ends it where it was not ended
		run, err := evidence.Load(dir)
		require.NoError(t, err)
		require.False(t, run.Complete && kept < len(steps)-1)
		if kept > 1 {
			require.Equal(t, model.Failed, run.Scenarios[0].Status, "what was said to be kept is kept")
		}
		if kept > 2 {
			require.Len(t, run.Problems, 1)
		}
		goOn(t, dir)
	})
	require.Greater(t, calls, 25, "each of the calls failed once")
}

// fill does the steps of a run and returns how many came before the first that failed.
func fill(t *testing.T, s *evidence.Store) (kept int) {
	t.Helper()
	var failed error
	for i, step := range steps {
		err := step(s)
		switch {
		case failed != nil:
			require.Error(t, err, "step %d: nothing is added after the first failure", i)
		case err != nil:
			require.ErrorIs(t, err, evidence.ErrNotKept)
			require.ErrorIs(t, err, syscall.ENOSPC)
			failed = err
		default:
			kept++
		}
	}
	return kept
}

// goOn resumes a run on a disk with room, and ends it.
func goOn(t *testing.T, dir string) {
	t.Helper()
	s, _, _, err := evidence.Resume(dir, aSecondEach())
	require.NoError(t, err)
	require.NoError(t, s.AddScenario(model.ScenarioResult{ID: "B", Status: model.Passed}, nil))
	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, evidence.Verify(dir))
}

// The same for a run that is resumed.
func TestTheDiskIsFullAtEveryCallOfAResume(t *testing.T) {
	t.Parallel()
	calls := atEveryCall(t, func(t *testing.T, disk *fulldisk.Disk, dir string) {
		t.Helper()
		s, err := evidence.Create(dir, planOfTwo, aSecondEach())
		require.NoError(t, err)
		require.NoError(t, steps[0](s))
		require.NoError(t, s.Finish(true, false, nil))
		s, _, _, err = evidence.ResumeOn(disk, dir, aSecondEach())
		if err == nil {
			fill(t, s)
			_ = s.Finish(false, true, nil)
		}
		if disk.Failed() {
			goOn(t, dir)
		}
	})
	require.Greater(t, calls, 20, "each of the calls failed once")
}
