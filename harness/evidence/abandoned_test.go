package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// What was wrong with a request of a scenario that was then begun anew stays wrong.
func TestARequestOfAnAbandonedAttemptStillCounts(t *testing.T) {
	t.Parallel()
	broken := []model.Finding{{Rule: "X-1", Severity: model.Error, Message: "no"}}
	odd := []model.Finding{{Rule: "X-2", Severity: model.Warning, Message: "odd"}}
	of := func(exchange int, findings []model.Finding) model.Unsolicited {
		findings = append([]model.Finding{}, findings...)
		for i := range findings {
			findings[i].Exchange = exchange
		}
		return model.Unsolicited{Exchange: exchange, Findings: findings}
	}
	const sentence = "exchange 2, of an attempt at PDS-B that did not come to its end, breaks X-1: no"
	for _, c := range []struct {
		name     string
		findings []model.Finding
		attempts []int // the exchanges that the result holds
		want     []model.Unsolicited
		problems []model.Problem
	}{
		{"broken, and begun anew", broken, []int{3}, []model.Unsolicited{of(2, broken)}, []model.Problem{{Kind: model.ProblemUnsolicited, Exchange: 2, Sentence: sentence}}},
		{"with a warning, and begun anew", odd, []int{3}, []model.Unsolicited{of(2, odd)}, nil},
		{"right, and begun anew", nil, []int{3}, nil, nil},
		{"broken, without a result", broken, nil, []model.Unsolicited{of(2, broken)}, []model.Problem{{Kind: model.ProblemUnsolicited, Exchange: 2, Sentence: sentence}}},
		{"broken, and in the result", broken, []int{2, 3}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, s := newRun(t)
			x := model.Exchange{Scenario: "PDS-B", StartedAt: start}
			_, err := s.AddRequest(x, requestBytes, responseBytes, c.findings)
			require.NoError(t, err)
			kill(t, s)
			s, _, _, err = Resume(dir, clock())
			require.NoError(t, err)
			_, err = s.AddRequest(x, requestBytes, responseBytes, nil)
			require.NoError(t, err)
			if c.attempts != nil {
				r := result("PDS-B", model.Passed)
				r.Exchanges = c.attempts
				require.NoError(t, s.AddScenario(r, nil))
			}
			require.NoError(t, s.Finish(false, true, nil))
			require.NoError(t, Verify(dir))
			run, err := Load(dir)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(c.want, run.Unsolicited))
			require.Empty(t, cmp.Diff(c.problems, run.Problems))
		})
	}
}

// A kill between a request and the problem that it makes loses no problem.
func TestARequestThatNobodyAwaitedCountsWithoutItsProblem(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	_, err := s.AddUnsolicited(model.Exchange{StartedAt: start}, requestBytes, nil, []model.Finding{{Rule: "X-1", Severity: model.Error, Message: "no"}})
	require.NoError(t, err)
	want := []model.Problem{{Kind: model.ProblemUnsolicited, Exchange: 2, Sentence: "exchange 2, which no scenario awaited, breaks X-1: no"}}
	killed, err := Load(dir)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, killed.Problems))
	require.NoError(t, s.AddProblem(want[0]))
	noted, err := Load(dir)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, noted.Problems), "it is reported once")
}
