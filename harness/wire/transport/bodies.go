package transport

import (
	"runtime/debug"
	"slices"
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
	mu    sync.Mutex
	total int
	free  int
	hosts map[string]*bodiesOf
	came  int // claims so far
	// quiet runs once no body has held memory for a while.
	quiet *time.Timer
}

// bodiesOf is what one address holds and wants.
type bodiesOf struct {
	host    string
	held    int
	waiting []*claim // the first comes first
}

// claim is bytes that are wanted, or held once granted is closed.
type claim struct {
	of      *bodiesOf
	number  int // in the order in which they came
	bytes   int
	given   bool
	granted chan struct{}
}

func newBodies(total int) *bodies {
	b := &bodies{total: total, free: total, hosts: map[string]*bodiesOf{}}
	b.quiet = time.AfterFunc(quietTime, debug.FreeOSMemory)
	b.quiet.Stop()
	return b
}

// want asks for n bytes; more than there are at all counts as all. Release has to follow.
func (b *bodies) want(host string, n int) *claim {
	b.mu.Lock()
	defer b.mu.Unlock()
	of := b.hosts[host]
	if of == nil {
		of = &bodiesOf{host: host}
		b.hosts[host] = of
	}
	b.came++
	c := &claim{of: of, number: b.came, bytes: min(n, b.total), granted: make(chan struct{})}
	of.waiting = append(of.waiting, c)
	b.grant()
	return c
}

// short tells whether c is the one that comes next and does not get what it wants.
func (b *bodies) short(c *claim) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next() == c
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
	c.of.held -= n
	b.tidy(c.of)
	b.grant()
}

func (b *bodies) grant() {
	for c := b.next(); c != nil && c.bytes <= b.free; c = b.next() {
		c.of.held += c.bytes
		b.forget(c)
		b.free -= c.bytes
		b.quiet.Stop()
		c.given = true
		close(c.granted)
	}
}

// next is the claim that comes next, nil where none waits.
func (b *bodies) next() *claim {
	var first *claim
	for _, of := range b.hosts {
		if len(of.waiting) == 0 {
			continue
		}
		c := of.waiting[0]
		if first == nil || of.held < first.of.held || of.held == first.of.held && c.number < first.number {
			first = c
		}
	}
	return first
}

// forget takes c out of those that wait.
func (b *bodies) forget(c *claim) {
	if i := slices.Index(c.of.waiting, c); i >= 0 {
		c.of.waiting = slices.Delete(c.of.waiting, i, i+1)
	}
	b.tidy(c.of)
}

// tidy forgets an address that holds and wants nothing.
func (b *bodies) tidy(of *bodiesOf) {
	if of.held == 0 && len(of.waiting) == 0 {
		delete(b.hosts, of.host)
	}
}
