package transport

import (
	"net"
	"os"
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
	now := time.Unix(1_000_000, 0)
	return &serverConn{srv: s, raw: ours, host: h.host, stage: h.stage, since: now.Add(-time.Duration(h.seconds) * time.Second), gone: make(chan struct{})}
}

// heldBy makes a server of as many places as there are connections, and gives these.
func heldBy(list []held) (*Server, []*serverConn) {
	s := &Server{conns: map[*serverConn]struct{}{}, slots: slots{most: len(list), live: map[*serverConn]struct{}{}}}
	s.changed.L = &s.mu
	conns := make([]*serverConn, len(list))
	for i, h := range list {
		conns[i] = h.conn(s)
		s.conns[conns[i]], s.slots.live[conns[i]] = struct{}{}, struct{}{}
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
		{"a body that keeps its rate stays", []held{{"a", stageBody, -20}, {"a", stageIdle, 0}}, []int{1}},
		{"a client that does not read", []held{{"a", stageReply, 4}, {"a", stageIdle, 2}}, []int{0}},
		{"never one that is being handled", []held{{"a", stageHandling, 100}, {"a", stageIdle, 0}}, []int{1}},
		{"one that waits for tkw comes last", []held{{"a", stageWaiting, 100}, {"a", stageIdle, 0}}, []int{1}},
		{"one that waits for tkw where all do", []held{{"a", stageWaiting, 3}, {"a", stageWaiting, 5}}, []int{1}},
		{"of the address that holds most", []held{{"a", stageIdle, 100}, {"b", stageIdle, 1}, {"b", stageIdle, 2}}, []int{2}},
		{"of the address that holds most, even if it waits", []held{{"a", stageIdle, 100}, {"b", stageWaiting, 1}, {"b", stageWaiting, 2}}, []int{2}},
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
