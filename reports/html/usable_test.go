package html_test

import (
	"bytes"
	"testing"

	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/browser"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

// BenchmarkThousandScenariosInChromium measures what a reader waits for: until the
// page is usable, and for each of its controls until the change is on the screen.
func BenchmarkThousandScenariosInChromium(b *testing.B) {
	tab := chromium.Tab(b, desktopWidth, desktopHeight)
	var page bytes.Buffer
	if err := html.Write(&page, sample.Large(1000), html.Config{ReadExchange: sample.Read}); err != nil {
		b.Fatal(err)
	}
	const settle = `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from))))`
	steps := []struct{ unit, script string }{
		{"ms/usable", `(() => { const from = 0; return ` + settle + `; })()`},
		{"ms/status-filter", `(() => { const from = performance.now(), f = document.forms.filter.elements.status; f.value = "failed"; f.dispatchEvent(new Event("input", {bubbles: true})); return ` + settle + `; })()`},
		{"ms/text-filter", `(() => { const from = performance.now(), f = document.forms.filter.elements.text; f.value = "case 77"; f.dispatchEvent(new Event("input", {bubbles: true})); return ` + settle + `; })()`},
		{"ms/show-all", `(() => { const from = performance.now(); document.forms.filter.reset(); return ` + settle + `; })()`},
		{"ms/unfold-all", `(() => { const from = performance.now(); document.forms.filter.elements.unfold.click(); return ` + settle + `; })()`},
	}
	sums := make([]float64, len(steps))
	for b.Loop() {
		tab.Open(page.String(), "")
		for i, s := range steps {
			sums[i] += browser.Eval[float64](tab, s.script)
		}
	}
	for i, s := range steps {
		b.ReportMetric(sums[i]/float64(b.N), s.unit)
	}
}
