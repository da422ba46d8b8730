package evidence

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// Of messages that are not kept their digests are, also in a copy, which has nothing else.
func TestDigestsOfWhatIsNotKept(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	_, err := s.AddUnsolicited(model.Exchange{StartedAt: start, NotKept: &model.NotKept{Reason: "too many"}}, requestBytes, nil, nil)
	require.NoError(t, err)
	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, Verify(dir))
	old, err := Load(dir)
	require.NoError(t, err)
	want := &model.NotKept{Reason: "too many", RequestSHA256: sum(requestBytes)}
	require.Empty(t, cmp.Diff(want, old.Exchanges[1].NotKept))
	require.NoFileExists(t, filepath.Join(dir, ExchangesDir, "0002-request.http"))

	copied := filepath.Join(t.TempDir(), "copy")
	c, err := Create(copied, header(), clock())
	require.NoError(t, err)
	require.NoError(t, c.Copy(old, old.Unsolicited, func(name string) ([]byte, error) { return ReadExchange(dir, name) }))
	require.NoError(t, c.Finish(false, true, nil))
	again, err := Load(copied)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, again.Exchanges[1].NotKept))
}

// A run that could not be begun leaves nothing behind that stands in the way of another try.
func TestCreateThatFailsCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	kill(t, s)
	fresh := filepath.Join(t.TempDir(), "run")
	s, err := Create(fresh, header(), clock())
	require.NoError(t, err)
	kill(t, s)
	s.unmake()
	require.Empty(t, read(t, fresh))
	_, err = Create(fresh, header(), clock())
	require.NoError(t, err)
	_, err = Create(dir, header(), clock())
	require.ErrorIs(t, err, ErrExists)
}
