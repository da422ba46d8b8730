package run_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/leaks"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestMain(m *testing.M) { leaks.Main(m) }

// watch keeps what a watcher is told.
type watch struct {
	mu    sync.Mutex
	lines []string
}

func (w *watch) add(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, line)
}
func (w *watch) Listening(string, []scenario.Scenario)           { w.add("listening") }
func (w *watch) Finished(r model.ScenarioResult)                 { w.add("finished " + r.ID + " " + string(r.Status)) }
func (w *watch) Unsolicited(x model.Exchange, _ []model.Finding) { w.add("unsolicited " + x.Service) }
func (w *watch) Note(sentence string)                            { w.add("note " + sentence) }
func (w *watch) Problem(sentence string)                         { w.add("problem " + sentence) }

func (w *watch) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.lines)
}

// options are those of a run of the scenarios whose ids match.
func options(t *testing.T, b *builtin.Bench, role model.Role, patterns ...string) (run.Options, *watch) {
	t.Helper()
	list, err := b.Set.Select(pack.Selection{Role: role, Scenarios: patterns})
	require.NoError(t, err)
	o := run.Options{
		Set: b.Set, Judge: b.Judge, Composer: b.Composer, Role: role, Scenarios: list, Listen: "127.0.0.1:0", Parallel: 2,
		Deadline: time.Minute, Now: builtin.Now, Capabilities: map[string]bool{}, MaxDelay: 50 * time.Millisecond,
		Known: livedata.NewKnown(b.Set),
	}
	head := evidence.Header{ID: "R", Role: role, StartedAt: builtin.Now()}
	for _, sc := range list {
		head.Plan = append(head.Plan, run.Plan(sc, role))
	}
	o.Store, err = evidence.Create(filepath.Join(t.TempDir(), "run"), head, builtin.Now)
	require.NoError(t, err)
	w := &watch{}
	o.Watch = w
	return o, w
}

// sends plays a client under test that sends the requests of some personas, changed where
// change is given.
func sends(t *testing.T, b *builtin.Bench, change func(body string) string, personas ...string) func(context.Context, string) error {
	t.Helper()
	steps := make([]scenario.Step, len(personas))
	for i, persona := range personas {
		steps[i] = scenario.Step{Service: "verifyNHSNumber", Persona: persona}
	}
	return sendsSteps(b, "pds", change, steps)
}

// sendsSteps plays a client under test that sends the requests of these steps, each once.
func sendsSteps(b *builtin.Bench, domain string, change func(body string) string, steps []scenario.Step) func(context.Context, string) error {
	return func(ctx context.Context, url string) error {
		client, err := transport.NewClient(transport.Options{})
		if err != nil {
			return err
		}
		for _, step := range steps {
			r, err := b.Composer.Request(b.Set.Pack(domain), step, url)
			if err != nil {
				return err
			}
			if change != nil {
				r.Wire.Body = []byte(change(string(r.Wire.Body)))
			}
			if _, err := client.Send(ctx, r.Wire); err != nil {
				return err
			}
		}
		return nil
	}
}

func personasOf(list []scenario.Scenario) []string {
	var out []string
	for _, sc := range list {
		out = append(out, sc.Steps[0].Persona)
	}
	return out
}

func TestClientMayCallInAnyOrder(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, w := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-*")
	backwards := personasOf(o.Scenarios)
	slices.Reverse(backwards)
	o.Driver = sends(t, b, nil, backwards...)
	require.NoError(t, run.AgainstClient(t.Context(), o))
	finished := folder(t, o)
	require.Equal(t, verdict.Conforms, outcomeOf(finished))
	for _, r := range finished.Scenarios {
		require.Equal(t, model.Passed, r.Status, "%s %v", r.ID, r.Findings)
		// Each was answered with the code that it is about.
		code := "DEMOG-" + r.ID[len(r.ID)-4:]
		require.Equal(t, "response "+code, finished.Exchanges[r.Exchanges[0]-1].Outcome)
	}
	require.Equal(t, "listening", w.all()[0])
	require.NoError(t, evidence.Verify(o.Store.Dir()))
}

func TestWhatNeverCameIsNotExercised(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001", "PDS-VER-ANSWER-DEMOG-0007")
	o.Driver = sends(t, b, nil, personasOf(o.Scenarios)[0])
	require.NoError(t, run.AgainstClient(t.Context(), o))
	finished := folder(t, o)
	require.Equal(t, verdict.Incomplete, outcomeOf(finished))
	require.Equal(t, model.SkipNotExercised, finished.Scenarios[1].SkipKind)
	require.Contains(t, finished.Scenarios[1].Reason, "To exercise it: ")
}

func TestRequestsOfNobodyAreListed(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, w := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001")
	o.Driver = sends(t, b, nil, "matched")
	require.NoError(t, run.AgainstClient(t.Context(), o))
	require.Contains(t, w.all(), "unsolicited verifyNHSNumber")
	finished := folder(t, o)
	require.Equal(t, verdict.Incomplete, outcomeOf(finished))
	require.Equal(t, []model.Unsolicited{{Exchange: 1}}, finished.Unsolicited)
	require.Equal(t, "response SMSP-0000", finished.Exchanges[0].Outcome)
	require.Equal(t, &model.Outcome{Kind: model.OutcomeResponse, Code: "SMSP-0000", Status: 200}, finished.Exchanges[0].Result)
}

func TestBrokenRequestsCountAgainstTheClient(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for _, c := range []struct {
		name   string
		damage func(string) string
		want   []model.ProblemKind
		rule   string // of the scenario's findings; "" when it cannot be matched
	}{
		{"a wrong count fails its scenario", func(s string) string { return strings.Replace(s, `payloads count="1"`, `payloads count="2"`, 1) }, nil, "ITK-ENV-PAYLOADS-COUNT"},
		{"no XML at all is not silently dropped", func(string) string { return "<soap" }, []model.ProblemKind{model.ProblemUnsolicited}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, w := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001")
			o.Driver = sends(t, b, c.damage, personasOf(o.Scenarios)[0])
			require.NoError(t, run.AgainstClient(t.Context(), o))
			finished := folder(t, o)
			require.Empty(t, cmp.Diff(c.want, problemKinds(finished)), w.all())
			require.Equal(t, verdict.Fails, outcomeOf(finished))
			if c.rule == "" {
				require.Equal(t, model.SkipNotExercised, finished.Scenarios[0].SkipKind)
				require.Len(t, finished.Unsolicited, 1)
				require.Equal(t, "ITK-TRN-CUT-OFF", finished.Unsolicited[0].Findings[0].Rule)
				return
			}
			require.Equal(t, model.Failed, finished.Scenarios[0].Status)
			require.Equal(t, c.rule, finished.Scenarios[0].Findings[0].Rule)
		})
	}
}

func TestPortTakenCannotBeJudged(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: func(context.Context, transport.Inbound) transport.Reply {
		return transport.Reply{}
	}})
	require.NoError(t, err)
	server.Start(t.Context())
	t.Cleanup(server.Close)
	o, w := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001")
	o.Listen = server.Addr()
	require.NoError(t, run.AgainstClient(t.Context(), o))
	finished := folder(t, o)
	require.Equal(t, []model.ProblemKind{model.ProblemUnreachable}, problemKinds(finished))
	require.False(t, finished.Complete)
	require.Equal(t, verdict.NotJudged, outcomeOf(finished))
	require.Contains(t, strings.Join(w.all(), "\n"), server.Addr())
}

func TestInterruptedRunCanBeLoaded(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	o, _ := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-*")
	ctx, cancel := context.WithCancel(t.Context())
	first := personasOf(o.Scenarios)[0]
	o.Driver = func(_ context.Context, url string) error {
		err := sends(t, b, nil, first)(t.Context(), url)
		cancel()
		return err
	}
	require.NoError(t, run.AgainstClient(ctx, o))
	finished := folder(t, o)
	require.Equal(t, verdict.Interrupted, outcomeOf(finished))
	require.True(t, finished.Interrupted)
	require.False(t, finished.Complete)
	require.Equal(t, model.Passed, finished.Scenarios[0].Status)
	require.Equal(t, model.Skipped, finished.Scenarios[1].Status)
}

// A client that begins a scenario of several requests and does not go on with it fails
// what the missing step proves, and nothing else.
func TestAClientThatStopsHalfway(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	for _, c := range []struct {
		name    string
		send    int // requests
		status  model.Status
		kind    model.SkipKind
		carries []string // of the finding about the missing request
		outcome verdict.Outcome
	}{
		{"before the first request", 0, model.Skipped, model.SkipNotExercised, nil, verdict.Incomplete},
		{"after the first request", 1, model.Failed, "", []string{"WS-ADR-04"}, verdict.Fails},
		{"not at all", 2, model.Passed, "", nil, verdict.Conforms},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleClient, "CPIS-REPEAT-SAME")
			sc := &o.Scenarios[0]
			sc.Steps = slices.Clone(sc.Steps)
			sc.Steps[0].Proves, sc.Steps[1].Proves = scenario.Proof{Requirements: []string{"COR-DEH-02"}}, scenario.Proof{Requirements: []string{"WS-ADR-04"}}
			o.Driver = sendsSteps(b, "cpis", nil, sc.Steps[:c.send])
			require.NoError(t, run.AgainstClient(t.Context(), o))
			finished := folder(t, o)
			got := finished.Scenarios[0]
			require.Equal(t, []any{c.status, c.kind, c.outcome}, []any{got.Status, got.SkipKind, outcomeOf(finished)}, "%v", got.Findings)
			var carried []string
			for _, f := range got.Findings {
				if f.Rule == "EXPECT-NEXT-REQUEST" {
					carried = append(carried, f.Requirements...)
				}
			}
			require.Equal(t, c.carries, carried)
			require.True(t, finished.Complete)
		})
	}
}
