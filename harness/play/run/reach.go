package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// reach tries the endpoint before anything is sent. A run that is resumed and has
// nothing left to send needs no system under test, and loses nothing without one.
func (o Options) reach(ctx context.Context, sender *transport.Client) error {
	left := func(sc scenario.Scenario) bool { return !o.Done[sc.ID] && !o.blocked(sc) }
	if len(o.Done) > 0 && !slices.ContainsFunc(o.Scenarios, left) {
		return ctx.Err()
	}
	return reach(ctx, sender, o.Endpoint)
}

// reach tries the endpoint once, TLS included, so that what keeps every request from
// being sent costs one sentence. It says whose side failed, and what to do.
func reach(ctx context.Context, sender *transport.Client, endpoint string) error {
	_, err := sender.Probe(ctx, endpoint)
	var e *transport.Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Phase == transport.PhasePrepare:
		return fmt.Errorf("the endpoint %q is no URL: %w", endpoint, err)
	case e.Phase == transport.PhaseConnect && e.By != transport.ByProxy:
		return fmt.Errorf("no provider answers at %s: %w", endpoint, err)
	}
	return err
}
