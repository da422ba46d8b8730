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

// memory is what a body has to do with the memory for large bodies.
type memory int

const (
	// memoryNone: the body is small, or there is none.
	memoryNone memory = iota
	memoryHeld
	memoryAwaited
)

const (
	// knownCredit is how much longer than others a connection may be idle that has brought a
	// request: of clients that keep their connection, most come back.
	knownCredit = 2 * time.Second
	// youth is how long a connection keeps its place whatever else comes, for a small request
	// to be read in. Others are not accepted for so long, and wait in the kernel.
	youth = 200 * time.Millisecond
	// freeDescriptors are left to the files of the run when descriptors run out, and
	// fewestConnections are served even so.
	freeDescriptors   = 32
	fewestConnections = 8
)

// slots are the connections of a server and the order in which they give way. Each
// connection has a time from which on it has done nothing for its place: it came, it ended
// a request, or its body should have been where it is. Where connections are short, one of
// the address that holds most of them is closed, so that many connections from one address
// never keep out those from another. Of these it is the one whose time is earliest, so that
// a silent or slow connection gives way to a new one within [youth]. Those that wait for tkw itself
// are spared, unless they are the greater part: a queue that filled all places would leave
// none in which a small request could be read. Guarded by Server.mu.
type slots struct {
	most    int // connections at once
	live    map[*serverConn]struct{}
	holders map[string]*holder
}

// holder is an address that has places.
type holder struct{ places int }

func newSlots(most int) slots {
	return slots{most: most, live: map[*serverConn]struct{}{}, holders: map[string]*holder{}}
}

// add gives c a place.
func (s *slots) add(c *serverConn) {
	h := s.holders[c.host]
	if h == nil {
		h = &holder{}
		s.holders[c.host] = h
	}
	h.places++
	c.holder = h
	s.live[c] = struct{}{}
}

// drop takes the place of c back, if it has one.
func (s *slots) drop(c *serverConn) {
	if c.holder == nil {
		return
	}
	if c.holder.places--; c.holder.places == 0 {
		delete(s.holders, c.host)
	}
	c.holder = nil
	delete(s.live, c)
}

// victim is the connection that gives way first at a time. It is nil where there is none yet,
// and wait then says how long the first of them stays young; 0 where each is being handled.
func (s *slots) victim(now time.Time) (victim *serverConn, wait time.Duration) {
	var waiting, other *serverConn
	more := 0 // that wait than that do not
	for _, c := range s.heaviest() {
		if c.stage == stageWaiting {
			more++
			if waiting == nil || c.lessUrgent(waiting) {
				waiting = c
			}
			continue
		}
		more--
		if young := c.young.Sub(now); young > 0 {
			if wait == 0 || young < wait {
				wait = young
			}
		} else if other == nil || c.since.Before(other.since) {
			other = c
		}
	}
	switch {
	case more > 0:
		return waiting, 0
	case other != nil:
		return other, 0
	}
	return nil, wait
}

// heaviest are the connections that may give way of the address that holds most places, and
// of all addresses that hold as many.
func (s *slots) heaviest() []*serverConn {
	most := 0
	var list []*serverConn
	for c := range s.live {
		places := c.holder.places
		if c.stage == stageHandling || places < most {
			continue
		}
		if places > most {
			most, list = places, list[:0]
		}
		list = append(list, c)
	}
	return list
}

// lessUrgent orders connections that wait: those that wait for memory give way before those
// that hold it, these before small requests, and of each kind the one that came last, which
// has longest to wait.
func (c *serverConn) lessUrgent(than *serverConn) bool {
	if c.memory != than.memory {
		return c.memory > than.memory
	}
	return c.since.After(than.since)
}

// evict ends c: at once where nothing can be said to it, otherwise by waking it, so that
// it says why and ends itself. It no longer counts from here on.
func (s *slots) evict(c *serverConn) {
	s.drop(c)
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
// waits only while all others are being handled or young. False means: the server is closing.
func (s *Server) admit(c *serverConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closing && len(s.slots.live) >= s.slots.most {
		v, wait := s.slots.victim(time.Now())
		switch {
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
	wake := time.AfterFunc(d, s.changed.Broadcast)
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

func (s *Server) remove(c *serverConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.slots.drop(c)
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
	c.stage = st
	c.from(since)
	if handled {
		s.changed.Broadcast()
	}
	return true
}

// from notes since when c does nothing for its place. What is granted to it beyond now makes
// it no younger.
func (c *serverConn) from(since time.Time) {
	c.since, c.young = since, since.Add(youth)
	if latest := time.Now().Add(youth); c.young.After(latest) {
		c.young = latest
	}
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
