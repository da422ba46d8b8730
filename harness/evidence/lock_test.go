package evidence

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyOneStoreWritesARunFolder(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	before := read(t, dir)
	for name, second := range map[string]func() error{
		"create": func() error { _, err := Create(dir, header(), clock()); return err },
		"resume": func() error { _, _, _, err := Resume(dir, clock()); return err },
		"a look": func() error { return InUse(dir) },
	} {
		var inUse *InUseError
		require.ErrorAs(t, second(), &inUse, name)
		require.Equal(t, dir, inUse.Dir, name)
	}
	require.Equal(t, before, read(t, dir), "whoever is turned away writes nothing")

	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, InUse(dir))
	again, _, _, err := Resume(dir, clock())
	require.NoError(t, err)
	require.NoError(t, again.Finish(false, true, nil))
	require.NoError(t, Verify(dir))
}

func TestTheHolderIsNamed(t *testing.T) {
	t.Parallel()
	require.EqualError(t, &InUseError{Dir: "run", PID: 1234},
		"run folder run is in use by tkw process 1234; wait for it to end or choose another --out")
	require.EqualError(t, &InUseError{Dir: "run"},
		"run folder run is in use by another tkw process; wait for it to end or choose another --out")
}
