package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/twins"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// twinBench is the built-in packs with two more, north and south, whose messages have
// the same root elements and actions.
func twinBench(t *testing.T) *builtin.Bench {
	t.Helper()
	return builtin.New(t, twins.Write(t, "north"), twins.Write(t, "south"))
}

func referral(t *testing.T, b *builtin.Bench, domain string) string {
	t.Helper()
	r, err := b.Composer.Request(b.Set.Pack(domain), scenario.Step{Service: "refer", Persona: "matched"}, "http://127.0.0.1/")
	require.NoError(t, err)
	return string(r.Wire.Body)
}

func receipt(t *testing.T, b *builtin.Bench, domain string) string {
	t.Helper()
	p := b.Set.Pack(domain)
	service, ok := p.Service("refer")
	require.True(t, ok)
	body, err := b.Composer.Response(p, service, "OK-1", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	return string(body)
}

// said is a verdict at rest in short.
type said struct {
	Profile string
	Valid   bool
	Cause   check.UnjudgedCause
	Errors  []string
}

func atRest(t *testing.T, b *builtin.Bench, message string, only ...string) said {
	t.Helper()
	layers := map[string]bool{}
	for _, layer := range only {
		layers[layer] = true
	}
	got, err := b.Judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, layers)
	require.NoError(t, err)
	out := said{Profile: got.Profile, Valid: got.Valid}
	if got.Unjudged != nil {
		out.Cause = got.Unjudged.Cause
		require.Empty(t, got.Findings)
		require.NotEmpty(t, got.Unjudged.Message)
	}
	for _, f := range got.Findings {
		if f.Severity == model.Error {
			out.Errors = append(out.Errors, f.Rule)
		}
	}
	return out
}

func TestServiceProfileAndInteractionChooseTheMessage(t *testing.T) {
	t.Parallel()
	b := twinBench(t)
	north, south := referral(t, b, "north"), referral(t, b, "south")
	verify := requestFor(t, b, "verifyNHSNumber", "matched")
	profile := `profileid="urn:nhs-en:profile:southReferral-v1-0"`
	interaction := "urn:nhs-itk:interaction:southReferral-v1-0"
	service := "urn:nhs-itk:services:201005:refer-v1-0"
	for _, c := range []struct {
		name, message string
		want          said
	}{
		{"the first of two packs with one root", north, said{"north/refer/request", true, "", nil}},
		{"the second of them", south, said{"south/refer/request", true, "", nil}},
		{"the answer of the first", receipt(t, b, "north"), said{"north/refer/response", true, "", nil}},
		{"the answer of the second", receipt(t, b, "south"), said{"south/refer/response", true, "", nil}},
		{"the content of the other", strings.Replace(south, "<south ", "<north ", 1), said{"south/refer/request", false, "", []string{"XSD-PAYLOAD-REFERRAL-OTHER-NOT-EXPECTED"}}},
		{"the content of the other, other way round", strings.Replace(north, "<north ", "<south ", 1), said{"north/refer/request", false, "", []string{"XSD-PAYLOAD-REFERRAL-OTHER-NOT-EXPECTED"}}},
		{"the interaction decides where the profile is missing", strings.Replace(south, profile, "", 1), said{"south/refer/request", false, "", []string{"ITK-ENV-PROFILE-PRESENT"}}},
		{"the profile decides where the service is not known", strings.ReplaceAll(south, service, "urn:x"), said{"south/refer/request", false, "", []string{"ITK-ENV-SERVICE-KNOWN"}}},
		{
			"neither profile nor interaction",
			strings.NewReplacer(profile, "", interaction, "urn:nhs-itk:interaction:x").Replace(south),
			said{"itk/request", false, "", []string{"ITK-ENV-PROFILE-PRESENT"}},
		},
		{
			"an unknown profile of a service that two share", strings.NewReplacer(profile, `profileid="urn:x"`, interaction, "urn:nhs-itk:interaction:x").Replace(south),
			said{"itk/request", false, "", []string{"ITK-ENV-PROFILE-KNOWN"}},
		},
		{
			"the payload of another service", strings.Replace(verify, cut(verify, "<verifyNHSNumberRequest-v1-0", "</verifyNHSNumberRequest-v1-0>"), payloadOf(south, "Referral"), 1),
			said{"pds/verifyNHSNumber/request", false, "", []string{"ITK-ENV-PAYLOAD-ROOT", "XSD-PAYLOAD-OTHER-UNKNOWN"}},
		},
		{
			"a payload that no pack knows", strings.Replace(verify, cut(verify, "<verifyNHSNumberRequest-v1-0", "</verifyNHSNumberRequest-v1-0>"), `<a xmlns="urn:hl7-org:v3"/>`, 1),
			said{"pds/verifyNHSNumber/request", false, "", []string{"ITK-ENV-PAYLOAD-ROOT", "XSD-PAYLOAD-UNKNOWN"}},
		},
		{
			"the service goes before the profile and the root", envelope("urn:nhs-itk:services:201005:verifyNHSNumber-v1-0", "urn:nhs-en:profile:getNHSNumberRequest-v1-0", `<getNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/>`),
			said{"pds/verifyNHSNumber/request", false, "", []string{"ITK-ENV-PROFILE-SERVICE", "ITK-ENV-PAYLOAD-ROOT", "XSD-PAYLOAD-OTHER-UNKNOWN"}},
		},
		{"a bare payload of two packs", payloadOf(south, "Referral"), said{"unknown", false, check.UnjudgedAmbiguous, nil}},
		{"a bare payload of a wrong namespace of two packs", strings.Replace(payloadOf(south, "Referral"), "urn:hl7-org:v3", "urn:x", 1), said{"unknown", false, check.UnjudgedAmbiguous, nil}},
		{"a bare payload of one", cut(verify, "<verifyNHSNumberRequest-v1-0", "</verifyNHSNumberRequest-v1-0>"), said{"pds/verifyNHSNumber/request", true, "", nil}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, atRest(t, b, c.message)))
		})
	}
}

// payloadOf cuts the payload out of a message.
func payloadOf(message, root string) string { return cut(message, "<"+root+" ", "</"+root+">") }

// envelope is a DistributionEnvelope of any ITK domain.
func envelope(service, profile, payload string) string {
	return `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"><itk:header service="` + service + `" trackingid="92BE989B-64B8-4AA4-909F-952D15366388">` +
		`<itk:auditIdentity><itk:id uri="urn:nhs-uk:identity:ods:TKW01:tester"/></itk:auditIdentity>` +
		`<itk:manifest count="1"><itk:manifestitem id="uuid_FF7316C5-0663-4F8F-9238-2A00107236E1" mimetype="text/xml" profileid="` + profile + `"/></itk:manifest></itk:header>` +
		`<itk:payloads count="1"><itk:payload id="uuid_FF7316C5-0663-4F8F-9238-2A00107236E1">` + payload + `</itk:payload></itk:payloads></itk:DistributionEnvelope>`
}

// soap is a SOAP 1.1 message.
func soap(action, body string) string {
	return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header>` +
		`<wsa:MessageID>92BE989B-64B8-4AA4-909F-952D15366389</wsa:MessageID><wsa:Action>` + action + `</wsa:Action></soap:Header><soap:Body>` + body + `</soap:Body></soap:Envelope>`
}

func TestMessagesOfNoKnownDomainAreNotJudged(t *testing.T) {
	t.Parallel()
	b := twinBench(t)
	const (
		urn     = "urn:nhs-itk:services:201005:"
		cda     = `<ClinicalDocument xmlns="urn:hl7-org:v3"/>`
		infra   = `<InfrastructureResponse xmlns="urn:nhs-itk:ns:201005" result="OK" serviceRef="urn:x" trackingIdRef="92BE989B-64B8-4AA4-909F-952D15366388"/>`
		simple  = `<SimpleMessageResponse xmlns="urn:nhs-itk:ns:201005">OK</SimpleMessageResponse>`
		verify  = urn + "verifyNHSNumber-v1-0"
		request = "urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"
	)
	unknown := said{"unknown", false, check.UnjudgedUnknown, nil}
	invalid := func(profile string, rules ...string) said { return said{profile, false, "", rules} }
	for _, c := range []struct {
		name, message string
		want          said
	}{
		{"a document of another domain", envelope(urn+"SendCDADocument-v2-0", "urn:nhs-en:profile:cda", cda), unknown},
		{"the same in SOAP", soap(urn+"SendCDADocument-v2-0", envelope(urn+"SendCDADocument-v2-0", "urn:nhs-en:profile:cda", cda)), unknown},
		{"the same under the action that several domains share", envelope(urn+"sendRecvDistEnvelope", "urn:nhs-en:profile:cda", cda), unknown},
		{"another domain's message with a root that packs know", envelope(urn+"sendOther", "urn:nhs-en:profile:other", `<Referral xmlns="urn:hl7-org:v3"/>`), unknown},
		{"a bare document", cda, unknown},
		{"an infrastructure acknowledgement", envelope(urn+"SendInfrastructureAck-v1-0", "", infra), unknown},
		{"a bare infrastructure acknowledgement", infra, unknown},
		{"a bare business acknowledgement", `<BusinessResponseMessage xmlns="urn:hl7-org:v3"/>`, unknown},
		{"a simple acknowledgement", soap(urn+"SendCDADocument-v2-0Response", simple), unknown},
		{"the same as an HTTP answer", "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + soap(urn+"SendCDADocument-v2-0Response", simple), unknown},
		{"a bare simple acknowledgement", simple, unknown},
		{"another XML", "<html/>", unknown},
		{"a SOAP message without content", soap("", ""), unknown},
		{"an envelope without content", `<DistributionEnvelope xmlns="urn:nhs-itk:ns:201005"/>`, unknown},
		{"another version of SOAP with other content", `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body><a/></Body></Envelope>`, unknown},

		{"a known service without a payload", envelope(verify, request, ""), invalid("pds/verifyNHSNumber/request", "ITK-ENV-PAYLOAD-ELEMENT")},
		{"a known action without a content", soap(verify, ""), invalid("pds/verifyNHSNumber/request", "ITK-SOAP-BODY-ONE", "ITK-ADR-TO-PRESENT", "ITK-SEC-SECURITY-PRESENT")},
		{
			"a known payload without its envelope", soap("", `<verifyNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/>`),
			invalid("pds/verifyNHSNumber/request", "ITK-SOAP-BODY-REQUEST", "ITK-ADR-ACTION-PRESENT", "ITK-ADR-TO-PRESENT", "ITK-SEC-SECURITY-PRESENT"),
		},
		{
			"a known service in another version of SOAP", `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body>` + envelope(verify, request, "") + `</Body></Envelope>`,
			invalid("pds/verifyNHSNumber/request", "ITK-SOAP-NAMESPACE"),
		},
		{"a known payload in no namespace", "<verifyNHSNumberRequest-v1-0/>", invalid("pds/verifyNHSNumber/request", "XSD-PAYLOAD-VERIFYNHSNUMBERREQUEST-V1-0-UNKNOWN")},
		{
			"a request that came as an answer", "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + soap(verify, envelope(verify, request, `<verifyNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"/>`)),
			invalid("pds/verifyNHSNumber/response", "ITK-ENV-SERVICE-KNOWN", "XSD-PAYLOAD-OTHER-UNKNOWN"),
		},
		{
			"a request that came as an answer, known by its service alone",
			"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + soap(verify, envelope(verify, "urn:x", `<a xmlns="urn:hl7-org:v3"/>`)),
			invalid("pds/verifyNHSNumber/response", "ITK-ENV-PROFILE-KNOWN", "ITK-ENV-SERVICE-KNOWN", "XSD-PAYLOAD-UNKNOWN"),
		},
		{
			"a fault in another version of SOAP", `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body><Fault/></Body></Envelope>`,
			invalid("itk/fault", "ITK-SOAP-NAMESPACE"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, atRest(t, b, c.message)))
		})
	}
}

func TestChecksThatFindNothingToJudgeGiveNoVerdict(t *testing.T) {
	t.Parallel()
	b := twinBench(t)
	fault := soap("http://www.w3.org/2005/08/addressing/soap/fault", `<soap:Fault><faultcode>soap:Client</faultcode><faultstring>no</faultstring></soap:Fault>`)
	verify := requestFor(t, b, "verifyNHSNumber", "matched")
	north := builtin.New(t, twins.Write(t, "north"))
	nothing := said{"unknown", false, check.UnjudgedNothingApplies, nil}
	for _, c := range []struct {
		name  string
		bench *builtin.Bench
		text  string
		only  string
		want  said
	}{
		{"schemas, of a fault without detail", b, fault, check.OnlySchema, nothing},
		{"rules, of a payload whose pack has none", north, payloadOf(referral(t, north, "north"), "Referral"), check.OnlyRules, nothing},
		{"schemas, of that payload", north, payloadOf(referral(t, north, "north"), "Referral"), check.OnlySchema, said{"north/refer/request", true, "", nil}},
		{"rules, of a payload whose pack has some", b, payloadOf(verify, "verifyNHSNumberRequest-v1-0"), check.OnlyRules, said{"pds/verifyNHSNumber/request", true, "", nil}},
		{"well-formedness, of a payload", b, payloadOf(verify, "verifyNHSNumberRequest-v1-0"), check.OnlyWellFormed, said{"pds/verifyNHSNumber/request", true, "", nil}},
		{"well-formedness, of what no pack knows", b, "<html/>", check.OnlyWellFormed, said{"unknown", false, check.UnjudgedUnknown, nil}},
		{"schemas, of what no pack knows", b, soap("urn:x", "<a/>"), check.OnlySchema, said{"unknown", false, check.UnjudgedUnknown, nil}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, cmp.Diff(c.want, atRest(t, c.bench, c.text, c.only)))
		})
	}
}

func TestOneThingTellsMessagesApart(t *testing.T) {
	t.Parallel()
	sameProfile := []string{"urn:nhs-en:profile:southReferral-v1-0", "urn:nhs-en:profile:northReferral-v1-0"}
	sameInteraction := []string{"urn:nhs-itk:interaction:southReferral-v1-0", "urn:nhs-itk:interaction:northReferral-v1-0"}
	oneRoot := []string{"root: Receipt", "root: Referral", `name="Receipt"`, `name="Referral"`, "<Receipt", "<Referral", "</Receipt", "</Referral"}
	for _, c := range []struct {
		name    string
		north   []string
		south   []string
		message func(t *testing.T, b *builtin.Bench) string
		want    said
	}{
		{
			"the interaction", nil, sameProfile,
			func(t *testing.T, b *builtin.Bench) string { return referral(t, b, "south") }, said{"south/refer/request", true, "", nil},
		},
		{
			"the action", nil, append([]string{"services:201005:refer-v1-0", "services:201005:referSouth-v1-0"}, append(sameProfile, sameInteraction...)...),
			func(t *testing.T, b *builtin.Bench) string { return referral(t, b, "south") }, said{"south/refer/request", true, "", nil},
		},
		{
			"the namespace of the root", nil, append([]string{"urn:hl7-org:v3", "urn:south"}, append(sameProfile, sameInteraction...)...),
			func(t *testing.T, b *builtin.Bench) string { return payloadOf(referral(t, b, "south"), "Referral") },
			said{"south/refer/request", true, "", nil},
		},
		{
			"nothing", nil, append(sameProfile, sameInteraction...),
			func(t *testing.T, b *builtin.Bench) string { return referral(t, b, "south") }, said{"unknown", false, check.UnjudgedAmbiguous, nil},
		},
		{
			"a tolerated profile goes after one's own", []string{"profile: urn:nhs-en:profile:northReferral-v1-0", "profile: urn:nhs-en:profile:northReferral-v1-0\n      tolerates: [urn:nhs-en:profile:southReferral-v1-0]"}, sameInteraction,
			func(t *testing.T, b *builtin.Bench) string { return referral(t, b, "south") }, said{"south/refer/request", true, "", nil},
		},
		{
			"a tolerated profile", []string{"profile: urn:nhs-en:profile:northReferral-v1-0", "profile: urn:nhs-en:profile:northReferral-v1-0\n      tolerates: [urn:old]"}, sameInteraction,
			func(t *testing.T, b *builtin.Bench) string {
				return strings.Replace(referral(t, b, "north"), "urn:nhs-en:profile:northReferral-v1-0", "urn:old", 1)
			},
			said{"north/refer/request", true, "", nil},
		},
		{
			"the direction, in the envelope", oneRoot, nil,
			func(t *testing.T, b *builtin.Bench) string { return receipt(t, b, "north") }, said{"north/refer/response", true, "", nil},
		},
		{
			"the direction, in a payload alone", append(oneRoot, "<Referral", "<Referral"), []string{"root: Referral", "root: Referral2"},
			func(t *testing.T, b *builtin.Bench) string { return payloadOf(receipt(t, b, "north"), "Referral") },
			said{"unknown", false, check.UnjudgedAmbiguous, nil},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := builtin.New(t, twins.Write(t, "north", c.north...), twins.Write(t, "south", c.south...))
			require.Empty(t, cmp.Diff(c.want, atRest(t, b, c.message(t, b))))
		})
	}
}

func TestARunSaysWhichMessageIsToCome(t *testing.T) {
	t.Parallel()
	b := twinBench(t)
	answer := func(body string) *check.Message {
		return &check.Message{Body: []byte(body), Status: 200, Headers: []check.Header{{Name: "Content-Type", Value: "text/xml"}}}
	}
	payload := func(body, root, other string) string { return strings.Replace(body, payloadOf(body, root), other, 1) }
	south := receipt(t, b, "south")
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"the answer of the service", south, nil},
		{"that of the other pack", receipt(t, b, "north"), []string{"ITK-ENV-PROFILE-KNOWN", "XSD-PAYLOAD-RECEIPT-OTHER-NOT-EXPECTED"}},
		{"the content of the other pack", strings.Replace(south, "<south ", "<north ", 1), []string{"XSD-PAYLOAD-RECEIPT-OTHER-NOT-EXPECTED"}},
		{"a payload of another service", payload(south, "Receipt", `<GetSCRStatusResponse xmlns="urn:hl7-org:v3"/>`), []string{"ITK-ENV-PAYLOAD-ROOT", "XSD-PAYLOAD-OTHER-UNKNOWN"}},
		{"a payload that no pack knows", payload(south, "Receipt", `<a xmlns="urn:hl7-org:v3"/>`), []string{"ITK-ENV-PAYLOAD-ROOT", "XSD-PAYLOAD-UNKNOWN"}},
		{
			"an answer of another domain", soap("urn:x", envelope("urn:x", "urn:x", `<ClinicalDocument xmlns="urn:hl7-org:v3"/>`)),
			[]string{"ITK-ENV-PROFILE-KNOWN", "ITK-ENV-SERVICE-KNOWN", "XSD-PAYLOAD-UNKNOWN"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, err := b.Judge.Judge(t.Context(), check.Input{
				Role: model.RoleProvider, Domain: "south", Service: "refer", Now: builtin.Now(), Judged: check.PartResponse, Response: answer(c.body),
			})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(c.want, errorsOf(v.Findings)))
			require.Nil(t, v.Unjudged)
		})
	}
}

// errorsOf are the rules of the errors, in the order in which they are reported.
func errorsOf(findings []model.Finding) []string {
	var out []string
	for _, f := range findings {
		if f.Severity == model.Error {
			out = append(out, f.Rule)
		}
	}
	return out
}

func TestTheServiceOfTheRunCounts(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pds := b.Set.Pack("pds")
	service, ok := pds.Service("getNHSNumber")
	require.True(t, ok)
	body, err := b.Composer.Response(pds, service, "DEMOG-0001", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	judge := func(service string) []string {
		v, err := b.Judge.Judge(t.Context(), check.Input{
			Role: model.RoleProvider, Domain: "pds", Service: service, Now: builtin.Now(), Judged: check.PartResponse, Response: &check.Message{Body: body, Status: 200},
		})
		require.NoError(t, err)
		return errorsOf(v.Findings)
	}
	require.Empty(t, judge("getNHSNumber"))
	require.Equal(t, []string{"XSD-PAYLOAD-OTHER-UNKNOWN"}, judge("verifyNHSNumber"))
}

func TestTheRootElementConfirmsTheMessage(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, twins.Write(t, "north", "schemas/receipt.xsd", "schemas/referral.xsd",
		`number" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>`,
		`number" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element><xs:element name="Receipt"/>`))
	right := receipt(t, b, "north")
	wrong := strings.Replace(right, payloadOf(right, "Receipt"), payloadOf(referral(t, b, "north"), "Referral"), 1)
	require.Empty(t, cmp.Diff(said{"north/refer/response", true, "", nil}, atRest(t, b, right)))
	require.Empty(t, cmp.Diff(said{"north/refer/response", false, "", []string{"XSD-PAYLOAD-ROOT"}}, atRest(t, b, wrong, check.OnlySchema)), "its schema knows both")
}

func TestAMessageThatThePacksDoNotTellApartIsAnErrorOfTheRun(t *testing.T) {
	t.Parallel()
	b := builtin.New(t, twins.Write(t, "north"), twins.Write(t, "south", "southReferral-v1-0", "northReferral-v1-0"))
	in := check.Input{Role: model.RoleClient, Now: builtin.Now(), Judged: check.PartRequest, Request: &check.Message{Body: []byte(referral(t, b, "south"))}}
	_, err := b.Judge.Judge(t.Context(), in)
	require.ErrorIs(t, err, check.ErrAmbiguous)
	require.ErrorContains(t, err, "north/refer/request or south/refer/request")
	in.Request.Body = []byte(strings.Replace(string(in.Request.Body), `<itk:manifest count="1">`, `<itk:manifest count="2">`, 1))
	v, err := b.Judge.Judge(t.Context(), in)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]string{"ITK-ENV-MANIFEST-COUNT"}, errorsOf(v.Findings)), "what holds for both is judged")
	in.Domain, in.Service = "south", "refer"
	in.Request.Body = []byte(referral(t, b, "south"))
	v, err = b.Judge.Judge(t.Context(), in)
	require.NoError(t, err, "the run says which it is")
	require.Empty(t, errorsOf(v.Findings))
}
