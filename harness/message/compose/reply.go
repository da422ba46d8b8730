package compose

import (
	"fmt"
	"maps"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/message/mutate"
)

// Response builds the answer of a service: values go to its payload template, with
// "id" and "code" added. relatesTo is the request's MessageID, empty for none.
func (c *Composer) Response(p *pack.Pack, service pack.Service, code string, values map[string]any, relatesTo string, mutations []mutation.Mutation) ([]byte, error) {
	t, err := c.template(p.Domain, service.Response.Template)
	if err != nil {
		return nil, err
	}
	all := map[string]any{}
	maps.Copy(all, values)
	all["id"], all["code"], all["now"] = c.ids.UUID(), code, hl7Time(c.now())
	if name := p.CodeNames[code]; name != "" {
		all["codeName"] = name
	}
	slots := map[string]*etree.Element{}
	for key, value := range all {
		if element, ok := value.(*etree.Element); ok {
			slots[key] = element
			delete(all, key)
		}
	}
	payload, err := t.Render(all, slots)
	if err != nil {
		return nil, err
	}
	envelope, err := c.template(shared, responseEnvelope)
	if err != nil {
		return nil, err
	}
	doc, err := itk.BuildResponse(envelope, itk.Envelope{
		MessageID: c.ids.UUID(), Action: service.Response.Action, RelatesTo: relatesTo,
		TrackingID: c.ids.UUID(), AuditIDs: c.sender.Audit, SenderAddress: c.sender.Address,
		ManifestID: "uuid_" + c.ids.UUID(), ProfileID: service.Response.Profile, Interaction: service.Response.Interaction,
	}, payload.Root())
	if err != nil {
		return nil, fmt.Errorf("building the response: %w", err)
	}
	return mutated(doc, mutations)
}

// Fault builds a SOAP fault. The error and message ids are filled in.
func (c *Composer) Fault(f itk.Fault, mutations []mutation.Mutation) ([]byte, error) {
	envelope, err := c.template(shared, faultEnvelope)
	if err != nil {
		return nil, err
	}
	f.MessageID, f.ErrorID = c.ids.UUID(), c.ids.UUID()
	doc, err := itk.BuildFault(envelope, f)
	if err != nil {
		return nil, fmt.Errorf("building the fault: %w", err)
	}
	return mutated(doc, mutations)
}

// Freshen sets Created and Expires of a message to now, leaving all else as it is.
func (c *Composer) Freshen(message []byte) ([]byte, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(message); err != nil {
		return nil, fmt.Errorf("the message is not well-formed: %w", err)
	}
	now := c.now()
	_, err := mutate.Apply(doc, []mutation.Mutation{
		{Op: mutation.OpSet, Path: "//wsu:Timestamp/wsu:Created", Value: itk.FormatTime(now)},
		{Op: mutation.OpSet, Path: "//wsu:Timestamp/wsu:Expires", Value: itk.FormatTime(now.Add(c.sender.Lifetime))},
	})
	if err != nil {
		return nil, err
	}
	return doc.WriteToBytes()
}
