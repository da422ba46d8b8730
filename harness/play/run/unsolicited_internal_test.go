package run

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// of is an exchange of a peer with some bytes.
func of(peer, name string, bytes int) model.Exchange {
	return model.Exchange{Peer: peer, PeerName: name, Request: model.HTTPFacts{Bytes: bytes}}
}

func TestWhatIsKeptOfUnsolicitedRequests(t *testing.T) {
	t.Parallel()
	const another = "192.0.2.9:1"
	u := newUnsolicited()
	for i := range mostUnsolicitedOfAPeer {
		require.Empty(t, u.admit(of(fmt.Sprintf("192.0.2.1:%d", i), "", 10)), "number %d", i)
	}
	require.Equal(t, "the peer has sent 200 requests, and none that a scenario awaits", u.admit(of("192.0.2.1:9999", "", 10)), "another port is no other peer")
	require.Empty(t, u.admit(of("192.0.2.2:1", "", 10)), "of another address")
	require.Empty(t, u.admit(of("192.0.2.1:1", "CN=client", 10)), "of a certificate, wherever it is")
	u.exercised(of("192.0.2.1:5", "", 0))
	require.Empty(t, u.admit(of("192.0.2.1:1", "", 10)), "a peer that has exercised a scenario makes mistakes of its own")

	require.Empty(t, u.admit(of(another, "", mostUnsolicitedBytes-10*(mostUnsolicitedOfAPeer+3))), "just the bytes that are left")
	require.Equal(t, "requests that no scenario awaited take 64 MiB of the run already", u.admit(of(another, "", 1)))

	resumed := newUnsolicited()
	for range mostUnsolicitedOfAPeer {
		resumed.remember(of("192.0.2.1:1", "", 1))
	}
	left := of("192.0.2.1:1", "", 1)
	left.NotKept = &model.NotKept{Reason: "too many"}
	resumed.remember(left)
	require.NotEmpty(t, resumed.admit(of("192.0.2.1:1", "", 1)), "what came before the run was resumed counts")
	matched := of("192.0.2.1:1", "", 1)
	matched.Scenario = "A"
	resumed.remember(matched)
	require.Empty(t, resumed.admit(of("192.0.2.1:1", "", 1)))
}

func TestUnsolicitedRequestsAreListedUpToABound(t *testing.T) {
	t.Parallel()
	u := newUnsolicited()
	for range mostUnsolicited - 1 {
		is, first := u.listed()
		require.True(t, is && !first)
	}
	u.remember(of("192.0.2.1:1", "", 1))
	require.Zero(t, u.unlisted())
	for n, want := range []bool{true, false, false} {
		is, first := u.listed()
		require.False(t, is)
		require.Equal(t, want, first)
		require.Equal(t, n+1, u.unlisted())
	}
}
