package run

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// MirrorClient is a Driver that plays the client of every scenario itself, so that
// both sides of tkw meet over a real socket.
func MirrorClient(o Options) func(ctx context.Context, url string) error {
	return func(ctx context.Context, url string) error {
		sender, err := transport.NewClient(transport.Options{TLS: o.ClientTLS, Timeout: o.Deadline, Now: o.Now})
		if err != nil {
			return err
		}
		work := make(chan scenario.Scenario)
		failed := make(chan error, len(o.Scenarios)+1)
		var wg sync.WaitGroup
		for range max(o.Parallel, 1) {
			wg.Go(func() {
				for sc := range work {
					if err := drive(ctx, o, sender, sc, url); err != nil {
						failed <- fmt.Errorf("scenario %s: %w", sc.ID, err)
					}
				}
			})
		}
		for _, sc := range o.Scenarios {
			if !o.Done[sc.ID] && !o.blocked(sc) && ctx.Err() == nil {
				work <- sc
			}
		}
		close(work)
		wg.Wait()
		close(failed)
		return <-failed
	}
}

// drive sends the requests of one scenario. What comes back is the other side's
// own doing; that an exchange took place is all that is wanted here.
func drive(ctx context.Context, o Options, sender *transport.Client, sc scenario.Scenario, url string) error {
	p := o.Set.Pack(sc.Domain)
	carried := map[string]string{}
	for _, step := range sc.Steps {
		step = step.WithCarried(carried)
		request, err := o.Composer.Request(p, step, url)
		if err != nil {
			return err
		}
		capture, err := sender.Send(ctx, request.Wire)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || len(step.Carry) == 0 {
			continue
		}
		v, err := o.Judge.Judge(ctx, check.Input{
			Scenario: sc.ID, Domain: sc.Domain, Service: step.Service, Now: o.Now(), Judged: check.PartResponse, Carry: step.Carry,
			Request: &check.Message{Body: request.Wire.Body}, Response: &check.Message{Body: capture.Response.Body, Status: capture.Response.Status},
		})
		if err != nil {
			return err
		}
		maps.Copy(carried, v.Carried)
	}
	return nil
}
