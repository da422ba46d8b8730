package pack

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

func roundTrip(t *testing.T, comment []string, list []KnownFailure) []KnownFailure {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, WriteKnownFailures(&out, comment, list))
	file := filepath.Join(t.TempDir(), "known.yaml")
	require.NoError(t, os.WriteFile(file, out.Bytes(), 0o644))
	got, err := ReadKnownFailures(file, nil)
	require.NoError(t, err, out.String())
	return got
}

func TestWriteKnownFailures(t *testing.T) {
	t.Parallel()
	day := time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	require.NoError(t, WriteKnownFailures(&out, []string{"one\nline"}, []KnownFailure{
		{Rule: "R-*", Reason: `says "no" \ & <b>: #x`, Owner: "me", Expires: day, Link: "http://x"},
		{Rule: "EXPECT-ANSWER", Scenario: "A", Reason: "silent", Owner: "me", Expires: day},
	}))
	require.Equal(t, `# one line
format: 1
knownFailures:
  - rule: "R-*"
    reason: "says \"no\" \\ & <b>: #x"
    owner: "me"
    expires: 2031-03-04
    link: "http://x"
  - rule: "EXPECT-ANSWER"
    scenario: "A"
    reason: "silent"
    owner: "me"
    expires: 2031-03-04
`, out.String())
	require.Empty(t, roundTrip(t, nil, nil))
	list := []KnownFailure{
		{Rule: "A", Reason: "- [x]: {y} # z", Owner: "é ü 名", Expires: day},
		{Rule: "B", Scenario: "C-*", Reason: "true", Owner: "null", Expires: day.AddDate(0, 1, 0), Link: "*a &b !c %d @e `f"},
	}
	got := roundTrip(t, []string{"# : - x"}, list)
	require.Empty(t, cmp.Diff(list, got, cmpopts.IgnoreFields(KnownFailure{}, "Place")))
}

// FuzzWriteKnownFailures plants any text, as a finding quotes a system under test.
func FuzzWriteKnownFailures(f *testing.F) {
	for _, seed := range []string{"", "a\nb", "\x00\x1b\u0085\u2028\ufeff\u202e", "\xff\xfe", `"\u0041`, "%TAG ! x", strings.Repeat("x", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry := KnownFailure{Rule: "R", Scenario: "S", Reason: "r " + text, Owner: "o " + text, Expires: time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)}
		got := roundTrip(t, []string{text}, []KnownFailure{entry})
		if len(got) != 1 || got[0].Rule != "R" || got[0].Scenario != "S" || got[0].Reason != oneLine(entry.Reason) || got[0].Owner != oneLine(entry.Owner) {
			t.Fatalf("%q came back as %+v", text, got)
		}
	})
}
