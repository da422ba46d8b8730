package itk

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMessagesAreShort(t *testing.T) {
	t.Parallel()
	require.Equal(t, strings.Repeat("é", 60)+"…", shorten(strings.Repeat("é", 61)))
	many := read(t, "<r>"+strings.Repeat("<a/>", 9)+"</r>")
	_, err := Apply(many, decode(t, yes{"remove": "//a"}))
	require.ErrorContains(t, err, "(9: /r/a, /r/a, /r/a, …)")
	_, err = ParsePath("/" + strings.Repeat("a", maxPathLength))
	require.ErrorContains(t, err, "longer than 4096")
	_, err = ParsePath("/" + strings.Repeat("a", maxPathLength-1))
	require.NoError(t, err)
}
