package scenario

import (
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// Assertions are the assertions that several scenarios share, by id, as the file that
// defines them has them. A scenario names one by its id, and says what is its own.
type Assertions map[string]*yamlfile.Value

// DecodeAssertions reads an assertions file. What the members say is checked where a
// scenario uses them, with its placeholders in place.
func DecodeAssertions(d *yamlfile.Decoder, root *yamlfile.Value) Assertions {
	m := d.Mapping(root, "the assertions file")
	m.Format(Format, true)
	out := Assertions{}
	for _, item := range m.List("assertions") {
		id := item.Get("id")
		switch {
		case id == nil || id.Text == "":
			d.Errorf(item.Place, "an assertion has no id")
		case out[id.Text] != nil:
			d.Errorf(item.Place, "assertion %q is defined twice; first at %s", id.Text, out[id.Text].Place)
		default:
			out[id.Text] = item
		}
	}
	m.Done()
	return out
}

// resolve returns a scenario, or a step, whose assertions have the keys of the shared
// ones that they name, where they do not say them themselves. replace puts values in
// place of the placeholders of a name.
func (a Assertions) resolve(v *yamlfile.Value, replace func(string) string) *yamlfile.Value {
	if len(a) == 0 || v == nil || v.Kind != yamlfile.Map {
		return v
	}
	out := *v
	out.Entries = slices.Clone(v.Entries)
	for i, e := range out.Entries {
		if e.Key != "assert" && e.Key != "steps" || e.Value == nil || e.Value.Kind != yamlfile.List {
			continue
		}
		list := *e.Value
		list.Items = slices.Clone(list.Items)
		for n, item := range list.Items {
			if e.Key == "steps" {
				list.Items[n] = a.resolve(item, replace)
			} else {
				list.Items[n] = a.complete(item, replace)
			}
		}
		out.Entries[i].Value = &list
	}
	return &out
}

func (a Assertions) complete(item *yamlfile.Value, replace func(string) string) *yamlfile.Value {
	id := item.Get("id")
	if id == nil {
		return item
	}
	shared := a[replace(id.Text)]
	if shared == nil {
		return item
	}
	out := *item
	out.Entries = slices.Clone(item.Entries)
	for _, e := range shared.Entries {
		if item.Get(e.Key) == nil {
			out.Entries = append(out.Entries, e)
		}
	}
	return &out
}

func decodeAssertion(d *yamlfile.Decoder, v *yamlfile.Value) Assertion {
	m := d.Mapping(v, "the assertion")
	m.Required("id", "message")
	a := Assertion{
		ID: m.String("id"), If: m.String("if"), That: m.String("that"), Absent: m.String("absent"),
		Found: m.String("found"), Expected: m.String("expected"), At: m.String("at"),
		Message: m.String("message"), Help: m.String("help"), Subject: model.Subject(m.OneOf("subject", string(model.SubjectPatient), string(model.SubjectDetail))),
		Proves: decodeProof(d, m, "requirements"), NeverExcuse: m.Bool("neverExcuse"), Formerly: m.Strings("formerly"),
		Place: v.Place, Severity: model.Error,
	}
	a.Role = model.Role(m.OneOf("role", string(model.RoleProvider), string(model.RoleClient)))
	if s := m.OneOf("severity", "error", "warning", "info"); s != "" {
		a.Severity = model.Severity(s)
	}
	if problem := a.problem(); problem != "" {
		d.Errorf(v.Place, "assertion %q %s", a.ID, problem)
	}
	m.Done()
	return a
}

// problem is why what an assertion compares is not clear, "" where it is.
func (a Assertion) problem() string {
	pair := a.Found != "" && a.Expected != ""
	switch {
	case (a.Found != "") != (a.Expected != ""):
		return `needs both "found" and "expected", or neither`
	case a.That != "" && a.Absent != "":
		return `has "that" and "absent"; it can be only one of them`
	case a.Absent != "" && pair:
		return `has "absent" and "found"; what must be absent is expected to be nothing`
	case a.That == "" && a.Absent == "" && !pair:
		return `says nothing to judge: write "found" and "expected", "absent", or "that"`
	case a.Subject != "" && !pair:
		return fmt.Sprintf(`has the subject %q, but no "found" and "expected"`, a.Subject)
	}
	return ""
}
