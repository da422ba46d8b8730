package evidence

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRewrite(t *testing.T) {
	t.Parallel()
	src := finishedRun(t)
	before := read(t, src)
	dst := filepath.Join(t.TempDir(), "copy")
	edit := Edit{
		Message: func(wire []byte) []byte { return bytes.ReplaceAll(wire, []byte("<a/>"), []byte("<redacted/>")) },
		Text:    func(s string) string { return strings.ReplaceAll(s, "<good>", "<GOOD>") },
	}
	require.NoError(t, Rewrite(src, dst, edit))
	require.Equal(t, before, read(t, src), "the original is left alone")
	require.NoError(t, Verify(dst))
	after := read(t, dst)
	require.Len(t, after, len(before))
	require.Contains(t, string(after["exchanges/0001-request.http"]), "<redacted/>")

	was, err := Load(src)
	require.NoError(t, err)
	is, err := Load(dst)
	require.NoError(t, err)
	require.Equal(t, sum(before[JournalFile]), is.Redacted)
	is.Redacted = ""
	changed := false
	for i := range was.Exchanges {
		x := &was.Exchanges[i]
		if x.RequestFile != "" {
			x.Request.Bytes = len(requestBytes) + len("redacted") - len("a")
		}
		if x.ResponseFile != "" {
			x.Response.Bytes = len(responseBytes)
		}
	}
	for i := range was.Scenarios {
		for k := range was.Scenarios[i].Findings {
			f := &was.Scenarios[i].Findings[k]
			f.Message = edit.Text(f.Message)
			changed = changed || strings.Contains(f.Message, "<GOOD>")
		}
	}
	require.True(t, changed)
	require.Equal(t, was, is, "all else is the same")

	require.ErrorIs(t, Rewrite(dst, filepath.Join(t.TempDir(), "again"), edit), ErrRedacted)
	overwrite(t, filepath.Join(src, "exchanges/0001-request.http"), []byte("x"))
	require.ErrorContains(t, Rewrite(src, filepath.Join(t.TempDir(), "bad"), edit), "was changed after the run")
}

func TestRewriteOfARunThatNeverEnded(t *testing.T) {
	t.Parallel()
	src, _ := newRun(t)
	dst := filepath.Join(t.TempDir(), "copy")
	same := Edit{Message: func(wire []byte) []byte { return wire }, Text: func(s string) string { return s }}
	require.NoError(t, Rewrite(src, dst, same))
	require.NoError(t, Verify(dst))
	var seen [][]byte
	require.NoError(t, EachMessage(dst, func(wire []byte) { seen = append(seen, wire) }))
	require.Equal(t, [][]byte{requestBytes, responseBytes}, seen)
}
