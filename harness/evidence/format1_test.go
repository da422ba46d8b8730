package evidence

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// format1 are run folders that tkw left when their format was 1.
func format1(role string) string {
	return filepath.Join("..", "..", "cmd", "tkw", "testdata", "format1", role)
}

func TestFoldersOfFormat1AreRead(t *testing.T) {
	t.Parallel()
	require.NoError(t, Verify(format1("provider")))
	run, err := Load(format1("provider"))
	require.NoError(t, err)
	require.Equal(t, 1, run.Format)
	got := map[string]model.Status{}
	for _, s := range run.Scenarios {
		got[s.ID] = s.Status
	}
	require.Equal(t, map[string]model.Status{
		"PDS-NUM-OK": model.Failed, "PDS-VER-SO-NOTIME": model.Passed, "PDS-VER-X-TLS-EXPIRED": model.Skipped,
	}, got)
	failed := 0
	for _, r := range run.Requirements {
		if r.Status == model.RequirementFailed {
			failed++
		}
	}
	require.Equal(t, 13, failed, "as its own report said")
}

func TestProblemsOfFormat1GetTheirKind(t *testing.T) {
	t.Parallel()
	run, err := Load(format1("client"))
	require.NoError(t, err)
	require.Equal(t, []model.Problem{{
		Kind: model.ProblemUnsolicited, Exchange: 1,
		Sentence: `exchange 1, which no scenario awaited, breaks ITK-ADR-MESSAGEID-UUID: wsa:MessageID is "not-a-uuid", which holds no UUID`,
	}}, run.Problems)
	require.Equal(t, []model.Unsolicited{{Exchange: 1}}, run.Unsolicited)
}

func TestFoldersOfFormat1AreNotResumed(t *testing.T) {
	t.Parallel()
	_, _, _, err := Resume(format1("provider"), clock())
	require.ErrorContains(t, err, "was begun by an older tkw (run folder of format 1) and cannot be resumed; start a new run")
	require.NoError(t, Verify(format1("provider")), "it was touched")
}

func TestARedactedCopyKeepsTheFormat(t *testing.T) {
	t.Parallel()
	copied := filepath.Join(t.TempDir(), "copy")
	same := Edit{Message: func(wire []byte) []byte { return wire }, Text: func(s string) string { return s }}
	require.NoError(t, Rewrite(format1("provider"), copied, same))
	head, err := ReadHeader(copied)
	require.NoError(t, err)
	require.Equal(t, 1, head.Format)
	require.NoError(t, Verify(copied))
}
