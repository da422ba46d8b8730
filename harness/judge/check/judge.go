// Package check judges messages and exchanges: well-formedness, schemas, rule
// files, and the expectations of a scenario, in this order.
//
// A verdict is fail-closed: a judge that could not run is an error, never silence.
package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

// Layers of judgement that Input.Only may name.
const (
	OnlyWellFormed = "wellformed"
	OnlySchema     = "schema"
	OnlyRules      = "rules"
)

// Judge holds the compiled schemas and rules of a set of packs. Safe for
// concurrent use.
type Judge struct {
	set      *pack.Set
	reader   *reader
	schemas  map[string]compiled[*xmlengine.Schema] // by domain and path
	rules    map[string]compiled[*schematron.Schema]
	uses     []*rootUse // every message of the packs
	services []pack.Service
	// catalogues are, by domain, the services part of the exchange document: those
	// of the domain, or of all domains where the domain has none of its own.
	catalogues map[string][]byte
	asserts    *assertions
}

// Input is what is to be judged.
type Input struct {
	Scenario string
	Role     model.Role
	// Domain and Service may be empty: they are then read off the messages.
	Domain, Service string
	// Transport is true when HTTP facts are known and are to be judged.
	Transport bool
	// Now is the instant that expiry is measured against; the zero time where it
	// is not known, so that nothing is measured against the clock.
	Now      time.Time
	Request  *Message
	Response *Message
	// Judged is the part whose maker is under judgement.
	Judged Part
	// Values are facts of the scenario for rules.
	Values map[string]string
	Assert []scenario.Assertion
	// Carry names values to take out of the exchange document, by XPath.
	Carry map[string]string
	// Policy is the access control of the simulated provider, nil for none.
	Policy *pack.Policy
	// MoreFacts, if set, gives further facts about the judged message that only its
	// receiver knows, such as that an identifier was used before. A message that is not
	// there is nil.
	MoreFacts func(request, response *Facts) map[string]string
	// Only restricts the judges; empty for all.
	Only map[string]bool
	// MustKnow is set outside of a run, where no scenario says which message is to
	// come: one that no pack knows is then not judged, and [Verdict.Unjudged] says why.
	// In a run it is judged by what all messages share.
	MustKnow bool
}

// Verdict is what the judges say.
type Verdict struct {
	Findings []model.Finding
	// Request and Response are what the messages say of themselves.
	Request, Response *Facts
	Domain, Service   string
	// Fired counts, by rule id, the nodes that each rule looked at.
	Fired map[string]int
	// Carried are the values that Input.Carry asked for.
	Carried map[string]string
	// Choice is which message of the packs the judged message is.
	Choice Choice
	// Unjudged is why nothing was judged; nil where something was. The findings are
	// then empty.
	Unjudged *Unjudged
	// Schemas are those that judged a document, by domain and file name:
	// "pds/QUPA_MT000001GB01.xsd".
	Schemas []string
	// explains are, by rule, the patterns of what follows from a finding.
	explains map[string][]string
}

// Failed reports whether any finding is an error.
func (v *Verdict) Failed() bool {
	for _, f := range v.Findings {
		if f.Severity == model.Error {
			return true
		}
	}
	return false
}

// prepared is a message that was parsed and classified.
type prepared struct {
	message *Message
	doc     *xmlengine.Document
	facts   Facts
	choice  Choice
	body    body
	extra   map[string]string
	tables  []byte // for the exchange document
	broken  []model.Finding
}

// addFacts gives the messages what only their receiver knows of them.
func (in Input) addFacts(request, judged *prepared, v *Verdict) {
	if request != nil {
		request.extra = policyFacts(in.Policy, in.Request, request.facts)
	}
	if in.MoreFacts == nil {
		return
	}
	if judged.extra == nil {
		judged.extra = map[string]string{}
	}
	maps.Copy(judged.extra, in.MoreFacts(v.Request, v.Response))
}

// Judge runs every judge that the input allows. The error is not nil when a judge
// could not do its work; the verdict is then unusable. It is [ErrTooExpensive] for messages
// that cost too much, [ErrHung] where time ran out, and that of the context once it ended.
// At most GOMAXPROCS judgements go on at once; others wait.
func (j *Judge) Judge(ctx context.Context, in Input) (*Verdict, error) {
	var v *Verdict
	err := bounded(ctx, hangs, func(arena *xmlengine.Arena) error {
		var err error
		v, err = j.judge(arena, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (j *Judge) judge(arena *xmlengine.Arena, in Input) (*Verdict, error) {
	request, err := j.prepare(arena, PartRequest, in.Request)
	if err != nil {
		return nil, err
	}
	response, err := j.prepare(arena, PartResponse, in.Response)
	if err != nil {
		return nil, err
	}
	j.identify(&in, request, response)
	for _, p := range []*prepared{request, response} {
		if err := readKeys(p); err != nil {
			return nil, err
		}
	}
	v := &Verdict{Domain: in.Domain, Service: in.Service}
	for _, side := range []struct {
		p    *prepared
		into **Facts
	}{{request, &v.Request}, {response, &v.Response}} {
		if side.p == nil {
			continue
		}
		facts := side.p.facts
		*side.into = &facts
	}
	judged := request
	if in.Judged == PartResponse {
		judged = response
	}
	if judged == nil {
		return v, nil
	}
	v.Choice = judged.choice
	if v.Unjudged = j.unjudgeable(in, judged); v.Unjudged != nil {
		return v, nil
	}
	v.Findings = append(v.Findings, judged.broken...)
	for _, f := range judged.broken {
		v.note(f.Rule, []string{wholeMessage})
	}
	in.addFacts(request, judged, v)
	if in.allows(OnlySchema) {
		if err := j.judgeSchemas(in, judged, v); err != nil {
			return nil, err
		}
	}
	if in.allows(OnlyRules) {
		if err := j.judgeRules(arena, in, request, response, v); err != nil {
			return nil, err
		}
	}
	v.Findings = bundle(v.Findings)
	j.carry(v.Findings)
	v.Findings = v.Explain(arrange(v.Findings))
	for _, f := range []*Facts{v.Request, v.Response} {
		if f != nil {
			f.detach()
		}
	}
	return v, j.mustBeJudged(in, judged, v)
}

func (in Input) allows(layer string) bool { return len(in.Only) == 0 || in.Only[layer] }

// prepare parses a message; what is wrong with its XML becomes findings.
func (j *Judge) prepare(arena *xmlengine.Arena, part Part, m *Message) (*prepared, error) {
	if m == nil {
		return nil, nil
	}
	p := &prepared{message: m, facts: Facts{Form: FormNone}, body: bodyOf(m)}
	if m.Damage != nil {
		p.broken = append(p.broken, damageFinding(part, m.Damage))
		return p, nil
	}
	if what := foreign[p.body.kind]; what != "" {
		p.broken = append(p.broken, foreignFinding(part, what))
		return p, nil
	}
	doc, err := arena.Parse(string(part), m.Body, xmlengine.Limits{})
	if err != nil {
		p.broken = parseFindings(part, err, len(m.Body))
		p.body.endsEarly = p.body.kind == BodyXML && xmlengine.EndsEarly(m.Body, err)
		return p, nil
	}
	p.doc = doc
	if p.facts, err = j.reader.read(doc); err != nil {
		return nil, fmt.Errorf("reading the %s: %w", part, err)
	}
	if p.facts.Form == FormOther && j.knowsRoot(p.facts.PayloadRoot) {
		p.facts.Form = FormPayload
	}
	return p, nil
}

// identify finds out which messages they are, and fills in domain and service where
// the run does not give them: those of the request go before those of the response,
// which must then be its answer.
func (j *Judge) identify(in *Input, request, response *prepared) {
	for _, side := range []struct {
		p    *prepared
		part Part
	}{{request, PartRequest}, {response, PartResponse}} {
		if side.p == nil || side.p.doc == nil {
			continue
		}
		c := j.choose(hintOf(in.Domain, in.Service, side.part, side.p))
		side.p.choice = c
		if in.Domain == "" {
			in.Domain = c.domain()
		}
		if service, ok := c.Service(); ok && in.Service == "" {
			in.Service = service.Name
		}
	}
	if in.Domain == "" {
		in.Domain = shared
	}
	judged := request
	if in.Judged == PartResponse {
		judged = response
	}
	// Of services whose messages are judged alike, the first stands for all.
	if judged != nil && in.Service == "" {
		if u := judged.choice.use(); u != nil {
			in.Service = u.service.Name
		}
	}
}

// Read parses one message and returns what it says of itself, nil when it is no
// XML; nothing is judged.
func (j *Judge) Read(m *Message) (*Facts, error) {
	p, err := j.look(m)
	if err != nil || p == nil || p.doc == nil {
		return nil, err
	}
	return &p.facts, nil
}

// look parses and classifies one message. Its nodes are gone.
func (j *Judge) look(m *Message) (*prepared, error) {
	arena := xmlengine.NewArena()
	defer arena.Free()
	p, err := j.prepare(arena, PartResponse, m)
	if err != nil || p == nil || p.doc == nil {
		return p, err
	}
	p.choice = j.choose(hintOf("", "", partByHTTP(m), p))
	err = readKeys(p)
	p.facts.detach()
	return p, err
}

// partByHTTP is what HTTP says of the direction of a message, "" for nothing.
func partByHTTP(m *Message) Part {
	switch {
	case m.Status != 0:
		return PartResponse
	case m.Method != "":
		return PartRequest
	}
	return ""
}

// rulesOf returns the rules of a domain, nil for none. A judge of [New] has
// compiled them, so that there is no error to lose.
func (j *Judge) rulesOf(domain string) *schematron.Schema {
	get := j.rules[domain]
	if get == nil {
		return nil
	}
	rules, err := get()
	if err != nil {
		return nil
	}
	return rules
}

// RuleIDs lists the ids of all rules of the domains that some of the phases run,
// those of rule files without phases among them.
func (j *Judge) RuleIDs(domains []string, phases ...string) []string {
	seen := map[string]bool{}
	for _, d := range domains {
		rules := j.rulesOf(d)
		if rules == nil {
			continue
		}
		for _, r := range rules.Rules() {
			if r.ActiveIn(phases...) {
				seen[r.ID] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// AssertInfo is one assertion of a rule file.
type AssertInfo = schematron.AssertInfo

// Asserts lists the assertions of all loaded rules, each once, sorted by id; those
// without an id by file and line.
func (j *Judge) Asserts() []AssertInfo {
	seen := map[string]AssertInfo{}
	for domain := range j.rules {
		rules := j.rulesOf(domain)
		if rules == nil {
			continue
		}
		for _, r := range rules.Rules() {
			for _, a := range r.Asserts {
				key := a.ID
				if key == "" {
					key = fmt.Sprintf(" %s:%09d", a.File, a.Line) // a blank: no id looks like it
				}
				seen[key] = a
			}
		}
	}
	out := make([]AssertInfo, 0, len(seen))
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		out = append(out, seen[id])
	}
	return out
}
