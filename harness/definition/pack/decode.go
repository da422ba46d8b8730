package pack

import (
	"regexp"
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/csvtext"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// domainForm is what a domain may be called: it is the name of folders and, in
// capitals, the beginning of scenario ids.
var domainForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// decodePack reads pack.yaml into p. folder is the domain that the pack must have,
// others are all domains that it may use.
func decodePack(d *yamlfile.Decoder, root *yamlfile.Value, p *Pack, folder string, others []string) {
	m := d.Mapping(root, "pack.yaml")
	m.Format(Format, false)
	m.Required("domain", "title")
	p.Domain, p.Title = m.String("domain"), m.String("title")
	p.Uses, p.Rules = m.Strings("uses"), m.Strings("rules")
	p.PayloadCodes = m.Strings("payloadCodes")
	decodeCodes(d, m.List("responseCodes"), p)
	if v := m.Value("envelope"); v != nil {
		values, ok := v.Plain().(map[string]any)
		if !ok {
			d.Errorf(v.Place, `"envelope" must be a mapping`)
		}
		p.Envelope = values
	}
	p.Lists = scenario.DecodeLists(d, m.Value("lists"))
	p.National = decodeNational(d, m.Value("national"))
	switch v := m.Value("domain"); {
	case p.Domain == "":
	case !domainForm.MatchString(p.Domain):
		d.Errorf(v.Place, "domain %q must be small letters, digits and hyphens", p.Domain)
	case p.Domain != folder:
		d.Errorf(v.Place, "domain %q lies in the folder of %q", p.Domain, folder)
	}
	for _, name := range p.Uses {
		if name == p.Domain || !slices.Contains(others, name) {
			d.Errorf(m.Value("uses").Place, "the pack uses %q, and there is no such other pack", name)
		}
	}
	p.Capabilities = decodeCapabilities(d, m.List("capabilities"), "the capability")
	p.Modules = decodeCapabilities(d, m.List("modules"), "the module")
	p.Carries = decodeCarries(d, m.List("carries"))
	for _, item := range m.List("services") {
		s := decodeService(d, item, p.Domain)
		if first, twice := p.Service(s.Name); twice {
			d.Errorf(s.Place, "service %q is there twice; first at %s", s.Name, first.Place)
		}
		p.Services = append(p.Services, s)
	}
	if v := m.Value("national"); v != nil {
		checkNational(d, p, v.Place)
	}
	m.Done()
}

// decodeCodes reads response codes: each a code, or a code with its words.
func decodeCodes(d *yamlfile.Decoder, items []*yamlfile.Value, p *Pack) {
	p.CodeNames = map[string]string{}
	for _, item := range items {
		if item.Kind == yamlfile.Scalar {
			p.ResponseCodes = append(p.ResponseCodes, item.Text)
			continue
		}
		m := d.Mapping(item, "the response code")
		m.Required("code", "title")
		p.ResponseCodes = append(p.ResponseCodes, m.String("code"))
		p.CodeNames[m.String("code")] = m.String("title")
		m.Done()
	}
}

func decodeService(d *yamlfile.Decoder, v *yamlfile.Value, domain string) Service {
	m := d.Mapping(v, "the service")
	m.Required("name", "title", "action", "request", "response")
	s := Service{
		Name: m.String("name"), Title: m.String("title"), Domain: domain, Action: m.String("action"),
		Interaction: m.String("interaction"), Placeholders: m.StringMap("placeholders"), Asks: m.Strings("asks"), Place: v.Place,
	}
	for _, item := range m.List("match") {
		var keys []string
		for _, key := range item.Items {
			if key.Kind != yamlfile.Scalar {
				d.Errorf(key.Place, "a key to match by must be a single value, not %s", key.Kind)
			}
			keys = append(keys, key.Text)
		}
		if len(keys) == 0 {
			d.Errorf(item.Place, `a member of "match" must be a list of keys`)
		}
		s.Match = append(s.Match, keys)
	}
	s.Request = decodeMessage(d, m.Value("request"), s.Action)
	s.Response = decodeMessage(d, m.Value("response"), s.Action+"Response")
	m.Done()
	return s
}

func decodeMessage(d *yamlfile.Decoder, v *yamlfile.Value, action string) Message {
	if v == nil {
		return Message{}
	}
	m := d.Mapping(v, "the message")
	m.Required("root", "namespace", "profile", "schema", "template")
	out := Message{
		Root: m.String("root"), Namespace: m.String("namespace"), Profile: m.String("profile"),
		Action: m.String("action"), Interaction: m.String("interaction"), Tolerates: m.Strings("tolerates"),
		Schema: m.String("schema"), Template: m.String("template"), Keys: m.StringMap("keys"),
		Requirements: m.Strings("requirements"),
	}
	for _, item := range m.List("embedded") {
		e := d.Mapping(item, "the embedded document")
		e.Required("select", "schema")
		one := Embedded{Select: e.String("select"), Schema: e.String("schema"), Severity: model.Error}
		if s := e.OneOf("severity", "error", "warning", "info"); s != "" {
			one.Severity = model.Severity(s)
		}
		e.Done()
		out.Embedded = append(out.Embedded, one)
	}
	for _, item := range m.List("tables") {
		out.Tables = append(out.Tables, decodeTable(d, item))
	}
	if out.Action == "" {
		out.Action = action
	}
	m.Done()
	return out
}

// column is what a column may be called: it becomes an attribute of x:head or x:row,
// whose other attributes have small letters only.
var column = regexp.MustCompile(`^[a-z]+[A-Z][A-Za-z]*$`)

func decodeTable(d *yamlfile.Decoder, item *yamlfile.Value) Table {
	m := d.Mapping(item, "the table")
	m.Required("name", "select", "head", "rows")
	out := Table{Name: m.String("name"), Select: m.String("select"), Base64: m.String("base64"), Head: m.Strings("head")}
	lengths := map[int]bool{}
	for _, row := range m.List("rows") {
		r := d.Mapping(row, "the kind of row")
		r.Required("columns")
		columns := r.Strings("columns")
		if lengths[len(columns)] {
			d.Errorf(row.Place, "two kinds of rows have %d columns; a row's number of fields is what shows its kind", len(columns))
		}
		lengths[len(columns)] = true
		out.Rows = append(out.Rows, columns)
		r.Done()
	}
	for _, columns := range append([][]string{out.Head}, out.Rows...) {
		checkColumns(d, item, columns)
	}
	m.Done()
	return out
}

func checkColumns(d *yamlfile.Decoder, item *yamlfile.Value, columns []string) {
	seen := map[string]bool{}
	if len(columns) > csvtext.MaxFields {
		d.Errorf(item.Place, "a record has %d columns; %d are read", len(columns), csvtext.MaxFields)
	}
	for _, name := range columns {
		switch {
		case seen[name]:
			d.Errorf(item.Place, "the column %q is named twice", name)
		case !column.MatchString(name):
			d.Errorf(item.Place, "the column %q: write two words in one, the second with a capital, such as queryTime", name)
		}
		seen[name] = true
	}
}

func decodeReferences(d *yamlfile.Decoder, root *yamlfile.Value) []Reference {
	m := d.Mapping(root, "references.yaml")
	m.Format(Format, true)
	var out []Reference
	for _, item := range m.List("references") {
		r := d.Mapping(item, "the reference")
		r.Required("id", "title")
		out = append(out, Reference{
			ID: r.String("id"), Title: r.String("title"), Role: model.Role(r.OneOf("role", "provider", "client", "both")),
			Excluded: r.String("excluded"), Place: item.Place,
		})
		if last := &out[len(out)-1]; last.Role == "both" {
			last.Role = ""
		}
		r.Done()
	}
	m.Done()
	return out
}

// decodePersonas reads personas.yaml or patients.yaml; key names the list.
func decodePersonas(d *yamlfile.Decoder, root *yamlfile.Value, key string, required ...string) []Persona {
	m := d.Mapping(root, "the "+key+" file")
	m.Format(Format, true)
	var out []Persona
	for _, item := range m.List(key) {
		q := d.Mapping(item, "the persona")
		q.Required(required...)
		persona := Persona{Name: q.String("name"), Title: q.String("title"), Ask: q.StringMap("ask"), Place: item.Place}
		values, _ := item.Plain().(map[string]any)
		for _, meta := range []string{"name", "title", "ask"} {
			delete(values, meta)
		}
		persona.Values = values
		out = append(out, persona)
	}
	m.Done()
	return out
}

// decodeDefaults reads service.yaml. It holds what the simulated service of the domain reads
// there; codes mean the same in all of them and are checked here.
func decodeDefaults(d *yamlfile.Decoder, root *yamlfile.Value, p *Pack) map[string]any {
	values, ok := root.Plain().(map[string]any)
	if !ok {
		d.Errorf(root.Place, "service.yaml must be a mapping, not %s", root.Kind)
		return nil
	}
	m := d.Mapping(root, "service.yaml")
	m.Format(Format, true)
	delete(values, "format")
	if v := m.Value("codes"); v != nil {
		codes := d.Mapping(v, "codes")
		codes.Required("success", "invalid", "none")
		for _, kind := range []string{"success", "invalid", "none"} {
			if code := codes.String(kind); code != "" && !slices.Contains(p.ResponseCodes, code) {
				d.Errorf(codes.Value(kind).Place, "the code %q is not among the responseCodes of the pack", code)
			}
		}
		codes.Done()
	}
	return values
}

func decodeTriggers(d *yamlfile.Decoder, root *yamlfile.Value) []Trigger {
	m := d.Mapping(root, "triggers.yaml")
	m.Format(Format, true)
	var out []Trigger
	for _, item := range m.List("triggers") {
		t := d.Mapping(item, "the trigger")
		t.Required("service", "key", "value", "code")
		out = append(out, Trigger{
			Service: t.String("service"), Key: t.String("key"), Value: t.String("value"),
			Code: t.String("code"), Patient: t.String("patient"), Place: item.Place,
		})
		t.Done()
	}
	m.Done()
	return out
}

func decodeFaults(d *yamlfile.Decoder, root *yamlfile.Value) (rows []FaultRow, answered []string) {
	m := d.Mapping(root, "faults.yaml")
	m.Format(Format, true)
	answered = m.Strings("answered")
	for _, item := range m.List("faults") {
		f := d.Mapping(item, "the fault row")
		f.Required("title", "rules", "faultcode", "text")
		rows = append(rows, FaultRow{
			Condition: f.Int("condition", 0, 999), Title: f.String("title"), Rules: f.Strings("rules"),
			FaultCode: f.OneOf("faultcode", model.FaultCodes()...),
			ErrorCode: f.String("errorCode"), Text: f.String("text"),
		})
		f.Done()
	}
	m.Done()
	return rows, answered
}

func decodePolicy(d *yamlfile.Decoder, root *yamlfile.Value) Policy {
	m := d.Mapping(root, "policy.yaml")
	m.Format(Format, true)
	list := func(key string) AccessList {
		l := d.Mapping(m.Value(key), key)
		out := AccessList{Accept: l.Strings("accept"), Reject: l.Strings("reject")}
		l.Done()
		return out
	}
	p := Policy{Users: list("users"), Identities: list("identities"), Addresses: list("addresses")}
	m.Done()
	return p
}
