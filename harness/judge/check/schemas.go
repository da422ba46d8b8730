package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

// judgeSchemas validates the envelope, the payload and the fault detail of a
// message, each against its own schema.
func (j *Judge) judgeSchemas(in Input, p *prepared, v *Verdict) error {
	if p.doc == nil {
		return nil
	}
	for _, piece := range []struct {
		node  xmlengine.Node
		path  string
		label string
	}{{p.facts.envelope, pack.EnvelopeSchema, "ENVELOPE"}, {p.facts.errors, pack.FaultSchema, "FAULT"}} {
		if piece.node.IsZero() {
			continue
		}
		found, err := j.validate(shared, piece.path, piece.node, model.LayerEnvelope, piece.label, in.Judged)
		if err != nil {
			return err
		}
		v.judgedBy(shared, piece.path)
		v.Findings = append(v.Findings, found...)
	}
	// XML of another kind is no payload; the rules for SOAP and HTTP object to it.
	if p.facts.payload.IsZero() || p.facts.Form == FormOther {
		return nil
	}
	return j.validatePayload(in, p, v)
}

// validatePayload judges by the schema of the message that was chosen, whatever the
// root element is. A payload that no pack knows is a finding, since nothing could
// judge it.
func (j *Judge) validatePayload(in Input, p *prepared, v *Verdict) error {
	use := p.choice.use()
	switch {
	case p.choice.Kind == ChoiceSeveral:
		return nil // mustBeJudged sees to it
	case use == nil || !j.knowsRoot(p.facts.PayloadRoot):
		what := p.facts.announces
		if use != nil {
			what = announcement{root: what.root, namespace: what.namespace} // the rest is known
		}
		v.Findings = append(v.Findings, model.Finding{
			Check: "schema", Rule: "XSD-PAYLOAD-UNKNOWN", Severity: model.Error, Layer: model.LayerPayload, Part: string(in.Judged),
			Message:  "no pack knows " + what.String(),
			Location: location(p.facts.payload.Location()),
			Help:     "Send one of the messages of the service, with the root element and namespace that its specification names.",
		})
		return nil
	}
	found, err := j.validate(use.service.Domain, use.message.Schema, p.facts.payload, model.LayerPayload, "PAYLOAD", in.Judged)
	if err != nil {
		return err
	}
	v.judgedBy(use.service.Domain, use.message.Schema)
	// A schema may declare the root elements of several messages.
	if len(found) == 0 && !p.choice.Confirmed {
		found = []model.Finding{{
			Check: "schema", Rule: "XSD-PAYLOAD-ROOT", Severity: model.Error, Layer: model.LayerPayload, Part: string(in.Judged),
			Message: fmt.Sprintf("the payload is %s, but the message of %s is %s",
				ElementName(shorten(p.facts.PayloadRoot), shorten(p.facts.PayloadNamespace)), use, ElementName(use.message.Root, use.message.Namespace)),
			Location: location(p.facts.payload.Location()), Expected: use.message.Root, Actual: shorten(p.facts.PayloadRoot),
			Help: "Send the message that belongs to the service and the profile.",
		}}
	}
	for i := range found {
		found[i].Requirements = use.message.Requirements
	}
	v.Findings = append(v.Findings, found...)
	return j.validateEmbedded(use, p, in.Judged, v)
}

// validateEmbedded validates the documents within a payload that have a schema of
// their own, such as the summary in an answer.
func (j *Judge) validateEmbedded(use *rootUse, p *prepared, part Part, v *Verdict) error {
	if len(use.keys.embedded) == 0 {
		return nil
	}
	ev, err := use.keys.program.Evaluator(p.doc)
	if err != nil {
		return err
	}
	defer ev.Release()
	said := sayings(v.Findings)
	for i, expr := range use.keys.embedded {
		nodes, err := ev.Nodes(expr, p.facts.payload)
		if err != nil {
			return fmt.Errorf("embedded document of %s: %w", use.message.Root, err)
		}
		for _, node := range nodes {
			found, err := j.validate(use.service.Domain, use.message.Embedded[i].Schema, node, model.LayerPayload, "EMBEDDED", part)
			if err != nil {
				return err
			}
			v.judgedBy(use.service.Domain, use.message.Embedded[i].Schema)
			for _, f := range found {
				f.Severity = use.message.Embedded[i].Severity
				if f.Severity == model.Error {
					f.Requirements = use.message.Requirements
				}
				if !said[sayingOf(f)] {
					v.Findings = append(v.Findings, f)
				}
			}
		}
	}
	return nil
}

func (v *Verdict) judgedBy(domain, path string) {
	if name := domain + "/" + strings.TrimPrefix(path, "schemas/"); !slices.Contains(v.Schemas, name) {
		v.Schemas = append(v.Schemas, name)
	}
}

func (j *Judge) validate(domain, path string, node xmlengine.Node, layer model.Layer, label string, part Part) ([]model.Finding, error) {
	get := j.schemas[domain+":"+path]
	if get == nil {
		return nil, fmt.Errorf("schema %s of pack %q is not loaded", path, domain)
	}
	schema, err := get()
	if err != nil {
		return nil, err
	}
	_, _, shown := j.set.Pack(domain).SchemaFile(path)
	violations, err := schema.Validate(node)
	if err != nil {
		return nil, fmt.Errorf("validating against %s: %w", path, err)
	}
	out := make([]model.Finding, 0, len(violations))
	for _, v := range violations {
		out = append(out, model.Finding{
			Check: "schema", Rule: schemaRule(label, v), Severity: model.Error, Layer: layer, Part: string(part),
			Message: v.Explanation, Location: location(v.Location), Actual: shorten(v.Value),
			Help:     fmt.Sprintf("%s (%s, libxml2 %d)", v.Help, shown, v.Code),
			Formerly: []string{fmt.Sprintf("XSD-%s-%d", label, v.Code)}, SchemaCode: v.Code, More: v.More,
		})
	}
	return out, nil
}
