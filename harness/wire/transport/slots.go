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
	// stageMemory: it waits for the memory of a large body.
	stageMemory
	// stageWaiting: for its turn, or until its exchange is noted.
	stageWaiting
	// stagePause: its reply asks for a pause.
	stagePause
	stageReply
	// stageHandling: the handler is at work, and what it does would be lost.
	stageHandling
	// stageOver: all is said, and what still comes is thrown away.
	stageOver
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
// a silent or slow connection gives way to a new one within [youth]. Those that wait for tkw
// itself are passed over, unless they are the greater part: a queue that filled all places would
// leave none in which a small request could be read. So are those whose time is still to
// come, unless there are only fewer besides, and all young. What waits for the turn of a small
// request gives way last. Guarded by Server.mu.
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
	c := s.crowd(now)
	crowded := c.waits > c.credits+c.others
	switch {
	case crowded && c.waiting.patience() > 0:
		return c.waiting, 0
	case c.other != nil:
		return c.other, 0
	case c.credited != nil && (crowded || c.credits > c.others):
		return c.credited, 0
	case crowded:
		return c.waiting, 0
	}
	return nil, c.wait
}

// crowd is who may give way at a time: how many connections there are of each kind, and of
// those that are not young the first to go.
type crowd struct {
	waits, credits, others   int // that wait for tkw; whose time is still to come; all besides
	waiting, credited, other *serverConn
	wait                     time.Duration // until the first of the young is no longer young
}

func (s *slots) crowd(now time.Time) crowd {
	var all crowd
	for _, c := range s.heaviest() {
		young := c.young.Sub(now)
		switch {
		case c.stage == stageMemory || c.stage == stageWaiting || c.stage == stagePause:
			all.waits++
			if all.waiting == nil || c.lessUrgent(all.waiting) {
				all.waiting = c
			}
			continue
		case c.since.After(now):
			all.credits++
			if young <= 0 {
				all.credited = earlier(all.credited, c)
			}
		default:
			all.others++
			if young <= 0 {
				all.other = earlier(all.other, c)
			}
		}
		if young > 0 && (all.wait == 0 || young < all.wait) {
			all.wait = young
		}
	}
	return all
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

// lessUrgent orders connections that wait: those with more patience give way first, and of
// the same the one that came last, which has longest to wait.
func (c *serverConn) lessUrgent(than *serverConn) bool {
	if a, b := c.patience(), than.patience(); a != b {
		return a > b
	}
	return c.since.After(than.since)
}

// patience orders what connections wait for: memory for a large body; the turn of one that has
// it; the end of a pause; 0 for the turn of a small request, which gives way last of all.
func (c *serverConn) patience() int {
	switch {
	case c.stage == stageMemory:
		return 3
	case c.holds:
		return 2
	case c.stage == stagePause:
		return 1
	}
	return 0
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

// from notes since when c does nothing for its place. With credit it needs no youth.
func (c *serverConn) from(since time.Time) {
	c.since, c.young = since, time.Time{}
	if !since.After(time.Now()) {
		c.young = since.Add(youth)
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

// writeBy lets writes to c end at a time, and soon where it has been evicted.
func (s *Server) writeBy(c *serverConn, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.evicted {
		until = time.Now().Add(evictedTime)
	}
	_ = c.raw.SetWriteDeadline(until) // fails on a closed connection only; the write says so
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
