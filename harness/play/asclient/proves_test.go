package asclient_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A wrong outcome fails what the expectation carries, and no other requirement of the
// scenario.
func TestAWrongOutcomeFailsWhatTheExpectationProves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	addr := h.start(t, sut{all: func(ctx context.Context, in transport.Inbound) transport.Reply {
		reply := h.right(ctx, in)
		reply.Body = bytes.ReplaceAll(reply.Body, []byte("SMSP-0000"), []byte("SMSP-0001"))
		return reply
	}})
	for _, c := range []struct {
		name   string
		proves scenario.Proof
		want   []string
	}{
		{"one", scenario.Proof{Requirements: []string{"SMSP-ERR-005"}}, []string{"SMSP-ERR-005"}},
		{"two", scenario.Proof{Requirements: []string{"SMSP-ERR-005", "COR-VAL-02"}}, []string{"SMSP-ERR-005", "COR-VAL-02"}},
		{"none, for a reason", scenario.Proof{None: "it stands nowhere"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sc := h.scenario(t, "PDS-VER-OK")
			require.Greater(t, len(sc.Requirements), 2, "it has more than the expectation carries")
			sc.Steps = slices.Clone(sc.Steps)
			sc.Steps[0].Proves = c.proves
			_, _, result := h.play(t, sc, "https://"+addr+"/", h.pki.ClientTLS(), nil, time.Minute)
			at := slices.IndexFunc(result.Findings, func(f model.Finding) bool { return f.Rule == "EXPECT-RESPONSE-CODE" })
			require.GreaterOrEqual(t, at, 0, "%v", result.Findings)
			require.Empty(t, cmp.Diff(c.want, result.Findings[at].Requirements))
		})
	}
}
