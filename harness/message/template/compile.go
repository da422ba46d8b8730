package template

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// part is one thing that a template writes.
type part interface {
	render(r *renderer, parent *etree.Element, sc *scope) error
}

// textPart is a run of text.
type textPart struct {
	path  string
	value textValue
}

// slotPart is the place of an element given to Render.
type slotPart struct {
	name string
	lead string
}

// elementPart is an element with all that decides how often it is written.
type elementPart struct {
	path       string
	space, tag string
	// lead is the white space before the element, written with it.
	lead       string
	attributes []attributePart
	parts      []part
	// structured says that the template has elements inside; when none is
	// written, neither is the white space between them.
	structured bool
	when       []keyPath // any of them set
	unless     []keyPath // none of them set
	each       *keyPath
	item       string
}

type attributePart struct {
	name      string
	path      string
	value     textValue
	dropEmpty bool
}

func (p *elementPart) conditional() bool {
	return p.when != nil || p.unless != nil || p.each != nil
}

// loopScope is the loop names that hold at a place of the template.
type loopScope struct {
	name, list string
	outer      *loopScope
}

func (s *loopScope) find(name string) *loopScope {
	for ; s != nil; s = s.outer {
		if s.name == name {
			return s
		}
	}
	return nil
}

// compiler turns the tree of a template into parts, gathering all its mistakes.
type compiler struct {
	template string
	keys     map[string]bool
	slots    map[string]bool
	problems []error
}

func (c *compiler) problemf(path, format string, args ...any) {
	err := fmt.Errorf("%w: %s", ErrTemplate, fmt.Sprintf(format, args...))
	c.problems = append(c.problems, &Error{Template: c.template, Element: path, Err: err})
}

// use notes the keys of a value, written through the lists of enclosing loops.
func (c *compiler) use(sc *loopScope, keys ...*keyPath) {
	for _, k := range keys {
		c.keys[fullKey(sc, k)] = true
	}
}

func fullKey(sc *loopScope, k *keyPath) string {
	if loop := sc.find(k.parts[0]); loop != nil {
		return strings.Join(append([]string{loop.list + "[]"}, k.parts[1:]...), ".")
	}
	return k.text
}

// element compiles an element; what it directs holds for everything inside.
func (c *compiler) element(e *etree.Element, path string, sc *loopScope) part {
	if xmltree.ElementNamespace(e) == Namespace {
		return c.slot(e, path)
	}
	p := &elementPart{path: path, space: e.Space, tag: e.Tag}
	inner := c.directives(e, p, sc)
	drop := c.dropEmpty(e, path)
	for _, a := range e.Attr {
		_, declaration := xmltree.Declares(a)
		if declaration && a.Value == Namespace || !declaration && xmltree.AttributeNamespace(e, a) == Namespace {
			continue
		}
		ap := attributePart{name: a.FullKey(), path: path + "/@" + a.FullKey(), dropEmpty: drop[a.FullKey()]}
		ap.value = c.text(a.Value, ap.path, inner)
		if declaration && len(ap.value) > 0 && (len(ap.value) > 1 || ap.value[0].key != nil) {
			c.problemf(ap.path, "a namespace cannot be a placeholder")
		}
		p.attributes = append(p.attributes, ap)
	}
	p.structured = xmltree.HasElements(e)
	p.parts = c.children(e, path, inner)
	return p
}

// directives reads the t: attributes that decide how often an element is written.
func (c *compiler) directives(e *etree.Element, p *elementPart, sc *loopScope) *loopScope {
	inner := sc
	for _, a := range e.Attr {
		if _, ok := xmltree.Declares(a); ok || xmltree.AttributeNamespace(e, a) != Namespace || a.Key != "each" {
			continue
		}
		list, name, found := strings.Cut(a.Value, " as ")
		key, err := parseKey(strings.TrimSpace(list))
		name = strings.TrimSpace(name)
		switch {
		case !found || !isKeyName(name):
			c.problemf(p.path, `t:each=%q must be written "list as name"`, a.Value)
			continue
		case err != nil:
			c.problemf(p.path, "t:each: %v", err)
			continue
		case sc.find(name) != nil:
			c.problemf(p.path, "t:each: the name %q is taken by a loop around it", name)
			continue
		}
		c.use(sc, &key)
		p.each, p.item = &key, name
		inner = &loopScope{name: name, list: fullKey(sc, &key), outer: sc}
	}
	for _, a := range e.Attr {
		if _, ok := xmltree.Declares(a); ok || xmltree.AttributeNamespace(e, a) != Namespace {
			continue
		}
		switch a.Key {
		case "if":
			p.when = c.condition(a.Value, p.path, inner)
		case "unless":
			p.unless = c.condition(a.Value, p.path, inner)
		case "each", "drop-empty":
		default:
			c.problemf(p.path, "there is no directive t:%s", a.Key)
		}
	}
	return inner
}

func (c *compiler) condition(text, path string, sc *loopScope) []keyPath {
	var out []keyPath
	for one := range strings.SplitSeq(text, " or ") {
		key, err := parseKey(strings.TrimSpace(one))
		if err != nil {
			c.problemf(path, "condition: %v", err)
			continue
		}
		c.use(sc, &key)
		out = append(out, key)
	}
	return out
}

func (c *compiler) dropEmpty(e *etree.Element, path string) map[string]bool {
	var drop map[string]bool
	for _, a := range e.Attr {
		if _, ok := xmltree.Declares(a); ok || a.Key != "drop-empty" || xmltree.AttributeNamespace(e, a) != Namespace {
			continue
		}
		drop = map[string]bool{}
		for name := range strings.FieldsSeq(a.Value) {
			drop[name] = true
			found := false
			for _, other := range e.Attr {
				found = found || other.FullKey() == name
			}
			if !found {
				c.problemf(path, "t:drop-empty names attribute %q, which the element does not have", name)
			}
		}
	}
	return drop
}

func (c *compiler) text(s, path string, sc *loopScope) textValue {
	value, err := parseText(s)
	if err != nil {
		c.problemf(path, "%v", err)
	}
	for _, seg := range value {
		if seg.key != nil {
			c.use(sc, seg.key)
		}
	}
	return value
}

func (c *compiler) slot(e *etree.Element, path string) part {
	name, optional := "", false
	if e.Tag != "slot" {
		c.problemf(path, "there is no element t:%s", e.Tag)
	}
	for _, a := range e.Attr {
		_, declaration := xmltree.Declares(a)
		switch {
		case declaration:
		case a.FullKey() == "name" && isKeyName(a.Value):
			name = a.Value
		case a.FullKey() == "optional" && (a.Value == "true" || a.Value == "false"):
			optional = a.Value == "true"
		default:
			c.problemf(path, "a slot has a name and perhaps optional=\"true\", not %s=%q", a.FullKey(), a.Value)
		}
	}
	if name == "" {
		c.problemf(path, "the slot has no name")
	}
	if xmltree.HasElements(e) || xmltree.HasText(e) {
		c.problemf(path, "a slot must be empty")
	}
	c.slots[name] = optional
	return &slotPart{name: name}
}

// children compiles what is inside an element. White space before an element
// becomes the element's lead, so that it comes and goes with the element.
func (c *compiler) children(e *etree.Element, path string, sc *loopScope) []part {
	var out []part
	pending := ""
	flush := func() {
		if pending != "" {
			out = append(out, &textPart{path: path, value: c.text(pending, path, sc)})
			pending = ""
		}
	}
	position, total := map[string]int{}, map[string]int{}
	for _, child := range e.ChildElements() {
		total[child.FullTag()]++
	}
	for _, token := range e.Child {
		switch t := token.(type) {
		case *etree.CharData:
			pending += t.Data
		case *etree.Comment:
			if xmltree.IsBlank(pending) {
				pending = ""
			}
		case *etree.ProcInst:
			c.problemf(path, "a template can hold no processing instruction")
		case *etree.Element:
			lead := ""
			if xmltree.IsBlank(pending) {
				lead, pending = pending, ""
			}
			flush()
			tag := t.FullTag()
			position[tag]++
			childPath := path + "/" + tag
			if total[tag] > 1 {
				childPath += fmt.Sprintf("[%d]", position[tag])
			}
			switch p := c.element(t, childPath, sc).(type) {
			case *elementPart:
				p.lead = lead
				out = append(out, p)
			case *slotPart:
				p.lead = lead
				out = append(out, p)
			}
		}
	}
	flush()
	return out
}
