package transport

import (
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// held is a connection of a test: whose it is, what it does, and for how many seconds.
type held struct {
	host    string
	stage   stage
	seconds int
}

func (h held) conn(s *Server) *serverConn {
	ours, theirs := net.Pipe()
	_ = theirs.Close()
	c := &serverConn{srv: s, raw: ours, host: h.host, stage: h.stage, gone: make(chan struct{})}
	c.from(time.Now().Add(-time.Duration(h.seconds) * time.Second))
	return c
}

// heldBy makes a server of as many places as there are connections, and gives these.
func heldBy(list []held) (*Server, []*serverConn) {
	s := &Server{conns: map[*serverConn]struct{}{}, slots: newSlots(len(list))}
	s.changed.L = &s.mu
	conns := make([]*serverConn, len(list))
	for i, h := range list {
		conns[i] = h.conn(s)
		s.slots.add(conns[i])
		s.conns[conns[i]] = struct{}{}
	}
	return s, conns
}

func evictedOf(conns []*serverConn) []int {
	var out []int
	for i, c := range conns {
		if c.evicted {
			out = append(out, i)
		}
	}
	return out
}

func TestWhichConnectionGivesWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		held []held
		want []int
	}{
		{"the one that is silent for longest", []held{{"a", stageIdle, 3}, {"a", stageIdle, 9}, {"a", stageIdle, 1}}, []int{1}},
		{"a slow head before a young silence", []held{{"a", stageIdle, 1}, {"a", stageHead, 5}}, []int{1}},
		{"a slow body before a young head", []held{{"a", stageHead, 1}, {"a", stageBody, 8}}, []int{1}},
		{"a body that keeps its rate stays", []held{{"a", stageBody, -20}, {"a", stageIdle, 1}}, []int{1}},
		{"a client that does not read", []held{{"a", stageReply, 4}, {"a", stageIdle, 2}}, []int{0}},
		{"never one that is being handled", []held{{"a", stageHandling, 100}, {"a", stageIdle, 1}}, []int{1}},
		{"a pause before a request that waits for its turn", []held{{"a", stageWaiting, 1}, {"a", stagePause, 100}, {"a", stageIdle, 1}}, []int{1}},
		{"a silent connection before a queue of small requests", []held{{"a", stageWaiting, 3}, {"a", stageWaiting, 2}, {"a", stageIdle, 1}}, []int{2}},
		{"one with credit before a queue of small requests", []held{{"a", stageWaiting, 3}, {"a", stageWaiting, 2}, {"a", stageIdle, -2}}, []int{2}},
		{"none that waits for tkw", []held{{"a", stageWaiting, 100}, {"a", stageIdle, 1}}, []int{1}},
		{"of requests that wait, where none does anything else, the last", []held{{"a", stageWaiting, 3}, {"a", stageHandling, 9}, {"a", stageWaiting, 5}}, []int{0}},
		{"of the address that holds most", []held{{"a", stageIdle, 100}, {"b", stageIdle, 1}, {"b", stageIdle, 2}}, []int{2}},
		{"of the address that holds most, even if it waits", []held{{"a", stageIdle, 100}, {"b", stageWaiting, 1}, {"b", stageWaiting, 2}}, []int{1}},
		{"of another address where that one is being handled", []held{{"a", stageIdle, 1}, {"b", stageHandling, 1}, {"b", stageHandling, 2}}, []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, conns := heldBy(c.held)
			require.True(t, s.admit(held{host: "new"}.conn(s)))
			require.Equal(t, c.want, evictedOf(conns))
			require.Len(t, s.slots.live, len(c.held))
		})
	}
}

func TestWhichOfThoseThatWaitGivesWay(t *testing.T) {
	t.Parallel()
	type wait struct {
		stage stage
		holds bool
	}
	forMemory, large, small := wait{stageMemory, false}, wait{stageWaiting, true}, wait{stageWaiting, false}
	for _, c := range []struct {
		name  string
		waits []wait // of connections, the oldest first
		want  int
	}{
		{"a body that waits for memory before a small request", []wait{forMemory, small}, 0},
		{"a body that waits for memory before one that has it", []wait{forMemory, large}, 0},
		{"a large body that waits for its turn before a small request", []wait{large, small, small}, 0},
		{"of those that wait for memory the last", []wait{forMemory, forMemory, large}, 1},
		{"of small requests the last", []wait{small, small}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			list := make([]held, len(c.waits))
			for i, w := range c.waits {
				list[i] = held{"a", w.stage, 10 - i}
			}
			s, conns := heldBy(list)
			for i, w := range c.waits {
				s.holds(conns[i], w.holds)
			}
			require.True(t, s.admit(held{host: "new"}.conn(s)))
			require.Equal(t, []int{c.want}, evictedOf(conns))
		})
	}
}

func TestYoungConnectionKeepsItsPlace(t *testing.T) {
	t.Parallel()
	const moment = time.Millisecond
	for _, c := range []struct {
		name string
		held []held
		wait time.Duration // of a connection that comes a moment too early
	}{
		{"all of one age", []held{{"a", stageHead, 10}, {"a", stageHead, 10}}, moment},
		{"one older than the other", []held{{"a", stageIdle, 10}, {"a", stageHead, 9}}, moment},
		{"one that is being handled", []held{{"a", stageHandling, 20}, {"a", stageHead, 10}}, moment},
		{"only those that are being handled", []held{{"a", stageHandling, 20}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, conns := heldBy(c.held)
			over := conns[len(conns)-1].young
			for _, c := range conns {
				if c.stage != stageHandling && c.young.Before(over) {
					over = c.young
				}
			}
			victim, wait := s.slots.victim(over.Add(-moment))
			require.Nil(t, victim)
			require.Equal(t, c.wait, wait)
			victim, _ = s.slots.victim(over)
			require.Equal(t, c.wait > 0, victim != nil)
		})
	}
}

func TestConnectionsWithCredit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		held []held
		want int // of these; -1 for none yet
	}{
		{"pass those that are silent", []held{{"a", stageIdle, -2}, {"a", stageIdle, -1}, {"a", stageIdle, 1}}, 2},
		{"have others wait until these are no longer young", []held{{"a", stageIdle, -1}, {"a", stageIdle, 0}}, -1},
		{"give way where they are more than the young: the earliest", []held{{"a", stageIdle, -2}, {"a", stageIdle, -1}, {"a", stageIdle, 0}}, 1},
		{"give way to each other where all have it: the earliest", []held{{"a", stageIdle, -2}, {"a", stageIdle, -1}}, 1},
		{"give way where there are no others", []held{{"a", stageIdle, -3600}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, conns := heldBy(c.held)
			victim, _ := s.slots.victim(time.Now())
			require.Equal(t, c.want, slices.Index(conns, victim))
		})
	}
}

// TestShortWaitEnds: a wait that is over before it has begun would last until something else
// happens.
func TestShortWaitEnds(t *testing.T) {
	t.Parallel()
	s, _ := heldBy(nil)
	s.mu.Lock()
	defer s.mu.Unlock()
	for range 20_000 {
		s.waitFor(1)
	}
}

func TestNewConnectionWaitsWhileAllOthersAreHandled(t *testing.T) {
	t.Parallel()
	s, conns := heldBy([]held{{"a", stageHandling, 1}})
	var in sync.WaitGroup
	in.Go(func() { s.admit(held{host: "new"}.conn(s)) })
	require.True(t, s.enter(conns[0], stageReply, time.Now()))
	in.Wait()
	require.Equal(t, []int{0}, evictedOf(conns))
}

func TestConnectionsGiveWayWhereDescriptorsRunOut(t *testing.T) {
	t.Parallel()
	list := make([]held, 100)
	for i := range list {
		list[i] = held{"a", stageIdle, i}
	}
	s, conns := heldBy(list)
	require.False(t, s.shrink(&net.OpError{Op: "accept", Err: os.NewSyscallError("accept", syscall.ECONNABORTED)}))
	require.Empty(t, evictedOf(conns))
	require.True(t, s.shrink(&net.OpError{Op: "accept", Err: os.NewSyscallError("accept", syscall.EMFILE)}))
	require.Len(t, evictedOf(conns), freeDescriptors)
	require.True(t, conns[99].evicted, "the oldest")
	require.False(t, conns[0].evicted, "the youngest")
	require.True(t, s.admit(held{host: "new"}.conn(s)))
	require.Len(t, s.slots.live, 100-freeDescriptors, "no more are held from here on")
}
