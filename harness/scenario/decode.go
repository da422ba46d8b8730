package scenario

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/itk"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/yamlfile"
)

// Lists are the named lists that `for` may name: of the pack and of the file.
type Lists map[string][]Item

// Item is one member of a list: the values of its %placeholders%.
type Item map[string]string

// idForm is what a scenario id looks like after expansion.
var idForm = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Za-z0-9]+)+$`)

// Decode reads one scenario file of a domain. All mistakes of the file come back
// together as yamlfile.Problems; scenarios are nil then.
func Decode(domain, file string, src []byte, shared Lists) ([]Scenario, error) {
	root, err := yamlfile.Parse(file, src)
	if err != nil {
		return nil, err
	}
	d := &yamlfile.Decoder{}
	m := d.Mapping(root, "the scenario file")
	if f := m.String("format"); f != strconv.Itoa(Format) {
		d.Errorf(root.Place, "format is %q; this tkw reads format %d", f, Format)
	}
	lists := Lists{}
	for name, items := range shared {
		lists[name] = items
	}
	for name, items := range DecodeLists(d, m.Value("lists")) {
		lists[name] = items
	}
	var out []Scenario
	for _, item := range m.List("scenarios") {
		out = append(out, decodeFamily(d, domain, item, lists)...)
	}
	m.Done()
	if len(out) == 0 && len(d.Problems) == 0 {
		d.Errorf(root.Place, "the file holds no scenarios")
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// DecodeLists reads a `lists` mapping of named lists of flat mappings.
func DecodeLists(d *yamlfile.Decoder, v *yamlfile.Value) Lists {
	if v == nil {
		return nil
	}
	out := Lists{}
	m := d.Mapping(v, "lists")
	for _, e := range v.Entries {
		for _, item := range m.List(e.Key) {
			out[e.Key] = append(out[e.Key], decodeItem(d, item))
		}
	}
	return out
}

func decodeItem(d *yamlfile.Decoder, v *yamlfile.Value) Item {
	item := Item{}
	if v.Kind != yamlfile.Map {
		d.Errorf(v.Place, "a member of a list for %q must be a mapping, not %s", "for", v.Kind)
		return item
	}
	for _, e := range v.Entries {
		if e.Value.Kind == yamlfile.List || e.Value.Kind == yamlfile.Map {
			d.Errorf(e.Value.Place, "%q must be a single value, not %s", e.Key, e.Value.Kind)
			continue
		}
		item[e.Key] = e.Value.Text
	}
	return item
}

// decodeFamily expands the `for` of one scenario and decodes each member.
func decodeFamily(d *yamlfile.Decoder, domain string, v *yamlfile.Value, lists Lists) []Scenario {
	if v.Kind != yamlfile.Map {
		d.Errorf(v.Place, "a scenario must be a mapping, not %s", v.Kind)
		return nil
	}
	items := []Item{nil}
	if forValue := v.Get("for"); forValue != nil {
		items = decodeFor(d, forValue, lists)
	}
	out := make([]Scenario, 0, len(items))
	for _, item := range items {
		replaced := v
		if item != nil {
			replaced = v.Substitute(func(text string) string { return item.replace(text) })
		}
		before := len(d.Problems)
		out = append(out, decodeScenario(d, domain, replaced))
		if len(d.Problems) > before {
			// The other members would only repeat the same mistake.
			break
		}
	}
	return out
}

// decodeFor reads a list name, an inline list of mappings, or a list of list
// names, whose cross product it makes.
func decodeFor(d *yamlfile.Decoder, v *yamlfile.Value, lists Lists) []Item {
	named := func(v *yamlfile.Value) []Item {
		items, ok := lists[v.Text]
		if !ok {
			d.Errorf(v.Place, "there is no list %q", v.Text)
		}
		return items
	}
	switch {
	case v.Kind == yamlfile.Scalar:
		return named(v)
	case v.Kind != yamlfile.List || len(v.Items) == 0:
		d.Errorf(v.Place, `"for" must name a list, or be a list`)
		return nil
	case v.Items[0].Kind == yamlfile.Map:
		var out []Item
		for _, item := range v.Items {
			out = append(out, decodeItem(d, item))
		}
		return out
	}
	product := []Item{{}}
	for _, name := range v.Items {
		var next []Item
		for _, left := range product {
			for _, right := range named(name) {
				joined := Item{}
				for k, val := range left {
					joined[k] = val
				}
				for k, val := range right {
					joined[k] = val
				}
				next = append(next, joined)
			}
		}
		product = next
	}
	return product
}

func (item Item) replace(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	for key, value := range item {
		text = strings.ReplaceAll(text, "%"+key+"%", value)
	}
	return text
}

var placeholder = regexp.MustCompile(`%[A-Za-z][A-Za-z0-9]*%`)

func decodeScenario(d *yamlfile.Decoder, domain string, v *yamlfile.Value) Scenario {
	m := d.Mapping(v, "the scenario")
	m.Required("id", "title", "roles")
	s := Scenario{
		ID: m.String("id"), Title: m.String("title"), Purpose: m.String("purpose"), Domain: domain,
		Tags: m.Strings("tags"), Reference: m.Strings("reference"), Requirements: m.Strings("requirements"),
		Needs: m.Strings("needs"), Place: v.Place,
	}
	m.Value("for")
	for _, text := range []string{s.ID, s.Title, s.Purpose} {
		if left := placeholder.FindString(text); left != "" {
			d.Errorf(v.Place, `placeholder %s has no value in the "for" list`, left)
		}
	}
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
	if steps := m.List("steps"); steps != nil {
		for _, item := range steps {
			step := d.Mapping(item, "the step")
			s.Steps = append(s.Steps, decodeStep(d, step, m.String("service"), m.String("persona")))
			step.Done()
		}
	} else {
		s.Steps = []Step{decodeStep(d, m, "", "")}
	}
	checkRoles(d, s)
	m.Done()
	return s
}

// checkRoles finds scenarios whose expectations can never be judged.
func checkRoles(d *yamlfile.Decoder, s Scenario) {
	expects := false
	for _, step := range s.Steps {
		if step.Service == "" {
			d.Errorf(s.Place, "the scenario names no service")
		}
		if len(step.Expect) > 0 || len(step.Assert) > 0 {
			expects = true
		}
		if step.Reply != nil && !s.HasRole(model.RoleClient) {
			d.Errorf(s.Place, `"reply" is what tkw answers a client, but the scenario is not for role client`)
		}
	}
	if s.HasRole(model.RoleProvider) && !expects {
		d.Errorf(s.Place, `the scenario is for role provider but expects nothing: add "expect"`)
	}
	if !s.HasRole(model.RoleProvider) && expects && !assertsOnly(s) {
		d.Errorf(s.Place, `"expect" is judged on a provider's answer, but the scenario is not for role provider`)
	}
}

func assertsOnly(s Scenario) bool {
	for _, step := range s.Steps {
		if len(step.Expect) > 0 {
			return false
		}
	}
	return true
}

func decodeStep(d *yamlfile.Decoder, m *yamlfile.Mapping, service, persona string) Step {
	st := Step{
		Service: m.String("service"), Persona: m.String("persona"), Stimulus: m.String("stimulus"),
		Values: m.StringMap("values"),
	}
	if st.Service == "" {
		st.Service = service
	}
	if st.Persona == "" {
		st.Persona = persona
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

func decodeRequest(d *yamlfile.Decoder, v *yamlfile.Value) Request {
	m := d.Mapping(v, "request")
	r := Request{
		Ask: m.StringMap("ask"), Only: m.Strings("only"),
		Mutations: decodeMutations(d, m.List("mutations")),
		TLS:       m.OneOf("tls", "no-certificate", "unknown-ca", "expired", "old-version"),
		Repeat:    m.Int("repeat", 1, 10),
	}
	if e := m.Value("envelope"); e != nil {
		values, ok := e.Plain().(map[string]any)
		if !ok {
			d.Errorf(e.Place, `"envelope" must be a mapping`)
		}
		r.Envelope = values
	}
	if h := m.Value("http"); h != nil {
		hm := d.Mapping(h, "http")
		r.HTTP = HTTP{
			SOAPAction: hm.String("soapAction"), ContentType: hm.String("contentType"), Method: hm.String("method"),
			Chunked: hm.Bool("chunked"), HeaderNames: hm.OneOf("headerNames", "lower"), Body: hm.OneOf("body", "none"),
		}
		hm.Done()
	}
	m.Done()
	return r
}

func decodeMutations(d *yamlfile.Decoder, items []*yamlfile.Value) []itk.Mutation {
	var out []itk.Mutation
	for _, item := range items {
		plain, ok := item.Plain().(map[string]any)
		if !ok {
			d.Errorf(item.Place, "a mutation must be a mapping such as {remove: PATH}")
			continue
		}
		mutation, err := itk.DecodeMutation(plain)
		if err != nil {
			d.Errorf(item.Place, "%v", err)
			continue
		}
		out = append(out, mutation)
	}
	return out
}

func decodeExpectation(d *yamlfile.Decoder, v *yamlfile.Value) Expectation {
	m := d.Mapping(v, "the expectation")
	e := Expectation{
		Response: m.Strings("response"), Fault: m.Strings("fault"), ErrorCode: m.Strings("errorCode"),
		DetailOpt: m.OneOf("detail", "optional") != "", Refused: m.Bool("refused"), Warn: m.String("warn"),
	}
	for _, text := range m.Strings("status") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 100 || n > 599 {
			d.Errorf(m.Value("status").Place, "%q is no HTTP status", text)
		}
		e.Status = append(e.Status, n)
	}
	for _, f := range e.Fault {
		switch f {
		case "Client", "Server", "MustUnderstand", "VersionMismatch":
		default:
			d.Errorf(m.Value("fault").Place, "%q is no SOAP 1.1 fault code", f)
		}
	}
	kinds := 0
	for _, set := range []bool{len(e.Response) > 0, len(e.Fault) > 0, len(e.Status) > 0, e.Refused} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		d.Errorf(v.Place, "an expectation needs exactly one of response, fault, status and refused; this has %d", kinds)
	}
	if len(e.ErrorCode) > 0 && len(e.Fault) == 0 {
		d.Errorf(v.Place, `"errorCode" belongs to a fault`)
	}
	m.Done()
	return e
}

func decodeAssertion(d *yamlfile.Decoder, v *yamlfile.Value) Assertion {
	m := d.Mapping(v, "the assertion")
	m.Required("id", "that", "message")
	a := Assertion{
		ID: m.String("id"), That: m.String("that"), Message: m.String("message"), Help: m.String("help"),
		Requirements: m.Strings("requirements"), Place: v.Place, Severity: model.Error,
	}
	if s := m.OneOf("severity", "error", "warning", "info"); s != "" {
		a.Severity = model.Severity(s)
	}
	m.Done()
	return a
}

func decodeReply(d *yamlfile.Decoder, v *yamlfile.Value) *Reply {
	m := d.Mapping(v, "reply")
	r := &Reply{
		Response: m.String("response"), Payload: m.OneOf("payload", "none", "patient", "replacement"),
		Verified: m.OneOf("verified", "true", "false"), Fault: m.OneOf("fault", "Client", "Server", "MustUnderstand", "VersionMismatch"),
		ErrorCode: m.String("errorCode"), ErrorText: m.String("errorText"), Diagnostic: m.String("diagnostic"),
		Delay: m.Duration("delay"), Status: m.Int("status", 100, 599), Mutations: decodeMutations(d, m.List("mutations")),
	}
	r.NoDetail = m.Has("detail") && !m.Bool("detail")
	if r.Response != "" && r.Fault != "" {
		d.Errorf(v.Place, "a reply is a response or a fault, not both")
	}
	m.Done()
	return r
}

// Words says in plain English what is expected: "response SMSP-0000, or a SOAP
// fault Client with ErrorCode 1000".
func Words(alternatives []Expectation) string {
	parts := make([]string, len(alternatives))
	for i, e := range alternatives {
		parts[i] = e.words()
	}
	return strings.Join(parts, ", or ")
}

func (e Expectation) words() string {
	switch {
	case len(e.Response) > 0:
		return "response " + strings.Join(e.Response, " or ")
	case len(e.Fault) > 0:
		text := "a SOAP fault " + strings.Join(e.Fault, " or ")
		if len(e.ErrorCode) > 0 {
			text += " with ErrorCode " + strings.Join(e.ErrorCode, " or ")
		}
		if e.DetailOpt {
			text += " (or no detail)"
		}
		return text
	case len(e.Status) > 0:
		codes := make([]string, len(e.Status))
		for i, c := range e.Status {
			codes[i] = strconv.Itoa(c)
		}
		return fmt.Sprintf("HTTP status %s without a SOAP message", strings.Join(codes, " or "))
	default:
		return "no connection (refused handshake, or HTTP 403)"
	}
}
