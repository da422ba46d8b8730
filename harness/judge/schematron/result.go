package schematron

import "github.com/itk-assurance/tkw/harness/judge/xmlengine"

// Phases with a meaning of their own, as in ISO Schematron.
const (
	PhaseAll     = "#ALL"     // every pattern
	PhaseDefault = "#DEFAULT" // what the rule files name as default, else every pattern
)

// Options say what to run.
type Options struct {
	// After are phases that have run on the same document already: a pattern that
	// was active in one of them is left out, so that nothing is said twice, unless
	// what it says depends on the phase.
	After []string
	// Phase is the id of a phase, PhaseAll, PhaseDefault, or "" for the default.
	Phase string
	// Variables sets variables of schema and phase scope, by name, to strings,
	// in all rule files that define them. A name that none defines is an error.
	Variables map[string]string
}

// Result is what one run found. Its nodes are valid while the document lives.
type Result struct {
	// Phase is the phase that ran, PhaseAll if all patterns did.
	Phase string
	// Failures are the failed asserts and successful reports, ordered by
	// pattern, rule, node (document order) and place in the rule.
	Failures []Failure
	// Fired counts, for each rule that was active, the nodes that it judged:
	// 0 for a rule that matched nothing. The keys are those of RuleInfo.ID.
	Fired map[string]int

	schema *Schema
}

// MaxFailures bounds the failures of one assertion about one message that a run describes.
// Who corrects a message looks at the first few, and a description costs more than a judgement.
const MaxFailures = 50

// Failure is a failed assert or a successful report.
type Failure struct {
	// AssertID is the id of the assertion, "" if it has none.
	AssertID string
	// RuleID and PatternID are as in RuleInfo.
	RuleID    string
	PatternID string
	// Alone is true where the rule's file has no phases and does not declare the frame of
	// its [Vocabulary]: the rule is about the message of Node, whichever other messages
	// the document holds.
	Alone bool
	// Report is true for a successful report, false for a failed assert.
	Report bool
	Role   string
	Flag   string
	See    string
	// Layer, NeverExcuse, Requirements, NoRequirement, Explains and Formerly are as in AssertInfo.
	Layer         string
	NeverExcuse   bool
	Requirements  []string
	NoRequirement string
	Explains      []string
	Formerly      []string
	// Severity is the attribute of ISO/IEC 19757-3:2020; this project grades by Role.
	Severity string
	Message  string
	// Diagnostics are the texts of the diagnostics, in the order of reference.
	Diagnostics []string
	// Properties are the texts of the properties, by role, or by id for a
	// property without a role. It is nil if there are none.
	Properties map[string]string
	// Node is the subject: the first node of the subject expression, or the
	// context node of the rule.
	Node xmlengine.Node
	// Test is the expression, as in the rule file.
	Test string
	// More counts the further failures of the assertion about the same message, beyond the
	// first [MaxFailures] of them; it stands at the last of these.
	More int

	assert *assertion
}
