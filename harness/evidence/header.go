// Package evidence is the run folder: what was asked, every event in the order it
// happened, and the exact bytes of every exchange. Reports are made from it alone.
//
// The journal is append-only; each line carries the SHA-256 of the line before,
// and the digests of the exchange files, so that Verify finds any later change.
package evidence

import (
	"time"

	"github.com/itk-assurance/tkw/harness/model"
)

// Names of the files of a run folder.
const (
	HeaderFile   = "run.json"
	JournalFile  = "journal.jsonl"
	ExchangesDir = "exchanges"
)

// Format is the version of the run folder that this package writes and reads.
const Format = 1

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
	Host      map[string]string `json:"host,omitempty"`
	Packs     []model.Pack      `json:"packs"`
	StartedAt time.Time         `json:"startedAt"`
	// FinishedAt is zero in a run that was killed.
	FinishedAt time.Time `json:"finishedAt,omitzero"`
	// Plan lists the selected scenarios in order; --resume does what of it is missing.
	Plan []Planned `json:"plan"`
	// Catalogue is the requirements that the run is held against.
	Catalogue []Requirement `json:"catalogue"`
	// Options are what --resume needs to go on as before.
	Options map[string]string `json:"options,omitempty"`
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
	Reference    []string   `json:"reference,omitempty"`
	Tags         []string   `json:"tags,omitempty"`
	Expected     string     `json:"expected,omitempty"`
}

// Requirement is one entry of the catalogue as it was at the time of the run.
type Requirement struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Level    string `json:"level"`
	Domain   string `json:"domain,omitempty"`
	Testable bool   `json:"testable"`
	Reason   string `json:"reason,omitempty"`
}
