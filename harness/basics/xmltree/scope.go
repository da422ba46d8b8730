package xmltree

import (
	"sort"
	"strconv"

	"github.com/beevik/etree"
)

// Declares reports whether an attribute is a namespace declaration, and of which
// prefix ("" for the default namespace).
func Declares(a etree.Attr) (prefix string, ok bool) {
	switch {
	case a.Space == "xmlns":
		return a.Key, true
	case a.Space == "" && a.Key == "xmlns":
		return "", true
	}
	return "", false
}

// LookupPrefix gives the namespace that a prefix stands for at an element, ""
// when it stands for none.
func LookupPrefix(e *etree.Element, prefix string) string {
	if prefix == "xml" {
		return NamespaceXML
	}
	for ; e != nil; e = e.Parent() {
		for _, a := range e.Attr {
			if p, ok := Declares(a); ok && p == prefix {
				return a.Value
			}
		}
	}
	return ""
}

// ElementNamespace gives the namespace of an element.
func ElementNamespace(e *etree.Element) string {
	return LookupPrefix(e, e.Space)
}

// AttributeNamespace gives the namespace of an attribute of e: none without a
// prefix, whatever the default namespace is.
func AttributeNamespace(e *etree.Element, a etree.Attr) string {
	if _, ok := Declares(a); ok {
		return NamespaceXMLNS
	}
	if a.Space == "" {
		return ""
	}
	return LookupPrefix(e, a.Space)
}

// prefixFor finds a prefix that stands for a namespace at an element.
func prefixFor(e *etree.Element, namespace string) (string, bool) {
	if namespace == NamespaceXML {
		return "xml", true
	}
	for at := e; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if p, ok := Declares(a); ok && p != "" && a.Value == namespace && LookupPrefix(e, p) == namespace {
				return p, true
			}
		}
	}
	return "", false
}

// EnsurePrefix makes sure that some prefix stands for a namespace at e, declaring
// one on e when none does, and returns it.
func EnsurePrefix(e *etree.Element, namespace, preferred string) string {
	if p, ok := prefixFor(e, namespace); ok {
		return p
	}
	if preferred == "" {
		preferred = "ns"
	}
	p := preferred
	for n := 1; LookupPrefix(e, p) != ""; n++ {
		p = preferred + strconv.Itoa(n)
	}
	e.CreateAttr("xmlns:"+p, namespace)
	return p
}

// FreePrefixes lists, sorted, the prefixes that e and its descendants use without
// declaring them in that subtree; "" is an unprefixed element.
func FreePrefixes(e *etree.Element) []string {
	free := map[string]bool{}
	collectFree(e, map[string]int{}, free)
	out := make([]string, 0, len(free))
	for p := range free {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func collectFree(e *etree.Element, bound map[string]int, free map[string]bool) {
	for _, a := range e.Attr {
		if p, ok := Declares(a); ok {
			bound[p]++
		}
	}
	use := func(prefix string) {
		if bound[prefix] == 0 && prefix != "xml" {
			free[prefix] = true
		}
	}
	use(e.Space)
	for _, a := range e.Attr {
		if _, ok := Declares(a); !ok && a.Space != "" {
			use(a.Space)
		}
	}
	for _, token := range e.Child {
		if child, ok := token.(*etree.Element); ok {
			collectFree(child, bound, free)
		}
	}
	for _, a := range e.Attr {
		if p, ok := Declares(a); ok {
			bound[p]--
		}
	}
}

// Bindings are the meanings that the free prefixes of a subtree have, kept while
// the subtree changes its place.
type Bindings map[string]string

// BindingsOf finds the bindings of a subtree at its present place.
func BindingsOf(e *etree.Element) Bindings {
	b := Bindings{}
	for _, p := range FreePrefixes(e) {
		b[p] = LookupPrefix(e, p)
	}
	return b
}

// Restore declares on e every binding that its new place does not give it.
func (b Bindings) Restore(e *etree.Element) {
	prefixes := make([]string, 0, len(b))
	for p := range b {
		prefixes = append(prefixes, p)
	}
	sort.Strings(prefixes)
	for _, p := range prefixes {
		switch namespace := b[p]; {
		case LookupPrefix(e, p) == namespace:
		case p == "":
			e.CreateAttr("xmlns", namespace)
		default:
			e.CreateAttr("xmlns:"+p, namespace)
		}
	}
}
