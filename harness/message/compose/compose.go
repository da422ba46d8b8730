// Package compose builds the messages of scenarios: the templates of a pack,
// filled with the values of a persona, wrapped in SOAP and a DistributionEnvelope,
// and mutated as a negative case asks.
package compose

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/message/mutate"
	"github.com/itk-assurance/tkw/harness/message/template"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Sender is who the built messages come from.
type Sender struct {
	// Username is the wsse:Username of requests.
	Username string
	// From is the wsa:From address of requests.
	From string
	// Audit are the audit identities of envelopes.
	Audit []itk.Identity
	// Address is the envelope's sender address.
	Address string
	// Lifetime is how long after its creation a request expires.
	Lifetime time.Duration
}

// DefaultSender is used where tkw.yaml names nobody. The organisation is made up.
func DefaultSender() Sender {
	return Sender{
		Username: "CN=" + DefaultClientName, From: "http://" + DefaultClientName + "/",
		Audit:   []itk.Identity{{URI: "urn:nhs-uk:identity:ods:TKW01:reference-point:tester"}},
		Address: "urn:nhs-uk:addressing:ods:TKW01:reference-point", Lifetime: 5 * time.Minute,
	}
}

// DefaultClientName is the common name of tkw's own client certificate and user.
const DefaultClientName = "tkw-client.test"

// Composer builds messages. Safe for concurrent use.
type Composer struct {
	templates map[string]*template.Template // by domain and path
	ids       itk.IDs
	now       func() time.Time
	sender    Sender
}

// Templates of the shared pack.
const (
	shared           = "itk"
	requestEnvelope  = "fixtures/templates/request.xml"
	responseEnvelope = "fixtures/templates/response.xml"
	faultEnvelope    = "fixtures/templates/fault.xml"
)

// New parses the templates of all packs.
func New(set *pack.Set, ids itk.IDs, now func() time.Time, sender Sender) (*Composer, error) {
	c := &Composer{templates: map[string]*template.Template{}, ids: ids, now: now, sender: sender}
	for _, p := range set.Packs {
		paths := []string{}
		if p.Domain == shared {
			paths = append(paths, requestEnvelope, responseEnvelope, faultEnvelope)
		}
		for _, s := range p.Services {
			paths = append(paths, s.Request.Template, s.Response.Template)
		}
		for _, path := range paths {
			if err := c.add(p, path); err != nil {
				return nil, fmt.Errorf("pack %q: %w", p.Domain, err)
			}
		}
	}
	return c, nil
}

func (c *Composer) add(p *pack.Pack, path string) error {
	key := p.Domain + ":" + path
	if c.templates[key] != nil {
		return nil
	}
	src, err := fs.ReadFile(p.FS, path)
	if err != nil {
		return fmt.Errorf("reading template %s: %w", path, err)
	}
	t, err := template.Parse(path, src)
	if err != nil {
		return err
	}
	c.templates[key] = t
	return nil
}

func (c *Composer) template(domain, path string) (*template.Template, error) {
	if t := c.templates[domain+":"+path]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("template %s of pack %q is not loaded", path, domain)
}

// Request is a built request.
type Request struct {
	Wire transport.Request
	// Ask are the values that the request asks for, by dotted key.
	Ask map[string]string
	// Values are the facts that rules may read of the scenario.
	Values map[string]string
	// MessageID is the wsa:MessageID before any mutation.
	MessageID string
}

// Ask works out what a step asks: the persona's values by the service's list,
// then the persona's own deviations, then the step's.
func Ask(p *pack.Pack, step scenario.Step) (map[string]string, error) {
	service, ok := p.Service(step.Service)
	if !ok {
		return nil, fmt.Errorf("pack %q has no service %q", p.Domain, step.Service)
	}
	out := map[string]string{}
	asks := service.Asks
	if step.Request.Only != nil {
		asks = step.Request.Only
	}
	if step.Persona != "" {
		persona, ok := p.Persona(step.Persona)
		if !ok {
			return nil, fmt.Errorf("pack %q has no persona %q", p.Domain, step.Persona)
		}
		for _, key := range asks {
			collect(out, key, persona.Values[key])
		}
		for key, value := range persona.Ask {
			head, _, _ := strings.Cut(key, ".")
			if slices.Contains(asks, head) || slices.Contains(asks, key) {
				out[key] = value
			}
		}
	}
	maps.Copy(out, step.Request.Ask)
	for key, value := range out {
		if value == "" {
			delete(out, key)
		}
	}
	return out, nil
}

// collect flattens a value into dotted keys.
func collect(out map[string]string, key string, value any) {
	switch v := value.(type) {
	case string:
		out[key] = v
	case map[string]any:
		for k, inner := range v {
			collect(out, key+"."+k, inner)
		}
	}
}

// Nest makes mappings of dotted keys: "a.b" is b within a.
func Nest(flat map[string]string) map[string]any {
	out := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(flat)) {
		at := out
		parts := strings.Split(key, ".")
		for _, part := range parts[:len(parts)-1] {
			next, ok := at[part].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[part] = next
			}
			at = next
		}
		at[parts[len(parts)-1]] = flat[key]
	}
	return out
}

// Request builds the request of a step for an endpoint.
func (c *Composer) Request(p *pack.Pack, step scenario.Step, endpoint string) (Request, error) {
	service, ok := p.Service(step.Service)
	if !ok {
		return Request{}, fmt.Errorf("pack %q has no service %q", p.Domain, step.Service)
	}
	ask, err := Ask(p, step)
	if err != nil {
		return Request{}, err
	}
	doc, messageID, err := c.requestDocument(p, service, step, ask, endpoint)
	if err != nil {
		return Request{}, err
	}
	body, err := mutated(doc, step.Request.Mutations)
	if err != nil {
		return Request{}, err
	}
	return Request{
		Wire: wire(service, step.Request.HTTP, endpoint, body), Ask: ask, MessageID: messageID, Values: values(p, step, ask),
	}, nil
}

func (c *Composer) requestDocument(p *pack.Pack, service pack.Service, step scenario.Step, ask map[string]string, endpoint string) (*etree.Document, string, error) {
	t, err := c.template(p.Domain, service.Request.Template)
	if err != nil {
		return nil, "", err
	}
	now := c.now()
	payload, err := t.Render(map[string]any{"id": c.ids.UUID(), "now": hl7Time(now), "ask": Nest(ask)}, nil)
	if err != nil {
		return nil, "", err
	}
	envelope, err := c.template(shared, requestEnvelope)
	if err != nil {
		return nil, "", err
	}
	e := itk.Envelope{
		MessageID: c.ids.UUID(), Action: service.Action, To: endpoint, From: c.sender.From,
		Created: now, Expires: now.Add(c.sender.Lifetime), Username: c.sender.Username, TimestampID: "uuid_" + c.ids.UUID(),
		TrackingID: c.ids.UUID(), AuditIDs: c.sender.Audit, SenderAddress: c.sender.Address,
		ManifestID: "uuid_" + c.ids.UUID(), ProfileID: service.Request.Profile, Interaction: service.Interaction,
		Override: envelopeValues(p, step),
	}
	doc, err := itk.BuildRequest(envelope, e, payload.Root())
	return doc, e.MessageID, err
}

// mutated applies mutations: first those of the tree, then those of the serialised
// bytes. One that changes nothing is an error, since it would test nothing.
func mutated(doc *etree.Document, mutations []mutation.Mutation) ([]byte, error) {
	var tree, raw []mutation.Mutation
	for _, m := range mutations {
		if m.Op == mutation.OpBytes {
			raw = append(raw, m)
		} else {
			tree = append(tree, m)
		}
	}
	if _, err := mutate.Apply(doc, tree); err != nil {
		return nil, err
	}
	body, _, err := mutate.ApplyBytes(xmltree.Bytes(doc), raw)
	return body, err
}

// wire puts the HTTP side of a request together.
func wire(service pack.Service, h scenario.HTTP, endpoint string, body []byte) transport.Request {
	req := transport.Request{URL: endpoint, Method: h.Method, Body: body, Chunked: h.Chunked, Fault: transport.RequestFault(h.Fault)}
	if req.Method == "" {
		req.Method = "POST"
	}
	contentType := h.ContentType
	if contentType == "" {
		contentType = "text/xml; charset=utf-8"
	}
	if h.Body == "none" {
		req.Body = nil
	} else {
		req.Header = append(req.Header, transport.HeaderField{Name: "Content-Type", Value: contentType})
	}
	action := `"` + service.Action + `"`
	switch h.SOAPAction {
	case "":
	case "unquoted":
		action = service.Action
	default:
		action = h.SOAPAction
	}
	if h.SOAPAction != "absent" {
		req.Header = append(req.Header, transport.HeaderField{Name: "SOAPAction", Value: action})
	}
	req.Header = append(req.Header, transport.HeaderField{Name: "Accept", Value: "text/xml"}, transport.HeaderField{Name: "User-Agent", Value: "tkw"})
	if h.HeaderNames == "lower" {
		for i := range req.Header {
			req.Header[i].Name = strings.ToLower(req.Header[i].Name)
		}
	}
	return req
}

// Values are the facts of a step for rules and assertions, of whoever sends its request.
func Values(p *pack.Pack, step scenario.Step) (map[string]string, error) {
	ask, err := Ask(p, step)
	if err != nil {
		return nil, err
	}
	return values(p, step, ask), nil
}

// values are the facts of a step for rules and assertions: the step's own, the
// persona's scalars as "persona.<key>", and what is asked as "ask.<key>".
func values(p *pack.Pack, step scenario.Step, ask map[string]string) map[string]string {
	out := map[string]string{}
	if persona, ok := p.Persona(step.Persona); ok {
		flat := map[string]string{}
		for key, value := range persona.Values {
			collect(flat, key, value)
		}
		for key, value := range flat {
			out["persona."+key] = value
		}
	}
	for key, value := range ask {
		out["ask."+key] = value
	}
	maps.Copy(out, step.Values)
	return out
}
