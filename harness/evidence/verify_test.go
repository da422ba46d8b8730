package evidence

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every byte of every file counts: changed or gone, it is found, and the message
// names the file or the line of the journal.
func TestChangeOfAnyByteIsNamed(t *testing.T) {
	t.Parallel()
	whole := read(t, finishedRun(t))
	require.Len(t, whole, 5)
	for name, content := range whole {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, whole)
			base := filepath.Base(name)
			for i := range content {
				changed := bytes.Clone(content)
				changed[i] ^= 1 << (i % 8)
				if i%5 == 0 {
					changed = slices.Delete(changed, i, i+1)
				}
				if bytes.HasPrefix(content[i:], []byte("  ")) {
					changed[i] = '\t' // a blank is a blank to JSON, but not to the evidence
				}
				overwrite(t, filepath.Join(dir, name), changed)
				err := Verify(dir)
				require.Error(t, err, "byte %d of %s: %q", i, name, changed[max(0, i-10):min(len(changed), i+10)])
				require.Contains(t, err.Error(), base, "byte %d", i)
			}
			overwrite(t, filepath.Join(dir, name), content)
			require.NoError(t, Verify(dir))
		})
	}
}

func TestChangedLinesOfTheJournalAreFound(t *testing.T) {
	t.Parallel()
	whole := read(t, finishedRun(t))
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole[JournalFile]), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	require.Len(t, lines, 7)
	check := func(name string, changed []string, want string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, with(whole, JournalFile, []byte(strings.Join(changed, ""))))
			require.ErrorContains(t, Verify(dir), want)
		})
	}
	for i := range lines {
		want := JournalFile
		if i > 0 && i < len(lines)-1 {
			want = "journal.jsonl line " + string(rune('1'+i)) + ": does not follow the line before"
		}
		check("dropped line "+string(rune('1'+i)), slices.Delete(slices.Clone(lines), i, i+1), want)
		check("doubled line "+string(rune('1'+i)), slices.Insert(slices.Clone(lines), i, lines[i]), JournalFile)
		for j := i + 1; j < len(lines); j++ {
			swapped := slices.Clone(lines)
			swapped[i], swapped[j] = lines[j], lines[i]
			check("swapped lines "+string(rune('1'+i))+" and "+string(rune('1'+j)), swapped, JournalFile)
		}
		if i > 0 {
			check("cut off before line "+string(rune('1'+i)), lines[:i], "the last lines of journal.jsonl are not those of the run")
		}
	}
	check("added line", append(slices.Clone(lines), "{}\n"), "journal.jsonl line 8")
	check("added half line", append(slices.Clone(lines), "{"), "journal.jsonl line 8: is unfinished")
	check("emptied", nil, "journal.jsonl line 1: is missing")
	check("blank line", append([]string{"\n"}, lines...), "journal.jsonl line 1: not readable")

	// A forger who makes the chain fit again still stumbles over run.json.
	forged := rechain(t, lines, func(e *Event) {
		if e.Type == EventScenario {
			e.Data = json.RawMessage(strings.ReplaceAll(string(e.Data), `"failed"`, `"passed"`))
		}
	})
	check("a failure made a pass, with a new chain", forged, "the last lines of journal.jsonl are not those of the run")
	forged = rechain(t, lines, func(e *Event) {
		if e.Type == EventStarted {
			e.Data = json.RawMessage(strings.ReplaceAll(string(e.Data), "sut.test", "sut.best"))
		}
	})
	check("another endpoint in the journal, with a new chain", forged, "run.json was changed")
	forged = rechain(t, lines, func(e *Event) {
		if e.Seq == 3 {
			e.Type = EventStarted
		}
	})
	check("a second beginning", forged, `journal.jsonl line 3: is a "run-started" event`)
	forged = rechain(t, lines, func(e *Event) {
		if e.Seq == 3 {
			e.Seq = 4
		}
	})
	check("a wrong number", forged, "journal.jsonl line 3: has sequence number 4")
}

// rechain changes events and makes the chain fit again.
func rechain(t *testing.T, lines []string, change func(e *Event)) []string {
	t.Helper()
	var out []string
	prev := firstPrev
	for _, line := range lines {
		var e Event
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		change(&e)
		e.Prev = prev
		raw, err := json.Marshal(e)
		require.NoError(t, err)
		prev = sum(raw)
		out = append(out, string(raw)+"\n")
	}
	return out
}

func TestChangedFilesOfARunAreNamed(t *testing.T) {
	t.Parallel()
	whole := read(t, finishedRun(t))
	edited := func(old, replacement string) []byte {
		require.Contains(t, string(whole[HeaderFile]), old)
		return []byte(strings.Replace(string(whole[HeaderFile]), old, replacement, 1))
	}
	const request = "exchanges/0002-request.http"
	for _, c := range []struct {
		name, file string
		content    []byte
		want       string
	}{
		{"missing request", request, nil, request + " is missing or not readable"},
		{"emptied request", request, []byte{}, request + " was changed after the run"},
		{"added response", "exchanges/0002-response.http", []byte("x"), "exchanges holds files that journal.jsonl does not know: 0002-response.http"},
		{"added note", "exchanges/note.txt", []byte("x"), "exchanges holds files that journal.jsonl does not know: note.txt"},
		{"another endpoint", HeaderFile, edited("sut.test", "sut.best"), "run.json was changed"},
		{"a scenario less in the plan", HeaderFile, edited(`"PDS-B"`, `"PDS-C"`), "run.json was changed"},
		{"another supplier", HeaderFile, edited("Söhne", "Sohn"), "run.json was changed"},
		{"another end", HeaderFile, edited(`"finishedAt": "2031`, `"finishedAt": "2032`), "run.json"},
		{"a key more", HeaderFile, edited(`{`, `{"note": "x",`), "run.json was changed"},
		{"the end taken out", HeaderFile, cutEnding(whole[HeaderFile]), "run.json does not say how the run ended"},
		{"no blank at its end", HeaderFile, bytes.TrimSuffix(whole[HeaderFile], []byte("\n")), "run.json was changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, with(whole, c.file, c.content))
			require.ErrorContains(t, Verify(dir), c.want)
		})
	}
	t.Run("reports beside it do not matter", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "run")
		write(t, dir, with(whole, "report.html", []byte("<html/>")))
		require.NoError(t, Verify(dir))
	})
}

// cutEnding makes of run.json what it was before the run ended.
func cutEnding(raw []byte) []byte {
	before, _, _ := bytes.Cut(raw, []byte(`,
  "finishedAt"`))
	return append(bytes.Clone(before), "\n}\n"...)
}
