package pack

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// evidenceWords are the values of "evidence" in requirements.yaml.
var evidenceWords = []string{
	string(model.EvidenceMessages), string(model.EvidenceDocument), string(model.EvidenceScreen), string(model.EvidenceAuditTrail), string(model.EvidencePerson),
}

func decodeRequirements(d *yamlfile.Decoder, root *yamlfile.Value) []Requirement {
	m := d.Mapping(root, "requirements.yaml")
	m.Format(Format, true)
	var out []Requirement
	for _, item := range m.List("requirements") {
		r := d.Mapping(item, "the requirement")
		r.Required("id", "title", "level")
		req := Requirement{
			ID: r.String("id"), Title: r.String("title"), Level: r.OneOf("level", "Must", "Should", "May", "not stated"),
			Host: applies(r, "host"), Client: applies(r, "client"), Module: r.String("module"),
			WordingUnknown: r.OneOf("wording", "unknown") != "", Reason: r.String("reason"), Place: item.Place,
		}
		req.HostEvidence, req.ClientEvidence = decodeEvidence(d, r)
		if old := r.Value("testable"); old != nil {
			d.Errorf(old.Place, `"testable" is no longer read: write "evidence" (%s), or "wording: unknown"`, strings.Join(evidenceWords, ", "))
		}
		checkRequirement(d, req)
		r.Done()
		out = append(out, req)
	}
	m.Done()
	return out
}

// applies reads a flag; what is not flagged binds.
func applies(r *yamlfile.Mapping, key string) Applies {
	if word := r.OneOf(key, string(Bound), string(Optional), string(NotBound)); word != "" {
		return Applies(word)
	}
	return Bound
}

// decodeEvidence reads one word for both parties, or a mapping with one for each.
// Messages are the evidence where nothing else is said.
func decodeEvidence(d *yamlfile.Decoder, r *yamlfile.Mapping) (host, client model.Evidence) {
	read := func(m *yamlfile.Mapping, key string) model.Evidence {
		if word := m.OneOf(key, evidenceWords...); word != "" {
			return model.Evidence(word)
		}
		return model.EvidenceMessages
	}
	v := r.Value("evidence")
	if v == nil || v.Kind != yamlfile.Map {
		both := read(r, "evidence")
		return both, both
	}
	m := d.Mapping(v, "evidence")
	host, client = read(m, "host"), read(m, "client")
	m.Done()
	return host, client
}

// checkRequirement finds entries that contradict themselves.
func checkRequirement(d *yamlfile.Decoder, r Requirement) {
	optional := r.Host == Optional || r.Client == Optional
	switch {
	case optional && r.Module == "":
		d.Errorf(r.Place, "requirement %q is optional but does not name the module that it belongs to: add module: NAME", r.ID)
	case !optional && r.Module != "":
		d.Errorf(r.Place, "requirement %q names the module %q but is optional (O) for nobody", r.ID, r.Module)
	}
	for _, role := range []model.Role{model.RoleProvider, model.RoleClient} {
		flag, evidence := r.For(role)
		if flag != NotBound && evidence != model.EvidenceMessages && r.Reason == "" {
			d.Errorf(r.Place, "requirement %q needs other evidence than messages but gives no reason", r.ID)
			return
		}
	}
}

// decodeCapabilities reads what systems, or testers, may declare to have.
func decodeCapabilities(d *yamlfile.Decoder, items []*yamlfile.Value, what string) []Capability {
	var out []Capability
	for _, item := range items {
		m := d.Mapping(item, what)
		m.Required("name", "title")
		out = append(out, Capability{
			Name: m.String("name"), Title: m.String("title"), Material: m.Bool("material"),
			By: m.OneOf("by", ByCertificate, ByBadCertificates), Help: m.String("help"), Place: item.Place,
		})
		m.Done()
	}
	return out
}

func decodeCarries(d *yamlfile.Decoder, items []*yamlfile.Value) []Carry {
	var out []Carry
	for _, item := range items {
		m := d.Mapping(item, "the entry")
		m.Required("rule", "requirements")
		out = append(out, Carry{Rule: m.String("rule"), Requirements: m.Strings("requirements"), Place: item.Place})
		m.Done()
	}
	return out
}
