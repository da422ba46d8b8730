package mutate

import (
	"fmt"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

// parentOf gives the parent of an element, for the root the document. (The root
// of a copied etree document remembers the wrong parent.)
func parentOf(doc *etree.Document, e *etree.Element) *etree.Element {
	if e == doc.Root() {
		return &doc.Element
	}
	return e.Parent()
}

// leadOf gives the white space before an element, "" when there is none or it
// stands behind text.
func leadOf(parent, e *etree.Element) string {
	if i := e.Index(); i > 0 {
		if t, ok := parent.Child[i-1].(*etree.CharData); ok && xmltree.IsBlank(t.Data) {
			return t.Data
		}
	}
	return ""
}

// detach takes an element out, with the white space before it.
func detach(e *etree.Element) {
	parent := e.Parent()
	if leadOf(parent, e) != "" {
		parent.RemoveChildAt(e.Index() - 1)
	}
	parent.RemoveChild(e)
	if !xmltree.HasElements(parent) && ownText(parent) != "" && xmltree.IsBlank(ownText(parent)) {
		setOwnText(parent, "")
	}
}

func remove(doc *etree.Document, t target) error {
	switch t.kind {
	case mutation.TailAttribute:
		for i, a := range t.element.Attr {
			if a.Space == t.space && a.Key == t.key {
				t.element.Attr = append(t.element.Attr[:i], t.element.Attr[i+1:]...)
				break
			}
		}
		return nil
	case mutation.TailText:
		setOwnText(t.element, "")
		return nil
	}
	if t.element == doc.Root() {
		return fmt.Errorf("%w: a message without its root element is made with bytes", ErrUnsuitable)
	}
	if t.element.Parent() != nil {
		detach(t.element)
	}
	return nil
}

func duplicate(doc *etree.Document, e *etree.Element) error {
	return place(doc, e, mutation.After, []etree.Token{xmltree.CopyElement(e, "")})
}

// insert puts a copy of the fragment at a place. The usual prefixes that it uses
// are declared where the place does not have them; an unprefixed element is in
// the default namespace of the place, as if its text had been pasted there.
func (p *plan) insert(doc *etree.Document, at *etree.Element) error {
	tokens := make([]etree.Token, len(p.Fragment))
	for i, token := range p.Fragment {
		tokens[i] = xmltree.CopyToken(token, "")
	}
	if err := place(doc, at, p.Position, tokens); err != nil {
		return err
	}
	for _, token := range tokens {
		e, ok := token.(*etree.Element)
		if !ok {
			continue
		}
		usual := xmltree.Bindings{}
		for _, prefix := range xmltree.FreePrefixes(e) {
			if namespace, ok := xmltree.Namespace(prefix); ok {
				usual[prefix] = namespace
			}
		}
		usual.Restore(e)
	}
	return nil
}

// place puts tokens before, after or into an element. Where the neighbours stand
// on lines of their own, so do elements among the tokens.
func place(doc *etree.Document, at *etree.Element, position mutation.Position, tokens []etree.Token) error {
	parent := at
	var index int
	var lead string
	var leadBehind bool
	switch position {
	case mutation.Before, mutation.After:
		parent = parentOf(doc, at)
		index, lead = at.Index(), leadOf(parent, at)
		leadBehind = position == mutation.Before
		if position == mutation.After {
			index++
		}
	default:
		index, lead, leadBehind = inside(at, position)
	}
	if parent == &doc.Element {
		for _, token := range tokens {
			if _, ok := token.(*etree.Comment); !ok {
				return fmt.Errorf("%w: only comments can stand beside the root element; use bytes", ErrUnsuitable)
			}
		}
		lead = ""
	}
	for _, token := range tokens {
		_, element := token.(*etree.Element)
		separate := element && lead != ""
		if separate && !leadBehind {
			parent.InsertChildAt(index, xmltree.NewText(lead))
			index++
		}
		parent.InsertChildAt(index, token)
		index++
		if separate && leadBehind {
			parent.InsertChildAt(index, xmltree.NewText(lead))
			index++
		}
	}
	return nil
}

// inside finds the index at which something goes first or last into an element,
// and the white space of the neighbour there.
func inside(at *etree.Element, position mutation.Position) (index int, lead string, leadBehind bool) {
	children := at.ChildElements()
	if len(children) == 0 || xmltree.HasText(at) {
		if position == mutation.FirstIn {
			return 0, "", false
		}
		return len(at.Child), "", false
	}
	if position == mutation.FirstIn {
		first := children[0]
		return first.Index(), leadOf(at, first), true
	}
	last := children[len(children)-1]
	return last.Index() + 1, leadOf(at, last), false
}

func isWithin(e, ancestor *etree.Element) bool {
	for ; e != nil; e = e.Parent() {
		if e == ancestor {
			return true
		}
	}
	return false
}

func (p *plan) move(doc *etree.Document) (bool, error) {
	from, err := matches(doc, p.Target, false)
	if err != nil {
		return false, err
	}
	to, err := matches(doc, p.Other, false)
	if err != nil {
		return false, err
	}
	e, at := from[0].element, to[0].element
	switch {
	case isWithin(at, e):
		return false, fmt.Errorf("%w: an element cannot be moved beside or into itself", ErrUnsuitable)
	case parentOf(doc, at) == &doc.Element && (p.Position == mutation.Before || p.Position == mutation.After):
		return false, fmt.Errorf("%w: no element can stand beside the root element", ErrUnsuitable)
	case p.inPlace(e, at):
		return false, nil
	}
	meaning := xmltree.BindingsOf(e)
	detach(e)
	if err := place(doc, at, p.Position, []etree.Token{e}); err != nil {
		return false, err
	}
	meaning.Restore(e)
	return true, nil
}

// inPlace reports whether an element already stands where it is moved to.
func (p *plan) inPlace(e, at *etree.Element) bool {
	switch p.Position {
	case mutation.Before:
		return e.NextSibling() == at
	case mutation.After:
		return e.PrevSibling() == at
	case mutation.FirstIn:
		return e.Parent() == at && e.PrevSibling() == nil
	default:
		return e.Parent() == at && e.NextSibling() == nil
	}
}

// swap exchanges two values, or the places of two elements when either of them
// is more than a text.
func (p *plan) swap(doc *etree.Document) (bool, error) {
	left, err := matches(doc, p.Target, false)
	if err != nil {
		return false, err
	}
	right, err := matches(doc, p.Other, false)
	if err != nil {
		return false, err
	}
	a, b := left[0], right[0]
	if a.kind == mutation.TailElement && b.kind == mutation.TailElement && (!isTextOnly(a.element) || !isTextOnly(b.element)) {
		return swapPlaces(doc, a.element, b.element)
	}
	va, err := a.value()
	if err != nil {
		return false, err
	}
	vb, err := b.value()
	if err != nil {
		return false, err
	}
	changed, err := a.setValue(vb)
	if err != nil || !changed {
		return false, err
	}
	return b.setValue(va)
}

func isTextOnly(e *etree.Element) bool { return xmltree.HasText(e) && !xmltree.HasElements(e) }

func swapPlaces(doc *etree.Document, a, b *etree.Element) (bool, error) {
	if a == b {
		return false, nil
	}
	if isWithin(a, b) || isWithin(b, a) {
		return false, fmt.Errorf("%w: one of the elements is inside the other", ErrUnsuitable)
	}
	meaningA, meaningB := xmltree.BindingsOf(a), xmltree.BindingsOf(b)
	parentA, parentB := parentOf(doc, a), parentOf(doc, b)
	markA, markB := etree.NewComment(""), etree.NewComment("")
	parentA.InsertChildAt(a.Index(), markA)
	parentA.RemoveChild(a)
	parentB.InsertChildAt(b.Index(), markB)
	parentB.RemoveChild(b)
	parentA.InsertChildAt(markA.Index(), b)
	parentA.RemoveChild(markA)
	parentB.InsertChildAt(markB.Index(), a)
	parentB.RemoveChild(markB)
	meaningA.Restore(a)
	meaningB.Restore(b)
	return true, nil
}
