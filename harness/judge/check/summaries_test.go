package check_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// schemaFinding is a finding of a schema: how bad, and the last step to it.
type schemaFinding struct {
	Severity model.Severity
	At       string
}

// lastName is the local name in the last step of a path.
var lastName = regexp.MustCompile(`(?:[:/]|local-name\(\) = ')(@?[\w.]+)(?:'[^/]*'\])?(?:\[\d+\])?$`)

// TestSummariesInResponses judges a response with a summary, whole and bare. Each fault
// is found once, by the schema whose business it is.
func TestSummariesInResponses(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	read := func(name string) string {
		source, err := os.ReadFile("../../../schemas/testdata/" + name)
		require.NoError(t, err)
		return string(source)
	}
	payload := read("scr/querySCR-response.xml")
	envelope := read("itk/envelope.xml")
	from, to := strings.Index(envelope, "<verifyNHSNumberRequest"), strings.Index(envelope, "</itk:payload>")
	envelope = envelope[:from] + payload + envelope[to:]
	envelope = strings.NewReplacer(
		"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0", "urn:nhs-itk:services:201005:sendRecvDistEnvelopeResponse",
		"urn:nhs-en:profile:verifyNHSNumberRequest-v1-0", "urn:nhs-en:profile:querySCRResponse-v-1-0").Replace(envelope)
	const shown = "<value>\n                  <html"
	const typed = `<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ED.NPfIT.Text.XHTML"`
	for _, c := range []struct {
		name     string
		old, new string
		want     []schemaFinding
	}{
		{name: "as it is", old: "", new: ""},
		{name: "a presentation text that names its type", old: shown, new: typed + "><html"},
		{
			name: "and says what it is beside", old: shown, new: typed + ` mediaType="text/plain"><html`,
			want: []schemaFinding{{model.Error, "@mediaType"}},
		},
		{name: "a list that is a link", old: "<ul>", new: `<ul href="#a">`, want: []schemaFinding{{model.Error, "@href"}}},
		{name: "a heading that there is not", old: "<h3>", new: "<h1>", want: []schemaFinding{{model.Error, "h1"}}},
		{name: "a frame without class", old: ` classCode="COMPOSITION" moodCode="EVN"`, new: ` moodCode="EVN"`, want: []schemaFinding{{model.Error, "GPSummary"}, {model.Error, "priorMessageRef"}}},
		{name: "a summary of no kind", old: `"196981000000101"`, new: `"196981000000102"`, want: []schemaFinding{{model.Error, "@code"}}},
		{name: "a section of no kind", old: `"163221000000102"`, new: `"163221000000103"`, want: []schemaFinding{{model.Error, "@code"}}},
		{name: "a statement that there is not", old: "UKCT_MT144053UK02.Allergy", new: "UKCT_MT144053UK02.Allergies", want: []schemaFinding{{model.Error, "UKCT_MT144053UK02.Allergies"}}},
		{
			name: "a value within a statement of no type that there is", old: "<quantity value", new: `<quantity xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Unheard.Of" value`,
			want: []schemaFinding{{model.Error, "type"}},
		},
		{name: "a fault within a statement", old: `<statusCode code="completed"/>`, new: `<statusCode code="held"/>`, want: []schemaFinding{{model.Error, "@code"}, {model.Warning, "@code"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, message := range []string{payload, envelope} {
				changed := message
				if c.old != "" {
					require.Contains(t, message, c.old)
					changed = strings.ReplaceAll(message, c.old, c.new)
					if strings.HasPrefix(c.new, "<h1>") {
						changed = strings.ReplaceAll(changed, "</h3>", "</h1>")
					}
				}
				got, err := b.Judge.JudgeAtRest(t.Context(), []byte(changed), check.When{At: builtin.Now()}, map[string]bool{check.OnlyWellFormed: true, check.OnlySchema: true})
				require.NoError(t, err)
				var found []schemaFinding
				for _, f := range got.Findings {
					if f.Severity == model.Error {
						require.Equal(t, []string{"4.7 querySCR"}, f.Requirements, "an error fails the requirement of the message")
					}
					found = append(found, schemaFinding{f.Severity, lastName.FindStringSubmatch(f.Location.XPath)[1]})
				}
				require.Empty(t, cmp.Diff(c.want, found), "%+v", got.Findings)
			}
		})
	}
}
