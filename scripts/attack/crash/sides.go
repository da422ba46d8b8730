package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/process"
)

// side plays runs of one role.
type side interface {
	role() string
	// span is the time within which a run is to be killed.
	span() time.Duration
	// playUntil begins or resumes a run and kills it after a time. It gives what was said
	// on stderr, and whether the run had ended by itself.
	playUntil(dir string, resume bool, after time.Duration) (lines []string, finished bool, err error)
	// complete lets a run come to its end, and sees that it is whole and passed.
	complete(dir string, resume bool, seen map[string]result) error
	// check verifies a folder and sees that it holds what was seen; whole, that its run
	// came to its end, too.
	check(dir string, seen map[string]result) (ended bool, err error)
	whole(dir string, seen map[string]result) error
}

// The scenarios that are played with a provider and with a client: enough to be killed among,
// and few enough to be done in a moment. lacking are the capabilities that the reference
// provider of these runs does not have.
var (
	asked    = []string{"--scenario", "PDS-VER-BIRTH-*,PDS-VER-ODD-*,PDS-VER-NUMBER-*"}
	answered = []string{"--scenario", "PDS-VER-ANSWER-*,PDS-VER-RECORD-*"}
	lacking  = []string{"--capability", "mutual-tls=false,configurable-rule=false,large-messages=false"}
)

// prepare makes both sides and measures how long their runs take.
func prepare(tkw, work string) ([]side, func(), error) {
	reference, addr, err := process.Serve(time.Hour, tkw)
	if err != nil {
		return nil, nil, err
	}
	provider := &providerSide{common{tkw: tkw, work: work, played: &atomic.Int64{}}, "http://" + addr + "/"}
	client := &clientSide{common: common{tkw: tkw, work: work, played: &atomic.Int64{}}}
	err = errors.Join(client.record(), measure(&provider.common, provider), measure(&client.common, client))
	if err != nil {
		reference.Kill()
		return nil, nil, err
	}
	return []side{provider, client}, reference.Kill, nil
}

// measure plays one run of a side to its end.
func measure(c *common, s side) error {
	dir := filepath.Join(c.work, "whole-"+s.role())
	_, finished, err := s.playUntil(dir, false, deadline)
	c.time = time.Duration(c.played.Load())
	switch {
	case err != nil:
		return fmt.Errorf("a run that nobody kills: %w", err)
	case !finished:
		return fmt.Errorf("a run that nobody kills did not end in %v", deadline)
	}
	return s.whole(dir, map[string]result{})
}

// providerSide lets tkw play against a reference provider.
type providerSide struct {
	common
	endpoint string
}

func (s *providerSide) role() string { return "provider" }

func (s *providerSide) start(dir string, resume bool) (*process.Process, error) {
	if resume {
		return process.Start(deadline, s.tkw, "run", "--resume", dir)
	}
	args := []string{"run", "--role", "provider", "--endpoint", s.endpoint, "--out", dir}
	return process.Start(deadline, s.tkw, slices.Concat(args, asked, lacking)...)
}

func (s *providerSide) playUntil(dir string, resume bool, after time.Duration) ([]string, bool, error) {
	p, err := s.start(dir, resume)
	if err != nil {
		return nil, false, err
	}
	// A run has begun once it says something of a scenario.
	_, err = p.Await("/", deadline)
	begun := time.Now()
	if err != nil {
		p.Kill()
		return nil, false, err
	}
	code, err := p.Wait(after)
	if errors.Is(err, process.ErrRunning) {
		p.Kill()
		return p.Lines(), false, nil
	}
	s.played.Store(int64(time.Since(begun)))
	return p.Lines(), true, ended(p, code)
}

func (s *providerSide) complete(dir string, resume bool, seen map[string]result) error {
	p, err := s.start(dir, resume)
	if err != nil {
		return err
	}
	code, err := p.Wait(deadline)
	if err := errors.Join(err, ended(p, code)); err != nil {
		return err
	}
	return s.whole(dir, seen)
}

// ended is an error for a run that did not pass.
func ended(p *process.Process, code int) error {
	if code == 0 {
		return nil
	}
	lines := p.Lines()
	return fmt.Errorf("%s ended with %d:\n%s", strings.Join(p.Command().Args, " "), code, strings.Join(lines[max(0, len(lines)-20):], "\n"))
}

// clientSide lets tkw await a client, which it plays itself.
type clientSide struct {
	common
	requests []request
}

func (s *clientSide) role() string { return "client" }

// record lets the demo make the requests.
func (s *clientSide) record() error {
	dir := filepath.Join(s.work, "recorded")
	args := append([]string{"demo", "--quiet", "--out", dir}, answered...)
	code, lines, err := s.command(args...)
	if err != nil || code != 0 {
		return errors.Join(err, fmt.Errorf("demo gives %d:\n%s", code, strings.Join(lines, "\n")))
	}
	s.requests, err = readRequests(filepath.Join(dir, "client"))
	return err
}

func (s *clientSide) start(dir string, resume bool) (*process.Process, string, error) {
	args := []string{"run", "--role", "client", "--listen", "127.0.0.1:0", "--out", dir}
	args = slices.Concat(args, answered, lacking)
	if resume {
		args = []string{"run", "--resume", dir}
	}
	p, err := process.Start(deadline, s.tkw, args...)
	if err != nil {
		return nil, "", err
	}
	line, err := p.Await("listening at ", 30*time.Second)
	if err == nil {
		var addr string
		if addr, err = process.Address(line); err == nil {
			return p, addr, nil
		}
	}
	p.Kill()
	return nil, "", err
}

// left are the requests of the scenarios that a folder has no result of.
func (s *clientSide) left(dir string, resume bool) ([]request, error) {
	if !resume {
		return s.requests, nil
	}
	done, err := results(dir)
	if errors.Is(err, fs.ErrNotExist) { // killed before any report was made
		return s.requests, nil
	}
	if err != nil {
		return nil, err
	}
	var out []request
	for _, r := range s.requests {
		if done[r.scenario].Status != "passed" {
			out = append(out, r)
		}
	}
	return out, nil
}

func (s *clientSide) playUntil(dir string, resume bool, after time.Duration) ([]string, bool, error) {
	requests, err := s.left(dir, resume)
	if err != nil {
		return nil, false, err
	}
	p, addr, err := s.start(dir, resume)
	if err != nil {
		return nil, false, err
	}
	listening := time.Now()
	stop := make(chan struct{})
	sent := make(chan error, 1)
	go func() { sent <- send(addr, requests, stop) }()
	code, err := p.Wait(after)
	killed := errors.Is(err, process.ErrRunning)
	if killed {
		p.Kill()
	}
	close(stop)
	err = <-sent
	if killed {
		return p.Lines(), false, nil // what was under way failed, of course
	}
	s.played.Store(int64(time.Since(listening)))
	return p.Lines(), true, errors.Join(err, ended(p, code))
}

func (s *clientSide) complete(dir string, resume bool, seen map[string]result) error {
	requests, err := s.left(dir, resume)
	if err != nil {
		return err
	}
	p, addr, err := s.start(dir, resume)
	if err != nil {
		return err
	}
	if err := send(addr, requests, nil); err != nil {
		p.Kill()
		return err
	}
	code, err := p.Wait(deadline)
	if err := errors.Join(err, ended(p, code)); err != nil {
		return err
	}
	return s.whole(dir, seen)
}
