package outline_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

func TestWhyAMessageIsNotKept(t *testing.T) {
	t.Parallel()
	require.Empty(t, outline.NotKept(model.Exchange{RequestFile: "exchanges/0001-request.http"}, "request"))
	x := model.Exchange{NotKept: &model.NotKept{Reason: "the peer has sent 200 requests", RequestSHA256: "ab"}}
	require.Equal(t, "not kept: the peer has sent 200 requests; SHA-256 ab", outline.NotKept(x, "request"))
	require.Empty(t, outline.NotKept(x, "response"), "there was none")
	x.NotKept.ResponseSHA256 = "cd"
	require.Equal(t, "not kept: the peer has sent 200 requests; SHA-256 cd", outline.NotKept(x, "response"))
}
