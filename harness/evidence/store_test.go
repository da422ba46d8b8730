package evidence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

func TestFinishedRunComesBackWhole(t *testing.T) {
	t.Parallel()
	dir := finishedRun(t)
	got, err := Load(dir)
	require.NoError(t, err)
	h := header()
	want := &model.Run{
		Format: 2, Tool: h.Tool, ID: h.ID, Role: h.Role, Domains: h.Domains, Endpoint: h.Endpoint, StartedAt: start, FinishedAt: start.Add(7 * time.Second),
		Complete: true, Partial: true, Selection: h.Selection, SUT: h.SUT, Host: h.Host, Packs: h.Packs,
		Scenarios: []model.ScenarioResult{result("PDS-A", model.Passed), result("PDS-B", model.Failed)},
		Exchanges: []model.Exchange{
			{Number: 1, Scenario: "PDS-A", Service: "verifyNHSNumber", StartedAt: start, Outcome: "response SMSP-0000", RequestFile: "exchanges/0001-request.http", ResponseFile: "exchanges/0001-response.http"},
			{Number: 2, Scenario: "PDS-B", StartedAt: start, Outcome: "no answer", TransportError: "timeout", RequestFile: "exchanges/0002-request.http"},
		},
		Requirements: []model.RequirementResult{{ID: "R-1", Title: "one", Level: "Must", Domain: "pds", Status: model.RequirementFailed, Shown: model.Shown{Passed: 1, Of: 2}, Scenarios: []string{"PDS-A", "PDS-B"}}},
		Operator:     "A. Engineer",
		Options:      map[string]string{"deadline": "30s"}, Vacuous: []string{"X-2"},
		Unsolicited: []model.Unsolicited{{Exchange: 2, Findings: []model.Finding{{Rule: "X-3", Severity: model.Warning, Message: "odd", Exchange: 2}}}},
		Problems:    []model.Problem{{Kind: model.ProblemOwnFailure, Sentence: "the peer was slow"}},
		Catalogue:   header().Catalogue,
	}
	require.Empty(t, cmp.Diff(want, got))

	head, err := ReadHeader(dir)
	require.NoError(t, err)
	require.Equal(t, start.Add(7*time.Second), head.FinishedAt)
	head.FinishedAt, head.JournalSHA256 = time.Time{}, ""
	require.Empty(t, cmp.Diff(header(), head))

	content, err := ReadExchange(dir, "exchanges/0001-response.http")
	require.NoError(t, err)
	require.Equal(t, responseBytes, content)
}

func TestEqualFoldersGiveEqualRuns(t *testing.T) {
	t.Parallel()
	require.Empty(t, cmp.Diff(read(t, finishedRun(t)), read(t, finishedRun(t))))
}

func TestHeaderIsReadWithoutTheJournal(t *testing.T) {
	t.Parallel()
	dir, _ := newRun(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, JournalFile), []byte("rubbish\n"), 0o644))
	head, err := ReadHeader(dir)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(header(), head))
}

func TestRunUnderWayCanBeReportedAndVerified(t *testing.T) {
	t.Parallel()
	dir, _ := newRun(t)
	require.NoError(t, Verify(dir))
	got, err := Load(dir)
	require.NoError(t, err)
	require.False(t, got.Complete)
	require.Equal(t, model.Passed, got.Scenarios[0].Status)
	want := model.ScenarioResult{
		ID: "PDS-B", Title: "second", Domain: "pds", Service: "verifyNHSNumber", Role: model.RoleProvider, Status: model.Skipped, StartedAt: start,
		SkipKind:     model.SkipNotExercised,
		Reason:       "not run: the run ended before its turn; `tkw run --resume` goes on with it",
		Requirements: []string{}, Reference: []string{}, Exchanges: []int{}, Findings: []model.Finding{},
	}
	require.Empty(t, cmp.Diff(want, got.Scenarios[1]))
}

func TestCreateRefusesAFolderWithARun(t *testing.T) {
	t.Parallel()
	for name, inside := range map[string]string{
		"a finished run": HeaderFile, "a journal alone": JournalFile, "exchanges alone": ExchangesDir + "/0001-request.http",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, inside)
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, []byte("kept"), 0o644))
			_, err := Create(dir, header(), clock())
			require.ErrorIs(t, err, ErrExists)
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, "kept", string(content))
		})
	}
	t.Run("of two at once one is refused", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "run")
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = Create(dir, header(), clock()) })
		}
		wg.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			if _, inUse := errors.AsType[*InUseError](err); !inUse {
				require.ErrorIs(t, err, ErrExists)
			}
		}
		require.Equal(t, 1, made)
		require.NoError(t, Verify(dir))
	})
	t.Run("an empty folder is taken", func(t *testing.T) {
		t.Parallel()
		_, err := Create(t.TempDir(), header(), clock())
		require.NoError(t, err)
	})
}

func TestManyGoroutinesKeepTheChainWhole(t *testing.T) {
	t.Parallel()
	h := header()
	const each = 20
	for w := range 4 {
		for i := range each {
			h.Plan = append(h.Plan, Planned{ID: fmt.Sprintf("PDS-%d-%d", w, i)})
		}
	}
	dir := filepath.Join(t.TempDir(), "run")
	s, err := Create(dir, h, clock())
	require.NoError(t, err)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range each {
				id := fmt.Sprintf("PDS-%d-%d", w, i)
				x, err := s.AddExchange(model.Exchange{Scenario: id}, []byte("request "+id), []byte("response "+id))
				if err == nil {
					r := result(id, model.Passed)
					r.Exchanges = []int{x.Number}
					err = s.AddScenario(r, map[string]int{"X-1": 1})
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, Verify(dir))
	run, err := Load(dir)
	require.NoError(t, err)
	require.Len(t, run.Exchanges, 4*each)
	for _, r := range run.Scenarios[:4*each] {
		x := run.Exchanges[r.Exchanges[0]-1]
		require.Equal(t, r.ID, x.Scenario)
		content, err := ReadExchange(dir, x.RequestFile)
		require.NoError(t, err)
		require.Equal(t, "request "+r.ID, string(content))
	}
}

func TestResultOutsideThePlanIsRefused(t *testing.T) {
	t.Parallel()
	_, s := newRun(t)
	require.EqualError(t, s.AddScenario(result("PDS-Z", model.Passed), nil), `scenario "PDS-Z" is not in the plan of the run`)
}

func TestNothingIsWrittenAfterTheEnd(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	require.NoError(t, s.Finish(true, false, nil))
	before := read(t, dir)
	require.Error(t, s.AddProblem(model.Problem{Sentence: "late"}))
	_, err := s.AddExchange(model.Exchange{}, []byte("late"), []byte("late"))
	require.Error(t, err)
	require.Error(t, s.Finish(false, true, nil))
	require.Empty(t, cmp.Diff(before, read(t, dir)))
}

func TestFailedExchangeLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	stray := filepath.Join(dir, ExchangesDir, "0002-response.http")
	require.NoError(t, os.WriteFile(stray, []byte("somebody else's"), 0o644))
	before := read(t, dir)
	_, err := s.AddExchange(model.Exchange{}, []byte("request"), []byte("response"))
	require.ErrorContains(t, err, "0002-response.http")
	require.Empty(t, cmp.Diff(before, read(t, dir)))
	// Nothing follows what was lost, until somebody goes on with the run.
	require.NoError(t, os.Remove(stray))
	_, err = s.AddExchange(model.Exchange{}, []byte("request"), []byte("response"))
	require.ErrorIs(t, err, ErrNotKept)
	require.ErrorIs(t, s.AddProblem(model.Problem{Sentence: "late"}), ErrNotKept)
	kill(t, s)
	s, _, _, err = Resume(dir, clock())
	require.NoError(t, err)
	addSecond(t, s)
	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, Verify(dir))
}

func TestUnwritableValueLeavesTheJournalWhole(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	r := result("PDS-B", model.Passed)
	zero := 0.0
	r.DurationMS = 1 / zero
	require.Error(t, s.AddScenario(r, nil))
	addSecond(t, s)
	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, Verify(dir))
}

func TestExchangeFilesOutsideTheFolderAreRefused(t *testing.T) {
	t.Parallel()
	dir := finishedRun(t)
	for _, name := range []string{"run.json", "../run.json", "exchanges/../run.json", "/etc/passwd", "exchanges", "exchanges/", "exchanges/a/b", "", "exchanges//0001-request.http"} {
		_, err := ReadExchange(dir, name)
		require.ErrorContains(t, err, "is no exchange file", name)
	}
}

func TestFoldersThatAreNoRunsAreNamed(t *testing.T) {
	t.Parallel()
	whole := read(t, finishedRun(t))
	for name, c := range map[string]struct {
		files map[string][]byte
		want  string
	}{
		"nothing there":            {map[string][]byte{}, "is no run folder"},
		"no journal":               {with(whole, JournalFile, nil), "has no journal"},
		"no run.json":              {with(whole, HeaderFile, nil), "is no run folder"},
		"run.json cut short":       {with(whole, HeaderFile, whole[HeaderFile][:40]), "run.json in"},
		"run.json of a later time": {with(whole, HeaderFile, []byte(`{"format": 3}`)), "has format 3; this tkw reads formats 1 to 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, c.files)
			_, err := Load(dir)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, Verify(dir), c.want)
			_, _, _, err = Resume(dir, clock())
			require.ErrorContains(t, err, c.want)
		})
	}
}
