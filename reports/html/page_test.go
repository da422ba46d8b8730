package html_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	nethtml "golang.org/x/net/html"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func TestEveryDeepLinkHasItsTarget(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]*model.Run{"mixed": sample.Mixed(), "all passed": sample.AllPassed(), "empty": sample.Empty(), "large": sample.Large(60)} {
		page := render(t, run, html.Config{ReadExchange: sample.Read, Budget: 60 << 10})
		ids, links := map[string]int{}, map[string]bool{}
		z := nethtml.NewTokenizer(strings.NewReader(page))
		for z.Next() != nethtml.ErrorToken {
			for _, a := range z.Token().Attr {
				switch {
				case a.Key == "id":
					ids[a.Val]++
				case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
					links[a.Val[1:]] = true
				}
			}
		}
		for id, n := range ids {
			// The tokenizer reports an id on start and, were there any, end tags.
			require.Equal(t, 1, n, "%s: id %s is used more than once", name, id)
		}
		for link := range links {
			require.Contains(t, ids, link, "%s: the link #%s leads nowhere", name, link)
		}
		for _, r := range run.Scenarios {
			require.Contains(t, ids, "s-"+r.ID, name)
		}
		for _, r := range run.Requirements {
			require.Contains(t, ids, "r-"+r.ID, name)
		}
	}
}

func TestThePartsComeInTheirOrder(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read})
	at := 0
	for _, id := range []string{"verdict", "identity", "result", "fix", "requirements", "scenarios", "unsolicited", "vacuous"} {
		next := strings.Index(page, `id="`+id+`"`)
		require.Greater(t, next, at, id)
		at = next
	}
}

// TestUnsolicitedRequestsAreToldLikeScenarios: with findings, warnings too, and places.
func TestUnsolicitedRequestsAreToldLikeScenarios(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read})
	has(t, page, `<div class="unsolicited" id="s-unsolicited-exchange-7">`)
	has(t, page, `<li class="finding error" id="f-unsolicited-exchange-7-1">`)
	has(t, page, `<li class="finding warning" id="f-unsolicited-exchange-7-2">`)
	has(t, page, `<li class="finding warning" id="f-unsolicited-exchange-8-1">`)
	has(t, page, `<i class="hit" id="l-7-response-12">`)
	has(t, page, `<a href="#s-unsolicited-exchange-7">unsolicited exchange 7</a>`)
	run := sample.Mixed()
	run.Exchanges = nil
	has(t, render(t, run, html.Config{}), "<h3>Exchange 7</h3>")
}

func TestRequirementsThatDoNotApplyAreFolded(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Mixed(), html.Config{})
	has(t, page, "<p>2 failed, 1 known failure, 2 not shown, 2 not exercised, 1 passed, 4 need other evidence, 2 do not apply, 1 wording unknown.</p>")
	table, folded, ok := strings.Cut(page, `<details class="fold" id="not-applying">`)
	require.True(t, ok)
	folded, _, _ = strings.Cut(folded, "</details>")
	for _, id := range []string{"COR-CLI-01", "COR-OPT-01"} {
		hasNot(t, table, `<tr id="r-`+id)
		has(t, folded, `<tr id="r-`+id)
	}
	has(t, folded, "<small>module reliable-messaging</small>")
	has(t, table, `<b>shown by 1 of 11 scenarios</b>`)
	has(t, table, `<span class="status needs-other-evidence">needs other evidence: the audit trail</span>`)
	hasNot(t, render(t, sample.Large(10), html.Config{}), `class="status skipped"`)
}

func TestWhatAFindingSaysBesideItsMessage(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Mixed(), html.Config{})
	has(t, page, `<li class="finding error excused" id="f-PDS-VER-02-4">`)
	has(t, page, `<div><dt>Excused</dt><dd>address withheld only from release 2.5 (owner A Tester, until 2031-06-30)</dd></div>`)
	has(t, page, `<li><a href="#r-PDS-VER-R01">PDS-VER-R01</a> a matched patient is answered with code SMSP-0000 <small class="proved">carried by the expected outcome</small></li>`)
	has(t, page, `<li>no published requirement</li>`)
	run := sample.AllPassed()
	for i := range run.Scenarios {
		run.Scenarios[i].Proves = nil // as in folders of format 1
	}
	hasNot(t, render(t, run, html.Config{}), "carried by")
}

func TestOffendingLinesAreMarked(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read})
	has(t, page, `<i class="hit" id="l-2-response-12">      &lt;itk:manifest <mark>count=<u>"2"</u></mark>>`)
	has(t, page, `<a href="#l-2-response-12">line 12:7</a>`)
}

// has fails when text does not contain want; unlike require.Contains it does not
// print a whole report.
func has(t *testing.T, text, want string) {
	t.Helper()
	if !strings.Contains(text, want) {
		t.Fatalf("the report lacks %s", want)
	}
}

func hasNot(t *testing.T, text, unwanted string) {
	t.Helper()
	if strings.Contains(text, unwanted) {
		t.Fatalf("the report has %s", unwanted)
	}
}

func bigRead(lines int) func(string) ([]byte, error) {
	return func(string) ([]byte, error) {
		var b bytes.Buffer
		b.WriteString("HTTP/1.1 200 OK\r\n\r\n")
		for i := range lines {
			fmt.Fprintf(&b, "<line number=\"%d\"/>\n", i+1)
		}
		return b.Bytes(), nil
	}
}

func TestLongMessagesAreCutAndSaySo(t *testing.T) {
	t.Parallel()
	run := sample.AllPassed()
	run.Scenarios[0].Findings = []model.Finding{{
		Rule: "R", Severity: model.Warning, Layer: model.LayerEnvelope, Message: "far away", Part: "response", Location: model.Location{Line: 9000, Column: 1},
	}}
	page := render(t, run, html.Config{ReadExchange: bigRead(10000), MessageLimit: 1000})
	has(t, page, `&lt;line number=<u>"1"</u>/>`)
	has(t, page, "the rest is in exchanges/0001-response.http.")
	hasNot(t, page, `&lt;line number=<u>"8997"</u>/>`)
	has(t, page, `<pre class="code" tabindex="0"><i data-n="8998">&lt;line number=<u>"8998"</u>/>`)
	has(t, page, `id="l-1-response-9000"`)
	hasNot(t, page, `&lt;line number=<u>"9003"</u>/>`)
}

func TestTheBudgetGoesToWhatDidNotPass(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Large(200), html.Config{ReadExchange: sample.Read, Budget: 100 << 10})
	failed, passed := strings.Index(page, `id="s-PDS-00010"`), strings.Index(page, `id="s-PDS-00199"`)
	has(t, page[failed:failed+20000], "soap:Envelope")
	has(t, page[passed:], "to keep this report small; its exact bytes are in exchanges/0199-request.http")
}

func TestMissingEvidenceIsSaid(t *testing.T) {
	t.Parallel()
	lost := func(string) ([]byte, error) { return nil, errors.New("the disk is gone") }
	has(t, render(t, sample.AllPassed(), html.Config{ReadExchange: lost}), "could not be read: the disk is gone")
	has(t, render(t, sample.AllPassed(), html.Config{}), "the exchange files were not at hand")
	run := sample.AllPassed()
	run.Exchanges = run.Exchanges[1:]
	has(t, render(t, run, html.Config{}), "The evidence has no exchange of this number.")
}

func TestMessagesThatAreNotKeptAreSaid(t *testing.T) {
	t.Parallel()
	run := sample.Mixed()
	x := &run.Exchanges[6]
	x.RequestFile, x.ResponseFile = "", ""
	x.NotKept = &model.NotKept{Reason: "the peer has sent 200 requests, and none that a scenario awaits", RequestSHA256: "ab12", ResponseSHA256: "cd34"}
	page := render(t, run, html.Config{ReadExchange: sample.Read})
	has(t, page, `<b>Request:</b> not kept: the peer has sent 200 requests, and none that a scenario awaits; SHA-256 ab12.`)
	has(t, page, `<b>Response:</b> not kept: the peer has sent 200 requests, and none that a scenario awaits; SHA-256 cd34.`)
}

func TestAFailingWriterIsAnError(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	require.NoError(t, r.CloseWithError(io.ErrClosedPipe))
	require.ErrorIs(t, html.Write(w, sample.AllPassed(), html.Config{}), io.ErrClosedPipe)
}

// maxSize bounds the report of 1,000 scenarios.
const maxSize = 8_000_000

func TestAThousandScenariosStaySmall(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Large(1000), html.Config{ReadExchange: sample.Read})
	require.Less(t, len(page), maxSize)
	require.Equal(t, 1000, strings.Count(page, `<details class="scenario `))
}

// Allocations stand for work here; scripts/bench.sh measures the time.
func TestTheWorkGrowsNoFasterThanTheScenarios(t *testing.T) {
	work := func(scenarios int) float64 {
		run := sample.Large(scenarios)
		return testing.AllocsPerRun(1, func() {
			require.NoError(t, html.Write(io.Discard, run, html.Config{ReadExchange: sample.Read}))
		})
	}
	none := work(0)
	require.Less(t, work(1000)-none, 6*(work(200)-none), "five times as many scenarios")
}

// The time for one scenario must not grow with their number.
func BenchmarkScenarios(b *testing.B) {
	for _, many := range []int{100, 1000} {
		b.Run(strconv.Itoa(many), func(b *testing.B) {
			run := sample.Large(many)
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if err := html.Write(&out, run, html.Config{ReadExchange: sample.Read}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*many), "ns/scenario")
			b.ReportMetric(float64(out.Len()), "bytes/report")
		})
	}
}
