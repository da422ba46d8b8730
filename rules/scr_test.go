package rules_test

import (
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	judging "github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

// scrFiles are the rule files of SCR.
var scrFiles = []string{"scr/request.sch", "scr/request-user.sch", "scr/response.sch", "scr/response-report.sch", "scr/response-summary.sch", "scr/exchange.sch"}

// scrCase is a valid exchange, texts of it that are replaced one after the other, and
// all that the rules of SCR then say, as "role id". The name begins with the number
// of the mutation in this project's collection, where it has one.
type scrCase struct {
	name  string
	op    string
	edits []string
	want  []string
}

func scrOne(name, op string, edits []string, want ...string) scrCase {
	return scrCase{name, op, edits, want}
}

func scrTo(pairs ...string) []string { return pairs }

// scrReport encodes a report.
func scrReport(end string, lines ...string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Join(lines, end)))
}

// scrExchange builds the exchange of a case.
func scrExchange(t *testing.T, c scrCase) string {
	t.Helper()
	services := ""
	names := make([]string, 0, len(scrNames))
	for name := range scrNames {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		root := scrNames[name]
		services += `<x:service name="` + name + `" domain="scr" action="urn:nhs-itk:services:201005:sendRecvDistEnvelope" request-root="` + root + `Request" request-profile="urn:nhs-en:profile:` + name +
			`Request-v-1-0" response-root="` + root + `Response" response-profile="urn:nhs-en:profile:` + name + `Response-v-1-0" response-action="urn:nhs-itk:services:201005:sendRecvDistEnvelopeResponse"/>`
	}
	root := scrNames[c.op]
	text := strings.NewReplacer(
		"@op@", c.op, "@services@", services, "@facts@", "",
		"@request@", `<`+root+`Request xmlns="urn:hl7-org:v3">`+scrRequests[c.op]+`</`+root+`Request>`,
		"@response@", `<`+root+`Response xmlns="urn:hl7-org:v3">`+scrResponses[c.op]+`</`+root+`Response>`,
	).Replace(scrFrame)
	for i := 0; i+1 < len(c.edits); i += 2 {
		if !strings.Contains(text, c.edits[i]) {
			t.Fatalf("the text to replace is not there: %s", c.edits[i])
		}
		text = strings.Replace(text, c.edits[i], c.edits[i+1], 1)
	}
	return scrWithTable(t, text)
}

var scrReportElement = regexp.MustCompile(`<text([^>]*)>([^<]+)</text>`)

// scrWithTable adds the records of a report, as the judge does.
func scrWithTable(t *testing.T, exchange string) string {
	t.Helper()
	m := scrReportElement.FindStringSubmatch(exchange)
	if m == nil {
		return exchange
	}
	table := judging.TableXML(scrTable(t), html.UnescapeString(m[2]), strings.Contains(m[1], `"B64"`))
	before, after, ok := strings.Cut(exchange, "<x:response ")
	if !ok {
		t.Fatal("there is no response")
	}
	return before + "<x:response " + strings.Replace(after, "<x:message>", string(table)+"<x:message>", 1)
}

// scrTable is the report as pack.yaml describes it.
var scrTable = func() func(t *testing.T) pack.Table {
	load := sync.OnceValues(func() (*pack.Set, error) {
		return pack.Load(pack.Options{JudgingOnly: true, BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
	})
	return func(t *testing.T) pack.Table {
		t.Helper()
		set, err := load()
		if err != nil {
			t.Fatal(err)
		}
		service, ok := set.Pack("scr").Service("querySCRActivity")
		if !ok || len(service.Response.Tables) != 1 {
			t.Fatal("querySCRActivity should have one table")
		}
		return service.Response.Tables[0]
	}
}()

func scrCompiled(t *testing.T) *schematron.Schema {
	t.Helper()
	return compiledFor(t, scrFiles)
}

func TestSCR(t *testing.T) {
	t.Parallel()
	s := scrCompiled(t)
	for _, c := range slices.Concat(scrGood, scrGoodReports, scrRequestCases, scrResponseCases, scrSummaryCases, scrReportCases, scrExchangeCases) {
		t.Run(c.op+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			failures := judge(t, s, scrExchange(t, c))
			want := append([]string(nil), c.want...)
			sort.Strings(want)
			if diff := cmp.Diff(want, said(failures)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			for _, f := range failures {
				if strings.TrimSpace(f.Message) == "" || len(f.Diagnostics) != 1 || f.Diagnostics[0] == "" || f.Node.IsZero() || f.Layer == "" {
					t.Errorf("%s: a finding needs a message, a remedy, a place and a layer: %+v", f.AssertID, f)
				}
			}
		})
	}
}

// Every assertion must have a case that it objects to.
func TestEverySCRAssertHasACase(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, r := range scrCompiled(t).Rules() {
		for _, a := range r.Asserts {
			known[a.ID] = true
		}
	}
	wanted := map[string]bool{}
	for _, c := range slices.Concat(scrRequestCases, scrResponseCases, scrSummaryCases, scrReportCases, scrExchangeCases) {
		for _, line := range c.want {
			_, id, _ := strings.Cut(line, " ")
			wanted[id] = true
		}
	}
	for id := range known {
		if !wanted[id] {
			t.Errorf("no case makes %s fail", id)
		}
	}
	for id := range wanted {
		if !known[id] {
			t.Errorf("a case expects %s, which does not exist", id)
		}
	}
}
