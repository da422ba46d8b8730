package itk

import (
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestUUID(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$`)
	random, seen := RandomIDs(), map[string]bool{}
	for range 200 {
		id := random.UUID()
		require.Regexp(t, form, id)
		require.False(t, seen[id])
		seen[id] = true
	}
	a, b, other := SeededIDs(7), SeededIDs(7), SeededIDs(8)
	for range 20 {
		id := a.UUID()
		require.Regexp(t, form, id)
		require.Equal(t, id, b.UUID())
		require.NotEqual(t, id, other.UUID())
	}
	require.Equal(t, "6AE6783F-4FBD-491B-AEB8-8B73A48ED247", SeededIDs(1).UUID(), "golden files depend on the sequence")
}

func TestUUIDFromManyGoroutines(t *testing.T) {
	t.Parallel()
	ids := SeededIDs(1)
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]bool{}
	for range 8 {
		wg.Go(func() {
			for range 50 {
				id := ids.UUID()
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Len(t, seen, 400)
}

func TestFormatTime(t *testing.T) {
	t.Parallel()
	summer := time.FixedZone("BST", 3600)
	require.Equal(t, "2031-07-04T09:15:30Z", FormatTime(time.Date(2031, 7, 4, 10, 15, 30, 999, summer)))
}
