package transport

import (
	"net"
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
	// stageWaiting: for memory, for its turn, for a pause that the reply asks for, or until its
	// exchange is noted.
	stageWaiting
	stageReply
	// stageHandling: the handler is at work, and what it does would be lost.
	stageHandling
	// stageOver: all is said, and what still comes is thrown away.
	stageOver
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
)

// slots are the connections of a server and the order in which they give way. Each
// connection has a time from which on it has done nothing for its place: it came, it ended
// a request, or its body should have been where it is. Where connections are short, one of
// the address that holds most of them is closed, so that many connections from one address
// never keep out those from another. Of these it is the one whose time is earliest, so that
// a silent or slow connection gives way to a new one within [youth]. Those that wait for tkw itself
// are spared, unless they are the greater part: a queue that filled all places would leave
// none in which a small request could be read. So are those whose time is still to come,
// unless there are only fewer besides, and all young. Guarded by Server.mu.
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
	var waiting, credited, other *serverConn // of each kind the first to give way
	waits, credits, others := 0, 0, 0
	for _, c := range s.heaviest() {
		switch {
		case c.stage == stageWaiting:
			waits++
			if waiting == nil || c.lessUrgent(waiting) {
				waiting = c
			}
		case c.since.After(now):
			credits++
			credited = earlier(credited, c)
		default:
			others++
			if young := c.young.Sub(now); young <= 0 {
				other = earlier(other, c)
			} else if wait == 0 || young < wait {
				wait = young
			}
		}
	}
	switch {
	case waits > credits+others:
		return waiting, 0
	case other != nil:
		return other, 0
	case credits > others:
		return credited, 0
	}
	return nil, wait
}

// earlier is which of two connections has done nothing for longer; a may be nil.
func earlier(a, b *serverConn) *serverConn {
	if a == nil || b.since.Before(a.since) {
		return b
	}
	return a
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

// past is a deadline that has passed.
var past = time.Unix(1, 0)

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

// from notes since when c does nothing for its place.
func (c *serverConn) from(since time.Time) {
	c.since, c.young = since, since.Add(youth)
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
