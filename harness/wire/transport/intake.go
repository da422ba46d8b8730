package transport

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrBusy: the server had no room left for the connection, or for its request.
var ErrBusy = errors.New("server busy")

// errNoRoom is what an intake returns in place of the rest of a body.
var errNoRoom = errors.New("no room for the body")

const (
	// stallGrace is how long a body may lag behind the least rate before it gives its
	// memory to another that waits.
	stallGrace = 2 * time.Second
	// earlyBody is how many bytes of a body that is declared large are read before it waits
	// for its memory: a queue of large bodies holds little, and one of which nothing comes
	// is not in it.
	earlyBody = 2 << 10
	// stallCheck is how often one that waits looks for such a body.
	stallCheck = 250 * time.Millisecond
	// deadlineStep is by how much a deadline has to move to be set anew.
	deadlineStep = 100 * time.Millisecond
)

// intake is the stream of requests of a connection. It sees to it that a body comes at a
// rate, and takes the memory of a large one from the [bodies] of the server.
type intake struct {
	c     *serverConn
	done  <-chan struct{} // closed when the server is closed by force
	body  bool            // of what is read now
	began time.Time
	until time.Time
	got   int // bytes of the body
	need  int // at most, where it is large
	ask   int // how many bytes have to have come before memory is asked for
	claim *claim
}

// begin makes what follows the body of a request, of which some may have come with its
// head. False means: the connection has been evicted.
func (i *intake) begin(ctx context.Context, in Inbound) bool {
	i.done, i.body, i.claim = ctx.Done(), true, nil
	i.got, i.need, i.ask = len(i.c.in.rec.buf)-in.BodyAt, memoryOf(in, i.c.opts.MaxRequestBytes), smallBody
	if in.Declared > smallBody && !in.Chunked {
		i.ask = earlyBody
	}
	i.began, i.until = time.Now(), time.Time{}
	return i.c.srv.enter(i.c, stageBody, i.began) && i.extend()
}

// end gives the memory of the body back.
func (i *intake) end() {
	i.body = false
	if i.claim != nil {
		i.c.srv.bodies.release(i.claim)
		i.c.srv.holds(i.c, false)
		i.claim = nil
	}
}

func (i *intake) Read(p []byte) (int, error) {
	if !i.body {
		return i.receive(p)
	}
	if i.claim == nil {
		if i.got >= i.ask {
			if err := i.reserve(); err != nil {
				return 0, err
			}
		} else {
			p = p[:min(len(p), i.ask-i.got)]
		}
	}
	n, err := i.receive(p)
	i.got += n
	if err == nil && !i.extend() {
		err = errNoRoom
	}
	return n, err
}

// receive reads, and notes that the client is waited for meanwhile.
func (i *intake) receive(p []byte) (int, error) {
	i.c.working.Store(false)
	defer i.c.working.Store(true)
	return i.c.conn.Read(p)
}

// extend moves the deadline of the body by what has come of it.
func (i *intake) extend() bool {
	earned := time.Duration(i.got) * time.Second / time.Duration(i.c.opts.MinRate)
	until := i.began.Add(i.c.opts.ReadTimeout + earned)
	if until.Sub(i.until).Abs() < deadlineStep {
		return true
	}
	i.until = until
	return i.c.srv.enter(i.c, stageBody, i.began.Add(earned)) && i.c.srv.readBy(i.c, until)
}

// reserve waits for the memory of a large body. The wait is not the client's fault, and
// so does not count towards its deadline.
func (i *intake) reserve() error {
	s := i.c.srv
	i.claim = s.bodies.want(i.c.host, i.need)
	started := time.Now()
	if !s.enter(i.c, stageMemory, started) {
		return errNoRoom
	}
	limit := time.NewTimer(i.c.opts.WaitTimeout)
	defer limit.Stop()
	look := time.NewTicker(stallCheck)
	defer look.Stop()
	for granted := false; !granted; {
		select {
		case <-i.claim.granted:
			granted = true
		case <-look.C:
			if s.bodies.short(i.claim) {
				s.evictStalled(time.Now().Add(-stallGrace))
			}
		case <-limit.C:
			return errNoRoom
		case <-i.c.gone:
			return errNoRoom
		case <-i.done:
			return errNoRoom
		}
	}
	i.began = i.began.Add(time.Since(started))
	i.c.in.rec.grow(i.need)
	s.holds(i.c, true)
	if !s.enter(i.c, stageBody, time.Now()) || !i.extend() {
		return errNoRoom
	}
	return nil
}

// holds notes that the body of c holds memory that others may wait for.
func (s *Server) holds(c *serverConn, large bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.holds = large
}

// evictStalled ends the large body that has made the least progress, if it is behind the
// least rate at that time.
func (s *Server) evictStalled(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var slowest *serverConn
	for c := range s.slots.live {
		if c.stage == stageBody && c.holds && c.since.Before(before) && (slowest == nil || c.since.Before(slowest.since)) {
			slowest = c
		}
	}
	if slowest != nil {
		s.slots.evict(slowest)
	}
}

// takeTurn waits until the request may be handled. The error means that it may not.
func (c *serverConn) takeTurn(ctx context.Context, size int) (*turn, error) {
	w := c.srv.turns.join(c.host, size)
	if !c.srv.enter(c, stageWaiting, time.Now()) {
		c.srv.turns.leave(w)
		return nil, errNoRoom
	}
	limit := time.NewTimer(c.opts.WaitTimeout)
	defer limit.Stop()
	select {
	case <-w.granted:
		if c.srv.enter(c, stageHandling, time.Now()) {
			return w, nil
		}
	case <-limit.C:
	case <-c.gone:
	case <-ctx.Done():
	}
	c.srv.turns.leave(w)
	return nil, errNoRoom
}

// busy is the error of a request that there was no room for.
func (c *serverConn) busy(phase Phase) *Error {
	return &Error{
		Kind: ErrBusy, Phase: phase, Peer: c.peer,
		Sentence: fmt.Sprintf("tkw had no room for the request of %s beside the others that it serves; let the client try again", c.peer),
	}
}

// memoryOf is how many bytes a body may take: its own, and where it comes in chunks, those
// of the wire as well.
func memoryOf(in Inbound, limit int) int {
	if in.Declared >= 0 && !in.Chunked {
		return int(min(in.Declared, int64(limit)+1)) + in.BodyAt
	}
	return limit + wireBody(limit)
}

// grow makes room for n bytes in all.
func (r *recorder) grow(n int) {
	if n > len(r.buf) {
		r.buf = slices.Grow(r.buf, n-len(r.buf))
	}
}

// take hands out the first n bytes, and keeps the rest in memory of its own. What is small
// is copied, so that its buffer serves again.
func (r *recorder) take(n int) []byte {
	if cap(r.buf) <= keepRecord {
		out := append([]byte(nil), r.buf[:n]...)
		r.buf = r.buf[:copy(r.buf, r.buf[n:])]
		return out
	}
	out, rest := r.buf[:n:n], r.buf[n:]
	r.buf = append([]byte(nil), rest...)
	return out
}
