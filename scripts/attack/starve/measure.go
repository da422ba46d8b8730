package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// result is what an attack came to.
type result struct {
	waited
	peak, after float64 // MB of memory in RAM
	files       int     // descriptors at most
}

// judge tells what is wrong with what the well-behaved client met beside an attack.
func (w waited) judge(attack string, within time.Duration) error {
	if w.Worst <= within && w.Failures == 0 {
		return nil
	}
	return fmt.Errorf("%s: the well-behaved client waited up to %v, and %d of its %d requests failed%s",
		attack, w.Worst.Round(time.Millisecond), w.Failures, w.Requests, w.Why)
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
	met, err := beside(ctx, s.url(), m)
	cancel()
	attackers.Wait()
	watchers.Wait()
	if err != nil {
		return result{}, err
	}
	r := result{waited: met, peak: usage.memory, files: usage.files}
	if !quick {
		for end := time.Now().Add(drain); filesOf(s.pid()) > idleFiles && time.Now().Before(end); {
			time.Sleep(pace)
		}
		time.Sleep(rest)
	}
	r.after = memoryOf(s.pid())
	return r, nil
}
