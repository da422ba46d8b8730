package xmltree

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// maxTemplateDepth bounds nesting of templates and fragments; real messages stay
// under 40 levels.
const maxTemplateDepth = 200

// ErrNotWellFormed is wrapped by every reason for which Read refuses its input.
var ErrNotWellFormed = errors.New("not well-formed XML")

// ErrIllegalCharacter: XML cannot hold the value.
var ErrIllegalCharacter = errors.New("a character that XML cannot hold")

// Read parses a whole document that tkw or a pack author wrote. It refuses
// what encoding/xml lets pass: undeclared prefixes, repeated attributes, several
// root elements, a DOCTYPE, text outside the root, encodings other than UTF-8.
func Read(src []byte) (*etree.Document, error) {
	if !utf8.Valid(src) {
		return nil, fmt.Errorf("%w: the bytes are not UTF-8", ErrNotWellFormed)
	}
	doc := etree.NewDocument()
	doc.ReadSettings = etree.ReadSettings{PreserveDuplicateAttrs: true, MaxDepth: maxTemplateDepth}
	if err := doc.ReadFromBytes(bytes.TrimPrefix(src, []byte("\ufeff"))); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWellFormed, err)
	}
	if err := checkProlog(doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWellFormed, err)
	}
	if err := checkTree(doc.Root()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWellFormed, err)
	}
	return doc, nil
}

// checkProlog judges what stands beside the root element.
func checkProlog(doc *etree.Document) error {
	roots := 0
	for i, token := range doc.Child {
		switch t := token.(type) {
		case *etree.Element:
			roots++
		case *etree.Directive:
			return errors.New("a DOCTYPE is not allowed")
		case *etree.CharData:
			if !IsBlank(t.Data) {
				return errors.New("there is text outside the root element")
			}
		case *etree.ProcInst:
			if strings.EqualFold(t.Target, "xml") && i > 0 {
				return errors.New("the XML declaration is not at the start")
			}
			if t.Target == "xml" && !declaresUTF8(t.Inst) {
				return errors.New("the declared encoding is not UTF-8")
			}
		case *etree.Comment:
			if strings.Contains(t.Data, "--") {
				return errors.New(`a comment contains "--"`)
			}
		}
	}
	if roots != 1 {
		return fmt.Errorf("there are %d root elements", roots)
	}
	return nil
}

func declaresUTF8(declaration string) bool {
	_, rest, found := strings.Cut(declaration, "encoding")
	if !found {
		return true
	}
	rest = strings.TrimLeft(rest, " \t\r\n=")
	return len(rest) > 6 && strings.EqualFold(rest[1:6], "utf-8")
}

// checkTree judges names, prefixes and attributes of an element and all below it.
func checkTree(e *etree.Element) error {
	if err := checkElement(e); err != nil {
		return fmt.Errorf("<%s>: %w", e.FullTag(), err)
	}
	for _, token := range e.Child {
		switch t := token.(type) {
		case *etree.Element:
			if err := checkTree(t); err != nil {
				return err
			}
		case *etree.Directive:
			return fmt.Errorf("<%s>: a declaration is not allowed inside an element", e.FullTag())
		case *etree.ProcInst:
			if strings.EqualFold(t.Target, "xml") || !IsNCName(t.Target) {
				return fmt.Errorf("<%s>: %q cannot be a processing instruction", e.FullTag(), t.Target)
			}
		}
	}
	return nil
}

func checkElement(e *etree.Element) error {
	if !IsNCName(e.Tag) || e.Space != "" && !IsNCName(e.Space) {
		return errors.New("that is no element name")
	}
	if e.Space == "xmlns" {
		return errors.New("no element can have the prefix xmlns")
	}
	if e.Space != "" && LookupPrefix(e, e.Space) == "" {
		return fmt.Errorf("the prefix %q is not declared", e.Space)
	}
	type name struct{ space, local string }
	seen := make(map[name]bool, len(e.Attr))
	for _, a := range e.Attr {
		if err := checkAttribute(e, a); err != nil {
			return fmt.Errorf("attribute %s: %w", a.FullKey(), err)
		}
		n := name{AttributeNamespace(e, a), a.Key}
		if seen[n] {
			return fmt.Errorf("attribute %s stands there twice", a.FullKey())
		}
		seen[n] = true
	}
	return nil
}

func checkAttribute(e *etree.Element, a etree.Attr) error {
	if !IsNCName(a.Key) || a.Space != "" && !IsNCName(a.Space) {
		return errors.New("that is no attribute name")
	}
	if prefix, ok := Declares(a); ok {
		switch {
		case prefix == "xmlns", prefix == "xml" && a.Value != NamespaceXML, prefix != "xml" && a.Value == NamespaceXML, a.Value == NamespaceXMLNS:
			return errors.New("the prefixes xml and xmlns are reserved")
		case prefix != "" && a.Value == "":
			return errors.New("a prefix cannot be bound to no namespace")
		}
		return nil
	}
	if a.Space != "" && LookupPrefix(e, a.Space) == "" {
		return fmt.Errorf("the prefix %q is not declared", a.Space)
	}
	return nil
}

// IsBlank reports whether a text is empty or white space as XML means it.
func IsBlank(s string) bool {
	return strings.Trim(s, " \t\r\n") == ""
}

// IsNCName reports whether s can be a name without prefix (XML 1.0 fifth edition).
func IsNCName(s string) bool {
	for i, r := range s {
		if !isNameStart(r) && (i == 0 || !isNameRest(r)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

func isNameStart(r rune) bool {
	// The ranges of NameStartChar, without the colon. U+FFFD stands for broken
	// UTF-8 as well, so it is left out.
	for _, span := range [...][2]rune{
		{'a', 'z'}, {'A', 'Z'}, {'_', '_'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF},
		{0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFC}, {0x10000, 0xEFFFF},
	} {
		if span[0] <= r && r <= span[1] {
			return true
		}
	}
	return false
}

func isNameRest(r rune) bool {
	return '0' <= r && r <= '9' || r == '-' || r == '.' || r == 0xB7 ||
		0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

// illegalRune finds the first character that XML 1.0 cannot carry, not even as a
// reference.
func illegalRune(s string) (rune, bool) {
	for i, r := range s {
		switch {
		case r == '\t', r == '\n', r == '\r', 0x20 <= r && r < 0xD800, 0xE000 <= r && r < 0xFFFD, r >= 0x10000:
		case r == utf8.RuneError && strings.HasPrefix(s[i:], "\uFFFD"):
		default:
			return r, true
		}
	}
	return 0, false
}

// CheckText refuses values that no XML document can hold.
func CheckText(s string) error {
	if r, bad := illegalRune(s); bad {
		if r == utf8.RuneError {
			return fmt.Errorf("%w: the value is not UTF-8", ErrIllegalCharacter)
		}
		return fmt.Errorf("%w: U+%04X", ErrIllegalCharacter, r)
	}
	return nil
}
