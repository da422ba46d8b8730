package scenario

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// idForm is what a scenario id looks like after expansion.
var idForm = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Za-z0-9]+)+$`)

// Shared is what the scenario files of a domain may name and do not hold themselves.
type Shared struct {
	Lists      Lists
	Assertions Assertions
}

// Decode reads one scenario file of a domain. All mistakes of the file come back
// together as yamlfile.Problems; scenarios are nil then.
func Decode(domain, file string, src []byte, shared Shared) ([]Scenario, error) {
	root, err := yamlfile.Parse(file, src)
	if err != nil {
		return nil, err
	}
	d := &yamlfile.Decoder{}
	m := d.Mapping(root, "the scenario file")
	m.Format(Format, false)
	lists := Lists{}
	maps.Copy(lists, shared.Lists)
	maps.Copy(lists, DecodeLists(d, m.Value("lists")))
	var out []Scenario
	items := m.List("scenarios")
	for _, item := range items {
		out = append(out, decodeFamily(d, domain, item, Shared{lists, shared.Assertions})...)
	}
	m.Done()
	checkUnique(d, out)
	if len(items) == 0 && len(d.Problems) == 0 {
		d.Errorf(root.Place, "the file holds no scenarios")
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// checkUnique finds ids that several scenarios of the file have, which happens when
// an id lacks a placeholder of its "for" list.
func checkUnique(d *yamlfile.Decoder, list []Scenario) {
	first := map[string]yamlfile.Place{}
	for _, s := range list {
		place, twice := first[s.ID]
		switch {
		case !twice:
			first[s.ID] = s.Place
		case place == s.Place:
			d.Errorf(s.Place, `scenario id %q is the same for several members of the "for" list; put a placeholder into it`, s.ID)
			return
		default:
			d.Errorf(s.Place, "scenario id %q is used twice; first at %s", s.ID, place)
		}
	}
}

func decodeScenario(d *yamlfile.Decoder, domain string, v *yamlfile.Value) Scenario {
	m := d.Mapping(v, "the scenario")
	m.Required("id", "title", "roles")
	s := Scenario{
		ID: m.String("id"), Title: m.String("title"), Purpose: m.String("purpose"), Domain: domain,
		Tags: m.Strings("tags"), Reference: m.Strings("reference"), Requirements: m.Strings("requirements"),
		Proves: decodeProof(d, m, "proves"), Needs: m.Strings("needs"), Place: v.Place,
	}
	m.Value("for")
	switch {
	case s.ID != "" && !idForm.MatchString(s.ID):
		d.Errorf(m.Value("id").Place, "id %q must be capitals, digits and hyphens, such as PDS-VER-01", s.ID)
	case s.ID != "" && !strings.HasPrefix(s.ID, strings.ToUpper(domain)+"-"):
		d.Errorf(m.Value("id").Place, "id %q must begin with %s-", s.ID, strings.ToUpper(domain))
	}
	for _, r := range m.Strings("roles") {
		if r != string(model.RoleProvider) && r != string(model.RoleClient) {
			d.Errorf(m.Value("roles").Place, "role %q is neither provider nor client", r)
			continue
		}
		s.Roles = append(s.Roles, model.Role(r))
	}
	if m.Has("steps") {
		steps := m.List("steps")
		if len(steps) == 0 {
			d.Errorf(m.Value("steps").Place, `"steps" has no members; leave it out where there is one step`)
			return s
		}
		for _, item := range steps {
			step := d.Mapping(item, "the step")
			s.Steps = append(s.Steps, decodeStep(d, step, m.String("service"), m.String("persona"), s.Proves))
			step.Done()
		}
	} else {
		s.Steps = []Step{decodeStep(d, m, "", "", s.Proves)}
	}
	s.giveAssertionsRoles()
	checkRoles(d, s)
	checkCarried(d, s)
	m.Done()
	return s
}

// giveAssertionsRoles says what those assertions judge of which the file does not say it.
func (s *Scenario) giveAssertionsRoles() {
	usual := model.RoleProvider
	if !s.HasRole(model.RoleProvider) && s.HasRole(model.RoleClient) {
		usual = model.RoleClient
	}
	for _, step := range s.Steps {
		for i := range step.Assert {
			if step.Assert[i].Role == "" {
				step.Assert[i].Role = usual
			}
		}
	}
}

// checkRoles finds scenarios whose expectations can never be judged.
func checkRoles(d *yamlfile.Decoder, s Scenario) {
	expects, judged := false, false
	for _, step := range s.Steps {
		expects = expects || len(step.Expect) > 0
		judged = judged || len(step.Expect)+len(step.Asserts(model.RoleProvider)) > 0
		for _, a := range step.Assert {
			if len(s.Roles) > 0 && !s.HasRole(a.Role) {
				d.Errorf(a.Place, "assertion %q is for role %s, but the scenario is not", a.ID, a.Role)
			}
		}
	}
	if slices.ContainsFunc(s.Steps, func(st Step) bool { return st.Service == "" }) {
		d.Errorf(s.Place, "the scenario names no service")
	}
	if !s.HasRole(model.RoleClient) && slices.ContainsFunc(s.Steps, func(st Step) bool { return st.Reply != nil }) {
		d.Errorf(s.Place, `"reply" is what tkw answers a client, but the scenario is not for role client`)
	}
	if s.HasRole(model.RoleProvider) && !judged {
		d.Errorf(s.Place, `the scenario is for role provider but expects nothing: add "expect"`)
	}
	if s.HasRole(model.RoleClient) && !s.HasRole(model.RoleProvider) && expects {
		d.Errorf(s.Place, `"expect" is judged on a provider's answer, but the scenario is not for role provider`)
	}
}

func decodeStep(d *yamlfile.Decoder, m *yamlfile.Mapping, service, persona string, proves Proof) Step {
	st := Step{
		Proves:  decodeProof(d, m, "proves"),
		Service: m.String("service"), Persona: m.String("persona"), Stimulus: m.String("stimulus"),
		Values: m.StringMap("values"), Carry: m.StringMap("carry"),
	}
	if st.Service == "" {
		st.Service = service
	}
	if st.Persona == "" {
		st.Persona = persona
	}
	if !st.Proves.Said() {
		st.Proves = proves
	}
	if m.Has("request") {
		st.Request = decodeRequest(d, m.Value("request"))
	}
	for _, item := range m.List("expect") {
		st.Expect = append(st.Expect, decodeExpectation(d, item))
	}
	for _, item := range m.List("assert") {
		st.Assert = append(st.Assert, decodeAssertion(d, item))
	}
	if v := m.Value("reply"); v != nil {
		st.Reply = decodeReply(d, v)
	}
	return st
}
