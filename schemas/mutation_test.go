package schemas

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"
)

// specimen is a message under mutation.
type specimen struct {
	t   *testing.T
	doc *etree.Document
	// position is the column of the verdict table that the message stands for.
	position int
	// places are the short names ($patient, say) that paths may begin with.
	places map[string]string
	// source, when not empty, takes the place of the written document.
	source string
}

// mutation makes one change. It ends the test when it finds nothing to change.
type mutation func(s *specimen)

// at finds the element at a path below the root; "." is the root itself.
func (s *specimen) at(path string) *etree.Element {
	s.t.Helper()
	for name, place := range s.places {
		if path == name || strings.HasPrefix(path, name+"/") || strings.HasPrefix(path, name+"[") {
			path = place + strings.TrimPrefix(path, name)
			break
		}
	}
	found := s.doc.Root().FindElement("./" + path)
	require.NotNil(s.t, found, "nothing at %s", path)
	return found
}

// fragment parses a piece of XML; prefixes must be declared in it or in the message.
func (s *specimen) fragment(text string) *etree.Element {
	s.t.Helper()
	doc := etree.NewDocument()
	require.NoError(s.t, doc.ReadFromString(text), text)
	return doc.Root()
}

// written is the message as bytes.
func (s *specimen) written() string {
	s.t.Helper()
	if s.source != "" {
		return s.source
	}
	text, err := s.doc.WriteToString()
	require.NoError(s.t, err)
	return text
}

const (
	schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"
	foreign        = "urn:example:foreign"
)

// all makes several changes, in order.
func all(changes ...mutation) mutation {
	return func(s *specimen) {
		for _, change := range changes {
			change(s)
		}
	}
}

// per makes another change at each position of the verdict table.
func per(changes ...mutation) mutation {
	return func(s *specimen) { changes[s.position](s) }
}

// set writes an attribute. The prefixes xsi and x need no declaration.
func set(path, name, value string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		switch {
		case strings.HasPrefix(name, "xsi:"):
			s.doc.Root().CreateAttr("xmlns:xsi", schemaInstance)
		case strings.HasPrefix(name, "x:"):
			s.doc.Root().CreateAttr("xmlns:x", foreign)
		}
		e.CreateAttr(name, value)
	}
}

// drop takes an attribute away.
func drop(path, name string) mutation {
	return func(s *specimen) {
		require.NotNil(s.t, s.at(path).RemoveAttr(name), "no %s on %s", name, path)
	}
}

// text replaces the content of an element by text.
func text(path, value string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		emptyOut(e)
		if value != "" {
			e.CreateText(value)
		}
	}
}

// loose puts text before the first child, beside what is there.
func loose(path, value string) mutation {
	return func(s *specimen) { s.at(path).InsertChildAt(0, etree.NewText(value)) }
}

// empty takes the content away and leaves the attributes.
func empty(path string) mutation {
	return func(s *specimen) { emptyOut(s.at(path)) }
}

func emptyOut(e *etree.Element) {
	for len(e.Child) > 0 {
		e.RemoveChildAt(0)
	}
}

// bare takes all attributes away.
func bare(path string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		require.NotEmpty(s.t, e.Attr, "no attributes on %s", path)
		e.Attr = nil
	}
}

// nilled marks an element as nil, and empties it as nil elements must be.
func nilled(path string) mutation {
	return all(empty(path), set(path, "xsi:nil", "true"))
}

func remove(path string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		e.Parent().RemoveChild(e)
	}
}

// removeAll removes every element that the path finds; there must be one.
func removeAll(path string) mutation {
	return func(s *specimen) {
		first := s.at(path)
		for _, e := range first.Parent().SelectElements(first.FullTag()) {
			e.Parent().RemoveChild(e)
		}
	}
}

// duplicate puts a copy behind the element.
func duplicate(path string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		e.Parent().InsertChildAt(e.Index()+1, e.Copy())
	}
}

// last adds a child at the end of an element.
func last(path, xml string) mutation {
	return func(s *specimen) { s.at(path).AddChild(s.fragment(xml)) }
}

// first adds a child at the beginning of an element.
func first(path, xml string) mutation {
	return func(s *specimen) { s.at(path).InsertChildAt(0, s.fragment(xml)) }
}

// after adds a sibling behind an element.
func after(path, xml string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		e.Parent().InsertChildAt(e.Index()+1, s.fragment(xml))
	}
}

// ahead adds a sibling before an element.
func ahead(path, xml string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		e.Parent().InsertChildAt(e.Index(), s.fragment(xml))
	}
}

// before moves the element at path to stand before another.
func before(path, other string) mutation {
	return func(s *specimen) {
		e, o := s.at(path), s.at(other)
		e.Parent().RemoveChild(e)
		o.Parent().InsertChildAt(o.Index(), e)
	}
}

// toEnd moves an element behind all its siblings.
func toEnd(path string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		parent := e.Parent()
		parent.RemoveChild(e)
		parent.AddChild(e)
	}
}

// swap exchanges two elements.
func swap(a, b string) mutation {
	return func(s *specimen) {
		one, two := s.at(a), s.at(b)
		parentOne, parentTwo := one.Parent(), two.Parent()
		copyOne, copyTwo := one.Copy(), two.Copy()
		i, j := one.Index(), two.Index()
		parentOne.RemoveChildAt(i)
		parentOne.InsertChildAt(i, copyTwo)
		parentTwo.RemoveChildAt(j)
		parentTwo.InsertChildAt(j, copyOne)
	}
}

// rename gives an element another name, "x:…" for one in a foreign namespace.
func rename(path, name string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		if prefix, local, found := strings.Cut(name, ":"); found {
			if prefix == "x" {
				s.doc.Root().CreateAttr("xmlns:x", foreign)
			}
			e.Space, e.Tag = prefix, local
			return
		}
		e.Tag = name
	}
}

// renamed computes the new name from the old one.
func renamed(path string, change func(string) string) mutation {
	return func(s *specimen) { rename(path, change(s.at(path).Tag))(s) }
}

// changed computes the new value of an attribute from the old one.
func changed(path, name string, change func(string) string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		require.NotNil(s.t, e.SelectAttr(name), "no %s on %s", name, path)
		set(path, name, change(e.SelectAttrValue(name, "")))(s)
	}
}

// asText changes the message as text, for what no element tree can hold.
func asText(change func(string) string) mutation {
	return func(s *specimen) { s.source = change(s.written()) }
}
