package html_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

// TestAxeFindsNothing looks at samples and, where TKW_RUN names run folders, at
// real runs, on a desktop and a phone.
func TestAxeFindsNothing(t *testing.T) {
	pages := map[string]string{}
	for name, run := range map[string]*model.Run{"mixed": sample.Mixed(), "all passed": sample.AllPassed(), "empty": sample.Empty()} {
		pages[name] = render(t, run, html.Config{ReadExchange: sample.Read})
	}
	for dir := range strings.FieldsFuncSeq(os.Getenv("TKW_RUN"), func(r rune) bool { return r == filepath.ListSeparator }) {
		run, err := evidence.Load(dir)
		require.NoError(t, err)
		pages[dir] = render(t, run, html.Config{ReadExchange: func(name string) ([]byte, error) { return evidence.ReadExchange(dir, name) }})
	}
	for name, page := range pages {
		for size, window := range map[string][2]int64{"desktop": {desktopWidth, desktopHeight}, "phone": {phoneWidth, phoneHeight}} {
			t.Run(name+"/"+size, func(t *testing.T) {
				tab := chromium.Tab(t, window[0], window[1])
				tab.BypassPolicy()
				tab.Open(page, "")
				// What axe-core takes grows faster than the page, and the scenarios of a run are all of one form.
				tab.Run(`[...document.querySelectorAll(".scenario")].slice(30).forEach(s => s.remove())`)
				// Places that move while axe-core looks at them are taken for overlapping ones.
				tab.Run(`document.head.append(Object.assign(document.createElement("style"), {textContent: ".scenario { content-visibility: visible }"}))`)
				tab.Run(`[...document.querySelectorAll("details.fold, .scenario, .message")].slice(0, 12).forEach(d => { d.open = true; })`)
				require.Empty(t, strings.Join(tab.Violations(), "\n"))
			})
		}
	}
}
