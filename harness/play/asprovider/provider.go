// Package asprovider plays the provider of a mini service: it judges what comes in,
// refuses what breaks a rule with the fault that the national suite expects, and
// answers the rest from a simulated national service or from a scenario.
package asprovider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Provider answers requests. Safe for concurrent use.
type Provider struct {
	set      *pack.Set
	judge    *check.Judge
	composer *compose.Composer
	policy   *pack.Policy
	faults   []pack.FaultRow
	answered []string
	parties  *parties
	now      func() time.Time
	seen     *seen
	// offered are the services of the domains that are served.
	offered []pack.Service
}

// Options make a provider.
type Options struct {
	Set      *pack.Set
	Judge    *check.Judge
	Composer *compose.Composer
	// Policy replaces the access control of the shared pack; nil keeps it.
	Policy *pack.Policy
	// Domains are those whose services are offered; empty for all.
	Domains []string
	Now     func() time.Time
}

// shared is the pack with the fault table and the policy.
const shared = "itk"

// New makes a provider over loaded packs.
func New(o Options) (*Provider, error) {
	base := o.Set.Pack(shared)
	if base == nil || len(base.Faults) == 0 {
		return nil, fmt.Errorf("the pack %q with the fault table is not loaded", shared)
	}
	p := &Provider{
		set: o.Set, judge: o.Judge, composer: o.Composer, policy: o.Policy, faults: base.Faults, answered: base.Answered,
		parties: newParties(), now: o.Now, seen: newSeen(),
	}
	if p.policy == nil {
		p.policy = &base.Policy
	}
	for _, q := range o.Set.Packs {
		if len(o.Domains) > 0 && !slices.Contains(o.Domains, q.Domain) {
			continue
		}
		p.offered = append(p.offered, q.Services...)
	}
	return p, nil
}

// Judged is a request with what the judges said of it.
type Judged struct {
	Inbound transport.Inbound
	Message *check.Message
	Verdict *check.Verdict
	// Pack and Service are set when the request names a known service.
	Pack    *pack.Pack
	Service pack.Service
	Known   bool
}

// Judge judges an inbound request.
func (p *Provider) Judge(ctx context.Context, in transport.Inbound) (Judged, error) {
	m := check.RequestOf(in)
	v, err := p.judge.Judge(ctx, check.Input{
		Role: model.RoleClient, Transport: true, Now: p.now(), Request: m, Judged: check.PartRequest, Policy: p.policy,
		MoreFacts: func(request, _ *check.Facts) map[string]string { return p.seen.facts(*request) },
	})
	if err != nil {
		return Judged{}, fmt.Errorf("judging a request: %w", err)
	}
	j := Judged{Inbound: in, Message: m, Verdict: v}
	if v.Request.Form == check.FormSOAP || v.Request.Form == check.FormEnvelope {
		j.Service, j.Known = p.offers(v.Choice)
	}
	if j.Known {
		j.Pack = p.set.Pack(j.Service.Domain)
	}
	return j, nil
}

// Assert judges a request by what a step of a scenario asserts of it, which is known to
// be for that step.
func (p *Provider) Assert(ctx context.Context, j Judged, sc scenario.Scenario, step scenario.Step) ([]model.Finding, error) {
	values, err := compose.Values(p.set.Pack(sc.Domain), step)
	if err != nil {
		return nil, fmt.Errorf("reading the facts of scenario %s: %w", sc.ID, err)
	}
	return p.judge.Assert(ctx, check.Input{
		Scenario: sc.ID, Role: model.RoleClient, Domain: sc.Domain, Service: step.Service, Transport: true, Now: j.Inbound.Received,
		Request: j.Message, Judged: check.PartRequest, Values: values, Assert: step.Asserts(model.RoleClient),
	})
}

// Remember takes note of the identifiers of a request that was judged before. One that is
// too expensive to read has none that are known.
func (p *Provider) Remember(in transport.Inbound) error {
	facts, err := p.judge.Read(check.RequestOf(in))
	if errors.Is(err, check.ErrTooExpensive) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading an earlier request: %w", err)
	}
	if facts != nil {
		p.seen.facts(*facts)
	}
	return nil
}

// offers finds the offered service that a request announces.
func (p *Provider) offers(c check.Choice) (pack.Service, bool) {
	service, ok := c.Service()
	offered := slices.ContainsFunc(p.offered, func(s pack.Service) bool { return s.Domain == service.Domain && s.Name == service.Name })
	if !ok || !offered || !c.Announced {
		return pack.Service{}, false
	}
	return service, true
}

// Answer replies to a judged request: with a fault when a rule of the transport or
// the envelope is broken, otherwise as the simulated service does.
func (p *Provider) Answer(j Judged) (Answered, error) {
	if j.Inbound.Method != http.MethodPost {
		return plain(http.StatusMethodNotAllowed, "only POST is served here; send a SOAP 1.1 message\n", transport.HeaderField{Name: "Allow", Value: http.MethodPost}), nil
	}
	if fault, refuse := p.faultFor(j); refuse {
		return p.fault(j, fault, 0)
	}
	answer := p.lookup(j)
	return p.respond(j, answer, nil, 0)
}

// AnswerAs replies as a scenario for a client says.
func (p *Provider) AnswerAs(j Judged, step scenario.Step) (Answered, error) {
	r := step.Reply
	if r == nil {
		return p.Answer(j)
	}
	reply, err := p.scriptedReply(j, step, r)
	reply.Delay, reply.Fault = r.Delay, transport.TransportFault(r.Transport)
	return reply, err
}

func (p *Provider) scriptedReply(j Judged, step scenario.Step, r *scenario.Reply) (Answered, error) {
	if r.Fault != "" {
		return p.fault(j, pack.FaultRow{FaultCode: r.Fault, ErrorCode: r.ErrorCode, Text: r.ErrorText, Title: r.Diagnostic}, r.Status, r)
	}
	answer := services.Answer{Code: r.Response}
	switch {
	case r.Response == "":
		answer = p.lookup(j)
	case carriesRecord(j.Pack, r):
		answer = p.scripted(j, step, r)
	}
	return p.respond(j, answer, r, r.Status)
}

// carriesRecord says whether a scripted reply has a record besides its code.
func carriesRecord(q *pack.Pack, r *scenario.Reply) bool {
	switch r.Payload {
	case scenario.PayloadNone:
		return false
	case scenario.PayloadRecord:
		return true
	}
	return slices.Contains(q.PayloadCodes, r.Response)
}

// scripted fills a reply with the record of the scenario's persona.
func (p *Provider) scripted(j Judged, step scenario.Step, r *scenario.Reply) services.Answer {
	persona, _ := j.Pack.Persona(step.Persona)
	a := p.parties.lookup(j.Verdict.Request.From, j.Pack).Scripted(persona, p.query(j))
	if a.Values == nil {
		a.Values = map[string]any{}
	}
	maps.Copy(a.Values, compose.WithPersona(r.Values, persona))
	a.Code = r.Response
	return a
}

func (p *Provider) lookup(j Judged) services.Answer {
	return p.parties.lookup(j.Verdict.Request.From, j.Pack).Answer(p.query(j))
}

// query is what a judged request asks of the simulated service.
func (p *Provider) query(j Judged) services.Query {
	q := services.Query{
		Service: j.Service.Name, Ask: j.Verdict.Request.Keys, Invalid: breaksDomainRule(j.Verdict.Findings), Now: p.now(),
	}
	for _, id := range j.Verdict.Request.Audit {
		q.Audit = append(q.Audit, services.AuditID(id))
	}
	return q
}

// breaksDomainRule reports whether the request is valid by its schema but not by
// the domain's rules.
func breaksDomainRule(findings []model.Finding) bool {
	for _, f := range findings {
		if f.Severity == model.Error && f.Layer == model.LayerDomain {
			return true
		}
	}
	return false
}

// faultFor looks the findings of a request up in the fault table, row by row.
func (p *Provider) faultFor(j Judged) (pack.FaultRow, bool) {
	var rules []string
	for _, f := range j.Verdict.Findings {
		answered := slices.ContainsFunc(p.answered, func(pattern string) bool { return pack.Match(pattern, f.Rule) })
		if f.Severity == model.Error && f.Layer != model.LayerDomain && !answered {
			rules = append(rules, f.Rule)
		}
	}
	if !j.Known && j.Verdict.Request.Form == check.FormSOAP && j.Verdict.Request.Action != "" {
		rules = append(rules, "ITK-UNKNOWN-SERVICE")
	}
	for _, row := range p.faults {
		for _, pattern := range row.Rules {
			for _, rule := range rules {
				if pack.Match(pattern, rule) {
					return row, true
				}
			}
		}
	}
	if len(rules) > 0 || !j.Known {
		return pack.FaultRow{Title: strings.Join(rules, ", "), FaultCode: model.FaultClient, ErrorCode: model.ErrorInvalidMessage, Text: "The message could not be accepted."}, true
	}
	return pack.FaultRow{}, false
}
