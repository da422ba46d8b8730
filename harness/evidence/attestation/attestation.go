// Package attestation makes and reads in-toto statements about runs: Statement v1
// with the test-result predicate v0.1, for the archive of a run folder.
package attestation

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// Types of the statement.
const (
	PayloadType   = "application/vnd.in-toto+json"
	StatementType = "https://in-toto.io/Statement/v1"
	PredicateType = "https://in-toto.io/attestation/test-result/v0.1"
)

// Names of the two subjects: the list of digests, and the bytes of the archive
// before the statement.
const (
	SubjectSums    = "SHA256SUMS"
	SubjectEntries = "archive entries"
)

// Results of the predicate.
const (
	ResultPassed = "PASSED"
	ResultWarned = "WARNED"
	ResultFailed = "FAILED"
)

// ErrStatement is returned for bytes that are no statement about a run.
var ErrStatement = errors.New("no statement about a run")

// Statement is an in-toto statement.
type Statement struct {
	Type          string     `json:"_type"`
	Subject       []Resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     TestResult `json:"predicate"`
}

// Resource is an in-toto resource descriptor.
type Resource struct {
	Name        string            `json:"name,omitempty"`
	URI         string            `json:"uri,omitempty"`
	Digest      map[string]string `json:"digest,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// TestResult is the predicate.
type TestResult struct {
	Result        string     `json:"result"`
	Configuration []Resource `json:"configuration"`
	URL           string     `json:"url,omitempty"`
	PassedTests   []string   `json:"passedTests,omitempty"`
	WarnedTests   []string   `json:"warnedTests,omitempty"`
	FailedTests   []string   `json:"failedTests,omitempty"`
}

// Facts are what a statement says besides the run; digests are SHA-256, in hex.
type Facts struct {
	// Sums and Entries are the digests of the archive.
	Sums, Entries string
	// Header and Journal are the digests of run.json and journal.jsonl.
	Header, Journal string
	// Original is the digest of the journal that a redacted copy was made from.
	Original string
}

// New makes the statement about a run. Equal runs and facts give equal statements.
//
// A scenario that tkw could not judge counts as failed, a known failure as warned,
// and a skipped or pending one as neither. The result is PASSED only for a run that
// conforms, without known failures, and is evidence; it is WARNED when nothing failed
// but something was known to fail or is missing, or the run is no evidence. What does
// not apply to the system is nothing that is missing.
//
// Statements about run folders of format 1 are those that were made then, to the byte.
func New(run *model.Run, facts Facts) Statement {
	p := TestResult{Configuration: configuration(run, facts), URL: "urn:uuid:" + run.ID}
	for _, r := range run.Scenarios {
		switch {
		case r.Status == model.Passed:
			p.PassedTests = append(p.PassedTests, r.ID)
		case r.Status == model.Failed && r.KnownFailure != "":
			p.WarnedTests = append(p.WarnedTests, r.ID)
		case r.Status != model.Skipped && r.Status != model.Pending:
			p.FailedTests = append(p.FailedTests, r.ID)
		}
	}
	for _, list := range [][]string{p.PassedTests, p.WarnedTests, p.FailedTests} {
		slices.Sort(list)
	}
	p.Result = result(run, p)
	return Statement{
		Type: StatementType, PredicateType: PredicateType, Predicate: p,
		Subject: []Resource{
			{Name: SubjectSums, Digest: sha256(facts.Sums)},
			{Name: SubjectEntries, Digest: sha256(facts.Entries)},
		},
	}
}

func result(run *model.Run, p TestResult) string {
	s := model.Summarise(run.Scenarios)
	passed := verdict.Conclude(run, verdict.FailOn{}).Outcome == verdict.Conforms && s.Passed > 0 && s.KnownFailures == 0 && !run.Partial
	if run.Format == 1 {
		passed = s.Passed == s.Total && s.Total > 0 && !run.Partial && run.Complete
	}
	switch {
	case len(p.FailedTests) > 0 || len(run.Problems) > 0:
		return ResultFailed
	case !passed || gap(run) != "":
		return ResultWarned
	}
	return ResultPassed
}

// gap is why the run is no evidence. In format 1 a partial run said so only by its
// result.
func gap(run *model.Run) string {
	if run.Format == 1 {
		return model.OriginGap(run)
	}
	return model.EvidenceGap(run)
}

// configuration tells what was tested with what: the run and its system, the tool,
// and the packs by their digests.
func configuration(run *model.Run, facts Facts) []Resource {
	about := map[string]string{"role": string(run.Role), "usableAsEvidence": "true"}
	for name, value := range map[string]string{
		"supplier": run.SUT.Supplier, "product": run.SUT.Product, "version": run.SUT.Version, "redactedFromJournal": facts.Original,
	} {
		if value != "" {
			about[name] = value
		}
	}
	if why := gap(run); why != "" {
		about["usableAsEvidence"], about["reason"] = "false", why
	}
	out := []Resource{
		{Name: "run.json", Digest: sha256(facts.Header), Annotations: about},
		{Name: "journal.jsonl", Digest: sha256(facts.Journal)},
		{Name: run.Tool.Name, Annotations: map[string]string{"version": run.Tool.Version}},
	}
	for _, p := range run.Packs {
		for _, part := range []struct{ name, digest string }{
			{"fixtures", p.Fixtures}, {"rules", p.Rules}, {"scenarios", p.Scenarios}, {"schemas", p.Schemas},
		} {
			if part.digest != "" {
				out = append(out, Resource{Name: "pack " + p.Domain + ": " + part.name, Digest: sha256(part.digest), Annotations: map[string]string{"source": p.Source}})
			}
		}
	}
	return out
}

func sha256(digest string) map[string]string { return map[string]string{"sha256": digest} }

// Encode makes the bytes of a statement, which are the payload that is signed.
func Encode(s Statement) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("encoding the statement: %w", err)
	}
	return out.Bytes(), nil
}

// Decode reads a statement in the form of Encode, to the byte.
func Decode(raw []byte) (Statement, error) {
	var s Statement
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return s, fmt.Errorf("%w: %w", ErrStatement, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return s, fmt.Errorf("%w: there is something behind it", ErrStatement)
	}
	switch {
	case s.Type != StatementType:
		return s, fmt.Errorf("%w: its type is %q, not %q", ErrStatement, s.Type, StatementType)
	case s.PredicateType != PredicateType:
		return s, fmt.Errorf("%w: its predicate is %q, not %q", ErrStatement, s.PredicateType, PredicateType)
	case len(s.Subject) != 2 || s.Subject[0].Name != SubjectSums || s.Subject[1].Name != SubjectEntries:
		return s, fmt.Errorf("%w: its subjects are not %s and %s", ErrStatement, SubjectSums, SubjectEntries)
	case !slices.Contains([]string{ResultPassed, ResultWarned, ResultFailed}, s.Predicate.Result):
		return s, fmt.Errorf("%w: its result is %q", ErrStatement, s.Predicate.Result)
	}
	for _, r := range slices.Concat(s.Subject, s.Predicate.Configuration) {
		if d, given := r.Digest["sha256"]; given || slices.ContainsFunc(s.Subject, func(q Resource) bool { return q.Name == r.Name }) {
			if raw, err := hex.DecodeString(d); err != nil || len(raw) != 32 {
				return s, fmt.Errorf("%w: the digest of %s is no SHA-256", ErrStatement, r.Name)
			}
		}
	}
	if again, err := Encode(s); err != nil || !bytes.Equal(again, raw) {
		return s, fmt.Errorf("%w: it is not written as it was made", ErrStatement)
	}
	return s, nil
}

// ErrOther is returned for a statement about something else.
var ErrOther = errors.New("the statement is about another archive")

// Matches holds a statement against the run and the facts of what it came with.
// Without Entries only the files are looked at, as they lie in an unpacked archive.
// Known failures are not part of the evidence, so that a failed scenario may be
// failed or warned; the statement must not claim more than the run shows.
func (s Statement) Matches(run *model.Run, facts Facts) error {
	for _, d := range []struct{ name, said, got string }{
		{SubjectSums, s.Subject[0].Digest["sha256"], facts.Sums},
		{SubjectEntries, s.Subject[1].Digest["sha256"], facts.Entries},
	} {
		if d.got != "" && d.said != d.got {
			return fmt.Errorf("%w: it names the SHA-256 %s for %s, which here is %s", ErrOther, d.said, d.name, d.got)
		}
	}
	want := New(run, facts)
	same := want.Predicate
	known := map[string]bool{}
	for _, id := range s.Predicate.WarnedTests {
		known[id] = true
	}
	same.FailedTests = slices.DeleteFunc(slices.Concat(want.Predicate.FailedTests, want.Predicate.WarnedTests), func(id string) bool { return known[id] })
	slices.Sort(same.FailedTests)
	switch p := s.Predicate; {
	case !slices.Equal(p.PassedTests, want.Predicate.PassedTests):
		return fmt.Errorf("%w: its passed scenarios are not those of the evidence", ErrOther)
	case !slices.Equal(p.FailedTests, same.FailedTests):
		return fmt.Errorf("%w: its failed scenarios are not those of the evidence", ErrOther)
	case p.Result == ResultPassed && want.Predicate.Result != ResultPassed, p.Result != ResultFailed && (len(p.FailedTests) > 0 || len(run.Problems) > 0):
		return fmt.Errorf("%w: it says %s, and the evidence does not", ErrOther, p.Result)
	case p.URL != want.Predicate.URL:
		return fmt.Errorf("%w: it is about the run %s", ErrOther, p.URL)
	case !slices.EqualFunc(p.Configuration, want.Predicate.Configuration, equal):
		return fmt.Errorf("%w: what it says of the system, the tool or the packs is not what the evidence says", ErrOther)
	}
	return nil
}

func equal(a, b Resource) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}
