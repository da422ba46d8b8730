package run_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// serves starts a server on loopback and returns its URL.
func serves(t *testing.T, handle func(context.Context, transport.Inbound) transport.Reply) string {
	t.Helper()
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handle, Now: builtin.Now})
	require.NoError(t, err)
	server.Start(context.Background())
	t.Cleanup(server.Close)
	return server.URL("/")
}

func reference(t *testing.T, b *builtin.Bench) func(context.Context, transport.Inbound) transport.Reply {
	t.Helper()
	p, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: builtin.Now})
	require.NoError(t, err)
	return p.Handler()
}

func TestReferenceProviderConforms(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-*")
	o.Endpoint = serves(t, reference(t, b))
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	finished := folder(t, o)
	require.Equal(t, verdict.Incomplete, outcomeOf(finished), "some capabilities are not declared")
	require.Empty(t, finished.Problems)
	require.True(t, finished.Complete)
	for _, r := range finished.Scenarios {
		require.Contains(t, []model.Status{model.Passed, model.Skipped}, r.Status, "%s: %v", r.ID, r.Findings)
		if r.Status == model.Skipped {
			require.NotEmpty(t, r.Reason)
		}
	}
	require.NoError(t, evidence.Verify(o.Store.Dir()))
}

// A provider with one seeded defect must fail by the rule that names it,
// and by nothing that it does right.
func TestSeededDefectsAreFound(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for _, c := range []struct {
		name    string
		replace [2]string
		rule    string
	}{
		{"a lower-case tracking id", [2]string{`trackingid="`, `trackingid="a`}, "XSD-ENVELOPE-DISTRIBUTIONENVELOPE-HEADER-TRACKINGID-FORM"},
		{"a wrong payload count", [2]string{`payloads count="1"`, `payloads count="2"`}, "ITK-ENV-PAYLOADS-COUNT"},
		{"the action of the request", [2]string{`-v1-0Response</wsa:Action>`, `-v1-0</wsa:Action>`}, "ITK-XCH-ACTION"},
		{"another patient's number", [2]string{`extension="9449310394"`, `extension="9449310467"`}, "PDS-XCH-P13-NHS-NUMBER"},
		{"a response code of another list", [2]string{`code="SMSP-0000"`, `code="SMSP-0099"`}, "PDS-RSP-P1-CODE"},
		{"success without the patient", [2]string{"<component", "<!-- <component"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			good := reference(t, b)
			o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK")
			o.Endpoint = serves(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
				reply := good(ctx, in)
				body := string(reply.Body)
				require.Contains(t, body, c.replace[0])
				reply.Body = []byte(strings.Replace(body, c.replace[0], c.replace[1], 1))
				return reply
			})
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			finished := folder(t, o)
			require.Equal(t, model.Failed, finished.Scenarios[0].Status)
			var rules []string
			for _, f := range finished.Scenarios[0].Findings {
				rules = append(rules, f.Rule)
			}
			if c.rule != "" {
				require.Contains(t, rules, c.rule)
			}
		})
	}
}

func TestDeadEndpointIsOneProblem(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	o, w := options(t, b, model.RoleProvider, "PDS-VER-*")
	o.Endpoint = "http://" + l.Addr().String() + "/"
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	finished := folder(t, o)
	require.Equal(t, []model.ProblemKind{model.ProblemUnreachable}, problemKinds(finished))
	require.False(t, finished.Complete)
	require.Equal(t, verdict.NotJudged, outcomeOf(finished))
	require.Len(t, w.all(), 1)
	require.Contains(t, w.all()[0], "no provider answers at "+o.Endpoint)
}

func TestProviderThatDiesEndsTheRunEarly(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, w := options(t, b, model.RoleProvider, "PDS-VER-*")
	o.Parallel = 1
	answered := 0
	var server *transport.Server
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: func(ctx context.Context, _ transport.Inbound) transport.Reply {
		if answered++; answered == 3 {
			go server.Close()
			<-ctx.Done() // closed, so nothing is answered any more
		}
		return transport.Reply{Status: 500}
	}})
	require.NoError(t, err)
	server.Start(context.Background())
	t.Cleanup(server.Close)
	o.Endpoint = server.URL("/")
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	finished := folder(t, o)
	require.Equal(t, []model.ProblemKind{model.ProblemUnreachable}, problemKinds(finished))
	require.False(t, finished.Complete)
	require.Equal(t, verdict.NotJudged, outcomeOf(finished))
	require.Less(t, len(w.all()), 20)
	require.Contains(t, strings.Join(w.all(), "\n"), "ended early")
}

// What was under way when a run was interrupted has no result, and the run is not complete.
func TestInterruptedInTheMiddle(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-OK", "PDS-VER-SO-NOTIME")
	o.Parallel = 1
	ctx, interrupt := context.WithCancel(t.Context())
	good := reference(t, b)
	asked := 0
	o.Endpoint = serves(t, func(ctx context.Context, in transport.Inbound) transport.Reply {
		if asked++; asked == 2 {
			interrupt()
		}
		return good(ctx, in)
	})
	require.NoError(t, run.AgainstProvider(ctx, o))
	finished := folder(t, o)
	require.Equal(t, verdict.Interrupted, outcomeOf(finished))
	require.False(t, finished.Complete)
	require.Equal(t, model.Passed, finished.Scenarios[0].Status)
	require.Equal(t, model.SkipNotExercised, finished.Scenarios[1].SkipKind)
}
