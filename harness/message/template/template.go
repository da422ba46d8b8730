package template

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// Namespace is that of the directives in a template.
const Namespace = "urn:tkw:template:1"

// Reasons for which a template cannot be parsed or rendered; ask with errors.Is.
var (
	// ErrTemplate: the template itself is wrong.
	ErrTemplate = errors.New("wrong template")
	// ErrMissingValue: a placeholder has no value and is not written ${path?}.
	ErrMissingValue = errors.New("no value")
	// ErrWrongType: a value is a list or a mapping where a single one is needed, or
	// the other way round.
	ErrWrongType = errors.New("wrong kind of value")
	// ErrSlot: a slot has no element, or an element no slot.
	ErrSlot = errors.New("wrong slots")
)

// Error says where in a template something went wrong.
type Error struct {
	// Template is the name given to Parse.
	Template string
	// Element is the path of the element, or of the attribute, in the template.
	Element string
	// Key is the value concerned, as written; empty when none is.
	Key string
	Err error
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "template %q: ", e.Template)
	if e.Element != "" {
		fmt.Fprintf(&b, "%s: ", e.Element)
	}
	if e.Key != "" {
		fmt.Fprintf(&b, "%q: ", e.Key)
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Template is a message template, parsed once and safe for concurrent use.
//
// A template is an XML document. In its texts and attribute values,
// ${path.to.value} stands for a value and ${path?} for one that may be absent;
// $${ is a literal ${. A path walks through mappings by name and through lists
// by number from 0. Attributes in the namespace urn:tkw:template:1 (prefix t)
// direct what is written, and are themselves left out:
//
//	t:if="a.b"            the element only when the value is set; "a or b": when either is
//	t:unless="a.b"        the element only when it is not
//	t:each="list as item" the element once for each member, which item names inside;
//	                      conditions beside it are judged for each member
//	t:drop-empty="x y"    attributes x and y only when they are not empty
//
// A value is set unless it is absent, empty, false or "false". The element
// <t:slot name="payload"/> stands for an element that is given to Render, which
// needs it unless the slot says optional="true". Comments are left out; white
// space is kept, save before elements that are left out.
type Template struct {
	name  string
	root  *elementPart
	keys  []string
	slots map[string]bool // to whether it is optional
}

// Name is the name given to Parse.
func (t *Template) Name() string { return t.name }

// Keys lists, sorted and without repetition, every value the template can use.
// What stands in a loop is written through its list: "patient.addresses[].use".
func (t *Template) Keys() []string { return append([]string(nil), t.keys...) }

// Slots lists the names of the slots, sorted.
func (t *Template) Slots() []string {
	out := make([]string, 0, len(t.slots))
	for name := range t.slots {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// Parse reads a template. Errors are *Error, all mistakes of the file
// joined, and errors.Is ErrTemplate.
func Parse(name string, src []byte) (*Template, error) {
	doc, err := xmltree.Read(src)
	if err != nil {
		return nil, &Error{Template: name, Err: fmt.Errorf("%w: %w", ErrTemplate, err)}
	}
	c := compiler{template: name, keys: map[string]bool{}, slots: map[string]bool{}}
	root := doc.Root()
	part := c.element(root, "/"+root.FullTag(), nil)
	element, ok := part.(*elementPart)
	switch {
	case len(c.problems) > 0:
	case !ok:
		c.problemf("/"+root.FullTag(), "the root element cannot be a slot")
	case element.conditional():
		c.problemf("/"+root.FullTag(), "the root element is always there: it can have no t:if, t:unless or t:each")
	}
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	t := &Template{name: name, root: element, slots: c.slots}
	for key := range c.keys {
		t.keys = append(t.keys, key)
	}
	sort.Strings(t.keys)
	return t, nil
}

// Render makes a message. Values are nested map[string]any, []any, string and
// bool; slots are copied, and indented to their place. Nothing given is kept or
// changed. Errors are *Error.
func (t *Template) Render(values map[string]any, slots map[string]*etree.Element) (*etree.Document, error) {
	for name, optional := range t.slots {
		if slots[name] == nil && !optional {
			return nil, &Error{Template: t.name, Err: fmt.Errorf("%w: nothing is given for slot %q", ErrSlot, name)}
		}
	}
	for name := range slots {
		if _, ok := t.slots[name]; !ok {
			return nil, &Error{Template: t.name, Err: fmt.Errorf("%w: there is no slot %q", ErrSlot, name)}
		}
	}
	doc := etree.NewDocument()
	r := renderer{template: t.name, values: values, slots: slots}
	if err := t.root.render(&r, &doc.Element, nil); err != nil {
		return nil, err
	}
	return doc, nil
}
