package asprovider_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/twins"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

func reference(t *testing.T, b *builtin.Bench, domains ...string) *asprovider.Provider {
	t.Helper()
	p, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Domains: domains, Now: builtin.Now})
	require.NoError(t, err)
	return p
}

// request is a valid request as it comes in.
func request(t *testing.T, b *builtin.Bench, domain, service string) transport.Inbound {
	t.Helper()
	r, err := b.Composer.Request(b.Set.Pack(domain), scenario.Step{Service: service, Persona: "matched"}, "http://127.0.0.1/")
	require.NoError(t, err)
	return transport.Inbound{Method: r.Wire.Method, Path: "/", RawHeader: r.Wire.Header, Body: r.Wire.Body, Received: builtin.Now()}
}

// answer is what the provider says, and the errors that it found.
type answer struct {
	Outcome string
	Errors  []string
}

func answered(t *testing.T, b *builtin.Bench, p *asprovider.Provider, in transport.Inbound) answer {
	t.Helper()
	judged, err := p.Judge(t.Context(), in)
	require.NoError(t, err)
	reply, err := p.Answer(judged)
	require.NoError(t, err)
	m := &check.Message{Body: reply.Body, Status: reply.Status}
	facts, err := b.Judge.Read(m)
	require.NoError(t, err)
	out := answer{Outcome: check.OutcomeOf(m, facts, facts.Keys["code"]).String()}
	for _, f := range judged.Verdict.Findings {
		if f.Severity == model.Error {
			out.Errors = append(out.Errors, f.Rule)
		}
	}
	return out
}

// A MessageID is for one message (WS-ADR-01, "new UUID per hop"; for a retry "new
// MessageID and Timestamp per attempt"): the client is at fault even where it sends the
// same bytes again. It is answered, since queries may be repeated.
func TestAMessageIDUsedTwice(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	p := reference(t, b)
	in := request(t, b, "pds", "verifyNHSNumber")
	again := answer{"response SMSP-0000", []string{"ITK-ADR-MESSAGEID-NEW"}}
	require.Empty(t, cmp.Diff(answer{"response SMSP-0000", nil}, answered(t, b, p, in)))
	require.Empty(t, cmp.Diff(again, answered(t, b, p, in)), "the same bytes")
	other := request(t, b, "pds", "getNHSNumber")
	facts, err := b.Judge.Read(&check.Message{Body: in.Body})
	require.NoError(t, err)
	own, err := b.Judge.Read(&check.Message{Body: other.Body})
	require.NoError(t, err)
	other.Body = bytes.ReplaceAll(other.Body, []byte(own.MessageID), []byte(facts.MessageID))
	require.Empty(t, cmp.Diff(again, answered(t, b, p, other)), "another message")

	resumed := reference(t, b)
	require.NoError(t, resumed.Remember(in))
	require.Empty(t, cmp.Diff(again, answered(t, b, resumed, in)), "it came before the run was resumed")
	judged, err := resumed.Judge(t.Context(), in)
	require.NoError(t, err)
	for _, f := range judged.Verdict.Findings {
		if f.Rule == "ITK-ADR-MESSAGEID-NEW" {
			require.Equal(t, []string{"WS-ADR-01"}, f.Requirements)
		}
	}
}

func TestPacksWithOneRootElementAreServed(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, twins.Write(t, "north"), twins.Write(t, "south"))
	all, north := reference(t, b), reference(t, b, "north")
	with := func(domain, old, replacement string) transport.Inbound {
		in := request(t, b, domain, "refer")
		require.Contains(t, string(in.Body), old)
		in.Body = bytes.ReplaceAll(in.Body, []byte(old), []byte(replacement))
		return in
	}
	profile := ` profileid="urn:nhs-en:profile:southReferral-v1-0"`
	for _, c := range []struct {
		name string
		by   *asprovider.Provider
		in   transport.Inbound
		want answer
	}{
		{"the first", all, request(t, b, "north", "refer"), answer{"response OK-1", nil}},
		{"the second", all, request(t, b, "south", "refer"), answer{"response OK-1", nil}},
		{"one that is served", north, request(t, b, "north", "refer"), answer{"response OK-1", nil}},
		{"one that is not served", north, request(t, b, "south", "refer"), answer{"fault Client/2200", nil}},
		{"the content of the first as the second", all, with("south", "<south ", "<north "), answer{"fault Client/1000", []string{"XSD-PAYLOAD-REFERRAL-OTHER-NOT-EXPECTED"}}},
		{"one without a profile", all, with("south", profile, ""), answer{"fault Client/1000", []string{"ITK-ENV-PROFILE-PRESENT"}}},
		{"one of no pack", all, with("south", "south", "west"), answer{"fault Client/2200", []string{"ITK-ENV-PROFILE-KNOWN"}}},
		{"one of no pack and an unknown service", all, with("south", "urn:nhs-itk:services:201005:refer-v1-0", "urn:x"), answer{"fault Client/1000", []string{"ITK-TRN-SOAPACTION-MATCH", "ITK-ENV-SERVICE-KNOWN"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, answered(t, b, c.by, c.in)))
		})
	}
}

func TestABodyThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	p := reference(t, b)
	for _, c := range []struct {
		name string
		set  func(*transport.Inbound)
		rule string
	}{
		{"cut off", func(in *transport.Inbound) {
			in.Truncated, in.BodyError = true, &transport.Error{Kind: transport.ErrConnectionClosed, Sentence: "no more than half of it came: more than nothing"}
		}, "HTTP-BODY"},
		{"too large", func(in *transport.Inbound) {
			in.TooLarge, in.BodyError = true, &transport.Error{Kind: transport.ErrRequestTooLarge, Sentence: "it is longer than 5 bytes"}
		}, "XML-TOO-LARGE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := request(t, b, "pds", "verifyNHSNumber")
			c.set(&in)
			require.Equal(t, c.rule, answered(t, b, p, in).Errors[0])
		})
	}
}

// The fault of a request tells its client the cause, once, and not what follows from it.
func TestAFaultNamesTheCause(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	p := reference(t, b)
	in := request(t, b, "pds", "verifyNHSNumber")
	in.Body = bytes.ReplaceAll(in.Body, []byte("http://www.w3.org/2005/08/addressing"), []byte("http://schemas.xmlsoap.org/ws/2004/08/addressing"))
	judged, err := p.Judge(t.Context(), in)
	require.NoError(t, err)
	reply, err := p.Answer(judged)
	require.NoError(t, err)
	text := string(reply.Body)
	require.Equal(t, 1, strings.Count(text, "ITK-ADR-NAMESPACE: wsa:Action is there in the namespace of"), text)
	require.NotContains(t, text, "ITK-ADR-ACTION-PRESENT")
}
