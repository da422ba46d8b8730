package mutate

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/internal/samples"
)

func TestMessagesAreShort(t *testing.T) {
	t.Parallel()
	require.Equal(t, strings.Repeat("é", 60)+"…", xmltree.Shorten(strings.Repeat("é", 61)))
	many := samples.Read(t, "<r>"+strings.Repeat("<a/>", 9)+"</r>")
	_, err := Apply(many, decode(t, yes{"remove": "//a"}))
	require.ErrorContains(t, err, "(9: /r/a, /r/a, /r/a, …)")
	_, err = mutation.ParsePath("/" + strings.Repeat("a", mutation.MaxPathLength))
	require.ErrorContains(t, err, "longer than 4096")
	_, err = mutation.ParsePath("/" + strings.Repeat("a", mutation.MaxPathLength-1))
	require.NoError(t, err)
}
