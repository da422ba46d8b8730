package run_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/twins"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// crashing is a pack with a rule that cannot be evaluated.
func crashing(t *testing.T) string {
	t.Helper()
	dir := twins.Write(t, "north", "responseCodes: [OK-1]", "responseCodes: [OK-1]\nrules: [rules/crash.sch]")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "rules"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rules", "crash.sch"), []byte(`<schema xmlns="http://purl.oclc.org/dsdl/schematron">
<ns prefix="x" uri="urn:tkw:exchange:1"/>
<pattern><rule context="/x:exchange"><assert id="NORTH-CRASH" test="count('no nodes') = 1">m</assert></rule></pattern></schema>`), 0o600))
	return dir
}

// fate is what became of the one scenario of a run, and of the run.
type fate struct {
	Status   model.Status
	Kind     model.ErrorKind
	Problems []model.ProblemKind
	Outcome  verdict.Outcome
}

func fateOf(t *testing.T, o run.Options) fate {
	t.Helper()
	finished := folder(t, o)
	require.Len(t, finished.Scenarios, 1)
	return fate{finished.Scenarios[0].Status, finished.Scenarios[0].ErrorKind, problemKinds(finished), outcomeOf(finished)}
}

// TestWhatTkwCannotJudgeIsNoVerdictOnAClient sends a request that is right and that tkw,
// or a pack, does not cope with.
func TestWhatTkwCannotJudgeIsNoVerdictOnAClient(t *testing.T) {
	t.Parallel()
	none := model.ErrorKind("")
	for _, c := range []struct {
		name     string
		packs    []string
		scenario string
		domain   string // of the service refer; empty for verifyNHSNumber of pds
		change   func(*scenario.Step)
		want     fate
	}{
		{"its answer cannot be built", nil, "PDS-VER-ANSWER-DEMOG-0001", "", func(s *scenario.Step) {
			reply := *s.Reply
			reply.Mutations = []mutation.Mutation{{Op: mutation.OpRemove, Path: "//itk:nowhere"}}
			s.Reply = &reply
		}, fate{model.Errored, model.ErrorOwnFailure, nil, verdict.OwnFailure}},
		{"a rule that cannot be evaluated", []string{crashing(t)}, "NORTH-OK", "north", nil,
			fate{model.Skipped, none, []model.ProblemKind{model.ProblemOwnFailure}, verdict.OwnFailure}},
		{"the packs do not tell apart whose message it is", []string{twins.Write(t, "north"), twins.Write(t, "south", "southReferral-v1-0", "northReferral-v1-0")}, "NORTH-OK", "north", nil,
			fate{model.Skipped, none, []model.ProblemKind{model.ProblemCouldNotJudge}, verdict.NotJudged}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := builtin.New(t, c.packs...)
			o, _ := options(t, b, model.RoleClient, c.scenario)
			step := scenario.Step{Service: "verifyNHSNumber", Persona: o.Scenarios[0].Steps[0].Persona}
			domain := "pds"
			if c.domain != "" {
				domain, step.Service = c.domain, "refer"
			}
			if c.change != nil {
				o.Scenarios[0].Steps = slices.Clone(o.Scenarios[0].Steps)
				c.change(&o.Scenarios[0].Steps[0])
			}
			o.Driver = func(ctx context.Context, url string) error {
				client, err := transport.NewClient(transport.Options{})
				if err != nil {
					return err
				}
				r, err := b.Composer.Request(b.Set.Pack(domain), step, url)
				if err != nil {
					return err
				}
				got, err := client.Send(ctx, r.Wire)
				require.Equal(t, 500, got.Response.Status, string(got.Response.Body))
				return err
			}
			require.NoError(t, run.AgainstClient(t.Context(), o))
			require.Empty(t, cmp.Diff(c.want, fateOf(t, o)))
		})
	}
}

func TestARuleThatCannotBeEvaluatedIsNoVerdictOnAProvider(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, crashing(t))
	o, _ := options(t, b, model.RoleProvider, "NORTH-OK")
	o.Endpoint = serves(t, reference(t, b))
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	require.Empty(t, cmp.Diff(fate{model.Errored, model.ErrorOwnFailure, nil, verdict.OwnFailure}, fateOf(t, o)))
}

// A run that cannot keep its evidence ends there, and is not complete.
func TestARunThatCannotKeepItsEvidenceEndsEarly(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for _, c := range []struct {
		name string
		role model.Role
		ids  []string
		play func(t *testing.T, o run.Options, lose func()) error
	}{
		{"with a provider", model.RoleProvider, []string{"PDS-VER-OK", "PDS-VER-SO-NOTIME"}, func(t *testing.T, o run.Options, lose func()) error {
			good := reference(t, b)
			var asked atomic.Int32
			o.Parallel, o.Endpoint = 1, serves(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
				asked.Add(1)
				lose()
				return good(ctx, in)
			})
			err := run.AgainstProvider(t.Context(), o)
			require.EqualValues(t, 1, asked.Load(), "nothing more is sent")
			return err
		}},
		{"with a client", model.RoleClient, []string{"PDS-VER-ANSWER-DEMOG-0001", "PDS-VER-ANSWER-DEMOG-0007"}, func(t *testing.T, o run.Options, lose func()) error {
			o.Driver = func(ctx context.Context, url string) error {
				lose()
				return sends(t, b, nil, personasOf(o.Scenarios)...)(ctx, url)
			}
			return run.AgainstClient(t.Context(), o)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, c.role, c.ids...)
			err := c.play(t, o, func() { _ = os.RemoveAll(filepath.Join(o.Store.Dir(), evidence.ExchangesDir)) })
			require.ErrorIs(t, err, evidence.ErrNotKept)
			finished := folder(t, o)
			require.False(t, finished.Complete)
			require.Equal(t, verdict.NotJudged, outcomeOf(finished))
		})
	}
}

// What plays the client in a mirror may fail itself; that is no end of a run.
func TestAMirrorWhoseClientFailsIsNotComplete(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001")
	broken := errors.New("broken")
	o.Driver = func(context.Context, string) error { return broken }
	require.ErrorIs(t, run.AgainstClient(t.Context(), o), broken)
	finished := folder(t, o)
	require.False(t, finished.Complete)
	require.Equal(t, verdict.NotJudged, outcomeOf(finished))
}
