package check

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

// maxExchange and maxExchangeNodes bound the exchange document without its messages, for
// which those bounds hold that they were read with: tables make the greater part of it.
const (
	maxExchange      = 64 << 20
	maxExchangeNodes = 2*maxTableNodes + 100_000
)

// givesBack is from how many bytes of an exchange document the memory of what led to it is
// given back to the system before the document is parsed.
const givesBack = 4 << 20

// exchange builds the exchange document that rules and assertions look at.
func (j *Judge) exchange(arena *xmlengine.Arena, in Input, request, response *prepared) (*xmlengine.Document, error) {
	for _, p := range []*prepared{request, response} {
		if p == nil || p.doc == nil {
			continue
		}
		var err error
		if p.tables, err = readTables(p); err != nil {
			return nil, err
		}
	}
	skeleton := writeExchange(in, j.catalogues[in.Domain], request, response)
	for _, p := range []*prepared{request, response} {
		if p != nil {
			p.tables = nil // they may be large, and are in the skeleton
		}
	}
	if len(skeleton) > givesBack {
		debug.FreeOSMemory() // the tree takes ten times as much as the text, which was copied several times
	}
	doc, err := arena.Parse("exchange", skeleton, xmlengine.Limits{MaxBytes: maxExchange, MaxNodes: maxExchangeNodes})
	if err != nil {
		return nil, fmt.Errorf("building the exchange document: %w", err)
	}
	return doc, graftMessages(doc, request, response)
}

// judgeRules builds the exchange document and runs the phases that look at the
// judged part, then the scenario's own assertions.
func (j *Judge) judgeRules(arena *xmlengine.Arena, in Input, request, response *prepared, v *Verdict) error {
	get := j.rules[in.Domain]
	if get == nil {
		return fmt.Errorf("no rules are loaded for domain %q", in.Domain)
	}
	rules, err := get()
	if err != nil {
		return err
	}
	doc, err := j.exchange(arena, in, request, response)
	if err != nil {
		return err
	}
	phases := []string{string(in.Judged)}
	if request != nil && response != nil && in.Judged == PartResponse {
		phases = append(phases, phaseExchange)
	}
	for i, phase := range phases {
		result, err := rules.Run(doc, schematron.Options{Phase: phase, After: phases[:i]})
		if err != nil {
			return fmt.Errorf("running the %s rules: %w", phase, err)
		}
		v.addFired(result.Fired)
		for _, f := range result.Failures {
			// A rule about one message says nothing against the maker of another.
			if found := ruleFinding(f, in.Judged); !f.Alone || found.Part == string(in.Judged) {
				v.Findings = append(v.Findings, found)
				v.note(found.Rule, f.Explains)
			}
		}
	}
	found, err := j.asserts.judge(doc, in.Assert, in.Judged)
	v.Findings = append(v.Findings, found...)
	if err != nil {
		return err
	}
	v.Carried, err = j.asserts.carry(doc, in.Carry)
	return err
}

// addFired adds what one phase fired; the first phase's counts are taken as they are.
func (v *Verdict) addFired(fired map[string]int) {
	if v.Fired == nil {
		v.Fired = fired
		return
	}
	for id, n := range fired {
		v.Fired[id] += n
	}
}

// graftMessages hangs the messages under their x:message elements.
func graftMessages(doc *xmlengine.Document, request, response *prepared) error {
	for _, part := range doc.Root().ChildElements() {
		_, local := part.Name()
		var p *prepared
		switch Part(local) {
		case PartRequest:
			p = request
		case PartResponse:
			p = response
		}
		if p == nil || p.doc == nil {
			continue
		}
		for _, child := range part.ChildElements() {
			if _, name := child.Name(); name == "message" {
				if err := doc.Graft(child, p.doc); err != nil {
					return fmt.Errorf("joining the %s to the exchange document: %w", local, err)
				}
			}
		}
	}
	return nil
}

// ruleFinding turns a failed assertion into a finding.
func ruleFinding(f schematron.Failure, judged Part) model.Finding {
	at := f.Node.Location()
	part := at.Part
	if part != string(PartRequest) && part != string(PartResponse) {
		// The rule looked at HTTP, which has no place in the message, or at a fact.
		part, at = string(judged), placeOfFact(f.Node)
	}
	out := model.Finding{
		Check: "rules", Rule: f.AssertID, Severity: SeverityOf(f.Role), Layer: layerOf(f.Layer), Message: shorten(f.Message),
		Part: part, Location: location(at), Requirements: f.Requirements, Help: strings.Join(f.Diagnostics, " "),
		Expected: f.Properties["expected"], Actual: shorten(f.Properties["actual"]),
		More: f.More, NeverExcuse: f.NeverExcuse, Subject: subjectOf(f.Properties["subject"]), Formerly: f.Formerly,
	}
	return out
}

// placeOfFact is where in the message a fact of its bytes was found; zero for others.
func placeOfFact(n xmlengine.Node) (at xmlengine.Location) {
	for name, into := range map[string]*int{"line": &at.Line, "column": &at.Column} {
		if text, ok := n.Attr("", name); ok {
			// Written by this package: a number.
			*into, _ = strconv.Atoi(text)
		}
	}
	return at
}

// subjectOf is the subject that a property of a rule names, "" for none that is known.
func subjectOf(text string) model.Subject {
	if s := model.Subject(strings.TrimSpace(text)); slices.Contains(model.Subjects(), s) {
		return s
	}
	return ""
}

// SeverityOf maps the role of an assert, which is a word of [Vocabulary]; one
// without a role is an error.
func SeverityOf(role string) model.Severity {
	if role == "" {
		return model.Error
	}
	return model.Severity(role)
}

// layerOf maps the layer of an assert, which is a word of [Vocabulary]; one
// without a layer belongs to the domain.
func layerOf(layer string) model.Layer {
	if layer == "" {
		return model.LayerDomain
	}
	return model.Layer(layer)
}

// policyFacts are the facts about a request that follow from the access control
// of the simulated provider and from the client's certificate.
func policyFacts(policy *pack.Policy, m *Message, f Facts) map[string]string {
	out := map[string]string{}
	if m.ClientCN != "" {
		out["client-cn"] = m.ClientCN
		if f.Username != "" {
			out["username-matches-cn"] = fmt.Sprint(strings.EqualFold(commonName(f.Username), m.ClientCN))
		}
	}
	if policy == nil {
		return out
	}
	if f.Username != "" {
		out["user-known"] = fmt.Sprint(policy.Users.Allows(f.Username) || policy.Users.Allows(commonName(f.Username)))
	}
	if f.To != "" {
		out["to-known"] = fmt.Sprint(allowsAddress(policy.Addresses, f.To))
	}
	if len(f.Audit) > 0 {
		known := true
		for _, id := range f.Audit {
			known = known && policy.Identities.Allows(id.URI)
		}
		out["identity-known"] = fmt.Sprint(known)
	}
	return out
}

// allowsAddress reports whether the address is on the list. Scheme and host of a URL mean the
// same in capital letters (RFC 3986, section 6.2.2.1), in the address as in the patterns.
func allowsAddress(list pack.AccessList, address string) bool {
	lower := pack.AccessList{Accept: mapped(list.Accept, lowerHost), Reject: mapped(list.Reject, lowerHost)}
	return lower.Allows(lowerHost(address))
}

func mapped(list []string, by func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = by(s)
	}
	return out
}

// lowerHost writes scheme and host of a URL in small letters; what is no URL stays as it is.
func lowerHost(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	end := len(rest)
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		end = i
	}
	return strings.ToLower(scheme) + "://" + strings.ToLower(rest[:end]) + rest[end:]
}

// commonName reads the CN out of "CN=host", a full subject, or a bare name.
func commonName(username string) string {
	for rdn := range strings.SplitSeq(username, ",") {
		key, value, found := strings.Cut(strings.TrimSpace(rdn), "=")
		if found && strings.EqualFold(strings.TrimSpace(key), "cn") {
			return strings.TrimSpace(value)
		}
	}
	return strings.TrimSpace(username)
}
