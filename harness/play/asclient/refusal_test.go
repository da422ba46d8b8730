package asclient_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/leaks"
	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func TestMain(m *testing.M) { leaks.Main(m) }

// plenty is a deadline that a busy machine keeps.
const plenty = time.Minute

type handler = func(context.Context, transport.Inbound) transport.Reply

// house is what the tests share: packs, a CA with its certificates, and a provider.
type house struct {
	*builtin.Bench
	pki   *transport.TestPKI
	wrong map[string]*tls.Config
	right handler
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{Bench: builtin.New(t)}
	var err error
	h.pki, err = transport.NewTestPKI(builtin.Now, compose.DefaultClientName)
	require.NoError(t, err)
	h.wrong, err = h.pki.WrongClients()
	require.NoError(t, err)
	p, err := asprovider.New(asprovider.Options{Set: h.Set, Judge: h.Judge, Composer: h.Composer, Now: builtin.Now})
	require.NoError(t, err)
	h.right = p.Handler()
	return h
}

// sut is a system under test: its TLS, its answers, or the whole of a connection.
type sut struct {
	auth     tls.ClientAuthType
	min, max uint16
	// wrong answers clients whose certificate does not verify; nil for the right answer.
	wrong handler
	// all answers everyone.
	all handler
	raw func(net.Conn)
}

// start gives the address of a system under test.
func (h *house) start(t *testing.T, s sut) string {
	t.Helper()
	if s.raw != nil {
		return peers.Listen(t, s.raw)
	}
	cfg := h.pki.ServerTLS()
	cfg.ClientAuth, cfg.MinVersion, cfg.MaxVersion = s.auth, max(s.min, tls.VersionTLS10), s.max
	var good atomic.Bool // of the latest connection; there is one at a time
	cfg.VerifyConnection = func(state tls.ConnectionState) error {
		good.Store(false)
		if len(state.PeerCertificates) > 0 {
			_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{
				Roots: h.pki.Pool, CurrentTime: builtin.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
			})
			good.Store(err == nil)
		}
		return nil
	}
	handle := func(ctx context.Context, in transport.Inbound) transport.Reply {
		switch {
		case s.all != nil:
			return s.all(ctx, in)
		case s.wrong != nil && !good.Load():
			return s.wrong(ctx, in)
		}
		return h.right(ctx, in)
	}
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handle, TLS: cfg, Now: builtin.Now})
	require.NoError(t, err)
	server.Start(context.Background())
	t.Cleanup(server.Close)
	return server.Addr()
}

func always(r transport.Reply) handler {
	return func(context.Context, transport.Inbound) transport.Reply { return r }
}

func page(status int) handler {
	return always(transport.Reply{
		Status: status, Header: []transport.HeaderField{{Name: "Content-Type", Value: "text/html"}}, Body: []byte("<html><body><hr></body></html>"),
	})
}

func readHello(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }

// verdict is what a scenario came to: "passed", the rule that it failed by, or the kind
// of error; with what was kept of its exchanges, control requests marked.
type verdict struct {
	Status    string
	Exchanges string
}

// play runs a scenario against an endpoint with that ordinary client. The deadline is
// that of the wrong clients.
func (h *house) play(t *testing.T, sc scenario.Scenario, endpoint string, ordinary *tls.Config, wrong map[string]*tls.Config, deadline time.Duration) (verdict, []model.Exchange, asclient.Result) {
	t.Helper()
	dial := func(cfg *tls.Config, deadline time.Duration) *transport.Client {
		c, err := transport.NewClient(transport.Options{TLS: cfg, Timeout: deadline, Now: builtin.Now})
		require.NoError(t, err)
		return c
	}
	senders := map[string]*transport.Client{}
	for word, cfg := range wrong {
		senders[word] = dial(cfg, deadline)
	}
	var kept []model.Exchange
	c := asclient.New(asclient.Options{
		Set: h.Set, Judge: h.Judge, Composer: h.Composer, Sender: dial(ordinary, plenty), Wrong: senders, Endpoint: endpoint, Now: builtin.Now,
		Record: func(x model.Exchange, _, _ []byte) (model.Exchange, error) {
			x.Number = len(kept) + 1
			kept = append(kept, x)
			return x, nil
		},
	})
	result, err := c.Run(t.Context(), sc)
	require.NoError(t, err)
	got := verdict{Status: "passed"}
	for _, f := range result.Findings {
		if f.Severity == model.Error {
			got.Status = f.Rule
		}
	}
	if result.Undecided != nil {
		require.Empty(t, result.Findings)
		require.NotEmpty(t, result.Undecided.Reason)
		got.Status = string(result.Undecided.Kind)
	}
	var words []string
	for i, x := range kept {
		require.Equal(t, i+1, result.Exchanges[i])
		require.Equal(t, x.TransportError != "", x.TransportFault != nil)
		word := string(x.Result.Kind)
		if x.Control {
			word = "control " + word
		}
		words = append(words, word)
	}
	got.Exchanges = strings.Join(words, ", ")
	return got, kept, result
}

func (h *house) scenario(t *testing.T, id string) scenario.Scenario {
	t.Helper()
	list, err := h.Set.Select(pack.Selection{Role: model.RoleProvider, Scenarios: []string{id}})
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

// The scenarios of clients that must be refused, in the order of the tables below.
var refusals = []string{"PDS-VER-X-TLS-NO-CERTIFICATE", "PDS-VER-X-TLS-UNKNOWN-CA", "PDS-VER-X-TLS-EXPIRED", "PDS-VER-X-TLS-OLD"}

func TestOnlyThePeerCanRefuse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const required = tls.RequireAndVerifyClientCert
	let := verdict{"EXPECT-NO-CONNECTION", "response"}
	faulted := verdict{"EXPECT-NO-CONNECTION", "fault"}
	shown := verdict{"passed", "refused, control response"}
	shownByEnd := verdict{"passed", "refused, control response, control response"}
	shownByPage := verdict{"passed", "http, control response"}
	doubt := func(exchanges string) verdict { return verdict{"could-not-judge", exchanges} }
	same := func(v verdict) [4]verdict { return [4]verdict{v, v, v, v} }
	fault := func(ctx context.Context, in transport.Inbound) transport.Reply {
		in.Body = []byte("<a/>")
		return h.right(ctx, in)
	}
	soap12 := always(transport.Reply{
		Status: http.StatusForbidden, Header: []transport.HeaderField{{Name: "Content-Type", Value: "application/soap+xml"}},
		Body: []byte(`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault/></s:Body></s:Envelope>`),
	})
	hang := always(transport.Reply{Fault: transport.FaultHang})
	reset := always(transport.Reply{Fault: transport.FaultReset})
	for _, c := range []struct {
		name string
		sut  sut
		want [4]verdict // in the order of refusals
	}{
		{"takes any client", sut{}, same(let)},
		{"takes any client, but for TLS 1.1", sut{min: tls.VersionTLS12}, [4]verdict{let, let, let, shown}},
		{"asks for a certificate and takes any client", sut{auth: tls.RequestClientCert}, same(let)},
		{"wants a certificate, whatever it is", sut{auth: tls.RequireAnyClientCert, min: tls.VersionTLS12}, [4]verdict{shown, let, let, shown}},
		{"verifies a certificate, but lets in a client without", sut{auth: tls.VerifyClientCertIfGiven, min: tls.VersionTLS12}, [4]verdict{let, shown, shown, shown}},
		{"verifies certificates, over TLS 1.2", sut{auth: required, min: tls.VersionTLS12, max: tls.VersionTLS12}, same(shown)},
		{"verifies certificates, over TLS 1.3", sut{auth: required, min: tls.VersionTLS13}, same(shown)},
		{"verifies certificates and takes TLS 1.0", sut{auth: required}, [4]verdict{shown, shown, shown, let}},
		{"answers a wrong certificate with 400, as nginx does", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: page(http.StatusBadRequest)}, [4]verdict{shownByPage, shownByPage, shownByPage, shown}},
		{"answers a wrong certificate with 403, as IIS does", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: page(http.StatusForbidden)}, [4]verdict{shownByPage, shownByPage, shownByPage, shown}},
		{"answers a wrong certificate with 500", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: page(http.StatusInternalServerError)}, [4]verdict{doubt("http"), doubt("http"), doubt("http"), shown}},
		{"answers a wrong certificate with a page", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: page(http.StatusOK)}, [4]verdict{doubt("http"), doubt("http"), doubt("http"), shown}},
		{"answers a wrong certificate with a fault", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: fault}, [4]verdict{faulted, faulted, faulted, shown}},
		{"resets on a wrong certificate", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: reset}, [4]verdict{shownByEnd, shownByEnd, shownByEnd, shown}},
		{"has too much to do, for a wrong certificate", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: page(http.StatusTooManyRequests)}, [4]verdict{doubt("http"), doubt("http"), doubt("http"), shown}},
		{"answers a wrong certificate with 403 and a fault of SOAP 1.2", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: soap12}, [4]verdict{doubt("http"), doubt("http"), doubt("http"), shown}},
		{"resets everything", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, all: reset}, same(doubt("refused, control none"))},
		{"hangs on a wrong certificate", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, wrong: hang}, [4]verdict{doubt("none"), doubt("none"), doubt("none"), shown}},
		{"answers everything with 404", sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, all: page(http.StatusNotFound)}, [4]verdict{doubt("http, control http"), doubt("http, control http"), doubt("http, control http"), doubt("refused, control http")}},
		{"asks for no certificate and answers everything with 404", sut{min: tls.VersionTLS12, all: page(http.StatusNotFound)}, [4]verdict{doubt("http"), doubt("http"), doubt("http"), doubt("refused, control http")}},
		{"closes after the first bytes", sut{raw: readHello}, [4]verdict{doubt("refused"), doubt("refused"), doubt("refused"), doubt("refused, control refused")}},
		{"speaks plain HTTP", sut{raw: func(c net.Conn) {
			readHello(c)
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		}}, same(doubt("unreachable"))},
		{"never shakes hands", sut{raw: func(c net.Conn) { readHello(c); readHello(c) }}, same(doubt("unreachable"))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			addr := h.start(t, c.sut)
			deadline := plenty
			switch {
			case strings.Contains(c.name, "never"):
				deadline = time.Second // passes in any case
			case strings.Contains(c.name, "hangs"):
				deadline = 4 * time.Second // passes after the handshake
			}
			var got [4]verdict
			for i, id := range refusals {
				var kept []model.Exchange
				got[i], kept, _ = h.play(t, h.scenario(t, id), "https://"+addr+"/", h.pki.ClientTLS(), h.wrong, deadline)
				require.Equal(t, h.scenario(t, id).Steps[0].Request.TLS, kept[0].TLS.Client)
				for _, x := range kept[1:] {
					require.Empty(t, x.TLS.Client, "a control request is sent by the ordinary client")
				}
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}

// TestAnUnsteadySystemRefusesNobody: a provider that takes any client and resets every
// second connection must not pass for one that refuses.
func TestAnUnsteadySystemRefusesNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var count atomic.Int64
	every := func(ctx context.Context, in transport.Inbound) transport.Reply {
		if count.Add(1)%2 == 1 {
			return transport.Reply{Fault: transport.FaultReset}
		}
		return h.right(ctx, in)
	}
	addr := h.start(t, sut{auth: tls.RequestClientCert, min: tls.VersionTLS12, all: every})
	got, _, result := h.play(t, h.scenario(t, "PDS-VER-X-TLS-NO-CERTIFICATE"), "https://"+addr+"/", h.pki.ClientTLS(), h.wrong, 10*time.Second)
	require.Equal(t, verdict{"could-not-judge", "refused, control response, control none"}, got)
	require.Contains(t, result.Undecided.Sentence(), "a control request")
}

// TestOurOwnFailureIsNoRefusal lets tkw break the handshake, against a provider that
// takes any client and against one that verifies.
func TestOurOwnFailureIsNoRefusal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, err := transport.NewTestPKI(builtin.Now, "")
	require.NoError(t, err)
	untrusting := func(cfg *tls.Config) { cfg.RootCAs = other.Pool }
	misnaming := func(cfg *tls.Config) { cfg.ServerName = "elsewhere.example" }
	late := func(cfg *tls.Config) { cfg.Time = func() time.Time { return builtin.Now().AddDate(20, 0, 0) } }
	for _, c := range []struct {
		name   string
		change func(*tls.Config)
		reason string
	}{
		{"the CA of the provider is missing", untrusting, "has another key; give the certificate of the CA that issued it with --ca"},
		{"the host name is wrong", misnaming, "not for the name in use"},
		{"the certificate of the provider is expired", late, "expired"},
	} {
		for name, s := range map[string]sut{"takes any client": {}, "verifies": {auth: tls.RequireAndVerifyClientCert}} {
			t.Run(c.name+", and it "+name, func(t *testing.T) {
				t.Parallel()
				addr := h.start(t, s)
				changed := func(cfg *tls.Config) *tls.Config {
					cfg = cfg.Clone()
					c.change(cfg)
					return cfg
				}
				wrong := map[string]*tls.Config{}
				for word, cfg := range h.wrong {
					wrong[word] = changed(cfg)
				}
				for _, id := range refusals {
					got, _, result := h.play(t, h.scenario(t, id), "https://"+addr+"/", changed(h.pki.ClientTLS()), wrong, plenty)
					require.Equal(t, verdict{"could-not-judge", "unreachable"}, got, id)
					require.Contains(t, result.Undecided.Sentence(), c.reason)
				}
				got, _, result := h.play(t, h.scenario(t, "PDS-VER-OK"), "https://"+addr+"/", changed(h.pki.ClientTLS()), wrong, plenty)
				require.Equal(t, verdict{"unreachable", "unreachable"}, got)
				require.Contains(t, result.Undecided.Sentence(), c.reason)
				require.NotContains(t, result.Undecided.Sentence(), "refused the")
			})
		}
	}
}

// TestOrdinaryRequests tells a provider that cannot be reached from one that does not
// answer.
func TestOrdinaryRequests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reset := always(transport.Reply{Fault: transport.FaultReset})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	dead := l.Addr().String()
	require.NoError(t, l.Close())
	const required = tls.RequireAndVerifyClientCert
	for _, c := range []struct {
		name   string
		sut    sut
		at     string // where, if not at the system under test
		scheme string
		client *tls.Config
		want   verdict
		says   string
	}{
		{"answers", sut{auth: required}, "", "https", h.pki.ClientTLS(), verdict{"passed", "response"}, ""},
		{"does not accept our certificate", sut{auth: required}, "", "https", h.wrong[transport.WrongUnknownCA], verdict{"unreachable", "refused"}, "does not trust the CA of our certificate"},
		{"does not accept our certificate, over TLS 1.2", sut{auth: required, max: tls.VersionTLS12}, "", "https", h.wrong[transport.WrongExpired], verdict{"unreachable", "refused"}, "expired"},
		{"wants a certificate", sut{auth: required}, "", "https", h.wrong[transport.WrongNoCertificate], verdict{"unreachable", "refused"}, "certificate"},
		{"wants a certificate, as nginx does", sut{auth: tls.RequestClientCert, wrong: page(400)}, "", "https", h.wrong[transport.WrongNoCertificate], verdict{"unreachable", "http"}, "--cert"},
		{"answers 400 to a client with a certificate", sut{auth: tls.RequestClientCert, all: page(400)}, "", "https", h.pki.ClientTLS(), verdict{"EXPECT-SOAP-MESSAGE", "http"}, ""},
		{"answers 404 to a client without a certificate", sut{auth: tls.RequestClientCert, all: page(404)}, "", "https", h.wrong[transport.WrongNoCertificate], verdict{"EXPECT-SOAP-MESSAGE", "http"}, ""},
		{"resets after the request", sut{auth: required, all: reset}, "", "https", h.pki.ClientTLS(), verdict{"EXPECT-ANSWER", "none"}, ""},
		{"closes after the first bytes", sut{raw: readHello}, "", "https", h.pki.ClientTLS(), verdict{"unreachable", "refused"}, "TLS handshake"},
		{"is not there", sut{}, dead, "https", h.pki.ClientTLS(), verdict{"unreachable", "unreachable"}, "refuses connections"},
		{"speaks TLS on a plain endpoint", sut{raw: func(c net.Conn) {
			readHello(c)
			_, _ = c.Write([]byte("\x15\x03\x01\x00\x02\x02\x46"))
		}}, "", "http", nil, verdict{"unreachable", "unreachable"}, "https://"},
		{"closes a plain connection", sut{raw: readHello}, "", "http", nil, verdict{"EXPECT-ANSWER", "none"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			addr := c.at
			if addr == "" {
				addr = h.start(t, c.sut)
			}
			got, _, result := h.play(t, h.scenario(t, "PDS-VER-OK"), c.scheme+"://"+addr+"/", c.client, nil, plenty)
			require.Equal(t, c.want, verdict{got.Status, got.Exchanges})
			if c.says != "" {
				require.Contains(t, result.Undecided.Sentence(), c.says)
			}
		})
	}
}

func TestAClientThatIsNotConfiguredIsNoFailureOfAnyone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	got, _, result := h.play(t, h.scenario(t, "PDS-VER-X-TLS-EXPIRED"), "https://127.0.0.1:1/", nil, nil, time.Second)
	require.Equal(t, verdict{"could-not-judge", ""}, got)
	require.Contains(t, result.Undecided.Sentence(), "--bad-certs")
}

func TestARequestThatTkwCannotSendIsItsOwnFailure(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sender, err := transport.NewClient(transport.Options{})
	require.NoError(t, err)
	c := asclient.New(asclient.Options{Set: h.Set, Judge: h.Judge, Composer: h.Composer, Sender: sender, Endpoint: "ftp://127.0.0.1/", Now: builtin.Now})
	_, err = c.Run(t.Context(), h.scenario(t, "PDS-VER-OK"))
	require.ErrorIs(t, err, transport.ErrBadRequest)
}

func TestAWrongClientWithoutAConnectionFoundNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	got, _, _ := h.play(t, h.scenario(t, "PDS-VER-X-TLS-EXPIRED"), "https://"+l.Addr().String()+"/", h.pki.ClientTLS(), h.wrong, plenty)
	require.Equal(t, verdict{"unreachable", "unreachable"}, got)
}
