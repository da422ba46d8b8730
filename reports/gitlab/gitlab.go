// Package gitlab writes the Code Quality report of GitLab, which shows findings in
// merge requests. Test results go to GitLab by junit.xml.
package gitlab

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/place"
)

// FileName is the name of the report in the run folder.
const FileName = "gl-code-quality-report.json"

// Config says where the exchange files are.
type Config struct {
	// ReadExchange returns the content of an exchange file by the path that the
	// run names it with. Without it, or when it fails, entries name line 1.
	ReadExchange func(path string) ([]byte, error)
	// Folder is the run folder, relative to the project, with slashes.
	Folder string
}

// entry is one finding; GitLab needs every field.
type entry struct {
	Description string   `json:"description"`
	CheckName   string   `json:"check_name"`
	Fingerprint string   `json:"fingerprint"`
	Severity    string   `json:"severity"`
	Location    location `json:"location"`
}

type location struct {
	Path  string `json:"path"`
	Lines lines  `json:"lines"`
}

type lines struct {
	Begin int `json:"begin"`
}

// Write writes an entry for each root of a failure, in scenarios and in requests that
// none awaited, and for each scenario that could not be judged; warnings follow as
// minor ones, and so does what a list of known failures excuses. What no scenario
// stands for comes last. Fingerprints stay the same from run to run as long as the
// finding does.
func Write(w io.Writer, run *model.Run, cfg Config) error {
	b := builder{cfg: cfg, exchanges: outline.Exchanges(run), seen: map[string]int{}, entries: []entry{}}
	for _, r := range append(outline.Sorted(run.Scenarios), outline.Unsolicited(run)...) {
		b.scenario(r)
	}
	for _, e := range outline.Events(run) {
		if e.Standing != outline.Passed && len(e.Findings) == 0 {
			b.add("tkw", model.Finding{Rule: e.Rule, Message: e.Message}, "critical")
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(b.entries); err != nil {
		return fmt.Errorf("writing the code quality report: %w", err)
	}
	return nil
}

type builder struct {
	cfg       Config
	exchanges map[int]model.Exchange
	seen      map[string]int
	entries   []entry
}

func (b *builder) scenario(r model.ScenarioResult) {
	switch outline.StandingOf(r) {
	case outline.Failed:
		for _, f := range outline.Roots(r) {
			b.add(r.ID, f, "major")
		}
		for _, f := range outline.Excused(r) {
			b.add(r.ID, f, "minor")
		}
	case outline.Known:
		for _, f := range outline.Roots(r) {
			b.add(r.ID, f, "minor")
		}
	case outline.Errored:
		b.add(r.ID, model.Finding{Rule: outline.NotJudged, Message: "not judged: " + r.Reason}, "critical")
	case outline.Passed, outline.NotExercised, outline.Pending, outline.DoesNotApply, outline.Deselected, outline.Skipped:
	}
	for _, f := range r.Findings {
		if f.Severity == model.Warning && !f.Consequence {
			b.add(r.ID, f, "minor")
		}
	}
}

func (b *builder) add(id string, f model.Finding, severity string) {
	file, line := outline.FileOf(b.exchanges[f.Exchange], f), 1
	if file == "" {
		file = "run.json" // GitLab wants a path; the run itself is what there is
	} else if b.cfg.ReadExchange != nil {
		if raw, err := b.cfg.ReadExchange(file); err == nil {
			if spot, ok := place.InFile(raw, f.Location); ok {
				line = spot.Line
			}
		}
	}
	key := id + "\x00" + f.Rule + "\x00" + f.Part + "\x00" + f.Location.XPath
	b.seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, b.seen[key]))
	b.entries = append(b.entries, entry{
		Description: visible.Lines(id + ": " + f.Message), CheckName: f.Rule, Fingerprint: hex.EncodeToString(sum[:]), Severity: severity,
		Location: location{Path: path.Join(b.cfg.Folder, file), Lines: lines{Begin: line}},
	})
}
