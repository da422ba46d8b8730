package mutate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

// target is one node that a path matches: an element, an attribute or a text.
type target struct {
	element *etree.Element
	kind    mutation.Tail
	// space and key are the attribute's name as the document writes it.
	space, key string
}

// attribute gives the attribute, nil when it is gone.
func (t target) attribute() *etree.Attr {
	for i := range t.element.Attr {
		if a := &t.element.Attr[i]; a.Space == t.space && a.Key == t.key {
			return a
		}
	}
	return nil
}

// value gives the value of an attribute or the text of an element.
func (t target) value() (string, error) {
	if t.kind == mutation.TailAttribute {
		return t.attribute().Value, nil
	}
	if t.kind == mutation.TailElement && xmltree.HasElements(t.element) {
		return "", fmt.Errorf("%w: <%s> has elements inside, not a value", ErrUnsuitable, t.element.FullTag())
	}
	return ownText(t.element), nil
}

// setValue replaces the value of an attribute or the text of an element, and
// reports whether that made a difference.
func (t target) setValue(value string) (bool, error) {
	old, err := t.value()
	if err != nil {
		return false, err
	}
	if err := xmltree.CheckText(value); err != nil {
		return false, err
	}
	if old == value {
		return false, nil
	}
	if t.kind == mutation.TailAttribute {
		t.attribute().Value = value
		return true, nil
	}
	setOwnText(t.element, value)
	return true, nil
}

// ownText gives the text directly inside an element.
func ownText(e *etree.Element) string {
	var b strings.Builder
	for _, token := range e.Child {
		if t, ok := token.(*etree.CharData); ok {
			b.WriteString(t.Data)
		}
	}
	return b.String()
}

// setOwnText puts a text where the first text of an element was, at its start
// when it had none, and removes its other texts.
func setOwnText(e *etree.Element, value string) {
	at := 0
	for i, token := range slices.Backward(e.Child) {
		if _, ok := token.(*etree.CharData); ok {
			e.RemoveChildAt(i)
			at = i
		}
	}
	if value != "" {
		e.InsertChildAt(at, xmltree.NewText(value))
	}
}

// place says where a target is, for messages.
func (t target) place() string {
	var names []string
	for e := t.element; e != nil && e.Tag != ""; e = e.Parent() {
		names = append([]string{e.FullTag()}, names...)
	}
	out := "/" + strings.Join(names, "/")
	switch {
	case t.kind == mutation.TailText:
		return out + "/text()"
	case t.kind == mutation.TailAttribute && t.space != "":
		return out + "/@" + t.space + ":" + t.key
	case t.kind == mutation.TailAttribute:
		return out + "/@" + t.key
	}
	return out
}

// owners finds the elements that the steps of a path match, without its tail.
func owners(doc *etree.Document, p *mutation.Path) []*etree.Element {
	context := []*etree.Element{&doc.Element}
	for _, s := range p.Steps {
		var next []*etree.Element
		seen := map[*etree.Element]bool{}
		for _, c := range context {
			from(s, c, func(e *etree.Element) {
				if !seen[e] {
					seen[e] = true
					next = append(next, e)
				}
			})
		}
		context = next
	}
	return context
}

// find gives all nodes that a path matches.
func find(doc *etree.Document, p *mutation.Path) []target {
	var out []target
	for _, e := range owners(doc, p) {
		switch p.Tail {
		case mutation.TailElement:
			out = append(out, target{element: e})
		case mutation.TailText:
			if xmltree.HasText(e) {
				out = append(out, target{element: e, kind: mutation.TailText})
			}
		case mutation.TailAttribute:
			if a := findAttribute(e, p.Name); a != nil {
				out = append(out, target{element: e, kind: mutation.TailAttribute, space: a.Space, key: a.Key})
			}
		}
	}
	return out
}

// findAttribute finds an attribute by its expanded name.
func findAttribute(e *etree.Element, name mutation.NameTest) *etree.Attr {
	for i := range e.Attr {
		a := &e.Attr[i]
		if a.Key == name.Local && xmltree.AttributeNamespace(e, *a) == name.Space {
			return a
		}
	}
	return nil
}

// from calls found for every element that the step reaches from one element, in
// document order.
func from(s mutation.Step, e *etree.Element, found func(*etree.Element)) {
	var matched []*etree.Element
	for _, token := range e.Child {
		child, ok := token.(*etree.Element)
		if ok && (s.Name.Local == "*" || s.Name.Local == child.Tag) && s.Name.Matches(xmltree.ElementNamespace(child), child.Tag) {
			matched = append(matched, child)
		}
	}
	for _, pred := range s.Predicates {
		matched = filter(pred, matched)
	}
	if !s.Deep {
		for _, m := range matched {
			found(m)
		}
		return
	}
	for _, token := range e.Child {
		child, ok := token.(*etree.Element)
		if !ok {
			continue
		}
		if len(matched) > 0 && matched[0] == child {
			matched = matched[1:]
			found(child)
		}
		from(s, child, found)
	}
}

func filter(p mutation.Predicate, in []*etree.Element) []*etree.Element {
	if p.Attribute == nil {
		n := p.Position
		if n == 0 {
			n = len(in)
		}
		if n < 1 || n > len(in) {
			return nil
		}
		return in[n-1 : n]
	}
	var out []*etree.Element
	for _, e := range in {
		if a := findAttribute(e, *p.Attribute); a != nil && a.Value == p.Value {
			out = append(out, e)
		}
	}
	return out
}
