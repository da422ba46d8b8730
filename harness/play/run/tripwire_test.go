package run_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
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
	require.ErrorIs(t, err, livedata.ErrUnknownNumber)
	require.ErrorContains(t, err, "scenario PDS-VER-OK, step 1: an NHS number of no test set: the request names 944*****94")

	require.NoError(t, run.AgainstProvider(t.Context(), o))
	require.Zero(t, requests)
	finished := folder(t, o)
	require.Equal(t, verdict.NotJudged, outcomeOf(finished))
	require.Equal(t, [2]string{"errored", "live-data"}, [2]string{string(finished.Scenarios[0].Status), string(finished.Scenarios[0].ErrorKind)})
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
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	require.Equal(t, verdict.Conforms, outcomeOf(folder(t, o)))
	require.Contains(t, w.all(), "note an answer names an NHS number that is of no test set (944*****94), and it is about to be kept as evidence; reports mask it; use test patients only")
}

func TestTheNumbersOfThePacksPass(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-*")
	require.NoError(t, run.Tripwire(o))
}
