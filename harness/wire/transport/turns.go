package transport

import (
	"runtime"
	"sync"
)

const (
	// smallBody is up to which size, in bytes, a request is small: one place is kept for
	// these, and they take no part in the limit on bodies.
	smallBody = 64 << 10
	// turnCost is what a request costs beside its bytes.
	turnCost = 4 << 10
)

// turns hands out the places in which requests are handled. Of those that wait, the
// address goes first that has been served least, and of its requests the one that is
// shortest, in such a way that long ones are overtaken only for so long as they cost. One
// place is kept for small requests, so that they pass beside any number of large ones.
// Safe for concurrent use.
type turns struct {
	mu    sync.Mutex
	free  int // places
	large int // of these, for requests that are not small
	hosts map[string]*line
	// served is how far the address had been served that came last to its turn. A new one
	// begins there.
	served int
}

// line is what waits from one address.
type line struct {
	served  int
	waiting []*turn
}

// turn is a request that waits for its place, or has it once granted is closed.
type turn struct {
	host    string
	cost    int
	rank    int // the lowest of an address goes first
	large   bool
	given   bool
	granted chan struct{}
}

// newTurns makes n places, at least two.
func newTurns(n int) *turns {
	n = max(n, 2)
	return &turns{free: n, large: n - 1, hosts: map[string]*line{}}
}

// defaultHandling is how many requests are handled at once: what judges them takes a
// processor each.
func defaultHandling() int { return max(2, runtime.GOMAXPROCS(0)) }

// join lets a request of so many bytes wait for its turn. Leave has to follow.
func (t *turns) join(host string, size int) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.hosts[host]
	if l == nil {
		l = &line{served: t.served}
		t.hosts[host] = l
	}
	w := &turn{host: host, cost: size + turnCost, large: size > smallBody, granted: make(chan struct{})}
	w.rank = l.served + w.cost
	l.waiting = append(l.waiting, w)
	t.grant()
	return w
}

// leave gives the place back, or the wait for it up.
func (t *turns) leave(w *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !w.given {
		t.forget(w)
		return
	}
	t.free++
	if w.large {
		t.large++
	}
	t.grant()
}

// forget takes a request out of its line.
func (t *turns) forget(w *turn) {
	l := t.hosts[w.host]
	for i, other := range l.waiting {
		if other == w {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			break
		}
	}
	if len(l.waiting) == 0 {
		delete(t.hosts, w.host)
	}
}

// grant gives free places away.
func (t *turns) grant() {
	for t.free > 0 {
		w := t.next()
		if w == nil {
			return
		}
		l := t.hosts[w.host]
		t.served = l.served
		l.served += w.cost
		t.forget(w)
		t.free--
		if w.large {
			t.large--
		}
		w.given = true
		close(w.granted)
	}
}

// next is whose turn it is, nil for nobody's.
func (t *turns) next() *turn {
	var first *turn
	for _, l := range t.hosts {
		for _, w := range l.waiting {
			if w.large && t.large == 0 {
				continue
			}
			if first == nil || t.before(w, first) {
				first = w
			}
		}
	}
	return first
}

func (t *turns) before(a, b *turn) bool {
	if a.host == b.host {
		return a.rank < b.rank // those of the same rank stand in the order in which they came
	}
	sa, sb := t.hosts[a.host].served, t.hosts[b.host].served
	if sa != sb {
		return sa < sb
	}
	return a.host < b.host
}
