package xmltree

import (
	"bytes"
	"strings"

	"github.com/beevik/etree"
)

// Declaration is the XML declaration of what tkw writes.
const Declaration = `<?xml version="1.0" encoding="UTF-8"?>`

// Bytes serialises a message as tkw sends it: an XML declaration that says UTF-8
// (WS-STD-01), no byte order mark, LF line ends, the characters that canonical
// XML escapes escaped, nothing else changed. The document is only read.
func Bytes(doc *etree.Document) []byte {
	settings := etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}
	var b bytes.Buffer
	b.WriteString(Declaration)
	b.WriteByte('\n')
	for _, token := range doc.Child {
		switch t := token.(type) {
		case *etree.CharData:
			continue
		case *etree.ProcInst:
			if t.Target == "xml" {
				continue
			}
		}
		token.WriteTo(&b, &settings)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// NewText makes a text token that knows whether it is white space.
func NewText(s string) *etree.CharData {
	t := etree.NewText("")
	t.SetData(s)
	return t
}

// CopyElement makes a deep copy without parent, white space between elements
// indented by indent more. Unlike etree's own Copy, attributes of the copy
// belong to the copy.
func CopyElement(e *etree.Element, indent string) *etree.Element {
	c := &etree.Element{
		Space: e.Space, Tag: e.Tag,
		Attr: make([]etree.Attr, 0, len(e.Attr)), Child: make([]etree.Token, 0, len(e.Child)),
	}
	for _, a := range e.Attr {
		c.CreateAttr(a.FullKey(), a.Value)
	}
	if indent != "" && (HasText(e) || !HasElements(e)) {
		// White space beside text may be content.
		indent = ""
	}
	for _, token := range e.Child {
		c.AddChild(CopyToken(token, indent))
	}
	return c
}

// CopyToken copies a node of any kind, as CopyElement does an element.
func CopyToken(token etree.Token, indent string) etree.Token {
	switch t := token.(type) {
	case *etree.Element:
		return CopyElement(t, indent)
	case *etree.CharData:
		if t.IsCData() {
			return etree.NewCData(t.Data)
		}
		if indent != "" && IsBlank(t.Data) && strings.Contains(t.Data, "\n") {
			return NewText(t.Data + indent)
		}
		return NewText(t.Data)
	case *etree.Comment:
		return etree.NewComment(t.Data)
	case *etree.ProcInst:
		return etree.NewProcInst(t.Target, t.Inst)
	case *etree.Directive:
		return etree.NewDirective(t.Data)
	default:
		return token
	}
}

// HasElements reports whether e has a child element.
func HasElements(e *etree.Element) bool {
	for _, token := range e.Child {
		if _, ok := token.(*etree.Element); ok {
			return true
		}
	}
	return false
}

// HasText reports whether e has text of its own that is not white space.
func HasText(e *etree.Element) bool {
	for _, token := range e.Child {
		if t, ok := token.(*etree.CharData); ok && !IsBlank(t.Data) {
			return true
		}
	}
	return false
}
