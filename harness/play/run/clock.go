package run

import (
	"fmt"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
)

// mostDrift is by how much the clock of the machine may move against the time that passes.
// Adjusting it by NTP stays far below it; times of messages are judged to the second.
const mostDrift = 5 * time.Second

// clockGuard finds that the clock was set while a run went on: times of messages are held
// against it, so that verdicts may be wrong. Safe for concurrent use; the zero value finds
// nothing.
type clockGuard struct {
	now     func() time.Time
	elapsed func() time.Duration
	start   time.Time     // by now
	since   time.Duration // by elapsed, at the same time

	mu    sync.Mutex
	found bool
}

// newClockGuard begins to watch a clock by another, which may be nil.
func newClockGuard(now func() time.Time, elapsed func() time.Duration) *clockGuard {
	g := &clockGuard{now: now, elapsed: elapsed}
	if elapsed != nil {
		g.start, g.since = now().Round(0), elapsed() // without what a time knows of a clock that nobody sets
	}
	return g
}

// moved reports, once, that the clock was set, and by how much.
func (g *clockGuard) moved() (by time.Duration, found bool) {
	if g.elapsed == nil {
		return 0, false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	by = g.now().Round(0).Sub(g.start) - (g.elapsed() - g.since)
	if g.found || by.Abs() <= mostDrift {
		return 0, false
	}
	g.found = true
	return by, true
}

// checkClock notes that the clock was set.
func (r *recorder) checkClock() {
	by, found := r.clock.moved()
	if !found {
		return
	}
	direction := "ahead"
	if by < 0 {
		direction = "back"
	}
	r.problem(model.Problem{Kind: model.ProblemCouldNotJudge, Sentence: fmt.Sprintf(
		"the clock of this machine was set %s by %s during the run, or the machine slept: times in messages were compared with a wrong clock; set it by NTP and run again", direction, by.Abs().Round(time.Second))})
}
