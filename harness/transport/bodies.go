package transport

import (
	"runtime/debug"
	"sync"
	"time"
)

// quietTime is how long no large body has to be in flight until memory is given back to
// the system: the collector alone would keep for minutes what a burst of them took.
const quietTime = time.Second

// bodies bounds the bytes of large bodies in flight over all connections. What a body may
// need is taken before it is read further than [smallBody], and given back once its
// exchange is over, so that bodies never wait for each other half read. Of those that
// wait, the address goes first that holds least; none is passed over for being large.
// Safe for concurrent use.
type bodies struct {
	mu      sync.Mutex
	total   int
	free    int
	held    map[string]int
	waiting []*claim
	// quiet runs once no body has held memory for a while.
	quiet *time.Timer
}

// claim is bytes that are wanted, or held once granted is closed.
type claim struct {
	host    string
	bytes   int
	given   bool
	granted chan struct{}
}

func newBodies(total int) *bodies {
	b := &bodies{total: total, free: total, held: map[string]int{}}
	b.quiet = time.AfterFunc(quietTime, debug.FreeOSMemory)
	b.quiet.Stop()
	return b
}

// want asks for n bytes; more than there are at all counts as all. Release has to follow.
func (b *bodies) want(host string, n int) *claim {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &claim{host: host, bytes: min(n, b.total), granted: make(chan struct{})}
	b.waiting = append(b.waiting, c)
	b.grant()
	return c
}

// short tells whether c is the one that comes next and does not get what it wants.
func (b *bodies) short(c *claim) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next() == c
}

// shrink gives back what a body did not need.
func (b *bodies) shrink(c *claim, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n < c.bytes {
		b.back(c, c.bytes-n)
	}
}

// release gives the bytes back, or the wait for them up.
func (b *bodies) release(c *claim) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c.given {
		b.back(c, c.bytes)
		return
	}
	b.forget(c)
	b.grant() // another may fit
}

func (b *bodies) back(c *claim, n int) {
	c.bytes -= n
	if b.free += n; b.free == b.total {
		b.quiet.Reset(quietTime)
	}
	if b.held[c.host] -= n; b.held[c.host] == 0 {
		delete(b.held, c.host)
	}
	b.grant()
}

func (b *bodies) grant() {
	for c := b.next(); c != nil && c.bytes <= b.free; c = b.next() {
		b.forget(c)
		b.free -= c.bytes
		b.quiet.Stop()
		b.held[c.host] += c.bytes
		c.given = true
		close(c.granted)
	}
}

func (b *bodies) next() *claim {
	var first *claim
	for _, c := range b.waiting {
		if first == nil || b.held[c.host] < b.held[first.host] {
			first = c
		}
	}
	return first
}

func (b *bodies) forget(c *claim) {
	for i, other := range b.waiting {
		if other == c {
			b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
			return
		}
	}
}
