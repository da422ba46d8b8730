package run_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/twins"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// outcomes are the status and the errors of each scenario of a run.
func outcomes(t *testing.T, o run.Options) map[string][]string {
	t.Helper()
	finished := folder(t, o)
	out := map[string][]string{}
	for _, r := range finished.Scenarios {
		out[r.ID] = []string{string(r.Status)}
		for _, f := range r.Findings {
			if f.Severity == model.Error {
				out[r.ID] = append(out[r.ID], f.Rule)
			}
		}
	}
	return out
}

// A client uses a MessageID before and after the run is resumed.
func TestAResumedRunKnowsTheIdentifiersFromBefore(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	ids := []string{"PDS-VER-ANSWER-DEMOG-0001", "PDS-VER-ANSWER-DEMOG-0007"}
	o, _ := options(t, b, model.RoleClient, ids...)
	as := func(body string) string {
		facts, err := b.Judge.Read(&check.Message{Body: []byte(body)})
		require.NoError(t, err)
		return strings.ReplaceAll(body, facts.MessageID, "0A1B2C3D-0A1B-4C2D-8E3F-0A1B2C3D4E5F")
	}
	o.Driver = sends(t, b, as, o.Scenarios[0].Steps[0].Persona)
	ctx, stop := context.WithCancel(t.Context())
	first := o.Driver
	o.Driver = func(ctx context.Context, url string) error {
		defer stop() // interrupted, so that the other scenario stays open
		return first(ctx, url)
	}
	require.NoError(t, run.AgainstClient(ctx, o))
	var err error
	o.Store, _, o.Done, err = evidence.Resume(o.Store.Dir(), builtin.Now)
	require.NoError(t, err)
	require.Equal(t, map[string]bool{ids[0]: true}, o.Done)
	o.Driver = sends(t, b, as, o.Scenarios[1].Steps[0].Persona)
	require.NoError(t, run.AgainstClient(t.Context(), o))
	require.Empty(t, cmp.Diff(map[string][]string{ids[0]: {"passed"}, ids[1]: {"failed", "ITK-ADR-MESSAGEID-NEW"}}, outcomes(t, o)))
}

// Two packs have messages of one root element and one action: a right message passes
// and a wrong one fails, whichever pack was loaded first.
func TestPacksWithOneRootElementInARun(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, twins.Write(t, "north"), twins.Write(t, "south"))
	passed, wrong := []string{"passed"}, []string{"failed", "XSD-PAYLOAD-REFERRAL-OTHER-NOT-EXPECTED"}
	swap := func(from, to string) func([]byte) []byte {
		return func(body []byte) []byte { return bytes.Replace(body, []byte("<"+from+" "), []byte("<"+to+" "), 1) }
	}
	same := func(body []byte) []byte { return body }
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		// answer and ask are what is wanted of a provider and of a client.
		answer, ask map[string][]string
	}{
		{
			"as they should be", same,
			map[string][]string{"NORTH-OK": passed, "SOUTH-OK": passed}, map[string][]string{"NORTH-OK": passed, "SOUTH-OK": passed},
		},
		{
			"south with the content of north", swap("south", "north"),
			map[string][]string{"NORTH-OK": passed, "SOUTH-OK": {"failed", "XSD-PAYLOAD-RECEIPT-OTHER-NOT-EXPECTED", "EXPECT-RESPONSE-CODE"}},
			map[string][]string{"NORTH-OK": passed, "SOUTH-OK": {"skipped"}},
		},
		{
			"north with the content of south", swap("north", "south"),
			map[string][]string{"NORTH-OK": {"failed", "XSD-PAYLOAD-RECEIPT-OTHER-NOT-EXPECTED", "EXPECT-RESPONSE-CODE"}, "SOUTH-OK": passed},
			map[string][]string{"NORTH-OK": {"skipped"}, "SOUTH-OK": passed},
		},
		{
			"with something more in the request", func(body []byte) []byte {
				return bytes.Replace(body, []byte("</Referral>"), []byte("<more/></Referral>"), 1)
			},
			map[string][]string{"NORTH-OK": passed, "SOUTH-OK": passed}, map[string][]string{"NORTH-OK": wrong, "SOUTH-OK": wrong},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, "NORTH-*", "SOUTH-*")
			answer := reference(t, b)
			o.Endpoint = serves(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
				reply := answer(ctx, in)
				reply.Body = c.change(reply.Body)
				return reply
			})
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			require.Empty(t, cmp.Diff(c.answer, outcomes(t, o)), "a provider")

			o, _ = options(t, b, model.RoleClient, "NORTH-*", "SOUTH-*")
			o.Driver = func(ctx context.Context, url string) error {
				client, err := transport.NewClient(transport.Options{})
				if err != nil {
					return err
				}
				for _, domain := range []string{"north", "south"} {
					r, err := b.Composer.Request(b.Set.Pack(domain), scenario.Step{Service: "refer", Persona: "matched"}, url)
					if err != nil {
						return err
					}
					r.Wire.Body = c.change(r.Wire.Body)
					if _, err := client.Send(ctx, r.Wire); err != nil {
						return err
					}
				}
				return nil
			}
			require.NoError(t, run.AgainstClient(t.Context(), o))
			require.Empty(t, cmp.Diff(c.ask, outcomes(t, o)), "a client")
		})
	}
}
