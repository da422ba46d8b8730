package evidence

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a run folder can be, for [Verify].
const (
	whole      = "whole"
	unfinished = "unfinished"
	altered    = "altered"
	notRead    = "unreadable"
)

func kindOf(err error) string {
	_, isUnfinished := errors.AsType[*UnfinishedError](err)
	_, isUnreadable := errors.AsType[*UnreadableError](err)
	switch {
	case err == nil:
		return whole
	case isUnfinished:
		return unfinished
	case isUnreadable:
		return notRead
	}
	return altered
}

func TestWhatAKillLeavesBehindIsNoChange(t *testing.T) {
	t.Parallel()
	dir, s := newRun(t)
	kill(t, s)
	killed, ended := read(t, dir), read(t, finishedRun(t))
	begun := with(with(with(killed, JournalFile, []byte{}), "exchanges/0001-request.http", nil), "exchanges/0001-response.http", nil)
	journal := func(files map[string][]byte, more string) map[string][]byte {
		return with(files, JournalFile, append(bytes.Clone(files[JournalFile]), more...))
	}
	const line = `{"seq":4,"time":"2031-03-04T10:15:36Z","type":"problem","data":{},"prev":"`
	for _, c := range []struct {
		name  string
		files map[string][]byte
		want  string
	}{
		{"killed between two lines", killed, whole},
		{"killed in a line", journal(killed, `{"seq":4,"ti`), unfinished},
		{"killed after the text of a line", journal(killed, line+sumOfLast(t, killed)+`"}`), unfinished},
		{"killed when going on after its end", journal(ended, `{"seq":8,"time":"2031`), unfinished},
		{"killed before the exchange was noted", with(killed, "exchanges/0002-request.http", requestBytes), unfinished},
		{"killed before its first line", begun, unfinished},
		{"killed in its first line", journal(begun, `{"seq":1`), unfinished},
		{"killed before run.json had the ending", with(ended, HeaderFile, killed[HeaderFile]), unfinished},

		{"something else behind the last line", journal(killed, "well"), altered},
		{"a half line of another number", journal(killed, `{"seq":5,"ti`), altered},
		{"a line without its end that does not follow", journal(killed, line+firstPrev+`"}`), altered},
		{"killed in a line, and an exchange was changed", with(journal(killed, `{"seq":4`), "exchanges/0001-request.http", []byte("x")), altered},
		{"killed in a line, and a file was added", with(journal(killed, `{"seq":4`), "exchanges/note.txt", []byte("x")), altered},
		{"an exchange of a number that was used before", with(killed, "exchanges/0000-request.http", requestBytes), altered},
		{"an exchange added to a run that ended", with(ended, "exchanges/0003-request.http", requestBytes), altered},
		{"the lines of an ended run are gone", with(ended, JournalFile, []byte{}), altered},
		{"the lines of a killed run are gone", with(killed, JournalFile, []byte{}), altered},
		{"run.json of a run that has just begun is written otherwise", with(begun, HeaderFile, bytes.ReplaceAll(begun[HeaderFile], []byte("  "), []byte("\t"))), altered},
		{"run.json is gone", with(ended, HeaderFile, nil), altered},
		{"the journal is gone", with(ended, JournalFile, nil), altered},
		{"an exchange is gone", with(ended, "exchanges/0001-request.http", nil), altered},
		{"another format", with(ended, HeaderFile, bytes.Replace(ended[HeaderFile], []byte(`"format": 2`), []byte(`"format": 3`), 1)), altered},
		{"no run folder", map[string][]byte{"note.txt": []byte("x")}, notRead},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, c.files)
			err := Verify(dir)
			require.Equal(t, c.want, kindOf(err), "%v", err)
		})
	}
}

// sumOfLast is the digest of the last line of a journal.
func sumOfLast(t *testing.T, files map[string][]byte) string {
	t.Helper()
	j, err := readJournal(bytes.NewReader(files[JournalFile]))
	require.NoError(t, err)
	return j.last()
}

func TestWhatCannotBeReadIsNoChange(t *testing.T) {
	t.Parallel()
	files := read(t, finishedRun(t))
	for _, c := range []struct{ name, want string }{
		{HeaderFile, notRead}, {JournalFile, notRead}, {"exchanges/0001-request.http", altered},
	} {
		t.Run("a folder in the place of "+c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, with(files, c.name, nil))
			require.NoError(t, os.Mkdir(filepath.Join(dir, filepath.FromSlash(c.name)), 0o755))
			err := Verify(dir)
			require.Equal(t, c.want, kindOf(err), "%v", err)
		})
		t.Run("a link to itself in the place of "+c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			write(t, dir, with(files, c.name, nil))
			name := filepath.Join(dir, filepath.FromSlash(c.name))
			require.NoError(t, os.Symlink(filepath.Base(name), name))
			err := Verify(dir)
			require.Equal(t, notRead, kindOf(err), "%v", err)
		})
	}
}
