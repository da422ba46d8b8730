package asprovider

// maxRemembered bounds the bytes of what a simulated service remembers of one sender, by kind.
// The oldest is forgotten for the newest.
const maxRemembered = 1 << 20

// remembered are entries in the order in which they came, as many as have room. The zero
// value is empty. It is not safe for concurrent use.
type remembered[T any] struct {
	entries []T
	sizes   []int
	bytes   int
}

// entryCost is what an entry takes besides its texts.
const entryCost = 200

// add adds an entry whose texts have so many bytes, and returns those that are forgotten for
// it; one that has no room at all is forgotten itself.
func (r *remembered[T]) add(entry T, bytes int) (forgotten []T) {
	r.entries, r.sizes, r.bytes = append(r.entries, entry), append(r.sizes, bytes+entryCost), r.bytes+bytes+entryCost
	n := 0
	for ; r.bytes > maxRemembered; n++ {
		r.bytes -= r.sizes[n]
	}
	forgotten = r.entries[:n:n]
	r.entries, r.sizes = r.entries[n:], r.sizes[n:]
	return forgotten
}
