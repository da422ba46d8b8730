// Package ctrf writes a finished run in the Common Test Report Format, a JSON form
// that many dashboards and pull-request bots read.
package ctrf

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/internal/place"
)

// specVersion is the version of the format that is written.
const specVersion = "0.0.0"

// Config says where the exchange files are.
type Config struct {
	// ReadExchange returns the content of an exchange file by the path that the
	// run names it with. Without it, or when it fails, tests name no line.
	ReadExchange func(path string) ([]byte, error)
	// Folder is the run folder as the reader of the report finds it, with slashes;
	// empty when the report lies in it.
	Folder string
}

// Write writes one test a scenario, and one for each thing that no scenario stands for:
// problems of the run, an early end, requests that no scenario awaited, a run without
// scenarios. What could not be judged is a failed test, because readers of the format
// fail a build for nothing else; rawStatus has tkw's own word. A known failure is
// skipped.
func Write(w io.Writer, run *model.Run, cfg Config) error {
	s := model.Summarise(run.Scenarios)
	services, verdict := outline.Services(run), outline.Judge(run)
	doc := document{
		ReportFormat: "CTRF", SpecVersion: specVersion, RunID: run.ID, Timestamp: stamp(run.FinishedAt),
		GeneratedBy: strings.TrimSpace(run.Tool.Name + " " + run.Tool.Version),
	}
	if uuid.MatchString(run.ID) {
		doc.ReportID = run.ID
	}
	doc.Results = results{
		Tool: tool{Name: "tkw", Version: run.Tool.Version}, Tests: []test{},
		Summary: summary{
			Suites: len(services), Start: run.StartedAt.UnixMilli(), Stop: max(run.StartedAt.UnixMilli(), run.FinishedAt.UnixMilli()),
			Extra: map[string]any{"report.json": s, "complete": run.Complete, "partial": run.Partial, "verdict": verdict.Word, "caveats": verdict.Caveats},
		},
		Environment: environment{
			ReportName: visible.Lines(verdict.Sentence), AppName: run.SUT.Product, AppVersion: run.SUT.Version, OSPlatform: run.Host["os"],
			TestEnv: run.Endpoint + run.Listen, Extra: map[string]any{"role": run.Role, "supplier": run.SUT.Supplier, "packs": run.Packs},
		},
	}
	b := builder{run: run, cfg: cfg, exchanges: outline.Exchanges(run), titles: outline.Titles(run)}
	for _, service := range services {
		for _, r := range service.Scenarios {
			doc.Results.add(b.test(service, r))
		}
	}
	for _, e := range outline.Events(run) {
		doc.Results.add(b.event(e))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("writing the ctrf report: %w", err)
	}
	return nil
}

// uuid is the form that reportId must have.
var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func (r *results) add(t test) {
	r.Tests = append(r.Tests, t)
	r.Summary.add(t.Status)
}

type builder struct {
	run       *model.Run
	cfg       Config
	exchanges map[int]model.Exchange
	titles    map[string]string
}

func (b builder) test(service outline.Service, r model.ScenarioResult) test {
	t := test{
		TestID: r.ID, Name: visible.Lines(strings.TrimSpace(r.ID + " " + r.Title)), Duration: milliseconds(r.DurationMS),
		Suite: suite(service), RawStatus: outline.Word(r), Tags: r.Tags, Labels: labels(r), Type: "conformance",
	}
	if !r.StartedAt.IsZero() {
		t.Start = r.StartedAt.UnixMilli()
		t.Stop = t.Start + t.Duration
	}
	for _, n := range r.Exchanges {
		t.attach(b.cfg.Folder, b.exchanges[n].RequestFile, fmt.Sprintf("request of exchange %d", n))
		t.attach(b.cfg.Folder, b.exchanges[n].ResponseFile, fmt.Sprintf("response of exchange %d", n))
	}
	switch standing := outline.StandingOf(r); standing {
	case outline.Passed:
		t.Status = passed
		return t
	case outline.Failed:
		root := outline.Roots(r)[0]
		t.Status, t.Message = failed, root.Rule+": "+root.Message
		b.locate(&t, root)
	case outline.Known:
		t.Status, t.Message = skipped, "known failure: "+r.KnownFailure
		b.locate(&t, outline.Roots(r)[0])
	case outline.NotExercised, outline.DoesNotApply, outline.Deselected, outline.Skipped:
		t.Status, t.Message = skipped, cmp.Or(r.Reason, standing.Word())
	case outline.Pending:
		t.Status, t.Message = pending, r.Reason
	default:
		t.Status, t.Message = failed, "not judged: "+r.Reason
	}
	t.Message, t.Trace = visible.Lines(t.Message), visible.Lines(outline.Explain(b.run, r, b.titles))
	return t
}

// event is a test for what no scenario stands for.
func (b builder) event(e outline.Event) test {
	t := test{
		Name: "tkw " + e.Name, Status: failed, RawStatus: e.Standing.Word(), Suite: []string{"tkw"},
		Message: visible.Lines(e.Message), Trace: visible.Lines(outline.ExplainFindings(e.Findings, b.titles)),
	}
	if e.Standing == outline.Passed {
		t.Status = passed
	}
	if len(e.Findings) > 0 {
		b.locate(&t, e.Findings[0])
	}
	if e.Exchange > 0 {
		t.attach(b.cfg.Folder, b.exchanges[e.Exchange].RequestFile, fmt.Sprintf("request of exchange %d", e.Exchange))
		t.attach(b.cfg.Folder, b.exchanges[e.Exchange].ResponseFile, fmt.Sprintf("response of exchange %d", e.Exchange))
	}
	return t
}

// locate names the line of the exchange file where the main finding points.
func (b builder) locate(t *test, f model.Finding) {
	file := outline.FileOf(b.exchanges[f.Exchange], f)
	if file == "" {
		return
	}
	t.FilePath = path.Join(b.cfg.Folder, file)
	if b.cfg.ReadExchange == nil {
		return
	}
	raw, err := b.cfg.ReadExchange(file)
	if err != nil {
		return // without the file there is no line; Verify says what is missing
	}
	if spot, ok := place.InFile(raw, f.Location); ok {
		t.Line = spot.Line
	}
}

func (t *test) attach(folder, file, name string) {
	if file != "" {
		t.Attachments = append(t.Attachments, attachment{Name: name, ContentType: "message/http", Path: path.Join(folder, file)})
	}
}

func suite(s outline.Service) []string {
	var out []string
	for _, name := range []string{s.Domain, s.Name} {
		if name != "" {
			out = append(out, name)
		}
	}
	return out
}

// labels carry ids; the format forbids empty ones.
func labels(r model.ScenarioResult) map[string][]string {
	out := map[string][]string{}
	for name, ids := range map[string][]string{"requirement": r.Requirements, "reference": r.Reference} {
		if len(ids) > 0 {
			out[name] = ids
		}
	}
	return out
}

func milliseconds(ms float64) int64 {
	if !(ms > 0) {
		return 0
	}
	return int64(math.Round(ms))
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
