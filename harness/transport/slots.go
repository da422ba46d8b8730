package transport

import (
	"errors"
	"net"
	"syscall"
	"time"
)

// stage is what a connection is doing, as far as it decides whether the connection may be
// closed to make room for another.
type stage int

const (
	// stageIdle: a TLS handshake, no byte of a first request, or between two requests.
	stageIdle stage = iota
	stageHead
	stageBody
	// stageWaiting: for memory, for its turn, or a pause that the reply asks for.
	stageWaiting
	stageReply
	// stageHandling: the handler is at work, and what it does would be lost.
	stageHandling
)

const (
	// knownCredit is how much longer than others a connection may be idle that has brought a
	// request: of clients that keep their connection, most come back.
	knownCredit = 2 * time.Second
	// freeDescriptors are left to the files of the run when descriptors run out, and
	// fewestConnections are served even so.
	freeDescriptors   = 32
	fewestConnections = 8
)

// slots are the connections of a server and the order in which they give way. Each
// connection has a time from which on it has done nothing for its place: it came, it ended
// a request, or its body should have been where it is. Where connections are short, one of
// the address that holds most of them is closed, and of these the one whose time is
// earliest. So a silent or slow connection gives way to a new one at once, and many
// connections from one address never keep out those from another. Guarded by Server.mu.
type slots struct {
	most int // connections at once
	live map[*serverConn]struct{}
}

// victim is the connection that gives way first; nil where each is being handled. One that
// waits for tkw itself gives way only where no other of its address does.
func (s *slots) victim() *serverConn {
	held := map[string]int{}
	for c := range s.live {
		held[c.host]++
	}
	var first *serverConn
	for c := range s.live {
		if c.stage != stageHandling && (first == nil || s.before(c, first, held)) {
			first = c
		}
	}
	return first
}

func (s *slots) before(a, b *serverConn, held map[string]int) bool {
	if held[a.host] != held[b.host] {
		return held[a.host] > held[b.host]
	}
	if (a.stage == stageWaiting) != (b.stage == stageWaiting) {
		return b.stage == stageWaiting
	}
	return a.since.Before(b.since)
}

// evict ends c: at once where nothing can be said to it, otherwise by waking it, so that
// it says why and ends itself. It no longer counts from here on.
func (s *slots) evict(c *serverConn) {
	delete(s.live, c)
	c.evicted = true
	close(c.gone)
	if c.stage == stageIdle || c.stage == stageReply {
		_ = c.raw.Close()
		return
	}
	_ = c.raw.SetReadDeadline(past) // fails on a closed connection only
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// admit gives c a place, and closes another connection for it where there is none. It
// waits only while all others are being handled. False means: the server is closing.
func (s *Server) admit(c *serverConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closing && len(s.slots.live) >= s.slots.most {
		if v := s.slots.victim(); v != nil {
			s.slots.evict(v)
			continue
		}
		s.changed.Wait()
	}
	if s.closing {
		return false
	}
	s.slots.live[c], s.conns[c] = struct{}{}, struct{}{}
	return true
}

// shrink makes room after a failed accept where descriptors or memory ran out: fewer
// connections are held from here on. It tells whether one was closed.
func (s *Server) shrink(err error) bool {
	if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) && !errors.Is(err, syscall.ENOBUFS) && !errors.Is(err, syscall.ENOMEM) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slots.most = max(fewestConnections, min(s.slots.most, len(s.slots.live)-freeDescriptors))
	closed := false
	for len(s.slots.live) > s.slots.most {
		v := s.slots.victim()
		if v == nil {
			break
		}
		s.slots.evict(v)
		closed = true
	}
	return closed
}

func (s *Server) remove(c *serverConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	delete(s.slots.live, c)
	s.changed.Broadcast()
}

// enter notes what c does from here on, and since when. False means: it has been evicted.
func (s *Server) enter(c *serverConn, st stage, since time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.evicted {
		return false
	}
	handled := c.stage == stageHandling
	c.stage, c.since = st, since
	if handled {
		s.changed.Broadcast()
	}
	return true
}

// readBy lets reads from c end at a time. False means: it has been evicted.
func (s *Server) readBy(c *serverConn, until time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.evicted {
		return false
	}
	_ = c.raw.SetReadDeadline(until) // fails on a closed connection only; the read says so
	return true
}

func (s *Server) isEvicted(c *serverConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.evicted
}

// hostOf is the address of a peer without its port.
func hostOf(peer string) string {
	host, _, err := net.SplitHostPort(peer)
	if err != nil {
		return peer
	}
	return host
}
