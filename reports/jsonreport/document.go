package jsonreport

import (
	"time"

	"github.com/itk-assurance/tkw/harness/model"
)

// document is report.json. Its types are kept apart from the model so that a
// change of the model cannot change the file unnoticed; the schema test holds
// the rest.
type document struct {
	Format       int                       `json:"format"`
	Tool         model.Tool                `json:"tool"`
	Run          runPart                   `json:"run"`
	Summary      model.Summary             `json:"summary"`
	SUT          model.SUT                 `json:"sut"`
	Host         map[string]string         `json:"host,omitempty"`
	Packs        []model.Pack              `json:"packs"`
	Schemas      []model.Schema            `json:"schemas,omitempty"`
	Problems     []model.Problem           `json:"problems"`
	Scenarios    []scenario                `json:"scenarios"`
	Exchanges    []model.Exchange          `json:"exchanges"`
	Requirements []model.RequirementResult `json:"requirements"`
	Unsolicited  []unsolicited             `json:"unsolicited"`
	Vacuous      []string                  `json:"vacuousRules"`
}

type runPart struct {
	ID        string     `json:"id"`
	Role      model.Role `json:"role"`
	Mirror    bool       `json:"mirror"`
	Domains   []string   `json:"domains"`
	Endpoint  string     `json:"endpoint,omitempty"`
	Listen    string     `json:"listen,omitempty"`
	StartedAt time.Time  `json:"startedAt"`
	// FinishedAt is absent when nothing is known of the end.
	FinishedAt  time.Time `json:"finishedAt,omitzero"`
	Complete    bool      `json:"complete"`
	Interrupted bool      `json:"interrupted"`
	Partial     bool      `json:"partial"`
	Selection   string    `json:"selection,omitempty"`
	// Rejudged is present when old evidence was judged again.
	Rejudged *model.Rejudged `json:"rejudged,omitempty"`
	// UsableAsEvidence is false when the run cannot be used as assurance evidence,
	// whatever its outcome; NotUsableBecause says why.
	UsableAsEvidence bool   `json:"usableAsEvidence"`
	NotUsableBecause string `json:"notUsableBecause,omitempty"`
	// RedactedFrom is the SHA-256 of the journal that a redacted copy was made from.
	RedactedFrom string `json:"redactedFrom,omitempty"`
	// FolderFormat is the format of the run folder; requirements of one of format 1
	// were judged as was understood then.
	FolderFormat int `json:"folderFormat"`
	// Capabilities are those that the system under test is declared to have, or not.
	Capabilities map[string]bool `json:"capabilities"`
	// Caveats limit what the run may be used for, in the words of all reports.
	Caveats []string `json:"caveats"`
	// AllowLiveData is true when NHS numbers of no test set were allowed to be sent.
	AllowLiveData bool `json:"allowLiveData,omitempty"`
}

type scenario struct {
	ID           string          `json:"id"`
	Title        string          `json:"title"`
	Purpose      string          `json:"purpose,omitempty"`
	Domain       string          `json:"domain"`
	Service      string          `json:"service"`
	Role         model.Role      `json:"role"`
	Status       model.Status    `json:"status"`
	SkipKind     model.SkipKind  `json:"skipKind,omitempty"`
	ErrorKind    model.ErrorKind `json:"errorKind,omitempty"`
	Reason       string          `json:"reason,omitempty"`
	KnownFailure string          `json:"knownFailure,omitempty"`
	StartedAt    time.Time       `json:"startedAt,omitzero"`
	DurationMS   float64         `json:"durationMs"`
	Requirements []string        `json:"requirements"`
	Proves       []string        `json:"proves"`
	Reference    []string        `json:"reference"`
	Tags         []string        `json:"tags"`
	Expected     string          `json:"expected,omitempty"`
	Exchanges    []int           `json:"exchanges"`
	Findings     []finding       `json:"findings"`
}

type unsolicited struct {
	Exchange int       `json:"exchange"`
	Findings []finding `json:"findings"`
}

type finding struct {
	Check        string         `json:"check"`
	Rule         string         `json:"rule"`
	Severity     model.Severity `json:"severity"`
	Layer        model.Layer    `json:"layer"`
	Message      string         `json:"message"`
	Part         string         `json:"part,omitempty"`
	Location     model.Location `json:"location"`
	Expected     string         `json:"expected,omitempty"`
	Actual       string         `json:"actual,omitempty"`
	Requirements []string       `json:"requirements"`
	Help         string         `json:"help,omitempty"`
	Exchange     int            `json:"exchange,omitempty"`
	Consequence  bool           `json:"consequence,omitempty"`
	Because      string         `json:"because,omitempty"`
	NeverExcuse  bool           `json:"neverExcuse,omitempty"`
	KnownFailure string         `json:"knownFailure,omitempty"`

	Difference *model.Difference `json:"difference,omitempty"`
	Subject    model.Subject     `json:"subject,omitempty"`
	Formerly   []string          `json:"formerly,omitempty"`
	SchemaCode int               `json:"schemaCode,omitempty"`
	More       int               `json:"more,omitempty"`
}
