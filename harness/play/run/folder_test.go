package run_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// folder is what a run left behind.
func folder(t *testing.T, o run.Options) *model.Run {
	t.Helper()
	finished, err := evidence.Load(o.Store.Dir())
	require.NoError(t, err)
	return finished
}

// outcomeOf is how the run ends, concluded from its folder.
func outcomeOf(finished *model.Run) verdict.Outcome {
	return verdict.Conclude(finished, verdict.FailOn{}).Outcome
}

// problemKinds are those of the problems of a run, in order.
func problemKinds(finished *model.Run) []model.ProblemKind {
	var out []model.ProblemKind
	for _, p := range finished.Problems {
		out = append(out, p.Kind)
	}
	return out
}
