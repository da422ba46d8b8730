package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/rejudge"
)

// judgedWithOption is the digest of what a run was judged with and the packs do not hold.
const judgedWithOption = "judged-with"

// errNotComparable is wrapped by the reasons for which the verdicts of a run cannot be made
// again as they were made then.
var errNotComparable = errors.New("the verdicts were not compared with the evidence")

func notComparable(format string, args ...any) error {
	return fmt.Errorf("%w: %w", errNotComparable, fmt.Errorf(format, args...))
}

// judgedWith is the digest of what tkw.yaml and the personas file add to a judgement, and
// "" where they add nothing.
func judgedWith(role model.Role, c config) (string, error) {
	var with struct {
		Policy   *pack.Policy
		Sender   *compose.Sender
		Personas []byte
	}
	if role == model.RoleClient {
		with.Policy = c.Policy
	} else if sender := c.sender(); !reflect.DeepEqual(sender, config{}.sender()) {
		with.Sender = &sender
	}
	if c.Personas != "" {
		content, err := filein.Read(c.Personas, filein.Small)
		if err != nil {
			return "", err
		}
		with.Personas = content
	}
	if with.Policy == nil && with.Sender == nil && with.Personas == nil {
		return "", nil
	}
	raw, err := json.Marshal(with)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(raw)
	return hex.EncodeToString(digest[:]), nil
}

// addJudgedWith adds that digest to the options of a run.
func addJudgedWith(options map[string]string, role model.Role, c config) error {
	with, err := judgedWith(role, c)
	if err != nil {
		return usageError(err)
	}
	if with != "" {
		options[judgedWithOption] = with
	}
	return nil
}

// recheck makes the verdicts of a run again from its evidence, by this version, and
// compares them with those on record. What keeps it from that is errNotComparable.
func (a *app) recheck(ctx context.Context, dir string, f rejudgeFlags) (rejudge.Comparison, error) {
	var none rejudge.Comparison
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return none, err
	}
	old, err := evidence.Load(dir)
	if err != nil {
		return none, err
	}
	o, err := a.sameJudgement(head, old, f)
	if err != nil {
		return none, err
	}
	o.Old, o.Plan = old, head.Plan
	o.Read = func(name string) ([]byte, error) { return evidence.ReadExchange(dir, name) }
	result, err := rejudge.Run(ctx, o)
	switch {
	case ctx.Err() != nil:
		return none, silentExit(exitInterrupted)
	case err != nil:
		return none, &exitError{code: exitOwnFailure, err: err}
	}
	compared := rejudge.Compare(old, result)
	reported, stale, err := readReported(dir)
	switch {
	case err != nil:
		return none, err
	case stale && old.Complete && len(compared.Differences) == 0:
		return none, &exitError{code: exitIncomplete, err: fmt.Errorf("%s is unfinished: the run came to its end, but its reports are from before that; `tkw report %s` makes them again", dir, dir)}
	}
	if reported != nil && old.Complete {
		for _, d := range rejudge.Reported(old, reported) {
			if !slices.ContainsFunc(compared.Differences, func(other rejudge.Difference) bool { return other.Scenario == d.Scenario }) {
				d.Recorded += " in report.json"
				compared.Differences = append(compared.Differences, d)
			}
		}
	}
	return compared, nil
}

// sameJudgement loads what the run was judged by, and only that: packs, schemas and
// personas that the evidence names are not read, for whoever made it could have chosen
// them; they are those of tkw or of the command line.
func (a *app) sameJudgement(head evidence.Header, old *model.Run, f rejudgeFlags) (rejudge.Options, error) {
	var none rejudge.Options
	switch {
	case head.Tool.Version != version():
		return none, notComparable("verdicts and reports were made by tkw %s, and this is tkw %s", head.Tool.Version, version())
	case head.Redacted != "":
		return none, notComparable("values were replaced in this redacted copy")
	case old.Options[judgedWithOption] != head.Options[judgedWithOption]:
		return none, notComparable("the policy, the sender or the personas were changed between two parts of the run")
	}
	c, err := a.readConfig()
	if err != nil {
		return none, err
	}
	if f.personas != "" {
		c.Personas = f.personas
	}
	if want := head.Options[judgedWithOption]; want == "" {
		c.Policy, c.Personas, c.Sender = nil, "", compose.Sender{}
	} else {
		got, err := judgedWith(head.Role, c)
		if err != nil {
			return none, usageError(err)
		}
		if got != want {
			return none, notComparable("the run had a policy, a sender or personas of its own; give its tkw.yaml with --config, and its personas with --personas")
		}
	}
	f.personas = c.Personas
	if f.schemas == "" && len(head.Schemas) > 0 {
		f.schemas = c.Schemas
	}
	o, err := a.rejudgeOptions(f, c)
	if err != nil {
		return none, err
	}
	if !slices.EqualFunc(digests(o.Set, slices.DeleteFunc(slices.Clone(head.Domains), func(d string) bool { return o.Set.Pack(d) == nil })), head.Packs, samePack) {
		return none, notComparable("the packs at hand are not those of the run; give those with --pack")
	}
	if !slices.EqualFunc(o.Set.Schemas(), head.Schemas, sameSchema) {
		return none, notComparable("the schemas at hand are not those of the run; give those with --schemas")
	}
	return o, nil
}

// samePack compares packs by what they hold, wherever they lie.
func samePack(a, b model.Pack) bool {
	a.Source, b.Source = "", ""
	return a == b
}

// sameSchema compares schemas by what they hold, wherever they lie.
func sameSchema(a, b model.Schema) bool {
	return a.Domain == b.Domain && a.Name == b.Name && a.Digest == b.Digest
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

// readReported reads the verdicts of report.json; nil where there is none. stale is true of
// one that was made before the run came to its end.
func readReported(dir string) (reported []model.ScenarioResult, stale bool, err error) {
	const name, most = "report.json", 256 << 20
	raw, err := filein.Ordinary(filepath.Join(dir, name), most)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, cannotJudge(fmt.Errorf("reading the report: %w", err))
	}
	var report reportedScenarios
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, false, &exitError{code: exitFailed, err: fmt.Errorf("%s in %s is not as tkw writes it; `tkw report` makes it again: %w", name, dir, err)}
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
