package xmlengine

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What it costs is measured by scripts/bench.sh.
func TestSelfTestPasses(t *testing.T) {
	require.NoError(t, SelfTest())
}

func TestLibraryVersionIsTheOneInstalled(t *testing.T) {
	t.Parallel()
	require.Regexp(t, `^2[0-9]{4}`, LibraryVersion())
}
