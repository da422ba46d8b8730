package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// National says how the scenarios of a shared pack run on the services of one that uses it.
// So the tests that are the same for all mini services stand once, and a new domain has
// them when it has named a persona.
type National struct {
	// Persona is who is asked about.
	Persona string
	// Success is the response code of a request in order.
	Success string
	// Endpoint is the service for what belongs to the endpoint, whatever the service.
	Endpoint string
	// Faults is the service whose client is answered each fault; empty for none. The pack
	// has a persona for each, so that the client's request says which fault it awaits.
	Faults string
	// Transport is the service whose client meets faults of the connection, by personas of
	// their own; empty for none.
	Transport string

	places map[string]yamlfile.Place // of the values, by key
}

func decodeNational(d *yamlfile.Decoder, v *yamlfile.Value) *National {
	if v == nil {
		return nil
	}
	m := d.Mapping(v, "national")
	m.Required("persona", "success", "endpoint")
	n := &National{places: map[string]yamlfile.Place{}}
	for _, s := range []struct {
		key string
		to  *string
	}{{"persona", &n.Persona}, {"success", &n.Success}, {"endpoint", &n.Endpoint}, {"faults", &n.Faults}, {"transport", &n.Transport}} {
		*s.to = m.String(s.key)
		if value := m.Value(s.key); value != nil {
			n.places[s.key] = value.Place
		}
	}
	m.Done()
	return n
}

// checkNational finds what national names and the pack lacks, services that scenario ids
// could not tell apart, and a national that no other pack has scenarios for. Personas are
// in another file: see checkPersona.
func checkNational(d *yamlfile.Decoder, p *Pack, at yamlfile.Place) {
	n := p.National
	if len(p.Uses) == 0 {
		d.Errorf(at, "national has no effect in a pack that uses no other; add uses: [itk], which has the national tests")
	}
	for _, s := range []struct{ key, name string }{{"endpoint", n.Endpoint}, {"faults", n.Faults}, {"transport", n.Transport}} {
		if _, ok := p.Service(s.name); !ok && s.name != "" {
			d.Errorf(n.places[s.key], "national names the service %q, which the pack lacks", s.name)
		}
	}
	if n.Success != "" && !slices.Contains(p.ResponseCodes, n.Success) {
		d.Errorf(n.places["success"], "national names the code %q, which is not among the responseCodes of the pack", n.Success)
	}
	ops := map[string]Service{}
	for _, s := range p.Services {
		op := s.Placeholders["op"]
		first, twice := ops[op]
		switch {
		case twice && op == "":
			d.Errorf(s.Place, `services %q and %q both have no op; add placeholders: {op: SHORT}, so that the ids of national tests differ`, first.Name, s.Name)
		case twice:
			d.Errorf(s.Place, "services %q and %q both have the op %q", first.Name, s.Name, op)
		}
		ops[op] = s
	}
}

// checkPersona finds a persona that national names and the pack lacks.
func checkPersona(p *Pack) yamlfile.Problems {
	if p.National == nil {
		return nil
	}
	if _, ok := p.Persona(p.National.Persona); ok {
		return nil
	}
	return yamlfile.Problems{{
		Place: p.National.places["persona"], Message: fmt.Sprintf("national names the persona %q, which the pack lacks; add it to fixtures/personas.yaml", p.National.Persona),
	}}
}

// The lists that tkw makes of every pack for its scenarios and those of the packs that it
// uses.
const (
	servicesList = "services" // each service
	domainsList  = "domains"  // the service of National.Endpoint
	clientsList  = "clients"  // the service of National.Faults
	// the service of National.Transport
	connectionsList = "connections"
)

// lists are the lists that tkw makes of the pack. The members have the placeholders of
// their service, and domain, DOMAIN, service and op; those of services and domains have
// persona and success too, where the pack has a National.
func (p *Pack) lists() scenario.Lists {
	out := scenario.Lists{}
	if p.National != nil {
		out[domainsList], out[clientsList], out[connectionsList] = nil, nil, nil
	}
	for _, s := range p.Services {
		item := scenario.Item{"op": ""}
		maps.Copy(item, s.Placeholders)
		item["domain"], item["DOMAIN"], item["service"] = p.Domain, strings.ToUpper(p.Domain), s.Name
		if p.National != nil {
			if s.Name == p.National.Faults {
				out[clientsList] = append(out[clientsList], maps.Clone(item))
			}
			if s.Name == p.National.Transport {
				out[connectionsList] = append(out[connectionsList], maps.Clone(item))
			}
			item["persona"], item["success"] = p.National.Persona, p.National.Success
			if s.Name == p.National.Endpoint {
				out[domainsList] = append(out[domainsList], item)
			}
		}
		out[servicesList] = append(out[servicesList], item)
	}
	return out
}

// inherit takes National with the personas that are new since, the placeholders of services
// and the material of capabilities from the built-in pack beneath, where a user's pack.yaml
// says nothing of them: it may have been written before they were.
func (p *Pack) inherit(lower *Pack) {
	for i, c := range p.Capabilities {
		at := slices.IndexFunc(lower.Capabilities, func(below Capability) bool { return below.Name == c.Name })
		if at >= 0 && c.By == "" {
			p.Capabilities[i].By = lower.Capabilities[at].By
		}
	}
	for i, s := range p.Services {
		if below, ok := lower.Service(s.Name); ok && s.Placeholders == nil {
			p.Services[i].Placeholders = below.Placeholders
		}
	}
	if p.National != nil || lower.National == nil {
		return
	}
	if _, ok := p.Service(lower.National.Endpoint); !ok {
		return
	}
	national := *lower.National
	for _, name := range []*string{&national.Faults, &national.Transport} {
		if _, ok := p.Service(*name); !ok {
			*name = ""
		}
	}
	p.National = &national
	for _, q := range lower.Personas {
		if _, ok := p.Persona(q.Name); !ok {
			p.Personas = append(p.Personas, q) // national tests ask for it by name
		}
	}
}
