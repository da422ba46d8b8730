package rejudge

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestWhatIsTooExpensiveStaysSo(t *testing.T) {
	t.Parallel()
	require.Equal(t, model.ErrorTooExpensive, kindOf(fmt.Errorf("exchange 1: %w", check.ErrTooExpensive)))
	require.Equal(t, model.ErrorCouldNotJudge, kindOf(errGone))
}
