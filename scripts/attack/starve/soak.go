package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/genuine"
)

const (
	// bout is how long each attack of a soak lasts, before the next begins.
	bout = 5 * time.Second
	// What a server may have grown by, from a tenth of the time to its end.
	mostGrowth     = 1.25
	mostGrowthMB   = 24
	mostMoreFiles  = 16
	memoryIsSteady = 6 * time.Second
)

var errUnanswered = errors.New("the well-behaved client was not answered, or too late")

// sample is what a server has while nobody attacks it.
type sample struct {
	at       int // per cent of the time
	memory   float64
	files    int
	requests int
	worst    time.Duration
	failures int
}

// soak attacks one server with one crowd after the other, with a well-behaved client
// beside, and prints what the server has after 10, 50 and 100 per cent of the time. It
// fails where a request of that client was not answered, or not within a time, and where
// memory or descriptors grew from the first of these samples to the last.
func soak(out io.Writer, tkw string, factory *genuine.Factory, lasts, within time.Duration) error {
	s, err := startServer(tkw, false)
	if err != nil {
		return err
	}
	defer s.stop()
	began := time.Now()
	var samples []sample
	var sum waited
	var unanswered, grown error
	before := "nothing"
	for _, percent := range []int{10, 50, 100} {
		until := began.Add(lasts * time.Duration(percent) / 100)
		for i := 0; time.Now().Before(until); i++ {
			a := crowds[i%len(crowds)]
			r, err := s.bout(factory, a)
			if err != nil {
				return err
			}
			if err := r.judge(a.name+" after "+before, within); err != nil {
				fmt.Fprintln(out, err)
				unanswered = errUnanswered
			}
			before = a.name
			sum.Requests, sum.Failures, sum.Worst = sum.Requests+r.Requests, sum.Failures+r.Failures, max(sum.Worst, r.Worst)
		}
		calm(s)
		now := sample{percent, memoryOf(s.pid()), filesOf(s.pid()), sum.Requests, sum.Worst, sum.Failures}
		samples = append(samples, now)
		fmt.Fprintf(out, "%3d %%: %.0f MB, %d descriptors; %d requests, %d failed, the longest wait %v\n",
			now.at, now.memory, now.files, now.requests, now.failures, now.worst.Round(time.Millisecond))
	}
	first, last := samples[0], samples[len(samples)-1]
	if last.memory > first.memory*mostGrowth+mostGrowthMB || last.files > first.files+mostMoreFiles {
		grown = fmt.Errorf("the server grew from %.0f MB and %d descriptors to %.0f MB and %d", first.memory, first.files, last.memory, last.files)
	}
	return errors.Join(unanswered, grown)
}

// bout lets one crowd attack a server that others have attacked before.
func (s *server) bout(factory *genuine.Factory, a attack) (waited, error) {
	m, err := newMessage(factory) // anew, because messages expire
	if err != nil {
		return waited{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), bout)
	defer cancel()
	var attackers sync.WaitGroup
	t := newTarget(s.addr, m)
	for i := range a.crowd {
		attackers.Go(func() { a.act(ctx, t, i) })
	}
	r, err := beside(ctx, s.url(), m)
	attackers.Wait()
	return r, err
}

// calm waits until the connections of the attacks are gone and memory was given back.
func calm(s *server) {
	for end := time.Now().Add(drain); filesOf(s.pid()) > idleFiles && time.Now().Before(end); {
		time.Sleep(pace)
	}
	time.Sleep(memoryIsSteady)
}
