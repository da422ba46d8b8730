package itk

import (
	crand "crypto/rand"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// IDs makes identifiers. Implementations are safe for concurrent use.
type IDs interface {
	// UUID gives a new version 4 UUID in the form ITK wants: upper case, no prefix.
	UUID() string
}

// RandomIDs gives identifiers that nobody can predict.
func RandomIDs() IDs {
	return &sourceIDs{source: crand.Reader}
}

// SeededIDs gives the same identifiers in the same order for the same seed, for
// golden files and repeatable runs. Two runs with one seed share identifiers, so
// it must not name messages that are sent to a real system twice.
func SeededIDs(seed uint64) IDs {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return &sourceIDs{source: rand.NewChaCha8(key)}
}

type sourceIDs struct {
	mu     sync.Mutex
	source io.Reader
}

func (s *sourceIDs) UUID() string {
	var b [16]byte
	s.mu.Lock()
	// Neither source can fail: crypto/rand ends the process rather than
	// return an error, and ChaCha8 never does.
	_, _ = io.ReadFull(s.source, b[:])
	s.mu.Unlock()
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := strings.ToUpper(hex.EncodeToString(b[:]))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// FormatTime writes an instant as ITK timestamps are written: xs:dateTime in UTC
// with Z, whole seconds (IFC-TIM-02). Fractions are cut off, not rounded.
func FormatTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05Z")
}
