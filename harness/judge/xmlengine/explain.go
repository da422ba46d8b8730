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

// explainer puts errors of validation into plain words. The parts come from libxml2's
// arguments where it hands them over, and from its words where not.
type explainer struct {
	index    *schemaIndex
	examples Examples
}

// explanation is an error of validation in words.
type explanation struct {
	// sentence says what is wrong.
	sentence string
	// value is the value found; "" when the error is not about a value.
	value string
	// help says what to write instead.
	help string
}

// explain is about an error that was found at a node.
func (x explainer) explain(at Node, p problem) explanation {
	where := x.describe(at)
	if reason, value, help, ok := x.explainValue(at, p); ok {
		if value == "" {
			return explanation{fmt.Sprintf("%s: the empty value %s", where, reason), "", help}
		}
		return explanation{fmt.Sprintf("%s: the value %s %s", where, quote(value), reason), value, help}
	}
	_, local := at.Name()
	switch p.code {
	case cvcContent:
		return x.explainContent(at, p.message)
	case cvcEmpty:
		return explanation{where + " must be empty", at.StringValue(), "Remove what it holds."}
	case cvcTextOnly, cvcSimpleChildren:
		return explanation{where + " may hold text only, but has child elements", "", "Write text only, without elements in it."}
	case cvcNoText:
		text := ownText(at)
		return explanation{
			fmt.Sprintf("%s may hold child elements only, but has the text %s", where, quote(text)), text,
			"Remove the text, or write it into the child element that is meant for it.",
		}
	case cvcUndeclared:
		space, _ := at.Name()
		return explanation{
			fmt.Sprintf("the schema has no element %s in %s: its name or its namespace is wrong", local, describeSpace(space)), local,
			"Write the element that the specification names, in its namespace.",
		}
	case cvcAbstract:
		return explanation{where + " is abstract: one of the elements that can stand for it is needed", local, "Write one of the elements that can stand for it."}
	case cvcNotNillable:
		return explanation{where + " must have a value: xsi:nil is not allowed on it", "", "Remove xsi:nil, and write a value."}
	case cvcNilContent:
		return explanation{where + " is marked as nil (xsi:nil) and must be empty", at.StringValue(), "Remove what it holds, or xsi:nil."}
	case cvcTypeName, cvcTypeUnknown, cvcTypeUnrelated, cvcTypeAbstract:
		return explainType(at)
	case cvcFixedChildren, cvcFixedMixed:
		return explanation{where + " has a fixed value and must not have child elements", "", "Write the fixed value, without elements in it."}
	case cvcAttrNotAllowed, cvcAttrUndeclared, cvcSimpleAttrs:
		return explainAttribute(at, p)
	case cvcAttrMissing:
		name := plainNames(p.first)
		return explanation{fmt.Sprintf("%s must have an attribute %s", where, name), "", "Add the attribute " + name + "."}
	case cvcWildcard:
		return explanation{fmt.Sprintf("%s is not allowed there: the schema does not know it", where), local, "Remove it."}
	case cvcIdentity:
		return explanation{where + ": " + Clip(plainNames(afterPrefix(p.message)), 2*shown), at.StringValue(), "Write a value that is there once, or that is there at all."}
	}
	return explanation{where + ": " + Clip(plainNames(afterPrefix(p.message)), 2*shown), "", "Compare it with the schema."}
}

// explainType is about xsi:type.
func explainType(at Node) explanation {
	kind, element := at.StringValue(), at.Parent()
	if at.Kind() == ElementNode {
		kind, _ = at.Attr(instanceNamespace, "type")
		element = at
	}
	return explanation{
		fmt.Sprintf("%s says that its type is %s (xsi:type), which the schema does not allow there", describe(element), quote(kind)), kind,
		"Remove xsi:type, or name a type that the schema allows for the element.",
	}
}

// explainValue says what is wrong with a value, and what to write.
func (x explainer) explainValue(at Node, p problem) (reason, value, help string, ok bool) {
	value = valueAt(at, p.first)
	limit := p.second
	switch p.code {
	case cvcTypeSimple, cvcTypeList, cvcTypeUnion:
		reason, help = x.explainKind(p, value)
		return reason, value, help, true
	case cvcLength, cvcMinLength, cvcMaxLength:
		reason, help = explainLength(at, p)
		return reason, at.StringValue(), help, true
	case cvcMinInclusive:
		return fmt.Sprintf("is less than %s, the least that is allowed", limit), value, fmt.Sprintf("Write %s or more.", limit), true
	case cvcMaxInclusive:
		return fmt.Sprintf("is more than %s, the most that is allowed", limit), value, fmt.Sprintf("Write %s or less.", limit), true
	case cvcMinExclusive:
		return "must be more than " + limit, value, fmt.Sprintf("Write more than %s.", limit), true
	case cvcMaxExclusive:
		return "must be less than " + limit, value, fmt.Sprintf("Write less than %s.", limit), true
	case cvcTotalDigits:
		return fmt.Sprintf("has more digits than are allowed (%s)", limit), value, fmt.Sprintf("Write at most %s digits.", limit), true
	case cvcFractionDigits:
		return fmt.Sprintf("has more digits after the point than are allowed (%s)", limit), value, fmt.Sprintf("Write at most %s digits after the point.", limit), true
	case cvcPattern:
		reason, help = x.explainForm(x.index.patternsWith(at, limit), value)
		return reason, value, help, true
	case cvcEnumeration:
		if !strings.Contains(limit, "', '") {
			return "must be " + Clip(limit, shown), value, "Write " + Clip(limit, shown) + ".", true
		}
		return "is not one of the values allowed: " + describeSet(limit), value, oneOf(limit, value), true
	case cvcFacet:
		return "is not allowed by the schema", value, "Write a value that the schema allows.", true
	case cvcFixedText, cvcAttrFixed, cvcAttrFixedUse:
		return "must be " + quote(limit), value, "Write " + quote(limit) + ".", true
	}
	return "", "", "", false
}

// valueAt is the value that an error is about: the node's own, with its white space, or
// the one of a list in it.
func valueAt(at Node, said string) string {
	if whole := at.StringValue(); said == "" || strings.TrimSpace(whole) == said {
		return whole
	}
	return said
}

// explainAttribute is about an attribute that should not be there. libxml2 reports
// it at the attribute, or at its element.
func explainAttribute(at Node, p problem) explanation {
	if at.Kind() == AttributeNode {
		_, local := at.Name()
		return explanation{describe(at) + " is not allowed", at.StringValue(), "Remove the attribute " + Clip(local, shown) + "."}
	}
	if p.first == "" {
		return explanation{describe(at) + " has an attribute that is not allowed", "", "Remove the attribute."}
	}
	name := plainNames(p.first)
	return explanation{fmt.Sprintf("attribute %s of %s is not allowed", name, describe(at)), "", "Remove the attribute " + name + "."}
}

// explainContent is about a child element that should not be there, at that child,
// or one that is missing, at its parent.
func (x explainer) explainContent(at Node, message string) explanation {
	names := expectedNames(message)
	if missesChild(message) {
		want := "another element"
		if len(names) > 0 {
			want = alternatives(names)
		}
		if at.FirstChildElement().IsZero() {
			return explanation{fmt.Sprintf("%s has no child elements, but the schema expects %s", describe(at), want), "", fmt.Sprintf("Add %s.", want)}
		}
		return explanation{
			fmt.Sprintf("%s is incomplete: after its last child element the schema expects %s", describe(at), want), "",
			fmt.Sprintf("Add %s after the last child element.", want),
		}
	}
	_, local := at.Name()
	where := describe(at)
	if parent := at.Parent(); !parent.IsZero() {
		_, name := parent.Name()
		where += " in element " + name
	}
	if found, want, other := otherNamespace(at, names); other {
		return explanation{fmt.Sprintf("%s is in %s, but must be in %s", where, describeSpace(found), describeSpace(want)), local, fmt.Sprintf("Write it in %s.", describeSpace(want))}
	}
	if len(names) == 0 {
		return explanation{where + " is not allowed at this place", local, "Remove it, or move it to the place that the schema has for it."}
	}
	want := alternatives(names)
	if x.index != nil && x.index.known(local) == "" {
		return explanation{
			fmt.Sprintf("%s is not allowed at this place, where the schema expects %s", where, want), local,
			fmt.Sprintf("Remove it: the schema has no element of this name. What may stand there is %s.", want),
		}
	}
	return explanation{
		fmt.Sprintf("%s is not allowed at this place, where the schema expects %s", where, want), local,
		fmt.Sprintf("Write %s at this place; what is there already, but later, must be moved before it.", want),
	}
}

// missesChild reports whether an error of content is that an element is missing.
func missesChild(message string) bool { return strings.Contains(message, "Missing child element") }

// otherNamespace reports whether an element is expected, but in another namespace.
func otherNamespace(at Node, names []string) (found, want string, other bool) {
	space, local := at.Name()
	for _, name := range names {
		if wanted, same := strings.CutSuffix(name, "}"+local); same && wanted != "{"+space {
			return space, strings.TrimPrefix(wanted, "{"), true
		}
	}
	return "", "", false
}
