// Package sarif writes a finished run as SARIF 2.1.0, for the tools that show
// results beside files: a result a finding, at its line of the exchange file.
package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/place"
	"github.com/itk-assurance/tkw/reports/internal/sarif"
)

// Config says where the exchange files are.
type Config struct {
	// ReadExchange returns the content of an exchange file by the path that the
	// run names it with. Without it, or when it fails, results name no line.
	ReadExchange func(path string) ([]byte, error)
	// Folder is the run folder as the reader of the report finds it, with slashes;
	// empty when the report lies in it.
	Folder string
}

// language is that of all sentences.
const language = "en-GB"

// Write writes one SARIF run. Findings of every grade are results, those of requests
// that no scenario awaited too; what a list of known failures excuses is suppressed,
// with the reason. Scenarios that could not be judged, problems of the run and an early
// end are notifications and make the invocation a failed one, since a reader of SARIF
// takes the absence of results for success.
func Write(w io.Writer, run *model.Run, cfg Config) error {
	d := &document{cfg: cfg, run: run, exchanges: outline.Exchanges(run), titles: outline.Titles(run), files: map[string][]byte{}, rules: sarif.Rules{}}
	judged := outline.Judge(run)
	out := sarif.Run{
		ColumnKind: "unicodeCodePoints", NewLines: []string{"\r\n", "\n"}, Language: language, Results: []sarif.Result{},
		Automation: &sarif.Automation{ID: "tkw/" + string(run.Role) + "/" + run.ID, GUID: guid(run.ID)},
		Properties: map[string]any{
			"summary": model.Summarise(run.Scenarios), "complete": run.Complete, "partial": run.Partial, "verdict": visible.Lines(judged.Sentence), "caveats": texts(judged.Caveats),
		},
	}
	for _, r := range append(outline.Sorted(run.Scenarios), outline.Unsolicited(run)...) {
		out.Results = append(out.Results, d.results(r)...)
	}
	invocation := sarif.Invocation{
		Successful: verdict.Conclude(run, verdict.FailOn{}).Outcome < verdict.NotJudged && len(run.Problems) == 0,
		Start:      stamp(run.StartedAt), End: stamp(run.FinishedAt), Notifications: d.notifications(),
	}
	out.Invocations = []sarif.Invocation{invocation}
	out.Tool.Driver = sarif.Driver{Name: "tkw", Version: run.Tool.Version, Language: language, Rules: d.ruleList()}
	index := map[string]int{}
	for i, r := range out.Tool.Driver.Rules {
		index[r.ID] = i
	}
	for i := range out.Results {
		at := index[out.Results[i].RuleID]
		out.Results[i].RuleIndex = &at
	}
	return sarif.Write(w, out)
}

type document struct {
	cfg       Config
	run       *model.Run
	exchanges map[int]model.Exchange
	titles    map[string]string
	files     map[string][]byte
	rules     sarif.Rules
}

// results are the findings of one scenario. A failed one has at least one.
func (d *document) results(r model.ScenarioResult) []sarif.Result {
	findings := r.Findings
	if r.Status == model.Failed {
		if roots := outline.Roots(r); roots[0].Rule == outline.NoFinding {
			findings = append(roots, findings...)
		}
	}
	var out []sarif.Result
	seen := map[string]int{}
	for _, f := range findings {
		d.rules.Add(f)
		key := strings.Join([]string{r.ID, f.Rule, f.Part, f.Location.XPath}, "\x00")
		seen[key]++
		result := sarif.Result{
			RuleID: f.Rule, Level: sarif.Level(f.Severity), Message: text(f.Message), Locations: []sarif.Location{d.location(r, f)},
			Fingerprints: map[string]string{"tkwFinding/v1": fingerprint(key, seen[key])},
			Properties:   properties(d.run, r, f),
		}
		if why := excuse(r, f); why != "" {
			result.Suppressions = []sarif.Suppression{{Kind: "external", Status: "accepted", Justification: visible.Lines("known failure: " + why)}}
		}
		out = append(out, result)
	}
	return out
}

// excuse is why a finding is accepted for now. In run folders of format 1 a list of
// known failures excuses whole scenarios.
func excuse(r model.ScenarioResult, f model.Finding) string {
	if f.KnownFailure == "" && outline.StandingOf(r) == outline.Known && f.Objects() {
		return r.KnownFailure
	}
	return f.KnownFailure
}

// properties hold what SARIF has no place for.
func properties(run *model.Run, r model.ScenarioResult, f model.Finding) map[string]any {
	out := map[string]any{"scenario": r.ID, "status": outline.Word(r), "layer": f.Layer, "check": f.Check}
	if r.ID != outline.UnsolicitedID(f.Exchange) {
		out["reproduce"] = outline.Reproduce(run, r.ID)
	}
	for name, value := range map[string]string{"part": f.Part, "expected": f.Expected, "actual": f.Actual} {
		if value != "" {
			out[name] = visible.Lines(value)
		}
	}
	if len(f.Requirements) > 0 {
		out["requirements"] = f.Requirements
	}
	if f.Consequence {
		out["consequence"] = true
	}
	return out
}

// location is the line in the exchange file, the node, and the scenario.
func (d *document) location(r model.ScenarioResult, f model.Finding) sarif.Location {
	out := sarif.Location{Logical: []sarif.Logical{scenarioOf(r)}}
	if f.Location.XPath != "" {
		node := sarif.Logical{Full: visible.Lines(f.Location.XPath), Kind: "element"}
		if last := f.Location.XPath[strings.LastIndexByte(f.Location.XPath, '/')+1:]; strings.HasPrefix(last, "@") {
			node.Kind = "attribute"
		}
		out.Logical = append([]sarif.Logical{node}, out.Logical...)
	}
	file := outline.FileOf(d.exchanges[f.Exchange], f)
	if file == "" {
		return out
	}
	out.Physical = &sarif.Physical{Artifact: sarif.Artifact{URI: sarif.URI(path.Join(d.cfg.Folder, file))}}
	if spot, ok := place.InFile(d.read(file), f.Location); ok {
		out.Physical.Region = &sarif.Region{Line: spot.Line, Column: spot.Column}
	}
	return out
}

func scenarioOf(r model.ScenarioResult) sarif.Logical {
	return sarif.Logical{Name: r.ID, Full: outline.Label(r.Domain, r.Service) + "/" + r.ID, Kind: "member"}
}

func (d *document) read(file string) []byte {
	if raw, ok := d.files[file]; ok || d.cfg.ReadExchange == nil {
		return raw
	}
	raw, err := d.cfg.ReadExchange(file)
	if err != nil {
		raw = nil
	}
	d.files[file] = raw
	return raw
}

// notifications tell of what was not judged, and of what is missing.
func (d *document) notifications() []sarif.Notification {
	var out []sarif.Notification
	missing := map[outline.Standing]int{}
	for _, r := range outline.Sorted(d.run.Scenarios) {
		switch s := outline.StandingOf(r); s {
		case outline.Errored:
			out = append(out, sarif.Notification{
				Level: "error", Message: text(r.ID + " was not judged: " + outline.NotJudgedFinding(r).Message), Locations: []sarif.Location{{Logical: []sarif.Logical{scenarioOf(r)}}},
			})
		case outline.NotExercised, outline.Skipped, outline.Pending:
			missing[s]++
		case outline.Passed, outline.Failed, outline.Known, outline.DoesNotApply, outline.Deselected:
		}
	}
	for _, e := range outline.Events(d.run) {
		if e.Standing != outline.Passed {
			out = append(out, sarif.Notification{Level: "error", Message: text(e.Name + ": " + e.Message)})
		}
	}
	for _, s := range outline.Standings() {
		if n := missing[s]; n > 0 {
			out = append(out, sarif.Notification{Level: "warning", Message: text(fmt.Sprintf("scenarios that apply and are %s: %d", s.Word(), n))})
		}
	}
	return out
}

// ruleList adds the sentences of the requirements that each rule stands for.
func (d *document) ruleList() []sarif.Rule {
	out := d.rules.List()
	for i, r := range out {
		var sentences []string
		for _, id := range r.Properties.Tags {
			sentences = append(sentences, strings.TrimSpace(id+" "+d.titles[id]))
		}
		if len(sentences) > 0 {
			out[i].Full = &sarif.Text{Text: strings.Join(sentences, "; ")}
		}
		if r.Help != nil {
			out[i].Help = &sarif.Text{Text: visible.Lines(r.Help.Text)}
		}
	}
	return out
}

func text(s string) sarif.Text { return sarif.Text{Text: visible.Lines(s)} }

func texts(sentences []string) []string {
	out := make([]string, len(sentences))
	for i, s := range sentences {
		out[i] = visible.Lines(s)
	}
	return out
}

func fingerprint(key string, n int) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, n))
	return hex.EncodeToString(h[:16])
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// guid is id when it has the form that SARIF wants.
func guid(id string) string {
	groups := strings.Split(id, "-")
	if len(groups) != 5 || len(id) != 36 {
		return ""
	}
	for i, n := range []int{8, 4, 4, 4, 12} {
		if len(groups[i]) != n || strings.Trim(groups[i], "0123456789abcdefABCDEF") != "" {
			return ""
		}
	}
	if !strings.ContainsAny(groups[2][:1], "12345") || !strings.ContainsAny(groups[3][:1], "89abAB") {
		return ""
	}
	return id
}
