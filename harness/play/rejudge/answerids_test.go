package rejudge

import (
	"context"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Which of several answers had a message id first is known to the run that received
// them, and to no one who has the files alone.
func TestRepeatedMessageIDsOfAnswersAreJudgedAgain(t *testing.T) {
	t.Parallel()
	b := bench(t)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(t, err)
	right, id := ours.Handler(), regexp.MustCompile(`(<wsa:MessageID>)[^<]*`)
	p := play(t, b, run.Options{Role: model.RoleProvider, Endpoint: server(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
		reply := right(ctx, in)
		reply.Body = id.ReplaceAll(reply.Body, []byte("${1}0A1B2C3D-0A1B-4C2D-8E3F-0A1B2C3D4E5F"))
		return reply
	})}, "PDS-VER-OK", "PDS-VER-SO-*")

	repeated := func(r *model.Run) map[int]bool {
		out := map[int]bool{}
		for _, sc := range r.Scenarios {
			for _, f := range sc.Findings {
				if f.Objects() {
					require.Equal(t, "ITK-ADR-RESPONSE-MESSAGEID-NEW", f.Rule)
					out[f.Exchange] = true
				}
			}
		}
		return out
	}
	require.Greater(t, len(p.old.Exchanges), 3)
	require.Len(t, repeated(p.old), len(p.old.Exchanges)-1)
	unchanged(t, p.old, p.again(t, p.options()))

	for _, c := range []struct {
		name string
		says func(number int) bool
		want map[int]bool
	}{
		{"a journal with another order", func(number int) bool { return number == 1 || number == 3 }, map[int]bool{1: true, 3: true}},
		{"a journal from before it was kept", func(int) bool { return false }, map[int]bool{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			old := *p.old
			old.Exchanges = slices.Clone(old.Exchanges)
			for i := range old.Exchanges {
				old.Exchanges[i].MessageIDRepeated = c.says(old.Exchanges[i].Number)
			}
			o := p.options()
			o.Old = &old
			require.Empty(t, cmp.Diff(c.want, repeated(p.again(t, o))))
		})
	}
}
