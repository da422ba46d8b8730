package services

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestTheOldestIsForgotten(t *testing.T) {
	t.Parallel()
	var r Remembered[int]
	const half = MaxRemembered/2 - entryCost
	require.Empty(t, r.Add(1, half))
	require.Empty(t, r.Add(2, half))
	require.Empty(t, cmp.Diff([]int{1}, r.Add(3, 0)))
	require.Empty(t, cmp.Diff([]int{2}, r.Add(4, half)))
	require.Empty(t, cmp.Diff([]int{3, 4}, r.entries))
	require.Empty(t, cmp.Diff([]int{3, 4, 5}, r.Add(5, MaxRemembered)), "what has no room at all")
	require.Empty(t, r.entries)
	require.Zero(t, r.bytes)
}
