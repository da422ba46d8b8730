package evidence_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
)

// Of several that go on with a run at the same instant, one does, and the chain stays whole.
func TestOneOfManyResumes(t *testing.T) {
	t.Parallel()
	for range 20 {
		dir := filepath.Join(t.TempDir(), "run")
		s, err := evidence.Create(dir, planOfTwo, aSecondEach())
		require.NoError(t, err)
		require.NoError(t, s.Finish(true, false, nil))
		var got [8]*evidence.Store
		var errs [8]error
		var all sync.WaitGroup
		start := make(chan struct{})
		for i := range got {
			all.Go(func() {
				<-start
				got[i], _, _, errs[i] = evidence.Resume(dir, aSecondEach())
			})
		}
		close(start)
		all.Wait()
		winners := 0
		for i, s := range got {
			if errs[i] != nil {
				_, inUse := errors.AsType[*evidence.InUseError](errs[i])
				require.True(t, inUse, "%v", errs[i])
				continue
			}
			winners++
			require.NoError(t, s.AddScenario(model.ScenarioResult{ID: "A", Status: model.Passed}, nil))
			require.NoError(t, s.Finish(false, true, nil))
		}
		require.Equal(t, 1, winners)
		require.NoError(t, evidence.Verify(dir))
	}
}
