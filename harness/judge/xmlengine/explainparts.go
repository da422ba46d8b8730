package xmlengine

import (
	"fmt"
	"regexp"
	"strings"
)

const instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"

// shown is how many bytes of a value or list a sentence quotes.
const shown = 80

// describe is "element a" or "attribute b of element a".
func describe(n Node) string {
	_, local := n.Name()
	if n.Kind() == AttributeNode {
		_, parent := n.Parent().Name()
		return fmt.Sprintf("attribute %s of element %s", local, parent)
	}
	return "element " + local
}

// describe is as above. An element whose name the schema gives to several, such as the
// value or the id of HL7, is named with the one that it stands in.
func (x explainer) describe(n Node) string {
	element := n
	if n.Kind() == AttributeNode {
		element = n.Parent()
	}
	_, local := element.Name()
	if x.index != nil && x.index.names[local] > 1 {
		if above := element.Parent(); above.Kind() == ElementNode {
			_, parent := above.Name()
			return describe(n) + " in " + parent
		}
	}
	return describe(n)
}

func describeSpace(space string) string {
	if space == "" {
		return "no namespace"
	}
	return "namespace " + space
}

// ownText is the first text directly in an element that is more than white space.
func ownText(n Node) string {
	if n.Kind() != ElementNode {
		return ""
	}
	for c := n.p.children; c != nil; c = c.next {
		if isText(c) {
			if text := strings.TrimSpace(content(c)); text != "" {
				return text
			}
		}
	}
	return ""
}

var expectedList = regexp.MustCompile(`Expected is (?:one of )?\( (.*) \)`)

// expectedNames are the names that libxml2 lists, as {namespace}name.
func expectedNames(message string) []string {
	m := expectedList.FindStringSubmatch(message)
	if m == nil {
		return nil
	}
	return strings.Split(m[1], ", ")
}

// maxNames bounds the list of names or values in a sentence.
const maxNames = 12

// alternatives is "a", "a or b", "a, b or c", of {namespace}names.
func alternatives(names []string) string {
	var out []string
	for _, name := range names {
		out = append(out, plainName(name))
	}
	if len(out) > maxNames {
		return strings.Join(out[:maxNames], ", ") + fmt.Sprintf(" or one of %d others", len(out)-maxNames)
	}
	return list(out)
}

// plainName reads one {namespace}name, or a wildcard, as libxml2 writes them.
func plainName(name string) string {
	switch {
	case name == "##any" || name == "*" || strings.HasSuffix(name, "}*"):
		return "any element"
	case strings.HasPrefix(name, "##other"):
		return "an element of another namespace"
	}
	return plainNames(name)
}

var clark = regexp.MustCompile(`\{[^{}\s]*\}`)

// plainNames turns each {namespace}name in a text into name.
func plainNames(text string) string { return clark.ReplaceAllString(text, "") }

// describeSet shortens a list of quoted values: 'a', 'b', …
func describeSet(set string) string {
	values := strings.Split(set, "', '")
	if len(values) <= maxNames {
		return Clip(set, 4*shown)
	}
	return fmt.Sprintf("%s', … (%d values)", Clip(strings.Join(values[:maxNames], "', '"), 4*shown), len(values))
}

// typeOf is the name of the type in "… is not a valid value of the atomic type 'x'".
func typeOf(message string) string {
	i := strings.LastIndex(message, "is not a valid value of the ")
	if i < 0 {
		return ""
	}
	_, name, _ := strings.Cut(message[i:], "type '")
	return strings.TrimRight(name, "'. \n")
}

// What the built-in types are called in a sentence.
var builtin = map[string]string{
	"xs:boolean":            "true or false",
	"xs:date":               "a date such as 2026-03-04",
	"xs:dateTime":           "a date and time such as 2026-03-04T10:15:30Z",
	"xs:time":               "a time such as 10:15:30",
	"xs:integer":            "a whole number",
	"xs:int":                "a whole number",
	"xs:long":               "a whole number",
	"xs:positiveInteger":    "a whole number above 0",
	"xs:nonNegativeInteger": "a whole number, 0 or more",
	"xs:decimal":            "a decimal number",
	"xs:double":             "a number",
	"xs:anyURI":             "a URI",
	"xs:ID":                 "an identifier (xs:ID) that occurs once in the message",
	"xs:NMTOKEN":            "a single word of letters, digits and . - _ :",
	"xs:base64Binary":       "base64",
}

func describeType(name string) string {
	if words := builtin[name]; words != "" {
		return words
	}
	if name == "" {
		return "valid for its type"
	}
	return "a valid " + plainNames(name)
}

// afterPrefix leaves out "Element '{…}x', attribute 'y': " before libxml2's sentence.
func afterPrefix(message string) string {
	if !strings.HasPrefix(message, "Element '") {
		return message
	}
	if _, rest, ok := strings.Cut(message, "': "); ok {
		return rest
	}
	return message
}

func quote(value string) string { return "'" + Clip(value, shown) + "'" }

// Clip shortens a text to at most so many bytes, between characters, and says how
// long it was.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := most
	for cut > 0 && text[cut]&0xC0 == 0x80 {
		cut--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:cut], len(text))
}
