package check

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/itk-assurance/tkw/harness/xmlengine"
)

// ErrTooExpensive is the error of a judgement that uses up its budget. The same message is
// too expensive in every run and on every machine.
var ErrTooExpensive = xmlengine.ErrTooExpensive

// ErrHung is the error of a judgement that does not end. It is tkw's own failure: what a
// message may cost is bounded by its budget, long before.
var ErrHung = errors.New("the judgement does not end")

// budget is what the rules and the assertions may spend on one judgement: about a second.
// The densest genuine message, a list of professionals of 850 kB with a node for every 13
// bytes, takes 8.3 million steps and 27 MB; one of 5 MB that is mostly text, the most that
// IFC-NFR-01 lets a system send, takes 20,000 steps and 11 MB.
var budget = xmlengine.Budget{Steps: 30_000_000, Text: 512 << 20}

// hangs is how long a judgement may take by the clock.
const hangs = time.Minute

// inside holds a token for each judgement that goes on: more of them than processors
// would only take memory.
var inside = make(chan struct{}, runtime.GOMAXPROCS(0))

// bounded runs one judgement in an arena of its own, with a budget, once there is room for
// it. It ends with the error of the context when that ends first, and with ErrHung after
// the time of limit; a judgement that does not even then return is left behind, and its
// room stays taken.
func bounded(ctx context.Context, limit time.Duration, judge func(*xmlengine.Arena) error) error {
	select {
	case inside <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	within, cancel := context.WithTimeoutCause(ctx, limit, ErrHung)
	done := make(chan error, 1)
	go func() {
		defer func() { cancel(); <-inside }()
		arena := xmlengine.NewArena()
		defer arena.Free()
		arena.Limit(within, budget)
		done <- judge(arena)
	}()
	select {
	case err := <-done:
		return described(within, err)
	case <-within.Done():
	}
	// Evaluations end with the context, within a second.
	select {
	case err := <-done:
		return described(within, err)
	case <-time.After(leaves):
		return fmt.Errorf("%w: %w", context.Cause(within), errLeft)
	}
}

// leaves is how long a judgement may take to notice that its time is over.
const leaves = 10 * time.Second

var errLeft = errors.New("a judgement was left behind")

// described tells the ways apart in which a judgement ends without a verdict.
func described(within context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded) && errors.Is(context.Cause(within), ErrHung):
		return fmt.Errorf("%w after %v: %w", ErrHung, hangs, err)
	case errors.Is(err, ErrTooExpensive):
		return fmt.Errorf("could not judge: %w; send a message with fewer elements of one kind", err)
	}
	return err
}
