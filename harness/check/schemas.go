package check

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/xmlengine"
)

// judgeSchemas validates the envelope, the payload and the fault detail of a
// message, each against its own schema.
func (j *Judge) judgeSchemas(in Input, p *prepared) ([]model.Finding, error) {
	if p.doc == nil {
		return nil, nil
	}
	var out []model.Finding
	for _, piece := range []struct {
		node   xmlengine.Node
		domain string
		path   string
		layer  model.Layer
		label  string
	}{
		{p.facts.envelope, shared, envelopeSchema, model.LayerEnvelope, "ENVELOPE"},
		{p.facts.errors, shared, errorSchema, model.LayerEnvelope, "FAULT"},
	} {
		if piece.node.IsZero() {
			continue
		}
		found, err := j.validate(piece.domain, piece.path, piece.node, p.doc, piece.layer, piece.label, in.Judged)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	// XML of another kind is no payload; the rules for SOAP and HTTP object to it.
	if p.facts.payload.IsZero() || p.facts.Form == FormOther {
		return out, nil
	}
	found, err := j.validatePayload(in, p)
	return append(out, found...), err
}

// validatePayload picks the schema by the root element; a root that no pack knows
// is a finding, since nothing could judge it.
func (j *Judge) validatePayload(in Input, p *prepared) ([]model.Finding, error) {
	uses := j.roots[p.facts.PayloadRoot]
	if len(uses) == 0 {
		return []model.Finding{{
			Check: "schema", Rule: "XSD-PAYLOAD-UNKNOWN", Severity: model.Error, Layer: model.LayerPayload, Part: string(in.Judged),
			Message:  fmt.Sprintf("no pack knows a message with the root element {%s}%s", p.facts.PayloadNamespace, p.facts.PayloadRoot),
			Location: location(p.facts.payload.Location()),
			Help:     "Send one of the messages of the service, with the root element and namespace that its specification names.",
		}}, nil
	}
	use := uses[0]
	out, err := j.validate(use.service.Domain, use.message.Schema, p.facts.payload, p.doc, model.LayerPayload, "PAYLOAD", in.Judged)
	if err != nil {
		return nil, err
	}
	found, err := j.validateEmbedded(use, p, in.Judged)
	return append(out, found...), err
}

// validateEmbedded validates the documents within a payload that have a schema of
// their own, such as the summary in an answer.
func (j *Judge) validateEmbedded(use rootUse, p *prepared, part Part) ([]model.Finding, error) {
	keys := j.keys[use.message.Root]
	if keys == nil || len(keys.embedded) == 0 {
		return nil, nil
	}
	ev, err := keys.program.Evaluator(p.doc)
	if err != nil {
		return nil, err
	}
	defer ev.Release()
	var out []model.Finding
	for i, expr := range keys.embedded {
		nodes, err := ev.Nodes(expr, p.facts.payload)
		if err != nil {
			return nil, fmt.Errorf("embedded document of %s: %w", use.message.Root, err)
		}
		for _, node := range nodes {
			found, err := j.validate(use.service.Domain, use.message.Embedded[i].Schema, node, p.doc, model.LayerPayload, "EMBEDDED", part)
			if err != nil {
				return nil, err
			}
			for _, f := range found {
				f.Severity = use.message.Embedded[i].Severity
				out = append(out, f)
			}
		}
	}
	return out, nil
}

func (j *Judge) validate(domain, path string, node xmlengine.Node, doc *xmlengine.Document, layer model.Layer, label string, part Part) ([]model.Finding, error) {
	get := j.schemas[domain+":"+path]
	if get == nil {
		return nil, fmt.Errorf("schema %s of pack %q is not loaded", path, domain)
	}
	schema, err := get()
	if err != nil {
		return nil, err
	}
	violations, err := schema.Validate(node)
	if err != nil {
		return nil, fmt.Errorf("validating against %s: %w", path, err)
	}
	out := make([]model.Finding, 0, len(violations))
	for _, v := range violations {
		out = append(out, model.Finding{
			Check: "schema", Rule: fmt.Sprintf("XSD-%s-%d", label, v.Code), Severity: model.Error, Layer: layer, Part: string(part),
			Message: v.Explanation, Location: location(v.Location), Actual: shorten(v.Value),
			Requirements: []string{"COR-VAL-01"}, Help: "Schema " + path + " says: " + shorten(v.Message),
		})
	}
	return out, nil
}
