package run_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// A domain that is data alone has the national tests for nothing, and both sides of tkw
// play them.
func TestANewDomainIsDataAlone(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, "testdata/lab")
	national := []string{
		"DE-EMPPID", "DE-INAUTH", "DE-INVMCT", "DE-INVMPC", "DE-INVMPI", "DE-INVPCT", "DE-INVPID", "DE-INVSER", "DE-MISPID", "ER-INVSCH", "ER-INVXML",
		"SO-CONFRJ", "SO-EXHDMU-KNOWN", "SO-EXHDMU-OPTIONAL", "SO-EXHDRJ", "SO-EXHEAD", "SO-EXPIRE", "SO-INVATO", "SO-INVTIM", "SO-INVUSR", "SO-NOACTN",
		"SO-NOTIME", "SO-NOTOEL", "SO-NOUSER", "SO-RPLYTO", "SO-USRSUB", "SO-VMISRJ",
	}
	want := []string{
		"LAB-FND-ER-INVMAX", "LAB-FND-ER-POSMAX", "LAB-FND-X-HTTP-CHUNKS", "LAB-FND-X-HTTP-LENGTH-SHORT", "LAB-FND-X-HTTP-NO-BODY", "LAB-FND-X-HTTP-NO-HOST",
		"LAB-FND-X-HTTP-NO-LENGTH", "LAB-FND-X-HTTP-TRUNCATED",
	}
	for _, op := range []string{"FND", "ORD"} {
		want = append(want, "LAB-"+op+"-INVALID", "LAB-"+op+"-OK", "LAB-"+op+"-UNKNOWN")
		for _, id := range national {
			want = append(want, "LAB-"+op+"-"+id)
		}
	}
	slices.Sort(want)
	var got []string
	for _, sc := range b.Set.Pack("lab").Scenarios {
		got = append(got, sc.ID)
	}
	require.Empty(t, cmp.Diff(want, got))

	passes := func(o run.Options, least int) {
		t.Helper()
		finished := folder(t, o)
		passed := 0
		for _, r := range finished.Scenarios {
			if r.Status == model.Passed {
				passed++
				continue
			}
			require.Equal(t, model.Skipped, r.Status, "%s: %v", r.ID, r.Findings)
		}
		require.GreaterOrEqual(t, passed, least)
	}
	o, _ := options(t, b, model.RoleProvider, "LAB-*")
	o.Endpoint = serves(t, reference(t, b))
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	passes(o, 50)
	o, _ = options(t, b, model.RoleClient, "LAB-*")
	o.Driver = run.MirrorClient(o)
	require.NoError(t, run.AgainstClient(t.Context(), o))
	passes(o, 2)
}
