package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// No scenario of the built-in packs sends a number of no test set.
func TestBuiltInScenariosPassTheTripwire(t *testing.T) {
	t.Parallel()
	b, err := ownBench()
	require.NoError(t, err)
	list, err := b.set.Select(pack.Selection{Role: model.RoleProvider})
	require.NoError(t, err)
	require.NoError(t, run.Tripwire(run.Options{Set: b.set, Composer: b.composer, Scenarios: list, Known: b.known, Endpoint: "http://127.0.0.1/"}))
}
