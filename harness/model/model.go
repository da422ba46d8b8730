// Package model holds the plain data that the rest of tkw passes around: runs,
// scenario results, findings and exchanges. It imports nothing of tkw and does
// no work of its own; values are safe to share once they are no longer changed.
package model

import "time"

// Role is what the system under test is. tkw plays the other one.
type Role string

// The two roles of design.md, section 2.
const (
	RoleProvider Role = "provider"
	RoleClient   Role = "client"
)

// Status is the outcome of one scenario or requirement.
type Status string

// The statuses that report.json may carry. NotRun and NotTestable occur for
// requirements only.
const (
	Passed      Status = "passed"
	Failed      Status = "failed"
	Errored     Status = "errored"
	Skipped     Status = "skipped"
	Pending     Status = "pending"
	NotRun      Status = "not-run"
	NotTestable Status = "not-testable"
)

// Severity grades a finding. Only Error fails a scenario.
type Severity string

// The severities of design.md, section 4.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Layer is the part of the protocol stack a finding belongs to, outermost first.
type Layer string

// The layers of design.md, section 4, in the order in which they are reported.
const (
	LayerTransport  Layer = "transport"
	LayerSOAP       Layer = "soap"
	LayerAddressing Layer = "addressing"
	LayerSecurity   Layer = "security"
	LayerEnvelope   Layer = "envelope"
	LayerPayload    Layer = "payload"
	LayerDomain     Layer = "domain"
	LayerScenario   Layer = "scenario"
)

// Layers lists every layer, outermost first.
func Layers() []Layer {
	return []Layer{
		LayerTransport, LayerSOAP, LayerAddressing, LayerSecurity,
		LayerEnvelope, LayerPayload, LayerDomain, LayerScenario,
	}
}

// Location is a place in a message. Line and Column count from 1, Column in
// bytes; 0 means unknown. XPath names the node from the root of its message,
// with the usual prefixes of the pack; it is empty when the message did not parse.
type Location struct {
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	XPath  string `json:"xpath,omitempty"`
}

// Finding is what a check says of an exchange or a message.
type Finding struct {
	// Check names the judge: "parse", "schema", "rules", "expectation", "transport".
	Check string `json:"check"`
	// Rule is the id of the assertion: a Schematron assert id, "XSD-<code>",
	// "XML-WELLFORMED", "EXPECT-…". Stable between releases.
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Layer    Layer    `json:"layer"`
	// Message is one sentence that names the value found.
	Message string `json:"message"`
	// Part says which message is meant: "request" or "response".
	Part     string   `json:"part,omitempty"`
	Location Location `json:"location"`
	Expected string   `json:"expected,omitempty"`
	Actual   string   `json:"actual,omitempty"`
	// Requirements are ids of the requirement catalogue.
	Requirements []string `json:"requirements,omitempty"`
	// Help says how to mend it.
	Help string `json:"help,omitempty"`
	// Exchange is the number of the exchange it was found in, 0 for none.
	Exchange int `json:"exchange,omitempty"`
	// Consequence is true when a finding of an outer layer explains this one;
	// reports fold it under that one.
	Consequence bool `json:"consequence,omitempty"`
	// NeverExcuse is true when no list of known failures may excuse the finding:
	// its rule guards against a danger to a patient.
	NeverExcuse bool `json:"neverExcuse,omitempty"`
}

// HTTPFacts are what the transport saw of one message.
type HTTPFacts struct {
	// StartLine is the request line or the status line.
	StartLine string `json:"startLine,omitempty"`
	Status    int    `json:"status,omitempty"`
	// Bytes is the length of the message as on the wire, head and body.
	Bytes int `json:"bytes"`
}

// Exchange is one request and its response (or fault, or silence).
// Exact bytes lie in the run folder; the paths are relative to it.
type Exchange struct {
	Number       int       `json:"number"`
	Scenario     string    `json:"scenario,omitempty"`
	Service      string    `json:"service,omitempty"`
	StartedAt    time.Time `json:"startedAt"`
	DurationMS   float64   `json:"durationMs"`
	RequestFile  string    `json:"requestFile,omitempty"`
	ResponseFile string    `json:"responseFile,omitempty"`
	Request      HTTPFacts `json:"request"`
	Response     HTTPFacts `json:"response"`
	// Outcome is one phrase for people: "response SMSP-0000", "fault Client/1000", "no answer".
	Outcome string `json:"outcome"`
	// Result is the outcome as a value; nil in folders written before it was kept.
	Result *Outcome `json:"result,omitempty"`
	// TransportError is why there is no (complete) response; empty otherwise.
	TransportError string `json:"transportError,omitempty"`
	// TransportFault is the same as values; nil where there is no such error, and in
	// folders written before it was kept.
	TransportFault *TransportFault `json:"transportFault,omitempty"`
	// TLS is nil for plain HTTP, and where tkw was the server.
	TLS *TLS `json:"tls,omitempty"`
	// Control marks a request with the ordinary client certificate and the bytes of the
	// exchange before it: it shows whether that one was refused for its certificate.
	Control bool `json:"control,omitempty"`
	// Peer is the other side's address; PeerName its certificate subject, if any.
	Peer     string `json:"peer,omitempty"`
	PeerName string `json:"peerName,omitempty"`
}

// ErrorKind says why a scenario is errored.
type ErrorKind string

// The kinds of error of a scenario.
const (
	// Unreachable: the system under test could not be reached.
	Unreachable ErrorKind = "unreachable"
	// CouldNotJudge: the evidence does not decide.
	CouldNotJudge ErrorKind = "could-not-judge"
	// OwnFailure: a check of tkw crashed or did not report.
	OwnFailure ErrorKind = "own-failure"
	// LiveData: the request was not sent, for an NHS number of no test set.
	LiveData ErrorKind = "live-data"
)

// ScenarioResult is the outcome of one scenario.
type ScenarioResult struct {
	ID           string    `json:"id"`
	Title        string    `json:"title"`
	Purpose      string    `json:"purpose,omitempty"`
	Domain       string    `json:"domain"`
	Service      string    `json:"service"`
	Role         Role      `json:"role"`
	Status       Status    `json:"status"`
	Reason       string    `json:"reason,omitempty"` // why skipped, pending or errored; what to do next
	ErrorKind    ErrorKind `json:"errorKind,omitempty"`
	KnownFailure string    `json:"knownFailure,omitempty"`
	DurationMS   float64   `json:"durationMs"`
	StartedAt    time.Time `json:"startedAt"`
	Requirements []string  `json:"requirements"`
	Reference    []string  `json:"reference"`
	Tags         []string  `json:"tags,omitempty"`
	// Expected is the expectation in words ("SOAP fault Client with ErrorCode 1000 or 3000").
	Expected  string    `json:"expected,omitempty"`
	Exchanges []int     `json:"exchanges"`
	Findings  []Finding `json:"findings"`
}

// RequirementResult says how one requirement fared in a run.
type RequirementResult struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Level     string   `json:"level"` // Must, Should, May
	Domain    string   `json:"domain,omitempty"`
	Status    Status   `json:"status"`
	Scenarios []string `json:"scenarios"`
	Reason    string   `json:"reason,omitempty"`
}

// Tool is what made the run.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// SUT identifies the system under test, as tkw.yaml names it.
type SUT struct {
	Supplier string `json:"supplier,omitempty"`
	Product  string `json:"product,omitempty"`
	Version  string `json:"version,omitempty"`
	Contact  string `json:"contact,omitempty"`
}

// Pack identifies one pack by content.
type Pack struct {
	Domain string `json:"domain"`
	Title  string `json:"title"`
	// Digests are SHA-256, hex, over the sorted files of each kind.
	Scenarios string `json:"scenariosDigest"`
	Schemas   string `json:"schemasDigest"`
	Rules     string `json:"rulesDigest"`
	Fixtures  string `json:"fixturesDigest"`
	// Source is "built in" or the folder given with --pack.
	Source string `json:"source"`
}

// Rejudged says of which earlier run a run is the new judgement: the exchanges are
// that run's, the verdicts are by the tool and the packs of this one.
type Rejudged struct {
	ID         string    `json:"id"`
	Tool       Tool      `json:"tool"`
	StartedAt  time.Time `json:"startedAt"`
	FinishedAt time.Time `json:"finishedAt"`
	Packs      []Pack    `json:"packs"`
}

// Run is one execution: what was asked, and all that came of it.
type Run struct {
	Format       int                 `json:"format"`
	Tool         Tool                `json:"tool"`
	ID           string              `json:"id"`
	Role         Role                `json:"role"`
	Mirror       bool                `json:"mirror,omitempty"` // tkw against itself
	Domains      []string            `json:"domains"`
	Endpoint     string              `json:"endpoint,omitempty"`
	Listen       string              `json:"listen,omitempty"`
	StartedAt    time.Time           `json:"startedAt"`
	FinishedAt   time.Time           `json:"finishedAt"`
	Complete     bool                `json:"complete"`
	Interrupted  bool                `json:"interrupted,omitempty"`
	Partial      bool                `json:"partial"`
	Selection    string              `json:"selection,omitempty"` // the selecting flags, in words; empty for all
	SUT          SUT                 `json:"sut"`
	Host         map[string]string   `json:"host,omitempty"` // os, arch, go, libxml2
	Packs        []Pack              `json:"packs"`
	Scenarios    []ScenarioResult    `json:"scenarios"`
	Exchanges    []Exchange          `json:"exchanges"`
	Requirements []RequirementResult `json:"requirements"`
	// Operator is who ran it, in the words of tkw.yaml.
	Operator string `json:"operator,omitempty"`
	// Options are the flags that the run was started with and that running it again
	// needs, by flag name; lists are joined by line feeds.
	Options map[string]string `json:"options,omitempty"`
	// Rejudged is nil for a run that was played, as nearly all are.
	Rejudged *Rejudged `json:"rejudged,omitempty"`
	// Redacted is the SHA-256 of the journal that this redacted copy was made from;
	// empty for the evidence itself.
	Redacted string `json:"redactedFrom,omitempty"`
	// Unsolicited lists exchanges that no scenario awaited (role client).
	Unsolicited []int `json:"unsolicited,omitempty"`
	// Vacuous lists rules that matched nothing in the whole run.
	Vacuous []string `json:"vacuousRules,omitempty"`
	// Problems are reasons why the run could not judge (exit code 3 or 4).
	Problems []string `json:"problems,omitempty"`
}
