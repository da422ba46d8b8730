package check

import (
	"net/http"
	"strings"
	"time"
)

// When says what is known of the time at which a message at rest came. All may be zero:
// its times are then measured against nothing.
type When struct {
	// At is the time that the user gives. It goes before everything else.
	At time.Time
	// Recorded is the time that the journal of a run gives for the message. A Date header
	// of the message itself goes before it.
	Recorded time.Time
}

// of is the time of one message, zero where nothing says it.
func (w When) of(m *Message) time.Time {
	if !w.At.IsZero() {
		return w.At
	}
	for _, h := range m.Headers {
		if !strings.EqualFold(h.Name, "Date") {
			continue
		}
		// A Date that is none says nothing, and the next best source does.
		if at, err := http.ParseTime(strings.TrimSpace(h.Value)); err == nil {
			return at
		}
	}
	return w.Recorded
}
