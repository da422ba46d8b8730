package asclient_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A request that is to be repeated is sent that often with identical bytes, and every
// answer is judged.
func TestRepeatedRequests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		name   string
		repeat int
		wrong  int   // the answer that has another code, counted from 1; 0 for none
		want   []int // exchanges with errors
	}{
		{"not repeated", 0, 0, nil},
		{"once is the same", 1, 0, nil},
		{"three right answers", 3, 0, nil},
		{"only the second answer is wrong", 3, 2, []int{2}},
		{"only the last answer is wrong", 3, 3, []int{3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var came [][]byte // one exchange at a time
			addr := h.start(t, sut{all: func(ctx context.Context, in transport.Inbound) transport.Reply {
				came = append(came, bytes.Clone(in.Body))
				reply := h.right(ctx, in)
				if len(came) == c.wrong {
					reply.Body = bytes.ReplaceAll(reply.Body, []byte("SMSP-0000"), []byte("DEMOG-0001"))
				}
				return reply
			}})
			sc := h.scenario(t, "PDS-VER-OK")
			sc.Steps = slices.Clone(sc.Steps)
			sc.Steps[0].Request.Repeat = c.repeat
			_, kept, result := h.play(t, sc, "https://"+addr+"/", h.pki.ClientTLS(), nil, time.Minute)
			require.Len(t, kept, max(c.repeat, 1))
			require.Len(t, came, max(c.repeat, 1))
			for _, body := range came {
				require.Equal(t, string(came[0]), string(body))
			}
			var got []int
			for _, f := range result.Findings {
				if f.Objects() && !slices.Contains(got, f.Exchange) {
					got = append(got, f.Exchange)
				}
			}
			require.Empty(t, cmp.Diff(c.want, got), "%v", result.Findings)
		})
	}
}
