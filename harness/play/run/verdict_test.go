package run

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestWhyNothingCouldBeJudged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		cause error
		want  model.ErrorKind
	}{
		{"the message is too expensive", fmt.Errorf("exchange 1: %w", check.ErrTooExpensive), model.ErrorTooExpensive},
		{"the packs do not tell the message apart", fmt.Errorf("exchange 1: %w", check.ErrAmbiguous), model.ErrorCouldNotJudge},
		{"a check did not do its work", errors.New("no schema"), model.ErrorOwnFailure},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, errorKind(c.cause))
		})
	}
}
