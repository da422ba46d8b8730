package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/process"
)

// Exit codes of tkw (docs/ci.md).
const (
	whole      = 0
	unreadable = 3
	unfinished = 5
)

// outcome is how far a run was when it was killed.
type outcome struct {
	nothing      bool // there was no run folder yet
	finished     bool // it had ended before it was to be killed
	acknowledged int
	kills        int
}

// killOne plays a run in a folder, kills it, and sees that all that it reported is there
// and that it can be resumed.
func killOne(s side, dir string, instants *rand.Rand) (outcome, error) {
	var o outcome
	kills := 1
	if instants.IntN(3) == 0 {
		kills = 2
	}
	seen := map[string]result{}
	for {
		resume := !missing(dir)
		if o.kills >= kills {
			return o, s.complete(dir, resume, seen)
		}
		lines, finished, err := s.playUntil(dir, resume, time.Duration(instants.Int64N(int64(s.span()))))
		if err != nil {
			return o, err
		}
		if finished {
			o.finished = true
			return o, s.whole(dir, seen)
		}
		o.kills++
		known := acknowledged(lines)
		o.acknowledged = max(o.acknowledged, len(known)+len(seen))
		if missing(dir) {
			o.nothing = true
			if len(known)+len(seen) > 0 {
				return o, fmt.Errorf("%d scenarios were reported, but there is no run folder", len(known)+len(seen))
			}
			continue
		}
		for _, id := range known {
			seen[id] = result{}
		}
		ended, err := s.check(dir, seen)
		if err != nil {
			return o, err
		}
		// Killed while the reports were written: nothing is left to resume.
		if ended {
			return o, s.whole(dir, seen)
		}
	}
}

// missing reports whether a run was never begun in a folder.
func missing(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, "run.json"))
	return errors.Is(err, fs.ErrNotExist)
}

// reported is a line of tkw that says what became of a scenario.
var reported = regexp.MustCompile(`^(?:pass|FAIL|ERR |skip|pend) +\d+/\d+ (\S+)`)

func acknowledged(lines []string) []string {
	var ids []string
	for _, line := range lines {
		if m := reported.FindStringSubmatch(line); m != nil {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// notExercised is the kind of skip of a scenario that no result was recorded of.
const notExercised = "not-exercised"

// result is a scenario as report.json has it.
type result struct {
	Status    string `json:"status"`
	SkipKind  string `json:"skipKind"`
	StartedAt string `json:"startedAt"`
	Exchanges []int  `json:"exchanges"`
}

// whole is an error unless a folder verifies as a run that came to its end, and holds what
// was seen.
func (c common) whole(dir string, seen map[string]result) error {
	switch ended, err := c.check(dir, seen); {
	case err != nil:
		return err
	case !ended:
		return fmt.Errorf("%s is unfinished, though the run came to its end", dir)
	}
	return nil
}

// check verifies a folder, makes its reports again, and compares what they say with what
// was seen before. A result that was seen must never change. ended tells whether the run
// came to its end.
func (c common) check(dir string, seen map[string]result) (ended bool, err error) {
	code, lines, err := c.command("verify", dir)
	if err != nil || code != whole && code != unfinished {
		return false, errors.Join(err, fmt.Errorf("verify %s gives %d:\n%s", dir, code, strings.Join(lines, "\n")))
	}
	if err := c.compare(dir, seen); err != nil || code == whole || !hasEnd(dir) {
		return code == whole, err
	}
	// A kill after the end of the run, but before its reports, needs only these.
	code, lines, err = c.command("verify", dir)
	if err != nil || code != whole && code != unfinished {
		return false, errors.Join(err, fmt.Errorf("verify %s, with its reports, gives %d:\n%s", dir, code, strings.Join(lines, "\n")))
	}
	return code == whole, nil
}

// hasEnd reports whether run.json says when the run ended.
func hasEnd(dir string) bool {
	raw, err := os.ReadFile(filepath.Join(dir, "run.json"))
	return err == nil && bytes.Contains(raw, []byte(`"finishedAt"`))
}

// compare makes the reports of a folder and holds them against what was seen.
func (c common) compare(dir string, seen map[string]result) error {
	if code, lines, err := c.command("report", dir); err != nil || code == unreadable || code == 2 || code == 4 {
		return errors.Join(err, fmt.Errorf("report %s gives %d:\n%s", dir, code, strings.Join(lines, "\n")))
	}
	found, err := results(dir)
	if err != nil {
		return err
	}
	for id, before := range seen {
		now, there := found[id]
		switch {
		case !there || now.StartedAt == "" || now.SkipKind == notExercised:
			return fmt.Errorf("%s: %s was reported, and is lost", dir, id)
		case before.StartedAt != "" && before.StartedAt != now.StartedAt:
			return fmt.Errorf("%s: %s was there from %s, and was played again at %s", dir, id, before.StartedAt, now.StartedAt)
		}
		seen[id] = now
	}
	return nil
}

// results reads report.json.
func results(dir string) (map[string]result, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		return nil, err
	}
	var report struct {
		Scenarios []struct {
			ID string `json:"id"`
			result
		} `json:"scenarios"`
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, fmt.Errorf("%s/report.json: %w", dir, err)
	}
	out := map[string]result{}
	for _, s := range report.Scenarios {
		out[s.ID] = s.result
	}
	return out, nil
}

// common is what both sides need.
type common struct {
	tkw  string
	work string
	// time is how long a whole run takes, from its first scenario to its reports; played,
	// how many nanoseconds the latest took.
	time   time.Duration
	played *atomic.Int64
}

// Two are played at once, which takes each longer.
func (c common) span() time.Duration { return 2 * c.time }

// command runs tkw to its end.
func (c common) command(args ...string) (code int, lines []string, err error) {
	p, err := process.Start(deadline, c.tkw, args...)
	if err != nil {
		return 0, nil, err
	}
	code, err = p.Wait(deadline)
	return code, p.Lines(), err
}

// tally counts what became of the runs of each role.
type tally struct {
	roles []string
	by    map[string]*counts
}

type counts struct{ runs, kills, before, after, acknowledged int }

func (t *tally) add(role string, o outcome) {
	if t.by == nil {
		t.by = map[string]*counts{}
	}
	if t.by[role] == nil {
		t.roles = append(t.roles, role)
		t.by[role] = &counts{}
	}
	c := t.by[role]
	c.runs++
	c.kills += o.kills
	c.acknowledged += o.acknowledged
	if o.nothing {
		c.before++
	}
	if o.finished {
		c.after++
	}
}

// String is a line a role.
func (t *tally) String() string {
	var b strings.Builder
	for _, role := range t.roles {
		c := cmp.Or(t.by[role], &counts{})
		fmt.Fprintf(&b, "role %-8s  %d runs, %d kills (%d before there was a folder, %d runs had ended), %d scenarios reported before a kill\n",
			role, c.runs, c.kills, c.before, c.after, c.acknowledged)
	}
	return b.String()
}
