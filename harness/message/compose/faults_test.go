package compose_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A scenario can ask for every fault that the transport can make, by its name there.
func TestScenariosReachEveryTransportFault(t *testing.T) {
	t.Parallel()
	var requests, replies []string
	for _, f := range transport.RequestFaults()[1:] {
		requests = append(requests, string(f))
	}
	for _, f := range transport.TransportFaults()[1:] {
		replies = append(replies, string(f))
	}
	require.ElementsMatch(t, requests, scenario.RequestFaults())
	require.ElementsMatch(t, replies, scenario.ReplyFaults())
}
