package xmlengine

import (
	"fmt"
	"strings"
)

// Codes of libxml2's schema validator (xmlerror.h, XML_SCHEMAV_…), with the names
// that XML Schema gives the rules.
const (
	cvcTypeSimple     = 1824 // cvc-datatype-valid.1.2.1: not of an atomic type
	cvcTypeList       = 1825 // 1.2.2: not of a list type
	cvcTypeUnion      = 1826 // 1.2.3: not of a union type
	cvcSimpleAttrs    = 1827 // cvc-type.3.1.1: attributes on an element of simple type
	cvcSimpleChildren = 1828 // cvc-type.3.1.2: children in an element of simple type
	cvcFacet          = 1829
	cvcLength         = 1830
	cvcMinLength      = 1831
	cvcMaxLength      = 1832
	cvcMinInclusive   = 1833
	cvcMaxInclusive   = 1834
	cvcMinExclusive   = 1835
	cvcMaxExclusive   = 1836
	cvcTotalDigits    = 1837
	cvcFractionDigits = 1838
	cvcPattern        = 1839
	cvcEnumeration    = 1840
	cvcEmpty          = 1841 // cvc-complex-type.2.1: content in an empty element
	cvcTextOnly       = 1842 // 2.2: children where the content is simple
	cvcNoText         = 1843 // 2.3: text where only children are allowed
	cvcUndeclared     = 1845 // cvc-elt.1
	cvcAbstract       = 1846 // cvc-elt.2
	cvcNotNillable    = 1847 // cvc-elt.3.1
	cvcNilContent     = 1848 // cvc-elt.3.2.1
	cvcTypeName       = 1850 // cvc-elt.4.1: xsi:type is no name
	cvcTypeUnknown    = 1851 // cvc-elt.4.2: xsi:type names no type
	cvcTypeUnrelated  = 1852 // cvc-elt.4.3: xsi:type names a type that does not fit
	cvcFixedChildren  = 1856 // cvc-elt.5.2.2.1
	cvcFixedMixed     = 1857 // cvc-elt.5.2.2.2.1
	cvcFixedText      = 1858 // cvc-elt.5.2.2.2.2
	cvcAttrFixedUse   = 1865 // cvc-complex-type.3.1
	cvcAttrNotAllowed = 1866 // 3.2.1
	cvcAttrUndeclared = 1867 // 3.2.2
	cvcAttrMissing    = 1868 // 4
	cvcContent        = 1871 // cvc-complex-type.2.4: a child unexpected or missing
	cvcAttrFixed      = 1874 // cvc-au
	cvcTypeAbstract   = 1876 // cvc-type.2
	cvcIdentity       = 1877 // keys and references
	cvcWildcard       = 1878
)

// explain puts an error of validation, found at a node, into one plain sentence, and
// picks out the value found; "" when the error is not about a value. The parts come
// from libxml2's arguments where it hands them over, and from its words where not.
func explain(at Node, p problem) (sentence, value string) {
	where := describe(at)
	if reason, value, ok := explainValue(at, p); ok {
		if value == "" {
			return fmt.Sprintf("%s: the empty value %s", where, reason), ""
		}
		return fmt.Sprintf("%s: the value %s %s", where, quote(value), reason), value
	}
	_, local := at.Name()
	switch p.code {
	case cvcContent:
		return explainContent(at, p.message), unexpected(at, p.message)
	case cvcEmpty:
		return where + " must be empty", at.StringValue()
	case cvcTextOnly, cvcSimpleChildren:
		return where + " may hold text only, but has child elements", ""
	case cvcNoText:
		text := ownText(at)
		return fmt.Sprintf("%s may hold child elements only, but has the text %s", where, quote(text)), text
	case cvcUndeclared:
		space, _ := at.Name()
		return fmt.Sprintf("the schema has no element %s in %s: its name or its namespace is wrong", local, describeSpace(space)), local
	case cvcAbstract:
		return where + " is abstract: one of the elements that can stand for it is needed", local
	case cvcNotNillable:
		return where + " must have a value: xsi:nil is not allowed on it", ""
	case cvcNilContent:
		return where + " is marked as nil (xsi:nil) and must be empty", at.StringValue()
	case cvcTypeName, cvcTypeUnknown, cvcTypeUnrelated, cvcTypeAbstract:
		kind, element := at.StringValue(), at.Parent()
		if at.Kind() == ElementNode {
			kind, _ = at.Attr(instanceNamespace, "type")
			element = at
		}
		return fmt.Sprintf("%s says that its type is %s (xsi:type), which the schema does not allow there", describe(element), quote(kind)), kind
	case cvcFixedChildren, cvcFixedMixed:
		return where + " has a fixed value and must not have child elements", ""
	case cvcAttrNotAllowed, cvcAttrUndeclared, cvcSimpleAttrs:
		return explainAttribute(at, p)
	case cvcAttrMissing:
		return fmt.Sprintf("%s must have an attribute %s", where, plainNames(p.first)), ""
	case cvcWildcard:
		return fmt.Sprintf("%s is not allowed there: the schema does not know it", where), local
	case cvcIdentity:
		return where + ": " + Clip(plainNames(afterPrefix(p.message)), 2*shown), at.StringValue()
	}
	return where + ": " + Clip(plainNames(afterPrefix(p.message)), 2*shown), ""
}

// explainValue says what is wrong with a value.
func explainValue(at Node, p problem) (reason, value string, ok bool) {
	value = p.first
	switch p.code {
	case cvcTypeSimple, cvcTypeList, cvcTypeUnion:
		if value == "" {
			value = at.StringValue()
		}
		return "is not " + describeType(typeOf(p.message)), value, true
	case cvcLength:
		return fmt.Sprintf("has the length %s, but %s is needed", p.first, p.second), at.StringValue(), true
	case cvcMinLength:
		return fmt.Sprintf("has the length %s, but at least %s is needed", p.first, p.second), at.StringValue(), true
	case cvcMaxLength:
		return fmt.Sprintf("has the length %s, but at most %s is allowed", p.first, p.second), at.StringValue(), true
	case cvcMinInclusive:
		return fmt.Sprintf("is less than %s, the least that is allowed", p.second), value, true
	case cvcMaxInclusive:
		return fmt.Sprintf("is more than %s, the most that is allowed", p.second), value, true
	case cvcMinExclusive:
		return fmt.Sprintf("must be more than %s", p.second), value, true
	case cvcMaxExclusive:
		return fmt.Sprintf("must be less than %s", p.second), value, true
	case cvcTotalDigits:
		return fmt.Sprintf("has more digits than are allowed (%s)", p.second), value, true
	case cvcFractionDigits:
		return fmt.Sprintf("has more digits after the point than are allowed (%s)", p.second), value, true
	case cvcPattern:
		return fmt.Sprintf("does not have the form %s", Clip(p.second, 2*shown)), value, true
	case cvcEnumeration:
		if !strings.Contains(p.second, "', '") {
			return "must be " + Clip(p.second, shown), value, true
		}
		return "is not one of the values allowed: " + describeSet(p.second), value, true
	case cvcFacet:
		return "is not allowed by the schema", value, true
	case cvcFixedText, cvcAttrFixed, cvcAttrFixedUse:
		return "must be " + quote(p.second), value, true
	}
	return "", "", false
}

// explainAttribute is about an attribute that should not be there. libxml2 reports
// it at the attribute, or at its element.
func explainAttribute(at Node, p problem) (sentence, value string) {
	if at.Kind() == AttributeNode {
		return describe(at) + " is not allowed", at.StringValue()
	}
	if p.first == "" {
		return describe(at) + " has an attribute that is not allowed", ""
	}
	return fmt.Sprintf("attribute %s of %s is not allowed", plainNames(p.first), describe(at)), ""
}

// explainContent is about a child element that should not be there, at that child,
// or one that is missing, at its parent.
func explainContent(at Node, message string) string {
	names := expectedNames(message)
	if strings.Contains(message, "Missing child element") {
		want := "another element"
		if len(names) > 0 {
			want = alternatives(names)
		}
		if at.FirstChildElement().IsZero() {
			return fmt.Sprintf("%s has no child elements, but the schema expects %s", describe(at), want)
		}
		return fmt.Sprintf("%s is incomplete: after its last child element the schema expects %s", describe(at), want)
	}
	space, local := at.Name()
	where := describe(at)
	if parent := at.Parent(); !parent.IsZero() {
		_, name := parent.Name()
		where += " in element " + name
	}
	for _, name := range names {
		if want, same := strings.CutSuffix(name, "}"+local); same && want != "{"+space {
			return fmt.Sprintf("%s is in %s, but must be in %s", where, describeSpace(space), describeSpace(strings.TrimPrefix(want, "{")))
		}
	}
	if len(names) == 0 {
		return where + " is not allowed at this place"
	}
	return fmt.Sprintf("%s is not allowed at this place, where the schema expects %s", where, alternatives(names))
}

func unexpected(at Node, message string) string {
	if strings.Contains(message, "Missing child element") {
		return ""
	}
	_, local := at.Name()
	return local
}
