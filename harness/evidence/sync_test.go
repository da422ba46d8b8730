package evidence

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// watched notes what a store does with its journal, in order.
type watched struct {
	DiskFile
	did []string
}

func (w *watched) Write(line []byte) (int, error) {
	w.did = append(w.did, "write")
	return w.DiskFile.Write(line)
}

func (w *watched) Sync() error {
	w.did = append(w.did, "sync")
	return w.DiskFile.Sync()
}

// What is lost with the power must be nothing that a caller was told is kept.
func TestWhatIsKeptIsOnTheDisk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(s *Store) error
		want []string
	}{
		{"an exchange, which its scenario brings to the disk", func(s *Store) error {
			_, err := s.AddExchange(model.Exchange{}, requestBytes, nil)
			return err
		}, []string{"write"}},
		{"an exchange that no scenario awaited", func(s *Store) error {
			_, err := s.AddUnsolicited(model.Exchange{}, requestBytes, nil, nil)
			return err
		}, []string{"write", "sync"}},
		{"a scenario", func(s *Store) error { return s.AddScenario(result("PDS-A", model.Passed), nil) }, []string{"write", "sync"}},
		{"a problem", func(s *Store) error { return s.AddProblem(model.Problem{Sentence: "odd"}) }, []string{"write", "sync"}},
		{"the end", func(s *Store) error { return s.Finish(false, true, nil) }, []string{"write", "sync"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, s := newRun(t)
			w := &watched{DiskFile: s.file}
			s.file = w
			require.NoError(t, c.do(s))
			require.Equal(t, c.want, w.did)
		})
	}
}
