package run_test

import (
	"context"
	"crypto/tls"
	"regexp"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

const repeatedAnswerID = "ITK-ADR-RESPONSE-MESSAGEID-NEW"

var answerID = regexp.MustCompile(`(<wsa:MessageID>)[^<]*`)

// oneID answers as handle does, always with one message id, in turn in every spelling.
func oneID(handle func(context.Context, transport.Inbound) transport.Reply) func(context.Context, transport.Inbound) transport.Reply {
	spellings := []string{
		"0A1B2C3D-0A1B-4C2D-8E3F-0A1B2C3D4E5F", "0a1b2c3d-0a1b-4c2d-8e3f-0a1b2c3d4e5f",
		"urn:uuid:0a1b2c3d-0a1b-4c2d-8e3f-0a1b2c3d4e5f", "uuid:0A1B2C3D-0A1B-4C2D-8E3F-0A1B2C3D4E5F",
	}
	var asked atomic.Int64
	return func(ctx context.Context, in transport.Inbound) transport.Reply {
		reply := handle(ctx, in)
		id := spellings[(asked.Add(1)-1)%int64(len(spellings))]
		reply.Body = answerID.ReplaceAll(reply.Body, []byte("${1}"+id))
		return reply
	}
}

// A provider has one message id for all responses and faults: every answer but the first
// fails, by that alone.
func TestAProviderThatRepeatsItsMessageID(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK", "PDS-VER-REPEAT", "PDS-VER-SO-*")
	o.Parallel = 1
	o.Endpoint = serves(t, oneID(reference(t, b)))
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	finished := folder(t, o)
	want, got := map[int][]string{}, map[int][]string{}
	kinds := map[model.OutcomeKind]bool{}
	for _, x := range finished.Exchanges {
		kinds[x.Result.Kind] = true
		if x.Number > 1 {
			want[x.Number] = []string{repeatedAnswerID}
		}
		require.Equal(t, x.Number > 1, x.MessageIDRepeated, "exchange %d", x.Number)
	}
	for _, r := range finished.Scenarios {
		for _, f := range r.Findings {
			if f.Objects() {
				got[f.Exchange] = append(got[f.Exchange], f.Rule)
				require.Equal(t, []string{"WS-ADR-01"}, f.Requirements)
			}
		}
	}
	require.Greater(t, len(want), 5)
	require.Empty(t, cmp.Diff(want, got))
	require.Equal(t, map[model.OutcomeKind]bool{model.OutcomeResponse: true, model.OutcomeFault: true}, kinds)
}

// A provider gives a request that is sent again the answer that it gave before.
func TestAProviderThatReplaysItsAnswer(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-*-REPEAT")
	o.Parallel = 1
	good, given := reference(t, b), map[string]transport.Reply{}
	o.Endpoint = serves(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
		if _, again := given[string(in.Body)]; !again {
			given[string(in.Body)] = good(ctx, in)
		}
		return given[string(in.Body)]
	})
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	want := map[string][]string{}
	for _, sc := range o.Scenarios {
		want[sc.ID] = []string{"passed"}
	}
	require.Empty(t, cmp.Diff(want, outcomes(t, o)))
	require.Len(t, folder(t, o).Exchanges, 2*len(given))
}

// A provider uses a message id before and after the run is resumed.
func TestAResumedRunKnowsTheMessageIDsOfAnswersFromBefore(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	// The request of the first scenario has a fixed message id, so it may be given its
	// answer again when the scenario is run again.
	const fixed, other = "PDS-DTS-ODD-SAME-IDS", "PDS-VER-SO-NOTIME"
	for _, c := range []struct {
		name string
		done map[string]bool
	}{
		{"for another request", map[string]bool{fixed: true}},
		{"for the same request too", map[string]bool{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, fixed, other)
			require.Equal(t, fixed, o.Scenarios[0].ID)
			o.Parallel = 1
			ctx, interrupt := context.WithCancel(t.Context())
			answer := oneID(reference(t, b))
			asked := 0
			o.Endpoint = serves(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
				if asked++; asked == 2 {
					interrupt()
				}
				return answer(ctx, in)
			})
			require.NoError(t, run.AgainstProvider(ctx, o))
			var err error
			o.Store, _, o.Done, err = evidence.Resume(o.Store.Dir(), builtin.Now)
			require.NoError(t, err)
			require.Equal(t, map[string]bool{fixed: true}, o.Done)
			o.Done = c.done
			o.Endpoint = serves(t, oneID(reference(t, b)))
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			require.Empty(t, cmp.Diff(map[string][]string{fixed: {"passed"}, other: {"failed", repeatedAnswerID}}, outcomes(t, o)))
		})
	}
}

// A control request is not judged, but its answer has a message id like any other.
func TestTheMessageIDsOfAnswersToControlRequests(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pki, err := transport.NewTestPKI(builtin.Now, compose.DefaultClientName)
	require.NoError(t, err)
	wrong, err := pki.WrongClients()
	require.NoError(t, err)
	const refused, ordinary = "PDS-VER-X-TLS-EXPIRED", "PDS-VER-OK"
	for _, c := range []struct {
		name  string
		order [2]string
		want  map[string][]string
	}{
		{"after another answer", [2]string{ordinary, refused}, map[string][]string{ordinary: {"passed"}, refused: {"passed"}}},
		{"before another answer", [2]string{refused, ordinary}, map[string][]string{ordinary: {"failed", repeatedAnswerID}, refused: {"passed"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, ordinary, refused)
			byID := map[string]scenario.Scenario{}
			for _, sc := range o.Scenarios {
				byID[sc.ID] = sc
			}
			o.Scenarios = []scenario.Scenario{byID[c.order[0]], byID[c.order[1]]}
			o.Parallel, o.ClientTLS, o.WrongTLS = 1, pki.ClientTLS(), wrong
			o.Capabilities = map[string]bool{"mutual-tls": true}
			o.Material = map[string]bool{pack.ByCertificate: true, pack.ByBadCertificates: true}
			cfg := pki.ServerTLS()
			cfg.ClientAuth = tls.RequireAndVerifyClientCert
			o.Endpoint = "https://" + secure(t, cfg, oneID(reference(t, b))) + "/"
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			require.Empty(t, cmp.Diff(c.want, outcomes(t, o)))
			for _, x := range folder(t, o).Exchanges {
				require.False(t, x.Control && x.MessageIDRepeated)
			}
		})
	}
}
