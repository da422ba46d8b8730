package evidence

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// full is the journal of a disk that has room for some calls more.
type full struct {
	journalFile
	left  int
	short bool // the call that fails has written half
}

func (f *full) take() error {
	if f.left--; f.left < 0 {
		return syscall.ENOSPC
	}
	return nil
}

func (f *full) Write(line []byte) (int, error) {
	if err := f.take(); err != nil {
		n := 0
		if f.short {
			n, _ = f.journalFile.Write(line[:len(line)/2])
		}
		return n, err
	}
	return f.journalFile.Write(line)
}

func (f *full) Sync() error {
	if err := f.take(); err != nil {
		return err
	}
	return f.journalFile.Sync()
}

// A run whose disk is full, at whatever write, stops there: all that was said to be kept is
// kept, nothing is written after it, and the run can be gone on with.
func TestTheDiskIsFullAtEveryWrite(t *testing.T) {
	t.Parallel()
	steps := []func(*Store) error{
		func(s *Store) error { _, err := s.AddExchange(model.Exchange{}, requestBytes, nil); return err },
		func(s *Store) error { return s.AddScenario(result("PDS-B", model.Failed), nil) },
		func(s *Store) error { return s.AddProblem(model.Problem{Sentence: "odd"}) },
		func(s *Store) error { _, err := s.AddUnsolicited(model.Exchange{}, requestBytes, nil, nil); return err },
		func(s *Store) error { return s.Finish(false, true, nil) },
	}
	calls := 0 // that succeed before the disk is full
	for ; ; calls++ {
		reached := false
		for _, short := range []bool{false, true} {
			t.Run(fmt.Sprintf("after %d calls, half a line left: %v", calls, short), func(t *testing.T) {
				dir, s := newRun(t)
				s.file = &full{s.file, calls, short}
				var failed error
				kept := 0
				for _, step := range steps {
					err := step(s)
					switch {
					case failed != nil:
						require.Error(t, err, "nothing is written after the first failure")
					case err != nil:
						require.ErrorIs(t, err, ErrNotKept)
						require.ErrorIs(t, err, syscall.ENOSPC)
						failed = err
						after := read(t, dir)
						defer func() {
							require.Empty(t, cmp.Diff(after[JournalFile], read(t, dir)[JournalFile][:len(after[JournalFile])]))
						}()
					default:
						kept++
					}
				}
				if failed == nil {
					reached = true
					return
				}
				_ = s.file.Close() // the store closed it, where it got to its end
				run, err := Load(dir)
				require.NoError(t, err)
				require.False(t, run.Complete)
				if kept > 1 {
					require.Equal(t, model.Failed, run.Scenarios[1].Status, "what was said to be kept is kept")
				}
				s, _, _, err = Resume(dir, clock())
				require.NoError(t, err)
				addSecond(t, s)
				require.NoError(t, s.Finish(false, true, nil))
				require.NoError(t, Verify(dir))
			})
		}
		if reached {
			break
		}
	}
	require.Greater(t, calls, 6, "each of the writes failed once")
}
