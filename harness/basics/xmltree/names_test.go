package xmltree

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNamespace(t *testing.T) {
	t.Parallel()
	for _, u := range UsualPrefixes() {
		namespace, ok := Namespace(u.Prefix)
		require.True(t, ok)
		prefix, ok := Prefix(namespace)
		require.True(t, ok)
		require.Equal(t, u.Prefix, prefix)
	}
	_, ok := Namespace("nobody")
	require.False(t, ok)
	_, ok = Prefix("urn:nobody")
	require.False(t, ok)
}
