package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// requestFor composes the valid request of a service for a persona.
func requestFor(t testing.TB, b *builtin.Bench, service, persona string) string {
	t.Helper()
	r, err := b.Composer.Request(b.Set.Pack("pds"), scenario.Step{Service: service, Persona: persona}, "http://127.0.0.1/")
	require.NoError(t, err)
	return string(r.Wire.Body)
}

func cut(text, from, to string) string {
	i := strings.Index(text, from)
	j := strings.Index(text, to)
	return text[i : j+len(to)]
}

func TestMessagesAtRestAreToldApart(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	request := requestFor(t, b, "verifyNHSNumber", "matched")
	envelope := cut(request, "<itk:DistributionEnvelope", "</itk:DistributionEnvelope>")
	envelope = strings.Replace(envelope, "<itk:DistributionEnvelope", `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"`, 1)
	payload := cut(request, "<verifyNHSNumberRequest-v1-0", "</verifyNHSNumberRequest-v1-0>")
	pds := b.Set.Pack("pds")
	service, _ := pds.Service("getPatientDetails")
	response, err := b.Composer.Response(pds, service, "DEMOG-0001", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	capture := "POST /smsp/pds HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0\"\r\nContent-Length: " +
		itoa(len(request)) + "\r\n\r\n" + request
	for _, c := range []struct {
		name, message, profile string
		valid                  bool
		rules                  []string // errors
	}{
		{"a SOAP request", request, "pds/verifyNHSNumber/request", true, nil},
		{"a bare envelope", envelope, "pds/verifyNHSNumber/request", true, nil},
		{"a bare payload", payload, "pds/verifyNHSNumber/request", true, nil},
		{"a SOAP response", string(response), "pds/getPatientDetails/response", true, nil},
		{"an HTTP capture", capture, "pds/verifyNHSNumber/request", true, nil},
		{"a capture whose SOAPAction is another's", strings.Replace(capture, `"urn:nhs-itk:services:201005:verify`, `"urn:nhs-itk:services:201005:get`, 1),
			"pds/verifyNHSNumber/request", false, []string{"ITK-TRN-SOAPACTION-MATCH"}},
		{"with CRLF, comments and other prefixes", strings.NewReplacer("<itk:", "<q:", "</itk:", "</q:", "xmlns:itk=", "xmlns:q=", ">\n", "><!-- c -->\r\n").Replace(request),
			"pds/verifyNHSNumber/request", true, nil},
		{"text", "hello", "unknown", false, []string{"ITK-TRN-TEXT", "XML-WELLFORMED"}},
		{"nothing but blanks", " \n ", "unknown", false, []string{"XML-EMPTY"}},
		{"with a DOCTYPE", strings.Replace(payload, "<verify", "<!DOCTYPE a [<!ENTITY b 'c'>]><verify", 1), "unknown", false, []string{"XML-DOCTYPE"}},
		{"declared in another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?>` + payload, "unknown", false, []string{"XML-ENCODING"}},
		{"with a wrong check digit", strings.Replace(payload, "9449310394", "9449310395", 1), "pds/verifyNHSNumber/request", false, []string{"PDS-REQ-Q5-CHECK"}},
		{"a schema violation", strings.Replace(payload, `classCode="CACT"`, `classCode="OBS"`, 1), "pds/verifyNHSNumber/request", false, []string{"XSD-PAYLOAD-VERIFYNHSNUMBERREQUEST-V1-0-CLASSCODE-FIXED"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := b.Judge.JudgeAtRest(t.Context(), []byte(c.message), check.When{At: builtin.Now()}, nil)
			require.NoError(t, err)
			var rules []string
			for _, f := range got.Findings {
				if f.Severity == model.Error {
					rules = append(rules, f.Rule)
				}
			}
			want := []any{c.profile, c.valid, c.rules}
			if diff := cmp.Diff(want, []any{got.Profile, got.Valid, rules}); diff != "" {
				t.Errorf("%s\n%v", diff, got.Findings)
			}
		})
	}
}

func itoa(n int) string {
	digits := ""
	for ; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return digits
}

func TestOnlySomeJudges(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	bad := strings.Replace(requestFor(t, b, "verifyNHSNumber", "matched"), `classCode="CACT"`, `classCode="OBS"`, 1)
	for layer, want := range map[string]int{check.OnlyWellFormed: 0, check.OnlySchema: 1, check.OnlyRules: 0} {
		got, err := b.Judge.JudgeAtRest(t.Context(), []byte(bad), check.When{At: builtin.Now()}, map[string]bool{layer: true})
		require.NoError(t, err)
		errors := 0
		for _, f := range got.Findings {
			if f.Severity == model.Error {
				errors++
			}
		}
		require.Equal(t, want, errors, layer)
	}
}

func TestFindingsPointIntoTheMessage(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	message := requestFor(t, b, "verifyNHSNumber", "matched")
	message = strings.Replace(message, `<itk:manifest count="1">`, `<itk:manifest count="7">`, 1)
	got, err := b.Judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, nil)
	require.NoError(t, err)
	before, _, _ := strings.Cut(message, `<itk:manifest count="7">`)
	line := strings.Count(before, "\n") + 1
	column := len(before) - strings.LastIndex(before, "\n")
	for _, f := range got.Findings {
		if f.Rule == "ITK-ENV-MANIFEST-COUNT" {
			require.Equal(t, line, f.Location.Line)
			require.Equal(t, column, f.Location.Column)
			require.Contains(t, f.Location.XPath, "/itk:header/itk:manifest")
			require.Equal(t, "request", f.Part)
			require.NotEmpty(t, f.Help)
			return
		}
	}
	t.Fatal("the wrong count was not found")
}
