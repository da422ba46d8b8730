package mutate

import (
	"fmt"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

// rename gives an element or attribute another name. Elements inside keep their
// names and namespaces.
func (p *plan) rename(t target) (bool, error) {
	if t.kind == mutation.TailAttribute {
		return renameAttribute(t, p.Name)
	}
	e := t.element
	space := xmltree.ElementNamespace(e)
	wanted := p.Name.Space
	if p.Name.Keep {
		wanted = space
	}
	if e.Tag == p.Name.Local && space == wanted {
		return false, nil
	}
	e.Tag = p.Name.Local
	if space != wanted {
		setNamespace(e, wanted, p.Name.Prefix)
	}
	return true, nil
}

// setNamespace moves one element to another namespace and keeps the unprefixed
// elements below it where they are.
func setNamespace(e *etree.Element, namespace, preferred string) {
	if namespace != "" {
		if xmltree.LookupPrefix(e, "") == namespace {
			e.Space = ""
			return
		}
		e.Space = xmltree.EnsurePrefix(e, namespace, preferred)
		return
	}
	e.Space = ""
	inherited := xmltree.LookupPrefix(e, "")
	if inherited == "" {
		return
	}
	e.CreateAttr("xmlns", "")
	for _, child := range e.ChildElements() {
		own := false
		for _, a := range child.Attr {
			p, ok := xmltree.Declares(a)
			own = own || ok && p == ""
		}
		if !own {
			child.CreateAttr("xmlns", inherited)
		}
	}
}

func renameAttribute(t target, name mutation.NewName) (bool, error) {
	a := t.attribute()
	space := xmltree.AttributeNamespace(t.element, *a)
	wanted := mutation.NameTest{Space: name.Space, Local: name.Local}
	if name.Keep {
		wanted.Space = space
	}
	if a.Key == wanted.Local && space == wanted.Space {
		return false, nil
	}
	if findAttribute(t.element, wanted) != nil {
		return false, fmt.Errorf("%w: the element has an attribute %s already", ErrUnsuitable, name.Local)
	}
	prefix := a.Space
	switch {
	case wanted.Space == "":
		prefix = ""
	case wanted.Space != space:
		prefix = xmltree.EnsurePrefix(t.element, wanted.Space, name.Prefix)
	}
	// ensurePrefix may have grown the list of attributes.
	a = t.attribute()
	a.Space, a.Key = prefix, wanted.Local
	return true, nil
}

// renamespace rewrites every declaration of a namespace, and so moves all
// elements and prefixed attributes in it.
func renamespace(root *etree.Element, from, to string) (bool, error) {
	found, err := rewriteDeclarations(root, from, to)
	if err == nil && !found {
		err = fmt.Errorf("the namespace %q %w", from, ErrNoMatch)
	}
	return found, err
}

func rewriteDeclarations(e *etree.Element, from, to string) (bool, error) {
	found := false
	for i := range e.Attr {
		prefix, ok := xmltree.Declares(e.Attr[i])
		if !ok || e.Attr[i].Value != from {
			continue
		}
		if prefix != "" && to == "" {
			return false, fmt.Errorf("%w: <%s> declares the prefix %q, which cannot stand for no namespace", ErrUnsuitable, e.FullTag(), prefix)
		}
		e.Attr[i].Value = to
		found = true
	}
	for _, child := range e.ChildElements() {
		below, err := rewriteDeclarations(child, from, to)
		if err != nil {
			return false, err
		}
		found = found || below
	}
	return found, nil
}
