package evidence

import (
	"encoding/json"
	"fmt"
	"time"
)

// Times are, by the path that an exchange names, when each message of a run had come:
// a request when its exchange began, a response when it ended. It reads the journal
// alone, and works for a run that is still under way.
func Times(dir string) (map[string]time.Time, error) {
	j, err := loadJournal(dir)
	if err != nil {
		return nil, err
	}
	out := map[string]time.Time{}
	for _, e := range j.events {
		if e.Type != EventExchange {
			continue
		}
		var x exchangeEvent
		if err := json.Unmarshal(e.Data, &x); err != nil {
			return nil, fmt.Errorf("%s: event %d: %w", JournalFile, e.Seq, err)
		}
		if x.RequestFile != "" {
			out[x.RequestFile] = x.StartedAt
		}
		if x.ResponseFile != "" {
			out[x.ResponseFile] = x.StartedAt.Add(time.Duration(x.DurationMS * float64(time.Millisecond)))
		}
	}
	return out, nil
}
