package run_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A client begins a scenario of two requests with a broken one, the run is interrupted,
// and after that the client does everything right: the broken request is not forgotten.
func TestTheBrokenRequestOfAnInterruptedAttemptIsNotForgotten(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	const id = "SCR-FLOW-SELF-CLAIM"
	o, _ := options(t, b, model.RoleClient, id)
	ctx, stop := context.WithCancel(t.Context())
	o.Driver = func(ctx context.Context, url string) error {
		defer stop()
		c, err := transport.NewClient(transport.Options{})
		if err != nil {
			return err
		}
		r, err := b.Composer.Request(b.Set.Pack("scr"), o.Scenarios[0].Steps[0], url)
		if err != nil {
			return err
		}
		r.Wire.Body = bytes.ReplaceAll(r.Wire.Body, []byte("wsse:Username>"), []byte("wsse:User>"))
		_, err = c.Send(ctx, r.Wire)
		return err
	}
	require.NoError(t, run.AgainstClient(ctx, o))

	var err error
	o.Store, _, o.Done, err = evidence.Resume(o.Store.Dir(), builtin.Now)
	require.NoError(t, err)
	require.Empty(t, o.Done)
	o.Driver = run.MirrorClient(o)
	require.NoError(t, run.AgainstClient(t.Context(), o))

	require.Empty(t, cmp.Diff(map[string][]string{id: {"passed"}}, outcomes(t, o)))
	finished, err := evidence.Load(o.Store.Dir())
	require.NoError(t, err)
	require.Len(t, finished.Unsolicited, 1)
	require.Equal(t, "ITK-SEC-USERNAME-PRESENT", finished.Unsolicited[0].Findings[0].Rule)
	require.Len(t, finished.Problems, 1)
	require.Equal(t, model.ProblemUnsolicited, finished.Problems[0].Kind)
	require.Equal(t, 1, finished.Problems[0].Exchange)
}
