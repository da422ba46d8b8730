package rejudge

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// played is a run folder and what is needed to judge it again.
type played struct {
	bench *builtin.Bench
	old   *model.Run
	head  evidence.Header
	dir   string
}

func (p played) options() Options {
	return Options{
		Set: p.bench.Set, Judge: p.bench.Judge, Composer: p.bench.Composer, Old: p.old, Plan: p.head.Plan,
		Read: func(name string) ([]byte, error) { return evidence.ReadExchange(p.dir, name) },
	}
}

func bench(t testing.TB) *builtin.Bench {
	t.Helper()
	b := builtin.Own(t)
	var err error
	// Real ids and times, as every other request would expire or repeat itself.
	b.Composer, err = compose.New(b.Set, itk.RandomIDs(), time.Now, compose.DefaultSender())
	require.NoError(t, err)
	return b
}

// play runs scenarios for real; driver plays the client in that role.
func play(t testing.TB, b *builtin.Bench, o run.Options, patterns ...string) played {
	t.Helper()
	p := played{bench: b, dir: filepath.Join(t.TempDir(), "run")}
	var err error
	o.Selection = pack.Selection{Role: o.Role, Scenarios: patterns}
	o.Scenarios, err = b.Set.Select(o.Selection)
	require.NoError(t, err)
	o.Set, o.Judge, o.Composer, o.Parallel, o.Now = b.Set, b.Judge, b.Composer, 2, time.Now
	if o.Deadline == 0 {
		o.Deadline = time.Minute
	}
	o.Known = livedata.NewKnown(b.Set)
	domains := []string{o.Scenarios[0].Domain}
	head := evidence.Header{
		ID: "run", Role: o.Role, Domains: domains, Endpoint: o.Endpoint, StartedAt: time.Now().UTC(), Catalogue: run.Catalogue(b.Set, domains, o.Role),
	}
	for _, sc := range o.Scenarios {
		head.Plan = append(head.Plan, run.Plan(sc, o.Role))
	}
	o.Store, err = evidence.Create(p.dir, head, time.Now)
	require.NoError(t, err)
	if o.Role == model.RoleClient {
		o.Listen = "127.0.0.1:0"
		if o.Driver == nil {
			o.Driver = run.MirrorClient(o)
		}
		err = run.AgainstClient(context.Background(), o)
	} else {
		err = run.AgainstProvider(context.Background(), o)
	}
	require.NoError(t, err)
	p.head, err = evidence.ReadHeader(p.dir)
	require.NoError(t, err)
	p.old, err = evidence.Load(p.dir)
	require.NoError(t, err)
	return p
}

// again judges anew and puts the run together.
func (p played) again(t *testing.T, o Options) *model.Run {
	t.Helper()
	result, err := Run(context.Background(), o)
	require.NoError(t, err)
	head := p.head
	head.Plan = result.Plan
	return evidence.Assemble(head, p.old, result.Judgements, result.Unsolicited, result.Problems, result.AllRules)
}

// unchanged compares everything but the end of the run and addresses of sockets in
// sentences, which the journal has in the words of the moment.
func unchanged(t *testing.T, want, got *model.Run) {
	t.Helper()
	require.Empty(t, cmp.Diff(want, got, cmpopts.IgnoreFields(model.Run{}, "FinishedAt"), cmpopts.EquateEmpty()))
}

func server(t testing.TB, handler func(context.Context, transport.Inbound) transport.Reply) string {
	t.Helper()
	s, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handler})
	require.NoError(t, err)
	s.Start(context.Background())
	t.Cleanup(s.Close)
	return s.URL("/")
}

func reply(status int, contentType, body string) transport.Reply {
	return transport.Reply{Status: status, Header: []transport.HeaderField{{Name: "Content-Type", Value: contentType}}, Body: []byte(body)}
}

// TestNothingChangesWhenNothingChanged plays against right and wrong providers and
// judges the evidence by the same code: every field of every finding must come back.
func TestNothingChangesWhenNothingChanged(t *testing.T) {
	t.Parallel()
	b := bench(t)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(t, err)
	right := ours.Handler()
	const fault = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>no</faultstring></soap:Fault></soap:Body></soap:Envelope>`
	damage := func(change func(*transport.Reply)) func(context.Context, transport.Inbound) transport.Reply {
		return func(ctx context.Context, in transport.Inbound) transport.Reply {
			r := right(ctx, in)
			change(&r)
			return r
		}
	}
	always := func(r transport.Reply) func(context.Context, transport.Inbound) transport.Reply {
		return func(context.Context, transport.Inbound) transport.Reply { return r }
	}
	for _, c := range []struct {
		name     string
		handler  func(context.Context, transport.Inbound) transport.Reply
		patterns []string
	}{
		{"right", right, []string{"PDS-VER-*"}},
		{"a fault for everything", always(reply(http.StatusInternalServerError, "text/xml", fault)), []string{"PDS-VER-SO-*", "PDS-VER-OK"}},
		{"a page", always(reply(http.StatusOK, "text/html", "<html><body>It works")), []string{"PDS-VER-OK"}},
		{"nothing", always(transport.Reply{Status: http.StatusOK}), []string{"PDS-VER-OK"}},
		{"garbage", always(transport.Reply{Fault: transport.FaultGarbage}), []string{"PDS-VER-OK"}},
		{"reset", always(transport.Reply{Fault: transport.FaultReset}), []string{"PDS-VER-OK"}},
		{"silence", always(transport.Reply{Fault: transport.FaultHang}), []string{"PDS-VER-OK"}},
		{"another code", damage(func(r *transport.Reply) {
			r.Body = []byte(strings.ReplaceAll(string(r.Body), "SMSP-0000", "DEMOG-0001"))
		}), []string{"PDS-*-OK"}},
		{"another namespace", damage(func(r *transport.Reply) {
			r.Body = []byte(strings.ReplaceAll(string(r.Body), "urn:hl7-org:v3", "urn:x"))
		}), []string{"PDS-*-OK"}},
		{"chunks", damage(func(r *transport.Reply) { r.Fault = transport.FaultChunked }), []string{"PDS-VER-OK", "PDS-VER-SO-NOTIME"}},
		{"half a body", damage(func(r *transport.Reply) { r.Body = r.Body[:len(r.Body)/2] }), []string{"PDS-VER-OK"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := run.Options{Role: model.RoleProvider, Endpoint: server(t, c.handler)}
			if c.name == "silence" {
				o.Deadline = 3 * time.Second // passes in any case
			}
			p := play(t, b, o, c.patterns...)
			if c.name != "right" && c.name != "chunks" {
				require.Positive(t, model.Summarise(p.old.Scenarios).Failed, "a run without failures shows nothing")
			}
			unchanged(t, p.old, p.again(t, p.options()))
		})
	}
	t.Run("a client", func(t *testing.T) {
		t.Parallel()
		p := play(t, b, run.Options{Role: model.RoleClient, MaxDelay: time.Millisecond}, "PDS-VER-*")
		unchanged(t, p.old, p.again(t, p.options()))
	})
	t.Run("a client that uses MessageIDs twice", func(t *testing.T) {
		t.Parallel()
		o := run.Options{Role: model.RoleClient}
		o.Driver = func(ctx context.Context, url string) error {
			return oneMessageID(ctx, b, url, "PDS-VER-ANSWER-DEMOG-0007", "PDS-VER-ANSWER-DEMOG-0001")
		}
		p := play(t, b, o, "PDS-VER-ANSWER-DEMOG-0001", "PDS-VER-ANSWER-DEMOG-0007")
		got := map[string]model.Status{}
		for _, r := range p.old.Scenarios {
			got[r.ID] = r.Status
		}
		require.Empty(t, cmp.Diff(map[string]model.Status{"PDS-VER-ANSWER-DEMOG-0001": model.Failed, "PDS-VER-ANSWER-DEMOG-0007": model.Passed}, got), "the later one is wrong")
		unchanged(t, p.old, p.again(t, p.options()))
	})
	t.Run("a client whose second request is not as its scenario asserts", func(t *testing.T) {
		t.Parallel()
		o := run.Options{Role: model.RoleClient}
		o.Driver = func(ctx context.Context, url string) error {
			return oneMessageID(ctx, b, url, "CPIS-REPEAT-OTHER", "CPIS-REPEAT-OTHER")
		}
		p := play(t, b, o, "CPIS-REPEAT-OTHER")
		at := slices.IndexFunc(p.old.Scenarios[0].Findings, func(f model.Finding) bool { return f.Rule == "CPIS-REQUEST-OTHER-AUTHOR" })
		require.GreaterOrEqual(t, at, 0, "%v", p.old.Scenarios[0].Findings)
		unchanged(t, p.old, p.again(t, p.options()))
	})
	t.Run("a client that stops half way", func(t *testing.T) {
		t.Parallel()
		o := run.Options{Role: model.RoleClient}
		o.Driver = func(ctx context.Context, url string) error { return oneMessageID(ctx, b, url, "CPIS-REPEAT-SAME") }
		p := play(t, b, o, "CPIS-REPEAT-SAME")
		require.Equal(t, model.Failed, p.old.Scenarios[0].Status)
		unchanged(t, p.old, p.again(t, p.options()))
	})
	t.Run("a provider that is not there", func(t *testing.T) {
		t.Parallel()
		p := play(t, b, run.Options{Role: model.RoleProvider, Endpoint: "http://127.0.0.1:1/"}, "PDS-VER-OK")
		unchanged(t, p.old, p.again(t, p.options()))
	})
}

// TestVerdictsFollowTheEvidence changes what the evidence says and looks for the
// verdict that follows from it.
func TestVerdictsFollowTheEvidence(t *testing.T) {
	t.Parallel()
	b := bench(t)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(t, err)
	p := play(t, b, run.Options{Role: model.RoleProvider, Endpoint: server(t, ours.Handler())}, "PDS-VER-OK")
	type verdict struct {
		Status model.Status
		Kind   model.ErrorKind
		Rules  []string
		Reason string
	}
	for _, c := range []struct {
		name   string
		change func(o *Options)
		want   verdict
	}{
		{"as it was", func(*Options) {}, verdict{Status: model.Passed}},
		{"another code came", edited("response", "SMSP-0000", "DEMOG-0001"), verdict{Status: model.Failed}},
		{"the request was about somebody else", edited("request", `extension="9`, `extension="8`), verdict{Status: model.Failed}},
		{"no answer came", func(o *Options) {
			o.Old.Exchanges[0].TransportError, o.Old.Exchanges[0].TransportFault = "the peer hung up", &model.TransportFault{Kind: "closed", Phase: "wait", By: model.ByPeer, Cause: "closed"}
		}, verdict{Status: model.Failed, Rules: []string{"EXPECT-ANSWER"}}},
		{"the connection was refused", func(o *Options) {
			o.Old.Exchanges[0].TransportError, o.Old.Exchanges[0].TransportFault = "handshake", &model.TransportFault{Kind: "tls", Phase: "handshake", By: model.ByPeer, Cause: "alert", Alert: 48}
		}, verdict{Status: model.Errored, Kind: model.ErrorUnreachable, Reason: "the system under test could not be reached: handshake"}},
		{"no answer came, as an old folder says it", func(o *Options) {
			o.Old.Exchanges[0].TransportError, o.Old.Exchanges[0].Outcome, o.Old.Exchanges[0].Result = "the peer hung up", "no answer", nil
		}, verdict{Status: model.Failed, Rules: []string{"EXPECT-ANSWER"}}},
		{"the connection was refused, as an old folder says it", func(o *Options) {
			o.Old.Exchanges[0].TransportError, o.Old.Exchanges[0].Outcome, o.Old.Exchanges[0].Result = "handshake", "connection refused by the peer", nil
		}, verdict{Status: model.Failed, Rules: []string{"EXPECT-CONNECTION"}}},
		{"a response is missing", func(o *Options) { o.Old.Exchanges[0].ResponseFile = "" },
			verdict{Status: model.Errored, Kind: model.ErrorCouldNotJudge, Reason: "cannot be judged again: exchange 1: the evidence holds no response, and no reason why there is none"}},
		{"a file cannot be read", func(o *Options) { o.Read = func(string) ([]byte, error) { return nil, os.ErrPermission } },
			verdict{Status: model.Errored, Kind: model.ErrorCouldNotJudge, Reason: "cannot be judged again: exchange 1: permission denied"}},
		{"an exchange is missing", func(o *Options) { o.Old.Scenarios[0].Exchanges = nil },
			verdict{Status: model.Errored, Kind: model.ErrorCouldNotJudge, Reason: "cannot be judged again: today's scenario has 1 exchanges, and the evidence has 0 of it"}},
		{"the scenario is gone", func(o *Options) { o.Plan[0].ID = "PDS-GONE"; o.Old.Scenarios[0].ID = "PDS-GONE" },
			verdict{Status: model.Errored, Kind: model.ErrorCouldNotJudge, Reason: "cannot be judged again: today's packs have no such scenario"}},
		{"the domain is gone", func(o *Options) { o.Plan[0].Domain = "gone" },
			verdict{Status: model.Errored, Kind: model.ErrorCouldNotJudge, Reason: "cannot be judged again: today's packs have no such scenario"}},
		{"it was skipped", func(o *Options) { o.Old.Scenarios[0].Status, o.Old.Scenarios[0].Reason = model.Skipped, "why" },
			verdict{Status: model.Skipped, Reason: "why"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := p.options()
			old := *p.old
			old.Scenarios, old.Exchanges = append([]model.ScenarioResult{}, old.Scenarios...), append([]model.Exchange{}, old.Exchanges...)
			o.Old, o.Plan = &old, append([]evidence.Planned{}, o.Plan...)
			c.change(&o)
			result, err := Run(context.Background(), o)
			require.NoError(t, err)
			first := result.Judgements[0].Result
			got := verdict{Status: first.Status, Kind: first.ErrorKind, Reason: first.Reason}
			if c.want.Rules != nil {
				for _, f := range result.Judgements[0].Result.Findings {
					got.Rules = append(got.Rules, f.Rule)
				}
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Run(ctx, p.options())
	require.ErrorIs(t, err, context.Canceled)
}

// edited replaces text in the files of one part.
func edited(part, old, replacement string) func(*Options) {
	return func(o *Options) {
		read := o.Read
		o.Read = func(name string) ([]byte, error) {
			raw, err := read(name)
			if strings.Contains(name, part) {
				raw = []byte(strings.ReplaceAll(string(raw), old, replacement))
			}
			return raw, err
		}
	}
}

// TestUnsolicitedRequestsAreJudgedToo checks that their problems are made anew, and
// that other problems stay.
func TestUnsolicitedRequestsAreJudgedToo(t *testing.T) {
	t.Parallel()
	b := bench(t)
	head := "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nSOAPAction: \"x\"\r\nContent-Length: "
	o := Options{
		Set: b.Set, Judge: b.Judge, Composer: b.Composer,
		Old: &model.Run{
			Role: model.RoleClient, Domains: []string{"pds"}, Unsolicited: []model.Unsolicited{{Exchange: 1}, {Exchange: 2}},
			Problems: []model.Problem{
				{Kind: model.ProblemUnreachable, Sentence: "the network was slow"},
				{Kind: model.ProblemUnsolicited, Exchange: 1, Sentence: "exchange 1, which no scenario awaited, breaks OLD-RULE: old words"},
			},
			Exchanges: []model.Exchange{{Number: 1, RequestFile: "exchanges/0001-request.http", StartedAt: time.Now()}, {Number: 2}},
		},
		Read: func(string) ([]byte, error) { return []byte(head + "4\r\n\r\n<a/>"), nil },
	}
	result, err := Run(context.Background(), o)
	require.NoError(t, err)
	require.Len(t, result.Problems, 3)
	require.Equal(t, o.Old.Problems[0], result.Problems[0])
	require.Equal(t, model.ProblemUnsolicited, result.Problems[1].Kind)
	require.Regexp(t, `^exchange 1, which no scenario awaited, breaks (ITK|SOAP|WS|HTTP|XML)-`, result.Problems[1].Sentence)
	require.Equal(t, model.Problem{
		Kind: model.ProblemCouldNotJudge, Exchange: 2, Sentence: "exchange 2, which no scenario awaited, could not be judged: the evidence holds no request",
	}, result.Problems[2])
	require.NotEmpty(t, result.Unsolicited[0].Findings)
	require.Equal(t, model.Unsolicited{Exchange: 2}, result.Unsolicited[1])
}

func TestABodyCutAtTheLimitWasTooLarge(t *testing.T) {
	t.Parallel()
	in := func(head, body string) transport.Inbound {
		in, err := transport.ParseRequest([]byte("POST / HTTP/1.1\r\nHost: x\r\n" + head + "\r\n\r\n" + body))
		require.NoError(t, err)
		return in
	}
	require.False(t, tooLarge(in("Content-Length: 9", "<a")))
	require.True(t, tooLarge(in("Content-Length: 9999999", "<a")))
	require.True(t, tooLarge(in("Content-Length: 5242880", strings.Repeat("x", transport.DefaultMaxRequestBytes))))
}

// TestKeptIsWhatWasAssembled makes a run folder of a new judgement and reads it back.
func TestKeptIsWhatWasAssembled(t *testing.T) {
	t.Parallel()
	b := bench(t)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(t, err)
	p := play(t, b, run.Options{Role: model.RoleProvider, Endpoint: server(t, ours.Handler())}, "PDS-VER-OK", "PDS-VER-X-TLS-OLD", "PDS-VER-SO-NO*")
	o := p.options()
	result, err := Run(context.Background(), o)
	require.NoError(t, err)
	head := p.head
	head.ID, head.StartedAt, head.Plan = "again", time.Now().UTC(), result.Plan
	head.Rejudged = &model.Rejudged{ID: p.old.ID, Tool: p.old.Tool, StartedAt: p.old.StartedAt, FinishedAt: p.old.FinishedAt, Packs: p.old.Packs}
	dir := filepath.Join(t.TempDir(), "again")
	store, err := evidence.Create(dir, head, time.Now)
	require.NoError(t, err)
	require.NoError(t, store.Copy(p.old, result.Unsolicited, o.Read))
	for _, j := range result.Judgements {
		require.NoError(t, store.AddScenario(j.Result, j.Fired))
	}
	require.NoError(t, store.Finish(false, true, result.AllRules))
	require.NoError(t, evidence.Verify(dir))
	got, err := evidence.Load(dir)
	require.NoError(t, err)
	want := evidence.Assemble(head, p.old, result.Judgements, result.Unsolicited, result.Problems, result.AllRules)
	require.NotEmpty(t, want.Vacuous, "vacuity is made anew too")
	unchanged(t, want, got)
	for _, x := range p.old.Exchanges {
		for _, name := range []string{x.RequestFile, x.ResponseFile} {
			a, err := evidence.ReadExchange(p.dir, name)
			require.NoError(t, err)
			c, err := evidence.ReadExchange(dir, name)
			require.NoError(t, err)
			require.Equal(t, a, c, name)
		}
	}
	require.ErrorIs(t, store.Copy(p.old, nil, func(string) ([]byte, error) { return nil, os.ErrPermission }), os.ErrPermission)
}

// oneMessageID sends the requests of scenarios, in this order, under one MessageID.
func oneMessageID(ctx context.Context, b *builtin.Bench, url string, ids ...string) error {
	client, err := transport.NewClient(transport.Options{})
	if err != nil {
		return err
	}
	const id = "0A1B2C3D-0A1B-4C2D-8E3F-0A1B2C3D4E5F"
	for _, name := range ids {
		list, err := b.Set.Select(pack.Selection{Role: model.RoleClient, Scenarios: []string{name}})
		if err != nil {
			return err
		}
		r, err := b.Composer.Request(b.Set.Pack(list[0].Domain), list[0].Steps[0], url)
		if err != nil {
			return err
		}
		r.Wire.Body = []byte(strings.ReplaceAll(string(r.Wire.Body), r.MessageID, id))
		if _, err := client.Send(ctx, r.Wire); err != nil {
			return err
		}
	}
	return nil
}
