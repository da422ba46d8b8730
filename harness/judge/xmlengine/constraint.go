package xmlengine

import "strings"

// Constraint names what kind of demand of a schema is not met. The names are the same
// for every libxml2.
type Constraint string

// The constraints.
const (
	ConstraintForm        Constraint = "FORM"         // a pattern
	ConstraintValue       Constraint = "VALUE"        // an enumeration
	ConstraintType        Constraint = "TYPE"         // the type of a value
	ConstraintLength      Constraint = "LENGTH"       // the length of a value
	ConstraintRange       Constraint = "RANGE"        // least, most, or number of digits
	ConstraintFixed       Constraint = "FIXED"        // a fixed value
	ConstraintNotAllowed  Constraint = "NOT-ALLOWED"  // an attribute, or text, that must not be there
	ConstraintMissing     Constraint = "MISSING"      // an attribute that must be there
	ConstraintNotExpected Constraint = "NOT-EXPECTED" // a child element at a place for another, or for none
	ConstraintIncomplete  Constraint = "INCOMPLETE"   // child elements that must follow
	ConstraintNamespace   Constraint = "NAMESPACE"    // a child element in another namespace
	ConstraintContent     Constraint = "CONTENT"      // text, child elements or nothing, where another of these must be
	ConstraintUnknown     Constraint = "UNKNOWN"      // an element that the schema does not declare
	ConstraintNil         Constraint = "NIL"          // xsi:nil
	ConstraintXSIType     Constraint = "XSI-TYPE"     // xsi:type
	ConstraintKey         Constraint = "KEY"          // a key, or a reference to one
	ConstraintOther       Constraint = "OTHER"
)

// constraintOf is the constraint that an error is about.
func constraintOf(at Node, p problem) Constraint {
	switch p.code {
	case cvcPattern:
		return ConstraintForm
	case cvcEnumeration:
		return ConstraintValue
	case cvcTypeSimple, cvcTypeList, cvcTypeUnion, cvcFacet:
		return ConstraintType
	case cvcLength, cvcMinLength, cvcMaxLength:
		return ConstraintLength
	case cvcMinInclusive, cvcMaxInclusive, cvcMinExclusive, cvcMaxExclusive, cvcTotalDigits, cvcFractionDigits:
		return ConstraintRange
	case cvcFixedText, cvcFixedChildren, cvcFixedMixed, cvcAttrFixed, cvcAttrFixedUse:
		return ConstraintFixed
	case cvcAttrNotAllowed, cvcAttrUndeclared, cvcSimpleAttrs:
		return ConstraintNotAllowed
	case cvcAttrMissing:
		return ConstraintMissing
	case cvcEmpty, cvcTextOnly, cvcSimpleChildren, cvcNoText:
		return ConstraintContent
	case cvcUndeclared, cvcAbstract:
		return ConstraintUnknown
	case cvcNotNillable, cvcNilContent:
		return ConstraintNil
	case cvcTypeName, cvcTypeUnknown, cvcTypeUnrelated, cvcTypeAbstract:
		return ConstraintXSIType
	case cvcIdentity:
		return ConstraintKey
	case cvcWildcard:
		return ConstraintNotExpected
	case cvcContent:
		if missesChild(p.message) {
			return ConstraintIncomplete
		}
		if _, _, other := otherNamespace(at, expectedNames(p.message)); other {
			return ConstraintNamespace
		}
		return ConstraintNotExpected
	}
	return ConstraintOther
}

// subject are the local names that say what an error is about: an element with the one
// that it stands in, and its attribute or a child that it must not have. A name that the
// schema does not declare is "", whatever it is: names that a message makes up must not
// make ids. What the validated element stands in is left out.
func (x *schemaIndex) subject(at Node, p problem) []string {
	element, more := at, []string{}
	_, local := at.Name()
	switch constraint := constraintOf(at, p); {
	case at.Kind() == AttributeNode && constraint == ConstraintXSIType:
		element = at.Parent()
	case at.Kind() == AttributeNode:
		element, more = at.Parent(), []string{x.known(local)}
	case constraint == ConstraintNotExpected, constraint == ConstraintNamespace:
		_, parent := at.Parent().Name()
		return []string{x.known(parent), x.known(local)}
	case constraint == ConstraintMissing, constraint == ConstraintNotAllowed:
		more = []string{x.known(localOf(p.first))}
	}
	_, name := element.Name()
	names := append([]string{x.known(name)}, more...)
	if above := element.Parent(); above.Kind() == ElementNode {
		if _, parent := above.Name(); x.known(parent) != "" {
			names = append([]string{parent}, names...)
		}
	}
	return names
}

// known is the name, or "" where the schema declares nothing of that name.
func (x *schemaIndex) known(name string) string {
	if x == nil || x.names[name] == 0 {
		return ""
	}
	return name
}

// localOf is the local part of {namespace}name.
func localOf(name string) string { return name[strings.LastIndexByte(name, '}')+1:] }
