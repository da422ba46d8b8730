package main

import (
	"context"
	"sync"
	"time"
)

// result is what an attack came to.
type result struct {
	requests, failures int
	worst              time.Duration
	peak, after        float64 // MB of memory in RAM
	files              int     // descriptors at most
	why                string
}

// measure runs an attack against a server of its own, with a well-behaved client beside.
func (a attack) measure(tkw string, m message, lasts time.Duration, quick bool) (result, error) {
	s, err := startServer(tkw, a.tls)
	if err != nil {
		return result{}, err
	}
	defer s.stop()
	ctx, cancel := context.WithTimeout(context.Background(), settle+lasts)
	defer cancel()
	var attackers, watchers sync.WaitGroup
	t := newTarget(s.addr, m)
	for i := range a.crowd {
		attackers.Go(func() { a.act(ctx, t, i) })
	}
	var usage usage
	watchers.Go(func() { usage.watch(ctx, s.pid()) })
	time.Sleep(settle)
	r, err := beside(ctx, s.url(), m)
	cancel()
	attackers.Wait()
	watchers.Wait()
	if err != nil {
		return result{}, err
	}
	r.peak, r.files = usage.memory, usage.files
	if !quick {
		for end := time.Now().Add(drain); filesOf(s.pid()) > idleFiles && time.Now().Before(end); {
			time.Sleep(pace)
		}
		time.Sleep(rest)
	}
	r.after = memoryOf(s.pid())
	return r, nil
}
