package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// axeScript is the accessibility checker: the file that TKW_AXE names, or the one
// that scripts/browser-deps.sh put into node_modules at the root of the module.
func axeScript(t testing.TB) string {
	t.Helper()
	places := []string{os.Getenv("TKW_AXE")}
	for dir := "."; len(dir) < 40; dir = filepath.Join(dir, "..") {
		places = append(places, filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	for _, path := range places {
		if script, err := os.ReadFile(path); err == nil {
			return string(script)
		}
	}
	t.Skip("axe-core is not there: scripts/browser-deps.sh installs it, or set TKW_AXE to axe.min.js")
	return ""
}

// Violations is what axe-core has to say against the document: one text a rule,
// with the first few places. All rules of axe-core count, best practices included.
// The page's policy must be bypassed.
func (b *Tab) Violations() []string {
	b.t.Helper()
	b.Run(axeScript(b.t) + ";null")
	type violation struct {
		ID, Help string
		Nodes    []struct{ HTML, FailureSummary string }
	}
	var out []string
	for _, v := range Eval[[]violation](b, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => ({ID: v.id, Help: v.help,
		Nodes: v.nodes.slice(0, 3).map(n => ({HTML: n.html.slice(0, 200), FailureSummary: n.failureSummary}))})))`) {
		var places strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&places, "\n  %s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
		}
		out = append(out, fmt.Sprintf("%s: %s%s", v.ID, v.Help, places.String()))
	}
	return out
}
