// Package pack loads packs: the files of one domain that tell tkw which services
// there are, how their messages look, which patients to ask for, which rules
// judge, and which scenarios test. Built-in packs and folders of a user are read
// by the same code.
//
// Loaded packs are not changed afterwards and are safe for concurrent use.
package pack

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/schemaset"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// Format is the version of the pack files that this package reads.
const Format = 1

// Pack is the content of one domain.
type Pack struct {
	Domain string
	Title  string
	// Source is "built in" or the folder the pack was read from.
	Source string
	// Uses names packs whose rules, templates, lists and catalogues this one shares.
	Uses []string
	// FS has pack.yaml and scenario files at its top, and schemas/, rules/, fixtures/.
	FS fs.FS
	// Rules are paths of Schematron files in FS.
	Rules []string
	// ResponseCodes are the codes a response of the domain may carry.
	ResponseCodes []string
	// CodeNames are the words of response codes, for templates; may be empty.
	CodeNames map[string]string
	// Envelope holds default values of the envelope template for every request of
	// the pack; ${persona.key} in them is the persona's value.
	Envelope map[string]any
	// PayloadCodes are those whose reply carries the patient by default.
	PayloadCodes []string
	// National says how the scenarios of the packs in Uses run on this one; nil where they
	// do not.
	National     *National
	Lists        scenario.Lists
	Services     []Service
	Requirements []Requirement
	// Capabilities are what systems and testers may declare to have; Modules are
	// optional parts of a product, which are declared in the same way.
	Capabilities []Capability
	Modules      []Capability
	// Carries are the requirements of findings that no rule file makes.
	Carries    []Carry
	References []Reference
	Personas   []Persona
	// Patients are further records of the simulated service.
	Patients []Persona
	Triggers []Trigger
	// Defaults are what the simulated service says where no record says otherwise; its own
	// package knows the keys.
	Defaults map[string]any
	Faults   []FaultRow
	// Answered are rules that a request may break and is still answered: ids, or
	// patterns with *.
	Answered  []string
	Policy    Policy
	Scenarios []scenario.Scenario
	// Patterns say what patterns of the schemas mean.
	Patterns []Pattern
	// Assertions are those that the scenarios of this pack, and of packs that use it, share.
	Assertions scenario.Assertions
	Formerly   []Renaming
	Digests    model.Pack

	// schemas are those of another folder that judge in place of the pack's own, by the
	// path in FS; of schemaFolder.
	schemas      map[string]*schemaset.Schema
	schemaFolder string

	own   fs.FS // the pack's own files, without those of a built-in pack beneath
	shown func(name string) string
}

// Shown makes of the name of a file in FS one that a user can open.
func (p *Pack) Shown(name string) string {
	if p.shown == nil {
		return name
	}
	return p.shown(name)
}

// RuleFiles lists the Schematron files below rules/ that the pack itself holds,
// sorted; those of a built-in pack that it lies over are not among them.
func (p *Pack) RuleFiles() ([]string, error) {
	if p.own == nil {
		return nil, nil
	}
	names, err := filesBelow(p.own, "rules")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(names, func(name string) bool { return !strings.EqualFold(path.Ext(name), ".sch") }), nil
}

// Service is one operation of the domain.
type Service struct {
	Name   string
	Title  string
	Domain string
	// Action is the service URN: SOAPAction, wsa:Action and header/@service of requests.
	Action      string
	Interaction string
	// Placeholders are what scenarios of `for: services` put in place of %placeholders%. op
	// is short for the service in scenario ids.
	Placeholders map[string]string
	// Asks are the persona values that a request carries by default.
	Asks []string
	// Match lists alternatives of keys that tie an inbound request to a scenario.
	Match    [][]string
	Request  Message
	Response Message
	Place    yamlfile.Place
}

// Message is one of the two messages of a service.
type Message struct {
	Root      string
	Namespace string
	Profile   string
	Action    string
	// Interaction is the value of the interaction handling specification; empty for none.
	Interaction string
	// Tolerates are other profile ids that are accepted with a warning.
	Tolerates []string
	// Schema and Template are paths in the pack's FS.
	Schema   string
	Template string
	// Embedded are documents within the payload that have a schema of their own.
	Embedded []Embedded
	// Tables are CSV within the payload, whose records rules see as elements.
	Tables []Table
	// Requirements are those of the party that makes the message which findings of its
	// schema carry; empty where no published requirement asks for conforming messages.
	Requirements []string
	// Keys are XPath expressions from the payload root to the values that identify
	// it ("nhsNumber", "code").
	Keys map[string]string
}

// Embedded selects documents within a payload, each to be validated by itself.
type Embedded struct {
	// Select is an XPath expression from the payload root.
	Select string
	Schema string
	// Severity of what the schema finds.
	Severity model.Severity
}

// Table is CSV in an element of a payload, with the names of its columns by which
// rules read the records: a head of one form, rows of one or of several, which
// differ in the number of their fields.
type Table struct {
	// Name tells tables apart in the exchange document.
	Name string
	// Select is an XPath expression from the payload root to the element with the text.
	Select string
	// Base64 is an XPath expression, from that element, that is true where the text is
	// CSV in base64; empty where it never is.
	Base64 string
	// Head are the columns of the first record, Rows those of the others.
	Head []string
	Rows [][]string
}

// Equal reports whether two tables are read alike.
func (t Table) Equal(other Table) bool {
	return t.Name == other.Name && t.Select == other.Select && t.Base64 == other.Base64 &&
		slices.Equal(t.Head, other.Head) && slices.EqualFunc(t.Rows, other.Rows, slices.Equal)
}

// Requirement is one entry of the requirement catalogue.
type Requirement struct {
	ID    string
	Title string
	Level string
	// Host and Client say whether it binds providers and clients.
	Host   Applies
	Client Applies
	// Module is the optional part of a product that it belongs to; empty for none.
	Module string
	// HostEvidence and ClientEvidence are what shows that a party fulfils it.
	HostEvidence   model.Evidence
	ClientEvidence model.Evidence
	// WordingUnknown is true when the published material names it without its text.
	WordingUnknown bool
	// Reason is why messages do not show it; empty where they do.
	Reason string
	Place  yamlfile.Place
}

// Of is the requirement as it concerns a role; domain is that of its pack.
func (r Requirement) Of(domain string, role model.Role) model.Requirement {
	applies, shownBy := r.For(role)
	return model.Requirement{
		ID: r.ID, Title: r.Title, Level: r.Level, Domain: domain, Applies: string(applies), Module: r.Module, Evidence: shownBy,
		WordingUnknown: r.WordingUnknown, Reason: r.Reason,
	}
}

// Applies says whether a requirement binds a party.
type Applies string

// The flags of the national traceability sheet.
const (
	Bound    Applies = "Y"
	Optional Applies = "O" // with the module that it belongs to
	NotBound Applies = "N"
)

// For returns whether the requirement binds the role, and what shows that it is fulfilled.
func (r Requirement) For(role model.Role) (Applies, model.Evidence) {
	if role == model.RoleProvider {
		return r.Host, r.HostEvidence
	}
	return r.Client, r.ClientEvidence
}

// Capability is something that a system under test may be declared to have or not.
type Capability struct {
	Name  string
	Title string
	// Material is true for what the tester gives by a flag and not the system has.
	Material bool
	// By is the material of a run that a scenario with this need is played with:
	// ByCertificate or ByBadCertificates; empty for none. Giving a certificate declares the
	// capabilities by it.
	By string
	// Help says how to make the scenarios run that need it.
	Help  string
	Place yamlfile.Place
}

// Material of a run.
const (
	// ByCertificate is tkw's own client certificate, for an https endpoint.
	ByCertificate = "certificate"
	// ByBadCertificates are client certificates that must be rejected.
	ByBadCertificates = "bad-certificates"
)

// Carry says which requirements the findings of a check carry that no rule file makes,
// such as those of the envelope's schema.
type Carry struct {
	// Rule is an id or a pattern with *.
	Rule         string
	Requirements []string
	Place        yamlfile.Place
}

// Reference is a test of the national test suite that the pack should cover.
type Reference struct {
	ID    string
	Title string
	// Role is whose test it is; empty for both.
	Role model.Role
	// Excluded says why the pack does not cover it.
	Excluded string
	Place    yamlfile.Place
}

// Persona is a named kind of test patient, bound to values. Values hold strings,
// lists and mappings as the file has them.
type Persona struct {
	Name   string
	Title  string
	Values map[string]any
	// Ask replaces values in requests for this persona.
	Ask   map[string]string
	Place yamlfile.Place
}

// Text returns a scalar value by dotted path, "" when absent.
func (p Persona) Text(path string) string { return text(p.Values, path) }

// Trigger makes the simulated service give a code for one value, as the
// national simulator does.
type Trigger struct {
	Service string
	Key     string
	Value   string
	Code    string
	// Patient is the NHS number of the record returned with the code, if any.
	Patient string
	Place   yamlfile.Place
}

// FaultRow maps findings of a request to the SOAP fault that the simulated
// provider answers (itk-core, condition table). Rows are tried in order.
type FaultRow struct {
	Condition int
	Title     string
	// Rules are ids, or patterns with *.
	Rules     []string
	FaultCode string
	ErrorCode string
	Text      string
}

// Policy is the access control of the simulated provider; lists of patterns with *.
// A value is accepted when an accept pattern matches and no reject pattern does.
type Policy struct {
	Users      AccessList
	Identities AccessList
	Addresses  AccessList
}

// AccessList accepts and rejects by pattern.
type AccessList struct {
	Accept []string
	Reject []string
}

// Allows reports whether the value is accepted.
func (a AccessList) Allows(value string) bool {
	for _, p := range a.Reject {
		if Match(p, value) {
			return false
		}
	}
	for _, p := range a.Accept {
		if Match(p, value) {
			return true
		}
	}
	return false
}

// Service returns the named service.
func (p *Pack) Service(name string) (Service, bool) {
	for _, s := range p.Services {
		if s.Name == name {
			return s, true
		}
	}
	return Service{}, false
}

// Capability returns the capability, material or module of that name.
func (s *Set) Capability(name string) (Capability, bool) {
	for _, p := range s.Packs {
		for _, c := range slices.Concat(p.Capabilities, p.Modules) {
			if c.Name == name {
				return c, true
			}
		}
	}
	return Capability{}, false
}

// CapabilitiesBy lists the capabilities that are declared by a material, by name.
func (s *Set) CapabilitiesBy(material string) []string {
	var out []string
	for _, p := range s.Packs {
		for _, c := range p.Capabilities {
			if c.By == material && !c.Material {
				out = append(out, c.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CapabilityNames lists what a system may be declared to have or not, modules
// included, sorted.
func (s *Set) CapabilityNames() []string {
	var out []string
	for _, p := range s.Packs {
		for _, c := range slices.Concat(p.Capabilities, p.Modules) {
			if !c.Material {
				out = append(out, c.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CarriedBy returns the requirements that findings of a rule carry which no rule file
// makes: those of the first entry that matches it.
func (s *Set) CarriedBy(rule string) []string {
	for _, p := range s.Packs {
		for _, c := range p.Carries {
			if Match(c.Rule, rule) {
				return c.Requirements
			}
		}
	}
	return nil
}

// Persona returns the named persona.
func (p *Pack) Persona(name string) (Persona, bool) {
	for _, q := range p.Personas {
		if q.Name == name {
			return q, true
		}
	}
	return Persona{}, false
}
