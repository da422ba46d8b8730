package rejudge

import (
	"context"
	"crypto/tls"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// TestRefusalsAreJudgedAgainFromValues plays clients that must be refused, against
// providers that do so and others, and judges the evidence again.
func TestRefusalsAreJudgedAgainFromValues(t *testing.T) {
	t.Parallel()
	b := bench(t)
	pki, err := transport.NewTestPKI(nil, compose.DefaultClientName)
	require.NoError(t, err)
	wrong, err := pki.WrongClients()
	require.NoError(t, err)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(t, err)
	right := ours.Handler()
	against := func(t *testing.T, auth tls.ClientAuthType, handler func(context.Context, transport.Inbound) transport.Reply, patterns ...string) played {
		cfg := pki.ServerTLS()
		cfg.ClientAuth = auth
		s, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handler, TLS: cfg})
		require.NoError(t, err)
		s.Start(context.Background())
		t.Cleanup(s.Close)
		return play(t, b, run.Options{
			Role: model.RoleProvider, Endpoint: s.URL("/"), ClientTLS: pki.ClientTLS(), WrongTLS: wrong,
			Capabilities: map[string]bool{"mutual-tls": true}, Material: map[string]bool{pack.ByCertificate: true, pack.ByBadCertificates: true},
		}, patterns...)
	}
	unnamed := func(ctx context.Context, in transport.Inbound) transport.Reply {
		if in.ClientSubject == "" || !in.MTLS {
			return reply(http.StatusForbidden, "text/html", "<html>no")
		}
		return right(ctx, in)
	}
	for _, c := range []struct {
		name    string
		auth    tls.ClientAuthType
		handler func(context.Context, transport.Inbound) transport.Reply
		want    [4]model.Status // expired, no certificate, old, unknown CA
	}{
		{"verifies", tls.RequireAndVerifyClientCert, right, [4]model.Status{model.Passed, model.Passed, model.Passed, model.Passed}},
		{"takes any client", tls.RequestClientCert, right, [4]model.Status{model.Failed, model.Failed, model.Passed, model.Failed}},
		{"answers a client without a certificate with 403", tls.VerifyClientCertIfGiven, unnamed, [4]model.Status{model.Passed, model.Passed, model.Passed, model.Passed}},
		{"answers everyone with 404", tls.RequestClientCert, func(context.Context, transport.Inbound) transport.Reply {
			return reply(http.StatusNotFound, "text/html", "<html>no")
		}, [4]model.Status{model.Errored, model.Errored, model.Errored, model.Errored}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := against(t, c.auth, c.handler, "PDS-VER-X-TLS-*")
			var got [4]model.Status
			for i, r := range p.old.Scenarios {
				got[i] = r.Status
			}
			require.Equal(t, c.want, got)
			unchanged(t, p.old, p.again(t, p.options()))
		})
	}

	p := against(t, tls.RequireAndVerifyClientCert, right, "PDS-VER-X-TLS-EXPIRED")
	type verdict struct {
		Status model.Status
		Kind   model.ErrorKind
	}
	for _, c := range []struct {
		name   string
		change func(o *Options)
		want   verdict
	}{
		{"as it was", func(*Options) {}, verdict{model.Passed, ""}},
		{"the control request is missing", func(o *Options) { o.Old.Scenarios[0].Exchanges = o.Old.Scenarios[0].Exchanges[:1] }, verdict{model.Errored, model.ErrorCouldNotJudge}},
		{"the control request was not answered", func(o *Options) { o.Old.Exchanges[1].Result = &model.Outcome{Kind: model.OutcomeHTTP, Status: 404} }, verdict{model.Errored, model.ErrorCouldNotJudge}},
		{"the first of two control requests was not answered", func(o *Options) {
			second := o.Old.Exchanges[1]
			second.Number = 3
			o.Old.Exchanges = append(o.Old.Exchanges, second)
			o.Old.Scenarios[0].Exchanges = append(slices.Clone(o.Old.Scenarios[0].Exchanges), second.Number)
			o.Old.Exchanges[1].Result = &model.Outcome{Kind: model.OutcomeNone}
		}, verdict{model.Errored, model.ErrorCouldNotJudge}},
		{"the sentences say something else", func(o *Options) {
			o.Old.Exchanges[0].Outcome, o.Old.Exchanges[0].TransportError, o.Old.Exchanges[1].Outcome = "no answer", "tkw did not like it", "no answer"
		}, verdict{model.Passed, ""}},
		{"it was tkw that ended the handshake", func(o *Options) {
			fault := *o.Old.Exchanges[0].TransportFault
			fault.By, fault.Cause = model.ByTkw, "untrusted-certificate"
			o.Old.Exchanges[0].TransportFault = &fault
		}, verdict{model.Errored, model.ErrorCouldNotJudge}},
		{"the server did not get the certificate", func(o *Options) {
			facts := *o.Old.Exchanges[0].TLS
			facts.CertificateSent = false
			o.Old.Exchanges[0].TLS = &facts
		}, verdict{model.Errored, model.ErrorCouldNotJudge}},
		{"an old folder says that the connection was refused", func(o *Options) {
			o.Old.Scenarios[0].Exchanges = o.Old.Scenarios[0].Exchanges[:1]
			x := &o.Old.Exchanges[0]
			x.Result, x.TLS, x.TransportFault = nil, nil, nil
		}, verdict{model.Passed, ""}},
		{"an old folder says that there was no answer", func(o *Options) {
			o.Old.Scenarios[0].Exchanges = o.Old.Scenarios[0].Exchanges[:1]
			x := &o.Old.Exchanges[0]
			x.Result, x.TLS, x.TransportFault, x.Outcome = nil, nil, nil, "no answer"
		}, verdict{model.Failed, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := p.options()
			old := *p.old
			old.Scenarios, old.Exchanges = slices.Clone(old.Scenarios), slices.Clone(old.Exchanges)
			o.Old = &old
			c.change(&o)
			result, err := Run(context.Background(), o)
			require.NoError(t, err)
			got := result.Judgements[0].Result
			require.Empty(t, cmp.Diff(c.want, verdict{got.Status, got.ErrorKind}), got.Reason)
		})
	}
}
