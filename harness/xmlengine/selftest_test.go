package xmlengine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSelfTestPassesAndIsCheap(t *testing.T) {
	require.NoError(t, SelfTest())
	best := time.Hour
	for range 10 {
		start := time.Now()
		require.NoError(t, SelfTest())
		best = min(best, time.Since(start))
	}
	t.Logf("%v", best)
	require.Less(t, best, 50*time.Millisecond, "5 ms without the race detector")
}

func TestLibraryVersionIsTheOneInstalled(t *testing.T) {
	t.Parallel()
	require.Regexp(t, `^2[0-9]{4}`, LibraryVersion())
}
