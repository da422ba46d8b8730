package html_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/browser"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

var chromium browser.Pool

func TestMain(m *testing.M) {
	m.Run() // the testing package keeps its code
	chromium.Close()
}

// Sizes of the windows that the reports are looked at in.
const (
	desktopWidth, desktopHeight = 1200, 900
	phoneWidth, phoneHeight     = 390, 844
)

func openMixed(t *testing.T, fragment string) *browser.Tab {
	t.Helper()
	tab := chromium.Tab(t, desktopWidth, desktopHeight)
	tab.Open(render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read}), fragment)
	return tab
}

// shown are the ids of the scenarios that a reader sees.
func shown(tab *browser.Tab) []string {
	return browser.Eval[[]string](tab, `[...document.querySelectorAll(".scenario")].filter(s => s.checkVisibility()).map(s => s.querySelector("summary").id.slice(2))`)
}

func TestFilters(t *testing.T) {
	tab := openMixed(t, "")
	set := func(name, value string) {
		tab.Run(`{const f = document.forms.filter.elements["` + name + `"]; f.value = [...(f.options ?? [])].find(o => o.label === "` + value + `")?.value ?? "` + value +
			`"; f.dispatchEvent(new Event("input", {bubbles: true}))}`)
	}
	all := []string{
		"PDS-DET-01", "PDS-DET-02", "PDS-DET-03", "PDS-VER-01", "PDS-VER-02", "PDS-VER-03", "PDS-VER-04", "PDS-VER-05", "PDS-VER-06", "PDS-VER-07", "PDS-VER-08",
		"PDS-VER-09", "PDS-VER-10",
	}
	require.Equal(t, all, shown(tab))
	for _, c := range []struct {
		name   string
		fields map[string]string
		want   []string
	}{
		{"by status", map[string]string{"status": "not exercised"}, []string{"PDS-VER-04", "PDS-VER-05"}},
		{"by a status that is no loss", map[string]string{"status": "does not apply"}, []string{"PDS-VER-06"}},
		{"by service", map[string]string{"service": "pds.getPatientDetails"}, all[:3]},
		{"by requirement, that of a finding too", map[string]string{"requirement": "COR-DEH-05"}, []string{"PDS-DET-01", "PDS-VER-02"}},
		{"by text of a finding, whatever its case", map[string]string{"text": "manifest SAYS"}, []string{"PDS-DET-01", "PDS-VER-02"}},
		{"by text of a message", map[string]string{"text": "9B0E-000000000002"}, []string{"PDS-VER-02"}},
		{"by two things at once", map[string]string{"status": "failed", "service": "pds.verifyNHSNumber"}, []string{"PDS-VER-02"}},
		{"by what matches nothing", map[string]string{"text": "zzz"}, []string{}},
	} {
		for name, value := range c.fields {
			set(name, value)
		}
		require.Empty(t, cmp.Diff(c.want, shown(tab)), c.name)
		require.Contains(t, browser.Eval[string](tab, `document.querySelector("#filter output").textContent`), " of 13 shown", c.name)
		tab.Click("#filter [type=reset]")
		require.Equal(t, all, shown(tab), c.name)
	}
}

func TestTypingIntoTheFilterOfRequirements(t *testing.T) {
	tab := openMixed(t, "")
	tab.Type("#rfilter [name=text]", "apostrophes")
	require.Equal(t, []string{"r-PDS-VER-R07"},
		browser.Eval[[]string](tab, `[...document.querySelectorAll(".requirements tbody tr")].filter(r => r.checkVisibility()).map(r => r.id)`))
}

func TestFoldAndUnfoldAll(t *testing.T) {
	tab := openMixed(t, "")
	open := func() int { return browser.Eval[int](tab, `document.querySelectorAll(".scenario[open]").length`) }
	require.Equal(t, 0, open(), "with more than a few that need a reader, none is unfolded from the start")
	tab.Click("[name=unfold]")
	require.Equal(t, 13, open())
	tab.Click("[name=fold]")
	require.Equal(t, 0, open())
}

// comesIntoView waits until an element is shown within the window. It does not wait
// inside the page, where timers stand still without scripts.
func comesIntoView(t *testing.T, tab *browser.Tab, id, what string) {
	t.Helper()
	require.Eventually(t, func() bool {
		return browser.Eval[bool](tab, `(() => { const e = document.getElementById("`+id+`"), b = e.getBoundingClientRect();
			return e.checkVisibility({contentVisibilityAuto: true}) && b.height > 0 && b.top < innerHeight && b.bottom > 0; })()`)
	}, time.Minute, 20*time.Millisecond, "%s does not come into view %s", id, what)
}

func TestDeepLinksOpenWhatTheyLeadTo(t *testing.T) {
	run := sample.Large(300)
	outer := &run.Scenarios[9].Findings[0]
	outer.Location.XPath = "/a"
	run.Scenarios[9].Findings = append(run.Scenarios[9].Findings, model.Finding{
		Rule: "X", Severity: model.Error, Layer: model.LayerDomain, Part: outer.Part, Exchange: outer.Exchange, Location: model.Location{XPath: "/a/b"},
		Message: "m", Consequence: true,
	})
	page := render(t, run, html.Config{ReadExchange: sample.Read})
	for _, scripts := range []bool{true, false} {
		for _, id := range []string{"s-PDS-00200", "s-PDS-00299", "f-PDS-00010-1", "f-PDS-00010-1.1", "r-PDS-REQ-150", "l-200-response-12", "x-299-request"} {
			tab := chromium.Tab(t, desktopWidth, desktopHeight)
			if !scripts {
				tab.BlockScripts()
			}
			tab.Open(page, "#"+id)
			comesIntoView(t, tab, id, fmt.Sprintf("with scripts: %t", scripts))
			if strings.HasPrefix(id, "s-") {
				require.True(t, browser.Eval[bool](tab, `document.getElementById("`+id+`").nextElementSibling.checkVisibility()`), "the body of %s, scripts: %t", id, scripts)
				tab.Keep("deep-link.png")
			}
		}
	}
}

func TestALinkShowsWhatAFilterHides(t *testing.T) {
	tab := openMixed(t, "")
	tab.Type("#filter [name=text]", "zzz")
	require.Empty(t, shown(tab))
	tab.Click(`#requirements a[href="#s-PDS-VER-02"]`)
	comesIntoView(t, tab, "s-PDS-VER-02", "out of the filter")
}

func TestALinkToItselfIsCopied(t *testing.T) {
	tab := openMixed(t, "")
	tab.Run(`navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }`)
	tab.Run(`document.querySelector("#f-PDS-VER-02-1 a.self").click()`)
	require.Equal(t, "#f-PDS-VER-02-1", browser.Eval[string](tab, `new URL(window.copied).hash`))
	require.Equal(t, "Link copied", browser.Eval[string](tab, `document.getElementById("said").textContent`))
}

func TestThePageIsWholeWithoutScripts(t *testing.T) {
	tab := chromium.Tab(t, desktopWidth, desktopHeight)
	tab.BlockScripts()
	tab.Open(render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read}), "")
	require.Len(t, shown(tab), 13)
	require.False(t, browser.Eval[bool](tab, `document.getElementById("filter").checkVisibility()`), "controls that would do nothing")
}

// TestNoScriptActsFromHostileText lets a browser judge, with and without the
// page's own policy in the way: escaping has to suffice.
func TestNoScriptActsFromHostileText(t *testing.T) {
	page := render(t, sample.Hostile(), html.Config{ReadExchange: sample.HostileRead})
	for _, bypass := range []bool{false, true} {
		tab := chromium.Tab(t, desktopWidth, desktopHeight)
		var mu sync.Mutex
		var noise []string
		tab.OnNoise(func(what string) { mu.Lock(); defer mu.Unlock(); noise = append(noise, what) })
		if bypass {
			tab.BypassPolicy()
		}
		tab.Open(page, "")
		tab.Click("[name=unfold]")
		tab.Run(`document.querySelectorAll("details").forEach(d => { d.open = true; })`)
		tab.Run(`{const f = document.forms.filter.elements.requirement; for (const o of f.options) { f.value = o.value; f.dispatchEvent(new Event("input", {bubbles: true})); }}`)
		require.Equal(t, []int{1, 0, 0}, browser.Eval[[]int](tab, `["script", "img", "[onload],[onerror]"].map(s => document.querySelectorAll(s).length)`))
		mu.Lock()
		require.Empty(t, noise, "bypass: %t", bypass)
		mu.Unlock()
	}
}

func TestNothingOverflowsAPhone(t *testing.T) {
	tab := chromium.Tab(t, phoneWidth, phoneHeight)
	tab.Open(render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read}), "")
	tab.Run(`document.querySelectorAll("details").forEach(d => { d.open = true; })`)
	require.LessOrEqual(t, browser.Eval[int](tab, `document.documentElement.scrollWidth`), phoneWidth)
	tab.Keep("phone.png")
}

func TestThePrintedReportHoldsWhatFailed(t *testing.T) {
	tab := openMixed(t, "")
	tab.Click("[name=fold]")
	tab.Media("print")
	visible := func(selector string) bool {
		return browser.Eval[bool](tab, `document.querySelector("`+selector+`").checkVisibility()`)
	}
	require.True(t, visible("#f-PDS-VER-02-1"), "the findings of a folded failure")
	require.True(t, visible("#s-PDS-VER-01"), "the line of a passed scenario")
	require.False(t, visible("#s-PDS-VER-01 + .body"), "the inside of a folded passed scenario")
	require.False(t, visible("nav"))
	require.False(t, visible("#filter"))
	pdf := tab.PDF()
	require.True(t, bytes.HasPrefix(pdf, []byte("%PDF")))
	require.Regexp(t, `/MediaBox \[0 0 59[4-6][.\d]* 84[12]`, string(pdf[:min(len(pdf), 1<<20)]), "A4")
	if dir := os.Getenv("TKW_SHOTS"); dir != "" {
		require.NoError(t, os.WriteFile(dir+"/report.pdf", pdf, 0o644))
	}
}

// The gutter is text of the style: on any other element it would stand before what
// people read.
func TestLineNumbersStandBesideMessagesOnly(t *testing.T) {
	tab := openMixed(t, "")
	strays := browser.Eval[[]string](tab, `[...document.querySelectorAll("body *:not(pre):not(pre *)")].
		filter(e => getComputedStyle(e, "::before").content.length > 40).map(e => e.outerHTML.slice(0, 80))`)
	require.Empty(t, strays)
}
