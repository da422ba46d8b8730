package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// overwrite replaces the content of a file that is there.
func overwrite(t *testing.T, name string, content []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(name, content, 0o644))
}

// goOn resumes a run, does what is missing of it, and ends it.
func goOn(t *testing.T, dir string) {
	t.Helper()
	s, head, done, err := Resume(dir, clock())
	require.NoError(t, err)
	require.Equal(t, header().Plan, head.Plan)
	if !done["PDS-A"] {
		addFirst(t, s)
	}
	if !done["PDS-B"] {
		addSecond(t, s)
	}
	require.NoError(t, s.Finish(false, true, []string{"X-1", "X-2"}))
}

// A run killed after any byte of its journal can be reported, resumed and verified,
// and what it knows then is what an undisturbed run knows.
func TestRunKilledAtAnyByteGoesOn(t *testing.T) {
	t.Parallel()
	whole := read(t, finishedRun(t))
	journal := whole[JournalFile]
	killed := with(whole, HeaderFile, cutEnding(whole[HeaderFile]))
	want, err := Load(func() string { dir := filepath.Join(t.TempDir(), "run"); write(t, dir, whole); return dir }())
	require.NoError(t, err)
	for part := range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			for n := part; n <= len(journal); n += 8 {
				write(t, dir, with(killed, JournalFile, journal[:n]))
				before, err := Load(dir)
				require.NoError(t, err, "killed at byte %d", n)
				require.Len(t, before.Scenarios, 2)
				lines := bytes.Count(journal[:n], []byte("\n"))
				require.Len(t, before.Exchanges, min(max(0, lines-1), 1)+min(max(0, lines-3), 1))

				// Going on brings every line to the disk, which takes its time: it is
				// tried around the ends of lines, and at some bytes within each.
				nearEnd := bytes.ContainsRune(journal[max(0, n-2):min(len(journal), n+2)], '\n')
				if !nearEnd && (testing.Short() || n/8%8 != 0) {
					continue
				}
				goOn(t, dir)
				require.NoError(t, Verify(dir), "killed at byte %d", n)
				after, err := Load(dir)
				require.NoError(t, err)
				require.Empty(t, cmp.Diff(want.Scenarios, after.Scenarios), "killed at byte %d", n)
				require.True(t, after.Complete)
				require.Equal(t, before.Problems, after.Problems)
				require.Equal(t, []string{"X-2"}, after.Vacuous)
			}
		})
	}
}

func TestResumeSaysWhatIsDone(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	kill(t, s)
	_, head, done, err := Resume(dir, clock())
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(header(), head))
	require.Equal(t, map[string]bool{"PDS-A": true}, done)
}

func TestResumeTriesAgainWhatCameToNoVerdict(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		give func(*model.ScenarioResult)
		done bool
	}{
		{"passed", func(r *model.ScenarioResult) { r.Status = model.Passed }, true},
		{"failed", func(r *model.ScenarioResult) { r.Status = model.Failed }, true},
		{"awaits an attestation", func(r *model.ScenarioResult) { r.Status = model.Pending }, true},
		{"does not apply", func(r *model.ScenarioResult) { r.Status, r.SkipKind = model.Skipped, model.SkipDoesNotApply }, true},
		{"was not exercised", func(r *model.ScenarioResult) { r.Status, r.SkipKind = model.Skipped, model.SkipNotExercised }, false},
		{"could not be judged", func(r *model.ScenarioResult) { r.Status, r.ErrorKind = model.Errored, model.ErrorUnreachable }, false},
		{"was too expensive to judge", func(r *model.ScenarioResult) { r.Status, r.ErrorKind = model.Errored, model.ErrorTooExpensive }, true},
		{"was not decided", func(r *model.ScenarioResult) { r.Status, r.ErrorKind = model.Errored, model.ErrorCouldNotJudge }, false},
		{"failed in tkw", func(r *model.ScenarioResult) { r.Status, r.ErrorKind = model.Errored, model.ErrorOwnFailure }, false},
		{"a status that nobody knows", func(r *model.ScenarioResult) { r.Status = "odd" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, s := newRun(t)
			r := result("PDS-B", model.Passed)
			c.give(&r)
			require.NoError(t, s.AddScenario(r, nil))
			require.NoError(t, s.Finish(false, true, nil))
			_, _, done, err := Resume(dir, clock())
			require.NoError(t, err)
			want := map[string]bool{"PDS-A": true}
			if c.done {
				want["PDS-B"] = true
			}
			require.Equal(t, want, done)
		})
	}
}

// What was found in an earlier session is not forgotten by going on; what only said why
// that session could not go on is over.
func TestResumeKeepsWhatWasFound(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	kept := []model.Problem{
		{Kind: model.ProblemUnsolicited, Exchange: 7, Sentence: "exchange 7 breaks X-1"},
		{Kind: model.ProblemOwnFailure, Exchange: 8, Sentence: "exchange 8 could not be judged"},
	}
	for _, p := range append(kept, model.Problem{Kind: model.ProblemUnreachable, Sentence: "nobody answers"}) {
		require.NoError(t, s.AddProblem(p))
	}
	addSecond(t, s)
	require.NoError(t, s.Finish(false, false, nil))
	goOn(t, dir)
	again, err := Load(dir)
	require.NoError(t, err)
	require.Equal(t, kept, again.Problems)
	require.Len(t, again.Unsolicited, 1)
}

func TestResumeRemovesAnExchangeThatWasNotNoted(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	stray := filepath.Join(dir, ExchangesDir, "0002-response.http")
	overwrite(t, stray, []byte("half"))
	require.ErrorContains(t, Verify(dir), "0002-response.http")
	kill(t, s)
	goOn(t, dir)
	require.NoError(t, Verify(dir))
	require.NoFileExists(t, stray)
}

func TestResumeLeavesFilesOfOthersToVerify(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	overwrite(t, filepath.Join(dir, ExchangesDir, "0002-notes.txt"), []byte("mine"))
	kill(t, s)
	goOn(t, dir)
	require.ErrorContains(t, Verify(dir), "0002-notes.txt")
}

// A run that ended is complete only if it came to its end, whatever it has results of.
func TestARunIsAsCompleteAsItsEndSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                  string
		interrupted, complete bool
	}{
		{"it came to its end", false, true}, {"it ended early", false, false}, {"it was interrupted", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, s := newRun(t)
			addSecond(t, s)
			require.NoError(t, s.Finish(c.interrupted, c.complete, nil))
			run, err := Load(dir)
			require.NoError(t, err)
			require.Equal(t, []bool{c.interrupted, c.complete}, []bool{run.Interrupted, run.Complete})
		})
	}
}

func TestInterruptedRunIsResumedAndKilledAgain(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	require.NoError(t, s.AddProblem(model.Problem{Kind: model.ProblemUnreachable, Sentence: "interrupted"}))
	require.NoError(t, s.Finish(true, false, []string{"X-9"}))
	interrupted, err := Load(dir)
	require.NoError(t, err)
	require.True(t, interrupted.Interrupted)
	require.Equal(t, []model.Problem{{Kind: model.ProblemUnreachable, Sentence: "interrupted"}}, interrupted.Problems)

	s, _, _, err = Resume(dir, clock())
	require.NoError(t, err)
	addSecond(t, s)
	require.NoError(t, Verify(dir), "killed while resumed")
	again, err := Load(dir)
	require.NoError(t, err)
	require.False(t, again.Interrupted)
	require.Empty(t, again.Problems)

	beforeEnd := read(t, dir)[HeaderFile]
	kill(t, s)
	goOn(t, dir)
	require.NoError(t, Verify(dir))

	// Killed between the last line of the journal and run.json.
	overwrite(t, filepath.Join(dir, HeaderFile), beforeEnd)
	require.ErrorContains(t, Verify(dir), "run.json does not say how the run ended")
	_, _, _, err = Resume(dir, clock())
	require.NoError(t, err)
	require.NoError(t, Verify(dir))
}

func TestResumeRefusesChangedEvidence(t *testing.T) {
	t.Parallel()
	whole := read(t, finishedRun(t))
	journal := whole[JournalFile]
	for name, c := range map[string]struct {
		files map[string][]byte
		want  string
	}{
		"another endpoint":        {with(whole, HeaderFile, bytes.Replace(whole[HeaderFile], []byte("sut.test"), []byte("sut.best"), 1)), "run.json was changed"},
		"a changed line":          {with(whole, JournalFile, bytes.Replace(journal, []byte("SMSP-0000"), []byte("SMSP-0001"), 1)), "journal.jsonl line 2"},
		"the end of it cut off":   {with(whole, JournalFile, journal[:bytes.LastIndexByte(journal[:len(journal)-1], '\n')+1]), "the last lines of journal.jsonl"},
		"an emptied journal":      {with(whole, JournalFile, []byte{}), "run.json says that the run ended, but journal.jsonl is empty"},
		"a line that is no event": {with(whole, JournalFile, append([]byte("[]\n"), journal...)), "journal.jsonl line 1: not readable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, c.files)
			_, _, _, err := Resume(dir, clock())
			require.ErrorContains(t, err, c.want)
			require.Empty(t, cmp.Diff(c.files, read(t, dir)), "a refused resume changes nothing")
		})
	}
}

func TestEventsThatMakeNoSenseAreErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind string
		data any
		want string
	}{
		"an event of a later tkw":   {"run-paused", nil, `event 4: "run-paused" is no event that this tkw knows`},
		"a scenario out of plan":    {EventScenario, result("PDS-Z", model.Passed), `event 4: scenario "PDS-Z" is not in the plan of run.json`},
		"a scenario that is a list": {EventScenario, []int{1}, "event 4: json: cannot unmarshal array"},
		"an exchange without shape": {EventExchange, "x", "event 4: json: cannot unmarshal string"},
		"options without shape":     {EventOptions, "x", "event 4: json: cannot unmarshal string"},
		"a problem without shape":   {EventProblem, 1, "event 4: json: cannot unmarshal number"},
		"an end without shape":      {EventFinished, 1, "event 4: json: cannot unmarshal number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, s := newRun(t)
			require.NoError(t, s.append(c.kind, c.data))
			_, err := Load(dir)
			require.ErrorContains(t, err, c.want)
		})
	}
}
