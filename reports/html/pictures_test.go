package html_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/html"
)

// TestPictures takes pictures of a real run for people to look at: TKW_RUN names
// the run folder, TKW_SHOTS where the pictures go.
func TestPictures(t *testing.T) {
	dir, to := os.Getenv("TKW_RUN"), os.Getenv("TKW_SHOTS")
	if dir == "" || to == "" {
		t.Skip("TKW_RUN and TKW_SHOTS are not both set")
	}
	run, err := evidence.Load(dir)
	require.NoError(t, err)
	page := render(t, run, html.Config{ReadExchange: func(name string) ([]byte, error) { return evidence.ReadExchange(dir, name) }})
	id, exchange := run.Scenarios[0].ID, 1
	for _, r := range run.Scenarios {
		if r.Status == model.Failed && len(r.Exchanges) > 0 {
			id, exchange = r.ID, r.Exchanges[0]
		}
	}
	for name, size := range map[string][2]int64{"desktop": {desktopWidth, 2 * desktopHeight}, "phone": {phoneWidth, 2 * phoneHeight}} {
		tab := chromium.Tab(t, size[0], size[1])
		for _, part := range []string{"verdict", "fix", "requirements", "scenarios", "s-" + id, fmt.Sprintf("x-%d-response", exchange)} {
			tab.Open(page, "#"+part)
			tab.Keep(fmt.Sprintf("%s-%s.png", name, part[:min(len(part), 4)]))
		}
		if name == "desktop" {
			require.NoError(t, os.WriteFile(filepath.Join(to, "run.pdf"), tab.PDF(), 0o644))
		}
	}
}
