package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// The facts of the bytes reach the rules, and findings about them have their place.
func TestBytesAreJudgedInBothDirections(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	request := requestFor(t, b, "verifyNHSNumber", "matched")
	pds := b.Set.Pack("pds")
	service, _ := pds.Service("getPatientDetails")
	answer, err := b.Composer.Response(pds, service, "DEMOG-0001", nil, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	require.NoError(t, err)
	envelope := cut(request, "<itk:DistributionEnvelope", "</itk:DistributionEnvelope>")
	envelope = strings.Replace(envelope, "<itk:DistributionEnvelope", `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"`, 1)
	const style = `<?xml-stylesheet href="a.xsl"?>`
	for _, side := range []struct{ part, message string }{{"request", request}, {"response", string(answer)}} {
		declaration, rest, found := strings.Cut(side.message, "\n")
		require.True(t, found)
		require.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>`, declaration)
		for _, c := range []struct {
			name, message string
			want          []model.Finding
		}{
			{"nothing", side.message, nil},
			{"an instruction before the envelope", declaration + "\n" + style + rest, []model.Finding{
				{Rule: "ITK-SOAP-PROCESSING-INSTRUCTION", Severity: model.Error, Actual: "<?xml-stylesheet … ?>", Location: model.Location{Line: 2, Column: 1}},
			}},
			{"an instruction behind the envelope", strings.TrimSpace(side.message) + style, []model.Finding{
				{Rule: "ITK-SOAP-PROCESSING-INSTRUCTION", Severity: model.Error, Actual: "<?xml-stylesheet … ?>",
					Location: model.Location{Line: 1 + strings.Count(strings.TrimSpace(side.message), "\n"), Column: len("</soap:Envelope>") + 1}},
			}},
			{"XML 1.1", strings.Replace(declaration, "1.0", "1.1", 1) + "\n" + rest, []model.Finding{
				{Rule: "ITK-SOAP-XML-VERSION", Severity: model.Warning, Expected: "1.0", Actual: "1.1", Location: model.Location{Line: 1, Column: 1}},
			}},
			{"characters that do not show", declaration + "\n" + strings.Replace(rest, "<soap:Header>", "<soap:Header x='\u202e&#x85;'>", 1), []model.Finding{
				{Rule: "ITK-SOAP-BIDIRECTIONAL-CHARACTER", Severity: model.Warning, Actual: "U+202E", Location: model.Location{Line: 3, Column: 19}},
				{Rule: "ITK-SOAP-CONTROL-CHARACTER", Severity: model.Warning, Actual: "U+0085", Location: model.Location{Line: 3, Column: 22}},
			}},
		} {
			t.Run(side.part+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				requireBytes(t, b, c.message, side.part, c.want)
			})
		}
	}
	t.Run("an instruction before an envelope that lies alone", func(t *testing.T) {
		t.Parallel()
		requireBytes(t, b, style+envelope, "request", nil)
	})
}

// requireBytes compares what is said of the bytes of a message.
func requireBytes(t *testing.T, b *builtin.Bench, message, part string, want []model.Finding) {
	t.Helper()
	got, err := b.Judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, nil)
	require.NoError(t, err)
	var said []model.Finding
	for _, f := range got.Findings {
		require.NotEmpty(t, f.Help)
		require.Equal(t, part, f.Part)
		said = append(said, model.Finding{Rule: f.Rule, Severity: f.Severity, Location: f.Location, Expected: f.Expected, Actual: f.Actual})
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
}

func TestFactsAreReadOffTheSecurityOfTheReceiver(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	request := requestFor(t, b, "verifyNHSNumber", "matched")
	const other = `<wsse:Security soap:actor="http://proxy.test/"><wsu:Timestamp><wsu:Created>2001-01-01T00:00:00Z</wsu:Created></wsu:Timestamp>` +
		`<wsse:UsernameToken><wsse:Username>proxy.test</wsse:Username></wsse:UsernameToken></wsse:Security>`
	whole, err := b.Judge.Read(&check.Message{Body: []byte(request)})
	require.NoError(t, err)
	require.NotEmpty(t, whole.Username)
	for name, message := range map[string]string{
		"before": strings.Replace(request, "<wsse:Security>", other+"<wsse:Security>", 1),
		"after":  strings.Replace(request, "</wsse:Security>", "</wsse:Security>"+other, 1),
		"empty":  strings.Replace(request, "<wsse:Security>", `<wsse:Security soap:actor="">`, 1),
		"next":   strings.Replace(request, "<wsse:Security>", `<wsse:Security soap:actor="http://schemas.xmlsoap.org/soap/actor/next">`, 1),
	} {
		got, err := b.Judge.Read(&check.Message{Body: []byte(message)})
		require.NoError(t, err)
		require.Equal(t, []string{whole.Username, whole.Created, whole.Expires}, []string{got.Username, got.Created, got.Expires}, name)
	}
	alone, err := b.Judge.Read(&check.Message{Body: []byte(strings.Replace(request, "<wsse:Security>", `<wsse:Security soap:actor="http://proxy.test/">`, 1))})
	require.NoError(t, err)
	require.Empty(t, alone.Username+alone.Created+alone.Expires)
}
