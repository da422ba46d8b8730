// Package model holds the plain data that the rest of tkw passes around: runs,
// scenario results, findings and exchanges. It imports nothing of tkw and does
// no work of its own; values are safe to share once they are no longer changed.
package model

import "time"

// Role is what the system under test is. tkw plays the other one.
type Role string

// The two roles that tkw plays against a system under test.
const (
	RoleProvider Role = "provider"
	RoleClient   Role = "client"
)

// Status is the outcome of one scenario.
type Status string

// The statuses of a scenario that report.json may carry.
const (
	Passed  Status = "passed"
	Failed  Status = "failed"
	Errored Status = "errored"
	Skipped Status = "skipped"
	Pending Status = "pending"
)

// SkipKind says why a scenario did not run.
type SkipKind string

// The kinds of a skipped scenario.
const (
	// SkipDoesNotApply is for what the system under test is declared not to have.
	SkipDoesNotApply SkipKind = "does-not-apply"
	// SkipNotExercised is for what applies and was selected, but did not run.
	SkipNotExercised SkipKind = "not-exercised"
	// SkipDeselected is for what was left out by choice.
	SkipDeselected SkipKind = "deselected"
)

// ErrorKind says why a scenario could not be judged.
type ErrorKind string

// The kinds of an errored scenario.
const (
	// ErrorUnreachable means that no exchange with the system under test came about.
	ErrorUnreachable ErrorKind = "unreachable"
	// ErrorCouldNotJudge means that what happened decides nothing.
	ErrorCouldNotJudge ErrorKind = "could-not-judge"
	// ErrorTooExpensive means that judging a message uses up its budget, as it always will.
	ErrorTooExpensive ErrorKind = "too-expensive"
	// ErrorOwnFailure means that a check of tkw crashed or did not report.
	ErrorOwnFailure ErrorKind = "own-failure"
	// ErrorLiveData means that a request was not sent, for an NHS number of no test set.
	ErrorLiveData ErrorKind = "live-data"
)

// RequirementStatus is how a requirement fared in a run.
type RequirementStatus string

// The statuses of a requirement, in the order of their weight.
const (
	RequirementFailed        RequirementStatus = "failed"
	RequirementNotShown      RequirementStatus = "not-shown"
	RequirementNotExercised  RequirementStatus = "not-exercised"
	RequirementPassed        RequirementStatus = "passed"
	RequirementOtherEvidence RequirementStatus = "needs-other-evidence"
	RequirementDoesNotApply  RequirementStatus = "does-not-apply"
	RequirementWording       RequirementStatus = "wording-unknown"
)

// RequirementStatuses lists every status of a requirement, in the order of reports.
func RequirementStatuses() []RequirementStatus {
	return []RequirementStatus{
		RequirementFailed, RequirementNotShown, RequirementNotExercised, RequirementPassed, RequirementOtherEvidence,
		RequirementDoesNotApply, RequirementWording,
	}
}

// Evidence is what shows that a party fulfils a requirement.
type Evidence string

// What can show a requirement. Only messages are seen by tkw.
const (
	EvidenceMessages   Evidence = "messages"
	EvidenceDocument   Evidence = "document"
	EvidenceScreen     Evidence = "screen"
	EvidenceAuditTrail Evidence = "audit-trail"
	EvidencePerson     Evidence = "person"
)

// Severity grades a finding. Only Error fails a scenario.
type Severity string

// The severities of findings.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Layer is the part of the protocol stack a finding belongs to, outermost first.
type Layer string

// The layers of a message, in the order in which they are reported.
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
	// Rule is the id of the assertion: a Schematron assert id, "XSD-PAYLOAD-…",
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
	// Difference is where Expected and Actual begin to differ; nil where both are not one
	// text each.
	Difference *Difference `json:"difference,omitempty"`
	// Subject says what Expected and Actual are values of; empty where nothing follows
	// from that.
	Subject Subject `json:"subject,omitempty"`
	// Requirements are ids of the requirement catalogue.
	Requirements []string `json:"requirements,omitempty"`
	// Help says how to fix it.
	Help string `json:"help,omitempty"`
	// Exchange is the number of the exchange it was found in, 0 for none.
	Exchange int `json:"exchange,omitempty"`
	// Consequence is true when a finding of an outer layer explains this one;
	// reports fold it under that one.
	Consequence bool `json:"consequence,omitempty"`
	// Because is the rule of the finding that explains this one, about the same message;
	// empty where its place says it.
	Because string `json:"because,omitempty"`
	// KnownFailure is set when an unexpired entry of the list of known failures excuses
	// the finding: its reason, owner and last day.
	KnownFailure string `json:"knownFailure,omitempty"`
	// Formerly are ids by which lists of known failures and earlier runs know the finding.
	Formerly []string `json:"formerly,omitempty"`
	// SchemaCode is libxml2's number of a schema error, 0 for other findings.
	SchemaCode int `json:"schemaCode,omitempty"`
	// More counts further findings of the same rule on the same message, which are left
	// out; Message says so.
	More int `json:"more,omitempty"`
	// NeverExcuse is true when no list of known failures may excuse the finding:
	// its rule guards against a danger to a patient.
	NeverExcuse bool `json:"neverExcuse,omitempty"`
}

// Objects reports whether the finding fails its scenario, unless a list of known
// failures excuses it.
func (f Finding) Objects() bool { return f.Severity == Error }

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
	// Control marks a request with the ordinary client certificate, without a breach of
	// HTTP, and else as the exchange before it: it shows whether that one was refused for
	// these, and not for another reason.
	Control bool `json:"control,omitempty"`
	// MessageIDRepeated marks an answer of a provider under test with the wsa:MessageID
	// of an earlier one, to another request.
	MessageIDRepeated bool `json:"messageIdRepeated,omitempty"`
	// Peer is the other side's address; PeerName its certificate subject, if any.
	Peer     string `json:"peer,omitempty"`
	PeerName string `json:"peerName,omitempty"`
	// NotKept is set where the messages are not among the evidence.
	NotKept *NotKept `json:"notKept,omitempty"`
}

// NotKept says why messages are not among the evidence, and what they were: their SHA-256, in
// hex, empty for one that there was not.
type NotKept struct {
	Reason         string `json:"reason"`
	RequestSHA256  string `json:"requestSha256,omitempty"`
	ResponseSHA256 string `json:"responseSha256,omitempty"`
}

// ScenarioResult is the outcome of one scenario.
type ScenarioResult struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Purpose string `json:"purpose,omitempty"`
	Domain  string `json:"domain"`
	Service string `json:"service"`
	Role    Role   `json:"role"`
	Status  Status `json:"status"`
	// SkipKind is set when Status is Skipped, ErrorKind when it is Errored; both are
	// empty in run folders of format 1.
	SkipKind  SkipKind  `json:"skipKind,omitempty"`
	ErrorKind ErrorKind `json:"errorKind,omitempty"`
	Reason    string    `json:"reason,omitempty"` // why skipped, pending or errored; what to do next
	// KnownFailure is set when the scenario failed and the list of known failures
	// excuses every finding that objects.
	KnownFailure string    `json:"knownFailure,omitempty"`
	DurationMS   float64   `json:"durationMs"`
	StartedAt    time.Time `json:"startedAt"`
	Requirements []string  `json:"requirements"`
	// Proves are the requirements that the expected outcome carries.
	Proves    []string `json:"proves,omitempty"`
	Reference []string `json:"reference"`
	Tags      []string `json:"tags,omitempty"`
	// Expected is the expectation in words ("SOAP fault Client with ErrorCode 1000 or 3000").
	Expected  string    `json:"expected,omitempty"`
	Exchanges []int     `json:"exchanges"`
	Findings  []Finding `json:"findings"`
}

// Requirement is one entry of the requirement catalogue as it concerns the role under
// test of a run.
type Requirement struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Level  string `json:"level"` // Must, Should, May, not stated
	Domain string `json:"domain,omitempty"`
	// Applies is Y where it binds the role, O where it does so with its module, N where
	// it does not; empty in run folders of format 1.
	Applies string `json:"applies,omitempty"`
	Module  string `json:"module,omitempty"`
	// Evidence is what shows that the role fulfils it.
	Evidence       Evidence `json:"evidence,omitempty"`
	WordingUnknown bool     `json:"wordingUnknown,omitempty"`
	Reason         string   `json:"reason,omitempty"`
	// Testable is what run folders of format 1 say in place of the fields above.
	Testable bool `json:"testable,omitempty"`
}

// Result is the result of the requirement before anything is known of it: its facts, and no
// status.
func (r Requirement) Result() RequirementResult {
	return RequirementResult{ID: r.ID, Title: r.Title, Level: r.Level, Domain: r.Domain, Module: r.Module, Scenarios: []string{}}
}

// RequirementResult says how one requirement fared in a run.
type RequirementResult struct {
	ID     string            `json:"id"`
	Title  string            `json:"title"`
	Level  string            `json:"level"` // Must, Should, May, not stated
	Domain string            `json:"domain,omitempty"`
	Status RequirementStatus `json:"status"`
	// Known is true when it failed and the list of known failures excuses every
	// finding that objects.
	Known bool  `json:"known,omitempty"`
	Shown Shown `json:"shown"`
	// Scenarios name it, or have a finding that carries it.
	Scenarios []string `json:"scenarios"`
	// Evidence is what shows it, where that is not messages.
	Evidence Evidence `json:"evidence,omitempty"`
	Module   string   `json:"module,omitempty"`
	Reason   string   `json:"reason,omitempty"`
}

// Shown counts the scenarios that name a requirement: those that passed, of those that
// apply and were selected.
type Shown struct {
	Passed int `json:"passed"`
	Of     int `json:"of"`
}

// ProblemKind says what a problem of a run means for its outcome.
type ProblemKind string

// The kinds of problems. One without a kind is of a run folder of format 1.
const (
	// ProblemUnreachable: the system under test could not be reached, or no longer.
	ProblemUnreachable ProblemKind = "unreachable"
	// ProblemUnsolicited: a request that no scenario awaited breaks a rule.
	ProblemUnsolicited ProblemKind = "unsolicited"
	// ProblemCouldNotJudge: an exchange that no scenario awaited decides nothing.
	ProblemCouldNotJudge ProblemKind = "could-not-judge"
	// ProblemOwnFailure: tkw could not judge, by its own fault.
	ProblemOwnFailure ProblemKind = "own-failure"
	// ProblemKnownFailures: an entry of the list of known failures is wrong.
	ProblemKnownFailures ProblemKind = "known-failures"
)

// Problem is something that keeps a run from a clean result.
type Problem struct {
	Kind     ProblemKind `json:"kind,omitempty"`
	Sentence string      `json:"problem"`
	// Exchange is the number of the exchange that it is about, 0 for none.
	Exchange int `json:"exchange,omitempty"`
}

// Unsolicited is a request that no scenario awaited, and what is wrong with it.
type Unsolicited struct {
	Exchange int       `json:"exchange"`
	Findings []Finding `json:"findings"`
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
	// Format is that of the run folder in which the exchanges were kept first.
	Format int `json:"format,omitempty"`
}

// FormatOr is the format of the run folder in which the exchanges of a run were kept
// first: format, unless the run is a new judgement that says otherwise.
func (j *Rejudged) FormatOr(format int) int {
	if j != nil && j.Format != 0 {
		return j.Format
	}
	return format
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
	Schemas      []Schema            `json:"schemas,omitempty"` // where a folder of schemas was given
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
	// Capabilities are those that the system under test is declared to have, or not.
	Capabilities map[string]bool `json:"capabilities,omitempty"`
	// Catalogue is the requirements that the run is compared with.
	Catalogue []Requirement `json:"catalogue,omitempty"`
	// Unsolicited are the exchanges that no scenario awaited (role client).
	Unsolicited []Unsolicited `json:"unsolicited,omitempty"`
	// Vacuous lists rules that matched nothing in the whole run.
	Vacuous []string `json:"vacuousRules,omitempty"`
	// NeverExcuse are the ids of rules and assertions that no list of known failures may
	// excuse.
	NeverExcuse []string `json:"neverExcuse,omitempty"`
	// Problems keep the run from a clean result.
	Problems []Problem `json:"problems,omitempty"`
	// Notes are sentences that readers of the result should know; they change nothing
	// of it.
	Notes []string `json:"notes,omitempty"`
}
