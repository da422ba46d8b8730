package builtin_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
)

var update = flag.Bool("update", false, "add new scenario ids to testdata/ids.txt")

// Reports, lists of known failures and tickets of suppliers name scenarios by their ids. A
// new one is added to the list with -update; one that is on the list is never taken away,
// not even with it.
func TestScenarioIDsAreKept(t *testing.T) {
	t.Parallel()
	const file = "testdata/ids.txt"
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	listed := strings.Fields(string(src))
	var got []string
	for _, p := range builtin.New(t).Set.Packs {
		for _, sc := range p.Scenarios {
			got = append(got, sc.ID)
		}
	}
	slices.Sort(got)
	if *update {
		all := slices.Concat(listed, got)
		slices.Sort(all)
		listed = slices.Compact(all)
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(listed, "\n")+"\n"), 0o644))
	}
	require.Empty(t, cmp.Diff(listed, got), "ids are gone (-), or new and not listed (+)")
}
