package transport

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// asked is a request of a test: from where, and of how many kilobytes.
type asked struct {
	host string
	size int
}

// servedInTurn lets requests wait behind blockers, which leave one by one, and gives the
// order in which the requests get their turn, one at a time.
func servedInTurn(places int, list []asked) []string {
	t := newTurns(places)
	var blockers []*turn
	for range places - 1 {
		blockers = append(blockers, t.join("blocker", 1<<20))
	}
	blockers = append(blockers, t.join("blocker", 0))
	waiting := make([]*turn, len(list))
	for i, a := range list {
		waiting[i] = t.join(a.host, a.size<<10)
	}
	var order []string
	t.leave(blockers[0]) // of all places, one is given to those that wait
	for range list {
		for i, w := range waiting {
			if w != nil && w.given {
				order = append(order, fmt.Sprintf("%s%d", list[i].host, i))
				waiting[i] = nil
				t.leave(w)
				break
			}
		}
	}
	return order
}

func TestTurnsAreFair(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		list []asked
		want []string
	}{
		{"those of one address and size in the order in which they came", []asked{{"a", 1}, {"a", 1}, {"a", 1}}, []string{"a0", "a1", "a2"}},
		{"a small one passes large ones", []asked{{"a", 900}, {"a", 900}, {"a", 10}}, []string{"a2", "a0", "a1"}},
		{"another address is next, however many wait", []asked{{"a", 10}, {"a", 10}, {"a", 10}, {"a", 10}, {"b", 10}}, []string{"a0", "b4", "a1", "a2", "a3"}},
		{"addresses take turns by what they cost", []asked{{"a", 100}, {"a", 100}, {"b", 40}, {"b", 40}, {"b", 40}}, []string{"a0", "b2", "b3", "b4", "a1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, servedInTurn(2, c.list)))
		})
	}
}

func TestLargeRequestIsOvertakenOnlyForWhatItCosts(t *testing.T) {
	t.Parallel()
	turns := newTurns(2)
	first, second := turns.join("a", 1<<20), turns.join("a", 0)
	large := turns.join("a", 256<<10)
	small := turns.join("a", 0)
	passed := 0
	turns.leave(first)
	for !large.given {
		require.LessOrEqual(t, passed, (256<<10)/turnCost+1, "the large one never gets its turn")
		next := turns.join("a", 0)
		if small.given {
			passed++
			turns.leave(small)
		}
		small = next
	}
	require.Positive(t, passed)
	turns.leave(second)
}

func TestOnePlaceIsKeptForSmallRequests(t *testing.T) {
	t.Parallel()
	for _, places := range []int{1, 2, 8} {
		turns := newTurns(places)
		given := 0
		var last *turn
		for range places + 3 {
			if last = turns.join("a", smallBody+1); last.given {
				given++
			}
		}
		require.Equal(t, max(places, 2)-1, given)
		require.False(t, last.given)
		require.True(t, turns.join("a", smallBody).given, "a small one passes")
		require.False(t, turns.join("a", smallBody).given, "all places are taken")
	}
}

func TestTurnThatIsGivenUpIsNobodys(t *testing.T) {
	t.Parallel()
	turns := newTurns(2)
	a, b := turns.join("a", 0), turns.join("a", 0)
	gone, waits := turns.join("a", 0), turns.join("a", 0)
	turns.leave(gone)
	turns.leave(a)
	require.False(t, gone.given)
	require.True(t, waits.given)
	turns.leave(b)
	turns.leave(waits)
	require.Equal(t, 2, turns.free)
	require.Empty(t, turns.hosts, "nothing is kept of addresses that have left")
}
