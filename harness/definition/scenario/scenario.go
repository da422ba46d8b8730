// Package scenario is the scenario file: what one test is, how it is written in
// YAML, and the strict decoding that finds mistakes with their place.
//
// A scenario is data. It says what a client asks, how the request is mutated for
// a negative case, what a provider must answer, and what tkw itself answers when
// a client is under test. docs/pack-author.md describes the file format.
package scenario

import (
	"slices"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// Format is the version of the scenario file format that this package reads.
const Format = 1

// Scenario is one test after expansion of its `for` lists.
type Scenario struct {
	ID           string
	Title        string
	Purpose      string
	Domain       string
	Roles        []model.Role
	Tags         []string
	Reference    []string
	Requirements []string
	// Proves is what the expectations of its steps carry, where a step says nothing
	// of its own.
	Proves Proof
	// Needs are capabilities, or material of the tester, without which the scenario
	// cannot run.
	Needs []string
	// Steps are the exchanges in order; there is always at least one.
	Steps []Step
	// Place is where the scenario stands in its file.
	Place yamlfile.Place
}

// Step is one exchange of a scenario.
type Step struct {
	Service  string
	Persona  string
	Stimulus string
	Request  Request
	// Expect holds the accepted outcomes; any one of them is right.
	Expect []Expectation
	// Proves is what Expect carries: when the outcome is another one, these
	// requirements have failed, and no others of the scenario.
	Proves Proof
	// Values become facts in the exchange document.
	Values map[string]string
	Assert []Assertion
	// Carry names values that later steps may use as ${carry.name}; each is an
	// XPath expression on the exchange document of this step.
	Carry map[string]string
	Reply *Reply
}

// Request says what is asked and how it is sent.
type Request struct {
	// Ask replaces persona values; an empty string leaves one out. Keys may
	// be dotted ("localId.root").
	Ask map[string]string
	// Only names the persona values to ask, instead of the service's own list.
	Only []string
	// Envelope replaces values of the envelope template.
	Envelope  map[string]any
	Mutations []mutation.Mutation
	HTTP      HTTP
	// TLS picks a deliberately wrong client side: no-certificate, unknown-ca,
	// expired, old-version; empty for the configured one.
	TLS string
	// Repeat sends the identical bytes this many times; 0 and 1 are the same.
	Repeat int
}

// HTTP says how a request deviates from the usual POST.
type HTTP struct {
	// SOAPAction is "absent", "unquoted", or the literal header value; empty for
	// the quoted action of the service.
	SOAPAction  string
	ContentType string
	Method      string
	Chunked     bool
	// HeaderNames "lower" sends every header name in lower case.
	HeaderNames string
	// Body "none" sends no body at all.
	Body string
	// Fault is a deliberate breach of HTTP, one of [RequestFaults]; empty for a proper
	// request.
	Fault string
}

// Expectation is one accepted outcome. Exactly one of Response, Fault, Status, Refused
// and NoAnswer is set.
type Expectation struct {
	Response  []string
	Fault     []string
	ErrorCode []string
	DetailOpt bool
	Status    []int
	// Refused: the client is rejected by TLS, before any answer.
	Refused bool
	// NoAnswer: the connection ends without a complete answer.
	NoAnswer bool
	Warn     string
}

// Assertion is what must be true of the exchange document, in XPath 1.0: That; or that
// what Absent finds is not there; or that Found equals Expected.
type Assertion struct {
	ID string
	// If, where it is set, must be true for the assertion to be judged.
	If     string
	That   string
	Absent string
	// Found and Expected are also set beside That, as what a finding shows.
	Found, Expected string
	// At finds the place that a finding names, where Found and Absent do not.
	At      string
	Message string
	// Subject says what Found and Expected are values of.
	Subject model.Subject
	// Formerly are ids that the assertion had before.
	Formerly []string
	Severity model.Severity
	// Role is what the assertion judges: a provider by its answer, or a client by its
	// request, when no answer is there yet. The file may leave it out: it is client
	// where the scenario is for clients alone, else provider.
	Role model.Role
	// Proves is what the assertion carries.
	Proves Proof
	// NeverExcuse is true when no list of known failures may excuse it.
	NeverExcuse bool
	Help        string
	Place       yamlfile.Place
}

// What a reply has besides its code.
const (
	PayloadNone   = "none"
	PayloadRecord = "record" // that of the persona
)

// Reply is what tkw answers when a client is under test.
type Reply struct {
	Response string
	// Payload is PayloadNone or PayloadRecord; empty for the usual of the code.
	Payload string
	// Values replace values of the response template; ${persona.key} in them is the
	// persona's value.
	Values     map[string]any
	Fault      string
	ErrorCode  string
	ErrorText  string
	Diagnostic string
	NoDetail   bool
	Delay      time.Duration
	// Transport is a deliberate fault of the connection, one of [ReplyFaults]; empty for a
	// proper answer.
	Transport string
	Status    int
	Mutations []mutation.Mutation
}

// HasRole reports whether the scenario judges systems of that role.
func (s *Scenario) HasRole(r model.Role) bool {
	return slices.Contains(s.Roles, r)
}

// Asserts are the assertions of the step that judge systems of that role.
func (st Step) Asserts(r model.Role) []Assertion {
	var out []Assertion
	for _, a := range st.Assert {
		if a.Role == r {
			out = append(out, a)
		}
	}
	return out
}

// Service is the service of the first step, under which reports list the scenario.
func (s *Scenario) Service() string {
	if len(s.Steps) == 0 {
		return ""
	}
	return s.Steps[0].Service
}
