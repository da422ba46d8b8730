package asprovider

import (
	"crypto/sha256"
	"sync"

	"github.com/itk-assurance/tkw/harness/judge/check"
)

// maxSeen bounds how many identifiers are remembered; the oldest are forgotten.
const maxSeen = 1 << 16

// seen remembers the identifiers of requests, which must be new for every request
// (WS-ADR-01, COR-DEH-02). Safe for concurrent use.
type seen struct {
	mu    sync.Mutex
	known map[identifier]bool
	order []identifier
	next  int
}

// identifier is the digest of one with its kind: it is the sender's own text, and as long as
// that likes.
type identifier [sha256.Size]byte

func newSeen() *seen { return &seen{known: map[identifier]bool{}} }

// facts says which identifiers of a request came before, and remembers them.
func (s *seen) facts(f check.Facts) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for _, id := range []struct{ fact, value string }{
		{check.MessageIDRepeated, check.BareUUID(f.MessageID)}, {"trackingid-repeated", f.TrackingID}, {"payloadid-repeated", f.PayloadID},
	} {
		if id.value != "" && s.repeated(id.fact+" "+id.value) {
			out[id.fact] = "true"
		}
	}
	return out
}

func (s *seen) repeated(name string) bool {
	key := identifier(sha256.Sum256([]byte(name)))
	if s.known[key] {
		return true
	}
	if len(s.order) < maxSeen {
		s.order = append(s.order, key)
	} else {
		delete(s.known, s.order[s.next])
		s.order[s.next] = key
		s.next = (s.next + 1) % maxSeen
	}
	s.known[key] = true
	return false
}
