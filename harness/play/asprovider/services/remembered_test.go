package asprovider

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

func TestTheOldestIsForgotten(t *testing.T) {
	t.Parallel()
	var r remembered[int]
	const half = maxRemembered/2 - entryCost
	require.Empty(t, r.add(1, half))
	require.Empty(t, r.add(2, half))
	require.Empty(t, cmp.Diff([]int{1}, r.add(3, 0)))
	require.Empty(t, cmp.Diff([]int{2}, r.add(4, half)))
	require.Empty(t, cmp.Diff([]int{3, 4}, r.entries))
	require.Empty(t, cmp.Diff([]int{3, 4, 5}, r.add(5, maxRemembered)), "what has no room at all")
	require.Empty(t, r.entries)
	require.Zero(t, r.bytes)
}

// What a sender may fill is bounded, and a permission that still has room is not forgotten.
func TestPermissionsAreBounded(t *testing.T) {
	t.Parallel()
	s := newSCR(&pack.Pack{}).(*scr) //nolint:forcetypeassert // it is one
	q := Query{Now: time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC), Ask: map[string]string{"nhsNumber": "9990004048"}}
	for i := range 2000 {
		q.Ask["staff"] = "100" + strings.Repeat("x", 1000) + string(rune('A'+i%26)) + strings.Repeat("y", i)
		s.createPermissions(q)
	}
	require.Less(t, len(s.permissions), 1000)
	require.LessOrEqual(t, s.granted.bytes, maxRemembered)
	require.Len(t, s.granted.entries, len(s.permissions))
	q.Ask["staff"] = "100"
	s.createPermissions(q)
	_, ok := s.permissions[grant{"9990004048", "100"}]
	require.True(t, ok)
	newest := s.granted.entries[len(s.granted.entries)-1]
	s.createPermissions(q)
	require.Equal(t, 1, strings.Count(strings.Join(slices.Collect(func(yield func(string) bool) {
		for _, g := range s.granted.entries {
			if g == newest && !yield("again") {
				return
			}
		}
	}), " "), "again"), "a permission that is renewed takes its place once")
}
