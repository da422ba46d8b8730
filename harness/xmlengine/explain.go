package xmlengine

import (
	"fmt"
	"regexp"
	"strings"
)

// Codes of libxml2's schema validator that explain knows (xmlerror.h).
const (
	cvcDatatype       = 1824 // cvc-datatype-valid.1.2.1
	cvcType           = 1825
	cvcLength         = 1830
	cvcMinLength      = 1831
	cvcMaxLength      = 1832
	cvcPattern        = 1839
	cvcEnumeration    = 1840
	cvcElt1           = 1845 // no declaration
	cvcNillable       = 1847 // xsi:nil on an element that is not nillable
	cvcFixed          = 1858 // cvc-elt.5.2.2.2.2: fixed text
	cvcAttrNotAllowed = 1866
	cvcAttrMissing    = 1868
	cvcComplexEmpty   = 1842
	cvcElementContent = 1871
	cvcAttrFixed      = 1874 // not among libxml2's cvc names, but what it gives
)

var (
	clark     = regexp.MustCompile(`\{[^{}]*\}`)
	valued    = regexp.MustCompile(`(?s)The value '(.*)' `)
	attribute = regexp.MustCompile(`(?s)attribute '([^']*)'`)
	expected  = regexp.MustCompile(`(?s)Expected is (?:one of )?\( (.*) \)`)
	fixed     = regexp.MustCompile(`(?s)(?:fixed value constraint|fixed value of the.*?|must be|does not match the fixed value constraint) '([^']*)'`)
	pattern   = regexp.MustCompile(`(?s)accepted by the pattern '(.*)'`)
	typeName  = regexp.MustCompile(`(?s)not a valid value of the (?:atomic|local atomic|union|local union|list|local list) type(?: '([^']*)')?`)
	setOf     = regexp.MustCompile(`(?s)element of the set \{(.*)\}`)
)

// shown bounds how much of a value or list a sentence quotes.
const shown = 80

// explain turns a violation into a plain sentence, and picks out the value found.
// The sentence is made of the parts of libxml2's message; when those cannot be
// found, its own words stand.
func explain(v Violation) (sentence, value string) {
	message := v.Message
	_, element := v.Node.Name()
	where := "element " + element
	owner := v.Node
	if v.Node.Kind() == AttributeNode {
		owner = v.Node.Parent()
		_, parent := owner.Name()
		where = fmt.Sprintf("attribute %s of element %s", element, parent)
	} else if m := attribute.FindStringSubmatch(message); m != nil && v.Code != cvcAttrMissing {
		where = fmt.Sprintf("attribute %s of element %s", plainNames(m[1]), element)
	}
	if m := valued.FindStringSubmatch(message); m != nil {
		value = m[1]
	}
	quoted := "the value " + quote(value)
	switch v.Code {
	case cvcElementContent:
		return contentSentence(message, v.Node), ""
	case cvcAttrMissing:
		name := element
		if m := attribute.FindStringSubmatch(message); m != nil {
			name = plainNames(m[1])
		}
		return fmt.Sprintf("element %s lacks its attribute %s", element, name), ""
	case cvcAttrNotAllowed:
		return where + " is not allowed there", ""
	case cvcElt1:
		return fmt.Sprintf("element %s is not known here: the name or its namespace is wrong", element), ""
	case cvcEnumeration:
		if m := setOf.FindStringSubmatch(message); m != nil {
			return fmt.Sprintf("%s: %s is not one of %s", where, quoted, shorten(strings.ReplaceAll(m[1], "'", ""))), value
		}
	case cvcPattern:
		if m := pattern.FindStringSubmatch(message); m != nil {
			return fmt.Sprintf("%s: %s does not have the form %s", where, quoted, shorten(m[1])), value
		}
	case cvcDatatype, cvcType:
		if m := typeName.FindStringSubmatch(message); m != nil {
			return fmt.Sprintf("%s: '%s' is no valid %s", where, shorten(valueOf(message)), describeType(plainNames(m[1]))), valueOf(message)
		}
	case cvcMinLength, cvcMaxLength, cvcLength:
		return fmt.Sprintf("%s: %s has the wrong length", where, quoted), value
	case cvcNillable:
		return where + " must not be nil (xsi:nil)", ""
	case cvcComplexEmpty:
		return where + " must not have the content it has", ""
	}
	if m := fixed.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s must be '%s'", where, shorten(m[1])), value
	}
	return plainNames(message), value
}

// attributeOf names the attribute that a violation on an element is about; "" for
// none, or when it is missing.
func attributeOf(v Violation) string {
	m := attribute.FindStringSubmatch(v.Message)
	if m == nil || v.Code == cvcAttrMissing || v.Node.Kind() != ElementNode {
		return ""
	}
	return plainNames(m[1])
}

// contentSentence explains a child that should not be there, or one that is missing.
func contentSentence(message string, n Node) string {
	_, element := n.Name()
	want := ""
	if m := expected.FindStringSubmatch(message); m != nil {
		want = shorten(plainNames(m[1]))
	}
	switch {
	case strings.Contains(message, "Missing child element"):
		if want != "" {
			return fmt.Sprintf("element %s is incomplete: %s must follow", element, want)
		}
		return fmt.Sprintf("element %s is incomplete: a child is missing", element)
	case want != "":
		return fmt.Sprintf("element %s is not allowed at this place; expected is %s", element, want)
	case strings.Contains(message, "Character content"):
		return fmt.Sprintf("element %s must not hold text of its own", element)
	}
	return fmt.Sprintf("element %s is not allowed at this place", element)
}

// valueOf is what stands between the first quotes of a type message.
func valueOf(message string) string {
	_, rest, ok := strings.Cut(message, ": '")
	if !ok {
		return ""
	}
	if i := strings.LastIndex(rest, "' is not a valid value"); i >= 0 {
		return rest[:i]
	}
	return ""
}

func describeType(name string) string {
	_, local, found := strings.Cut(name, ":")
	if !found {
		local = name
	}
	if local == "" {
		return "value of the type that the schema gives it"
	}
	return local
}

// plainNames turns {namespace}name into name.
func plainNames(text string) string { return clark.ReplaceAllString(text, "") }

func quote(text string) string {
	if text == "" {
		return "''"
	}
	return "'" + shorten(text) + "'"
}

func shorten(text string) string {
	if len(text) <= shown {
		return text
	}
	cut := shown
	for cut > 0 && text[cut]&0xC0 == 0x80 {
		cut--
	}
	return text[:cut] + "…"
}
