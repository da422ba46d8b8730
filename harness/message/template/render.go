package template

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// renderer is one rendering of a template.
type renderer struct {
	template string
	values   map[string]any
	slots    map[string]*etree.Element
}

// scope is the loop members that hold at a place, innermost first.
type scope struct {
	name  string
	value any
	outer *scope
}

func (r *renderer) fail(path string, key *keyPath, err error) error {
	return &Error{Template: r.template, Element: path, Key: key.text, Err: err}
}

// lookup walks a path. An absent value, and anything below one, is nil.
func (r *renderer) lookup(key *keyPath, sc *scope) (any, error) {
	var value any
	found := false
	for s := sc; s != nil && !found; s = s.outer {
		if s.name == key.parts[0] {
			value, found = s.value, true
		}
	}
	if !found {
		value = r.values[key.parts[0]]
	}
	for i, part := range key.parts[1:] {
		switch v := value.(type) {
		case nil:
			return nil, nil
		case map[string]any:
			value = v[part]
		case []any:
			n, err := strconv.Atoi(part)
			if err != nil {
				return nil, fmt.Errorf("%w: %q is a list; members have numbers", ErrWrongType, strings.Join(key.parts[:i+1], "."))
			}
			value = nil
			if n < len(v) {
				value = v[n]
			}
		case string:
			if v != "" {
				return nil, fmt.Errorf("%w: %q is a single value", ErrWrongType, strings.Join(key.parts[:i+1], "."))
			}
			// A persona or scenario writes "" for a mapping that is left out.
			return nil, nil
		default:
			return nil, fmt.Errorf("%w: %q is a %T", ErrWrongType, strings.Join(key.parts[:i+1], "."), v)
		}
	}
	return value, nil
}

// isSet judges a value for t:if and t:unless.
func isSet(value any) (bool, error) {
	switch v := value.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case string:
		return v != "" && v != "false", nil
	case []any:
		return len(v) > 0, nil
	case map[string]any:
		return len(v) > 0, nil
	default:
		return false, fmt.Errorf("%w: %T", ErrWrongType, v)
	}
}

func (r *renderer) anySet(path string, keys []keyPath, sc *scope) (bool, error) {
	for i := range keys {
		value, err := r.lookup(&keys[i], sc)
		if err != nil {
			return false, r.fail(path, &keys[i], err)
		}
		set, err := isSet(value)
		if err != nil {
			return false, r.fail(path, &keys[i], err)
		}
		if set {
			return true, nil
		}
	}
	return false, nil
}

// text fills the placeholders of a text or attribute value.
func (r *renderer) text(path string, value textValue, sc *scope) (string, error) {
	if len(value) == 1 {
		if value[0].key == nil {
			return value[0].literal, nil
		}
		return r.single(path, value[0].key, sc)
	}
	var b strings.Builder
	for _, seg := range value {
		if seg.key == nil {
			b.WriteString(seg.literal)
			continue
		}
		s, err := r.single(path, seg.key, sc)
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

func (r *renderer) single(path string, key *keyPath, sc *scope) (string, error) {
	value, err := r.lookup(key, sc)
	if err != nil {
		return "", r.fail(path, key, err)
	}
	switch v := value.(type) {
	case nil:
		if !key.optional {
			return "", r.fail(path, key, ErrMissingValue)
		}
		return "", nil
	case string:
		if err := xmltree.CheckText(v); err != nil {
			return "", r.fail(path, key, err)
		}
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	default:
		return "", r.fail(path, key, fmt.Errorf("%w: a single value is needed, not a %T", ErrWrongType, v))
	}
}

func (p *textPart) render(r *renderer, parent *etree.Element, sc *scope) error {
	s, err := r.text(p.path, p.value, sc)
	if err != nil {
		return err
	}
	if s != "" {
		parent.AddChild(xmltree.NewText(s))
	}
	return nil
}

func (p *slotPart) render(r *renderer, parent *etree.Element, _ *scope) error {
	given := r.slots[p.name]
	if given == nil {
		return nil
	}
	indent := ""
	if p.lead != "" {
		parent.AddChild(xmltree.NewText(p.lead))
		if i := strings.LastIndexByte(p.lead, '\n'); i >= 0 {
			indent = p.lead[i+1:]
		}
	}
	parent.AddChild(xmltree.CopyElement(given, indent))
	return nil
}

func (p *elementPart) render(r *renderer, parent *etree.Element, sc *scope) error {
	if p.each == nil {
		return p.once(r, parent, sc)
	}
	value, err := r.lookup(p.each, sc)
	if err != nil {
		return r.fail(p.path, p.each, err)
	}
	if set, err := isSet(value); err == nil && !set {
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		return r.fail(p.path, p.each, fmt.Errorf("%w: a list is needed, not a %T", ErrWrongType, value))
	}
	for _, member := range list {
		if err := p.once(r, parent, &scope{name: p.item, value: member, outer: sc}); err != nil {
			return err
		}
	}
	return nil
}

// once writes the element for one member of its loop, if its conditions hold.
func (p *elementPart) once(r *renderer, parent *etree.Element, sc *scope) error {
	if p.when != nil {
		if set, err := r.anySet(p.path, p.when, sc); err != nil || !set {
			return err
		}
	}
	if p.unless != nil {
		if set, err := r.anySet(p.path, p.unless, sc); err != nil || set {
			return err
		}
	}
	if p.lead != "" {
		parent.AddChild(xmltree.NewText(p.lead))
	}
	e := &etree.Element{
		Space: p.space, Tag: p.tag,
		Attr: make([]etree.Attr, 0, len(p.attributes)), Child: make([]etree.Token, 0, 2*len(p.parts)),
	}
	parent.AddChild(e)
	for i := range p.attributes {
		a := &p.attributes[i]
		s, err := r.text(a.path, a.value, sc)
		if err != nil {
			return err
		}
		if s != "" || !a.dropEmpty {
			e.CreateAttr(a.name, s)
		}
	}
	for _, child := range p.parts {
		if err := child.render(r, e, sc); err != nil {
			return err
		}
	}
	if p.structured && !xmltree.HasElements(e) && !xmltree.HasText(e) {
		e.Child = e.Child[:0]
	}
	return nil
}
