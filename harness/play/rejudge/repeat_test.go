package rejudge

import (
	"bytes"
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A scenario sends the same bytes three times and gets one wrong answer, the last: that
// fails it, in the run and when the evidence is judged again.
func TestEveryRepetitionIsJudgedAgain(t *testing.T) {
	t.Parallel()
	b := bench(t)
	list := b.Set.Pack("pds").Scenarios
	at := slices.IndexFunc(list, func(sc scenario.Scenario) bool { return sc.ID == "PDS-VER-OK" })
	list[at].Steps[0].Request.Repeat = 3
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(t, err)
	right := ours.Handler()
	var asked atomic.Int64
	p := play(t, b, run.Options{Role: model.RoleProvider, Endpoint: server(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
		reply := right(ctx, in)
		if asked.Add(1) == 3 {
			reply.Body = bytes.ReplaceAll(reply.Body, []byte("SMSP-0000"), []byte("DEMOG-0001"))
		}
		return reply
	})}, "PDS-VER-OK")

	require.Len(t, p.old.Exchanges, 3)
	var requests []string
	for _, x := range p.old.Exchanges {
		raw, err := evidence.ReadExchange(p.dir, x.RequestFile)
		require.NoError(t, err)
		requests = append(requests, string(raw))
	}
	require.Equal(t, []string{requests[0], requests[0], requests[0]}, requests)
	require.Equal(t, model.Failed, p.old.Scenarios[0].Status)
	for _, f := range p.old.Scenarios[0].Findings {
		require.Equal(t, 3, f.Exchange, f.Rule)
	}
	unchanged(t, p.old, p.again(t, p.options()))
}
