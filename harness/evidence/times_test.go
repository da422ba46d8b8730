package evidence

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

func TestTimesOfTheMessagesOfARun(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "run")
	s, err := Create(dir, header(), clock())
	require.NoError(t, err)
	for _, x := range []struct {
		x        model.Exchange
		response []byte
	}{
		{model.Exchange{Scenario: "PDS-A", StartedAt: start, DurationMS: 12.5}, responseBytes},
		{model.Exchange{Scenario: "PDS-B", StartedAt: start.Add(time.Hour), DurationMS: 30000, TransportError: "timeout"}, nil},
	} {
		_, err := s.AddExchange(x.x, requestBytes, x.response)
		require.NoError(t, err)
	}
	want := map[string]time.Time{
		"exchanges/0001-request.http":  start,
		"exchanges/0001-response.http": start.Add(12500 * time.Microsecond),
		"exchanges/0002-request.http":  start.Add(time.Hour),
	}
	got, err := Times(dir) // the run is still under way
	require.NoError(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	require.NoError(t, s.Finish(false, true, nil))
	got, err = Times(dir)
	require.NoError(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	overwrite(t, filepath.Join(dir, JournalFile), []byte("{}\n"))
	_, err = Times(dir)
	require.ErrorContains(t, err, "journal.jsonl line 1")
}
