package check

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// ErrTooExpensive is the error of a judgement that uses up its budget. The same message is
// too expensive in every run and on every machine.
var ErrTooExpensive = xmlengine.ErrTooExpensive

// ErrHung is the error of a judgement that does not end. It is tkw's own failure: what a
// message may cost is bounded by its budget, long before.
var ErrHung = errors.New("the judgement does not end")

// ErrCrashed is the error of a judgement that met a mistake of tkw's own.
var ErrCrashed = errors.New("the judgement crashed")

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
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case inside <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	within, cancel := context.WithTimeoutCause(ctx, limit, ErrHung)
	done := make(chan error, 1)
	go func() {
		defer func() { cancel(); <-inside }()
		done <- spending(within, judge)
	}()
	select {
	case err := <-done:
		return described(ctx, err)
	case <-within.Done():
	}
	// Evaluations end with the context, within a second.
	select {
	case err := <-done:
		return described(ctx, err)
	case <-time.After(leaves):
		return fmt.Errorf("%w: %w", context.Cause(within), errLeft)
	}
}

// spending runs one judgement. A crash is an error of this judgement, and of no other.
func spending(ctx context.Context, judge func(*xmlengine.Arena) error) (err error) {
	purse := xmlengine.NewBudget(ctx, xmlengine.DefaultCost)
	arena := xmlengine.NewArenaWithin(purse)
	defer arena.Free()
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("%w: %v", ErrCrashed, crash)
		}
	}()
	if err := judge(arena); err != nil {
		return err
	}
	// A budget may end where nobody looks, such as in the search for the place of a finding.
	if err := purse.Err(); errors.Is(err, ErrTooExpensive) {
		return err
	}
	return nil
}

// leaves is how long a judgement may take to notice that its time is over.
const leaves = 10 * time.Second

var errLeft = errors.New("a judgement was left behind")

// described says what to do about a judgement without a verdict.
func described(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // whatever ended first with it
	}
	expense, ok := errors.AsType[*xmlengine.ExpenseError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("could not judge: %w: the rules need more than %s %s for this message; send one with fewer repeated elements or shorter texts, or give a rule of your own less to search",
		ErrTooExpensive, grouped(int(expense.Limit)), resources[expense.Resource])
}

var resources = map[xmlengine.Resource]string{xmlengine.Steps: "steps of XPath", xmlengine.Text: "bytes of text that XPath reads"}
