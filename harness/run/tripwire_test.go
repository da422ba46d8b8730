package run_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/livedata"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/run"
	"github.com/itk-assurance/tkw/harness/transport"
)

// Whoever knows no test set must not send the numbers of one: nothing leaves, and
// no verdict is given.
func TestNumbersOfNoTestSetAreNotSent(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK")
	requests := 0
	o.Endpoint = serves(t, func(context.Context, transport.Inbound) transport.Reply {
		requests++
		return transport.Reply{Status: http.StatusOK}
	})
	o.Known = livedata.Known{}
	err := run.Tripwire(o)
	require.ErrorIs(t, err, run.ErrLiveData)
	require.ErrorContains(t, err, "scenario PDS-VER-OK, step 1: an NHS number of no test set: the request names 944*****94")

	result, err := run.Provider(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, run.Result{Refused: true}, result)
	require.Zero(t, requests)
	finished, err := evidence.Load(o.Store.Dir())
	require.NoError(t, err)
	require.Equal(t, model.Errored, finished.Scenarios[0].Status)
	require.Contains(t, finished.Scenarios[0].Reason, "the request was not sent: an NHS number of no test set")
	require.NotContains(t, finished.Scenarios[0].Reason, "9449310394")
	require.Empty(t, finished.Exchanges)
}

func TestAllowedNumbersAreSent(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, w := options(t, b, model.RoleProvider, "PDS-VER-OK")
	o.Endpoint = serves(t, reference(t, b))
	o.Known, o.AllowLiveData = livedata.Known{}, true
	result, err := run.Provider(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, run.Result{}, result)
	require.Contains(t, w.all(), "note an answer names an NHS number that is of no test set (944*****94), and it is about to be kept as evidence; reports mask it; use test patients only")
}

func TestTheNumbersOfThePacksPass(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-*")
	require.NoError(t, run.Tripwire(o))
}
