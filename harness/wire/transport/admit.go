package transport

import (
	"errors"
	"syscall"
	"time"
)

const (
	// freeDescriptors are left to the files of the run when descriptors run out, and
	// fewestConnections are served even so.
	freeDescriptors   = 32
	fewestConnections = 8
)

// admit gives c a place, and closes another connection for it where there is none. It
// waits only while all others are being handled or young. False means: the server is closing.
func (s *Server) admit(c *serverConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closing && len(s.slots.live) >= s.slots.most {
		v, wait := s.slots.victim(time.Now())
		switch {
		case v != nil && v.behind():
			v.young = time.Now().Add(youth)
		case v != nil:
			s.slots.evict(v)
		case wait > 0:
			s.waitFor(wait)
		default:
			s.changed.Wait()
		}
	}
	if s.closing {
		return false
	}
	s.slots.add(c)
	s.conns[c] = struct{}{}
	return true
}

// waitFor waits for a change, at most for a time. It holds s.mu before and after.
func (s *Server) waitFor(d time.Duration) {
	wake := time.AfterFunc(d, func() {
		s.mu.Lock() // not before the wait has begun
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer wake.Stop()
	s.changed.Wait()
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
		v, _ := s.slots.victim(time.Now().Add(youth)) // the young as well: nothing at all is accepted now
		if v == nil {
			break
		}
		s.slots.evict(v)
		closed = true
	}
	return closed
}

// evict ends c: at once where nothing can be said to it, and soon where it is being answered;
// otherwise by waking it, so that it says why and ends itself. It no longer counts from here
// on.
func (s *slots) evict(c *serverConn) {
	s.drop(c)
	c.evicted = true
	close(c.gone)
	switch c.stage { // what is set here fails on a closed connection only
	case stageIdle, stageOver:
		_ = c.raw.Close()
	case stageReply:
		_ = c.raw.SetWriteDeadline(time.Now().Add(evictedTime))
	default:
		_ = c.raw.SetReadDeadline(past)
	}
}

// behind tells whether it is tkw that is late with a request, and not the client: bytes have
// come that are not read, or are read and not seen to. Where processors are short, that may
// last for longer than a connection stays young.
func (c *serverConn) behind() bool {
	switch c.stage {
	case stageIdle, stageHead, stageBody:
		return c.working.Load() || hasUnread(c.raw)
	}
	return false
}
