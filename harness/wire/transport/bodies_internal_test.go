package transport

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMemoryOfBodies(t *testing.T) {
	t.Parallel()
	b := newBodies(100)
	first := b.want("a", 60)
	require.True(t, first.given)
	second, third, other := b.want("a", 60), b.want("a", 10), b.want("b", 40)
	require.False(t, second.given)
	require.False(t, third.given, "none passes one of its own address that waits for more")
	require.True(t, other.given, "another address holds less")
	require.True(t, b.short(second))
	require.False(t, b.short(third))
	b.release(first)
	require.True(t, second.given)
	require.False(t, third.given)
	b.release(second)
	require.True(t, third.given, "what was given back")
	for _, c := range []*claim{third, other} {
		b.release(c)
	}
	require.Equal(t, 100, b.free)
	require.Empty(t, b.hosts)
}

func TestBodyLargerThanAllMemoryPassesAlone(t *testing.T) {
	t.Parallel()
	b := newBodies(100)
	small := b.want("a", 1)
	large := b.want("a", 500)
	require.False(t, large.given)
	b.release(small)
	require.True(t, large.given)
	require.Zero(t, b.free)
}

func TestBodyThatGivesUpLetsOthersPass(t *testing.T) {
	t.Parallel()
	b := newBodies(100)
	held := b.want("a", 60)
	large, small := b.want("a", 60), b.want("a", 40)
	require.False(t, small.given)
	b.release(large)
	require.True(t, small.given)
	b.release(held)
	b.release(small)
	require.Equal(t, 100, b.free)
}
