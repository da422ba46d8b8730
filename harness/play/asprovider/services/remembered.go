package services

// MaxRemembered bounds the bytes of what a simulated service remembers of one sender, by kind.
// The oldest is forgotten for the newest.
const MaxRemembered = 1 << 20

// Remembered are entries in the order in which they came, as many as have room. The zero
// value is empty. It is not safe for concurrent use.
type Remembered[T any] struct {
	entries []T
	sizes   []int
	bytes   int
}

// Entries are the entries, the oldest first; they are not to be changed.
func (r *Remembered[T]) Entries() []T { return r.entries }

// Bytes is what the entries take.
func (r *Remembered[T]) Bytes() int { return r.bytes }

// entryCost is what an entry takes besides its texts.
const entryCost = 200

// Add adds an entry whose texts have so many bytes, and returns those that are forgotten for
// it; one that has no room at all is forgotten itself.
func (r *Remembered[T]) Add(entry T, bytes int) (forgotten []T) {
	r.entries, r.sizes, r.bytes = append(r.entries, entry), append(r.sizes, bytes+entryCost), r.bytes+bytes+entryCost
	n := 0
	for ; r.bytes > MaxRemembered; n++ {
		r.bytes -= r.sizes[n]
	}
	forgotten = r.entries[:n:n]
	r.entries, r.sizes = r.entries[n:], r.sizes[n:]
	return forgotten
}
