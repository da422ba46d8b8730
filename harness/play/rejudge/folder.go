package rejudge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
)

// Reasons for which the verdicts of a folder cannot be compared with its evidence; ask with
// errors.Is.
var (
	// ErrStaleReport: report.json was made before the run came to its end.
	ErrStaleReport = errors.New("its reports are from before the end of the run")
	// ErrReport: report.json is not as tkw writes it.
	ErrReport = errors.New("report.json is not as tkw writes it; `tkw report` makes it again")
	// ErrUnreadable: report.json cannot be read.
	ErrUnreadable = errors.New("reading the report")
)

// Folder makes the verdicts of a run folder again from its evidence, and compares them with
// those on record: in the journal, and in report.json where there is one. The options need
// no Old, Plan and Read.
func Folder(ctx context.Context, dir string, head evidence.Header, old *model.Run, o Options) (Comparison, error) {
	o.Old, o.Plan = old, head.Plan
	o.Read = func(name string) ([]byte, error) { return evidence.ReadExchange(dir, name) }
	result, err := Run(ctx, o)
	if err != nil {
		return Comparison{}, err
	}
	compared := Compare(old, result)
	reported, stale, err := readReported(dir)
	switch {
	case err != nil:
		return Comparison{}, err
	case stale && old.Complete && len(compared.Differences) == 0:
		return Comparison{}, ErrStaleReport
	}
	if reported != nil && old.Complete {
		for _, d := range Reported(old, reported) {
			if !slices.ContainsFunc(compared.Differences, func(other Difference) bool { return other.Scenario == d.Scenario }) {
				d.Recorded += " in report.json"
				compared.Differences = append(compared.Differences, d)
			}
		}
	}
	return compared, nil
}

// reportedScenarios is report.json as far as verdicts go.
type reportedScenarios struct {
	Run struct {
		Complete bool `json:"complete"`
	} `json:"run"`
	Scenarios []struct {
		ID        string          `json:"id"`
		Status    model.Status    `json:"status"`
		ErrorKind model.ErrorKind `json:"errorKind"`
		Findings  []struct {
			Rule         string         `json:"rule"`
			Severity     model.Severity `json:"severity"`
			Requirements []string       `json:"requirements"`
		} `json:"findings"`
	} `json:"scenarios"`
}

// maxReport bounds report.json, in bytes.
const maxReport = 256 << 20

// readReported reads the verdicts of report.json; nil where there is none. stale is true of
// one that was made before the run came to its end.
func readReported(dir string) (reported []model.ScenarioResult, stale bool, err error) {
	raw, err := filein.Ordinary(filepath.Join(dir, "report.json"), maxReport)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	var report reportedScenarios
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrReport, err)
	}
	out := []model.ScenarioResult{}
	for _, r := range report.Scenarios {
		s := model.ScenarioResult{ID: r.ID, Status: r.Status, ErrorKind: r.ErrorKind}
		for _, f := range r.Findings {
			s.Findings = append(s.Findings, model.Finding{Rule: f.Rule, Severity: f.Severity, Requirements: f.Requirements})
		}
		out = append(out, s)
	}
	return out, !report.Run.Complete, nil
}
