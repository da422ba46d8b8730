// Package evidence is the run folder: what was asked, every event in the order it
// happened, and the exact bytes of every exchange. Reports are made from it alone.
//
// The journal is append-only; each line carries the SHA-256 of the line before,
// and the digests of the exchange files; run.json carries that of the last line,
// and the first line holds a copy of run.json. So Verify finds any later change of
// any of these files.
package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/model"
)

// Names of the files of a run folder.
const (
	HeaderFile   = "run.json"
	JournalFile  = "journal.jsonl"
	ExchangesDir = "exchanges"
)

// Format is the version of the run folder that this package writes. Folders of format
// 1 are read, too: their findings do not say all that they carry, and nothing in them
// tells what does not apply from what did not run.
const Format = 2

// Header is run.json: what was asked of the run, and by what.
type Header struct {
	Format    int               `json:"format"`
	ID        string            `json:"id"`
	Tool      model.Tool        `json:"tool"`
	Role      model.Role        `json:"role"`
	Mirror    bool              `json:"mirror,omitempty"`
	Domains   []string          `json:"domains"`
	Endpoint  string            `json:"endpoint,omitempty"`
	Listen    string            `json:"listen,omitempty"`
	Selection string            `json:"selection,omitempty"`
	Partial   bool              `json:"partial"`
	SUT       model.SUT         `json:"sut"`
	Operator  string            `json:"operator,omitempty"`
	Host      map[string]string `json:"host,omitempty"`
	Packs     []model.Pack      `json:"packs"`
	// Schemas say which schemas judge, where a folder of schemas was given.
	Schemas   []model.Schema `json:"schemas,omitempty"`
	StartedAt time.Time      `json:"startedAt"`
	// Plan lists the selected scenarios in order; --resume does what of it is missing.
	Plan []Planned `json:"plan"`
	// Catalogue is the requirements that the run is compared with.
	Catalogue []model.Requirement `json:"catalogue"`
	// Capabilities are those that the system under test is declared to have, or not.
	Capabilities map[string]bool `json:"capabilities,omitempty"`
	// NeverExcuse are the ids of rules and assertions that no list of known failures may
	// excuse.
	NeverExcuse []string `json:"neverExcuse,omitempty"`
	// Rejudged marks evidence of an earlier run that was judged again.
	Rejudged *model.Rejudged `json:"rejudged,omitempty"`
	// TestNumbers are the NHS numbers outside the 999 range that are known to be
	// nobody's; reports mask all others.
	TestNumbers []string `json:"testNumbers,omitempty"`
	// Options are what --resume needs to go on as before.
	Options map[string]string `json:"options,omitempty"`

	// Redacted is the SHA-256 of the journal that this redacted copy was made from;
	// empty for the evidence itself.
	Redacted string `json:"redactedFrom,omitempty"`

	// FinishedAt and JournalSHA256 are written when the run has ended, and are
	// absent from one that was killed: the time of the last run-finished line of
	// the journal, and the SHA-256 of that line, which covers all lines before it.
	FinishedAt    time.Time `json:"finishedAt,omitzero"`
	JournalSHA256 string    `json:"journalSha256,omitempty"`
}

// Planned is one scenario of the plan.
type Planned struct {
	ID           string     `json:"id"`
	Title        string     `json:"title"`
	Purpose      string     `json:"purpose,omitempty"`
	Domain       string     `json:"domain"`
	Service      string     `json:"service"`
	Role         model.Role `json:"role"`
	Requirements []string   `json:"requirements,omitempty"`
	// Proves are the requirements that the expected outcome carries.
	Proves    []string `json:"proves,omitempty"`
	Reference []string `json:"reference,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Expected  string   `json:"expected,omitempty"`
}

// Result is the result of the scenario before anything came of it: its facts, and no status.
func (p Planned) Result() model.ScenarioResult {
	return model.ScenarioResult{
		ID: p.ID, Title: p.Title, Purpose: p.Purpose, Domain: p.Domain, Service: p.Service, Role: p.Role, Requirements: p.Requirements,
		Proves: p.Proves, Reference: p.Reference, Tags: p.Tags, Expected: p.Expected,
	}
}

// ending is what run.json gains when a run has ended.
type ending struct {
	FinishedAt    time.Time `json:"finishedAt"`
	JournalSHA256 string    `json:"journalSha256"`
}

// encodeHeader makes the bytes of run.json: what was asked, word for word as in the
// first line of the journal, and the ending, if any.
func encodeHeader(asked json.RawMessage, end *ending) ([]byte, error) {
	object := bytes.Clone(asked)
	if end != nil {
		last, err := json.Marshal(end)
		if err != nil {
			return nil, fmt.Errorf("encoding %s: %w", HeaderFile, err)
		}
		object = append(append(bytes.TrimSuffix(object, []byte("}")), ','), last[1:]...)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, object, "", "  "); err != nil {
		return nil, fmt.Errorf("encoding %s: %w", HeaderFile, err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// encodeAsked is the header without its ending, as the first line of the journal
// holds it.
func encodeAsked(head Header) (json.RawMessage, error) {
	if head.Format == 0 {
		head.Format = Format
	}
	head.FinishedAt, head.JournalSHA256 = time.Time{}, ""
	asked, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("encoding %s: %w", HeaderFile, err)
	}
	return asked, nil
}

// Bounds of the files of a run folder, which may have come from anybody: far more than
// tkw writes, for a header names packs and what was planned, and a message has 5 MB.
const (
	maxHeader   = 64 << 20
	maxExchange = 256 << 20
)

// readHeader returns run.json, decoded and as it lies there.
func readHeader(dir string) (Header, []byte, error) {
	var head Header
	raw, err := filein.Ordinary(filepath.Join(dir, HeaderFile), maxHeader)
	if err != nil {
		return head, nil, fmt.Errorf("%s is no run folder: %w", dir, err)
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return head, raw, fmt.Errorf("%s in %s is not readable: %w", HeaderFile, dir, err)
	}
	if head.Format < 1 || head.Format > Format {
		return head, raw, fmt.Errorf("%w: the run folder %s (%s) has format %d; this tkw reads formats 1 to %d", errFormat, dir, HeaderFile, head.Format, Format)
	}
	return head, raw, nil
}

// ReadHeader reads run.json alone.
func ReadHeader(dir string) (Header, error) {
	head, _, err := readHeader(dir)
	return head, err
}
